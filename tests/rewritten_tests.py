"""Assertions of test files, rewritten once for all processes of a run.

pytest keeps what it has rewritten, but in a new checkout all processes import the same file at the same time, and
each would rewrite it. So each first rewrites a share of the files.
"""

import sys
from contextlib import suppress
from pathlib import Path

import pytest
from _pytest.assertion import rewrite

FOLDER = Path(__file__).parent


@pytest.hookimpl(tryfirst=True)
def pytest_collection(session):
    """Rewrite this process's share, if all tests are to be collected and pytest is to keep what it rewrites."""
    worker = getattr(session.config, "workerinput", None)
    is_kept = rewrite.assertstate_key in session.config.stash and not sys.dont_write_bytecode
    if worker and is_kept and [Path(given).resolve() for given in session.config.args] == [FOLDER]:
        number = int(worker["workerid"].removeprefix("gw"))
        rewrite_share(session.config, FOLDER, number, worker["workercount"])


def rewrite_share(config, folder, number, count):
    """Rewrite every count-th test file of a folder that pytest has not stored, and let it store them."""
    state = config.stash[rewrite.assertstate_key]
    for file in sorted(folder.rglob("test_*.py"))[number::count]:
        pyc = rewrite.get_cache_dir(file) / f"{file.stem}{rewrite.PYC_TAIL}"
        if rewrite._read_pyc(file, pyc) is None and rewrite.try_makedirs(pyc.parent):
            with suppress(SyntaxError):  # which pytest reports of the file
                content_hash, code = rewrite._rewrite_test(file, config)
                rewrite._write_pyc(state, code, content_hash, pyc)
