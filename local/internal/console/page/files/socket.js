// The WebSocket client: connect, send, see the frames. The console's server holds the
// connections, so that they are traced like those of any other client.

import { fill, h, labelled, mark, options, toast } from "./dom.js";
import { clock, decode, value, visible } from "./format.js";
import { api } from "./api.js";
import { code } from "./code.js";
import { pairs } from "./fields.js";

// connections are those that this page has opened, or has found open: id to what is known.
const connections = new Map();
let current;
let redraw = () => {};

// most is how many frames of a connection are kept.
const most = 500;

// seen takes a summary from the timeline; frames of open connections are fetched.
export async function seen(summary) {
  const connection = connections.get(summary.connection);
  if (!connection || connection.traces.has(summary.id)) return;
  connection.traces.add(summary.id);
  try {
    const trace = await api.trace(summary.id);
    connection.frames.push(...framesOf(trace));
    connection.frames.sort((a, b) => a.at - b.at);
    if (connection.frames.length > most) connection.frames.splice(0, connection.frames.length - most);
    if (trace.event === "disconnect") connection.open = false;
  } catch {
    return; // it has left the ring already
  }
  if (current === summary.connection) redraw();
}

function framesOf(trace) {
  const at = Date.parse(trace.start);
  const own = decode(trace.request?.body);
  const list = [];
  if (trace.event === "connect")
    list.push({ at, way: "note", text: trace.outcome === "ok" ? "Connected" : `Not connected: ${trace.reason ?? ""}`, trace });
  if (trace.event === "message") list.push({ at, way: "sent", text: own.text, note: own.note, trace });
  if (trace.event === "disconnect") list.push({ at, way: "note", text: `Disconnected${trace.reason ? `: ${trace.reason}` : ""}`, trace });
  const steps = framesBelow(trace.steps);
  for (const step of steps) list.push({ at: at + (step.atMs ?? 0), way: "received", text: frameText(step), trace });
  if (trace.event === "post" && !steps.length && trace.outcome === "ok" && own.text)
    list.push({ at, way: "received", text: own.text, trace });
  if (trace.event === "message" && trace.outcome !== "ok")
    list.push({ at: at + (trace.durationMs ?? 0), way: "note", text: trace.reason ?? "", trace });
  return list;
}

const framesBelow = (steps) => (steps ?? []).flatMap((step) => [...(step.kind === "frame" ? [step] : []), ...framesBelow(step.steps)]);

function frameText(step) {
  const found = (step.detail ?? []).find((d) => ["body", "text", "data", "frame", "payload"].includes(d.name)) ?? step.detail?.[0];
  return found ? value(found.value) : (step.reason ?? step.name ?? "");
}

// restore finds connections that were opened before the page was.
export async function restore(store) {
  try {
    const found = await api.connections();
    for (const { connection, api: path, open } of found.connections ?? []) {
      if (connections.has(connection)) continue;
      connections.set(connection, blank(path, open !== false));
      current ??= connection;
      for (const s of store.all) if (s.connection === connection) seen(s);
    }
  } catch {
    // A console without this list works as well.
  }
}

const blank = (path, open = true) => ({ api: path, open, frames: [], traces: new Set() });

// socketPanel is the client.
export function socketPanel(app, apiPath, store, openTrace) {
  const apis = (app.apis ?? []).filter((a) => a.kind === "websocket");
  if (!apis.length) return [h("p", { class: "quiet" }, "The app has no WebSocket API.")];
  const which = options(
    h("select", { class: "field" }),
    apis.map((a) => [a.path, a.path]),
    apiPath,
  );
  const stage = h("select", { class: "field" });
  const stageBox = labelled("Stage", stage);
  const query = h("input", { class: "field mono", placeholder: "token=...&room=lobby", autocomplete: "off", spellcheck: "false" });
  const headers = pairs("Headers", [], ["Authorization", "Origin", "Sec-WebSocket-Protocol"]);
  const thread = h("div", { class: "thread" });
  const showStages = () => {
    const list = apis.find((a) => a.path === which.value)?.stages ?? [];
    options(
      stage,
      list.map((s) => [s.name ?? s, s.name ?? s]),
    );
    stageBox.hidden = list.length < 2;
  };
  which.addEventListener("change", showStages);
  showStages();
  const connect = async (event) => {
    event.preventDefault();
    try {
      const request = { api: which.value, query: query.value.replace(/^\?/, ""), headers: headers.read() };
      if (!stageBox.hidden) request.stage = stage.value;
      const { connection } = await api.connect(request);
      connections.set(connection, connections.get(connection) ?? blank(which.value));
      current = connection;
      for (const s of store.all) if (s.connection === connection) seen(s);
      redraw();
      thread.querySelector("textarea")?.focus();
    } catch (err) {
      toast(err.message, true);
    }
  };
  redraw = () => drawThread(thread, app, openTrace);
  redraw();
  return [
    h(
      "form",
      { class: "form", onsubmit: connect },
      h("div", { class: "two" }, labelled("API", which), stageBox),
      labelled("Query", query),
      headers.el,
      h("div", { class: "actions" }, h("button", { type: "submit", class: "button primary" }, "Connect")),
    ),
    thread,
  ];
}

function drawThread(thread, app, openTrace) {
  const connection = connections.get(current);
  if (!connection) return fill(thread, h("p", { class: "quiet" }, "No connection yet. Frames will stand here and in the timeline."));
  const typed = thread.querySelector("textarea")?.value ?? "";
  const focused = thread.querySelector("textarea") === document.activeElement;
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
        h("span", { class: "quiet" }, c.open ? "open" : "closed"),
      ),
    ),
  );
  const list = h(
    "ol",
    { class: "frames", tabindex: "0", "aria-label": "Frames, oldest first" },
    connection.frames.map((f) => frame(f, openTrace)),
  );
  const area = h("textarea", { class: "field mono", rows: "3", spellcheck: "false", value: typed });
  fill(
    thread,
    tabs,
    list,
    connection.open && composer(app, connection, area),
    !connection.open && h("p", { class: "quiet" }, "This connection is closed."),
  );
  list.scrollTop = list.scrollHeight;
  if (focused) area.focus();
}

const ways = { sent: "Sent", received: "Received", note: "" };

function frame({ at, way, text, note, trace }, openTrace) {
  return h(
    "li",
    { class: `frame ${way}` },
    h(
      "div",
      { class: "frame-head" },
      h("span", { class: "frame-way" }, ways[way]),
      h("span", { class: "log-time" }, clock(new Date(at))),
      note && h("span", { class: "quiet" }, note),
      h("button", { type: "button", class: "link", onclick: () => openTrace(trace.id) }, way === "note" ? "Why?" : trace.route || "Why?"),
    ),
    way === "note" ? h("p", { class: "frame-note" }, visible(text)) : code(text, ways[way]),
  );
}

function composer(app, connection, area) {
  const a = (app.apis ?? []).find((each) => each.path === connection.api);
  const key = /\$request\.body\.([\w.]+)/.exec(a?.selected ?? "")?.[1] ?? "action";
  const routes = (a?.routes ?? []).map((r) => r.key).filter((k) => !k.startsWith("$"));
  const send = async () => {
    try {
      await api.send(current, { text: area.value });
      area.value = "";
      area.focus();
    } catch (err) {
      toast(err.message, true);
    }
  };
  const close = async () => {
    try {
      await api.disconnect(current);
      connection.open = false;
      redraw();
    } catch (err) {
      toast(err.message, true);
    }
  };
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
      h("button", { type: "button", class: "button push", onclick: close }, "Disconnect"),
    ),
  );
}

const nested = (keys, v) => JSON.stringify(keys.reduceRight((inner, key) => ({ [key]: inner }), v));
