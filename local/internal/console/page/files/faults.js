// The fault switches.

import { byId, fill, h, options, toast } from "./dom.js";
import { api } from "./api.js";

// every stands for all APIs, or all functions.
const every = "*";

// faultCount is how many kinds of faults are on.
export function faultCount(faults) {
  return ["throttle", "timeout", "jwksDown", "coldStart"].filter((name) => faults?.[name] === true || faults?.[name]?.length > 0).length;
}

// faultsPanel switches faults on and off; changed gets what the server says then.
export async function faultsPanel(app, changed) {
  let faults = (await api.faults()) ?? {};
  const box = h("div", { class: "faults" });
  const set = async (change) => {
    try {
      faults = (await api.setFaults(change)) ?? faults;
      changed(faults);
    } catch (err) {
      toast(err.message, true);
    }
    const focused = document.activeElement?.id;
    draw();
    if (focused) byId(focused)?.focus();
  };

  function draw() {
    fill(
      box,
      h("p", { class: "hint" }, "A fault shows in the trace of each request that it strikes, and ends with gatehouse dev."),
      throttle(),
      row(
        "jwks",
        "JWKS down",
        Boolean(faults.jwksDown),
        (on) => set({ jwksDown: on }),
        "Keys of issuers can't be fetched, and kept ones are not used: tokens are refused.",
      ),
      perFunction("timeout", "Function timeout", "The function does not answer in time.", "timeout"),
      perFunction("cold", "Cold start", "Each event starts a new process of the function.", "coldStart"),
    );
  }

  function throttle() {
    const on = faults.throttle ?? [];
    const same = (a, b) => a.api === b.api && (a.route ?? "") === (b.route ?? "");
    const isOn = (one) => on.some((other) => same(one, other));
    const change = (one) => (to) => set({ throttle: to ? [...on, one] : on.filter((other) => !same(one, other)) });
    const wide = [{ api: every, route: "" }, ...(app.apis ?? []).map((a) => ({ api: a.path, route: "" }))];
    const single = on.filter((one) => one.route);
    const more = (app.apis ?? []).flatMap((a) => (a.routes ?? []).map((r) => ({ api: a.path, route: r.key }))).filter((one) => !isOn(one));
    const choice = options(h("select", { class: "field", "aria-label": "Throttle one route" }), [
      ["", "Throttle one route\u2026"],
      ...more.map((one, i) => [String(i), `${one.api} ${one.route}`]),
    ]);
    choice.addEventListener("change", () => choice.value && change(more[Number(choice.value)])(true));
    const text = (one) => (one.api === every ? "All APIs" : one.route ? `${one.api} ${one.route}` : one.api);
    return h(
      "fieldset",
      { class: "group" },
      h("legend", {}, "Throttle"),
      h("p", { class: "hint" }, "Requests are answered 429, as if the limit were reached."),
      [...wide, ...single].map((one, i) => row(`throttle-${i}`, text(one), isOn(one), change(one))),
      more.length > 0 && choice,
    );
  }

  function perFunction(id, title, text, name) {
    const on = faults[name] ?? [];
    const list = [{ id: every, name: "All functions" }, ...(app.functions ?? [])];
    const change = (f) => (to) => set({ [name]: to ? [...on, f.id] : on.filter((other) => other !== f.id) });
    return h(
      "fieldset",
      { class: "group" },
      h("legend", {}, title),
      h("p", { class: "hint" }, text),
      list.map((f, i) => row(`${id}-${i}`, f.name || f.id, on.includes(f.id), change(f))),
    );
  }

  draw();
  return [box];
}

// row is a switch with its name, and what it does.
function row(id, title, on, set, text) {
  const name = `fault-${id}`;
  const knob = h("button", {
    type: "button",
    role: "switch",
    id: name,
    class: "switch",
    "aria-checked": String(on),
    "aria-labelledby": `${name}-title`,
    onclick: () => set(!on),
  });
  knob.append(h("span", { class: "knob" }));
  if (text) knob.setAttribute("aria-describedby", `${name}-text`);
  return h(
    "div",
    { class: "switch-row" },
    knob,
    h(
      "div",
      {},
      h("span", { id: `${name}-title`, class: "switch-title" }, title),
      h("span", { class: "switch-state" }, on ? "On" : "Off"),
      text && h("p", { class: "hint", id: `${name}-text` }, text),
    ),
  );
}
