// The difference of two runs.

import { fill, h } from "./dom.js";
import { value } from "./format.js";
import { brief } from "./trace.js";

// comparePanel shows what is not alike in two traces.
export function comparePanel(was, now, list, open) {
  const differences = list?.differences ?? list ?? [];
  const side = (text, trace) =>
    h(
      "div",
      { class: "side" },
      h("span", { class: "side-name" }, text),
      h("button", { type: "button", class: "link", onclick: () => open(trace.id) }, brief(trace)),
      trace.reason && h("p", { class: "quiet" }, trace.reason),
    );
  return [
    h("div", { class: "sides" }, side("Was", was), side("Now", now)),
    differences.length === 0
      ? h("p", { class: "same" }, "Both runs have the same answer and the same decisions.")
      : h("div", { class: "differences" }, differences.map(difference)),
  ];
}

function difference({ where, was, now }) {
  const text = (v) => (v === null || v === undefined ? "(none)" : value(v) || "(empty)");
  const before = text(was);
  const after = text(now);
  return h(
    "section",
    { class: "difference", "aria-label": where },
    h("h3", {}, String(where ?? "")),
    before.includes("\n") || after.includes("\n")
      ? lines(before, after)
      : h("div", { class: "lines" }, one("-", before, "was"), one("+", after, "now")),
  );
}

function one(sign, text, kind) {
  const word = { "-": "removed", "+": "added" }[sign];
  return h(
    "div",
    { class: `line ${kind}` },
    h("span", { class: "sign", "aria-hidden": "true" }, sign),
    word && h("span", { class: "away" }, `${word}: `),
    h("span", { class: "line-text" }, text),
  );
}

// most is how many lines are compared; longer values are shown one after the other.
const most = 600;

// lines shows two texts as one, with the lines that only one of them has marked.
function lines(before, after) {
  const a = before.split("\n"),
    b = after.split("\n");
  const box = h("div", { class: "lines" });
  if (a.length > most || b.length > most) return fill(box, one("-", before, "was"), one("+", after, "now"));
  const same = Array.from({ length: a.length + 1 }, () => new Uint16Array(b.length + 1));
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) same[i][j] = a[i] === b[j] ? same[i + 1][j + 1] + 1 : Math.max(same[i + 1][j], same[i][j + 1]);
  }
  for (let i = 0, j = 0; i < a.length || j < b.length;) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      box.append(one(" ", a[i], "both"));
      i++;
      j++;
    } else if (i < a.length && (j === b.length || same[i + 1][j] >= same[i][j + 1])) box.append(one("-", a[i++], "was"));
    else box.append(one("+", b[j++], "now"));
  }
  return box;
}
