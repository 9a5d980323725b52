// After a save: the last requests again, and those whose answer is another one now.

import { fill, h, mark, options, unique } from "./dom.js";
import { plural, value } from "./format.js";
import { api } from "./api.js";
import { settings } from "./settings.js";
import { brief } from "./trace.js";

const reading = ["GET", "HEAD", "OPTIONS"];

// replaysPanel replays and lists. compare shows two runs, openTrace one.
export function replaysPanel(compare, openTrace) {
  const count = options(
    h("select", { class: "field", "aria-label": "How many" }),
    ["10", "20", "50", "100"].map((n) => [n, `Last ${n} requests`]),
    "20",
  );
  const writes = checkbox(settings.writes, (on) => (settings.writes = on));
  const follow = checkbox(settings.follow, (on) => (settings.follow = on));
  const result = h("div", { class: "replays", role: "status" });
  const run = h("button", { type: "button", class: "button primary" }, "Replay and compare");
  run.addEventListener("click", async () => {
    run.disabled = true;
    fill(result, h("p", { class: "quiet" }, "Replaying\u2026"));
    try {
      const asked = { count: Number(count.value), methods: writes.checked ? [] : reading };
      show(result, (await api.replayLast(asked))?.replayed ?? [], compare, openTrace);
    } catch (err) {
      fill(result, h("p", { class: "problem" }, err.message));
    }
    run.disabled = false;
  });
  return {
    parts: [
      h(
        "p",
        { class: "hint" },
        "Sends the last different requests to the code that is served now, and lists those whose answer is another one.",
      ),
      h("div", { class: "actions" }, count, run),
      h(
        "div",
        {},
        h("p", { class: "check" }, writes, h("label", { for: writes.id }, "Requests that write, too (POST, PUT, PATCH, DELETE)")),
        h("p", { class: "check" }, follow, h("label", { for: follow.id }, "After each save, without being asked")),
      ),
      result,
    ],
    run: () => run.click(),
  };
}

const checkbox = (checked, set) =>
  h("input", { type: "checkbox", id: unique("check"), checked, onchange: (event) => set(event.currentTarget.checked) });

function show(result, all, compare, openTrace) {
  const changed = all.filter((r) => r.changed && !r.problem);
  const failed = all.filter((r) => r.problem);
  const same = all.length - changed.length - failed.length;
  const sum = [
    changed.length > 0 && `${plural(changed.length, "answer")} changed`,
    failed.length > 0 && `${failed.length} could not be replayed`,
    same > 0 && `${plural(same, "answer")} as before`,
  ].filter(Boolean);
  const line = h(
    "p",
    { class: "sum" },
    mark(changed.length || failed.length ? "refused" : "ok"),
    all.length ? `${sum.join(", ")}.` : "No request to replay yet.",
  );
  const open = (r) => (r.now ? compare(r.was.id, r.now.id) : openTrace(r.was.id));
  const item = (r) =>
    h(
      "li",
      {},
      h(
        "button",
        { type: "button", class: "replay", onclick: () => open(r) },
        h("span", { class: "replay-head" }, brief(r.was), r.now && [h("span", { class: "quiet" }, "now"), brief(r.now, true)]),
        r.problem && h("span", { class: "why o-error" }, r.problem),
        (r.changes ?? []).slice(0, 3).map(change),
        (r.changes ?? []).length > 3 && h("span", { class: "quiet" }, `and ${r.changes.length - 3} more`),
      ),
    );
  fill(result, line, h("ul", { class: "replay-list" }, [...changed, ...failed].map(item)));
}

function change({ where, was, now }) {
  const text = (v) => (v === null || v === undefined ? "(none)" : value(v).slice(0, 200));
  return h(
    "span",
    { class: "change" },
    h("span", { class: "change-where" }, where),
    h("span", { class: "change-was" }, text(was)),
    h("span", { class: "away" }, " became "),
    h("span", { class: "change-now" }, text(now)),
  );
}
