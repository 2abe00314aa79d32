"use strict";

// What can be ordered of the platform: numbers, failures, statuses, reviews of templates.

/** Each how, with the fields it needs. */
const FAILURES = ["refuse", "later", "lose_answer", "hang", "drop", "http"];
const STATUSES = { usual: ["sent", "delivered"], swapped: ["delivered", "sent"], none: [], twice: ["sent", "sent", "delivered", "delivered"], fails: ["sent", "failed"] };
const STATES = ["APPROVED", "PENDING", "REJECTED", "PAUSED", "DISABLED"];

function showOrders() {
  fill("number", state.numbers.map((one) => [one.id, `${one.title}, +${one.phone}`]), state.number);
  $("numbers").hidden = state.numbers.length < 2;
  const order = JSON.stringify(state.statuses.order);
  const known = Object.keys(STATUSES).find((name) => JSON.stringify(STATUSES[name]) === order);
  fill("statuses", Object.keys(STATUSES).map((name) => [name, words.statusPlans[name]]), known);
  const open = state.failures.map((one) => {
    const often = one.probability !== null ? `${Math.round(one.probability * 100)} %` : `${one.times} ×`;
    return `${often} ${one.code} ${words.hows[one.how]}`;
  });
  $("failing").textContent = open.join(", ");
  $("do-not-fail").hidden = open.length === 0;
  showTemplates();
}

/** Makes the options of a select anew only when they are others, so that an open one stays open. */
function fill(id, options, chosen) {
  const wanted = JSON.stringify(options);
  if ($(id).dataset.shown !== wanted) {
    $(id).dataset.shown = wanted;
    $(id).replaceChildren(...options.map(([value, text]) => el("option", { value }, text)));
  }
  if (document.activeElement !== $(id)) $(id).value = chosen ?? "";
}

function showTemplates() {
  $("templates").hidden = state.templates.length === 0;
  const wanted = JSON.stringify(state.templates);
  if ($("template-list").dataset.shown === wanted) return;
  $("template-list").dataset.shown = wanted;
  $("template-list").replaceChildren(...state.templates.map((one) => {
    const states = STATES.includes(one.state) ? STATES : [one.state, ...STATES];
    const select = el("select", { "aria-label": `${one.name} ${one.language}`,
      onchange: (event) => attempt(() => call("/api/templates", { name: one.name, language: one.language, state: event.target.value })) },
    ...states.map((name) => el("option", { value: name, selected: name === one.state }, words.states[name] || name)));
    return el("li", {}, el("span", {}, one.name, el("small", {}, one.language)), select);
  }));
}

function startOrders() {
  $("how").replaceChildren(...FAILURES.map((how) => el("option", { value: how }, words.hows[how])));
  $("fail").addEventListener("submit", (event) => {
    event.preventDefault();
    attempt(() => call("/api/fail", { code: Number($("code").value), how: $("how").value, times: Number($("times").value) }));
  });
  $("do-not-fail").addEventListener("click", () => attempt(() => call("/api/fail", null, "DELETE")));
  $("statuses").addEventListener("change", () => attempt(() => call("/api/statuses", { order: STATUSES[$("statuses").value] })));
  $("number").addEventListener("change", () => { number = $("number").value; switchTo(customer); });
}
