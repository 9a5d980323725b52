// The WebSocket client: connect, send, see the frames. The console's server holds the
// connections, so that they are traced like those of any other client.

import { fill, h, labelled, mark, options, toast } from "./dom.js";
import { bytes, clock, decode } from "./format.js";
import { api } from "./api.js";
import { code } from "./code.js";
import { pairs } from "./fields.js";

// connections are the console's, by id.
const connections = new Map();
let current;
let redraw = () => {};
let drawing = false;

// most is how many frames of a connection are kept.
const most = 500;

function soon() {
  if (drawing) return;
  drawing = true;
  requestAnimationFrame(() => {
    drawing = false;
    redraw();
  });
}

// load asks which connections there are.
export async function loadConnections() {
  try {
    for (const c of (await api.connections())?.connections ?? []) {
      connections.set(c.connection, { frames: [], ...connections.get(c.connection), ...c });
      current ??= c.connection;
    }
    soon();
  } catch {
    // While nothing is served there are none.
  }
}

// onFrame takes a frame that went or came.
export function onFrame(frame) {
  const c = connections.get(frame?.connection);
  if (!c) return;
  c.frames.push(frame);
  if (c.frames.length > most) c.frames.splice(0, c.frames.length - most);
  if (current === frame.connection) soon();
}

// onConnection takes what has become of a connection.
export function onConnection(state) {
  if (!state?.connection) return;
  const before = connections.get(state.connection);
  connections.set(state.connection, { ...before, ...state, frames: before?.frames ?? state.frames ?? [] });
  soon();
}

// socketPanel is the client.
export function socketPanel(app, apiPath, traces, openTrace) {
  const apis = (app.apis ?? []).filter((a) => a.kind === "websocket");
  if (!apis.length) return [h("p", { class: "quiet" }, "The app has no WebSocket API.")];
  const which = options(
    h("select", { class: "field", id: "socket-api" }),
    apis.map((a) => [a.path, a.path]),
    apiPath,
  );
  const stage = h("select", { class: "field" });
  const stageBox = labelled("Stage", stage);
  const query = h("input", {
    class: "field mono",
    id: "socket-query",
    placeholder: "token=...&room=lobby",
    autocomplete: "off",
    spellcheck: "false",
  });
  const headers = pairs("Headers", [], ["Authorization", "Cookie", "Origin"]);
  const protocols = h("input", { class: "field mono", placeholder: "chat.v1", autocomplete: "off", spellcheck: "false" });
  const key = h("select", { class: "field" });
  const keyBox = labelled("API key", key);
  const thread = h("div", { class: "thread" });
  const drawChoices = () => {
    const a = apis.find((each) => each.path === which.value) ?? apis[0];
    options(
      stage,
      (a.stages ?? []).map((s) => [s.name, s.name]),
    );
    stageBox.hidden = (a.stages ?? []).length < 2;
    options(key, [["", "No key"], ...(a.keys ?? []).map((k) => [k, k])]);
    keyBox.hidden = !(a.keys ?? []).length;
  };
  which.addEventListener("change", drawChoices);
  drawChoices();
  const connect = async (event) => {
    event.preventDefault();
    const request = { api: which.value, query: query.value.replace(/^\?/, ""), headers: headers.read() };
    if (!stageBox.hidden) request.stage = stage.value;
    if (key.value) request.apiKey = key.value;
    const asked = protocols.value.split(/[\s,]+/).filter(Boolean);
    if (asked.length) request.protocols = asked;
    try {
      const answer = await api.connect(request);
      if (!answer.connection) {
        toast("The API did not let the client in", true);
        if (answer.trace) openTrace(answer.trace);
        return;
      }
      onConnection({ connection: answer.connection, api: which.value, open: true });
      current = answer.connection;
      form.open = false;
      await loadConnections();
      redraw();
      thread.querySelector("textarea")?.focus();
    } catch (err) {
      toast(err.message, true);
    }
  };
  const form = h(
    "details",
    { class: "connect", open: connections.size === 0 },
    h("summary", {}, "New connection"),
    h(
      "form",
      { class: "form", onsubmit: connect },
      h("div", { class: "two" }, labelled("API", which), stageBox),
      labelled("Query", query),
      headers.el,
      h("div", { class: "two" }, labelled("Subprotocols", protocols), keyBox),
      h("div", { class: "actions" }, h("button", { type: "submit", class: "button primary" }, "Connect")),
    ),
  );
  redraw = () => thread.isConnected && drawThread(thread, app, traces, openTrace);
  queueMicrotask(redraw);
  return [form, thread];
}

function drawThread(thread, app, traces, openTrace) {
  const connection = connections.get(current);
  if (!connection)
    return fill(thread, h("p", { class: "quiet" }, "No connection yet. Frames will stand here, and their traces in the timeline."));
  const typed = thread.querySelector("textarea")?.value ?? "";
  const focused = thread.querySelector("textarea") === document.activeElement;
  const before = thread.querySelector(".frames");
  const atEnd = !before || before.scrollTop + before.clientHeight > before.scrollHeight - 30;
  const tabs = h(
    "div",
    { class: "connections", role: "group", "aria-label": "Connections" },
    [...connections].map(([id, c]) =>
      h(
        "button",
        {
          type: "button",
          class: "chip",
          "aria-pressed": String(id === current),
          onclick: () => {
            current = id;
            redraw();
          },
        },
        mark(c.open ? "ok" : "skipped"),
        id,
        h("span", { class: "chip-note" }, c.open ? "open" : "closed"),
      ),
    ),
  );
  const why = whys(connection, traces);
  const list = h(
    "ol",
    { class: "frames", tabindex: "0", "aria-label": "Frames, oldest first" },
    note("Connected", connection.since, current, openTrace),
    connection.frames.map((f) => frame(f, why.get(f), openTrace)),
    !connection.open && note(closed(connection)),
  );
  const area = h("textarea", { class: "field mono", id: "message", rows: "3", spellcheck: "false", value: typed });
  const at = before?.scrollTop ?? 0;
  fill(thread, tabs, list, connection.open && composer(app, connection, area));
  list.scrollTop = atEnd ? list.scrollHeight : at;
  if (focused) area.focus();
}

const closed = (c) => ["Closed", c.code && `with ${c.code}`, c.reason && `\u2013 ${c.reason}`].filter(Boolean).join(" ");

// whys joins frames that were sent with the traces of what the gateway did: both are in the same order.
function whys(connection, traces) {
  const messages = traces.all.filter((s) => s.connection === connection.connection && s.event === "message");
  const sent = connection.frames.filter((f) => f.direction === "sent");
  const found = new Map();
  for (let i = 1; i <= Math.min(sent.length, messages.length); i++) found.set(sent[sent.length - i], messages[messages.length - i]);
  return found;
}

function frame(f, summary, openTrace) {
  const way = f.direction === "sent" ? "sent" : "received";
  const { text, note: size } = decode({
    text: f.text,
    base64: f.base64,
    size: f.base64 ? undefined : new TextEncoder().encode(f.text ?? "").length,
  });
  return h(
    "li",
    { class: `frame ${way}` },
    h(
      "div",
      { class: "frame-head" },
      h("span", { class: "frame-way" }, way === "sent" ? "Sent" : "Received"),
      h("span", { class: "log-time" }, clock(f.time)),
      h("span", { class: "quiet" }, size || bytes(0)),
      summary &&
        h(
          "button",
          { type: "button", class: "link", onclick: () => openTrace(summary.id) },
          mark(summary.outcome),
          summary.route || "Why?",
        ),
    ),
    code(text, way === "sent" ? "Sent" : "Received", text.length > 120),
    summary && summary.outcome !== "ok" && h("p", { class: `frame-note why o-${summary.outcome}` }, summary.reason ?? ""),
  );
}

function note(text, time, trace, openTrace) {
  return h(
    "li",
    { class: "frame note" },
    h(
      "div",
      { class: "frame-head" },
      h("span", { class: "frame-note" }, text),
      time && h("span", { class: "log-time" }, clock(time)),
      trace && h("button", { type: "button", class: "link", onclick: () => openTrace(trace) }, "Why?"),
    ),
  );
}

function composer(app, connection, area) {
  const a = (app.apis ?? []).find((each) => each.path === connection.api);
  const key = /\$request\.body\.([\w.]+)/.exec(a?.selected ?? "")?.[1] ?? "action";
  const routes = (a?.routes ?? []).map((r) => r.key).filter((k) => !k.startsWith("$"));
  const tell = async (action) => {
    try {
      await action();
    } catch (err) {
      toast(err.message, true);
    }
  };
  const send = () =>
    tell(async () => {
      await api.send(connection.connection, { text: area.value });
      area.value = "";
      area.focus();
    });
  return h(
    "form",
    {
      class: "form",
      onsubmit: (event) => {
        event.preventDefault();
        send();
      },
      onkeydown: (event) => {
        if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) send();
      },
    },
    routes.length > 0 &&
      h(
        "div",
        { class: "chips", role: "group", "aria-label": "Begin a message for a route" },
        routes.map((route) =>
          h(
            "button",
            {
              type: "button",
              class: "chip",
              onclick: () => {
                area.value = nested(key.split("."), route);
                area.focus();
              },
            },
            route,
          ),
        ),
      ),
    labelled("Message", area),
    h(
      "div",
      { class: "actions" },
      h("button", { type: "submit", class: "button primary" }, "Send"),
      h("span", { class: "quiet" }, "Ctrl+Enter"),
      h("button", { type: "button", class: "button push", onclick: () => tell(() => api.disconnect(connection.connection)) }, "Disconnect"),
    ),
  );
}

const nested = (keys, v) => JSON.stringify(keys.reduceRight((inner, key) => ({ [key]: inner }), v));
