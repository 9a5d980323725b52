// The tree of decisions of one request, with a bar for the time of each step.

import { fill, h, icon, mark, outcomes } from "./dom.js";
import { ms, nameOf, place, plural, value } from "./format.js";
import { source } from "./settings.js";
import { code } from "./code.js";

const kinds = {
  domain: "Domain",
  mapping: "Mapping",
  stage: "Stage",
  routing: "Routing",
  candidate: "Candidate",
  throttle: "Throttle",
  quota: "Quota",
  apikey: "API key",
  policy: "Resource policy",
  authorizer: "Authorizer",
  check: "Check",
  validation: "Validation",
  requestTemplate: "Request template",
  requestMapping: "Request mapping",
  integration: "Integration",
  function: "Function",
  log: "Log",
  responseMapping: "Response mapping",
  responseTemplate: "Response template",
  cors: "CORS",
  gatewayResponse: "Gateway response",
  cache: "Cache",
  fault: "Fault",
  span: "Span",
  frame: "Frame",
};
export const kindOfStep = (step) => kinds[step.kind] ?? step.kind ?? "";

// many is how many steps below another are shown without being asked for.
const many = 12;

// deciding finds the step that decided: the path of steps that leads to it.
export function deciding(trace) {
  if (Array.isArray(trace.deciding)) {
    const path = [];
    let steps = trace.steps ?? [];
    for (const i of trace.deciding) {
      if (!steps[i]) break;
      path.push(steps[i]);
      steps = steps[i].steps ?? [];
    }
    if (path.length) return path;
  }
  const same = (step) => step.reason && step.reason === trace.reason && !final.has(step.kind);
  return last(trace.steps, same) ?? last(trace.steps, decides(trace)) ?? [];
}

// final are the kinds that follow from a decision, or are part of one.
const final = new Set(["gatewayResponse", "candidate", "log"]);

function decides(trace) {
  if (trace.outcome === "ok") {
    if (trace.method === "OPTIONS" && !trace.route) return (step) => step.kind === "cors";
    return (step) => ["function", "integration", "cache"].includes(step.kind) && step.outcome === "ok";
  }
  return (step) => (step.outcome === trace.outcome || step.outcome === "refused" || step.outcome === "error") && !final.has(step.kind);
}

// last finds the last step that passes, as deep in the tree as possible.
function last(steps, test, path = []) {
  for (const step of [...(steps ?? [])].reverse()) {
    const here = [...path, step];
    const below = last(step.steps, test, here);
    if (below) return below;
    if (test(step)) return here;
  }
  return undefined;
}

// tree draws the steps. Arrow keys walk it, as in every tree.
export function tree(app, trace) {
  const chosen = deciding(trace);
  const total = Math.max(trace.durationMs ?? 0, ...(trace.steps ?? []).map((s) => (s.atMs ?? 0) + (s.durationMs ?? 0)), 0.001);
  const root = h("ul", { class: "tree", role: "tree", "aria-label": "Decisions, in order" });
  const context = { app, chosen, total, decided: chosen.at(-1), level: 1 };
  fill(
    root,
    (trace.steps ?? []).map((step) => item(step, context)),
  );
  const first = root.querySelector(".decided > [role=treeitem]") ?? root.querySelector("[role=treeitem]");
  if (first) first.tabIndex = 0;
  root.addEventListener("keydown", walk);
  root.addEventListener("focusin", (event) => {
    const to = event.target.closest("[role=treeitem]");
    if (event.target !== to) return;
    for (const other of root.querySelectorAll('[tabindex="0"]')) other.tabIndex = -1;
    to.tabIndex = 0;
  });
  return root;
}

function item(step, context) {
  const below = step.steps ?? [];
  const decided = step === context.decided;
  const details = detailsOf(step, decided && step.outcome !== "ok");
  const children =
    below.length > 0 &&
    h(
      "ul",
      { role: "group" },
      below.map((s) => item(s, { ...context, level: context.level + 1 })),
    );
  const timed = step.kind !== "log" && step.durationMs > 0;
  const row = h(
    "div",
    { class: "step-row", role: "treeitem", tabindex: "-1", "aria-level": context.level, "data-level": Math.min(context.level, 6) },
    h("span", { class: "twisty", "aria-hidden": "true", onclick: () => children && toggle(row) }, children && icon("open", "small")),
    mark(step.outcome),
    h(
      "div",
      { class: "step-text" },
      h(
        "div",
        { class: "step-line" },
        h("span", { class: "step-kind" }, kindOfStep(step)),
        step.name && h("span", { class: "step-name" }, nameOf(context.app, step.name)),
        h("span", { class: "away" }, outcomes[step.outcome] ?? ""),
        below.length > many && h("span", { class: "quiet" }, `${plural(below.length, "step")} below`),
        decided && h("span", { class: "decided-tag" }, step.outcome === "ok" ? "Answered here" : "Decided here"),
        place(step.place) && place(step.place) !== step.name && source(context.app, place(step.place)),
        details &&
          h(
            "button",
            { type: "button", class: "link more", tabindex: "-1", "aria-expanded": String(!details.hidden), onclick: () => reveal(row) },
            plural(step.detail.length, "value"),
          ),
      ),
      step.reason && h("div", { class: "step-reason" }, step.reason),
    ),
    timed ? bar(step, context.total) : h("span", { class: "bar-none" }),
    h("span", { class: "step-ms" }, timed ? ms(step.durationMs) : ""),
    details,
  );
  if (children) {
    const openNow = context.chosen.includes(step) || below.length <= many;
    row.setAttribute("aria-expanded", String(openNow));
    children.hidden = !openNow;
  }
  const ended = step.outcome in outcomes ? step.outcome : "skipped";
  return h("li", { role: "none", class: `step k-${step.kind} o-${ended}${decided ? " decided" : ""}` }, row, children);
}

function bar(step, total) {
  const fillBar = h("span", { class: "bar-fill" });
  const from = Math.min(100, (100 * (step.atMs ?? 0)) / total);
  fillBar.style.left = `${from}%`;
  fillBar.style.width = `${Math.min(100 - from, (100 * (step.durationMs ?? 0)) / total)}%`;
  return h("span", { class: "bar-track", title: `starts at ${ms(step.atMs ?? 0)}` }, fillBar);
}

// detailsOf lists values; what a template had before and what it made stand side by side.
function detailsOf(step, shown) {
  if (!step.detail?.length) return null;
  const list = step.detail.map(({ name, value: v }) => {
    const text = value(v);
    return [
      h("dt", {}, name),
      h("dd", {}, text.includes("\n") || text.length > 80 || typeof v === "object" ? code(text) : h("code", {}, text || "\u00a0")),
    ];
  });
  const pair = step.detail.length === 2 && step.detail[0].name === "before" && step.detail[1].name === "after";
  const dl = h("dl", { class: `values${pair ? " pair" : ""}` }, pair ? list.map((part) => h("div", {}, part)) : list);
  dl.hidden = !shown;
  return dl;
}

const groupOf = (row) => row.parentElement.querySelector(":scope > [role=group]");

function toggle(row, to) {
  const group = groupOf(row);
  if (!group) return;
  group.hidden = to === undefined ? !group.hidden : !to;
  row.setAttribute("aria-expanded", String(!group.hidden));
}

function reveal(row) {
  const values = row.querySelector(":scope > .values");
  if (!values) return;
  values.hidden = !values.hidden;
  row.querySelector(".more").setAttribute("aria-expanded", String(!values.hidden));
}

function walk(event) {
  const row = event.target;
  if (row.getAttribute("role") !== "treeitem" || event.ctrlKey || event.metaKey || event.altKey) return;
  const seen = [...event.currentTarget.querySelectorAll("[role=treeitem]")].filter((el) => el.offsetParent !== null);
  const at = seen.indexOf(row);
  const expanded = row.getAttribute("aria-expanded");
  let to;
  switch (event.key) {
    case "ArrowDown":
      to = seen[at + 1];
      break;
    case "ArrowUp":
      to = seen[at - 1];
      break;
    case "Home":
      to = seen[0];
      break;
    case "End":
      to = seen.at(-1);
      break;
    case "ArrowRight":
      if (expanded === "false") toggle(row, true);
      else if (expanded === "true") to = groupOf(row).querySelector("[role=treeitem]");
      break;
    case "ArrowLeft":
      if (expanded === "true") toggle(row, false);
      else to = row.parentElement.parentElement.closest(".step")?.querySelector(":scope > [role=treeitem]");
      break;
    case "Enter":
    case " ":
      reveal(row);
      break;
    default:
      return;
  }
  event.preventDefault();
  event.stopPropagation();
  to?.focus();
}

// logsOf collects what functions logged, in order.
export function logsOf(steps, list = []) {
  for (const step of steps ?? []) {
    if (step.kind === "log") list.push(step);
    logsOf(step.steps, list);
  }
  return list;
}
