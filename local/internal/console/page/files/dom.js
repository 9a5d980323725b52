// Elements are made by calls. Strings become text, never markup: there is no
// other way from data to the page.

import { visible } from "./format.js";

// safe are the schemes that a link may have; others, such as scripts, are dropped.
const safe = /^(https?|vscode|cursor|zed|goland):/i;

// h makes an element: h("a", {class: "link", href: url, onclick: f}, "text", child).
// Properties that are functions listen; false, null and undefined are left out.
export function h(tag, props = {}, ...children) {
  const el = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === undefined || value === null || value === false) continue;
    if (typeof value === "function") el.addEventListener(name.slice(2), value);
    else if (name === "href" && !safe.test(value)) continue;
    else if (name === "value" || name === "checked" || name === "disabled" || name === "hidden") el[name] = value;
    else el.setAttribute(name, value === true ? "" : String(value));
  }
  append(el, children);
  return el;
}

function append(el, children) {
  for (const child of children.flat(3)) {
    if (child === undefined || child === null || child === false) continue;
    el.append(child instanceof Node ? child : document.createTextNode(visible(String(child))));
  }
}

// fill replaces what an element holds.
export function fill(el, ...children) {
  el.replaceChildren();
  append(el, children);
  return el;
}

export const byId = (id) => document.getElementById(id);

const svgNS = "http://www.w3.org/2000/svg";

// Shapes, beside colours, tell outcomes apart; other icons are of the page's own buttons.
const shapes = {
  ok: "M3 8.5l3.2 3.2L13 5",
  refused: "M4 8h8",
  error: "M4.5 4.5l7 7M11.5 4.5l-7 7",
  skipped: "M8 7.5v1",
  lock: "M4.5 7.5h7v5.5h-7zM6 7.5V5.5a2 2 0 0 1 4 0v2",
  sun: "M8 5.2a2.8 2.8 0 1 0 0 5.6a2.8 2.8 0 1 0 0-5.6M8 1.5v1.2M8 13.3v1.2M1.5 8h1.2M13.3 8h1.2M3.4 3.4l.9.9M11.7 11.7l.9.9",
  moon: "M12.8 9.6A5.3 5.3 0 0 1 6.4 3.2 5.3 5.3 0 1 0 12.8 9.6z",
  system: "M2.5 3.5h11v7h-11zM6 13h4M8 10.5V13",
  open: "M6 4l4 4-4 4",
  close: "M4.5 4.5l7 7M11.5 4.5l-7 7",
};

// icon draws a shape. It says nothing to screen readers: text beside it does.
export function icon(name, kind = "") {
  const svg = document.createElementNS(svgNS, "svg");
  svg.setAttribute("viewBox", "0 0 16 16");
  svg.setAttribute("class", `icon ${kind}`);
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(svgNS, "path");
  path.setAttribute("d", shapes[name] ?? shapes.skipped);
  svg.append(path);
  return svg;
}

// mark shows an outcome: a shape in its colour.
export const mark = (outcome) => icon(outcome in outcomes ? outcome : "skipped", `mark o-${outcome in outcomes ? outcome : "skipped"}`);

export const outcomes = { ok: "OK", refused: "Refused", error: "Error", skipped: "Skipped" };

// option fills a select.
export function options(select, list, chosen) {
  fill(
    select,
    list.map(([value, text]) => h("option", { value }, text)),
  );
  if (chosen !== undefined && list.some(([value]) => value === chosen)) select.value = chosen;
  return select;
}

let ids = 0;
export const unique = (prefix) => `${prefix}-${++ids}`;

// labelled puts a label above a field and joins the two.
export function labelled(text, field, hint) {
  field.id ||= unique("field");
  const note = hint && h("p", { class: "hint", id: `${field.id}-hint` }, hint);
  if (note) field.setAttribute("aria-describedby", note.id);
  return h("div", { class: "labelled" }, h("label", { for: field.id }, text), field, note);
}

let fading;

// toast says in passing that something was done.
export function toast(text, failed = false) {
  const el = byId("toast");
  el.textContent = visible(text);
  el.className = `toast shown${failed ? " failed" : ""}`;
  clearTimeout(fading);
  fading = setTimeout(() => (el.className = "toast"), failed ? 6000 : 2500);
}

// copy puts text on the clipboard, also where the Clipboard API is not allowed.
export async function copy(text, what) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    const area = h("textarea", { class: "away", value: text });
    document.body.append(area);
    area.select();
    const done = document.execCommand("copy");
    area.remove();
    if (!done) return toast(`The browser did not allow copying`, true);
  }
  toast(`${what} copied`);
}
