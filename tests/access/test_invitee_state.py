"""Progress of an invitee."""

from hypothesis import given
from hypothesis import strategies as st

from webinars.access.invitee_state import InviteeState, invitee_state


@given(st.booleans(), st.booleans(), st.booleans(), st.booleans())
def test_furthest_progress_of_invitee_counts(invited, withdrawn, opened, registered):
    state = invitee_state(
        was_invited=invited,
        was_withdrawn=withdrawn,
        was_opened=opened,
        is_registered=registered,
    )

    assert (state is InviteeState.REGISTERED) is registered
    assert (state is InviteeState.WITHDRAWN) is (withdrawn and not registered)
