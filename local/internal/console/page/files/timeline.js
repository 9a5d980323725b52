// The timeline: rows of one height, of which only those in sight exist.

import { byId, fill, h, mark, outcomes } from "./dom.js";
import { clock, ending, ms, plural, visible } from "./format.js";

const height = 30; // of a row, as in lists.css
const spare = 5; // rows above and below those in sight

const columns = [
  ["Outcome", "c-mark"],
  ["Time", "c-time"],
  ["Method", "c-method"],
  ["Path", "c-path"],
  ["Status", "c-status"],
  ["Why", "c-why"],
  ["Duration", "c-ms"],
];

export class Timeline {
  #store;
  #grid;
  #scroller;
  #space;
  #pool = [];
  #selected; // id
  #marked; // id of the run that another is compared with
  #waiting = 0; // rows that came while the user looked at older ones
  #drawing = false;
  onSelect = () => {};
  onOpen = () => {};
  empty = () => "";
  nameOf = (id) => id;

  constructor(store) {
    this.#store = store;
    this.#space = h("div", { class: "space", role: "rowgroup" });
    this.#scroller = h("div", { class: "scroller", role: "presentation" }, this.#space);
    this.#grid = h(
      "div",
      {
        class: "grid",
        role: "grid",
        tabindex: "0",
        "aria-label": "Requests, newest first",
        id: "grid",
        onkeydown: (event) => this.#key(event),
      },
      h(
        "div",
        { class: "row head", role: "row", "aria-rowindex": "1" },
        columns.map(([text, kind]) =>
          h("span", { class: kind, role: "columnheader" }, kind === "c-mark" ? h("span", { class: "away" }, text) : text),
        ),
      ),
      this.#scroller,
    );
    byId("rows").append(this.#grid, h("div", { class: "empty", id: "empty", hidden: true }));
    this.#scroller.addEventListener("scroll", () => this.#soon(), { passive: true });
    new ResizeObserver(() => this.#soon()).observe(this.#scroller);
    byId("newer").addEventListener("click", () => this.top());
    store.onChange((fresh) => this.#changed(fresh));
  }

  // #at returns the summary of a row; row 0 is the newest.
  #at(row) {
    return this.#store.view[this.#store.view.length - 1 - row];
  }

  #rowOf(id) {
    const view = this.#store.view;
    const summary = this.#store.known.get(id);
    if (!summary) return -1;
    for (let i = view.length - 1; i >= 0; i--) {
      if (view[i] === summary) return view.length - 1 - i;
    }
    return -1;
  }

  #changed(fresh) {
    if (fresh > 0 && this.#scroller.scrollTop > 0) {
      // what is being looked at stays where it is
      this.#space.style.height = `${this.#store.view.length * height}px`;
      this.#scroller.scrollTop += fresh * height;
      this.#waiting += fresh;
    }
    this.#soon();
  }

  #soon() {
    if (this.#drawing) return;
    this.#drawing = true;
    requestAnimationFrame(() => {
      this.#drawing = false;
      this.draw();
    });
  }

  draw() {
    const count = this.#store.view.length;
    const { scrollTop, clientHeight } = this.#scroller;
    this.#space.style.height = `${count * height}px`;
    this.#grid.setAttribute("aria-rowcount", String(count + 1));
    if (scrollTop < height) this.#waiting = 0;
    const size = Math.ceil(clientHeight / height) + 2 * spare;
    while (this.#pool.length < size) this.#pool.push(this.#row());
    const n = this.#pool.length;
    const first = Math.max(0, Math.floor(scrollTop / height) - spare);
    for (let row = first; row < first + n; row++) this.#put(this.#pool[row % n], row < count ? row : -1);
    this.#say(count);
  }

  #say(count) {
    const total = this.#store.all.length;
    const text = count === total ? plural(total, "request") : `${count.toLocaleString("en")} of ${plural(total, "request")}`;
    if (byId("tally").textContent !== text) byId("tally").textContent = text;
    const newer = byId("newer");
    newer.hidden = this.#waiting === 0;
    if (this.#waiting) newer.textContent = `${plural(this.#waiting, "newer request")} above`;
    const nothing = byId("empty");
    nothing.hidden = count > 0;
    this.#scroller.hidden = count === 0;
    if (count === 0) fill(nothing, this.empty(total));
  }

  // #row makes a row that is used again and again.
  #row() {
    const cells = columns.map(([, kind]) => h("span", { class: kind, role: "gridcell" }));
    const el = h("div", { class: "row", role: "row", id: `row-${this.#pool.length}` }, cells);
    const item = { el, cells, id: undefined, row: -2, version: "" };
    el.addEventListener("click", (event) => {
      if (!item.id) return;
      this.select(item.id);
      if (event.shiftKey || event.detail > 1) this.onOpen(item.id, event.shiftKey);
    });
    this.#space.append(el);
    return item;
  }

  #put(item, row) {
    const { el } = item;
    if (row < 0) {
      if (item.row !== -1) el.hidden = true;
      item.row = -1;
      item.id = undefined;
      return;
    }
    const s = this.#at(row);
    if (item.row !== row) {
      el.hidden = false;
      el.style.transform = `translateY(${row * height}px)`;
      el.setAttribute("aria-rowindex", String(row + 2));
      item.row = row;
    }
    const state = `${s.id === this.#selected} ${s.id === this.#marked} ${s.outcome} ${s.status} ${s.durationMs} ${s.reason}`;
    if (item.id === s.id && item.version === state) return;
    item.id = s.id;
    item.version = state;
    this.#write(item, s);
  }

  #write(item, s) {
    const { el, cells } = item;
    const [outcome, time, method, path, status, why, duration] = cells;
    const chosen = s.id === this.#selected;
    const ended = s.outcome in outcomes ? s.outcome : "skipped";
    el.className = `row o-${ended}${chosen ? " chosen" : ""}${s.id === this.#marked ? " marked" : ""}`;
    el.setAttribute("aria-selected", String(chosen));
    if (chosen) this.#grid.setAttribute("aria-activedescendant", el.id);
    // The mark often is the same as that of the row before.
    if (item.outcome !== `${s.outcome} ${s.status >= 400}`) {
      item.outcome = `${s.outcome} ${s.status >= 400}`;
      fill(outcome, mark(s.outcome), h("span", { class: "away" }, ending(s.outcome, s.status)));
    }
    time.textContent = clock(s.start);
    method.textContent = visible(methodOf(s));
    method.className = `c-method m-${s.kind}`;
    fill(path, s.replayOf && h("span", { class: "tag" }, "replay"), visible(pathOf(s)));
    path.title = pathOf(s);
    status.className = `c-status${s.outcome === "ok" && s.status >= 400 ? " own" : ""}`;
    status.textContent = s.status ? visible(String(s.status)) : (outcomes[s.outcome] ?? "");
    why.textContent = visible(s.reason || [s.route, s.function && this.nameOf(s.function)].filter(Boolean).join(" \u2192 "));
    why.title = why.textContent;
    duration.textContent = ms(s.durationMs);
  }

  // select chooses a row by its trace, and brings it into sight.
  select(id, quietly = false) {
    this.#selected = id;
    if (!id) this.#grid.removeAttribute("aria-activedescendant");
    this.#reveal(this.#rowOf(id));
    this.draw();
    if (!quietly) this.onSelect(id);
  }

  get selected() {
    return this.#selected;
  }

  get marked() {
    return this.#marked;
  }

  // mark remembers a run, to compare another with it.
  mark(id) {
    this.#marked = this.#marked === id ? undefined : id;
    this.draw();
    return this.#marked;
  }

  #reveal(row) {
    if (row < 0) return;
    const { scrollTop, clientHeight } = this.#scroller;
    if (row * height < scrollTop) this.#scroller.scrollTop = row * height;
    else if ((row + 1) * height > scrollTop + clientHeight) this.#scroller.scrollTop = (row + 1) * height - clientHeight;
  }

  top() {
    this.#scroller.scrollTop = 0;
    this.#grid.focus();
  }

  focus() {
    this.#grid.focus();
  }

  // move goes some rows down, or up.
  move(by) {
    const count = this.#store.view.length;
    if (!count) return;
    const row = Math.min(count - 1, Math.max(0, this.#rowOf(this.#selected) + by));
    this.select(this.#at(row).id);
  }

  #key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const page = Math.max(1, Math.floor(this.#scroller.clientHeight / height) - 1);
    const moves = { ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page, End: Infinity, Home: -Infinity };
    if (event.key in moves) this.move(moves[event.key]);
    else if (event.key === "Enter" && this.#selected) this.onOpen(this.#selected, false);
    else return;
    event.preventDefault();
  }
}

// methodOf is what stands in the column of methods: WebSocket traces have events.
export const methodOf = (s) => (s.kind === "websocket" ? (s.event ?? "message").toUpperCase() : (s.method ?? ""));

// pathOf is a path, or for WebSocket traces the route with the connection.
export function pathOf(s) {
  if (s.kind !== "websocket") return s.path ?? "";
  const what = s.route || s.path || "";
  return what.includes(s.connection) ? what : `${what}  ${s.connection ?? ""}`;
}
