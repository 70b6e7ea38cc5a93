"""Make objects immortal before a fork, so that processes go on sharing their memory."""

# CPython counts references in the object itself: each use of an object writes to its page of memory, of
# which the process then has a copy, soon of a third of all. The count of an immortal object stays as it is.

import ctypes
import gc
import sys
import sysconfig
from collections.abc import Iterable
from types import CodeType, FrameType

_IMMORTAL_COUNT = 0xFFFFFFFF
# Python versions of which this is known.
_VERSIONS = {(3, 12), (3, 13)}


def make_immortal() -> bool:
    """Make all objects immortal; call it once, without other threads. Return False if this Python has none.

    What exists now is never freed any more, so it is called when everything is loaded.

    References:
        PEP 683; Include/object.h of CPython, Py_INCREF.
    """
    if not _has_immortal_objects():
        return False
    for one in gc.get_objects():
        pending = [one]
        while pending:
            reached = pending.pop()
            if reached is pending or isinstance(reached, FrameType) or _is_immortal(reached):
                continue
            pending.extend(_referents(reached))
            # The lower half of the reference count, which is the beginning of each object.
            ctypes.c_uint32.from_address(id(reached)).value = _IMMORTAL_COUNT
    return True


def _has_immortal_objects() -> bool:
    return (
        sys.implementation.name == "cpython"
        and sys.version_info[:2] in _VERSIONS
        and sys.maxsize > _IMMORTAL_COUNT
        and sys.byteorder == "little"
        and not sysconfig.get_config_var("Py_GIL_DISABLED")
        and not hasattr(sys, "gettotalrefcount")  # a debug build
    )


def _is_immortal(value: object) -> bool:
    return sys.getrefcount(value) >= _IMMORTAL_COUNT


def _referents(value: object) -> Iterable[object]:
    if isinstance(value, CodeType):  # which the garbage collector does not know
        return (
            value.co_consts,
            value.co_names,
            value.co_filename,
            value.co_name,
            value.co_qualname,
            value.co_linetable,
            value.co_exceptiontable,
        )
    return gc.get_referents(value)
