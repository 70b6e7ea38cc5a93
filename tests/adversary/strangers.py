"""Those who have no business here: every old link, forged requests, crooked bytes, a network of clients."""

import re
import socket
import time
from collections import Counter
from contextlib import closing, suppress
from http.client import HTTPConnection, HTTPException
from urllib.parse import quote, urlencode

from tests.adversary import hostile
from tests.adversary.browser import Browser
from tests.adversary.checks import NETWORK
from tests.adversary.run import Player, action
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
MOST_COMMENTS = 30
PURPOSES = ("registrations", "delegations", "invited", "join", "calendars", "comments", "sign-in")


class Stranger(Player):
    """Somebody with every link that was ever revoked, and none that works."""

    def __init__(self, run, name="stranger"):
        super().__init__(run, name)
        self.browser = Browser(run, run.client())
        self._token = ""

    def token(self):
        """Return the token of a form that was shown to this browser, which is asked for once."""
        self._token = self._token or self.browser.token()
        return self._token

    @action(when=lambda self: self.run.dead_links(), weight=3)
    def opens_an_old_link(self):
        """It is no page, whichever way it ended."""
        links = self.run.dead_links()
        played = self.run.played["attack"]
        link = min(
            self.chance.sample(links, min(len(links), 12)),
            key=lambda link: played[f"old {link.prefix} link: {link.why}"],
        )
        path = link.path + self.chance.choice(TAILS[link.prefix])
        answer = self.browser.get(path)
        self.run.count("attack", f"old {link.prefix} link: {link.why}")
        self.expect(
            answer, 404, 405, what=f"an old {link.prefix} link ({link.why}) at {answer.endpoint}"
        )

    @action(when=lambda self: self.run.dead_links())
    def acts_by_an_old_link(self):
        """Nor does any form behind it act."""
        link = self.chance.choice(self.run.dead_links())
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
        answer = self.browser.post(link.path + self.chance.choice(tails), fields)
        self.run.count("attack", f"old {link.prefix} link acts")
        self.expect(
            answer, 404, what=f"an old {link.prefix} link acts ({link.why}) at {answer.endpoint}"
        )
        return None

    @action(when=lambda self: self.run.links)
    def forges_a_link(self):
        """Parts of two links, one character changed, the purpose of another, numbers alone."""
        links = list(self.run.links.values())
        one, other = self.chance.choice(links), self.chance.choice(links)
        at = self.chance.randrange(len(one.token))
        letter = "A" if one.token[at] != "A" else "B"
        made = self.chance.choice([
            f"{one.token[:at]}{letter}{one.token[at + 1 :]}" if at < len(one.token) - 1 else f"x{one.token}",
            f"{one.token.partition('.')[0]}.{other.token.rpartition('.')[2]}" if "." in one.token and one.token.partition('.')[0] != other.token.partition('.')[0] else "1",
            str(self.chance.randint(1, 50)), "WzEsMV0", "W10.", one.token[: len(one.token) // 2], "..", "%00",
        ])  # fmt: skip
        purpose = self.chance.choice(PURPOSES)
        answer = self.browser.get(f"/{purpose}/{quote(made)}{self.chance.choice(TAILS[purpose])}")
        self.run.count("attack", "forged link")
        self.expect(answer, 404, 400, 303, 308, 301, what=f"a forged {purpose} link")

    @action(when=lambda self: self.run.links)
    def uses_a_link_for_another_purpose(self):
        """Of a person whose place it is not: a token opens its own pages alone."""
        link = self.chance.choice(list(self.run.links.values()))
        purpose = self.chance.choice([purpose for purpose in PURPOSES if purpose != link.prefix])
        answer = self.browser.get(f"/{purpose}/{link.token}{TAILS[purpose][0]}")
        self.run.count("attack", "link for another purpose")
        self.expect(answer, 404, what=f"a {link.prefix} link at /{purpose}/")

    @action(weight=5)
    def sends_what_is_no_form(self):
        """JSON, XML, parts and gzip at every form there is."""
        kind = min(
            hostile.BODIES,
            key=lambda body: (self.run.played["attack"][f"body: {body}"], self.chance.random()),
        )
        body, headers, wanted = hostile.BODIES[kind]
        live = [link for link in self.run.links.values() if link.dead_at == float("inf")]
        link = self.chance.choice(live).token if live else "none"
        slug = next((event for event in self.run.events if isinstance(event, str)), "none")
        values = {"token": link, "slug": slug}
        paths = [
            (endpoint, path) for method, endpoint, path in self.run.routes.paths(("public", "link"), **values)
            if method == "POST"
        ]  # fmt: skip
        endpoint, path = min(
            paths,
            key=lambda path: (self.run.played["route"][f"POST {path[0]}"], self.chance.random()),
        )
        self.run.count("attack", f"body: {kind}")
        answer = self.browser.ask("POST", path, body, {**headers, "X-CSRFToken": self.token()})
        self.expect(answer, *wanted, 400, 404, 403, what=f"{kind} at {endpoint}")

    @action(weight=5)
    def looks_at_public_pages(self):
        """The route that was played least, with crooked queries."""
        slug = self.chance.choice(
            [event for event in self.run.events if isinstance(event, str)] or ["x"]
        )
        paths = [
            (endpoint, path)
            for method, endpoint, path in self.run.routes.paths(("public",), slug=slug)
            if method == "GET"
        ]
        endpoint, path = min(
            paths,
            key=lambda path: (self.run.played["route"][f"GET {path[0]}"], self.chance.random()),
        )
        query = self.chance.choice(
            [
                "",
                "?q=%00",
                "?past=1",
                f"?q={quote(hostile.NAMES[1])}",
                "?after=x",
                "?zone=../..",
                "?month=9999-99",
                "?key=x",
            ]
        )
        answer = self.browser.get(path + query)
        self.expect(answer, 200, 303, 400, 404, 422, 308, what=f"GET {endpoint}")

    @action()
    def asks_for_organisers_pages(self):
        """Without being signed in."""
        events = [event for event in self.run.events if isinstance(event, int)] or [1]
        values = {
            "event_id": self.chance.choice(events), "registration_id": 1, "message_id": 1, "question_id": 1,
            "invitee_id": 1, "delegation_id": 1, "comment_id": 1, "organiser_id": 1, "session_id": 1, "nomination_id": 1,
        }  # fmt: skip
        paths = list(self.run.routes.paths(("organiser", "admin"), **values))
        method, endpoint, path = min(
            self.chance.sample(paths, min(len(paths), 30)),
            key=lambda name: (
                self.run.played["route"][f"{name[0]} {name[1]}"],
                self.chance.random(),
            ),
        )
        self.run.count("attack", "organiser's page, not signed in")
        if method == "GET":
            answer = self.browser.get(path)
        else:
            answer = self.browser.post(path, {"csrf_token": self.token()})
        self.expect(answer, 401, 303, 308, 403, what=f"{method} {endpoint} without being signed in")
        if answer.status == 303 and "/sign-in" not in answer.location:
            self.run.report(
                "an organiser's page acts for nobody", f"{method} {path} {answer.location}"
            )

    @action(when=lambda self: self.run.events)
    def sends_a_form_without_its_token(self):
        """Or with another browser's, or from another site."""
        slug = self.chance.choice(
            [event for event in self.run.events if isinstance(event, str)] or ["x"]
        )
        path = self.chance.choice(
            [f"/events/{slug}/registrations", "/links", "/sign-in", f"/events/{slug}/comments"]
        )
        other = Stranger(self.run, f"other {self.chance.random()}")
        way = self.chance.choice(["none", "another's", "another site", "another origin"])
        fields = {"name": "Eve", "email": "eve@example.org", "zone": "UTC", "text": "x"}
        headers = {}
        if way == "another's":
            fields["csrf_token"] = other.token()
        elif way != "none":
            fields["csrf_token"] = self.token()
            headers = (
                {"Sec-Fetch-Site": "cross-site"}
                if way == "another site"
                else {"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"}
            )
        answer = self.browser.post(path, fields, **headers)
        other.browser.close()
        self.run.count("attack", f"forged form: {way}")
        self.expect(answer, 400, 403, 404, 409, what=f"a form with the token of {way}")

    @action()
    def forges_headers(self):
        """Which say another host, scheme, client or address."""
        headers = self.chance.choice(hostile.FORGED_HEADERS)
        path = self.chance.choice(
            ["/", "/links", "/organise/events", "/events.ics", "/events.json"]
        )
        answer = self.browser.get(path, **headers)
        self.run.count("attack", "forged headers")
        if "forged.example" in answer.text or "forged.example" in answer.location:
            self.run.report("a forged header is believed", f"{headers} {path} {answer.location}")
        self.expect(answer, 200, 303, 401, 304, what="forged headers")

    @action()
    def is_led_elsewhere(self):
        """By the address to go on to after signing in."""
        where = self.chance.choice(
            [
                "//evil.example",
                "/\\evil.example",
                "https://evil.example",
                "javascript:alert(1)",
                "/%09/evil.example",
                "///evil.example",
            ]
        )
        answer = self.browser.get(f"/sign-in?next={quote(where)}")
        self.run.count("attack", "open redirect")
        if "evil.example" in answer.location:
            self.run.report("an open redirect", answer.location)

    @action(when=lambda self: self.run.organisers)
    def asks_for_a_sign_in_link(self):
        """Of an organiser and of nobody: the answers are the same."""
        word = self.chance.choice(["nobody@example.org", *self.run.organisers])
        page = self.browser.get("/sign-in")
        if not page.forms:
            return False
        answer = self.browser.submit(page, page.forms[-1], email=word)
        self.run.count("attack", "sign-in link of another")
        self.expect(answer, 303, 429, what="asking for somebody's sign-in link")
        return None

    @action(when=lambda self: self.run.dead_sessions)
    def replays_an_old_cookie(self):
        """Of a session that was ended."""
        browser = Browser(self.run, self.run.client())
        browser.cookies = dict(self.chance.choice(self.run.dead_sessions))
        self.expect(browser.get("/organise/events"), 401, 303, what="an old cookie")
        browser.close()
        self.run.count("attack", "old cookie")

    @action(weight=2)
    def asks_by_other_methods(self):
        """HEAD, OPTIONS, PUT, PATCH, DELETE and TRACE act nowhere."""
        method = self.chance.choice(
            ["HEAD", "OPTIONS", "PUT", "PATCH", "DELETE", "TRACE", "PROPFIND"]
        )
        live = [
            link
            for link in self.run.links.values()
            if link.dead_at == float("inf") and link.prefix == "registrations"
        ]
        path = f"{self.chance.choice(live).path}/cancellation" if live else "/links"
        answer = self.browser.ask(method, path)
        self.run.count("attack", f"method {method}")
        self.expect(answer, 200, 303, 400, 401, 403, 404, 405, 409, 501, what=f"method {method}")

    @action()
    def asks_for_files(self):
        """Outside of where files are."""
        path = self.chance.choice(
            [
                "/static/..%2f..%2fconfig.py",
                "/static/x/../../../etc/passwd",
                "/.env",
                "/var/webinars.db",
                "/static/%2e%2e/app.py",
                "/.git/config",
            ]
        )
        answer = self.browser.get(path)
        self.run.count("attack", "path traversal")
        self.expect(answer, 400, 404, what="a path outside")


def exchange(place, raw, *, trust=None, seconds=5.0, client="127.0.0.1"):
    """Send bytes and return what comes back until the other side hangs up or is silent."""
    with (
        suppress(OSError),
        closing(socket.create_connection(place, 5, source_address=(client, 0))) as plain,
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


class Crooked(Player):
    """Somebody who writes bytes by hand: smuggled requests, half-open ones, at the proxy and behind it."""

    def __init__(self, run):
        super().__init__(run, "crooked")
        self.client = run.client()

    def _place(self):
        if self.chance.random() < 0.5:
            return ("127.0.0.1", self.run.stage.proxy.https_port), self.run.stage.trust, self.client
        return ("127.0.0.1", self.run.stage.port), None, "127.0.0.1"

    @action(weight=5)
    def smuggles_a_request(self):
        """What follows such a request is not answered as one of its own, with anything private."""
        played = self.run.played["attack"]
        kind = min(SMUGGLED, key=lambda name: (played[f"smuggled: {name}"], self.chance.random()))
        place, trust, client = self._place()
        got = exchange(
            place,
            SMUGGLED[kind].format(host=HOST).encode("latin-1"),
            trust=trust,
            seconds=2,
            client=client,
        )
        self.run.count("attack", f"smuggled: {kind}")
        text = got.decode("utf-8", "replace")
        statuses = [
            int(status) for status in re.findall(r"^HTTP/1\.[01] (\d{3})", text, re.MULTILINE)
        ]
        if any(status >= 500 and status != 501 for status in statuses):
            self.run.report(f"smuggled: {kind} answered {statuses}", text[:500])
        if kind in {"length and chunked", "two lengths"} and len(statuses) > 1:
            self.run.report(f"smuggled: {kind} goes on with the connection", f"{place} {statuses}")
        if kind == "another host" and statuses[:1] == [200] and trust is None:
            self.run.report("another host is answered", text[:300])
        if self.run.secrets.leaks(text, set()):
            self.run.report(f"smuggled: {kind} shows a secret", text[:500])

    @action()
    def holds_half_open_requests(self):
        """For a while; others are answered meanwhile."""
        place, trust, client = self._place()
        lines = []
        try:
            for _ in range(20):
                plain = socket.create_connection(place, 5, source_address=(client, 0))
                line = trust.wrap_socket(plain, server_hostname=HOST) if trust else plain
                line.sendall(b"POST /links HTTP/1.1\r\nHost: events.example.org\r\nX-A: ")
                lines.append(line)
            began = time.monotonic()
            with closing(
                HTTPConnection("127.0.0.1", self.run.stage.port, timeout=20)
            ) as connection:
                connection.request("GET", "/healthz", headers={"Host": HOST})
                status = connection.getresponse().status
            if status != 200 or time.monotonic() - began > 15:
                self.run.report(
                    "half-open requests hold others up",
                    f"{status} {time.monotonic() - began:.1f} s",
                )
        finally:
            for line in lines:
                line.close()
        self.run.count("attack", "half-open requests")


class Network(Player):
    """A client with a whole IPv6 /64: each request comes from another address of it, as the proxy says so."""

    def __init__(self, run):
        super().__init__(run, "network")
        self.prefix = "2001:db8:77:1"
        self._target, self._taken = "", Counter()

    def _ask(self, method, path, fields=None, cookie="", prefix=None):
        address = ":".join(
            [prefix or self.prefix, *(f"{self.chance.getrandbits(16):x}" for _ in range(4))]
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
        with closing(HTTPConnection("127.0.0.1", self.run.stage.port, timeout=30)) as connection:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            text = answer.read().decode("utf-8", "replace")
        if answer.status >= 500:
            self.run.report(f"{answer.status} at {method} {path} from a /64", text[:500])
        if self.run.secrets.leaks(text, set(), request_text=f"{path} {body}"):
            self.run.report(f"a secret shown at {path}", text[:500])
        return answer, text

    def _form(self, path):
        answer, text = self._ask("GET", path)
        match = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', text)
        cookie = (answer.headers["Set-Cookie"] or "").partition(";")[0]
        return (match[1] if match else ""), cookie

    def _slug(self):
        slugs = [slug for slug in self.run.events if isinstance(slug, str)]
        return self.chance.choice(slugs) if slugs else ""

    @action(when=lambda self: bool(self._slug()))
    def comments_from_everywhere(self):
        """Thirty an hour are taken from the network as a whole."""
        slug = self._slug()
        path = f"/events/{slug}/comments"
        taken = self.run.played["attack"]["comments of one /64 taken"]
        with suppress(OSError, HTTPException):
            token, cookie = self._form(path)
            for _ in range(8):
                fields = {
                    "csrf_token": token,
                    "name": "Ann",
                    "email": f"n{self.chance.getrandbits(40)}@{NETWORK}",
                    "text": "A question?",
                    "lang": "en",
                }
                answer, _ = self._ask("POST", path, fields, cookie)
                taken += answer.status == 303
                if answer.status == 303:
                    self.run.count("attack", "comments of one /64 taken")
        if taken > MOST_COMMENTS:
            self.run.report("a /64 leaves more comments than one client may", str(taken))
        self.run.count("attack", "comments from a /64")

    @action(when=lambda self: bool(self._slug()))
    def registers_from_everywhere(self):
        """The limit counts the whole network; at one event until that refuses."""
        if self._target not in self.run.events:
            self._target = self._slug()
        with suppress(OSError, HTTPException):
            for status, _ in self._register(self._target, 6):
                if status != 303:
                    self._target = ""
        self.run.count("attack", "registrations from a /64")

    def registers_until_refused(self, slug):
        """Register at an event until the limit refuses; return the last address registered, "" if there is none."""
        last = ""
        for status, address in self._register(slug, self.run.stage.most_registrations + 1):
            if status != 303:
                return last if status == 429 else ""
            last = address
        return last

    def registers_again(self, slug, address):
        """Register an address from another network; the answer must not tell that it was removed."""
        for status, _ in self._register(slug, 1, address=address, prefix="2001:db8:77:2"):
            if status != 303:
                self.run.report("a removed person gets another answer", f"{status} {slug}")

    def _register(self, slug, times, *, address="", prefix=None):
        """Register several times; yield the status and the address of each, and report those over the limit."""
        path = f"/events/{slug}/registrations"
        token, cookie = self._form(path)
        for _ in range(times):
            who = address or f"n{self.chance.getrandbits(40)}@{NETWORK}"
            fields = {"csrf_token": token, "name": "Ann", "email": who, "zone": "UTC", "lang": "en"}
            answer, _ = self._ask("POST", path, fields, cookie, prefix)
            self._taken[slug, prefix] += answer.status == 303
            if answer.status == 429:
                self.run.count("attack", "registrations from a /64 refused")
            if self._taken[slug, prefix] > self.run.stage.most_registrations:
                self.run.report("a /64 registers more often than one client may", slug)
            yield answer.status, who

    @action(when=lambda self: bool(self._slug()))
    def floods_one_mailbox(self, slug=""):
        """With tags, capitals and every event: the mailbox gets twenty an hour and no more."""
        path = f"/events/{slug or self._slug()}/registrations"
        with suppress(OSError, HTTPException):
            prefix = f"2001:db8:{self.chance.getrandbits(16):x}:2"
            token, cookie = self._form(path)
            for _ in range(6):
                tag = self.chance.getrandbits(20)
                address = self.chance.choice(
                    [
                        f"victim+{tag}@flooded.example",
                        f"VICTIM+{tag}@flooded.example",
                        "victim@flooded.example",
                        f"Victim+{tag}@Flooded.Example",
                    ]
                )
                fields = {
                    "csrf_token": token,
                    "name": "Ann",
                    "email": address,
                    "zone": "UTC",
                    "lang": "en",
                }
                self._ask("POST", path, fields, cookie, prefix)
        self.run.count("attack", "one mailbox with tags")

    @action()
    def asks_for_links_of_one_mailbox(self):
        """Over and over, and twice at once."""
        with suppress(OSError, HTTPException):
            token, cookie = self._form("/links")
            for _ in range(4):
                fields = {"csrf_token": token, "email": "victim@flooded.example"}
                self._ask("POST", "/links", fields, cookie)
        self.run.count("attack", "links of one mailbox")
