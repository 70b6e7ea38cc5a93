"""The caches of an application: rendered pages, feeds, pictures, and the ETags it has sent."""

import gzip
import threading
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from webinars.caching.lru import SharedLRUCache

PAGE_BYTES = 8 * 1024 * 1024
FEED_BYTES = 32 * 1024 * 1024
PICTURE_BYTES = 4 * 1024 * 1024  # each about 50 kB
MAX_ETAGS = 2000
MAX_LISTS, FEWEST_LISTS = 200, 30  # each about 20 kB
# Responses to longer query strings are not cached: hardly any is requested again.
LONGEST_PAGE_QUERY = 200
LONGEST_FEED_QUERY = 300
GZIP_LEVEL = 6
GZIP_ETAG_SUFFIX = "-gzip"


@dataclass(frozen=True)
class Body:
    """A response body, its ETag, and its content coding if it has one."""

    content: bytes
    etag: str
    coding: str = ""


def with_etag(content: bytes) -> Body:
    """Return a body with the ETag of its bytes."""
    return Body(content, sha256(content).hexdigest()[:32])


def gzip_body(body: Body) -> Body:
    """Compress a body; its ETag differs from that of the identity by a suffix (RFC 9110 section 8.8.3.3)."""
    content = gzip.compress(body.content, GZIP_LEVEL, mtime=0)
    return Body(content, body.etag + GZIP_ETAG_SUFFIX, "gzip")


def body_cache(max_bytes: int) -> SharedLRUCache[Body]:
    """Create a cache of response bodies, limited by their total length."""
    return SharedLRUCache(max_bytes, lambda body: len(body.content))


@dataclass(frozen=True)
class ResponseCaches:
    """The caches of one application, empty at first."""

    pages: SharedLRUCache[Body] = field(default_factory=lambda: body_cache(PAGE_BYTES))
    feeds: SharedLRUCache[Body] = field(default_factory=lambda: body_cache(FEED_BYTES))
    # Held while a feed is rendered: requests for the same feed share one result, and only one is in memory.
    feed_lock: threading.Lock = field(default_factory=threading.Lock)
    # Of link previews.
    pictures: SharedLRUCache[Body] = field(default_factory=lambda: body_cache(PICTURE_BYTES))
    # Held while a picture is drawn, so that drawing takes one thread and the memory of one picture.
    picture_lock: threading.Lock = field(default_factory=threading.Lock)
    # What pages of the event list were made of, by their filter and cursor.
    lists: SharedLRUCache[Any] = field(default_factory=lambda: SharedLRUCache(MAX_LISTS))
    # The ETags sent, by the address requested; of pictures, by what they show.
    etags: SharedLRUCache[str] = field(default_factory=lambda: SharedLRUCache(MAX_ETAGS))


def caches_of_one(processes: int) -> ResponseCaches:
    """Return the caches of one of several processes, which share the bounds."""
    return ResponseCaches(
        pages=body_cache(PAGE_BYTES // processes),
        feeds=body_cache(FEED_BYTES // processes),
        pictures=body_cache(PICTURE_BYTES // processes),
        lists=SharedLRUCache(max(FEWEST_LISTS, MAX_LISTS // processes)),
        etags=SharedLRUCache(MAX_ETAGS // processes),
    )
