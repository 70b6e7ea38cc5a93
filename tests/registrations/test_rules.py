from datetime import UTC, datetime, timedelta

import pytest

from webinars.registrations.join import JoinState, join_state

START = datetime(2027, 7, 16, 13, tzinfo=UTC)
END = START + timedelta(minutes=90)


@pytest.mark.parametrize(
    ("now", "room"),
    [
        (START - timedelta(minutes=15, seconds=1), JoinState.EARLY),
        (START - timedelta(minutes=15), JoinState.OPEN),
        (END - timedelta(seconds=1), JoinState.OPEN),
        (END, JoinState.OVER),
    ],
)
def test_joining_opens_15_minutes_before_start_and_closes_at_end(now, room):
    assert join_state(START, END, now) is room
