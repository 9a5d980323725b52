// The request form: a new request, or a replay with changes.

import { fill, h, labelled, options, toast } from "./dom.js";
import { decode, pretty } from "./format.js";
import { api } from "./api.js";
import { pairs, tokenField } from "./fields.js";
import { authText, kindName, split } from "./routes.js";

const methods = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"];
const common = [
  "Accept",
  "Authorization",
  "Content-Type",
  "Cookie",
  "If-Match",
  "If-None-Match",
  "Idempotency-Key",
  "Origin",
  "X-Api-Key",
  "X-Request-Id",
];

// composePanel is the form. done is called with the id of the trace that it made.
export function composePanel(app, { apiPath, route, trace }, done) {
  return trace ? editPanel(trace, done) : newPanel(app, apiPath, route, done);
}

function newPanel(app, apiPath, route, done) {
  const apis = (app.apis ?? []).filter((a) => a.kind !== "websocket");
  if (!apis.length) return [h("p", { class: "quiet" }, "The app has no HTTP or REST API to call.")];
  const found = () => apis.find((a) => a.path === which.value) ?? apis[0];
  const which = options(
    h("select", { class: "field" }),
    apis.map((a) => [a.path, `${a.path} (${kindName(a.kind)})`]),
    apiPath,
  );
  const stage = h("select", { class: "field" });
  const keyField = h("select", { class: "field" });
  const keyBox = labelled("API key", keyField);
  const line = requestLine("GET", "/");
  const headers = pairs("Headers", [], common);
  const token = tokenField(app);
  const body = bodyField();
  const known = h("p", { class: "hint" });

  const showRoute = (r) => {
    const [m, p] = r ? split(r) : ["GET", "/"];
    line.set(m === "ANY" || m === "$default" ? "GET" : m, p === "$default" ? "/" : p);
    const writes = ["POST", "PUT", "PATCH"].includes(line.method.value);
    headers.set(writes ? [["Content-Type", "application/json"]] : []);
    body.area.value = writes ? "{}" : "";
    showAuth(r);
  };
  let chosen;
  const showAuth = (r) => {
    chosen = r;
    token.show(found().path, r?.auth);
    keyField.value = r?.apiKey && found().keys?.length ? found().keys[0] : "";
    fill(known, r && [r.handler || r.function, authText(r) || "open to everybody"].filter(Boolean).join(" \u2014 "));
  };
  const showAPI = (r) => {
    const a = found();
    options(
      stage,
      (a.stages ?? []).map((s) => [s.name ?? s, s.name ?? s]),
    );
    stage.parentElement.hidden = (a.stages ?? []).length < 2;
    keyBox.hidden = !(a.keys ?? []).length;
    options(keyField, [["", "No key"], ...(a.keys ?? []).map((k) => [k, k])]);
    line.suggest((a.routes ?? []).map((each) => split(each)[1]));
    showRoute(r);
  };
  const stageBox = labelled("Stage", stage);
  which.addEventListener("change", () => showAPI());
  line.path.addEventListener("change", () => {
    const r = match(found(), line.method.value, line.path.value);
    if (r && r !== chosen) showAuth(r); // else the user's own choice of scopes stays
  });

  const send = async () => {
    const left = /\{[^}]*\}/.exec(line.path.value);
    if (left) {
      line.path.focus();
      line.path.setSelectionRange(left.index, left.index + left[0].length);
      throw new Error(`Replace ${left[0]} in the path by a value`);
    }
    const request = { api: found().path, method: line.method.value, path: line.path.value, headers: headers.read() };
    if (stage.value && (found().stages ?? []).length > 1) request.stage = stage.value;
    if (body.area.value) request.body = body.area.value;
    const made = token.read();
    if (made) request.token = made;
    if (keyField.value) request.apiKey = keyField.value;
    const answer = await api.call(request);
    done(answer.trace, "Sent");
  };
  const form = formOf("Send", send, [
    h("div", { class: "two" }, labelled("API", which), stageBox),
    line.el,
    known,
    token.el,
    keyBox,
    headers.el,
    body.el,
  ]);
  showAPI(route);
  queueMicrotask(() => line.focus());
  return [form];
}

// match finds the route that a path most likely takes; the gateway decides.
function match(a, method, path) {
  const plain = path.split("?")[0];
  return (a.routes ?? []).find((r) => {
    const [m, p] = split(r);
    if (m !== "ANY" && m !== method) return false;
    const pattern = p
      .replace(/[.*+?^$()|[\]\\]/g, "\\$&")
      .replace(/\{[^}]+\+\}/g, ".+")
      .replace(/\{[^}]+\}/g, "[^/]+");
    return new RegExp(`^${pattern}$`).test(plain);
  });
}

function editPanel(trace, done) {
  const { request = {} } = trace;
  const was = {
    method: request.method ?? "GET",
    path: request.url?.replace(/^[a-z]+:\/\/[^/]+/i, "") || request.path || "/",
    body: decode(request.body).text,
  };
  const headerList = request.headers ?? [];
  const line = requestLine(was.method, was.path);
  const headers = pairs("Headers", headerList, common);
  const body = bodyField(pretty(was.body));
  const before = body.area.value;
  const whole = !request.body?.truncated && (request.body?.base64 === undefined || !decode(request.body).note.includes("binary"));
  const send = async () => {
    const changes = {};
    if (line.method.value !== was.method) changes.method = line.method.value;
    if (line.path.value !== was.path) changes.path = line.path.value;
    const other = changedHeaders(headerList, headers.read());
    if (Object.keys(other).length) changes.headers = other;
    if (whole && body.area.value !== before) changes.body = body.area.value;
    const answer = await api.replay(trace.id, changes);
    done(answer.trace, "Replayed");
  };
  const form = formOf("Replay", send, [
    h("p", { class: "hint" }, "Values shown as *** are sent as they were. What you don't change stays byte for byte."),
    line.el,
    headers.el,
    whole ? body.el : h("p", { class: "hint" }, "The body is binary or too long to edit here; it is sent as it was."),
  ]);
  queueMicrotask(() => line.path.focus());
  return [form];
}

// changedHeaders are those that are others than before; null takes one away.
function changedHeaders(before, after) {
  const joined = (list) => {
    const all = new Map();
    for (const [name, v] of list) all.set(name.toLowerCase(), all.has(name.toLowerCase()) ? `${all.get(name.toLowerCase())}, ${v}` : v);
    return all;
  };
  const was = joined(before);
  const now = joined(after);
  const changes = {};
  for (const [name, v] of now) if (was.get(name) !== v) changes[name] = v;
  for (const name of was.keys()) if (!now.has(name)) changes[name] = null;
  return changes;
}

function formOf(text, send, parts) {
  const problem = h("p", { class: "problem", role: "alert", hidden: true });
  const submit = h("button", { type: "submit", class: "button primary" }, text);
  const form = h(
    "form",
    {
      class: "form",
      onsubmit: async (event) => {
        event.preventDefault();
        submit.disabled = true;
        problem.hidden = true;
        try {
          await send();
        } catch (err) {
          fill(problem, err.message);
          problem.hidden = false;
        }
        submit.disabled = false;
      },
      onkeydown: (event) => {
        if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.requestSubmit();
      },
    },
    parts,
    problem,
    h("div", { class: "actions" }, submit, h("span", { class: "quiet" }, "Ctrl+Enter")),
  );
  return form;
}

function requestLine(method, path) {
  const known = h("datalist", { id: "paths" });
  const select = options(
    h("select", { class: "field mono", "aria-label": "Method" }),
    (methods.includes(method) ? methods : [...methods, method]).map((m) => [m, m]),
    method,
  );
  const input = h("input", {
    class: "field mono grow",
    value: path,
    "aria-label": "Path and query",
    list: "paths",
    autocomplete: "off",
    spellcheck: "false",
    required: true,
  });
  return {
    el: h("div", { class: "request-line" }, select, input, known),
    method: select,
    path: input,
    set(m, p) {
      select.value = m;
      input.value = p;
    },
    suggest: (paths) =>
      fill(
        known,
        [...new Set(paths)].map((p) => h("option", { value: p })),
      ),
    focus() {
      const hole = /\{[^}]*\}/.exec(input.value);
      input.focus();
      if (hole) input.setSelectionRange(hole.index, hole.index + hole[0].length);
    },
  };
}

function bodyField(text = "") {
  const area = h("textarea", { class: "field mono", rows: "8", spellcheck: "false", value: text });
  const format = h(
    "button",
    {
      type: "button",
      class: "link",
      onclick: () => {
        const better = pretty(area.value);
        if (better === area.value && area.value.trim()) toast("The body is not JSON, or is indented already");
        area.value = better;
      },
    },
    "Indent JSON",
  );
  return { area, el: h("div", { class: "with-link" }, labelled("Body", area), format) };
}
