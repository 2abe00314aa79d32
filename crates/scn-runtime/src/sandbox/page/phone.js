"use strict";

// ---- small helpers -----------------------------------------------------------------------------------------------

const $ = (id) => document.getElementById(id);

async function call(path, body, method = body ? "POST" : "GET") {
  const request = body ? { method, headers: { "content-type": "application/json" }, body: JSON.stringify(number && ("customer" in body || path === "/api/customers") ? { number, ...body } : body) } : { method };
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
let number = new URLSearchParams(location.search).get("number");
let quoting = null;
let connected = false;
let clockAhead = 0; // of this machine's clock, in milliseconds
const shown = new Map(); // message id → { key, node }

const now = () => Date.now() + clockAhead;

/** What is shown, as it stands in the address. */
const place = () => new URLSearchParams({ ...(customer ? { customer } : {}), ...(number ? { number } : {}) }).toString();

let loading = false;
let loadAgain = false;
async function load() {
  if (loading) { loadAgain = true; return; }
  loading = true;
  do {
    loadAgain = false;
    try {
      const fresh = await call("/api/state?" + place());
      customer ??= fresh.chat.customer;
      if (fresh.chat.customer !== customer || (number && fresh.number !== number)) { loadAgain = true; continue; } // somebody else was chosen meanwhile
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
  arrange($("chat"), nodes);
}

const typingNode = el("li", { class: "typing", "aria-label": words.typing }, el("div", { class: "bubble" }, el("i"), el("i"), el("i")));
const isTyping = () => state.chat.typing_until !== null && state.chat.typing_until > now();

let lastShown;
/** Puts the nodes into the list and leaves alone what stands at its place already. */
function arrange(list, nodes) {
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
  const label = (one) => `${one.name}, ${one.phone ? "+" + one.phone : one.username ? "@" + one.username : one.user_id}${one.unread && one.number !== state.chat.customer ? ` (${one.unread})` : ""}`;
  const wanted = JSON.stringify([state.customers.map(label), state.chat.customer]);
  if ($("customers").dataset.shown === wanted) return;
  $("customers").dataset.shown = wanted;
  $("customers").replaceChildren(...state.customers.map((one) => el("option", { value: one.number }, label(one))));
  $("customers").value = state.chat.customer;
}

function show() {
  history.replaceState(null, "", "?" + place());
  document.title = state.title;
  $("title").textContent = state.title;
  $("avatar").textContent = [...state.title.trim()][0]?.toUpperCase() || "?";
  showChat();
  showTime();
  showCustomers();
  showEvents();
  showOrders();
}

function showEvents() {
  $("events").hidden = state.events.length === 0;
  const wanted = state.events.map((event) => event.name).join();
  if ($("event").dataset.shown === wanted) return;
  $("event").dataset.shown = wanted;
  $("event").replaceChildren(...state.events.map((event) => el("option", { value: event.name }, event.name)));
  showParams();
}

function showParams() {
  const chosen = state.events.find((event) => event.name === $("event").value);
  $("params").value = chosen ? JSON.stringify(chosen.params) : "";
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

/** `2 margherita 18.50 CHF, 1 coca` */
function cartOf(text) {
  return text.split(",").map((part) => /^\s*(?:(\d+)\s+)?(\S+)(?:\s+(\d+(?:\.\d+)?)\s+([A-Za-z]{3}))?\s*$/.exec(part)).filter(Boolean)
    .map(([, quantity, product, price, currency]) => ({ product, quantity: Number(quantity || 1), ...(price ? { price: Number(price), currency: currency.toUpperCase() } : {}) }));
}

const SENDS = {
  image: () => call("/api/media", { customer, kind: "image" }),
  audio: () => call("/api/media", { customer, kind: "audio" }),
  document: () => call("/api/media", { customer, kind: "document" }),
  location: () => call("/api/place", { customer, latitude: 46.5197, longitude: 6.6323, name: "Lausanne" }),
  contacts: () => call("/api/contact", { customer, name: "Ada Exemple", phone: "+41791234567" }),
};

const fire = () => attempt(async () => {
  let params;
  try { params = JSON.parse($("params").value || "{}"); } catch { throw new Error(words.noJson); }
  await call("/api/event", { customer, event: $("event").value, params });
});

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
    ["tools", words.tools], ["cart-items", words.cart], ["event", words.event], ["params", words.params],
    ["number", words.business], ["times", words.times], ["code", words.code], ["how", words.failure], ["statuses", words.statusPlan]]) $(id).setAttribute("aria-label", text);
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
  document.querySelectorAll("[data-send]").forEach((button) => {
    button.textContent = words.types[button.dataset.send];
    button.addEventListener("click", () => attempt(SENDS[button.dataset.send]));
  });
  $("cart").addEventListener("submit", (event) => {
    event.preventDefault();
    attempt(async () => { await call("/api/order", { customer, items: cartOf($("cart-items").value) }); $("cart-items").value = ""; });
  });
  $("event").addEventListener("change", showParams);
  $("fire").addEventListener("submit", (event) => { event.preventDefault(); fire(); });
  startOrders();
  $("customers").addEventListener("change", () => switchTo($("customers").value));
  $("new-customer").addEventListener("click", () => attempt(async () => switchTo((await call("/api/customers", {})).customer)));
  document.addEventListener("visibilitychange", load);
  setInterval(showTime, 1_000);

  load();
  const events = new EventSource("/api/events");
  events.addEventListener("change", load);
  events.onopen = () => { connected = true; showTime(); };
  events.onerror = () => { connected = false; showTime(); };
  if (matchMedia("(hover: hover)").matches) $("text").focus(); // on a phone it would open the keyboard
}

start();
