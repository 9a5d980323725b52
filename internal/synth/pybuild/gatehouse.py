"""What Gatehouse tells handlers: the CORS policy of their API, and what their
function is linked to.

    from gatehouse import cors, links

    def index(event, context):
        table = links.todos_table
        return {"statusCode": 200, "headers": cors.headers(), "body": "[]"}
"""
import json
import os

_LINKS = []  # the environment variables of the function's links
_DEFAULT_METHODS = ["DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"]
_DEFAULT_HEADERS = ["Authorization", "Content-Type", "X-Amz-Date", "X-Amz-Security-Token", "X-Api-Key"]


class _Cors:
    """The policy of the API; nothing is allowed if it has none."""

    def __init__(self, text):
        policy = json.loads(text) if text else None
        self.enabled = policy is not None
        policy = policy or {}
        self.allow_origins = policy.get("allowOrigins", [])
        self.allow_credentials = policy.get("allowCredentials", False)
        self.named_methods = policy.get("allowMethods")
        self.allow_methods = ",".join(self.named_methods or _DEFAULT_METHODS)
        named = policy.get("allowHeaders")
        self.allow_headers = ",".join(_DEFAULT_HEADERS if named is None else named)
        self.expose_headers = ",".join(policy.get("exposeHeaders", []))
        self.max_age = policy.get("maxAgeSeconds", 0)
        self.origin = None  # of the event that is being answered; None: it has none

    def allowed(self, origin):
        """The value of Access-Control-Allow-Origin for a page; "" if it may not call."""
        if not origin:
            return ""
        everyone = False
        for allowed in self.allow_origins:
            if allowed == "*":
                everyone = True
            elif allowed in ("https://*", "http://*"):
                scheme = allowed[:-1]
                if not self.allow_credentials and len(origin) > len(scheme) and origin.startswith(scheme):
                    return origin
            elif allowed == origin and allowed != "null" and "*" not in allowed:
                return origin
        return "*" if everyone else ""

    @property
    def allow_origin(self):
        """The page's origin if it may call, or "*". Outside a request of a page it
        is the policy's only origin, and "" if it has several."""
        if self.origin is not None:
            return self.allowed(self.origin)
        only = self.allow_origins[0] if len(self.allow_origins) == 1 else ""
        return only if only == "*" or "*" not in only else ""

    def headers(self):
        """The headers of a response to the event that is being answered. The
        generated router adds them to all responses, so few handlers need them."""
        origin = self.allow_origin
        if not origin:
            return {}
        headers = {"Access-Control-Allow-Origin": origin}
        if self.allow_credentials and origin != "*":
            headers["Access-Control-Allow-Credentials"] = "true"
        if self.expose_headers:
            headers["Access-Control-Expose-Headers"] = self.expose_headers
        return headers

    get_headers = headers


class _Resource:
    """A linked resource: its names and addresses are attributes."""

    def __init__(self, name):
        self._name = name

    def __getattr__(self, attribute):
        if attribute.startswith("__"):
            raise AttributeError(attribute)
        prefix, suffix = self._name.upper() + "_", attribute.upper()
        for candidate in (suffix, suffix.removesuffix("_NAME"), suffix.removeprefix("API_")):
            if prefix + candidate in _LINKS:
                return os.environ[prefix + candidate]
        raise AttributeError(_missing(f"{self._name}.{attribute}", prefix + suffix.removesuffix("_NAME")))


class _Links:
    """What the function is linked to, by its environment variables: a table with
    the id Todos is links.todos_table, and links.todos.table_name."""

    cors = None

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        variable = name.upper()
        if variable in _LINKS:
            return os.environ[variable]
        if not any(link.startswith(variable + "_") for link in _LINKS):
            raise AttributeError(_missing(name, variable))
        return _Resource(name)


def _missing(attribute, variable):
    linked = ", ".join(_LINKS) or "nothing"
    return f"links.{attribute}: no link of the function sets {variable}; it is linked to {linked}"


cors = _Cors(os.environ.get("GATEHOUSE_CORS"))
links = _Links()
links.cors = cors  # where Stelvio has it
