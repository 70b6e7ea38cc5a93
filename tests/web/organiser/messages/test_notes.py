"""Notes in standard e-mails, written where the organiser acts; refusals at their field."""

import pytest

from tests.web.pages import text_of
from webinars.database import db, transaction
from webinars.events.models import EmailNote
from webinars.localized_text import all_languages
from webinars.registrations.models import Registration
from webinars.registrations.status import Status

KNOWN = {
    "date": "2027-07-16",
    "cities": "Geneva, New York",
    "title": "Children deprived of liberty",
}
NOTE = {"note": "The hall has no roof, {name}.", "note_fr": "La salle est sans toit."}
FIELD = "Add a note to the e-mail"


@pytest.fixture
def overrides():
    return {"LANGUAGES": ["en", "fr"]}


@pytest.fixture
def event(clock, make_event):
    return make_event(notification_mode="never")


@pytest.fixture
def people(event, make_registration, deliver):
    made = [
        make_registration(event, name="Ana", email="ana@example.org"),
        make_registration(event, name="Inès", email="ines@example.org", language="fr"),
    ]
    deliver()
    return made


@pytest.fixture
def path(event):
    return f"/organise/events/{event.id}"


def notes():
    db.session.rollback()
    rows = db.session.query(EmailNote).order_by(EmailNote.id)
    return [(note.standard_email.value, *all_languages(note.text)) for note in rows]


def words_in(mails):
    return [
        next((words for words in ("no roof, Ana.", "sans toit.") if words in mail.text), "")
        for mail in mails
    ]


def test_note_is_written_with_a_cancellation_and_kept_if_it_is_refused(
    people, signed_in, desk, path, deliver
):
    asked = text_of(signed_in.get(f"{path}/postponement"))
    refused = desk(f"{path}/postponement", **NOTE | {"note_fr": "{salaire}"})
    answer = desk(f"{path}/postponement", **NOTE)

    assert FIELD in asked
    assert refused.status_code == 422
    assert "{salaire}" in text_of(refused)
    assert "The hall has no roof, {name}." in refused.text
    assert answer.status_code == 303
    assert notes() == [("postponement", *NOTE.values())]
    assert words_in(deliver()) == ["no roof, Ana.", "sans toit."]


def test_note_is_not_asked_for_if_nobody_is_notified(event, signed_in, path):
    assert FIELD not in text_of(signed_in.get(f"{path}/cancellation"))


def test_note_is_written_below_the_effect_of_a_change(people, event, write, deliver):
    asked = write(event.id, **KNOWN, start="17:00")
    refused = write(event.id, "tell", **KNOWN, start="17:00", note="x" * 1001)
    back = write(event.id, "look", **KNOWN, start="17:00", **NOTE)
    saved = write(event.id, "tell", **KNOWN, start="17:00", **NOTE)

    assert FIELD in text_of(asked)
    assert refused.status_code == 422
    assert "2 people will be notified of this change" in text_of(refused)
    assert "1000" in text_of(refused)
    assert '<input type="hidden" name="note" value="The hall has no roof, {name}.">' in back.text
    assert saved.location.endswith("?done=told")
    assert words_in(deliver()) == ["no roof, Ana.", "sans toit."]
    write(event.id, "tell", **KNOWN | {"title": "Other"}, start="17:00", note="Unsent")
    assert notes() == [("change", *NOTE.values())]


def test_note_stays_in_a_form_of_the_event_that_is_refused(people, event, write):
    change = {**KNOWN, "start": "17:00", **NOTE}
    answers = [
        write(event.id, "tell", **change | {"title": ""}),
        write(event.id, "tell", **change, revision="0"),
        write(event.id, "tell", **change, csrf_token="expired"),
    ]

    assert [answer.status_code for answer in answers] == [422, 409, 400]
    for answer in answers:
        assert all(f'name="{name}" value="{text}"' in answer.text for name, text in NOTE.items())
    assert notes() == []


def test_note_is_written_with_a_refusal(people, desk, path, deliver):
    with transaction() as session:
        for person in people:
            session.get_one(Registration, person.id).status = Status.AWAITING_APPROVAL
    at, who = f"{path}/registrations/decisions", [person.id for person in people]

    asked = text_of(desk(at, do="refuse", who=who))
    refused = desk(at, do="sure", who=who, note="{salary}")
    desk(at, do="sure", who=who, **NOTE)

    assert FIELD in asked
    assert refused.status_code == 422
    assert "Ana" in text_of(refused)
    assert notes() == [("refusal", *NOTE.values())] * 2
    assert words_in(deliver()) == ["no roof, Ana.", "sans toit."]


def test_note_of_confirmations_is_written_on_the_messages_page_and_copied(
    event, signed_in, desk, path, make_registration, deliver
):
    before = text_of(signed_in.get(f"{path}/messages"))
    refused = desk(f"{path}/messages/confirmation", note="{salary}")
    desk(f"{path}/messages/confirmation", **NOTE)
    page = signed_in.get(f"{path}/messages/confirmation").text
    after = text_of(signed_in.get(f"{path}/messages?done=noted"))
    make_registration(event, name="Ana", email="ana@example.org")
    desk(f"{path}/copy")

    assert "Add a note" in before
    assert (refused.status_code, "{salary}" in text_of(refused)) == (422, True)
    assert all(words in page for words in NOTE.values())
    assert "The note was saved." in after
    assert "Edit your note" in after
    assert words_in(deliver()) == ["no roof, Ana."]
    assert notes() == [("confirmation", *NOTE.values())] * 2
