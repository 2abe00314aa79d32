"use strict";

// What the page asks of the program, and what it keeps in this browser until the program has it.

const $ = (id) => document.getElementById(id);

/** The program answered, and said no. */
class Refusal extends Error {
  constructor(status, body) {
    super([body?.error, body?.next].filter(Boolean).join(" ") || String(status));
    this.status = status;
    this.body = body || {};
  }
  /** Asking again later may help. */
  get passing() { return this.status >= 500 || this.status === 429; }
}

async function call(path, body, key) {
  const headers = { accept: "application/json" };
  if (body) headers["content-type"] = "application/json";
  if (key) headers["idempotency-key"] = key;
  const request = body ? { method: "POST", headers, body: JSON.stringify(body) } : { headers };
  const answer = await fetch("/api" + path, { ...request, credentials: "same-origin", signal: AbortSignal.timeout(20_000) });
  const json = await answer.json().catch(() => null);
  if (!answer.ok) throw new Refusal(answer.status, json);
  if (typeof json?.now === "number") clockAhead = json.now - Date.now();
  return json;
}

const pathOf = (contact) => "/conversations/" + encodeURIComponent(contact);

// The program's clock: that of the sandbox can be moved.
let clockAhead = 0;
const now = () => Date.now() + clockAhead;

// ---- kept in this browser ----------------------------------------------------------------------------------------

const KEPT = "scn.";
const kept = {
  get(name) {
    try { return JSON.parse(localStorage.getItem(KEPT + name)); } catch { return null; }
  },
  /** A browser that keeps nothing loses drafts at a reload, and nothing else. */
  set(name, value) {
    try {
      if (value === null || value === "") localStorage.removeItem(KEPT + name);
      else localStorage.setItem(KEPT + name, JSON.stringify(value));
    } catch (error) { console.warn(error); }
  },
  names() {
    try { return Object.keys(localStorage).filter((name) => name.startsWith(KEPT)).map((name) => name.slice(KEPT.length)); } catch { return []; }
  },
  forget() { kept.names().filter((name) => name !== "bell").forEach((name) => kept.set(name, null)); },
};

const draftOf = (kind, contact) => `draft.${kind}.${contact}`;

// ---- answers on their way ----------------------------------------------------------------------------------------

// An answer is written down here, each under its own name so that two tabs do not disturb each other, until it stands in
// the conversation. Whatever happens in between, it is sent again with the same key and arrives once.

const unkept = new Map();
const outgoing = {
  all() {
    const stored = kept.names().filter((name) => name.startsWith("out.")).map((name) => kept.get(name)).filter(Boolean);
    const names = new Set(stored.map((one) => one.key));
    return [...stored, ...[...unkept.values()].filter((one) => !names.has(one.key))].sort((a, b) => a.at - b.at);
  },
  of(contact) { return outgoing.all().filter((one) => one.contact === contact); },
  put(one) { unkept.set(one.key, one); kept.set("out." + one.key, one); },
  drop(key) { unkept.delete(key); kept.set("out." + key, null); },
};

let delivering = false;
let deliverAgain = null;
let pause = 1_000;

/** Sends what waits, in order; comes back by itself while there is no connection. */
async function deliver() {
  if (delivering) return;
  delivering = true;
  clearTimeout(deliverAgain);
  for (let one; (one = outgoing.all().find((one) => one.state === "waiting"));) {
    try {
      await call(pathOf(one.contact) + "/messages", { text: one.text }, one.key);
      outgoing.put({ ...one, state: "accepted" });
      pause = 1_000;
    } catch (error) {
      if (!(error instanceof Refusal) || error.passing || error.status === 401) {
        if (error.status === 401) loggedOut();
        else deliverAgain = setTimeout(deliver, pause);
        pause = Math.min(pause * 2, 30_000);
        break;
      }
      outgoing.put({ ...one, state: "refused", why: whyNot(error) });
    }
    talkChanged(one.contact);
  }
  delivering = false;
  showPending();
}

function whyNot(error) {
  if (error.status === 409) return words.notYours;
  if (error.status === 422) return words.windowShut;
  return say("notDeliveredWhy", error.message);
}

// ---- what changed ------------------------------------------------------------------------------------------------

let source = null;
let connected = true;

/** Listens for changes; the browser comes back by itself, except after an answer that is no stream. */
function listen() {
  source?.close();
  source = new EventSource("/api/events");
  source.addEventListener("change", (event) => {
    let contact = null;
    try { contact = JSON.parse(event.data).contact; } catch { /* everything may have changed */ }
    loadQueue();
    talkChanged(contact);
  });
  source.onopen = () => { setConnected(true); loadQueue(); talkChanged(null); deliver(); };
  source.onerror = () => {
    setConnected(false);
    if (source.readyState !== EventSource.CLOSED) return;
    setTimeout(() => { if (source?.readyState === EventSource.CLOSED) resume(); }, 3_000);
  };
}

function setConnected(yes) {
  connected = yes;
  $("offline").textContent = yes ? "" : words.offline;
}

/** One load at a time, and once more when something changed meanwhile; done when nothing newer is known. */
function loader(work) {
  let running = null;
  let again = false;
  const run = async () => {
    do {
      again = false;
      try { await work(); } catch (error) {
        if (error.status === 401) loggedOut();
        else console.warn(error);
      }
    } while (again);
    running = null;
  };
  return () => {
    if (running) again = true;
    else running = run();
    return running;
  };
}
