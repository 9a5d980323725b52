// The smaller panels: problems, logs, help.

import { byId, fill, h, labelled, mark, options } from "./dom.js";
import { place, plural } from "./format.js";
import { api } from "./api.js";
import { editors, settings, source } from "./settings.js";
import { logList } from "./trace.js";

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
              h("pre", { class: "problem-text" }, typeof p === "string" ? p : (p.text ?? "")),
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

// logsPanel shows what functions logged, and goes on by itself.
export function logsPanel(app) {
  const names = new Map((app.functions ?? []).map((f) => [f.id, f.name || f.id]));
  const which = options(h("select", { class: "field" }), [["", "All functions"], ...names]);
  const box = h("div", { tabindex: "0", class: "log-box", role: "group", "aria-label": "Log lines, oldest first" });
  let lines = [];
  let last;
  const load = async (again) => {
    if (again) [lines, last] = [[], undefined];
    let answer;
    try {
      answer = await api.logs({ function: which.value, after: last });
    } catch (err) {
      return void fill(box, h("p", { class: "problem" }, err.message));
    }
    const fresh = answer?.lines ?? [];
    last = answer?.last ?? last;
    if (!again && !fresh.length) return;
    lines = [...lines, ...fresh].slice(-2000);
    const atEnd = box.scrollTop + box.clientHeight > box.scrollHeight - 40;
    const shown = lines.map((line) => ({ ...line, function: names.get(line.function) ?? line.function }));
    fill(box, shown.length ? logList(shown) : h("p", { class: "quiet" }, "Nothing has been logged."));
    if (atEnd) box.scrollTop = box.scrollHeight;
  };
  const timer = setInterval(() => (box.isConnected ? load() : clearInterval(timer)), 1500);
  which.addEventListener("change", () => load(true));
  load(true);
  return [labelled("Function", which), box];
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
