"""Notes of organisers whose form was open for too long: shown again as they were typed, nothing is done."""

import pytest

from tests.registrations.terms import APPROVAL
from tests.web.organiser.registrations.queueing import row, statuses
from tests.web.pages import text_of
from webinars.database import db
from webinars.events.models import EmailNote

NOTE = "The hall has no roof."


@pytest.fixture
def asked(invite):
    """Return the path of an event with approval, and two requests."""
    _, path, people = invite("ab", capacity=20, terms=APPROVAL)
    return path, people


def test_note_of_an_expired_form_is_shown_again(signed_in, desk, asked):
    path, people = asked
    who = [person.id for person in people]
    chosen = desk(f"{path}/registrations/bulk-actions", action="refuse", who=who)
    forms = {
        f"{path}/postponement": {"note": NOTE},
        f"{path}/cancellation": {"note": NOTE},
        f"{path}/restoration": {"note": NOTE},
        f"{path}/registrations/decisions": {"do": "sure", "who": who, "note": NOTE},
        f"{path}/registrations/{who[0]}/note": {"internal_note": NOTE},
        chosen.location: {"sends_emails": "y", "note": NOTE},
    }

    answers = {place: signed_in.post(place, data=values) for place, values in forms.items()}

    assert {place: answer.status_code for place, answer in answers.items()} == dict.fromkeys(
        forms, 400
    )
    for answer in answers.values():
        assert "This form was open for too long" in text_of(answer)
        assert NOTE in answer.text
    assert statuses(people) == ["awaiting_approval"] * 2
    assert (row(people[0]).internal_note, db.session.query(EmailNote).count()) == ("", 0)
