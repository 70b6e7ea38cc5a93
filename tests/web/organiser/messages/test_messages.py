"""Pages of messages: write, preview, test, send, stop; refusals at their field; conflicts."""

import re

import pytest

from tests.questions.asking import ask, give
from tests.web.conftest import token_of
from tests.web.pages import statements, text_of
from webinars.accounts.models import Organiser
from webinars.accounts.organisers import add_organiser
from webinars.database import db, transaction
from webinars.event_messages.models import EventMessage, EventMessageState
from webinars.events.lifecycle import cancel_event, postpone_event
from webinars.events.models import Event, RegistrationType
from webinars.outbox import budget_ledger
from webinars.outbox.models import Message
from webinars.questions.question_types import QuestionStage
from webinars.registrations.erasure import erase_registrant
from webinars.registrations.models import Registration
from webinars.security.mailboxes import mailbox_key

WRITTEN = {
    "subject": "Water, {name}",
    "text": "Dear {name},\n\nbring water.\n{manage_link}",
    "statuses": "confirmed",
}

HOUR_BEFORE = {"when": "relative", "amount": "1", "unit": "60", "side": "before-start"}


@pytest.fixture
def overrides():
    return {"LANGUAGES": ["en", "fr"]}


@pytest.fixture
def event(clock, make_event):
    return make_event(notification_mode="never", terms={"reminders": [1440]})


@pytest.fixture
def people(event, make_registration, deliver):
    made = [
        make_registration(event, name="Ana", email="ana@example.org", timezone="Asia/Tokyo"),
        make_registration(event, name="Inès", email="ines@example.org", language="fr"),
        make_registration(event, name="Bo", email="bo@example.org"),
        make_registration(event, name="Cleo", email="cleo@example.org"),
    ]
    deliver()
    return made


@pytest.fixture
def path(event):
    return f"/organise/events/{event.id}/messages"


@pytest.fixture
def press(signed_in):
    """Send a form to an address, with a token of another page."""

    def press(path, **fields):
        token = token_of(signed_in.get("/organise/sessions"))
        return signed_in.post(path, data={"csrf_token": token, **fields})

    return press


@pytest.fixture
def write(press, path):
    """Write a message and return the path of its page."""

    def write(**fields):
        answer = press(f"{path}/new", **(WRITTEN | fields))
        assert answer.status_code == 303, text_of(answer)
        return answer.headers["Location"].partition("?")[0]

    return write


def row():
    db.session.rollback()
    return db.session.query(EventMessage).one()


def test_message_is_written_previewed_and_sent(signed_in, people, write, press, deliver, path):
    page = write()
    preview = text_of(signed_in.get(page))

    assert "4 recipients now." in preview
    # Three that differ in language and time zone.
    assert [name in preview for name in ("Water, Ana", "Water, Inès", "Water, Bo", "Water, Cleo")] == [
        True, True, True, False,
    ]  # fmt: skip
    assert "/registrations/…" in preview

    answer = press(f"{page}/sending", do="now", revision="1")
    sent = [mail.message["Subject"] for mail in deliver()]
    again = text_of(signed_in.get(path))

    assert answer.headers["Location"].endswith("?done=sending")
    assert sorted(sent) == ["Water, Ana", "Water, Bo", "Water, Cleo", "Water, Inès"]
    assert "4 sent" in again
    assert "Reminder" in again


def test_press_queues_one_row_however_many_recipients(people, write, press):
    page = write()
    before = db.session.query(Message).count()
    with statements() as seen:
        press(f"{page}/sending", do="now", revision="1")
    db.session.rollback()

    assert db.session.query(Message).count() == before + 1
    assert len([one for one in seen if "FROM registrations" in one]) == 1


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("subject", "Hello {nmae}", "{nmae} is not a placeholder"),
        ("text", "Hello {Name}", "{Name} is not a placeholder"),
        ("subject", "See {manage_link}", "is a link, which a subject cannot contain"),
        ("subject", "Hello\r\nBcc: all@example.org", "a character that cannot be displayed"),
        ("subject", " ", "Enter a subject."),
        ("text", "", "Enter the text of the message."),
        ("subject_fr", "Bonjour {nom}", "{nom} is not a placeholder"),
        ("statuses", "", "at least one group"),
        ("statuses", "cancelled", "Choose one of these"),
        ("people", "who@example.org", "who@example.org is not registered for this event"),
    ],
)
def test_refusal_stands_at_its_field(press, path, field, value, sentence):
    answer = press(f"{path}/new", **(WRITTEN | {field: value}))
    place = re.search(rf'id="{field}-error"[^>]*>(.*?)</p>', answer.text, re.DOTALL)

    assert answer.status_code == 422
    assert sentence in re.sub(r"<[^>]+>", "", place[1])
    assert db.session.query(EventMessage).count() == 0


def test_second_editor_sees_both_versions(signed_in, write, press):
    page = write()
    press(f"{page}/edit", **WRITTEN | {"text": "Theirs"}, revision="1")
    answer = press(f"{page}/edit", **WRITTEN | {"text": "Mine"}, revision="1")

    assert answer.status_code == 409
    assert "Someone else saved this message in the meantime" in text_of(answer)
    assert "Theirs" in text_of(answer)
    assert "Mine" in text_of(answer)
    assert row().text == "Theirs"

    assert press(f"{page}/edit", **WRITTEN | {"text": "Mine"}, revision="2").status_code == 303
    assert row().text == "Mine"


def test_message_that_changed_since_its_preview_is_not_sent(people, write, press):
    page = write()
    press(f"{page}/edit", **WRITTEN | {"text": "Other"}, revision="1")

    answer = press(f"{page}/sending", do="now", revision="1")

    assert answer.status_code == 409
    assert "Check the preview again" in text_of(answer)
    assert row().state is EventMessageState.DRAFT


def test_message_to_one_who_was_erased_since_the_preview_is_not_sent(
    signed_in, people, write, press, deliver
):
    page = write(people="ana@example.org")
    preview = text_of(signed_in.get(page))
    with transaction() as session:
        erase_registrant(session, people[0].id)
    deliver()

    answer = press(f"{page}/sending", do="now", revision="1")

    assert "1 recipient now." in preview
    assert answer.status_code == 409
    assert "Nobody who is registered would get this message." in text_of(answer)
    assert (row().state, row().text) == (EventMessageState.DRAFT, WRITTEN["text"])
    assert deliver() == []


def test_message_leaves_out_who_was_erased_since_the_preview(
    signed_in, people, write, press, deliver
):
    page = write(people="ana@example.org\nbo@example.org")
    preview = text_of(signed_in.get(page))
    with transaction() as session:
        erase_registrant(session, people[0].id)
    deliver()

    press(f"{page}/sending", do="now", revision="1")

    assert "2 recipients now." in preview
    assert [mail.message["To"].addresses[0].addr_spec for mail in deliver()] == ["bo@example.org"]
    assert "1 sent" in text_of(signed_in.get(page))


def test_pressed_twice_is_sent_once(people, write, press, deliver):
    page = write()
    answers = [press(f"{page}/sending", do="now", revision="1") for _ in range(2)]

    assert [answer.status_code for answer in answers] == [303, 303]
    assert len(deliver()) == 4


def test_test_goes_to_who_is_signed_in_and_has_no_private_link(
    people, write, press, deliver, organiser
):
    press(f"{write()}/tests")

    [mail] = deliver()

    assert organiser.email in mail.message["To"]
    assert mail.message["Subject"].startswith("Test: Water, ")
    assert "/registrations/" not in mail.text
    assert row().state is EventMessageState.DRAFT


def test_subject_is_escaped_once_in_the_html_of_a_test(people, write, press, deliver):
    press(f"{write(subject='Q&A')}/tests")

    [mail] = deliver()

    assert mail.message["Subject"] == "Test: Q&A"
    assert "Test: Q&amp;A<" in mail.message.get_body(("html",)).get_content()


def test_test_that_waits_for_the_budget_of_its_mailbox_is_announced_so(
    signed_in, people, write, press, deliver, organiser, app
):
    with transaction() as session:
        key, most = f"mailbox:{mailbox_key(organiser.email)}", app.config["MAILBOX_EMAILS_PER_HOUR"]
        for _ in range(most):
            budget_ledger.spend_one(session, key, most)

    answer = press(f"{write()}/tests")
    page = text_of(signed_in.get(answer.headers["Location"]))

    assert deliver() == []
    assert "The test waits." in page
    assert "on its way" not in page


def test_many_messages_leave_room_for_tests(people, write, press, deliver):
    for number in range(4):
        press(f"{write(subject=f'Test {number}')}/tests")

    assert len(deliver()) == 4


def test_role_that_ended_while_the_form_was_open_is_refused(
    event, people, organiser, signed_in, press, write
):
    page = write()
    with transaction() as session:
        owner = add_organiser(session, email="owner@example.org", timezone="UTC")
        session.get_one(Event, event.id).organiser = owner
        session.get_one(Organiser, organiser.id).is_admin = False

    answers = [
        press(f"{page}/sending", do="now", revision="1"),
        press(f"{page}/edit", **WRITTEN, revision="1"),
        press(f"{page}/tests"),
    ]

    assert [answer.status_code for answer in answers] == [404, 404, 404]
    assert row().state is EventMessageState.DRAFT


def test_message_of_another_event_is_missing(make_event, write, press):
    page = write()
    other = make_event(title="Other")
    foreign = re.sub(r"/events/\d+/", f"/events/{other.id}/", page)

    assert press(f"{foreign}/sending", do="now", revision="1").status_code == 404


@pytest.mark.parametrize(
    ("end", "words"),
    [
        (cancel_event, "when the event is published again"),
        (postpone_event, "when the date of the event is set"),
    ],
)
def test_message_that_waits_says_for_what(signed_in, event, write, press, site, path, end, words):
    page = write()
    press(f"{page}/sending", do="later", revision="1", **HOUR_BEFORE)
    with transaction() as session:
        end(session, event.id, site)

    assert f"{words} (1 hour before the start)" in text_of(signed_in.get(path))
    assert row().state is EventMessageState.SCHEDULED


def test_later_time_than_recipients_are_known_is_refused_at_its_field(
    people, write, press, deliver
):
    page = write()
    press(f"{page}/sending", do="now", revision="1")
    deliver()
    with transaction() as session:
        session.get_one(EventMessage, row().id).state = EventMessageState.STOPPED
    answer = press(f"{page}/sending", do="later", revision="2", **HOUR_BEFORE)
    place = re.search(r'id="amount-error"[^>]*>(.*?)</p>', answer.text, re.DOTALL)

    assert answer.status_code == 422
    assert "Some people got this message already." in place[1]


def test_draft_is_deleted(write, send, signed_in):
    page = write()
    answer = send(f"{page}/removal")

    assert answer.status_code == 303
    assert db.session.query(EventMessage).count() == 0


def test_pages_take_as_many_statements_for_more_people(
    signed_in, event, write, make_registration, path
):
    page, counted = write(), []
    for count in (3, 5):
        for number in range(count):
            make_registration(event, name="Person", email=f"p{count}{number}@example.org")
        with statements() as seen:
            signed_in.get(page)
            signed_in.get(path)
        counted.append(len(seen))

    assert counted[0] == counted[1]


def test_filters_are_offered_where_the_event_has_them(signed_in, people, path, write):
    page = text_of(signed_in.get(f"{path}/new"))
    made = text_of(signed_in.get(write(people="ana@example.org\nBO@example.org", attended="no")))

    assert "Present at the event" in page
    assert [word in page for word in ("Registration types", "Form questions for", "Calendar reply")] == [
        False, False, False,
    ]  # fmt: skip
    assert "2 recipients now." in made
    assert "Confirmed; Did not attend; 2 chosen people" in made


def test_reminder_is_proposed_to_those_who_have_not_answered_after_approval(
    signed_in, people, event, path, write, press, deliver
):
    ask(event)
    assert "Questions after approval" not in text_of(signed_in.get(f"{path}/new"))
    number = ask(event, stage=QuestionStage.AFTER_APPROVAL)
    give(people[0], {number: ""}, stage=QuestionStage.AFTER_APPROVAL)

    page = signed_in.get(f"{path}/new?follow_up=questions").text
    assert '<option selected value="later-left">Questions after approval not answered' in page
    made = write(answered="later-left")
    text = text_of(signed_in.get(made))
    assert "3 recipients now." in text
    assert "Confirmed; Questions after approval not answered" in text
    assert "1 recipient now." in text_of(signed_in.get(write(answered="later-complete")))


def test_filter_is_edited_by_address(signed_in, people, write, press):
    page = write(people="ana@example.org")
    shown = signed_in.get(f"{page}/edit").text

    assert "ana@example.org</textarea>" in shown
    assert row().audience["registration_ids"] == [people[0].id]


def test_message_to_people_who_were_erased_stays_theirs(signed_in, people, write, press):
    page = write(people="ana@example.org")
    with transaction() as session:
        erase_registrant(session, people[0].id)

    shown = text_of(signed_in.get(f"{page}/edit"))
    answer = press(f"{page}/edit", **WRITTEN | {"text": "Other"}, people="", revision="1")

    assert "Everyone who was chosen has deleted their data." in shown
    assert answer.status_code == 303
    assert (row().text, row().audience["registration_ids"]) == ("Other", [people[0].id])
    assert "0 recipients now." in text_of(signed_in.get(page))


def test_people_who_are_removed_from_the_form_are_no_filter_any_more(people, write, press):
    page = write(people="ana@example.org")
    press(f"{page}/edit", **WRITTEN, people="", revision="1")

    assert "registration_ids" not in row().audience


@pytest.mark.parametrize("is_deleted", [False, True])
def test_registration_type_that_was_removed_stays_a_filter(
    signed_in, event, people, write, press, is_deleted
):
    with transaction() as session:
        only = RegistrationType(event_id=event.id, position=0, name="Press")
        session.add(only)
        session.flush()
        session.get_one(Registration, people[0].id).registration_type_id = only.id
        session.get_one(Event, event.id).has_registration_types = True
        chosen = str(only.id)
    page = write(types=chosen)
    with transaction() as session:
        session.get_one(Event, event.id).has_registration_types = False
        session.get_one(Registration, people[0].id).registration_type_id = None
        session.flush()
        only = session.get_one(RegistrationType, int(chosen))
        if is_deleted:
            session.delete(only)

    shown = signed_in.get(f"{page}/edit").text
    ticked = re.findall(r'<input[^>]*name="types"[^>]*>', shown)
    answer = press(f"{page}/edit", **WRITTEN, types=chosen, revision="1")

    assert [f'value="{chosen}"' in one for one in ticked if "checked" in one] == [True]
    assert answer.status_code == 303
    assert row().audience["registration_type_ids"] == [int(chosen)]
    assert "0 recipients now." in text_of(signed_in.get(page))
