"""Publishing, cancelling and postponing events."""

import pytest

from webinars.database import transaction
from webinars.errors import ConflictError
from webinars.events.lifecycle import cancel_event, postpone_event, publish_event
from webinars.events.queries import event_by_id


def test_open_questions_keep_a_draft_a_draft(app, clock, make_event, site):
    event = make_event(publish=False, reading={"questions": [{"code": "weekday-differs"}]})

    with pytest.raises(ConflictError, match="open-questions"), transaction() as session:
        publish_event(session, event.id, site)


def test_publishing_twice_is_refused(app, clock, make_event, site):
    event = make_event()

    with pytest.raises(ConflictError, match="not-a-draft"), transaction() as session:
        publish_event(session, event.id, site)


@pytest.mark.parametrize("change", [cancel_event, postpone_event])
def test_change_of_state_raises_sequence_and_dtstamp(app, clock, make_event, site, change):
    event = make_event()
    before = (event.sequence, event.revised_at, event.revision)

    with transaction() as session:
        change(session, event.id, site)

    after = event_by_id(session, event.id)
    assert after.sequence == before[0] + 1
    assert after.revised_at > before[1]
    assert after.revision == before[2] + 1


def test_drafts_and_cancelled_events_cannot_be_cancelled(app, clock, make_event, cancel, site):
    draft, cancelled = make_event(publish=False), make_event()
    cancel(cancelled)

    for event in (draft, cancelled):
        with pytest.raises(ConflictError, match="not-published"), transaction() as session:
            cancel_event(session, event.id, site)
