"""State shared by the actors of a run: links, secrets, counts and violations."""

import random
import re
import threading
import time
import traceback
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from urllib.parse import parse_qs
from weakref import WeakSet

from tests.adversary.installation import KEY
from tests.adversary.mailbox import LINK, Mailbox
from tests.adversary.routes import Routes
from tests.adversary.secrets import Secrets
from webinars.web.core.security.endpoint_policies import PRIVATE_PREFIXES

TOKEN_IN_PATH = re.compile(rf"^(?:{'|'.join(PRIVATE_PREFIXES)})([^/?]+?)(?:\.ics)?(?=[/?]|$)")
# Confirmation pages share the prefix of private links, but hold no token.
NO_TOKENS = {"erased", "sent"}
MAX_VIOLATIONS = 200
SEE_OTHER, SERVER_ERROR = 303, 500
REMOVAL = re.compile(r"/organise/events/\d+/registrations/(\d+)/cancellation$")
DECISIONS = re.compile(r"/organise/events/\d+/registrations/decisions$")


@dataclass
class Link:
    """A private link: its path up to the token, its holders, and when it was revoked."""

    path: str
    token: str
    holders: set[str]
    seen_at: float
    revoked_at: float = float("inf")
    reason: str = ""

    @property
    def prefix(self):
        """Return its purpose, the first segment of its path."""
        return self.path.split("/")[1]


@dataclass
class Violation:
    """Something that must not happen, and how often it did."""

    description: str
    detail: str
    count: int = 1


def token_of(path):
    """Return the token in the path of a private link; empty if there is none."""
    match = TOKEN_IN_PATH.match(path)
    return match[1] if match and match[1] not in NO_TOKENS else ""


class Run:
    """State shared by the actors of a run."""

    def __init__(self, installation, seed):
        self.installation, self.seed = installation, seed
        self.rng = random.Random(f"{seed} run")
        self.routes = Routes(installation.folder / "harness")
        self.secrets = Secrets(seed)
        self.mailbox = Mailbox(self, installation.mail_server)
        self.organisers = {}  # key by address
        self.events = {}  # key of the organiser by slug and by id of the event
        self.links = {}
        self.counts = {
            "route": Counter(),
            "action": Counter(),
            "reply": Counter(),
            "attack": Counter(),
        }
        self.attempts = Counter()
        self.statuses = defaultdict(Counter)
        self.violations = {}
        self.dead_sessions = []
        # By registration id: when removal was requested, when restoration was confirmed.
        self.removals, self.restored = {}, {}
        self.browsers = WeakSet()
        self.control_event_id = 0  # the event that no actor may modify
        self._lock = threading.RLock()
        self.secrets.note(KEY.replace(" ", "-"), "secret key")
        self._clients = 0

    def client(self):
        """Return an unused client address."""
        with self._lock:
            self._clients += 1
            number = self._clients
        return f"127.{10 + number // 62500}.{number // 250 % 250}.{number % 250 + 1}"

    def count(self, category, name):
        """Count a name in a category."""
        with self._lock:
            self.counts[category][name] += 1

    def report(self, description, detail):
        """Record a violation; equal ones are counted."""
        with self._lock:
            known = self.violations.get(description)
            if known:
                known.count += 1
            elif len(self.violations) < MAX_VIOLATIONS:
                self.violations[description] = Violation(description, detail[:2000])

    def record_response(self, browser, method, response, body, headers, requested_at):
        """Count a response, and scan it for secrets that its reader may not see."""
        name = f"{method} {response.endpoint}"
        if response.endpoint and method in {"GET", "POST"}:
            self.count("route", name)
            self.statuses[name][response.status] += 1
        if response.status >= SERVER_ERROR:
            self.report(
                f"{response.status} at {name}",
                f"{method} {response.path} {body[:500]!r} {response.text[:300]}",
            )
        if method == "POST" and response.status == SEE_OTHER:
            self._note_removal(response, body, requested_at)
        keys = browser.keys | self.keys_for_path(response.path)
        if keys is not browser.keys and token_of(response.path):
            self._note_links(LINK.findall(response.text), keys & self.keys_for_path(response.path))
        text = f"{response.headers['Location'] or ''}\n{response.text}"
        request_text = f"{response.path} {body.decode('utf-8', 'replace')} {headers}"
        leaks = self.secrets.leaks(text, keys, request_text=request_text, requested_at=requested_at)
        for word, secret in leaks.items():
            if secret.description == "join URL" and response.endpoint == "join.enter":
                continue
            self.report(
                f"{secret.description} shown at {name}",
                f"{word} of {sorted(secret.viewers)} gone={secret.gone_at} to {sorted(keys)}: {method} {response.path} -> {response.status}"
                f" …{_around(text, word)}…",
            )

    def record_email(self, mail):
        """Record the links of an e-mail, and scan it for secrets that its recipient may not see."""
        key = self.organisers.get(mail.to, f"person:{mail.to}")
        self._note_links(mail.links, {key}, mail.at)
        if mail.reply_token:
            self.secrets.note(mail.reply_token, "reply address", key)
        for word, secret in self.secrets.leaks(mail.text, {key}).items():
            self.report(
                f"{secret.description} in an e-mail: {mail.message['Subject']!s:.40}",
                f"{word} of {sorted(secret.viewers)} to {mail.to} …{_around(mail.text, word)}…",
            )

    def removed_registration_ids(self):
        """Return the ids of registrations that an organiser removed and did not restore since."""
        with self._lock:
            return [
                registration_id
                for registration_id, requested_at in self.removals.items()
                if self.restored.get(registration_id, 0) < requested_at
            ]

    def _note_removal(self, response, body, requested_at):
        removal, fields = REMOVAL.match(response.path), parse_qs(body.decode("utf-8", "replace"))
        if removal and "done=removed" in response.location:
            self.removals[int(removal[1])] = requested_at
        if DECISIONS.match(response.path):
            decision, _, registration_id = fields.get("do", [""])[0].partition("-")
            if decision == "approve":
                for row_id in [registration_id] if registration_id else fields.get("who", ()):
                    self.restored[int(row_id)] = time.monotonic()

    def keys_for_path(self, path):
        """Return the keys of the holders of the live link that a path begins with."""
        link = self.links.get(token_of(path))
        return link.holders if link and link.revoked_at == float("inf") else set()

    def revoke_links(self, reason, *, holder="", prefix="", path="", born_before=None):
        """Record that links are revoked: those of a holder, with a prefix, or a single one."""
        now, token = time.monotonic(), token_of(path) if path else ""
        self.mailbox.poll()
        with self._lock:
            for link in self.links.values():
                is_meant = (
                    (not holder or holder in link.holders)
                    and (not prefix or link.prefix == prefix)
                    and (not token or link.token == token)
                    and (born_before is None or link.seen_at < born_before)
                )
                if is_meant and link.revoked_at == float("inf"):
                    link.revoked_at, link.reason = now, reason

    def revoked_links(self):
        """Return the revoked links."""
        with self._lock:
            return [link for link in self.links.values() if link.revoked_at < float("inf")]

    def perform(self, action):
        """Perform an action; an exception in it is a violation."""
        name = name_of(action)
        self.attempts[name] += 1
        try:
            done = action()
        except Exception:  # noqa: BLE001 - the run goes on, and fails
            self.report(f"{name} raised", traceback.format_exc())
            done = True
        # An action that lacked its precondition is not counted.
        if done is not False:
            self.count("action", name)

    def _note_links(self, links, keys, at=None):
        for path in links:
            token = token_of(path)
            if not token or not keys:
                continue
            self.secrets.note(token, f"{path.split('/')[1]} link", *keys)
            start = path[: path.index(token) + len(token)]
            with self._lock:
                known = self.links.setdefault(
                    token, Link(start, token, set(), at or time.monotonic())
                )
                known.holders |= keys


def _around(text, word):
    at = text.find(word)
    return " ".join(text[max(0, at - 80) : at + 80].split()) if at >= 0 else ""


@dataclass
class Action:
    """Name, condition and weight of an action."""

    name: str
    condition: object = field(repr=False)
    weight: float = 1


def name_of(action):
    """Return the name under which an action is counted: the class that defines it, and the method."""
    return action.__qualname__.replace(".", ": ").replace("_", " ")


def action(condition=None, weight=1):
    """Mark a method as an action; condition tells whether it is available.

    weight: how often it is chosen relative to others.
    """

    def mark(method):
        method.action = Action(method.__name__, condition, weight)
        return method

    return mark


class Actor:
    """Someone who performs actions, with a random generator of their own."""

    def __init__(self, run, name):
        self.run, self.name = run, name
        self.rng = random.Random(f"{run.seed} {name}")
        self.busy = threading.Lock()

    @classmethod
    def names(cls):
        """Return the counted names of all actions."""
        return [
            name_of(getattr(cls, name))
            for name in dir(cls)
            if hasattr(getattr(cls, name), "action")
        ]

    def available_actions(self):
        """Return the actions whose condition holds."""
        return [
            getattr(self, name)
            for name in dir(type(self))
            if hasattr(getattr(type(self), name), "action")
            and (
                getattr(type(self), name).action.condition is None
                or getattr(type(self), name).action.condition(self)
            )
        ]

    def expect(self, response, *statuses, description):
        """Report a response whose status is not among the expected ones."""
        if response.status not in statuses:
            self.run.report(
                f"{description}: {response.status}, expected {statuses}",
                f"{self.name} {response.path} {response.text[:600] if response.status != 200 else ''}",
            )
