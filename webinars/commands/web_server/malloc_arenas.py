"""Limit malloc arenas to reduce memory use."""

import ctypes

# From glibc's malloc.h; other C libraries have no arenas.
_M_ARENA_MAX = -8
ARENAS = 2


def limit_malloc_arenas() -> None:
    """Make all threads allocate from two arenas; call it before threads are started.

    By default glibc creates an arena per thread, up to eight per core, and memory freed in one arena is not
    used by threads of another: about an eighth of a server's memory after some use.

    References:
        mallopt(3), M_ARENA_MAX.
    """
    try:
        set_option = ctypes.CDLL(None).mallopt
    except (AttributeError, OSError):
        return
    set_option(_M_ARENA_MAX, ARENAS)
