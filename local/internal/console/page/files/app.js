// The page: what is where, and what happens when.

import { byId, copy, fill, h, toast } from "./dom.js";
import { api, listen } from "./api.js";
import { nameOf } from "./format.js";
import { Store, parse } from "./store.js";
import { Timeline } from "./timeline.js";
import { drawRoutes } from "./routes.js";
import { goTestPanel, tracePanel } from "./trace.js";
import { composePanel } from "./compose.js";
import { loadConnections, onConnection, onFrame, socketPanel } from "./socket.js";
import { comparePanel } from "./compare.js";
import { faultCount, faultsPanel } from "./faults.js";
import { logsPanel, problemCount, problemsPanel, showHelp } from "./panels.js";
import { replaysPanel } from "./replays.js";
import { setUpGrip, setUpTheme, settings } from "./settings.js";
import { setUpKeys } from "./keys.js";

const store = new Store();
const timeline = new Timeline(store);
let app = {};
let panel = ""; // what the right side shows
let trace; // that is shown
let paused = false;
let held = []; // summaries that came while paused
let outcome = "";

// show puts a panel on the right side.
function show(name, title, parts) {
  panel = name;
  document.body.classList.add("with-detail");
  const detail = byId("detail");
  detail.setAttribute("aria-label", title);
  const close = h("button", { type: "button", class: "button icon", "aria-label": `Close: ${title}`, onclick: hide }, "\u00d7");
  fill(
    detail,
    name === "trace" ? null : h("div", { class: "panel-head" }, h("h2", {}, title), close),
    h("div", { class: `panel-body p-${name}` }, name === "trace" && close, parts),
  );
}

function hide() {
  panel = "";
  trace = undefined;
  document.body.classList.remove("with-detail");
  fill(byId("detail"));
  history.replaceState(null, "", location.pathname);
  timeline.focus();
}

// attempt shows what went wrong instead of dropping it.
async function attempt(action) {
  try {
    return await action();
  } catch (err) {
    toast(err.message, true);
    return undefined;
  }
}

let asked; // the trace that was asked for last

async function openTrace(id, focus = false) {
  asked = id;
  const found = await attempt(() => api.trace(id));
  if (!found || asked !== id) return;
  trace = found;
  if (timeline.selected !== id) timeline.select(id, true);
  history.replaceState(null, "", `#${encodeURIComponent(id)}`);
  show("trace", "Request", tracePanel(app, found, actions));
  if (focus) (byId("detail").querySelector('[role=treeitem][tabindex="0"]') ?? byId("detail")).focus({ preventScroll: true });
}

async function compare(was, now) {
  await attempt(async () => {
    const [a, b, list] = await Promise.all([api.trace(was), api.trace(now), api.compare(was, now)]);
    show(
      "compare",
      "Difference of two runs",
      comparePanel(a, b, list, (id) => openTrace(id)),
    );
  });
}

// done follows a request that was sent from here.
function done(id, text) {
  toast(text);
  openTrace(id, true);
}

const actions = {
  replay: (t) => attempt(async () => done((await api.replay(t.id)).trace, "Replayed")),
  edit: (t) => show("compose", "Edit and replay", composePanel(app, { trace: t }, done)),
  curl: (t) => attempt(async () => copy(await api.curl(t.id), "curl command")),
  goTest: (t) => attempt(async () => show("gotest", "Save as Go test", await goTestPanel(t))),
  marked: () => timeline.marked,
  mark: (t) => {
    const before = timeline.marked;
    if (before && before !== t.id) return compare(before, t.id);
    const now = timeline.mark(t.id);
    toast(now ? "Marked: choose another request and compare" : "Unmarked");
    return openTrace(t.id);
  },
  compare,
};

function compose(apiPath, route) {
  show("compose", "New request", composePanel(app, { apiPath, route }, done));
}

function socket(apiPath) {
  show(
    "socket",
    "WebSocket client",
    socketPanel(app, apiPath, store, (id) => openTrace(id)),
  );
}

function openRoute(a, route) {
  if (a.kind === "websocket") socket(a.path);
  else compose(a.path, route);
}

const openFaults = () => attempt(async () => show("faults", "Faults", await faultsPanel(app, showFaults)));
const openProblems = () => show("problems", "Problems", problemsPanel(app));

function openReplays(run = false) {
  const made = replaysPanel(compare, (id) => openTrace(id));
  show("replays", "Replay the last requests", made.parts);
  if (run) made.run();
}

function count(id, n, text) {
  const el = byId(id).querySelector(".count");
  el.hidden = n === 0;
  fill(el, String(n), h("span", { class: "away" }, ` ${text}`));
}

function showFaults(faults) {
  app.faults = faults;
  count("open-faults", faultCount(faults), "on");
}

async function loadApp() {
  const found = await attempt(api.app);
  if (!found) return;
  const before = app.generation;
  app = found;
  fill(byId("project"), app.project ?? "");
  document.title = `${app.project ? `${app.project} \u2013 ` : ""}Gatehouse console`;
  drawRoutes(app, openRoute);
  showProblems();
  showFaults(app.faults);
  timeline.draw();
  // A trace that was shown before has names and places now.
  if (before === undefined && panel === "trace") show("trace", "Request", tracePanel(app, trace, actions));
  if (before !== undefined && app.generation !== before) changed();
}

function showProblems() {
  count("open-problems", problemCount(app.problems), "found");
  if (panel === "problems") openProblems();
}

// changed offers to replay the last requests against the code that was just saved.
function changed() {
  if (settings.follow) return openReplays(true);
  const notice = byId("notice");
  notice.hidden = false;
  fill(
    notice,
    h("span", {}, "The app has changed and is being served."),
    h(
      "button",
      { type: "button", class: "button", onclick: () => ((notice.hidden = true), openReplays(true)) },
      "Replay the last requests",
    ),
    h("button", { type: "button", class: "link", onclick: () => (notice.hidden = true) }, "Dismiss"),
  );
}

let coming = []; // summaries until the next frame: a burst is one change

function take(summary) {
  if (paused) held.push(summary);
  else if (coming.push(summary) === 1) setTimeout(flush, 16);
}

function flush() {
  const list = coming;
  coming = [];
  store.add(list);
}

function setPaused(to) {
  paused = to;
  byId("pause").setAttribute("aria-pressed", String(paused));
  byId("pause").textContent = paused ? "Resume" : "Pause";
  if (!paused) store.add(held.splice(0));
  say();
}

let connected = false;

function say() {
  const live = byId("live");
  const state = !connected ? "lost" : paused ? "paused" : "on";
  live.className = `live ${state}`;
  live.textContent = { lost: "Not connected", paused: "Paused", on: "Live" }[state];
}

// catchUp gets what happened before the page was open, or while it was cut off.
async function catchUp(all = false) {
  const after = all ? undefined : store.newest()?.id;
  const first = await attempt(() => api.traces({ limit: 1000, after }));
  let list = first?.traces ?? [];
  store.add(list);
  for (let page = 0; !after && list.length >= 1000 && page < 9; page++) {
    const oldest = list.reduce((a, b) => (a.start < b.start ? a : b)).id;
    list = (await attempt(() => api.traces({ limit: 1000, before: oldest })))?.traces ?? [];
    store.add(list);
  }
}

function applyFilter() {
  const test = parse(byId("search").value);
  store.filter((s) => (!outcome || s.outcome === outcome) && test(s));
}

function setUpOutcomes() {
  const group = byId("outcomes");
  for (const [value, text] of [
    ["", "All"],
    ["ok", "OK"],
    ["refused", "Refused"],
    ["error", "Errors"],
  ]) {
    group.append(
      h(
        "button",
        {
          type: "button",
          class: `segment s-${value || "all"}`,
          "aria-pressed": String(value === outcome),
          onclick: (event) => {
            outcome = value;
            for (const other of group.children) other.setAttribute("aria-pressed", String(other === event.currentTarget));
            applyFilter();
          },
        },
        text,
      ),
    );
  }
}

timeline.empty = (total) => {
  if (total > 0)
    return [
      h("p", {}, "No request passes the filter."),
      h(
        "button",
        {
          type: "button",
          class: "button",
          onclick: () => {
            byId("search").value = "";
            byId("outcomes").firstChild.click();
            applyFilter();
          },
        },
        "Clear the filter",
      ),
    ];
  const first = (app.apis ?? []).find((a) => a.url && a.kind !== "websocket");
  return [
    h("p", { class: "empty-title" }, "No requests yet"),
    h("p", { class: "quiet" }, "Every request, message and connection shows here with the gateway's reasons."),
    first && h("code", { class: "empty-call" }, `curl ${first.url}`),
    h("button", { type: "button", class: "button primary", onclick: () => compose() }, "New request"),
  ];
};

timeline.nameOf = (id) => nameOf(app, id);

timeline.onSelect = (id) => openTrace(id);
timeline.onOpen = (id, shift) => {
  if (shift && timeline.marked && timeline.marked !== id) compare(timeline.marked, id);
  else openTrace(id, true);
};

const clicks = {
  "open-compose": () => compose(),
  "open-socket": () => socket(),
  "open-replays": () => openReplays(),
  "open-problems": openProblems,
  "open-faults": openFaults,
  "open-logs": () => show("logs", "Function logs", logsPanel(app)),
  "open-help": showHelp,
  pause: () => setPaused(!paused),
  clear: () => store.clear(),
};
for (const [id, click] of Object.entries(clicks)) byId(id).addEventListener("click", click);
byId("routes-filter").addEventListener("input", () => drawRoutes(app, openRoute));
byId("search").addEventListener("input", applyFilter);
setUpOutcomes();
setUpTheme();
setUpGrip("grip-routes", "--routes", 1, 180, 520);
setUpGrip("grip-detail", "--detail", -1, 360, 1200);
setUpKeys({ timeline, compose, socket, hide, showHelp, panel: () => panel, trace: () => trace, actions, pause: () => setPaused(!paused) });

listen(
  {
    trace: take,
    missed: () => catchUp(true),
    frame: onFrame,
    connection: onConnection,
    app: loadApp,
    problems: (problems) => {
      app.problems = problems;
      showProblems();
    },
  },
  () => {
    connected = true;
    say();
    loadApp();
    catchUp();
    loadConnections();
  },
  () => {
    connected = false;
    say();
  },
);
// An address with the id of a trace leads to it.
function followAddress() {
  const id = decodeURIComponent(location.hash.slice(1));
  if (id && id !== trace?.id) openTrace(id);
}
addEventListener("hashchange", followAddress);
followAddress();
