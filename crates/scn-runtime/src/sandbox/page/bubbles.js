"use strict";

// How one message looks.

const ICONS = {
  reply: "M10 5 4 11l6 6M4.5 11H14c3.5 0 6 2.3 6 6v2",
  list: "M8 7h12M8 12h12M8 17h12M4 7h.01M4 12h.01M4 17h.01",
  open: "M14 5h5v5M19 5l-8 8M17 14v5H5V7h5",
  file: "M7 3h7l4 4v14H7zM14 3v4h4",
  sent: "M3 6.5 6.5 10 13 2.5", delivered: "M1 6.5 4.5 10 11 2.5M7.5 10 14 2.5", accepted: "M8 2.5a4 4 0 1 0 .01 0M8 4.5v2l1.4 1",
};

function icon(name, box = "0 0 24 24") {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", box);
  svg.setAttribute("aria-hidden", "true");
  const path = svg.appendChild(document.createElementNS("http://www.w3.org/2000/svg", "path"));
  path.setAttribute("d", ICONS[name]);
  return svg;
}

// ---- one message -------------------------------------------------------------------------------------------------

function summary(entry) {
  const content = entry.content;
  return content.text || content.header || content.source || words.types[content.name] || content.name || "";
}

function author(entry) {
  return entry.from === "customer" ? entry.author || words.you : state.title;
}

function quoteOf(entry) {
  const plain = el("span", {}, ...inline(summary(entry))).textContent;
  return [el("b", {}, author(entry)), el("span", {}, plain)];
}

function tick(status) {
  const name = status === "read" ? "delivered" : status;
  if (!ICONS[name]) return el("span", { class: "tick", role: "img", "aria-label": words[status] }, "!");
  return el("span", { class: "tick " + status, role: "img", "aria-label": words[status], title: words[status] }, icon(name, "0 0 16 12"));
}

function meta(entry) {
  const time = el("time", { datetime: new Date(entry.at).toISOString() }, clockFormat.format(entry.at));
  return el("span", { class: "meta" }, time, entry.from === "customer" ? tick(entry.status) : null);
}

/** Only addresses of the web are opened. */
function opener(label, url) {
  if (!/^https?:\/\//.test(url)) return null;
  return el("a", { class: "choice", href: url, target: "_blank", rel: "noopener noreferrer" }, icon("open"), label);
}

function choices(entry) {
  const content = entry.content;
  if (content.kind === "buttons" || content.kind === "template") {
    const taps = content.buttons.map((button) =>
      el("button", { type: "button", class: "choice", onclick: () => tap(entry, button) }, icon("reply"), button.title));
    return [...taps, ...(content.links || []).map((link) => opener(link.title, link.id))].filter(Boolean);
  }
  if (content.kind === "list") {
    return [el("button", { type: "button", class: "choice", "aria-haspopup": "dialog", onclick: () => openSheet(entry) }, icon("list"), content.label)];
  }
  if (content.kind === "link") return [opener(content.label, content.url)].filter(Boolean);
  return [];
}

function kindOf(content) {
  return content.kind === "template" ? `${words.types.template}: ${content.name}` : words.types[content.name] || content.name;
}

/** What the sandbox has is shown; nothing is fetched from elsewhere. */
function fileBox(content) {
  const src = content.media ? "/api/files/" + encodeURIComponent(content.media) : null;
  const plain = () => nameBox(content);
  const orName = (node) => { node.addEventListener("error", () => node.replaceWith(plain())); return node; };
  if (src && (content.name === "image" || content.name === "sticker")) return orName(el("img", { class: "picture", src, alt: content.source }));
  if (src && content.name === "audio") return orName(el("audio", { controls: "", preload: "none", src }));
  if (src && content.name === "video") return orName(el("video", { controls: "", preload: "metadata", src }));
  return plain();
}

/** A file as a box with its name. */
function nameBox(content) {
  const name = content.source.split(/[?#]/)[0].split("/").pop() || content.source;
  return el("div", { class: "file", title: content.source }, icon("file"), el("span", {}, name));
}

function bubble(entry, original) {
  const content = entry.content;
  return el("div", { class: "bubble" },
    original ? el("button", { type: "button", class: "quote", onclick: () => goTo(original.id) }, ...quoteOf(original)) : null,
    entry.from === "staff" ? el("div", { class: "kind" }, words.staff) : entry.author ? el("div", { class: "kind" }, entry.author) : null,
    content.kind === "other" || content.kind === "template" ? el("div", { class: "kind" }, kindOf(content)) : null,
    content.source ? fileBox(content) : null,
    content.header ? el("div", { class: "head", dir: "auto" }, content.header) : null,
    entry.revoked ? el("div", { class: "foot" }, words.revoked) : null,
    content.text ? marked(content.text) : null,
    entry.edited && !entry.revoked ? el("div", { class: "foot" }, words.edited) : null,
    content.footer ? el("div", { class: "foot", dir: "auto" }, content.footer) : null,
    meta(entry));
}

function messageNode(entry, original, first) {
  if (entry.from === "sandbox") {
    return el("li", { class: "refused", "data-id": entry.id }, el("b", {}, `${words.refused} (${entry.content.code})`), entry.content.text);
  }
  const options = choices(entry);
  const body = el("div", { class: "body" }, bubble(entry, original),
    entry.reaction ? el("span", { class: "reaction" }, entry.reaction) : null,
    options.length ? el("div", { class: "choices", role: "group", "aria-label": summary(entry) }, ...options) : null);
  const reply = el("button", { type: "button", class: "round answer", "aria-label": words.reply, title: words.reply, onclick: () => quote(entry) }, icon("reply"));
  const react = entry.from === "business" ? el("button", { type: "button", class: "round answer", "aria-label": words.react, title: words.react,
    onclick: () => attempt(() => call("/api/react", { customer, message: entry.id, emoji: entry.reaction ? "" : "👍" })) }, "👍") : null;
  return el("li", { class: `message ${entry.from === "staff" ? "business" : entry.from}${first ? " first" : ""}`, "data-id": entry.id, "data-from": entry.from }, body, reply, react);
}

/** The node of a message, made anew only when more than its status changed: screen readers read it once. */
function nodeOf(entry, original, first) {
  const key = JSON.stringify([entry.content, entry.reaction, entry.quoted, entry.edited, entry.revoked, first]);
  const old = shown.get(entry.id);
  if (old?.key === key) {
    if (old.status !== entry.status) old.node.querySelector(".tick")?.replaceWith(tick(entry.status));
    old.status = entry.status;
    old.node.dataset.status = entry.status;
    return old.node;
  }
  const node = messageNode(entry, original, first);
  node.dataset.status = entry.status;
  shown.set(entry.id, { key, node, status: entry.status });
  return node;
}
