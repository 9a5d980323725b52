// Bodies and templates: text of one width, JSON in colours.

import { h } from "./dom.js";
import { pretty, visible } from "./format.js";

// most is how many characters are coloured; longer text is shown plain.
const most = 60_000;

const token = /("(?:[^"\\]|\\.)*")(\s*:)?|\b(true|false|null)\b|(-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)/g;

// code shows text in a block that can be scrolled; JSON is indented unless it shall not be.
export function code(text, label = "Text", indented = true) {
  const pre = h("pre", { class: "code", tabindex: "0", "aria-label": label, role: "group" });
  const shown = visible(indented ? pretty(text) : text);
  if (!/^\s*[[{]/.test(shown) || shown.length > most) {
    pre.append(shown);
    return pre;
  }
  let at = 0;
  for (const m of shown.matchAll(token)) {
    if (m.index > at) pre.append(shown.slice(at, m.index));
    const [, string, colon, word] = m;
    const kind = string ? (colon ? "j-key" : "j-string") : word ? "j-word" : "j-number";
    pre.append(h("span", { class: kind }, string ?? m[0]));
    if (colon) pre.append(colon);
    at = m.index + m[0].length;
  }
  pre.append(shown.slice(at));
  return pre;
}
