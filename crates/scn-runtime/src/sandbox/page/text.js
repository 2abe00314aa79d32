"use strict";

// How text of other people gets onto a page: the phone of the sandbox and the page of the operators share it.

/** An element; what a message says enters as text only, never as markup. */
function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (value !== undefined && value !== false) node.setAttribute(name, value);
  }
  node.append(...children.filter((child) => child !== null && child !== undefined && child !== ""));
  return node;
}

// ---- text with the marks of WhatsApp -----------------------------------------------------------------------------

const INLINE = /(https?:\/\/[^\s<>"]*[^\s<>".,;:!?)\]'])|(?<![\p{L}\p{N}])([*_~`])(?=\S)([^\n]*?\S)\2(?![\p{L}\p{N}])/u;
const TAGS = { "*": "strong", "_": "em", "~": "s", "`": "code" };

function inline(text) {
  const parts = [];
  for (let found; (found = INLINE.exec(text)); text = text.slice(found.index + found[0].length)) {
    const [, url, mark, inner] = found;
    parts.push(text.slice(0, found.index));
    if (url) parts.push(el("a", { href: url, target: "_blank", rel: "noopener noreferrer" }, url));
    else parts.push(el(TAGS[mark], {}, ...(mark === "`" ? [inner] : inline(inner))));
  }
  return [...parts, text];
}

function line(text) {
  const item = /^(?:[*-] |(\d{1,2})\. )(.+)/.exec(text);
  if (text.startsWith("> ")) return el("blockquote", {}, ...inline(text.slice(2)));
  if (item) return el("span", { class: "item" }, el("i", {}, item[1] ? item[1] + "." : "•"), ...inline(item[2]));
  return null;
}

function marked(text) {
  const box = el("div", { class: "text", dir: "auto" });
  text.split("```").forEach((part, place, all) => {
    if (place % 2 === 1 && place < all.length - 1) return box.append(el("pre", {}, part.trim()));
    // An opening mark without an end is plain text; the line breaks around a code block belong to it.
    const plain = place % 2 === 1 ? "```" + part : part.slice(place && part[0] === "\n" ? 1 : 0, place < all.length - 2 && part.endsWith("\n") ? -1 : undefined);
    plain.split("\n").forEach((one, number, lines) => {
      const block = line(one);
      if (block) return box.append(block);
      box.append(...inline(one).filter(Boolean));
      if (number < lines.length - 1 && !line(lines[number + 1])) box.append("\n");
    });
  });
  return box;
}
