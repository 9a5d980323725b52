// The CORS policy of the API, as package cors of Gatehouse computes it.
const policy = process.env.GATEHOUSE_CORS ? JSON.parse(process.env.GATEHOUSE_CORS) : undefined;

function allowedOrigin(origin) {
  if (!policy || !origin) return undefined;
  let everyone = false;
  for (const o of policy.allowOrigins) {
    if (o === "*") everyone = true;
    else if (o === "https://*" || o === "http://*") {
      const scheme = o.slice(0, -1);
      if (!policy.allowCredentials && origin.length > scheme.length && origin.startsWith(scheme)) return origin;
    } else if (o === origin && o !== "null" && !o.includes("*")) return origin;
  }
  return everyone ? "*" : undefined;
}

function corsHeaders(origin) {
  const headers = {};
  if (!policy || !origin) return headers;
  if (policy.allowOrigins.some((o) => o !== "*")) headers.Vary = "Origin";
  const allow = allowedOrigin(origin);
  if (!allow) return headers;
  headers["Access-Control-Allow-Origin"] = allow;
  if (policy.allowCredentials && allow !== "*") headers["Access-Control-Allow-Credentials"] = "true";
  if (policy.exposeHeaders?.length) headers["Access-Control-Expose-Headers"] = policy.exposeHeaders.join(",");
  return headers;
}

function preflightHeaders(origin) {
  const { "Access-Control-Expose-Headers": _, ...headers } = corsHeaders(origin);
  if (!headers["Access-Control-Allow-Origin"]) return headers;
  headers["Access-Control-Allow-Methods"] = (policy.allowMethods ?? defaultMethods).join(",");
  headers["Access-Control-Allow-Headers"] = (policy.allowHeaders ?? defaultHeaders).join(",");
  if (policy.maxAgeSeconds) headers["Access-Control-Max-Age"] = String(policy.maxAgeSeconds);
  return headers;
}

function headerOf(event, name) {
  for (const [key, value] of Object.entries(event?.headers ?? {})) {
    if (key.toLowerCase() === name) return value ?? "";
  }
  return "";
}
