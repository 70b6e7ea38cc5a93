"""Registry of the secrets of a run and of who may see them.

Text that actors enter contains a unique word ("zq" and ten hex digits), so that one search finds all of it.
Links, cookies and keys are recorded when first seen.
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
    """Viewers of a secret, as keys such as "organiser:a" and "person:ann@example.org"."""

    description: str
    viewers: set[str] = field(default_factory=set)
    is_public: bool = False
    gone_at: float = float("inf")

    def is_for(self, keys, requested_at):
        """Check if a holder of these keys may see it in the response to a request of that time."""
        if requested_at > self.gone_at:
            return False
        return self.is_public or not self.viewers.isdisjoint(keys)


class Secrets:
    """All secrets of a run; thread-safe."""

    def __init__(self, seed):
        self._chance = random.Random(f"{seed} secrets")
        self._known = {}
        self._lock = threading.Lock()

    def __len__(self):
        return len(self._known)

    def new_word(self, description, *viewers, public=False):
        """Return a new word that only these viewers and administrators may see."""
        with self._lock:
            made = f"zq{self._chance.getrandbits(40):010x}"
            self._known[made] = Secret(description, {ADMIN, *viewers}, public)
        return made

    def note(self, secret, description, *viewers):
        """Record the unguessable parts of a link, cookie or key."""
        for part in TOKEN.findall(secret):
            with self._lock:
                known = self._known.setdefault(part, Secret(description))
                known.viewers.update(viewers)

    def reveal(self, text, *viewers, public=False):
        """Add viewers of the words in a text."""
        for word in WORD.findall(text):
            known = self._known.get(word)
            if known:
                known.viewers.update(viewers)
                known.is_public = known.is_public or public

    def hide(self, text):
        """Hide the words in a text from everyone: they were erased."""
        for word in WORD.findall(text):
            if word in self._known:
                self._known[word].gone_at = time.monotonic()

    def find_in(self, text):
        """Return the secrets in a text, by word."""
        plain = unquote(UNFOLDED.sub("", text))
        words = {*WORD.findall(plain), *WORD.findall(text), *TOKEN.findall(plain)}
        return {word: self._known[word] for word in words if word in self._known}

    def leaks(self, text, keys, *, request_text="", requested_at=0.0):
        """Return the secrets in a text that these keys may not see and that the request did not contain."""
        leaked = self.find_in(text)
        own = self.find_in(request_text) if leaked else ()
        return {
            word: secret
            for word, secret in leaked.items()
            if word not in own and not secret.is_for(keys, requested_at)
        }
