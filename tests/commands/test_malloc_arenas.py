"""Number of malloc arenas for threads, as reported by the C library."""

import ctypes
import subprocess
import sys

import pytest

from tests.conftest import needs

COUNTED = """
import ctypes, sys, threading
from webinars.commands.web_server.malloc_arenas import limit_malloc_arenas
if sys.argv[1] == "shared":
    limit_malloc_arenas()
libc = ctypes.CDLL(None)
libc.malloc.restype = ctypes.c_void_p
libc.fopen.restype = ctypes.c_void_p
together = threading.Barrier(9)
def take():
    libc.malloc(4096)
    together.wait()
    together.wait()
threads = [threading.Thread(target=take) for _ in range(8)]
for each in threads:
    each.start()
together.wait()
report = ctypes.c_void_p(libc.fopen(b"/dev/stdout", b"w"))
libc.malloc_info(0, report)
libc.fflush(report)
together.wait()
"""


@pytest.mark.parametrize(("environment", "few"), [("shared", True), ("alone", False)])
def test_threads_share_two_arenas(environment, few):
    needs(hasattr(ctypes.CDLL(None), "malloc_info"), "glibc, whose arenas these are")
    done = subprocess.run(
        [sys.executable, "-c", COUNTED, environment], capture_output=True, text=True, check=True
    )

    assert (done.stdout.count("<heap nr=") <= 2) is few
