"""The LRU cache that threads share: its bound, and which values it evicts."""

from webinars.caching.lru import SharedLRUCache
from webinars.caching.response_caches import (
    FEED_BYTES,
    MAX_ETAGS,
    PAGE_BYTES,
    PICTURE_BYTES,
    Body,
    body_cache,
    caches_of_one,
)


def test_bodies_never_exceed_the_bound_in_bytes():
    bodies = body_cache(10)
    for key in "abc":
        bodies.put(key, Body(b"1234", key))
    bodies.put("huge", Body(b"x" * 11, "huge"))

    is_cached = [bodies.get(key) is not None for key in ("a", "b", "c", "huge")]

    assert is_cached == [False, True, True, False]
    assert bodies.size == 8


def test_least_recently_used_body_is_evicted():
    bodies = body_cache(8)
    bodies.put("a", Body(b"1234", "a"))
    bodies.put("b", Body(b"1234", "b"))
    bodies.get("a")

    bodies.put("c", Body(b"1234", "c"))

    assert [bodies.get(key) is not None for key in ("a", "b", "c")] == [True, False, True]


def test_etags_are_bounded_by_number():
    etags = SharedLRUCache(2)
    etags.put("one", '"1"')
    etags.put("two", '"2"')
    assert etags.get("one") == '"1"'

    etags.put("three", '"3"')

    assert [etags.get(key) for key in ("one", "two", "three")] == ['"1"', None, '"3"']


def test_several_processes_together_keep_the_bounds_of_one():
    largest = 64 * 1024
    of_each = [caches_of_one(3) for _ in range(3)]
    for caches in of_each:
        for key in range(FEED_BYTES // largest):
            caches.pages.put(key, Body(b"x" * largest, "page"))
            caches.feeds.put(key, Body(b"x" * largest, "feed"))
            caches.pictures.put(key, Body(b"x" * largest, "picture"))
        for key in range(MAX_ETAGS):
            caches.etags.put(key, "tag")

    for name, bound, unit in (
        ("pages", PAGE_BYTES, largest),
        ("feeds", FEED_BYTES, largest),
        ("pictures", PICTURE_BYTES, largest),
        ("etags", MAX_ETAGS, 1),
    ):
        together = sum(getattr(caches, name).size for caches in of_each)
        assert bound - 3 * unit <= together <= bound
