// The smaller panels: problems, faults, logs, what changed after a save, help.

import { byId, fill, h, labelled, mark, options, toast, unique } from "./dom.js";
import { place, plural, visible } from "./format.js";
import { api } from "./api.js";
import { editors, settings, source } from "./settings.js";
import { brief, logList } from "./trace.js";

// problemCount is how many problems the last synth and build had.
export const problemCount = (problems) => (problems?.synth?.length ?? 0) + (problems?.build?.length ?? 0);

export function problemsPanel(app) {
  const { synth = [], build = [] } = app.problems ?? {};
  if (!synth?.length && !build?.length)
    return [h("p", { class: "same" }, mark("ok"), "The last synth and the last build had no problems.")];
  const list = (title, problems) =>
    problems?.length > 0 &&
    h(
      "section",
      {},
      h("h3", {}, title, " ", h("span", { class: "quiet" }, plural(problems.length, "problem"))),
      h(
        "ol",
        { class: "problems" },
        problems.map((p) =>
          h(
            "li",
            {},
            mark("error"),
            h(
              "div",
              {},
              typeof p === "object" && p.place && source(app, place(p.place)),
              h("pre", { class: "problem-text" }, visible(typeof p === "string" ? p : (p.text ?? ""))),
            ),
          ),
        ),
      ),
    );
  return [
    h(
      "p",
      { class: "hint" },
      app.serving === false ? "Nothing is served until they are mended." : "The version before is still being served.",
    ),
    list("Synth", synth),
    list("Build", build),
  ];
}

// faultCount is how many kinds of faults are on.
export function faultCount(faults = {}) {
  const on = (v) => (Array.isArray(v) ? v.length > 0 : Boolean(v));
  return ["throttle", "timeout", "jwksDown", "coldStart"].filter((name) => on(faults?.[name])).length;
}

// faultsPanel switches faults on and off; changed gets what the server says then.
export async function faultsPanel(app, changed) {
  let faults = (await api.faults()) ?? {};
  const box = h("div", { class: "faults" });
  const set = async (change) => {
    try {
      faults = { ...faults, ...change };
      faults = (await api.setFaults(faults)) ?? faults;
      changed(faults);
    } catch (err) {
      toast(err.message, true);
    }
    const focused = document.activeElement?.id;
    draw();
    if (focused) byId(focused)?.focus();
  };
  const functions = app.functions ?? [];
  const draw = () =>
    fill(
      box,
      h("p", { class: "hint" }, "Each fault shows in the trace of every request that it strikes. All end with gatehouse dev."),
      switchRow(
        "throttle",
        "Throttle",
        "Requests are answered 429, as if the stage's limit were reached.",
        Boolean(faults.throttle),
        (on) => set({ throttle: on }),
      ),
      switchRow(
        "jwks",
        "JWKS down",
        "Keys of issuers can't be fetched: tokens are refused until they can.",
        Boolean(faults.jwksDown),
        (on) => set({ jwksDown: on }),
      ),
      perFunction("timeout", "Function timeout", "The function does not answer within its timeout.", "timeout"),
      perFunction("cold", "Cold start", "Each event starts a new process of the function.", "coldStart"),
    );
  function perFunction(id, title, text, name) {
    const all = faults[name] === true;
    const chosen = new Set(Array.isArray(faults[name]) ? faults[name] : []);
    return h(
      "fieldset",
      { class: "group" },
      h("legend", {}, title),
      h("p", { class: "hint" }, text),
      functions.length === 0 && h("p", { class: "quiet" }, "The app has no functions."),
      functions.map((f, i) =>
        switchRow(`${id}-${i}`, f.name ?? f.id, "", all || chosen.has(f.id), (on) => {
          const next = new Set(all ? functions.map((each) => each.id) : chosen);
          if (on) next.add(f.id);
          else next.delete(f.id);
          set({ [name]: [...next] });
        }),
      ),
    );
  }
  draw();
  return [box];
}

function switchRow(id, title, text, on, set) {
  const name = `fault-${id}`;
  return h(
    "div",
    { class: "switch-row" },
    h(
      "button",
      {
        type: "button",
        role: "switch",
        id: name,
        class: "switch",
        "aria-checked": String(on),
        "aria-labelledby": `${name}-title`,
        "aria-describedby": text ? `${name}-text` : undefined,
        onclick: () => set(!on),
      },
      h("span", { class: "knob" }),
    ),
    h(
      "div",
      {},
      h("span", { id: `${name}-title`, class: "switch-title" }, title),
      h("span", { class: "switch-state" }, on ? "On" : "Off"),
      text && h("p", { class: "hint", id: `${name}-text` }, text),
    ),
  );
}

// logsPanel shows what functions logged, and goes on by itself.
export function logsPanel(app) {
  const which = options(h("select", { class: "field" }), [
    ["", "All functions"],
    ...(app.functions ?? []).map((f) => [f.id, f.name ?? f.id]),
  ]);
  const box = h("div", { tabindex: "0", class: "log-box", role: "group", "aria-label": "Log lines, oldest first" });
  let shown = "";
  const load = async () => {
    if (!box.isConnected) return clearInterval(timer);
    let lines;
    try {
      lines = (await api.logs({ function: which.value })).lines ?? [];
    } catch (err) {
      return fill(box, h("p", { class: "problem" }, err.message));
    }
    const now = `${which.value} ${lines.length} ${lines.at(-1)?.time}`;
    if (now === shown) return;
    shown = now;
    const atEnd = box.scrollTop + box.clientHeight > box.scrollHeight - 40;
    fill(box, lines.length ? logList(lines.slice(-2000)) : h("p", { class: "quiet" }, "Nothing has been logged."));
    if (atEnd) box.scrollTop = box.scrollHeight;
  };
  const timer = setInterval(load, 1500);
  which.addEventListener("change", load);
  queueMicrotask(load);
  return [labelled("Function", which), box];
}

// replaysPanel replays the last requests and lists only those whose answers changed.
export function replaysPanel(compare) {
  const count = options(
    h("select", { class: "field" }),
    ["10", "20", "50", "100"].map((n) => [n, `Last ${n} requests`]),
    "20",
  );
  const follow = h("input", {
    type: "checkbox",
    id: unique("follow"),
    checked: settings.follow,
    onchange: () => (settings.follow = follow.checked),
  });
  const result = h("div", { class: "replays", role: "status" });
  const run = h(
    "button",
    {
      type: "button",
      class: "button primary",
      onclick: async () => {
        run.disabled = true;
        fill(result, h("p", { class: "quiet" }, "Replaying"));
        try {
          showReplays(result, await api.replayLast(Number(count.value)), compare);
        } catch (err) {
          fill(result, h("p", { class: "problem" }, err.message));
        }
        run.disabled = false;
      },
    },
    "Replay and compare",
  );
  return {
    parts: [
      h(
        "p",
        { class: "hint" },
        "Sends the last requests again to the code that is served now, those that write, too. Only those whose answer changed are listed.",
      ),
      h("div", { class: "actions" }, count, run),
      h("p", { class: "check" }, follow, h("label", { for: follow.id }, "Do so after each save")),
      result,
    ],
    run: () => run.click(),
  };
}

function showReplays(result, answer, compare) {
  const all = answer?.replayed ?? [];
  const changed = all.filter((r) => r.changed);
  const of = (r) => (typeof r === "string" ? r : r?.id);
  const failed = all.filter((r) => r.error);
  fill(
    result,
    h(
      "p",
      { class: changed.length ? "changed" : "same" },
      mark(changed.length ? "refused" : "ok"),
      all.length === 0
        ? "There is nothing to replay yet."
        : changed.length === 0
          ? `${plural(all.length, "request")} replayed; every answer is as it was.`
          : `${changed.length} of ${plural(all.length, "answer")} changed.`,
    ),
    h(
      "ul",
      { class: "replay-list" },
      changed.map((r) =>
        h(
          "li",
          {},
          h(
            "button",
            { type: "button", class: "replay", onclick: () => compare(of(r.was), of(r.now)) },
            typeof r.was === "object"
              ? [brief(r.was), h("span", { "aria-hidden": "true" }, "\u2192"), brief(r.now)]
              : r.summary
                ? brief(r.summary)
                : `${of(r.was)} \u2192 ${of(r.now)}`,
          ),
        ),
      ),
    ),
    failed.map((r) => h("p", { class: "problem" }, visible(String(r.error)))),
  );
}

const keyList = [
  ["/", "Filter the timeline"],
  ["j k, arrows", "Next, previous request"],
  ["Enter", "Go to the details"],
  ["Escape", "Close the panel, or leave a field"],
  ["n", "New request"],
  ["w", "WebSocket client"],
  ["r", "Replay"],
  ["e", "Edit and replay"],
  ["c", "Copy as curl"],
  ["g", "Save as Go test"],
  ["m", "Mark, then compare another with it"],
  ["p", "Pause the timeline"],
  ["t", "Top of the timeline"],
  ["?", "This help"],
];

export function showHelp() {
  const dialog = byId("help");
  const editor = options(
    h("select", { class: "field", onchange: () => (settings.editor = editor.value) }),
    Object.entries(editors).map(([name, [text]]) => [name, text]),
    settings.editor,
  );
  const keys = h("input", { type: "checkbox", id: "keys-on", checked: settings.keys, onchange: () => (settings.keys = keys.checked) });
  fill(
    dialog,
    h(
      "div",
      { class: "panel-head" },
      h("h2", { id: "help-title" }, "Keys and settings"),
      h("button", { type: "button", class: "button", onclick: () => dialog.close() }, "Close"),
    ),
    h(
      "dl",
      { class: "keys" },
      keyList.map(([k, text]) => h("div", {}, h("dt", {}, h("kbd", {}, k)), h("dd", {}, text))),
    ),
    h("p", { class: "check" }, keys, h("label", { for: "keys-on" }, "Single keys act, outside of fields")),
    labelled("Places such as main.go:14", editor, "Opens them in your editor, or copies them."),
    h(
      "p",
      { class: "hint" },
      'Filter: words, "two words", status:4xx, method:post, kind:rest, api:, route:, function:, outcome:refused, connection:, is:replay, ',
      "slower:100 (ms). A minus in front excludes.",
    ),
  );
  dialog.showModal();
}
