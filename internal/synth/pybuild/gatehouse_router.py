"""The router of a function with several routes: finds the handler of an event,
answers preflights, and adds the headers of the API's CORS policy."""
import json
import logging

from gatehouse import cors

_log = logging.getLogger("gatehouse")


def router(routes):
    """Returns the function that Lambda calls. Routes are handlers by their key, as
    API Gateway names it: "GET /todos/{id}", "ANY /{proxy+}", "$default", "join"."""
    table = _Table(routes)

    def handler(event, context):
        request = event.get("requestContext") or {}
        if "connectionId" in request:
            return table.message(request, event, context)
        return table.answer(_Request(event), event, context)

    return handler


class _Request:
    """What routing needs to know of an event, in whatever format it comes."""

    def __init__(self, event):
        context = event.get("requestContext") or {}
        http = context.get("http") or {}
        self.key = event.get("routeKey") or ""  # format 2.0
        self.resource = event.get("resource") or ""  # format 1.0 and REST APIs
        self.method = http.get("method") or event.get("httpMethod") or self.key.partition(" ")[0]
        self.path = event.get("rawPath") or http.get("path") or event.get("path") or ""
        self.modern = bool(self.key or http)
        stage = context.get("stage") or ""
        if self.modern and stage not in ("", "$default"):
            # The stage is part of the path, except behind a custom domain.
            if self.path == f"/{stage}" or self.path.startswith(f"/{stage}/"):
                self.path = self.path[len(stage) + 1 :] or "/"
        self.headers = {}
        for name, values in (event.get("multiValueHeaders") or {}).items():
            if values:
                self.headers[name.lower()] = values[-1]
        for name, value in (event.get("headers") or {}).items():
            self.headers[name.lower()] = value
        self.origin = self.headers.get("origin")
        if self.origin == "":
            self.origin = " "  # there, but no origin that could be allowed by name

    @property
    def preflight(self):
        """Whether a browser asks if a page may send another request."""
        return bool(
            self.method == "OPTIONS"
            and cors.enabled
            and self.headers.get("origin")
            and self.headers.get("access-control-request-method")
        )


class _Table:
    def __init__(self, routes):
        self.routes = routes
        self.patterns = [_Pattern(key) for key in routes if key.partition(" ")[2].startswith("/")]
        self.patterns.sort(key=lambda pattern: pattern.rank)

    def answer(self, request, event, context):
        if not (request.key or request.resource or request.method and request.path):
            members = ", ".join(sorted(event)) or "nothing"
            raise ValueError(f"no event of an API: it names no route and no path; it has {members}")
        cors.origin = request.origin
        key = self.find(request)
        if request.method == "OPTIONS" and cors.enabled:
            passing = key is None or key == "$default" or key.startswith("ANY ")
            if passing and request.preflight or key is None and (request.key or request.resource or "$default" not in self.routes):
                return self.decorate(request, {"statusCode": 204, "body": ""}, preflight=True)
        if key is None:
            _log.warning("no route for %s; there are %s", self.named(request), ", ".join(self.routes))
            return self.decorate(request, _not_found())
        return self.decorate(request, self.call(key, event, context))

    def find(self, request):
        """The key of the route that takes a request; None if there is none.

        The route that API Gateway names counts, whatever the path looks like: it
        has asked the authorizer of this route and of no other."""
        if request.key:
            return request.key if request.key in self.routes else None
        if request.resource:
            for key in (f"{request.method} {request.resource}", f"ANY {request.resource}", request.resource):
                if key in self.routes and (key != request.resource or key == "$default"):
                    return key
            return None
        # An event that names no route, as a test or a load balancer sends it.
        for pattern in self.patterns:
            if pattern.method in ("ANY", request.method) and pattern.matches(request.path):
                return pattern.key
        return "$default" if "$default" in self.routes else None

    def message(self, request, event, context):
        """Answers a message of a WebSocket API."""
        cors.origin = None
        key = request.get("routeKey")
        if key not in self.routes:
            if key in ("$connect", "$disconnect"):
                return {"statusCode": 200}  # API Gateway connects without these routes, too
            if "$default" not in self.routes:
                _log.warning("no route for %s; there are %s", key, ", ".join(self.routes))
                return _not_found()
            key = "$default"
        result = self.call(key, event, context)
        return {"statusCode": 200} if result is None else result

    def call(self, key, event, context):
        handler = self.routes[key]
        try:
            return handler(event, context)
        except Exception as err:
            name = f"{handler.__module__}.{getattr(handler, '__qualname__', handler)}" if hasattr(handler, "__module__") else handler
            _log.error("route %s: %s: %s: %s", key, name, type(err).__name__, err)
            raise

    def named(self, request):
        return request.key or f"{request.method} {request.resource or request.path}"

    def decorate(self, request, result, preflight=False):
        """Adds the headers of the CORS policy to a response."""
        origin = request.origin
        if not cors.enabled or origin is None and not preflight or not isinstance(result, dict):
            return result
        if "statusCode" not in result and request.modern:
            return result  # API Gateway takes all of it for the body
        added = cors.headers() if origin else {}
        if added:
            added["Access-Control-Allow-Headers"] = cors.allow_headers
            if cors.max_age:
                added["Access-Control-Max-Age"] = str(max(0, cors.max_age))
        if preflight:
            added["Access-Control-Allow-Methods"] = self.methods(request)
        names = {name.lower() for name in added}
        result = dict(result)
        for member in ("headers", "multiValueHeaders"):
            if result.get(member):
                result[member] = {name: value for name, value in result[member].items() if name.lower() not in names}
        result["headers"] = {**(result.get("headers") or {}), **added}
        if origin and request.method in ("GET", "HEAD") and any(allowed != "*" for allowed in cors.allow_origins):
            _vary(result)
        return result

    def methods(self, request):
        """What a page may send to the path; for a path without a route what it
        may send to any."""
        taken = [pattern for pattern in self.patterns if pattern.matches(request.path)] or self.patterns
        methods = {"OPTIONS"}
        for pattern in taken:
            if pattern.method == "ANY":
                methods.update(("DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"))
            elif cors.named_methods is None or "*" in cors.named_methods or pattern.method in cors.named_methods:
                methods.add(pattern.method)
        return ",".join(sorted(methods))


class _Pattern:
    """A route's path, for events that name no route."""

    def __init__(self, key):
        self.key = key
        self.method, _, path = key.partition(" ")
        self.segments = path.strip("/").split("/") if path.strip("/") else []
        self.greedy = bool(self.segments) and self.segments[-1].endswith("+}")
        # A literal goes before a parameter, that before the rest of the path, and
        # a method before ANY.
        kinds = [2 if part.endswith("+}") else 1 if part.startswith("{") else 0 for part in self.segments]
        self.rank = (kinds + [0 if not self.greedy else 3], self.method == "ANY")

    def matches(self, path):
        parts = path.strip("/").split("/") if path.strip("/") else []
        if len(parts) < len(self.segments) or len(parts) > len(self.segments) and not self.greedy:
            return False
        return all(segment.startswith("{") or segment == part for segment, part in zip(self.segments, parts))


def _not_found():
    body = json.dumps({"statusCode": 404, "message": "Not found"}, separators=(",", ":"))
    return {"statusCode": 404, "headers": {"Content-Type": "application/json"}, "body": body}


def _vary(result):
    """Says that the response depends on the page, where caches may keep it."""
    headers = result["headers"]
    lower = {name.lower(): str(value).lower() for name, value in headers.items()}
    control, kept = lower.get("cache-control", ""), (200, 203, 204, 206, 300, 301, 308, 404, 405, 410, 414, 501)
    explicit = "max-age" in control or "s-maxage" in control or "public" in control or "expires" in lower
    if "no-store" in control or result.get("statusCode", 200) not in kept and not explicit:
        return
    for name, value in headers.items():
        if name.lower() == "vary":
            listed = [part.strip().lower() for part in str(value).split(",")]
            if "origin" not in listed and "*" not in listed:
                headers[name] = f"{value}, Origin"
            return
    headers["Vary"] = "Origin"
