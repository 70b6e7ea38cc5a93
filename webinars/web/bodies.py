"""Whole calendar bodies and tags kept in memory: the least recently used go when they grow over a limit."""

import threading
from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass

MOST_BYTES = 32 * 1024 * 1024
MOST_TAGS = 2000


@dataclass(frozen=True)
class Body:
    """The bytes of a feed, and the tag by which a reader says that it has them."""

    content: bytes
    etag: str


class Bodies:
    """A memory of bodies by key, shared by the threads of a process."""

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self._most_bytes = most_bytes
        self._kept: OrderedDict[Hashable, Body] = OrderedDict()
        self._size = 0
        self._lock = threading.Lock()

    def get(self, key: Hashable) -> Body | None:
        """Return the body of a key, which then counts as used."""
        with self._lock:
            body = self._kept.get(key)
            if body is not None:
                self._kept.move_to_end(key)
            return body

    def put(self, key: Hashable, body: Body) -> None:
        """Keep a body; one that alone is over the limit is not kept."""
        with self._lock:
            before = self._kept.pop(key, None)
            self._size -= len(before.content) if before else 0
            if len(body.content) > self._most_bytes:
                return
            self._kept[key] = body
            self._size += len(body.content)
            while self._size > self._most_bytes:
                _, oldest = self._kept.popitem(last=False)
                self._size -= len(oldest.content)


class Tags:
    """A memory of the tags that were given for keys, shared by the threads of a process."""

    def __init__(self, most: int = MOST_TAGS) -> None:
        self._most = most
        self._kept: OrderedDict[Hashable, str] = OrderedDict()
        self._lock = threading.Lock()

    def has(self, key: Hashable, tag: str) -> bool:
        """Tell whether this tag was given for a key, which then counts as used."""
        with self._lock:
            if self._kept.get(key) != tag:
                return False
            self._kept.move_to_end(key)
            return True

    def put(self, key: Hashable, tag: str) -> None:
        """Keep the tag of a key."""
        with self._lock:
            self._kept[key] = tag
            self._kept.move_to_end(key)
            if len(self._kept) > self._most:
                self._kept.popitem(last=False)
