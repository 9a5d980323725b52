// One request: why it ended as it did, then every decision on the way.

import { copy, fill, h, mark, toast, unique } from "./dom.js";
import { bytes, clock, decode, ending, ms, nameOf, place, plural, statusText, value } from "./format.js";
import { api } from "./api.js";
import { code } from "./code.js";
import { deciding, kindOfStep, logsOf, tree } from "./steps.js";
import { source } from "./settings.js";
import { kindName } from "./routes.js";

let tab = "Decisions"; // stays as it is from one request to the next

// tracePanel shows a trace. actions are what the page can do with it.
export function tracePanel(app, trace, actions) {
  const tabs = {
    Decisions: () => tree(app, trace),
    Request: () => message(trace.request, requestLine(trace)),
    Response: () => response(trace),
  };
  const logs = logsOf(trace.steps);
  if (logs.length) tabs.Logs = () => logList(logs);
  const names = { Logs: `Logs (${logs.length})` };
  if (!tabs[tab]) tab = "Decisions";
  return [head(app, trace, actions), tabbed(tabs, names)];
}

// why is the reason in a sentence: the gateway's own, or what the steps say.
function why(app, trace, step) {
  if (trace.reason) return trace.reason;
  const status = trace.response?.status;
  if (step?.kind === "cors") return "the CORS configuration answered the preflight.";
  if (step?.kind === "cache") return "the answer came from the stage's cache.";
  if (!step) return "no step refused it.";
  const target = step.kind === "function" ? `function ${nameOf(app, step.name)}` : step.name;
  const answered =
    trace.kind === "websocket" ? "" : `, which answered ${status}${status >= 400 ? " itself; the gateway refused nothing" : ""}`;
  return `${trace.route ? `route ${trace.route} led to ` : ""}${target}${answered}.`;
}

function head(app, trace, actions) {
  const step = deciding(trace).at(-1);
  const where = step?.place ?? trace.place;
  const { request = {}, response: answer = {} } = trace;
  return h(
    "div",
    { class: "trace-head" },
    h(
      "h2",
      { class: "trace-title" },
      h("span", { class: `method m-${trace.kind}` }, trace.kind === "websocket" ? (trace.event ?? "").toUpperCase() : request.method),
      h("span", { class: "path" }, trace.kind === "websocket" ? trace.route || request.path || "" : request.url || request.path || ""),
      answer.status > 0 &&
        h(
          "span",
          { class: `status o-${trace.outcome === "ok" && answer.status >= 400 ? "skipped" : trace.outcome}` },
          `${answer.status} ${statusText(answer.status)}`,
        ),
    ),
    h(
      "div",
      { class: `because o-${trace.outcome}` },
      mark(trace.outcome),
      h(
        "div",
        {},
        h("p", { class: "because-text" }, h("strong", {}, `${ending(trace.outcome, trace.status)}: `), why(app, trace, step)),
        step &&
          h(
            "p",
            { class: "because-where" },
            trace.outcome === "ok" ? "Answered by: " : "Decided by: ",
            kindOfStep(step),
            step.name && ` ${nameOf(app, step.name)}`,
            place(where) !== step.name &&
              place(where) && [step.place ? ", declared at " : "; route declared at ", source(app, place(where))],
          ),
      ),
    ),
    h(
      "p",
      { class: "facts" },
      [
        trace.api && `${trace.api} (${kindName(trace.kind)})`,
        trace.route && `route ${trace.route}`,
        trace.function && `function ${nameOf(app, trace.function)}`,
        trace.connection && `connection ${trace.connection}`,
        clock(trace.start),
        ms(trace.durationMs),
      ]
        .filter(Boolean)
        .map((fact) => h("span", {}, fact)),
    ),
    trace.replayOf &&
      h(
        "p",
        { class: "facts" },
        h(
          "button",
          { type: "button", class: "link", onclick: () => actions.compare(trace.replayOf, trace.id) },
          "Compare with the run that it replays",
        ),
      ),
    h(
      "div",
      { class: "actions" },
      button("Replay", "r", () => actions.replay(trace)),
      button("Edit and replay", "e", () => actions.edit(trace)),
      button("Copy as curl", "c", () => actions.curl(trace)),
      button("Save as Go test", "g", () => actions.goTest(trace)),
      button(
        actions.marked() && actions.marked() !== trace.id
          ? "Compare with marked"
          : actions.marked() === trace.id
            ? "Unmark"
            : "Mark to compare",
        "m",
        () => actions.mark(trace),
      ),
    ),
  );
}

const button = (text, key, onclick) =>
  h("button", { type: "button", class: "button", "aria-keyshortcuts": key, title: `${text} (${key})`, onclick }, text);

// tabbed shows one of several parts; arrow keys change between the tabs.
function tabbed(tabs, names) {
  const panel = h("div", { role: "tabpanel", id: unique("tabpanel"), class: "tabpanel" });
  const list = h("div", { role: "tablist", "aria-label": "Parts of the request", class: "tabs" });
  const show = (name, focus) => {
    tab = name;
    for (const el of list.children) {
      const now = el.dataset.name === name;
      el.setAttribute("aria-selected", String(now));
      el.tabIndex = now ? 0 : -1;
      if (now) panel.setAttribute("aria-labelledby", el.id);
      if (now && focus) el.focus();
    }
    fill(panel, tabs[name]());
  };
  const all = Object.keys(tabs);
  for (const name of all) {
    list.append(
      h(
        "button",
        { type: "button", role: "tab", id: unique("tab"), "data-name": name, "aria-controls": panel.id, onclick: () => show(name) },
        names[name] ?? name,
      ),
    );
  }
  list.addEventListener("keydown", (event) => {
    const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (by) show(all[(all.indexOf(tab) + by + all.length) % all.length], true);
  });
  show(tab);
  return h("div", { class: "tabbed" }, list, panel);
}

function requestLine(trace) {
  const { method = "", url, path } = trace.request ?? {};
  return trace.kind === "websocket" && trace.event !== "connect" ? "" : `${method} ${url || path || ""}`;
}

function response(trace) {
  const answer = trace.response;
  if (!answer || (!answer.status && !answer.headers?.length && !answer.body)) return h("p", { class: "quiet" }, "There was no answer.");
  return message(answer, answer.status ? `${answer.status} ${statusText(answer.status)}` : "");
}

// message shows headers and body of a request or an answer.
function message(part = {}, line) {
  const { text, note } = decode(part.body);
  const headers = part.headers ?? [];
  return [
    line && h("p", { class: "message-line" }, line),
    h("h3", {}, "Headers"),
    headers.length
      ? h(
          "table",
          { class: "headers" },
          h(
            "tbody",
            {},
            headers.map(([name, v]) =>
              h(
                "tr",
                {},
                h("th", { scope: "row" }, name),
                h("td", {}, v, v.includes("***") && h("span", { class: "tag", title: "Kept in memory for replay only" }, "masked")),
              ),
            ),
          ),
        )
      : h("p", { class: "quiet" }, "None"),
    h(
      "div",
      { class: "body-head" },
      h("h3", {}, "Body"),
      h("span", { class: "quiet" }, note),
      text && h("button", { type: "button", class: "link", onclick: () => copy(text, "Body") }, "Copy"),
    ),
    text && code(text, "Body"),
  ];
}

export function logList(logs) {
  return h(
    "ol",
    { class: "logs" },
    logs.map((log) =>
      h(
        "li",
        {},
        h("span", { class: "log-time" }, log.time ? clock(log.time) : ms(log.atMs)),
        log.function && h("span", { class: "log-function" }, log.function),
        h(
          "span",
          { class: "log-text" },
          log.text ?? ([log.name, ...(log.detail ?? []).map((d) => value(d.value))].filter(Boolean).join(" ") || log.reason || ""),
        ),
      ),
    ),
  );
}

// brief is a trace in a few words, for lists.
export function brief(summary, short = false) {
  const status = summary.status ?? summary.response?.status;
  if (short)
    return h(
      "span",
      { class: "brief" },
      mark(summary.outcome),
      String(status ?? ""),
      h("span", { class: "quiet" }, ms(summary.durationMs)),
    );
  return h(
    "span",
    { class: "brief" },
    mark(summary.outcome),
    h("span", { class: "method" }, summary.method ?? summary.request?.method ?? summary.event),
    h("span", { class: "path" }, summary.path ?? summary.request?.path ?? ""),
    h("span", { class: "quiet" }, [status, ms(summary.durationMs)].filter(Boolean).join(", ")),
  );
}

// saveGoTest offers the test as a file and shows it.
export async function goTestPanel(trace) {
  const text = await api.goTest(trace.id);
  const name = /func (Test\w+)/.exec(text)?.[1] ?? "TestReplay";
  const file =
    name
      .replace(/^Test/, "")
      .replace(/(?<=[a-z0-9])(?=[A-Z])/g, "_")
      .toLowerCase() + "_test.go";
  const download = () => {
    const url = URL.createObjectURL(new Blob([text], { type: "text/plain" }));
    const a = h("a", { download: file });
    a.href = url;
    a.click();
    URL.revokeObjectURL(url);
    toast(`${file} saved`);
  };
  return [
    h(
      "p",
      {},
      `A test with gatehousetest that sends the same request and expects the same answer. Secrets are placeholders: `,
      plural(text.split("\n").length, "line"),
      `, ${bytes(text.length)}.`,
    ),
    h(
      "div",
      { class: "actions" },
      h("button", { type: "button", class: "button primary", onclick: download }, `Save ${file}`),
      h("button", { type: "button", class: "button", onclick: () => copy(text, "Test") }, "Copy"),
    ),
    code(text, "Go test"),
  ];
}
