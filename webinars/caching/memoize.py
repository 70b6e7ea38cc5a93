"""Memoize functions of plain values for the life of the process."""

import functools
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from functools import _lru_cache_wrapper

T = TypeVar("T")

# Bounds in results. Values come from requests, so every key needs one, even a validated zone or language.
PER_LANGUAGE = 64
PER_ZONE = 1024  # the time zone database has 600 names
ONCE = 1

# All memoized functions by their names below webinars; docs/performance.md lists them.
MEMOIZED: "dict[str, _lru_cache_wrapper[object]]" = {}


def memoize(max_results: int) -> "Callable[[Callable[..., T]], _lru_cache_wrapper[T]]":
    """Cache the most recently used results of a function.

    Worth it from 0.2 ms of CPU per request, or per batch of e-mails; docs/performance.md has the figures.
    """

    def decorate(function: Callable[..., T]) -> "_lru_cache_wrapper[T]":
        memoized = functools.lru_cache(max_results)(function)  # noqa: TID251 - the only use
        name = f"{function.__module__}.{function.__qualname__}".removeprefix("webinars.")
        MEMOIZED[name] = memoized
        return memoized

    return decorate
