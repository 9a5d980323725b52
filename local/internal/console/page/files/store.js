// The traces that the page knows, in the order of their start, and those that a
// filter lets through.

// most is how many summaries the page keeps; the oldest go first.
const most = 20_000;

export class Store {
  all = [];
  view = []; // what the filter lets through, in the same order
  known = new Map();
  #test = () => true;
  #changed = [];

  // onChange registers a listener: it gets the number of rows that came at the end
  // of the view, or -1 if anything else changed.
  onChange(f) {
    this.#changed.push(f);
  }

  // add takes summaries; those that are known already are brought up to date.
  add(list) {
    let fresh = 0,
      other = false;
    for (const summary of list) {
      if (!summary?.id) continue;
      const before = this.known.get(summary.id);
      if (before) {
        Object.assign(before, summary);
        other = true;
        continue;
      }
      summary.at = Date.parse(summary.start) || 0;
      this.known.set(summary.id, summary);
      insert(this.all, summary);
      if (this.#test(summary) && insert(this.view, summary)) fresh++;
      else other = true;
    }
    if (this.all.length > most) {
      const gone = new Set(this.all.splice(0, this.all.length - most + 1000).map((s) => (this.known.delete(s.id), s)));
      this.view = this.view.filter((s) => !gone.has(s));
    }
    this.#tell(other ? -1 : fresh);
  }

  filter(test) {
    this.#test = test;
    this.view = this.all.filter(test);
    this.#tell(-1);
  }

  clear() {
    this.all = [];
    this.view = [];
    this.known.clear();
    this.#tell(-1);
  }

  newest() {
    return this.all.at(-1);
  }

  #tell(fresh) {
    for (const f of this.#changed) f(fresh);
  }
}

// insert keeps the order of starts, and reports whether the item came last.
function insert(list, item) {
  let i = list.length;
  while (i > 0 && list[i - 1].at > item.at) i--;
  if (i === list.length) list.push(item);
  else list.splice(i, 0, item);
  return i === list.length - 1;
}

// names are the keys that a filter knows, with what each looks at.
const names = {
  api: (s) => s.api,
  kind: (s) => s.kind,
  event: (s) => s.event,
  method: (s) => s.method,
  path: (s) => s.path,
  route: (s) => s.route,
  function: (s) => s.function,
  outcome: (s) => s.outcome,
  connection: (s) => s.connection,
  reason: (s) => s.reason,
  id: (s) => s.id,
};

// parse makes a test of a filter such as `todos status:4xx -method:get slower:100`.
// Words without a key are looked for in all that a row shows.
export function parse(text) {
  const tests = [];
  for (const [, not, key, quoted, plain] of text.matchAll(/(-?)(?:([a-z]+):)?(?:"([^"]*)"?|(\S+))/g)) {
    const value = (quoted ?? plain).toLowerCase();
    const test = value && one(key, value);
    if (test) tests.push(not ? (s) => !test(s) : test);
  }
  return (s) => tests.every((test) => test(s));
}

function one(key, value) {
  if (key === "status") {
    const pattern = value.replaceAll("x", "");
    return (s) => String(s.status ?? "").startsWith(pattern);
  }
  if (key === "slower") return (s) => s.durationMs > Number.parseFloat(value);
  if (key === "is") return (s) => value === "replay" && Boolean(s.replayOf);
  if (key && names[key])
    return (s) =>
      String(names[key](s) ?? "")
        .toLowerCase()
        .includes(value);
  const all = key ? `${key}:${value}` : value;
  return (s) => haystack(s).includes(all);
}

// haystack is made once for each row: a filter looks at ten thousand.
function haystack(s) {
  s.text ??= [s.method, s.path, s.status, s.api, s.route, s.function, s.reason, s.event, s.connection]
    .filter((part) => part !== undefined)
    .join("\n")
    .toLowerCase();
  return s.text;
}
