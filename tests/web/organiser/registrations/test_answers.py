"""Answers on the organiser's page, with their changes, and as columns of the CSV."""

import csv
import io
import re

import pytest
from sqlalchemy import select

from tests.questions.asking import PDF, answers_of, ask, changes_of, give, kind_of_registration
from tests.web.conftest import token_of
from tests.web.pages import statements, text_of
from webinars.database import db, transaction
from webinars.questions import editing
from webinars.questions.question_spec import Upload
from webinars.questions.validation import QuestionDetails, fingerprint
from webinars.registrations.models import Registration
from webinars.registrations.organiser import registrant_list


@pytest.fixture
def event(make_event):
    """Return an event."""
    return make_event()


@pytest.fixture
def registration(event, make_registration):
    """Return a registration."""
    return make_registration(event)


@pytest.fixture
def path(event, registration):
    """Return the path of its answers."""
    return f"/organise/events/{event.id}/registrations/{registration.id}/answers"


def table(answer):
    return list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"), newline=""), strict=True))


def test_changes_of_answers_by_organiser_are_recorded(
    event, registration, path, send, signed_in, organiser
):
    number, needed = ask(event), ask(event, label="Needed?", required=True)
    give(registration, {number: "one", needed: "x"})

    answer = send(path, **{f"q-{number}": "two", f"q-{needed}": ""})

    assert answer.status_code == 303
    assert answers_of(registration) == {number: {"text": "two"}}
    assert changes_of(registration) == [
        (number, organiser.id, {"text": "one"}, {"text": "two"}),
        (needed, organiser.id, {"text": "x"}, {}),
    ]
    shown = text_of(signed_in.get(path))
    assert "Why do you come? one two by Amira Haddad, " in shown
    assert "Needed? x No answer by Amira Haddad, " in shown


def test_changes_of_answers_by_registrant_are_recorded(event, registration, path, signed_in):
    number = ask(event, "yes_no", "Do you travel?")
    give(registration, {number: "no"})
    give(registration, {number: "yes"})

    assert "Do you travel? No Yes by the person, " in text_of(signed_in.get(path))


def test_correction_in_an_older_form_keeps_what_the_registrant_has_answered_since(
    event, registration, path, send, signed_in
):
    number, diet = ask(event), ask(event, label="Diet?")
    give(registration, {number: "one"})
    shown = re.search(r'name="questions-shown" value="([^"]*)"', signed_in.get(path).text)[1]
    give(registration, {number: "one", diet: "vegan"})

    send(path, **{"questions-shown": shown, f"q-{number}": "two", f"q-{diet}": ""})

    assert answers_of(registration) == {number: {"text": "two"}, diet: {"text": "vegan"}}


def test_invalid_answers_show_errors_and_stay(event, registration, path, send, signed_in):
    number = ask(event, "number", "How many?")

    answer = send(path, **{f"q-{number}": "many"})

    assert answer.status_code == 422
    assert 'value="many"' in answer.text
    assert answers_of(registration) == {}


def test_file_is_served_to_organiser_of_event_only(
    event, registration, path, signed_in, as_another, client
):
    number = ask(event, "file", "Your letter")
    give(registration, {number: Upload("a.pdf", PDF)})

    answer = signed_in.get(f"{path}/{number}/file")

    assert answer.data == PDF
    assert answer.headers["Content-Disposition"] == "attachment; filename=a.pdf"
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "no-store"
    assert as_another.get(f"{path}/{number}/file").status_code == 404
    assert client.application.test_client().get(f"{path}/{number}/file").status_code == 401


def test_file_is_not_found_under_other_event_or_registration(
    event, registration, path, signed_in, make_event, make_registration
):
    number = ask(event, "file", "Your letter")
    give(registration, {number: Upload("a.pdf", PDF)})
    other = make_registration(event, email="bo@example.org")
    elsewhere = make_event()

    assert (
        signed_in.get(
            path.replace(f"/{registration.id}/", f"/{other.id}/") + f"/{number}/file"
        ).status_code
        == 404
    )
    assert (
        signed_in.get(
            path.replace(f"events/{event.id}", f"events/{elsewhere.id}") + f"/{number}/file"
        ).status_code
        == 404
    )


def test_answers_to_removed_questions_stay_readable(event, registration, path, signed_in):
    number = ask(event, "country", "From where?")
    give(registration, {number: "KE"})
    with transaction() as session:
        editing.remove_question(session, event.id, number)

    shown = text_of(signed_in.get(path))

    assert "Removed questions From where? Kenya" in shown
    assert "This event has no form questions." in shown


def test_csv_has_column_for_each_question(event, registration, signed_in, make_registration):
    several, country = ask(event, "several", "Which?"), ask(event, "country", "From where?")
    agree, message = ask(event, "consent", "Agreed?"), ask(event, "file", "Letter")
    gone = ask(event, label="=Gone?")
    give(
        registration,
        {
            several: ["red", "blue"],
            country: "CI",
            agree: "yes",
            message: Upload("a.pdf", PDF),
            gone: "=1+1",
        },
    )
    make_registration(event, email="bo@example.org")
    with transaction() as session:
        editing.remove_question(session, event.id, gone)

    head, one, two = table(signed_in.get(f"/organise/events/{event.id}/registrations.csv"))

    assert head[-5:] == ["Which?", "From where?", "Agreed?", "Letter", "'=Gone?"]
    assert one[-5:] == ["red; blue", "Côte d’Ivoire", "Agreed", "a.pdf", "'=1+1"]
    assert two[-5:] == [""] * 5


def test_answers_of_former_type_are_kept_and_count_again(
    event, signed_in, make_registration, organiser
):
    here, online = kind_of_registration(event, "Here"), kind_of_registration(event, "Online", 2)
    of_here = {"registration_type_ids": frozenset({here})}
    meal, visa = ask(event, label="Meal", **of_here), ask(event, "file", "Visa", **of_here)
    registration = make_registration(
        event, registration_type_id=here, given={meal: "none", visa: Upload("a.pdf", PDF)}
    )
    people = f"/organise/events/{event.id}/registrations"
    one = f"{people}/{registration.id}"

    def move(kind):
        page = signed_in.get(f"{one}/type")
        assert "Answers to questions of their current type are kept" in page.text
        data = {"registration_type": str(kind), "csrf_token": token_of(page)}
        assert signed_in.post(f"{one}/type", data=data).status_code == 303

    def seen():
        return table(signed_in.get(f"{people}.csv"))[1][-2:], signed_in.get(f"{one}/answers")

    first, _ = seen()
    move(online)
    cells, page = seen()
    move(here)
    again, back = seen()

    values, by = text_of(page), f"by {organiser.name}, "
    assert (first, cells, again) == (["none", "a.pdf"], ["", ""], ["none", "a.pdf"])
    assert "This registration type has no questions." in values
    assert re.search(r"Questions of other types .* Meal none Visa a\.pdf ", values)
    assert f"Registration type Here Online {by}" in values
    assert f'href="{one}/answers/{visa}/file"' in page.text
    assert f"Registration type Online Here {by}" in text_of(back)
    assert "Questions of other types" not in text_of(back)
    assert 'value="none"' in back.text


def test_query_count_of_csv_does_not_depend_on_number_of_registrations(
    event, signed_in, make_registration
):
    number = ask(event)
    path, counted = f"/organise/events/{event.id}/registrations.csv", []
    for who in range(3):
        make_registration(event, email=f"p{who}@example.org", given={number: str(who)})
        signed_in.get(path)
        with statements() as seen:
            assert len(table(signed_in.get(path))) == who + 2
        counted.append(len(seen))

    assert len(set(counted)) == 1


def test_batches_of_csv_match_answers_to_registrations(
    event, signed_in, make_registration, monkeypatch
):
    number = ask(event)
    for who in range(5):
        make_registration(
            event, email=f"p{who}@example.org", name=f"P{who}", given={number: f"said {who}"}
        )
    monkeypatch.setattr(registrant_list, "BATCH", 2)
    monkeypatch.setattr("webinars.web.organiser.registrations.downloads.BATCH", 2)

    rows = table(signed_in.get(f"/organise/events/{event.id}/registrations.csv"))[1:]

    assert [(row[0], row[-1]) for row in rows] == [(f"P{who}", f"said {who}") for who in range(5)]


def test_table_links_to_answers_of_events_with_questions(event, registration, path, signed_in):
    people = f"/organise/events/{event.id}/registrations"
    assert path not in signed_in.get(people).text

    ask(event)

    assert path in signed_in.get(people).text


def test_erased_registration_has_no_answers_page(event, registration, path, signed_in):
    ask(event)
    with transaction() as session:
        session.scalar(
            select(Registration).where(Registration.id == registration.id)
        ).erased_at = registration.created_at
    db.session.rollback()

    assert signed_in.get(path).status_code == 404


def test_text_and_version_of_a_consent_are_shown(event, path, registration, signed_in, clock):
    consent = ask(event, "consent", "You may record me")
    give(registration, {consent: "yes"})
    assert "Version 1 of the text, agreed on 25 November 2026" in text_of(signed_in.get(path))
    with transaction() as session:
        question = editing.queries.question_of_event(session, event.id, consent)
        for label, required in (("You may sell me", False), ("You may sell me", True)):
            editing.change_question(
                session, event.id, consent, QuestionDetails(label=label, required=required),
                seen=fingerprint(question.asked),
            )  # fmt: skip

    page = text_of(signed_in.get(path))

    assert "Consents You may record me Version 1 of the text" in page
    assert "The form now shows version 2." in page
    assert "version 2" in text_of(signed_in.get(f"/organise/events/{event.id}/questions"))
