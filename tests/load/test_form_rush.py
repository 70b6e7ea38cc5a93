"""Forms of 40 clients at once in front of three processes on SQLite: each is taken, and none is told to wait.

The long half, 800 forms, runs with `make chaos`; its figures are in docs/reliability.md.
"""

from concurrent.futures import ThreadPoolExecutor

from tests.faults.ground import IS_LONG
from tests.load.form_rush import rush

FORMS = 800 if IS_LONG else 160


def test_forms_sent_at_once_are_all_taken(tmp_path):
    # In a thread of its own: a browser that was driven before has left an event loop in this one.
    with ThreadPoolExecutor(1) as thread:
        done = thread.submit(rush, tmp_path, FORMS).result()

    assert dict(done.statuses) == {303: FORMS}
    assert done.stored == FORMS
