"""An LRU cache that the threads of a process share."""

import threading
from collections.abc import Callable, Hashable
from contextlib import suppress
from typing import Generic, TypeVar

from cachetools import LRUCache  # noqa: TID251 - the only use

V = TypeVar("V")


class SharedLRUCache(Generic[V]):
    """An LRU cache guarded by a lock; a value larger than the whole cache is not stored."""

    def __init__(self, maxsize: int, getsizeof: Callable[[V], int] | None = None) -> None:
        self._cache: LRUCache[Hashable, V] = LRUCache(maxsize, getsizeof)
        self._lock = threading.Lock()

    def get(self, key: Hashable) -> V | None:
        """Return the cached value, which becomes the most recently used."""
        # Not get(), which looks the key up three times, and calculates its hash each time.
        with self._lock:
            try:
                return self._cache[key]
            except KeyError:
                return None

    def put(self, key: Hashable, value: V) -> None:
        """Cache a value, and evict the least recently used ones while the cache is too large."""
        with self._lock, suppress(ValueError):  # cachetools: "value too large"
            self._cache[key] = value

    @property
    def size(self) -> int:
        """The sizes of all cached values together."""
        with self._lock:
            return int(self._cache.currsize)
