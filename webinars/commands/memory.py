"""Less memory for the same work: threads share what they have given back."""

import ctypes

# glibc's malloc.h; other C libraries have no such thing and need none.
_M_ARENA_MAX = -8
ARENAS = 2


def share_arenas() -> None:
    """Let all threads take memory from two arenas. To be called before there are any.

    By itself glibc gives each thread one of its own, up to eight for a core, and what one thread has given
    back stays there, unused by the others: an eighth of what a server takes after some use.

    References:
        mallopt(3), M_ARENA_MAX.
    """
    try:
        set_option = ctypes.CDLL(None).mallopt
    except (AttributeError, OSError):
        return
    set_option(_M_ARENA_MAX, ARENAS)
