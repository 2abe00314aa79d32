"use strict";

const ICONS = {
  reply: "M10 5 4 11l6 6M4.5 11H14c3.5 0 6 2.3 6 6v2",
  list: "M8 7h12M8 12h12M8 17h12M4 7h.01M4 12h.01M4 17h.01",
  open: "M14 5h5v5M19 5l-8 8M17 14v5H5V7h5",
  sent: "M3 6.5 6.5 10 13 2.5", delivered: "M1 6.5 4.5 10 11 2.5M7.5 10 14 2.5", accepted: "M8 2.5a4 4 0 1 0 .01 0M8 4.5v2l1.4 1",
};

// ---- small helpers -----------------------------------------------------------------------------------------------

const $ = (id) => document.getElementById(id);

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

function icon(name, box = "0 0 24 24") {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", box);
  svg.setAttribute("aria-hidden", "true");
  const path = svg.appendChild(document.createElementNS("http://www.w3.org/2000/svg", "path"));
  path.setAttribute("d", ICONS[name]);
  return svg;
}

async function call(path, body) {
  const request = body ? { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) } : {};
  const answer = await fetch(path, request);
  const json = await answer.json();
  if (!answer.ok) throw new Error(json.error || answer.statusText);
  return json;
}

/** Does it, and says on the page what went wrong. */
async function attempt(work) {
  try {
    await work();
    $("problem").hidden = true;
  } catch (error) {
    $("problem").textContent = error instanceof TypeError ? words.offline : error.message;
    $("problem").hidden = false;
  }
}

// ---- what the phone knows ----------------------------------------------------------------------------------------

let state = null;
let customer = new URLSearchParams(location.search).get("customer");
let quoting = null;
let connected = false;
let clockAhead = 0; // of this machine's clock, in milliseconds
const shown = new Map(); // message id → { key, node }

const now = () => Date.now() + clockAhead;

let loading = false;
let loadAgain = false;
async function load() {
  if (loading) { loadAgain = true; return; }
  loading = true;
  do {
    loadAgain = false;
    try {
      const fresh = await call("/api/state" + (customer ? "?customer=" + encodeURIComponent(customer) : ""));
      customer ??= fresh.chat.customer;
      if (fresh.chat.customer !== customer) { loadAgain = true; continue; } // somebody else was chosen meanwhile
      state = fresh;
      clockAhead = state.clock - Date.now();
      show();
      await markAsRead();
    } catch (error) { console.warn(error); }
  } while (loadAgain);
  loading = false;
}

async function markAsRead() {
  const unread = state.customers.find((one) => one.number === state.chat.customer)?.unread;
  if (unread && document.visibilityState === "visible") await call("/api/read", { customer: state.chat.customer });
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

// ---- one message -------------------------------------------------------------------------------------------------

function summary(entry) {
  const content = entry.content;
  return content.text || content.header || words.types[content.name] || content.name || "";
}

function author(entry) {
  return entry.from === "customer" ? words.you : state.title;
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

function choices(entry) {
  const content = entry.content;
  if (content.kind === "buttons") {
    return content.buttons.map((button) =>
      el("button", { type: "button", class: "choice", onclick: () => tap(entry, button) }, icon("reply"), button.title));
  }
  if (content.kind === "list") {
    return [el("button", { type: "button", class: "choice", "aria-haspopup": "dialog", onclick: () => openSheet(entry) }, icon("list"), content.label)];
  }
  if (content.kind === "link" && /^https?:\/\//.test(content.url)) {
    return [el("a", { class: "choice", href: content.url, target: "_blank", rel: "noopener noreferrer" }, icon("open"), content.label)];
  }
  return [];
}

function bubble(entry, original) {
  const content = entry.content;
  return el("div", { class: "bubble" },
    original ? el("button", { type: "button", class: "quote", onclick: () => goTo(original.id) }, ...quoteOf(original)) : null,
    content.kind === "other" ? el("div", { class: "kind" }, words.types[content.name] || content.name) : null,
    content.header ? el("div", { class: "head", dir: "auto" }, content.header) : null,
    content.text ? marked(content.text) : null,
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
  return el("li", { class: `message ${entry.from}${first ? " first" : ""}`, "data-id": entry.id, "data-from": entry.from }, body, reply);
}

/** The node of a message, made anew only when more than its status changed: screen readers read it once. */
function nodeOf(entry, original, first) {
  const key = JSON.stringify([entry.content, entry.reaction, entry.quoted, first]);
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

// ---- the whole phone ---------------------------------------------------------------------------------------------

const clockFormat = new Intl.DateTimeFormat(locale, { hour: "2-digit", minute: "2-digit" });
const shortDate = new Intl.DateTimeFormat(locale, { weekday: "short", day: "numeric", month: "short" });
const longDate = new Intl.DateTimeFormat(locale, { weekday: "long", day: "numeric", month: "long" });
const dayOf = (ms) => new Date(ms).toDateString();

function dayName(ms) {
  if (dayOf(ms) === dayOf(now())) return words.today;
  if (dayOf(ms) === dayOf(now() - 86_400_000)) return words.yesterday;
  return longDate.format(ms);
}

function showChat() {
  const { entries } = state.chat;
  const byId = new Map(entries.map((entry) => [entry.id, entry]));
  const nodes = [];
  let before = null;
  for (const entry of entries) {
    const newDay = !before || dayOf(before.at) !== dayOf(entry.at);
    if (newDay) nodes.push(el("li", { class: "day" }, dayName(entry.at)));
    nodes.push(nodeOf(entry, byId.get(entry.quoted), newDay || before.from !== entry.from));
    before = entry;
  }
  if (!entries.length) nodes.push(el("li", { class: "empty" }, words.empty));
  if (isTyping()) nodes.push(typingNode);
  place($("chat"), nodes);
}

const typingNode = el("li", { class: "typing", "aria-label": words.typing }, el("div", { class: "bubble" }, el("i"), el("i"), el("i")));
const isTyping = () => state.chat.typing_until !== null && state.chat.typing_until > now();

let lastShown;
/** Puts the nodes into the list and leaves alone what stands at its place already. */
function place(list, nodes) {
  const atEnd = list.scrollHeight - list.scrollTop - list.clientHeight < 80;
  nodes.forEach((node, number) => {
    const old = list.children[number];
    if (old === node || (old && !node.dataset.id && old.className === node.className && old.textContent === node.textContent)) return;
    list.insertBefore(node, old || null);
  });
  while (list.children.length > nodes.length) list.lastElementChild.remove();
  const last = nodes.findLast((node) => node.dataset.id)?.dataset;
  if (atEnd || (last?.from === "customer" && last.id !== lastShown)) list.scrollTop = list.scrollHeight;
  lastShown = last?.id;
}

function duration(ms) {
  const minutes = Math.max(1, Math.round(ms / 60_000));
  const parts = [[Math.floor(minutes / 60), "hour"], [minutes % 60, "minute"]].filter(([count]) => count > 0);
  return parts.map(([value, unit]) => new Intl.NumberFormat(locale, { style: "unit", unit, unitDisplay: "short" }).format(value)).join(" ");
}

function showTime() {
  $("time").textContent = clockFormat.format(now());
  $("date").textContent = shortDate.format(now());
  $("big-time").textContent = `${shortDate.format(now())}, ${clockFormat.format(now())}`;
  if (!state) return;
  const left = state.chat.window_closes === null ? null : state.chat.window_closes - now();
  $("window").textContent = left === null ? words.windowNone : left > 0 ? words.windowOpen.replace("{0}", duration(left)) : words.windowClosed;
  const presence = !connected ? words.offline : !state.bot_answers ? words.noAnswer : isTyping() ? words.typing : words.online;
  if ($("presence").textContent !== presence) $("presence").textContent = presence;
  $("presence").classList.toggle("warn", !connected || !state.bot_answers);
  $("link").textContent = connected ? (state.bot_answers ? words.connected : `${state.title}: ${words.noAnswer}`) : words.offline;
  $("link").classList.toggle("warn", !connected || !state.bot_answers);
  if (!isTyping()) typingNode.remove();
}

function showCustomers() {
  const label = (one) => `${one.name}, +${one.number}${one.unread && one.number !== state.chat.customer ? ` (${one.unread})` : ""}`;
  const wanted = JSON.stringify([state.customers.map(label), state.chat.customer]);
  if ($("customers").dataset.shown === wanted) return;
  $("customers").dataset.shown = wanted;
  $("customers").replaceChildren(...state.customers.map((one) => el("option", { value: one.number }, label(one))));
  $("customers").value = state.chat.customer;
}

function show() {
  history.replaceState(null, "", "?customer=" + customer);
  document.title = state.title;
  $("title").textContent = state.title;
  $("avatar").textContent = [...state.title.trim()][0]?.toUpperCase() || "?";
  showChat();
  showTime();
  showCustomers();
}

// ---- what the person does ----------------------------------------------------------------------------------------

function quote(entry) {
  quoting = entry.id;
  $("quote-preview").replaceChildren(...quoteOf(entry));
  $("quote-bar").hidden = false;
  $("text").focus();
}

function stopQuoting() {
  quoting = null;
  $("quote-bar").hidden = true;
}

function goTo(id) {
  const node = shown.get(id)?.node;
  if (!node) return;
  node.scrollIntoView({ block: "center", behavior: "smooth" });
  node.classList.add("flash");
  setTimeout(() => node.classList.remove("flash"), 1_200);
}

function tap(entry, option) {
  return attempt(() => call("/api/tap", { customer, message: entry.id, option: option.id }));
}

function openSheet(entry) {
  $("sheet-title").textContent = entry.content.label;
  $("sections").replaceChildren(...entry.content.sections.flatMap((section) => [
    section.title ? el("h3", {}, section.title) : "",
    ...section.rows.map((row) => el("button", { type: "button", class: "option", onclick: () => { $("sheet").close(); tap(entry, row); } },
      el("span", {}, row.title, row.description ? el("small", {}, row.description) : null), el("i", { "aria-hidden": "true" }))),
  ]));
  $("sheet").showModal();
  $("sheet").focus();
  $("sections").scrollTop = 0;
}

function grow() {
  $("text").style.height = "auto";
  $("text").style.height = Math.min($("text").scrollHeight + 2, 132) + "px";
}

function sendText() {
  const text = $("text").value.trim();
  if (!text) return;
  attempt(async () => {
    await call("/api/send", { customer, text, ...(quoting ? { quoted: quoting } : {}) });
    $("text").value = "";
    grow();
    stopQuoting();
  });
}

function switchTo(number) {
  customer = number;
  shown.clear();
  stopQuoting();
  $("chat").replaceChildren();
  return load();
}

const advance = (seconds) => attempt(() => call("/api/clock", { advance_seconds: seconds }));

// ---- start -------------------------------------------------------------------------------------------------------

function label(id, text) {
  $(id).setAttribute("aria-label", text);
  $(id).title = text;
}

function start() {
  document.documentElement.lang = locale;
  document.querySelectorAll("[data-words]").forEach((node) => { node.textContent = words[node.dataset.words]; });
  label("send", words.send);
  label("quote-cancel", words.stopReply);
  label("sheet-close", words.close);
  label("open-tools", words.tools);
  for (const [id, text] of [["text", words.message], ["chat", words.chat], ["amount", words.amount], ["unit", words.unit], ["customers", words.customer],
    ["tools", words.tools]]) $(id).setAttribute("aria-label", text);
  $("text").placeholder = words.message;

  $("composer").addEventListener("submit", (event) => { event.preventDefault(); sendText(); });
  $("text").addEventListener("input", grow);
  $("text").addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) { event.preventDefault(); sendText(); }
    if (event.key === "Escape") stopQuoting();
  });
  $("quote-cancel").addEventListener("click", stopQuoting);
  $("sheet-close").addEventListener("click", () => $("sheet").close());
  $("sheet").addEventListener("click", (event) => { if (event.target === $("sheet")) $("sheet").close(); });
  $("open-tools").addEventListener("click", () => {
    $("open-tools").setAttribute("aria-expanded", String($("tools").classList.toggle("open")));
  });
  document.querySelectorAll("[data-advance]").forEach((button) => button.addEventListener("click", () => advance(Number(button.dataset.advance))));
  $("advance").addEventListener("submit", (event) => { event.preventDefault(); advance(Number($("amount").value) * Number($("unit").value)); });
  $("customers").addEventListener("change", () => switchTo($("customers").value));
  $("new-customer").addEventListener("click", () => attempt(async () => switchTo((await call("/api/customers", {})).customer)));
  document.addEventListener("visibilitychange", load);
  setInterval(showTime, 1_000);

  const events = new EventSource("/api/events");
  events.addEventListener("change", load);
  events.onopen = () => { connected = true; showTime(); };
  events.onerror = () => { connected = false; showTime(); };
  if (matchMedia("(hover: hover)").matches) $("text").focus(); // on a phone it would open the keyboard
}

start();
