// What handlers import from "gatehouse:function".
export const links = new Proxy(Object.freeze(Object.fromEntries(names.map(([name, variable]) => [name, process.env[variable]]))), {
  get(all, name) {
    if (typeof name === "string" && !Object.hasOwn(all, name) && !["then", "toJSON"].includes(name)) {
      throw new Error(`there is no link ${name}; there are: ${Object.keys(all).join(", ") || "none"}`);
    }
    return all[name];
  },
});

export const cors = Object.freeze({
  allowOrigins: policy?.allowOrigins ?? [],
  allowMethods: policy ? policy.allowMethods ?? defaultMethods : [],
  allowHeaders: policy ? policy.allowHeaders ?? defaultHeaders : [],
  exposeHeaders: policy?.exposeHeaders ?? [],
  allowCredentials: policy?.allowCredentials ?? false,
  maxAge: policy?.maxAgeSeconds ?? 0,
  // Of a policy with one origin they are known without the event, too.
  headers(event) {
    if (event) return corsHeaders(headerOf(event, "origin"));
    const [origin, ...others] = policy?.allowOrigins ?? [];
    return others.length > 0 || /^https?:\/\/\*$/.test(origin ?? "") ? {} : corsHeaders(origin);
  },
});
