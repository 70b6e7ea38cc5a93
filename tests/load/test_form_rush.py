"""Forms of 40 clients at once in front of three processes on SQLite: each is taken, and none is told to wait.

The long half, 800 forms, runs with `make faults`; its figures are in docs/reliability.md.
"""

from tests.faults.ground import IS_LONG
from tests.load.form_rush import rush

FORMS = 800 if IS_LONG else 160


def test_forms_sent_at_once_are_all_taken(tmp_path):
    done = rush(tmp_path, FORMS)

    assert dict(done.statuses) == {303: FORMS}
    assert done.stored == FORMS
