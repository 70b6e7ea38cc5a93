"""Every secret of a run, who may see it, and a search for those who may not.

What people and organisers type holds a word of its own ("zq" and ten digits), so that one search finds all
of it. Links, cookies and keys are noted when they are seen first.
"""

import random
import re
import threading
import time
from dataclasses import dataclass, field
from urllib.parse import unquote

WORD = re.compile(r"zq[0-9a-f]{10}")
TOKEN = re.compile(r"[A-Za-z0-9_-]{16,}")
UNFOLDED = re.compile(r"\r?\n[ \t]")
ADMIN = "organiser:admin"


@dataclass
class Secret:
    """What is known of a secret. viewers are keys such as "organiser:a" and "person:ann@example.org"."""

    what: str
    viewers: set[str] = field(default_factory=set)
    is_public: bool = False
    gone_at: float = float("inf")

    def is_for(self, keys, asked_at):
        """Tell whether somebody with these keys may see it in an answer to what was asked at a time."""
        if asked_at > self.gone_at:
            return False
        return self.is_public or not self.viewers.isdisjoint(keys)


class Secrets:
    """All of a run. Several threads add and search."""

    def __init__(self, seed):
        self._chance = random.Random(f"{seed} secrets")
        self._known = {}
        self._lock = threading.Lock()

    def __len__(self):
        return len(self._known)

    def word(self, what, *viewers, public=False):
        """Return a new word that only those may see, and administrators."""
        with self._lock:
            made = f"zq{self._chance.getrandbits(40):010x}"
            self._known[made] = Secret(what, {ADMIN, *viewers}, public)
        return made

    def note(self, secret, what, *viewers):
        """Note a link, a cookie or a key; only what is unguessable in it counts."""
        for part in TOKEN.findall(secret):
            with self._lock:
                known = self._known.setdefault(part, Secret(what))
                known.viewers.update(viewers)

    def show(self, text, *viewers, public=False):
        """Let others see the words in a text from now on."""
        for word in WORD.findall(text):
            known = self._known.get(word)
            if known:
                known.viewers.update(viewers)
                known.is_public = known.is_public or public

    def forget(self, text):
        """Let nobody see the words in a text from now on: they were erased."""
        for word in WORD.findall(text):
            if word in self._known:
                self._known[word].gone_at = time.monotonic()

    def found_in(self, text):
        """Return every secret in a text, with what is known of it."""
        plain = unquote(UNFOLDED.sub("", text))
        words = {*WORD.findall(plain), *WORD.findall(text), *TOKEN.findall(plain)}
        return {word: self._known[word] for word in words if word in self._known}

    def leaks(self, text, keys, *, request_text="", asked_at=0.0):
        """Return what a text holds that is not for somebody with these keys and was not typed by them."""
        leaked = self.found_in(text)
        own = self.found_in(request_text) if leaked else ()
        return {
            word: secret
            for word, secret in leaked.items()
            if word not in own and not secret.is_for(keys, asked_at)
        }
