"""When readers may leave a comment, and what its own link signs."""

from datetime import UTC, datetime, timedelta

import pytest

from webinars.comments import acceptance
from webinars.events.enums import EventState

ENDS = datetime(2027, 7, 16, 14, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("state", "later", "taken"),
    [
        (EventState.PUBLISHED, -timedelta(days=300), True),
        (EventState.PUBLISHED, timedelta(days=30) - timedelta(seconds=1), True),
        (EventState.PUBLISHED, timedelta(days=30), False),
        (EventState.POSTPONED, timedelta(days=400), True),
        (EventState.CANCELLED, -timedelta(days=300), False),
        (EventState.DRAFT, -timedelta(days=300), False),
    ],
)
def test_comments_are_taken_until_a_month_after_the_end(state, later, taken):
    fields = {"state": state, "ends_at": ENDS, "now": ENDS + later}

    assert acceptance.accepts_comments(is_on=True, **fields) is taken
    assert not acceptance.accepts_comments(is_on=False, **fields)
