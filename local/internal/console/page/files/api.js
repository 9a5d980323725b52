// The console's JSON API.

// ask calls it and returns the answer; a refusal becomes an Error with the
// server's sentence.
async function ask(method, path, body) {
  const init = { method, headers: { Accept: "application/json" } };
  if (body !== undefined) {
    init.headers["Content-Type"] = "application/json";
    init.body = JSON.stringify(body);
  }
  let answer;
  try {
    answer = await fetch(path, init);
  } catch {
    throw new Error("The console does not answer. Is gatehouse dev still running?");
  }
  const text = await answer.text();
  if (!answer.ok) throw new Error(sentence(answer, text));
  return answer.headers.get("Content-Type")?.includes("json") ? JSON.parse(text || "null") : text;
}

function sentence(answer, text) {
  if (answer.status === 401) return "This page has no valid token any more: open the address that gatehouse dev prints";
  try {
    const said = JSON.parse(text);
    if (said.error || said.message) return String(said.error ?? said.message);
  } catch {
    // Not JSON: the text will do.
  }
  return text.slice(0, 300) || `The console answered ${answer.status}`;
}

const id = encodeURIComponent;
const query = (values) => {
  const q = new URLSearchParams(Object.entries(values).filter(([, v]) => v !== undefined && v !== ""));
  return q.size ? `?${q}` : "";
};

export const api = {
  app: () => ask("GET", "api/app"),
  traces: (values = {}) => ask("GET", "api/traces" + query(values)),
  trace: (t) => ask("GET", `api/traces/${id(t)}`),
  curl: (t) => ask("GET", `api/traces/${id(t)}/curl`),
  goTest: (t) => ask("GET", `api/traces/${id(t)}/gotest`),
  replay: (t, changes) => ask("POST", `api/traces/${id(t)}/replay`, changes ? { changes } : {}),
  replayLast: (asked) => ask("POST", "api/replay-last", asked),
  compare: (a, b) => ask("GET", "api/compare" + query({ a, b })),
  call: (request) => ask("POST", "api/call", request),
  token: (request) => ask("POST", "api/tokens", request),
  faults: () => ask("GET", "api/faults"),
  setFaults: (faults) => ask("POST", "api/faults", faults),
  logs: (values = {}) => ask("GET", "api/logs" + query(values)),
  connections: () => ask("GET", "api/connections"),
  connect: (request) => ask("POST", "api/connections", request),
  send: (connection, message) => ask("POST", `api/connections/${id(connection)}/messages`, message),
  disconnect: (connection) => ask("DELETE", `api/connections/${id(connection)}`),
};

// listen hands on events for as long as the page lives. EventSource connects
// again by itself; opened is called each time.
export function listen(handlers, opened, lost) {
  const source = new EventSource("api/events");
  source.onopen = opened;
  source.onerror = () => {
    lost();
    if (source.readyState === EventSource.CLOSED) setTimeout(() => listen(handlers, opened, lost), 2000);
  };
  for (const [name, handle] of Object.entries(handlers)) {
    source.addEventListener(name, (event) => {
      let data;
      try {
        data = JSON.parse(event.data || "null");
      } catch {
        return;
      }
      handle(data);
    });
  }
}
