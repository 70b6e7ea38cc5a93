"""One run: what was played, what every player knows, and everything that was not as it must be."""

import random
import re
import threading
import time
import traceback
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from urllib.parse import parse_qs
from weakref import WeakSet

from tests.adversary.mail import LINK, Mailroom
from tests.adversary.routes import Routes
from tests.adversary.secrets import Secrets
from tests.adversary.stage import KEY
from webinars.web.core.permissions import PRIVATE_PREFIXES

TOKEN_IN_PATH = re.compile(rf"^(?:{'|'.join(PRIVATE_PREFIXES)})([^/?]+?)(?:\.ics)?(?=[/?]|$)")
# The pages after something was sent stand where private links stand, and hold no secret.
NO_TOKENS = {"erased", "sent"}
MOST_KEPT = 200
SEE_OTHER, SERVER_ERROR = 303, 500
REMOVAL = re.compile(r"/organise/events/\d+/registrations/(\d+)/cancellation$")
DECISIONS = re.compile(r"/organise/events/\d+/registrations/decisions$")


@dataclass
class Link:
    """A private link: the path up to its token, whose it is, and since when it must be of no use."""

    path: str
    token: str
    holders: set[str]
    seen_at: float
    dead_at: float = float("inf")
    why: str = ""

    @property
    def prefix(self):
        """Return what it is for, as the first part of its path."""
        return self.path.split("/")[1]


@dataclass
class Wrong:
    """Something that must not be."""

    what: str
    detail: str
    count: int = 1


def token_of(path):
    """Return the token in the path of a private link; empty if there is none."""
    match = TOKEN_IN_PATH.match(path)
    return match[1] if match and match[1] not in NO_TOKENS else ""


class Run:
    """What the players of a run share."""

    def __init__(self, stage, seed):
        self.stage, self.seed = stage, seed
        self.chance = random.Random(f"{seed} run")
        self.routes = Routes(stage.folder / "harness")
        self.secrets = Secrets(seed)
        self.mailroom = Mailroom(self, stage.mail_server)
        self.organisers = {}  # key by address
        self.events = {}  # slug or number of an event: key of its organiser
        self.links = {}
        self.played = {
            "route": Counter(),
            "action": Counter(),
            "reply": Counter(),
            "attack": Counter(),
        }
        self.tried = Counter()
        self.statuses = defaultdict(Counter)
        self.wrong = {}
        self.dead_sessions = []
        # By registration id: when the removal was requested, when a restoration was answered.
        self.removals, self.restored = {}, {}
        self.browsers = WeakSet()
        self.untouched = 0  # the number of the event that nobody may touch
        self._lock = threading.RLock()
        self.secrets.note(KEY.replace(" ", "-"), "secret key")
        self._clients = 0

    def client(self):
        """Return an address of a client that nobody else has."""
        with self._lock:
            self._clients += 1
            number = self._clients
        return f"127.{10 + number // 62500}.{number // 250 % 250}.{number % 250 + 1}"

    def count(self, kind, name):
        """Count that something was played."""
        with self._lock:
            self.played[kind][name] += 1

    def report(self, what, detail):
        """Note something that must not be; the same once, and how often."""
        with self._lock:
            known = self.wrong.get(what)
            if known:
                known.count += 1
            elif len(self.wrong) < MOST_KEPT:
                self.wrong[what] = Wrong(what, detail[:2000])

    def note_answer(self, browser, method, answer, body, headers, asked_at):
        """Count an answer and search it for what is not for the one who asked."""
        name = f"{method} {answer.endpoint}"
        if answer.endpoint and method in {"GET", "POST"}:
            self.count("route", name)
            self.statuses[name][answer.status] += 1
        if answer.status >= SERVER_ERROR:
            self.report(
                f"{answer.status} at {name}",
                f"{method} {answer.path} {body[:500]!r} {answer.text[:300]}",
            )
        if method == "POST" and answer.status == SEE_OTHER:
            self._note_removal(answer, body, asked_at)
        keys = browser.keys | self.keys_of(answer.path)
        if keys is not browser.keys and token_of(answer.path):
            self._note_links(LINK.findall(answer.text), keys & self.keys_of(answer.path))
        text = f"{answer.headers['Location'] or ''}\n{answer.text}"
        request_text = f"{answer.path} {body.decode('utf-8', 'replace')} {headers}"
        leaks = self.secrets.leaks(text, keys, request_text=request_text, asked_at=asked_at)
        for word, secret in leaks.items():
            if secret.what == "room" and answer.endpoint == "join.enter":
                continue
            self.report(
                f"{secret.what} shown at {name}",
                f"{word} of {sorted(secret.viewers)} gone={secret.gone_at} to {sorted(keys)}: {method} {answer.path} -> {answer.status}"
                f" …{_around(text, word)}…",
            )

    def note_mail(self, mail):
        """Note the links of an e-mail and search it for what is not for its recipient."""
        key = self.organisers.get(mail.to, f"person:{mail.to}")
        self._note_links(mail.links, {key}, mail.at)
        if mail.reply_token:
            self.secrets.note(mail.reply_token, "reply address", key)
        for word, secret in self.secrets.leaks(mail.text, {key}).items():
            self.report(
                f"{secret.what} in an e-mail: {mail.message['Subject']!s:.40}",
                f"{word} of {sorted(secret.viewers)} to {mail.to} …{_around(mail.text, word)}…",
            )

    def removed(self):
        """Return the ids of registrations that an organiser removed and did not restore since."""
        with self._lock:
            return [
                number
                for number, asked_at in self.removals.items()
                if self.restored.get(number, 0) < asked_at
            ]

    def _note_removal(self, answer, body, asked_at):
        removal, fields = REMOVAL.match(answer.path), parse_qs(body.decode("utf-8", "replace"))
        if removal and "done=removed" in answer.location:
            self.removals[int(removal[1])] = asked_at
        if DECISIONS.match(answer.path):
            decision, _, number = fields.get("do", [""])[0].partition("-")
            if decision == "approve":
                for row_id in [number] if number else fields.get("who", ()):
                    self.restored[int(row_id)] = time.monotonic()

    def keys_of(self, path):
        """Return the keys of whoever holds the link that a path begins with."""
        link = self.links.get(token_of(path))
        return link.holders if link and link.dead_at == float("inf") else set()

    def kill(self, why, *, holder="", prefix="", path="", born_before=None):
        """Note that links are of no use from now on: those of a holder, with a prefix, or one alone."""
        now, token = time.monotonic(), token_of(path) if path else ""
        self.mailroom.look()
        with self._lock:
            for link in self.links.values():
                is_meant = (
                    (not holder or holder in link.holders)
                    and (not prefix or link.prefix == prefix)
                    and (not token or link.token == token)
                    and (born_before is None or link.seen_at < born_before)
                )
                if is_meant and link.dead_at == float("inf"):
                    link.dead_at, link.why = now, why

    def dead_links(self):
        """Return the links that must be of no use."""
        with self._lock:
            return [link for link in self.links.values() if link.dead_at < float("inf")]

    def act(self, action):
        """Let a player do something; what breaks in it is reported."""
        name = name_of(action)
        self.tried[name] += 1
        try:
            done = action()
        except Exception:  # noqa: BLE001 - the run goes on, and fails
            self.report(f"{name} broke off", traceback.format_exc())
            done = True
        # What could not be tried for want of something is not counted.
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
    """What a player may do, and whether it can be done now."""

    name: str
    when: object = field(repr=False)
    weight: float = 1


def name_of(action):
    """Return the name under which an action is counted: the class that defines it, and what it does."""
    return action.__qualname__.replace(".", ": ").replace("_", " ")


def action(when=None, weight=1):
    """Mark a method as something that a player does; when tells whether they can.

    weight: how many times as often as others it is chosen.
    """

    def mark(method):
        method.action = Action(method.__name__, when, weight)
        return method

    return mark


class Player:
    """Somebody who plays: a list of actions, a browser, and luck of their own."""

    def __init__(self, run, name):
        self.run, self.name = run, name
        self.chance = random.Random(f"{run.seed} {name}")
        self.busy = threading.Lock()

    @classmethod
    def names(cls):
        """Return the names of all actions, as they are counted."""
        return [
            name_of(getattr(cls, name))
            for name in dir(cls)
            if hasattr(getattr(cls, name), "action")
        ]

    def possible(self):
        """Return the actions that can be done now."""
        return [
            getattr(self, name)
            for name in dir(type(self))
            if hasattr(getattr(type(self), name), "action")
            and (
                getattr(type(self), name).action.when is None
                or getattr(type(self), name).action.when(self)
            )
        ]

    def expect(self, answer, *statuses, what):
        """Report an answer whose status is none of those."""
        if answer.status not in statuses:
            self.run.report(
                f"{what}: {answer.status}, wanted {statuses}",
                f"{self.name} {answer.path} {answer.text[:600] if answer.status != 200 else ''}",
            )
