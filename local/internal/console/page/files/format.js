// How values are written.

export function ms(value) {
  if (value === undefined || value === null || Number.isNaN(value)) return "";
  if (value < 0.01) return "<0.01 ms";
  if (value < 10) return `${value.toFixed(2)} ms`;
  if (value < 100) return `${value.toFixed(1)} ms`;
  if (value < 10000) return `${Math.round(value)} ms`;
  return `${(value / 1000).toFixed(1)} s`;
}

export function bytes(n) {
  if (n === undefined || n === null) return "";
  if (n < 1024) return `${n} B`;
  if (n < 1 << 20) return `${(n / 1024).toFixed(1)} KB`;
  return `${(n / (1 << 20)).toFixed(1)} MB`;
}

// clock writes a time of day with milliseconds. Formatters are slow, so by hand.
export function clock(start) {
  const d = start instanceof Date ? start : new Date(start);
  if (Number.isNaN(d.getTime())) return "";
  const two = (n) => String(n).padStart(2, "0");
  return `${two(d.getHours())}:${two(d.getMinutes())}:${two(d.getSeconds())}.${String(d.getMilliseconds()).padStart(3, "0")}`;
}

// place writes where something is declared.
export function place(p) {
  if (!p) return "";
  if (typeof p === "string") return p;
  if (p.file) return p.line ? `${p.file}:${p.line}` : p.file;
  return p.construct ?? "";
}

// value writes anything that a detail may hold.
export function value(v) {
  if (v === undefined || v === null) return "";
  return typeof v === "string" ? v : JSON.stringify(v, null, 2);
}

// pretty indents JSON, and leaves everything else as it is.
export function pretty(text) {
  const trimmed = text.trim();
  if (!/^[[{]/.test(trimmed) || trimmed.length > 200_000) return text;
  try {
    JSON.parse(trimmed);
  } catch {
    return text;
  }
  return indent(trimmed);
}

// indent does not go through numbers, which JavaScript would round.
function indent(json) {
  let out = "",
    depth = 0;
  const line = () => "\n" + "  ".repeat(depth);
  for (const [token] of json.matchAll(/"(?:[^"\\]|\\.)*"|[[\]{},:]|[^\s[\]{},:"]+/gs)) {
    if (token === "{" || token === "[") {
      depth++;
      out += token + line();
    } else if (token === "}" || token === "]") {
      depth--;
      out = /[[{]\s*$/.test(out) ? out.trimEnd() + token : out + line() + token;
    } else if (token === ",") out += token + line();
    else out += token === ":" ? ": " : token;
  }
  return out;
}

// decode returns what a body is as text, and a note on what is not seen.
export function decode(body) {
  if (!body) return { text: "", note: "No body" };
  const notes = [];
  let text = body.text;
  if (text === undefined && body.base64) {
    const raw = Uint8Array.from(atob(body.base64), (c) => c.charCodeAt(0));
    try {
      text = new TextDecoder("utf-8", { fatal: true }).decode(raw);
    } catch {
      text = dump(raw.subarray(0, 1024));
      notes.push(raw.length > 1024 ? "binary; the first 1,024 bytes are shown" : "binary");
    }
  }
  if (!text && !body.size) return { text: "", note: "Empty body" };
  if (body.size !== undefined) notes.unshift(bytes(body.size));
  if (body.truncated) notes.push("cut: the rest was not kept");
  return { text: text ?? "", note: notes.join(", ") };
}

// dump writes bytes as hex and ASCII, sixteen to a line.
function dump(raw) {
  const lines = [];
  for (let i = 0; i < raw.length; i += 16) {
    const part = [...raw.subarray(i, i + 16)];
    const hex = part
      .map((b) => b.toString(16).padStart(2, "0"))
      .join(" ")
      .padEnd(47);
    lines.push(
      `${i.toString(16).padStart(6, "0")}  ${hex}  ${part.map((b) => (b > 31 && b < 127 ? String.fromCharCode(b) : ".")).join("")}`,
    );
  }
  return lines.join("\n");
}

// visible shows control characters, and those that turn the direction of text, as escapes.
export function visible(text) {
  return text.replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, (c) =>
    c === "\r" ? "" : "\\u" + c.charCodeAt(0).toString(16).padStart(4, "0"),
  );
}

// nameOf is what a function is called: by its source where that is known.
export const nameOf = (app, id) => (app.functions ?? []).find((f) => f.id === id)?.name || id;

// ending is the word for an outcome. What a function refuses itself went well for the gateway.
export function ending(outcome, status) {
  if (outcome === "ok" && status >= 400) return "Answered";
  return { ok: "OK", refused: "Refused", error: "Error", skipped: "Skipped" }[outcome] ?? outcome;
}

export const plural = (n, one, many = one + "s") => `${n.toLocaleString("en")} ${n === 1 ? one : many}`;

// statusText names the statuses that gateways answer with.
const statuses = {
  200: "OK",
  201: "Created",
  202: "Accepted",
  204: "No Content",
  301: "Moved Permanently",
  302: "Found",
  304: "Not Modified",
  400: "Bad Request",
  401: "Unauthorized",
  403: "Forbidden",
  404: "Not Found",
  405: "Method Not Allowed",
  408: "Request Timeout",
  409: "Conflict",
  410: "Gone",
  413: "Content Too Large",
  415: "Unsupported Media Type",
  422: "Unprocessable Content",
  429: "Too Many Requests",
  431: "Request Header Fields Too Large",
  500: "Internal Server Error",
  501: "Not Implemented",
  502: "Bad Gateway",
  503: "Service Unavailable",
  504: "Gateway Timeout",
  101: "Switching Protocols",
};
export const statusText = (status) => statuses[status] ?? "";
