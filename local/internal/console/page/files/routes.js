// The routes of all APIs: what each leads to, who may call it, where it is declared.

import { byId, fill, h, icon, outcomes } from "./dom.js";
import { place } from "./format.js";
import { source } from "./settings.js";

const kinds = { http: "HTTP", rest: "REST", websocket: "WebSocket" };
export const kindName = (kind) => kinds[kind] ?? kind ?? "";

// draw writes the list; open is called with the API and the route that is chosen.
export function drawRoutes(app, open) {
  const list = byId("routes-list");
  const wanted = byId("routes-filter").value.trim().toLowerCase();
  const at = list.scrollTop;
  const apis = app.apis ?? [];
  fill(
    list,
    apis.length === 0
      ? h(
          "p",
          { class: "quiet" },
          app.serving === false ? "Nothing is served yet: the first synth has not succeeded." : "The app has no APIs.",
        )
      : apis.map((api) => group(app, api, wanted, open)),
  );
  list.scrollTop = at;
}

function group(app, api, wanted, open) {
  const routes = (api.routes ?? []).filter(
    (r) => !wanted || `${r.key} ${r.handler} ${r.function} ${r.auth?.name} ${api.path}`.toLowerCase().includes(wanted),
  );
  if (wanted && !routes.length) return null;
  const stages = (api.stages ?? []).map((s) => s.name ?? s).filter((name) => name !== "$default");
  return h(
    "section",
    { class: "api", "aria-label": api.path },
    h("h3", {}, h("span", { class: "api-name" }, api.path), h("span", { class: "tag" }, kindName(api.kind))),
    api.url &&
      h(
        "p",
        { class: "address" },
        api.kind === "websocket" ? api.url : h("a", { href: api.url, target: "_blank", rel: "noreferrer" }, api.url),
      ),
    stages.length > 1 && h("p", { class: "address" }, `Stages: ${stages.join(", ")}`),
    (api.domains ?? []).map((d) => h("p", { class: "address" }, `${d.name}/${d.key ?? ""}`)),
    api.reason && h("p", { class: "why o-error" }, `${outcomes.error}: ${api.reason}`),
    h(
      "ul",
      {},
      routes.map((route) => row(app, api, route, open)),
    ),
  );
}

function row(app, api, route, open) {
  const [method, path] = api.kind === "websocket" ? ["", route.key] : split(route);
  const target = route.handler || route.function || route.integration || "";
  const auth = authText(route);
  return h(
    "li",
    { class: "route" },
    h(
      "button",
      { type: "button", class: "route-open", title: target, onclick: () => open(api, route) },
      h("span", { class: "route-key" }, method && h("span", { class: "method" }, method), h("span", { class: "path" }, path)),
      h("span", { class: "route-handler" }, target),
      auth && h("span", { class: "route-auth" }, icon("lock", "small"), auth),
      route.reason && h("span", { class: "why o-error" }, `Not served: ${route.reason}`),
    ),
    route.place && source(app, place(route.place), "route-place", true),
  );
}

export function split(route) {
  if (route.method) return [route.method, route.path ?? ""];
  const at = (route.key ?? "").indexOf(" ");
  return at < 0 ? ["ANY", route.key ?? ""] : [route.key.slice(0, at), route.key.slice(at + 1)];
}

const authNames = { AWS_IAM: "IAM", JWT: "JWT", CUSTOM: "Lambda", COGNITO_USER_POOLS: "Cognito" };

// authText says who may call a route; empty is everybody.
export function authText(route) {
  const { kind, name, scopes } = route.auth ?? {};
  const parts = [];
  if (kind && kind !== "NONE") parts.push([authNames[kind] ?? kind, name].filter(Boolean).join(" "));
  if (scopes?.length) parts.push(scopes.join(" "));
  if (route.apiKey) parts.push("API key");
  return parts.join(", ");
}
