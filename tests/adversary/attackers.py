"""Attackers without access: revoked links, forged requests, raw sockets, many client addresses."""

import re
import socket
import time
from collections import Counter
from contextlib import closing, suppress
from http.client import HTTPConnection, HTTPException
from urllib.parse import quote, urlencode

from tests.adversary import payloads
from tests.adversary.browser import Browser
from tests.adversary.checks import NETWORK_DOMAIN
from tests.adversary.state import Actor, action
from tests.deploy.shipped import HOST

TAILS = {
    "registrations": ("", ".ics", "/details", "/data.json", "/cancellation", "/erasure", "/answers", "/calendar", "/links", "/address"),
    "delegations": ("", "/people/1/cancellation"),
    "invited": ("",),
    "join": ("",),
    "calendars": (".ics",),
    "comments": ("/erasure",),
    "sign-in": ("",),
}  # fmt: skip
POSTS = {
    "registrations": ("/cancellation", "/erasure", "/reregistration", "/details", "/acceptance", "/verification", "/links", "/address"),
    "delegations": ("",),
    "invited": ("", "/opening"),
    "join": ("",),
    "comments": ("/erasure",),
    "sign-in": ("",),
}  # fmt: skip
MAX_COMMENTS = 30
PURPOSES = ("registrations", "delegations", "invited", "join", "calendars", "comments", "sign-in")


class Attacker(Actor):
    """An anonymous client with every link that was ever revoked."""

    def __init__(self, run, name="attacker"):
        super().__init__(run, name)
        self.browser = Browser(run, run.client())
        self._token = ""

    def token(self):
        """Return a CSRF token issued to this browser, fetched once."""
        self._token = self._token or self.browser.token()
        return self._token

    @action(condition=lambda self: self.run.revoked_links(), weight=3)
    def open_revoked_link(self):
        """Open a page of a revoked link; it must not exist."""
        links = self.run.revoked_links()
        counts = self.run.counts["attack"]
        link = min(
            self.rng.sample(links, min(len(links), 12)),
            key=lambda link: counts[f"old {link.prefix} link: {link.reason}"],
        )
        path = link.path + self.rng.choice(TAILS[link.prefix])
        response = self.browser.get(path)
        self.run.count("attack", f"old {link.prefix} link: {link.reason}")
        self.expect(
            response,
            404,
            405,
            description=f"an old {link.prefix} link ({link.reason}) at {response.endpoint}",
        )

    @action(condition=lambda self: self.run.revoked_links())
    def submit_form_of_revoked_link(self):
        """Submit a form of a revoked link; it must not exist."""
        link = self.rng.choice(self.run.revoked_links())
        tails = POSTS.get(link.prefix)
        if not tails:
            return False
        fields = {
            "csrf_token": self.token(),
            "name": "Eve",
            "email": "eve@example.org",
            "rows": "1",
            "do": "name",
        }
        response = self.browser.post(link.path + self.rng.choice(tails), fields)
        self.run.count("attack", f"old {link.prefix} link acts")
        self.expect(
            response,
            404,
            description=f"an old {link.prefix} link acts ({link.reason}) at {response.endpoint}",
        )
        return None

    @action(condition=lambda self: self.run.links)
    def forge_link(self):
        """Open a forged link: parts of two links, one changed character, another purpose, plain numbers."""
        links = list(self.run.links.values())
        one, other = self.rng.choice(links), self.rng.choice(links)
        at = self.rng.randrange(len(one.token))
        letter = "A" if one.token[at] != "A" else "B"
        made = self.rng.choice([
            f"{one.token[:at]}{letter}{one.token[at + 1 :]}" if at < len(one.token) - 1 else f"x{one.token}",
            f"{one.token.partition('.')[0]}.{other.token.rpartition('.')[2]}" if "." in one.token and one.token.partition('.')[0] != other.token.partition('.')[0] else "1",
            str(self.rng.randint(1, 50)), "WzEsMV0", "W10.", one.token[: len(one.token) // 2], "..", "%00",
        ])  # fmt: skip
        purpose = self.rng.choice(PURPOSES)
        response = self.browser.get(f"/{purpose}/{quote(made)}{self.rng.choice(TAILS[purpose])}")
        self.run.count("attack", "forged link")
        self.expect(response, 404, 400, 303, 308, 301, description=f"a forged {purpose} link")

    @action(condition=lambda self: self.run.links)
    def use_link_for_other_purpose(self):
        """Use a token at the path of another purpose."""
        link = self.rng.choice(list(self.run.links.values()))
        purpose = self.rng.choice([purpose for purpose in PURPOSES if purpose != link.prefix])
        response = self.browser.get(f"/{purpose}/{link.token}{TAILS[purpose][0]}")
        self.run.count("attack", "link for another purpose")
        self.expect(response, 404, description=f"a {link.prefix} link at /{purpose}/")

    @action(weight=5)
    def send_malformed_body(self):
        """Send JSON, XML, multipart or gzip bodies to a form."""
        payload = min(
            payloads.BODIES,
            key=lambda body: (self.run.counts["attack"][f"body: {body}"], self.rng.random()),
        )
        body, headers, wanted = payloads.BODIES[payload]
        live = [link for link in self.run.links.values() if link.revoked_at == float("inf")]
        link = self.rng.choice(live).token if live else "none"
        slug = next((event for event in self.run.events if isinstance(event, str)), "none")
        values = {"token": link, "slug": slug}
        paths = [
            (endpoint, path) for method, endpoint, path in self.run.routes.paths(("public", "link"), **values)
            if method == "POST"
        ]  # fmt: skip
        endpoint, path = min(
            paths,
            key=lambda path: (self.run.counts["route"][f"POST {path[0]}"], self.rng.random()),
        )
        self.run.count("attack", f"body: {payload}")
        response = self.browser.request(
            "POST", path, body, {**headers, "X-CSRFToken": self.token()}
        )
        self.expect(response, *wanted, 400, 404, 403, description=f"{payload} at {endpoint}")

    @action(weight=5)
    def open_public_page(self):
        """Open the least used public page, with malformed queries."""
        slug = self.rng.choice(
            [event for event in self.run.events if isinstance(event, str)] or ["x"]
        )
        paths = [
            (endpoint, path)
            for method, endpoint, path in self.run.routes.paths(("public",), slug=slug)
            if method == "GET"
        ]
        endpoint, path = min(
            paths,
            key=lambda path: (self.run.counts["route"][f"GET {path[0]}"], self.rng.random()),
        )
        query = self.rng.choice(
            [
                "",
                "?q=%00",
                "?past=1",
                f"?q={quote(payloads.NAMES[1])}",
                "?after=x",
                "?zone=../..",
                "?month=9999-99",
                "?key=x",
            ]
        )
        response = self.browser.get(path + query)
        closed = (
            (409,) if endpoint == "comments.ask" else ()
        )  # of an event that is cancelled or long over
        self.expect(response, 200, 303, 400, 404, 422, 308, *closed, description=f"GET {endpoint}")

    @action()
    def request_organiser_page(self):
        """Request an organiser page without being signed in."""
        events = [event for event in self.run.events if isinstance(event, int)] or [1]
        values = {
            "event_id": self.rng.choice(events), "registration_id": 1, "message_id": 1, "question_id": 1,
            "invitee_id": 1, "delegation_id": 1, "comment_id": 1, "organiser_id": 1, "session_id": 1, "nomination_id": 1,
            "event_message_id": 1, "bulk_action_id": 1, "series_id": 1,
        }  # fmt: skip
        paths = list(self.run.routes.paths(("organiser", "admin"), **values))
        method, endpoint, path = min(
            self.rng.sample(paths, min(len(paths), 30)),
            key=lambda name: (
                self.run.counts["route"][f"{name[0]} {name[1]}"],
                self.rng.random(),
            ),
        )
        self.run.count("attack", "organiser's page, not signed in")
        if method == "GET":
            response = self.browser.get(path)
        else:
            response = self.browser.post(path, {"csrf_token": self.token()})
        self.expect(
            response, 401, 303, 308, 403, description=f"{method} {endpoint} without being signed in"
        )
        if response.status == 303 and "/sign-in" not in response.location:
            self.run.report(
                "an organiser's page acts without signing in",
                f"{method} {path} {response.location}",
            )

    @action(condition=lambda self: self.run.events)
    def submit_form_without_csrf_token(self):
        """Submit a form without a CSRF token, with another browser's, or from another origin."""
        slug = self.rng.choice(
            [event for event in self.run.events if isinstance(event, str)] or ["x"]
        )
        path = self.rng.choice(
            [f"/events/{slug}/registrations", "/links", "/sign-in", f"/events/{slug}/comments"]
        )
        other = Attacker(self.run, f"other {self.rng.random()}")
        forgery = self.rng.choice(["none", "another's", "another site", "another origin"])
        fields = {"name": "Eve", "email": "eve@example.org", "zone": "UTC", "text": "x"}
        headers = {}
        if forgery == "another's":
            fields["csrf_token"] = other.token()
        elif forgery != "none":
            fields["csrf_token"] = self.token()
            headers = (
                {"Sec-Fetch-Site": "cross-site"}
                if forgery == "another site"
                else {"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"}
            )
        response = self.browser.post(path, fields, **headers)
        other.browser.close()
        self.run.count("attack", f"forged form: {forgery}")
        self.expect(response, 400, 403, 404, 409, description=f"a form with the token of {forgery}")

    @action()
    def forge_headers(self):
        """Send headers that claim another host, scheme or client."""
        headers = self.rng.choice(payloads.FORGED_HEADERS)
        path = self.rng.choice(["/", "/links", "/organise/events", "/events.ics", "/events.json"])
        response = self.browser.get(path, **headers)
        self.run.count("attack", "forged headers")
        if "forged.example" in response.text or "forged.example" in response.location:
            self.run.report("a forged header is believed", f"{headers} {path} {response.location}")
        self.expect(response, 200, 303, 401, 304, description="forged headers")

    @action()
    def try_open_redirect(self):
        """Ask for a redirect to another host after signing in."""
        where = self.rng.choice(
            [
                "//evil.example",
                "/\\evil.example",
                "https://evil.example",
                "javascript:alert(1)",
                "/%09/evil.example",
                "///evil.example",
            ]
        )
        response = self.browser.get(f"/sign-in?next={quote(where)}")
        self.run.count("attack", "open redirect")
        if "evil.example" in response.location:
            self.run.report("an open redirect", response.location)

    @action(condition=lambda self: self.run.organisers)
    def request_sign_in_link(self):
        """Request a sign-in link for a known or unknown address; the responses must not differ."""
        word = self.rng.choice(["nobody@example.org", *self.run.organisers])
        page = self.browser.get("/sign-in")
        if not page.forms:
            return False
        response = self.browser.submit(page, page.forms[-1], email=word)
        self.run.count("attack", "sign-in link of another")
        self.expect(response, 303, 429, description="requesting a sign-in link")
        return None

    @action(condition=lambda self: self.run.dead_sessions)
    def replay_old_cookie(self):
        """Present the cookie of an ended session."""
        browser = Browser(self.run, self.run.client())
        browser.cookies = dict(self.rng.choice(self.run.dead_sessions))
        self.expect(browser.get("/organise/events"), 401, 303, description="an old cookie")
        browser.close()
        self.run.count("attack", "old cookie")

    @action(weight=2)
    def use_other_methods(self):
        """Use methods other than GET and POST, none of which may change anything."""
        method = self.rng.choice(["HEAD", "OPTIONS", "PUT", "PATCH", "DELETE", "TRACE", "PROPFIND"])
        live = [
            link
            for link in self.run.links.values()
            if link.revoked_at == float("inf") and link.prefix == "registrations"
        ]
        path = f"{self.rng.choice(live).path}/cancellation" if live else "/links"
        response = self.browser.request(method, path)
        self.run.count("attack", f"method {method}")
        self.expect(
            response, 200, 303, 400, 401, 403, 404, 405, 409, 501, description=f"method {method}"
        )

    @action()
    def request_files(self):
        """Request files outside of the static folder."""
        path = self.rng.choice(
            [
                "/static/..%2f..%2fconfig.py",
                "/static/x/../../../etc/passwd",
                "/.env",
                "/var/webinars.db",
                "/static/%2e%2e/app.py",
                "/.git/config",
            ]
        )
        response = self.browser.get(path)
        self.run.count("attack", "path traversal")
        self.expect(response, 400, 404, description="a path outside")


def exchange(destination, raw, *, trust=None, seconds=5.0, client="127.0.0.1"):
    """Send bytes; return what is received until the peer closes or the timeout."""
    with (
        suppress(OSError),
        closing(socket.create_connection(destination, 5, source_address=(client, 0))) as plain,
    ):
        line = trust.wrap_socket(plain, server_hostname=HOST) if trust else plain
        with closing(line):
            line.settimeout(seconds)
            line.sendall(raw)
            got = b""
            with suppress(OSError):
                while part := line.recv(65536):
                    got += part
                    if len(got) > 1_000_000:
                        break
            return got
    return b""


SMUGGLED = {
    "length and chunked": "POST /links HTTP/1.1\r\nHost: {host}\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /evil HTTP/1.1\r\nHost: {host}\r\n\r\n",
    "two lengths": "POST /links HTTP/1.1\r\nHost: {host}\r\nContent-Length: 4\r\nContent-Length: 5\r\n\r\nabcde",
    "space before the colon": "POST /links HTTP/1.1\r\nHost: {host}\r\nTransfer-Encoding : chunked\r\n\r\n0\r\n\r\n",
    "unknown encoding": "POST /links HTTP/1.1\r\nHost: {host}\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
    "bare line feeds": "POST /links HTTP/1.1\r\nHost: {host}\r\nTransfer-Encoding: chunked\r\n\r\n1\nx\n0\n\nGET /evil HTTP/1.1\r\nHost: {host}\r\n\r\n",
    "two hosts": "GET / HTTP/1.1\r\nHost: {host}\r\nHost: evil.example\r\n\r\n",
    "absolute address": "GET http://evil.example/ HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n",
    "folded header": "GET / HTTP/1.1\r\nHost: {host}\r\nX-A: b\r\n c\r\nConnection: close\r\n\r\n",
    "no host": "GET / HTTP/1.1\r\n\r\n",
    "another host": "GET / HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n",
    "nul in a header": "GET / HTTP/1.1\r\nHost: {host}\r\nX-A: \x00\r\nConnection: close\r\n\r\n",
    "a head of 1 MB": "GET / HTTP/1.1\r\nHost: {host}\r\nX-A: " + "a" * 1_000_000 + "\r\n\r\n",
    "negative length": "POST /links HTTP/1.1\r\nHost: {host}\r\nContent-Length: -1\r\n\r\n",
}  # fmt: skip


class RawSocketClient(Actor):
    """Writes raw bytes to the proxy and to the server: smuggled and half-open requests."""

    def __init__(self, run):
        super().__init__(run, "raw socket client")
        self.client = run.client()

    def _destination(self):
        if self.rng.random() < 0.5:
            return (
                ("127.0.0.1", self.run.installation.proxy.https_port),
                self.run.installation.trust,
                self.client,
            )
        return ("127.0.0.1", self.run.installation.port), None, "127.0.0.1"

    @action(weight=5)
    def smuggle_request(self):
        """Smuggle a request; the hidden part must not be answered as a request of its own."""
        counts = self.run.counts["attack"]
        payload = min(SMUGGLED, key=lambda name: (counts[f"smuggled: {name}"], self.rng.random()))
        destination, trust, client = self._destination()
        got = exchange(
            destination,
            SMUGGLED[payload].format(host=HOST).encode("latin-1"),
            trust=trust,
            seconds=2,
            client=client,
        )
        self.run.count("attack", f"smuggled: {payload}")
        text = got.decode("utf-8", "replace")
        statuses = [
            int(status) for status in re.findall(r"^HTTP/1\.[01] (\d{3})", text, re.MULTILINE)
        ]
        if any(status >= 500 and status != 501 for status in statuses):
            self.run.report(f"smuggled: {payload} answered {statuses}", text[:500])
        if payload in {"length and chunked", "two lengths"} and len(statuses) > 1:
            self.run.report(
                f"smuggled: {payload} keeps the connection open", f"{destination} {statuses}"
            )
        if payload == "another host" and statuses[:1] == [200] and trust is None:
            self.run.report("another host is answered", text[:300])
        if self.run.secrets.leaks(text, set()):
            self.run.report(f"smuggled: {payload} shows a secret", text[:500])

    @action()
    def hold_half_open_requests(self):
        """Keep requests half open; others must still be answered."""
        destination, trust, client = self._destination()
        lines = []
        try:
            for _ in range(20):
                plain = socket.create_connection(destination, 5, source_address=(client, 0))
                line = trust.wrap_socket(plain, server_hostname=HOST) if trust else plain
                line.sendall(b"POST /links HTTP/1.1\r\nHost: events.example.org\r\nX-A: ")
                lines.append(line)
            began = time.monotonic()
            with closing(
                HTTPConnection("127.0.0.1", self.run.installation.port, timeout=20)
            ) as connection:
                connection.request("GET", "/healthz", headers={"Host": HOST})
                status = connection.getresponse().status
            if status != 200 or time.monotonic() - began > 15:
                self.run.report(
                    "half-open requests delay others",
                    f"{status} {time.monotonic() - began:.1f} s",
                )
        finally:
            for line in lines:
                line.close()
        self.run.count("attack", "half-open requests")


class AddressRange(Actor):
    """A client with an IPv6 /64: each request comes from another of its addresses."""

    def __init__(self, run):
        super().__init__(run, "network")
        self.prefix = "2001:db8:77:1"
        self._target, self._taken = "", Counter()

    def _request(self, method, path, fields=None, cookie="", prefix=None):
        address = ":".join(
            [prefix or self.prefix, *(f"{self.rng.getrandbits(16):x}" for _ in range(4))]
        )
        headers = {
            "Host": HOST,
            "X-Forwarded-For": f"10.0.0.1, {address}",
            "X-Forwarded-Proto": "https",
            "Cookie": cookie,
        }
        body = None
        if fields is not None:
            body = urlencode(fields)
            headers |= {
                "Content-Type": "application/x-www-form-urlencoded",
                "Origin": f"https://{HOST}",
            }
        with closing(
            HTTPConnection("127.0.0.1", self.run.installation.port, timeout=30)
        ) as connection:
            connection.request(method, path, body, headers)
            response = connection.getresponse()
            text = response.read().decode("utf-8", "replace")
        if response.status >= 500:
            self.run.report(f"{response.status} at {method} {path} from a /64", text[:500])
        if self.run.secrets.leaks(text, set(), request_text=f"{path} {body}"):
            self.run.report(f"a secret shown at {path}", text[:500])
        return response, text

    def _form(self, path):
        response, text = self._request("GET", path)
        match = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', text)
        cookie = (response.headers["Set-Cookie"] or "").partition(";")[0]
        return (match[1] if match else ""), cookie

    def _slug(self):
        slugs = [slug for slug in self.run.events if isinstance(slug, str)]
        return self.rng.choice(slugs) if slugs else ""

    @action(condition=lambda self: bool(self._slug()))
    def comment_from_many_addresses(self):
        """Submit comments; the limit of thirty an hour applies to the /64 as a whole."""
        slug = self._slug()
        path = f"/events/{slug}/comments"
        taken = self.run.counts["attack"]["comments of one /64 taken"]
        with suppress(OSError, HTTPException):
            token, cookie = self._form(path)
            for _ in range(8):
                fields = {
                    "csrf_token": token,
                    "name": "Ann",
                    "email": f"n{self.rng.getrandbits(40)}@{NETWORK_DOMAIN}",
                    "text": "A question?",
                    "lang": "en",
                }
                response, _ = self._request("POST", path, fields, cookie)
                taken += response.status == 303
                if response.status == 303:
                    self.run.count("attack", "comments of one /64 taken")
        if taken > MAX_COMMENTS:
            self.run.report("a /64 submits more comments than one client may", str(taken))
        self.run.count("attack", "comments from a /64")

    @action(condition=lambda self: bool(self._slug()))
    def register_from_many_addresses(self):
        """Register at one event until the limit of the /64 rejects it."""
        if self._target not in self.run.events:
            self._target = self._slug()
        with suppress(OSError, HTTPException):
            for status, _ in self._register(self._target, 6):
                if status != 303:
                    self._target = ""
        self.run.count("attack", "registrations from a /64")

    def register_until_refused(self, slug):
        """Register until the limit rejects it; return the last address registered, or ""."""
        last = ""
        for status, address in self._register(slug, self.run.installation.max_registrations + 1):
            if status != 303:
                return last if status == 429 else ""
            last = address
        return last

    def register_removed_address(self, slug, address):
        """Register a removed address from another /64; the response must not differ."""
        for status, _ in self._register(slug, 1, address=address, prefix="2001:db8:77:2"):
            if status != 303:
                self.run.report("a removed person gets another answer", f"{status} {slug}")

    def _register(self, slug, times, *, address="", prefix=None):
        """Register several times; yield status and address of each, and report those over the limit."""
        path = f"/events/{slug}/registrations"
        token, cookie = self._form(path)
        for _ in range(times):
            who = address or f"n{self.rng.getrandbits(40)}@{NETWORK_DOMAIN}"
            fields = {"csrf_token": token, "name": "Ann", "email": who, "zone": "UTC", "lang": "en"}
            response, _ = self._request("POST", path, fields, cookie, prefix)
            self._taken[slug, prefix] += response.status == 303
            if response.status == 429:
                self.run.count("attack", "registrations from a /64 refused")
            if self._taken[slug, prefix] > self.run.installation.max_registrations:
                self.run.report("a /64 registers more often than one client may", slug)
            yield response.status, who

    @action(condition=lambda self: bool(self._slug()))
    def flood_mailbox(self, slug=""):
        """Register variants of one address; the mailbox gets at most twenty e-mails an hour."""
        path = f"/events/{slug or self._slug()}/registrations"
        with suppress(OSError, HTTPException):
            prefix = f"2001:db8:{self.rng.getrandbits(16):x}:2"
            token, cookie = self._form(path)
            for turn in range(6):
                tag = self.rng.getrandbits(20)
                variants = [
                    f"victim+{tag}@flooded.example",
                    f"VICTIM+{tag}@flooded.example",
                    "victim@flooded.example",
                    f"Victim+{tag}@Flooded.Example",
                ]
                address = variants[turn % len(variants)]
                fields = {
                    "csrf_token": token,
                    "name": "Ann",
                    "email": address,
                    "zone": "UTC",
                    "lang": "en",
                }
                self._request("POST", path, fields, cookie, prefix)
        self.run.count("attack", "one mailbox with tags")

    @action()
    def request_links_repeatedly(self):
        """Request the links of one mailbox repeatedly."""
        with suppress(OSError, HTTPException):
            token, cookie = self._form("/links")
            for _ in range(4):
                fields = {"csrf_token": token, "email": "victim@flooded.example"}
                self._request("POST", "/links", fields, cookie)
        self.run.count("attack", "links of one mailbox")
