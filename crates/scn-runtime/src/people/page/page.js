"use strict";

// Logging in, choosing a conversation, and what belongs to the whole page.

function label(id, text) {
  $(id).setAttribute("aria-label", text);
  $(id).title = text;
}

function showDesk(yes) {
  $("desk").hidden = !yes;
  $("login").hidden = yes;
}

/** Shows the desk when the browser is logged in still. */
async function resume() {
  try {
    me = await call("/me");
  } catch (error) {
    if (error.status === 401) return loggedOut();
    setConnected(false);
    setTimeout(resume, 3_000);
    return;
  }
  $("me").textContent = me.name;
  $("title").textContent = me.title || words.queue;
  showDesk(true);
  known = null;
  listen();
  loadQueue();
  choose();
  deliver();
}

function loggedOut() {
  source?.close();
  source = null;
  const wasIn = !$("desk").hidden;
  showDesk(false);
  document.title = words.loginTitle;
  tellLogin(wasIn ? words.lost : "");
  $("token").focus();
}

function tellLogin(text) {
  $("login-problem").textContent = text;
  $("login-problem").hidden = !text;
}

async function login(token) {
  try {
    await call("/login", { token });
    $("token").value = "";
    tellLogin("");
    await resume();
    if (!talkingTo) $("queue").querySelector("a")?.focus();
  } catch (error) {
    if (error.status === 401) tellLogin(words.wrongToken);
    else tellLogin(error instanceof Refusal ? error.message : words.offline);
    $("token").select();
  }
}

async function logout() {
  try { await call("/logout", {}); } catch (error) { console.warn(error); }
  kept.forget();
  location.replace("/");
}

/** Which conversation is open stands in the address, so that a reload and the way back work. */
function choose() {
  let contact = null;
  try { contact = decodeURIComponent(location.hash.replace(/^#\/?/, "")) || null; } catch { /* no address of ours */ }
  openTalk(contact);
}

function showTimes() {
  if ($("desk").hidden) return;
  for (const one of handoffs) if (items.has(one.contact)) fill(items.get(one.contact), one);
  showHolder();
  showWindow();
}

function start() {
  document.documentElement.lang = locale;
  document.querySelectorAll("[data-words]").forEach((node) => { node.textContent = words[node.dataset.words]; });
  label("back", words.back);
  label("logout", words.logout);
  $("chat").setAttribute("aria-label", words.chat);
  showBell();

  $("login-form").addEventListener("submit", (event) => { event.preventDefault(); login($("token").value.trim()); });
  $("logout").addEventListener("click", logout);
  $("bell").addEventListener("click", toggleBell);
  window.addEventListener("hashchange", choose);
  window.addEventListener("online", () => { pause = 1_000; deliver(); });
  document.addEventListener("visibilitychange", () => { if (!document.hidden) { showTimes(); talkChanged(null); } });
  setInterval(showTimes, 5_000);
  startTalk();

  // The sandbox prints an address that carries a token, behind the `#`: it is not sent along and not kept in the history.
  const token = /^#token=(.+)$/.exec(location.hash)?.[1];
  if (token) {
    history.replaceState(null, "", "/");
    login(decodeURIComponent(token));
  } else resume();
}

start();
