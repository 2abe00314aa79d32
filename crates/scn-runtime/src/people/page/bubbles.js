"use strict";

// How one message of a conversation looks.

const ICONS = {
  sent: "M3 6.5 6.5 10 13 2.5", delivered: "M1 6.5 4.5 10 11 2.5M7.5 10 14 2.5", waiting: "M8 2.5a4 4 0 1 0 .01 0M8 4.5v2l1.4 1",
};
const TICKS = { sent: "sent", delivered: "delivered", read: "delivered", waiting: "waiting", sending: "waiting" };
// What WhatsApp takes in one message is far below; hostile texts are longer, or made of line ends.
const SHOWN_LETTERS = 1_200;
const SHOWN_LINES = 24;

function tick(state) {
  const title = words.states[state];
  if (!title) return null;
  const inside = TICKS[state] ? picture(ICONS[TICKS[state]]) : "!";
  return el("span", { class: "tick " + state, role: "img", "aria-label": title, title }, inside);
}

function picture(path) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 16 12");
  svg.setAttribute("aria-hidden", "true");
  svg.appendChild(document.createElementNS("http://www.w3.org/2000/svg", "path")).setAttribute("d", path);
  return svg;
}

/** The text; of one that is very long its beginning, and the rest on request. */
function textOf(text) {
  const cut = Math.min(SHOWN_LETTERS, text.split("\n", SHOWN_LINES).join("\n").length);
  if (text.length <= cut * 1.2) return marked(text);
  const box = el("div", {}, marked(text.slice(0, cut) + "…"));
  const all = say("showAll", new Intl.NumberFormat(locale).format(text.length));
  box.append(el("button", { type: "button", class: "all", onclick: () => box.replaceChildren(el("div", { class: "text", dir: "auto" }, text)) }, all));
  return box;
}

/** The file that came with a message: pictures and sounds are shown, all else is for saving. */
function fileOf(media) {
  const path = `/api/media/${encodeURIComponent(media.id)}?kind=${encodeURIComponent(media.kind)}`;
  const name = words.kinds[media.kind] || words.kinds.document;
  const save = el("a", { class: "file", href: path, download: "" }, say("save", name));
  let node = save;
  if (media.kind === "image" || media.kind === "sticker") {
    const picture = el("img", { class: "picture " + media.kind, src: path, alt: name, loading: "lazy", onerror: () => instead() });
    node = el("a", { class: "shown", href: path, target: "_blank", rel: "noopener" }, picture);
  } else if (media.kind === "voice" || media.kind === "audio") {
    node = el("audio", { class: "sound", src: path, controls: "", preload: "none", "aria-label": name, onerror: () => instead() });
  }
  const instead = () => node.replaceWith(el("p", { class: "not-shown" }, words.notShown, " ", save));
  return node;
}

/** The words beside a file: what stands for the file itself is left out. */
const captionOf = (entry) => entry.text.replace(/^\[\w+\]\s*/, "");

/** What the program notes in its own words, in those of the reader. */
function happened(text) {
  const [, what, rest] = /^(handoff|opted out|opted in)(?:: )?([^]*)$/.exec(text) || [];
  return what ? [words.happened[what], rest].filter(Boolean).join(": ") : text.slice(0, SHOWN_LETTERS);
}

function author(entry) {
  if (entry.side === "bot") return words.bot;
  if (entry.side === "person") return entry.by === me.name ? words.you : personOf(entry.by);
  return nameOf(talk);
}

function timeOf(entry) {
  return el("time", { datetime: new Date(entry.at).toISOString(), title: dayFormat.format(entry.at) }, clockFormat.format(entry.at));
}

function bubble(entry, first) {
  if (entry.side === "note" && !entry.team) return el("li", { class: "event" }, el("bdi", {}, happened(entry.text)), " ", timeOf(entry));
  if (entry.side === "note") {
    return el("li", { class: "memo" }, el("p", { class: "by" }, entry.by ? say("noteBy", plain(entry.by)) : words.noteOnly), textOf(entry.text), el("span", { class: "meta" }, timeOf(entry)));
  }
  const head = first && entry.side !== "customer" ? el("p", { class: "by" }, author(entry)) : el("span", { class: "unseen" }, author(entry) + ": ");
  const meta = el("span", { class: "meta" }, timeOf(entry), entry.side === "customer" ? null : el("span", { class: "tick-place" }, tick(entry.state)));
  return el("li", { class: `message ${entry.side}${first ? " first" : ""}`, "data-side": entry.side },
    el("div", { class: "bubble" }, head, ...said(entry), meta));
}

function said(entry) {
  if (!entry.media) return [textOf(entry.text)];
  const caption = captionOf(entry);
  return [fileOf(entry.media), caption ? textOf(caption) : null];
}

/** What went wrong with a message, and what can be done. */
function trouble(text, ...buttons) {
  return el("div", { class: "trouble", role: "note" }, el("span", {}, text), ...buttons);
}

function button(text, work) {
  return el("button", { type: "button", class: "small", onclick: work }, text);
}

/** An answer of this browser that does not stand in the conversation yet. */
function pendingBubble(one) {
  const node = bubble({ side: "person", by: me.name, text: one.text, at: one.at + clockAhead, state: "waiting" }, true);
  node.classList.add("pending");
  node.dataset.state = one.state;
  if (one.state === "refused") {
    node.append(trouble(one.why, button(words.again, () => retry(one)), button(words.discard, () => takeBack(one))));
  } else if (one.state === "waiting" && !connected) {
    node.append(trouble(words.notYet, button(words.discard, () => takeBack(one))));
  }
  return node;
}
