"""HTTP client of one actor, sent through the proxy: keeps the connection, cookies and links seen."""

import http.client
import io
import re
import socket
import ssl
import time
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlencode, urljoin, urlsplit

from itsdangerous import BadData, URLSafeTimedSerializer
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from tests.adversary.html_forms import parse_forms, parse_links
from tests.deploy.shipped import HOST

SECONDS = 30
TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')
FORM = "application/x-www-form-urlencoded"
ORIGIN = f"https://{HOST}"


@dataclass(frozen=True)
class Response:
    """A response and the endpoint that produced it."""

    path: str
    status: int
    headers: http.client.HTTPMessage
    body: bytes
    endpoint: str | None

    @cached_property
    def text(self):
        """Return the body as text."""
        return self.body.decode("utf-8", "replace")

    @property
    def location(self):
        """Return the redirect target, relative if it is on this host."""
        return (self.headers["Location"] or "").removeprefix(ORIGIN)

    @cached_property
    def forms(self):
        """Return the POST forms of the page, except the sign-out form of the header."""
        forms = parse_forms(self.text, self.path)
        return [form for form in forms if form.method == "post" and form.action != "/sign-out"]

    def form_to(self, endpoint, routes):
        """Return the first form that posts to an endpoint; None if there is none."""
        assert endpoint in routes.endpoints, endpoint
        for form in self.forms:
            if routes.endpoint("POST", urljoin(self.path, form.action)) == endpoint:
                return form
        return None


class Browser:
    """A browser. keys identify its user in the registry of secrets; client is its IP address."""

    def __init__(self, run, client, keys=()):
        self.run, self.client, self.keys = run, client, set(keys)
        self.cookies = {}
        self.known, self.rows = {}, {}
        self._connection = None
        self._trust = run.installation.trust
        run.browsers.add(self)

    def get(self, path, **headers):
        """Send a GET request."""
        return self.request("GET", path, headers=headers)

    def post(self, path, fields, files=(), **headers):
        """Post form fields, as pairs or a mapping; files are (field, name, bytes)."""
        pairs = list(fields.items() if isinstance(fields, dict) else fields)
        if files:
            parts = [(name, str(value)) for name, value in pairs]
            parts += [(name, FileStorage(io.BytesIO(data), called)) for name, called, data in files]
            grouped = {}
            for name, value in parts:
                grouped.setdefault(name, []).append(value)
            boundary, body = encode_multipart(grouped)
            content_type = f"multipart/form-data; boundary={boundary}"
        else:
            content_type, body = FORM, urlencode(pairs, errors="surrogatepass").encode()
        return self.request("POST", path, body, {"Content-Type": content_type, **headers})

    def submit(self, page, form, button=None, files=(), **fields):
        """Submit a form of a page, overriding some fields, as if by one of its buttons."""
        fields = {name.replace("__", "-"): value for name, value in fields.items()}
        pairs = [(name, value) for name, value in form.default_values() if name not in fields]
        for name, value in fields.items():
            values = value if isinstance(value, list | tuple) else [value]
            pairs += [(name, value) for value in values if value is not None]
        name, value, action = button or (form.buttons[0] if form.buttons else ("", "", ""))
        if name and name not in fields:
            pairs.append((name, value))
        return self.post(urljoin(page.path, action or form.action), pairs, files)

    def send(self, path, **fields):
        """Fetch a page and submit the form that posts back to it, or else its last form."""
        page = self.get(path)
        own = [form for form in page.forms if urljoin(page.path, form.action) == page.path]
        forms = own or page.forms
        return self.submit(page, forms[-1], **fields) if forms else page

    def request(self, method, path, body=None, headers=None):
        """Send a request through the proxy, record the response, and return it."""
        path = path.removeprefix(ORIGIN)
        request_headers = {"Host": HOST, "User-Agent": "adversary"}
        if self.cookies:
            request_headers["Cookie"] = "; ".join(
                f"{name}={value}" for name, value in self.cookies.items()
            )
        if method not in {"GET", "HEAD"}:
            request_headers |= {"Origin": ORIGIN, "Sec-Fetch-Site": "same-origin"}
        request_headers |= {
            name.replace("_", "-"): value for name, value in (headers or {}).items()
        }
        requested_at = time.monotonic()
        status, heads, content = self._exchange(method, path, body, request_headers)
        endpoint = self.run.routes.endpoint(method, path)
        response = Response(path, status, heads, content, endpoint)
        self._store_cookies(heads)
        self._record_links(response)
        self.run.record_response(self, method, response, body or b"", request_headers, requested_at)
        return response

    def token(self, path="/links"):
        """Return a CSRF token issued to this browser."""
        match = TOKEN.search(self.get(path).text)
        return match[1] if match else ""

    def close(self):
        """Close the connection."""
        if self._connection:
            self._connection.close()
            self._connection = None

    def _exchange(self, method, path, body, headers):
        for attempt in (1, 2):
            try:
                if self._connection is None:
                    self._connection = self._connect()
                self._connection.request(method, path, body, headers)
                response = self._connection.getresponse()
                content = response.read()
            except (OSError, http.client.HTTPException):
                # The server may have closed the idle connection.
                self.close()
                if attempt == 2:
                    raise
            else:
                if response.will_close:
                    self.close()
                return response.status, response.headers, content
        raise AssertionError

    def _connect(self):
        destination = ("127.0.0.1", self.run.installation.proxy.https_port)
        raw = socket.create_connection(destination, SECONDS, source_address=(self.client, 0))
        connection = http.client.HTTPSConnection(*destination, context=self._trust, timeout=SECONDS)
        try:
            connection.sock = self._trust.wrap_socket(raw, server_hostname=HOST)
        except (OSError, ssl.SSLError):
            raw.close()
            raise
        return connection

    def _store_cookies(self, headers):
        for line in headers.get_all("Set-Cookie") or ():
            name, _, value = line.partition(";")[0].partition("=")
            self.cookies[name] = value
            self.run.secrets.note(value.rpartition(".")[2], "cookie", *self.keys)
            try:
                _, payload = URLSafeTimedSerializer("").loads_unsafe(value)
            except (BadData, TypeError, ValueError):
                continue
            if isinstance(payload, dict) and payload.get("_user_id"):
                self.run.secrets.note(str(payload["_user_id"]), "session")

    def _record_links(self, response):
        if "html" not in (response.headers["Content-Type"] or ""):
            return
        for link in parse_links(response.text):
            parts = urlsplit(urljoin(f"{ORIGIN}{response.path}", link))
            if parts.hostname != HOST:
                continue
            for method in ("GET", "POST"):
                endpoint, values = self.run.routes.match(method, parts.path)
                if endpoint and endpoint != "static":
                    for name, value in values.items():
                        self.rows.setdefault((values.get("event_id"), name), {})[value] = None
                    paths = self.known.setdefault((endpoint, method), {})
                    paths[parts.path] = None
                    while len(paths) > 40:
                        del paths[next(iter(paths))]
