"""Concurrent forms of 40 clients on three processes and SQLite: all are accepted.

The long variant, 800 forms, runs with `make chaos`; its figures are in docs/reliability.md.
"""

from concurrent.futures import ThreadPoolExecutor

from tests.faults.installation import IS_LONG
from tests.load.form_rush import rush

FORMS = 800 if IS_LONG else 160


def test_forms_sent_at_once_are_all_taken(tmp_path):
    # In a thread: an earlier browser test leaves an event loop in this one.
    with ThreadPoolExecutor(1) as executor:
        done = executor.submit(rush, tmp_path, FORMS).result()

    assert dict(done.statuses) == {303: FORMS}
    assert done.stored == FORMS
