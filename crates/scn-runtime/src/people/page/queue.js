"use strict";

// The list of those who wait, and of those somebody takes care of.

let me = { name: "" };
let handoffs = [];
let known = null; // those who waited at the last look
const items = new Map(); // contact → its node in the list

const UNSEEN = /[\p{Cc}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

/** A name for places where nothing keeps it apart from the text around it: control characters could turn that around. */
const plain = (text) => String(text ?? "").replace(UNSEEN, " ").trim().slice(0, 80);
const nameOf = (one) => plain(one.name) || one.phone || words.someone;
// Who has a conversation that was answered in the phone app.
const PHONE = "the phone";
const personOf = (by) => (!by || by === PHONE ? words.phoneApp : plain(by));

/** The first letter; of a number, by which nobody knows a person, the last two digits. */
const initial = (name) => /\p{L}/u.exec(name)?.[0].toUpperCase() || name.replace(/\D/g, "").slice(-2) || "?";

/** The same person has the same colour, today and tomorrow. */
function hueOf(contact) {
  let sum = 7;
  for (const letter of String(contact)) sum = (sum * 31 + letter.codePointAt(0)) % 6007;
  return "hue" + (sum % 6);
}

const loadQueue = loader(async () => {
  handoffs = (await call("/handoffs?state=all")).handoffs;
  tellAboutNew();
  showQueue();
});

const listOf = (one) => (!one.taken_by ? "waiting" : one.taken_by === me.name ? "mine" : "others");

// ---- times in words ----------------------------------------------------------------------------------------------

const clockFormat = new Intl.DateTimeFormat(locale, { hour: "2-digit", minute: "2-digit" });
const dayFormat = new Intl.DateTimeFormat(locale, { weekday: "long", day: "numeric", month: "long" });
const shortDay = new Intl.DateTimeFormat(locale, { weekday: "short", day: "numeric", month: "short" });
const dayOf = (ms) => new Date(ms).toDateString();

function dayName(ms) {
  if (dayOf(ms) === dayOf(now())) return words.today;
  if (dayOf(ms) === dayOf(now() - 86_400_000)) return words.yesterday;
  return dayFormat.format(ms);
}

/** `14:20`, and the day when it is not today. */
function moment(ms) {
  const time = clockFormat.format(ms);
  if (dayOf(ms) === dayOf(now())) return time;
  if (dayOf(ms) === dayOf(now() + 86_400_000)) return new Intl.RelativeTimeFormat(locale, { numeric: "auto" }).format(1, "day") + " " + time;
  return shortDay.format(ms) + ", " + time;
}

function duration(ms, unitDisplay = "short") {
  const minutes = Math.max(0, Math.floor(ms / 60_000));
  const unit = (value, unit) => new Intl.NumberFormat(locale, { style: "unit", unit, unitDisplay }).format(value);
  if (minutes < 60) return unit(Math.max(1, minutes), "minute");
  if (minutes < 60 * 10) return unit(Math.floor(minutes / 60), "hour") + (minutes % 60 ? " " + unit(minutes % 60, "minute") : "");
  if (minutes < 60 * 48) return unit(Math.floor(minutes / 60), "hour");
  return unit(Math.floor(minutes / 1440), "day");
}

// ---- the list ----------------------------------------------------------------------------------------------------

const isUnread = (one) => one.contact !== talkingTo && (one.last_at || 0) > (kept.get("seen." + one.contact) || 0);

function item(one) {
  const node = el("li", {}, el("a", { class: "item", href: "#/" + encodeURIComponent(one.contact), "data-contact": one.contact },
    el("span", { class: "avatar " + hueOf(one.contact), "aria-hidden": "true" }),
    el("span", { class: "inside" },
      el("span", { class: "line1" }, el("bdi", { class: "name" }), el("span", { class: "since" })),
      el("span", { class: "line2" }, el("bdi", { class: "words" }), el("span", { class: "dot" }, el("span", { class: "unseen" }, words.unread))),
      el("span", { class: "line3" }, el("bdi", { class: "chip team" }), el("bdi", { class: "because" }), el("span", { class: "chip due" })))));
  return node;
}

/** Changes what is there, so that the focus stays where it is. */
function fill(node, one) {
  const part = (name) => node.querySelector("." + name);
  const set = (name, text) => { if (part(name).textContent !== text) part(name).textContent = text; };
  const list = listOf(one);
  set("avatar", initial(nameOf(one)));
  set("name", nameOf(one));
  set("since", duration(now() - one.since));
  part("since").title = say("waitsSince", duration(now() - one.since, "long"));
  const draft = kept.get(draftOf("answer", one.contact));
  set("words", (draft ? `${words.draft}: ${draft}` : one.last_words || "").replace(/\s+/g, " ").slice(0, 140));
  part("words").classList.toggle("draft", Boolean(draft));
  part("dot").hidden = !isUnread(one);
  set("team", list === "others" ? personOf(one.taken_by) : plain(one.team));
  part("team").classList.toggle("person", list === "others");
  part("team").hidden = !part("team").textContent;
  set("because", plain(one.because));
  const left = one.otherwise_at && list === "waiting" ? one.otherwise_at - now() : null;
  set("due", left === null ? "" : left > 0 ? say("botIn", duration(left)) : words.botSoon);
  part("due").hidden = left === null;
  part("due").classList.toggle("soon", left !== null && left < 5 * 60_000);
  part("due").title = left > 0 ? say("botInLong", duration(left, "long")) : "";
  const link = node.firstElementChild;
  link.classList.toggle("unread", isUnread(one));
  if (one.contact === talkingTo) link.setAttribute("aria-current", "page");
  else link.removeAttribute("aria-current");
}

function showQueue() {
  const there = new Set(handoffs.map((one) => one.contact));
  for (const contact of [...items.keys()].filter((contact) => !there.has(contact))) items.delete(contact);
  const focused = document.activeElement?.dataset?.contact;
  for (const list of ["waiting", "mine", "others"]) {
    const section = document.querySelector(`[data-list=${list}]`);
    const ones = handoffs.filter((one) => listOf(one) === list);
    const nodes = ones.map((one) => {
      if (!items.has(one.contact)) items.set(one.contact, item(one));
      fill(items.get(one.contact), one);
      return items.get(one.contact);
    });
    put(section.querySelector("ul"), nodes);
    section.querySelector(".count").textContent = ones.length ? String(ones.length) : "";
    section.hidden = !ones.length && list !== "waiting";
    const nobody = section.querySelector(".nobody");
    if (nobody) nobody.hidden = ones.length > 0;
  }
  // A node that moves to another list loses the focus.
  if (focused && document.activeElement === document.body) items.get(focused)?.firstElementChild.focus({ preventScroll: true });
  showTitle();
}

/** Puts the nodes into the list in this order, and touches only what changes. */
function put(list, nodes) {
  nodes.forEach((node, place) => { if (list.children[place] !== node) list.insertBefore(node, list.children[place] || null); });
  while (list.children.length > nodes.length) list.lastElementChild.remove();
}

function showTitle() {
  const waiting = handoffs.filter((one) => listOf(one) === "waiting").length;
  document.title = (waiting ? `(${waiting}) ` : "") + [talkingTo && talk ? nameOf(talk) : words.queue, me.title].filter(Boolean).join(" – ");
}

// ---- telling about new ones --------------------------------------------------------------------------------------

const bellRings = () => kept.get("bell") === true;

function tellAboutNew() {
  const waiting = handoffs.filter((one) => listOf(one) === "waiting");
  const fresh = known ? waiting.filter((one) => !known.has(one.contact)) : [];
  known = new Set(waiting.map((one) => one.contact));
  if (!fresh.length) return;
  const text = fresh.map((one) => say("isWaiting", nameOf(one))).join(". ");
  $("announce").textContent = text;
  if (!bellRings()) return;
  ring();
  // No name and no words: the message may show on a locked screen.
  if (document.hidden && window.Notification?.permission === "granted") new Notification(say("isWaiting", fresh.length), { tag: "scn" });
}

/** Two quiet notes. */
function ring() {
  try {
    const audio = new AudioContext();
    [[660, 0], [880, 0.16]].forEach(([pitch, at]) => {
      const tone = audio.createOscillator();
      const volume = audio.createGain();
      tone.frequency.value = pitch;
      volume.gain.setValueAtTime(0, audio.currentTime + at);
      volume.gain.linearRampToValueAtTime(0.06, audio.currentTime + at + 0.02);
      volume.gain.exponentialRampToValueAtTime(0.0001, audio.currentTime + at + 0.5);
      tone.connect(volume).connect(audio.destination);
      tone.start(audio.currentTime + at);
      tone.stop(audio.currentTime + at + 0.55);
    });
    setTimeout(() => audio.close(), 1_500);
  } catch (error) { console.warn(error); }
}

async function toggleBell() {
  kept.set("bell", bellRings() ? null : true);
  showBell();
  if (!bellRings()) return;
  ring();
  if (window.Notification?.permission === "default") await Notification.requestPermission().catch(() => {});
}

function showBell() {
  $("bell").setAttribute("aria-pressed", String(bellRings()));
  label("bell", bellRings() ? words.bellOn : words.bellOff);
}
