// Single keys, for those who don't want to leave the keyboard.

import { byId } from "./dom.js";
import { settings } from "./settings.js";

const writes = (el) => el.matches?.("input, textarea, select, [contenteditable]");

// setUpKeys listens on the whole page. A key acts only outside of fields, without a
// modifier, and not while a dialog is open.
export function setUpKeys({ timeline, compose, socket, hide, showHelp, panel, trace, actions, pause }) {
  const onTrace = (name) => () => trace() && panel() === "trace" && actions[name](trace());
  const keys = {
    "/": () => byId("search").select(),
    j: () => timeline.move(1),
    k: () => timeline.move(-1),
    n: () => compose(),
    w: () => socket(),
    r: onTrace("replay"),
    e: onTrace("edit"),
    c: onTrace("curl"),
    g: onTrace("goTest"),
    m: onTrace("mark"),
    p: pause,
    t: () => timeline.top(),
    "?": showHelp,
  };
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || byId("help").open) return;
    if (event.key === "Escape") {
      if (writes(event.target)) event.target.blur();
      else if (panel()) hide();
      return;
    }
    if (!settings.keys || writes(event.target) || !Object.hasOwn(keys, event.key)) return;
    event.preventDefault();
    keys[event.key]();
  });
}
