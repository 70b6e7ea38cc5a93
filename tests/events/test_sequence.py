"""Which changes of an event raise its SEQUENCE, by state and changed value."""

import pytest

from webinars.events.enums import EventState, Format
from webinars.events.notifications.change_snapshot import snapshot
from webinars.events.notifications.sequence import raises_sequence

CHANGES = {
    "when": {"when": {"date": "2027-07-17"}},
    "span": {"span": ["2027-07-16T14:00:00+00:00", "2027-07-16T15:30:00+00:00"]},
    "cities": {"cities": ["NYC"]},
    "place": {"place": "Room XX"},
    "format": {"format": Format.HYBRID},
}
STATES = [
    (EventState.DRAFT, False),
    (EventState.PUBLISHED, True),
    (EventState.POSTPONED, True),
    (EventState.CANCELLED, False),
]


@pytest.fixture
def before(make_event):
    """Return the snapshot of an event."""
    return snapshot(make_event())


@pytest.mark.parametrize("name", CHANGES)
@pytest.mark.parametrize(("state", "is_raised"), STATES)
def test_each_changed_value_raises_sequence_where_attendees_rely_on_it(
    before, state, is_raised, name
):
    now = before | CHANGES[name]

    assert now != before
    assert raises_sequence(before, now, state) is is_raised


@pytest.mark.parametrize("state", EventState)
def test_unchanged_values_never_raise_sequence(before, state):
    assert not raises_sequence(before, dict(before), state)


def test_every_value_of_a_snapshot_and_every_state_is_covered(before):
    assert before.keys() == CHANGES.keys()
    assert {state for state, _ in STATES} == set(EventState)
