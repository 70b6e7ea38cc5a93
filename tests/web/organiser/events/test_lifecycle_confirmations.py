"""Confirmation pages of lifecycle actions: only possible ones are offered."""

from datetime import timedelta

import pytest

from webinars.database import transaction
from webinars.events.enums import EventState
from webinars.events.models import Event

ASKED = ("withdrawal", "postponement", "cancellation", "restoration", "removal")
AFTER = {
    "withdrawal": EventState.DRAFT,
    "postponement": EventState.POSTPONED,
    "cancellation": EventState.CANCELLED,
    "restoration": EventState.PUBLISHED,
}


def is_asked(state, view, *, is_over=False):
    """Check if an action is possible in a state and needs confirmation."""
    off = {EventState.POSTPONED, EventState.CANCELLED}
    return state in {
        "removal": {EventState.DRAFT},
        "withdrawal": {EventState.PUBLISHED},
        "postponement": {EventState.PUBLISHED},
        "cancellation": {EventState.PUBLISHED, EventState.POSTPONED},
        "restoration": set() if is_over else off,
    }[view]  # fmt: skip


@pytest.mark.parametrize("is_over", [False, True])
@pytest.mark.parametrize("state", list(EventState))
@pytest.mark.parametrize("view", ASKED)
def test_impossible_actions_are_refused_before_confirmation(
    press, signed_in, make_event, clock, view, state, is_over
):
    event = make_event(publish=state is not EventState.DRAFT)
    with transaction() as session:
        result = session.get_one(Event, event.id)
        result.state = state
        result.ends_at = result.ends_at - timedelta(days=3650 * is_over)
    path = f"/organise/events/{event.id}/{view}"

    page = signed_in.get(f"/organise/events/{event.id}/edit").text
    asked = signed_in.get(path)
    done = press(path)

    can_be = is_asked(state, view, is_over=is_over)
    assert (f'href="{path}"' in page) is can_be
    assert asked.status_code == (200 if can_be else 409)
    assert ("<h1>" in asked.text and "Yes, " in asked.text) is can_be
    # What was done before is told as done, to whoever presses twice.
    was_done = state is AFTER.get(view)
    assert done.status_code == (303 if can_be or was_done else 409)
