// The router: from an event to the handler of the route that the API has named.
function handlerOf(module, name, handler, route) {
  const fn = module[name] ?? module.default?.[name];
  if (typeof fn !== "function") {
    throw new Error(`handler "${handler}" of route "${route}" is not a function: it is ${fn === undefined ? "not exported" : typeof fn}`);
  }
  if (fn.length > 2) {
    throw new Error(`handler "${handler}" of route "${route}" takes a callback: write it as an async function of event and context`);
  }
  return fn;
}

const withParameters = Object.keys(routes).filter((key) => key.includes("/")).map((key) => {
  const [method, path] = key.split(" ");
  return { key, method, segments: path.split("/").slice(1) };
});

const rank = (segment) => (segment === undefined ? 3 : !segment.startsWith("{") ? 0 : segment.endsWith("+}") ? 2 : 1);

// byPath finds the route of a request that names none, as a function URL or a
// test sends it: literals go before parameters, those before the rest of a path,
// a method before ANY, $default comes last.
function byPath(method, path) {
  const parts = path.split("/").slice(1);
  let best;
  for (const r of withParameters) {
    if (r.method !== method && r.method !== "ANY") continue;
    const last = r.segments.at(-1);
    const greedy = last?.endsWith("+}");
    if (greedy ? parts.length < r.segments.length || parts[r.segments.length - 1] === "" : parts.length !== r.segments.length) continue;
    if (!r.segments.every((s, i) => rank(s) > 0 ? parts[i] !== "" : s === parts[i])) continue;
    if (!best || before(r, best)) best = r;
  }
  return best?.key ?? (Object.hasOwn(routes, "$default") ? "$default" : undefined);
}

function before(a, b) {
  for (let i = 0; i < Math.max(a.segments.length, b.segments.length); i++) {
    const d = rank(a.segments[i]) - rank(b.segments[i]);
    if (d !== 0) return d < 0;
  }
  return a.method !== "ANY" && b.method === "ANY";
}

// named returns what the gateway calls the route, and the key here that it leads
// to. The gateway's word counts and not the path: it has authorised this route
// and no other one.
function named(event) {
  const own = (key) => (Object.hasOwn(routes, key) ? key : undefined);
  if (event.routeKey !== undefined && event.routeKey !== null) return [event.routeKey, own(event.routeKey)];
  if (event.resource) {
    if (event.resource === "$default") return ["$default", own("$default")];
    const key = `${event.httpMethod} ${event.resource}`;
    return [key, own(key) ?? own(`ANY ${event.resource}`)];
  }
  const method = event.requestContext?.http?.method ?? event.httpMethod;
  const path = event.rawPath ?? event.path;
  if (!method || !path) {
    throw new Error(`event of no API, or of no route: it has ${Object.keys(event).slice(0, 12).join(", ") || "no members"}`);
  }
  return [`${method} ${path}`, byPath(method, path)];
}

function isPreflight(event, method) {
  return method === "OPTIONS" && policy && headerOf(event, "origin") && headerOf(event, "access-control-request-method");
}

// withCORS adds the policy's headers to a response. What is no response with a
// status is left to the gateway, which then adds them itself.
function withCORS(event, response) {
  const origin = headerOf(event, "origin");
  if (!policy || !origin || response === null || typeof response !== "object" || !("statusCode" in response)) return response;
  const cors = corsHeaders(origin);
  const keep = (headers) => Object.fromEntries(Object.entries(headers ?? {}).filter(([name]) =>
    !Object.keys(cors).some((c) => c !== "Vary" && c.toLowerCase() === name.toLowerCase())));
  const out = { ...response, headers: { ...keep(response.headers) } };
  if (response.multiValueHeaders) out.multiValueHeaders = keep(response.multiValueHeaders);
  const vary = Object.keys(out.headers).find((name) => name.toLowerCase() === "vary");
  if (vary && cors.Vary) {
    const there = String(out.headers[vary]);
    if (!/(^|,)\s*(origin|\*)\s*(,|$)/i.test(there)) out.headers[vary] = `${there}, Origin`;
    delete cors.Vary;
  }
  Object.assign(out.headers, cors);
  return out;
}

async function message(event, context) {
  const key = event.requestContext.routeKey;
  const lifecycle = key === "$connect" || key === "$disconnect";
  const route = Object.hasOwn(routes, key) ? routes[key] : !lifecycle && Object.hasOwn(routes, "$default") ? routes.$default : undefined;
  if (route) return route(event, context);
  if (lifecycle) return { statusCode: 200 }; // a connection needs no route of its own
  return notFound(key);
}

function notFound(name) {
  console.error(`no route "${name}" in the function of ${source}: it has ${Object.keys(routes).join(", ")}`);
  return { statusCode: 404, headers: { "content-type": "application/json" }, body: JSON.stringify({ statusCode: 404, message: "Not found" }) };
}

export async function handler(event, context) {
  if (event?.requestContext?.connectionId && event.requestContext.eventType) return message(event, context);
  const [name, key] = named(event ?? {});
  const method = event.requestContext?.http?.method ?? event.httpMethod;
  const open = key === undefined || key === "$default" || key.startsWith("ANY ");
  if (open && isPreflight(event, method) || key === undefined && method === "OPTIONS" && policy) {
    return { statusCode: 204, headers: preflightHeaders(headerOf(event, "origin")), body: "" };
  }
  return withCORS(event, key === undefined ? notFound(name) : await routes[key](event, context));
}
