"use strict";

// The open conversation: who has it, what was said, and what can be written.

let talkingTo = null; // the contact
let talk = null; // what the program says about it
const shown = new Map(); // what identifies a line → { node, state }

const pathOfTalk = () => pathOf(talkingTo);

function openTalk(contact) {
  if (contact === talkingTo && talk) return;
  if (talkingTo) keepDraft();
  talkingTo = contact;
  talk = null;
  shown.clear();
  $("chat").replaceChildren();
  $("slots").replaceChildren();
  $("newer").hidden = true;
  tell("");
  $("desk").dataset.view = contact ? "talk" : "queue";
  $("talk").classList.toggle("empty", !contact);
  document.querySelector("[name=kind][value=answer]").checked = true;
  showDraft();
  // What the list knows is shown at once, the rest when it comes.
  const one = handoffs.find((one) => one.contact === contact);
  if (one) talk = { ...one, mode: "people", summary: null, history: [], notes: [] };
  showTalk(true);
  if (one) talk = null;
  showQueue();
  if (contact) loadTalk();
}

const loadTalk = loader(async () => {
  const contact = talkingTo;
  if (!contact) return;
  try {
    const fresh = await call(pathOf(contact));
    if (contact !== talkingTo) return void loadTalk(); // another one was chosen meanwhile
    const opening = talk === null;
    talk = fresh;
    dropArrived();
    showTalk(opening);
    if (opening) $("talk").focus({ preventScroll: true });
    see();
  } catch (error) {
    if (error.status !== 404) throw error;
    if (contact === talkingTo) tell(words.gone);
  }
});

function talkChanged(contact) {
  if (talkingTo && (contact === null || contact === undefined || contact === talkingTo)) loadTalk();
}

/** Everything that is there has been seen. */
function see() {
  if (document.hidden || !talk) return;
  const last = talk.history.filter((entry) => entry.side === "customer").at(-1)?.at || 0;
  const listed = handoffs.find((one) => one.contact === talkingTo)?.last_at || 0;
  kept.set("seen." + talkingTo, Math.max(last, listed));
  showQueue();
}

const isMine = () => talk?.mode === "people" && talk.taken_by === me.name;
const mayWrite = () => isMine() && talk.window_until > now();
const kind = () => document.querySelector("[name=kind]:checked").value;

// ---- who has it --------------------------------------------------------------------------------------------------

function showTalk(opening) {
  const there = Boolean(talk);
  for (const id of ["talk-top", "facts", "bottom"]) $(id).hidden = !there;
  $("nothing").hidden = Boolean(talkingTo);
  $("chat").hidden = !talkingTo;
  if (!there) return;
  const name = nameOf(talk);
  if ($("name").textContent !== name) $("name").textContent = name;
  $("name").title = talk.phone || "";
  $("avatar").textContent = initial(name);
  $("avatar").className = "avatar " + hueOf(talk.contact);
  $("take").hidden = Boolean(talk.taken_by) && talk.taken_by !== PHONE;
  $("release").hidden = $("give-back").hidden = !isMine();
  showHolder();
  showFacts();
  showChat(opening);
  showComposer();
  showTitle();
}

function showHolder() {
  if (!talk) return;
  const text = talk.mode === "bot" ? words.botHas
    : isMine() ? words.youHave
      : talk.taken_by ? say("hasIt", personOf(talk.taken_by))
        : [say("waitsSince", duration(now() - talk.since)), plain(talk.team)].filter(Boolean).join(" · ");
  if ($("holder").textContent !== text) $("holder").textContent = text;
  $("holder").className = talk.mode === "bot" ? "" : isMine() ? "yours" : talk.taken_by ? "theirs" : "waits";
}

function showFacts() {
  $("because").textContent = talk.because || "";
  const facts = [[words.reason, talk.because], [words.team, talk.team], [words.phone, talk.phone], ...(talk.summary || []).map((one) => [one.name, one.value])];
  const wanted = JSON.stringify(facts);
  if ($("slots").dataset.shown === wanted) return;
  $("slots").dataset.shown = wanted;
  $("slots").replaceChildren(...facts.filter(([, value]) => value !== null && value !== undefined && value !== "")
    .map(([name, value]) => el("div", {}, el("dt", { dir: "auto" }, String(name)), el("dd", { dir: "auto" }, String(value)))));
}

// ---- what was said -----------------------------------------------------------------------------------------------

function lines() {
  const notes = talk.notes.map((note) => ({ ...note, side: "note", team: true }));
  return [...talk.history, ...notes].map((entry, place) => [entry, place]).sort(([a, i], [b, j]) => a.at - b.at || i - j).map(([entry]) => entry);
}

function showChat(opening) {
  const chat = $("chat");
  const atEnd = opening || chat.scrollHeight - chat.scrollTop - chat.clientHeight < 60;
  chat.setAttribute("aria-busy", String(opening));
  const seen = new Map();
  const nodes = [];
  let before = null;
  for (const entry of lines()) {
    if (!before || dayOf(before.at) !== dayOf(entry.at)) {
      nodes.push(cached("day " + dayOf(entry.at), () => el("li", { class: "day" }, dayName(entry.at))));
      before = null;
    }
    const first = !before || before.side !== entry.side || before.by !== entry.by;
    const what = JSON.stringify([entry.at, entry.side, entry.by, entry.text, first]);
    const times = (seen.get(what) || 0) + 1;
    seen.set(what, times);
    const node = cached(what + times, () => bubble(entry, first));
    showState(node, entry);
    nodes.push(node);
    before = entry;
  }
  const fresh = nodes.some((node) => !node.isConnected);
  const pending = [...chat.querySelectorAll(".pending")];
  put(chat, [...nodes, ...pending]);
  showPending();
  chat.setAttribute("aria-busy", "false");
  if (atEnd) toEnd();
  else if (fresh && nodes.at(-1)?.dataset.side === "customer") $("newer").hidden = false;
}

function cached(what, make) {
  if (!shown.has(what)) shown.set(what, make());
  return shown.get(what);
}

/** Ticks change without the message being read out again. */
function showState(node, entry) {
  if (entry.side === "customer" || entry.side === "note" || node.dataset.state === (entry.state || "")) return;
  node.dataset.state = entry.state || "";
  node.querySelector(".tick-place").replaceChildren(...[tick(entry.state)].filter(Boolean));
  node.querySelector(".trouble")?.remove();
  if (entry.state === "failed" || entry.state === "withheld") node.append(trouble(entry.reason ? say("notDeliveredWhy", entry.reason) : words.notDelivered));
}

function toEnd() {
  $("chat").scrollTop = $("chat").scrollHeight;
  $("newer").hidden = true;
}

// ---- answers on their way ----------------------------------------------------------------------------------------

/** An answer is on its way until it stands in the conversation. */
function dropArrived() {
  for (const one of outgoing.of(talkingTo)) {
    const arrived = talk.history.some((entry) => entry.key === one.key);
    if (arrived && one.state !== "refused") outgoing.drop(one.key);
  }
}

function showPending() {
  if (!talk) return;
  const chat = $("chat");
  const wanted = outgoing.of(talkingTo);
  const old = new Map([...chat.querySelectorAll(".pending")].map((node) => [node.dataset.key, node]));
  for (const one of wanted) {
    const state = one.state + connected;
    const node = old.get(one.key);
    old.delete(one.key);
    if (node?.dataset.shown === state) continue;
    const fresh = pendingBubble(one);
    fresh.dataset.key = one.key;
    fresh.dataset.shown = state;
    if (node) node.replaceWith(fresh);
    else chat.append(fresh);
  }
  for (const node of old.values()) node.remove();
}

function retry(one) {
  outgoing.put({ ...one, state: "waiting", key: one.key });
  showPending();
  deliver();
}

function takeBack(one) {
  outgoing.drop(one.key);
  if (!$("text").value && kind() === "answer") { $("text").value = one.text; keepDraft(); grow(); }
  showPending();
  $("text").focus();
}

// ---- writing -----------------------------------------------------------------------------------------------------

function showComposer() {
  const note = kind() === "note";
  const notice = note ? "" : whyNotice();
  const hadFocus = document.activeElement === $("text");
  $("notice").hidden = !notice;
  if ($("notice").textContent !== notice) $("notice").textContent = notice;
  $("line").hidden = Boolean(notice);
  $("composer").classList.toggle("noting", note);
  $("text").placeholder = note ? words.writeNote : say("writeAnswer", nameOf(talk));
  $("text").setAttribute("aria-label", $("text").placeholder);
  label("send", note ? words.saveNote : words.send);
  if (hadFocus && notice) $("talk").focus({ preventScroll: true });
  showWindow();
}

/** Why no answer can be written, and what can be done; nothing when one can. */
function whyNotice() {
  if (talk.mode === "bot") return words.botAnswers;
  if (!talk.taken_by) return words.takeFirst;
  if (talk.taken_by === PHONE) return words.phoneHas;
  if (!isMine()) return say("othersHave", personOf(talk.taken_by));
  if (mayWrite()) return "";
  return talk.phone ? say("windowNotice", talk.phone) : words.windowNoticeNoPhone;
}

function showWindow() {
  if (!talk) return;
  const left = (talk.window_until || 0) - now();
  const text = left > 0 ? `${say("until", moment(talk.window_until))} · ${say("left", duration(left))}` : words.windowShut;
  if ($("window").textContent !== text) $("window").textContent = text;
  $("window").classList.toggle("soon", left < 3_600_000);
  // The window may close while somebody writes.
  if (kind() === "answer" && $("line").hidden === mayWrite()) showComposer();
}

function keepDraft() {
  kept.set(draftOf(kind(), talkingTo), $("text").value);
}

function showDraft() {
  $("text").value = (talkingTo && kept.get(draftOf(kind(), talkingTo))) || "";
  grow();
}

function grow() {
  $("text").style.height = "auto";
  $("text").style.height = Math.min($("text").scrollHeight + 2, 160) + "px";
}

function tell(text) {
  $("problem").textContent = text;
  $("problem").hidden = !text;
  if (text) $("bottom").hidden = false;
}

function submit() {
  const text = $("text").value.trim();
  if (!text || !talk) return;
  if (kind() === "note") return saveNote(text);
  if (!mayWrite()) return;
  outgoing.put({ key: crypto.randomUUID?.() || `${Date.now()}-${Math.random()}`, contact: talkingTo, text, at: Date.now(), state: "waiting" });
  $("text").value = "";
  keepDraft();
  grow();
  tell("");
  showPending();
  toEnd();
  deliver();
}

const saveNote = (text) => attempt(async () => {
  // The same note keeps its key when it is tried again.
  if (noteOnItsWay?.text !== text || noteOnItsWay.contact !== talkingTo) {
    noteOnItsWay = { text, contact: talkingTo, key: crypto.randomUUID?.() || `${Date.now()}-${Math.random()}` };
  }
  await call(pathOfTalk() + "/notes", { text }, noteOnItsWay.key);
  noteOnItsWay = null;
  $("text").value = "";
  keepDraft();
  grow();
  await loadTalk();
  toEnd();
});
let noteOnItsWay = null;

/** Does it, and says below the conversation what went wrong. */
async function attempt(work) {
  const contact = talkingTo;
  let problem = "";
  try {
    await work();
  } catch (error) {
    if (error.status === 401) return loggedOut();
    if (error.status === 409 && error.body.taken_by) problem = say("takenMeanwhile", personOf(error.body.taken_by));
    else problem = error instanceof Refusal ? error.message : words.offline;
  }
  if (contact === talkingTo) tell(problem);
}

function act(deed, after) {
  return attempt(async () => {
    const buttons = [...$("deeds").children];
    buttons.forEach((button) => { button.disabled = true; });
    try {
      await call(`${pathOfTalk()}/${deed}`, {});
    } finally {
      buttons.forEach((button) => { button.disabled = false; });
      loadQueue();
      await loadTalk();
    }
    after?.();
  });
}

function startTalk() {
  $("take").addEventListener("click", () => act("take", () => { if (mayWrite()) $("text").focus(); }));
  $("release").addEventListener("click", () => act("release", () => $("talk").focus()));
  $("give-back").addEventListener("click", () => act("give-back", () => $("talk").focus()));
  $("composer").addEventListener("submit", (event) => { event.preventDefault(); submit(); });
  document.querySelectorAll("[name=kind]").forEach((radio) => radio.addEventListener("change", () => { showDraft(); showComposer(); }));
  $("text").addEventListener("input", () => { keepDraft(); grow(); });
  const touch = matchMedia("(hover: none) and (pointer: coarse)");
  $("text").addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing) return;
    // On a phone there is no Shift: Enter begins a new line, the arrow sends.
    if (event.ctrlKey || event.metaKey || (!event.shiftKey && !touch.matches)) { event.preventDefault(); submit(); }
  });
  $("newer").addEventListener("click", toEnd);
  $("chat").addEventListener("scroll", () => { if ($("chat").scrollHeight - $("chat").scrollTop - $("chat").clientHeight < 30) $("newer").hidden = true; });
  const wide = matchMedia("(min-width: 1200px)");
  const open = () => { $("facts").open = wide.matches; };
  wide.addEventListener("change", open);
  open();
}
