"""Answers by the manage link: complete, change, export, download files."""

import io
import re

import pytest

from tests.files.made import jpeg
from tests.links import link_token
from tests.questions.asking import (
    PDF,
    answers_of,
    ask,
    changes_of,
    docx,
    file_names,
    give,
    kind_of_registration,
)
from tests.web.pages import text_of
from webinars.database import transaction
from webinars.questions.question_spec import Upload
from webinars.questions.question_types import QuestionStage
from webinars.registrations import cancellation, erasure
from webinars.registrations.models import Registration
from webinars.registrations.status import Status
from webinars.registrations.types.type_change import change_type, type_changes_of


@pytest.fixture(autouse=True)
def stopped(clock):
    """Stop the clock."""


@pytest.fixture
def event(make_event):
    """Return an event."""
    return make_event()


@pytest.fixture
def registration(event, make_registration):
    """Return a registration."""
    return make_registration(event)


@pytest.fixture
def link(site):
    """Return a builder of manage page paths."""

    def link(registration):
        return f"/registrations/{link_token('manage', registration.id)}"

    return link


@pytest.fixture
def path(registration, link):
    """Return the path of the answers page."""
    return f"{link(registration)}/answers"


def test_answers_are_completed_and_changed_with_manage_link(
    event, registration, path, link, send, client
):
    number = ask(event)
    assert 'href="' + path in client.get(link(registration)).text

    done = send(path, **{f"q-{number}": "late"})
    send(path, **{f"q-{number}": "later"})

    assert done.status_code == 303
    assert "Your answers are saved." in text_of(client.get(done.location))
    assert answers_of(registration) == {number: {"text": "later"}}
    assert changes_of(registration) == [(number, None, {"text": "late"}, {"text": "later"})]
    assert 'value="later"' in client.get(path).text


def test_invalid_answers_are_shown_again_with_errors(event, registration, path, send):
    number = ask(event, "number", "How many?", required=True)

    answer = send(path, **{f"q-{number}": "many"})

    assert answer.status_code == 422
    assert 'value="many"' in answer.text
    assert "There is a problem" in answer.text
    assert answers_of(registration) == {}


def test_expired_form_keeps_entered_answers(event, registration, path, client):
    number = ask(event)

    answer = client.post(path, data={f"q-{number}": "typed"})

    assert answer.status_code == 400
    assert 'value="typed"' in answer.text
    assert answers_of(registration) == {}


def test_answers_page_redirects_without_questions(registration, path, link, client):
    assert client.get(path).location == link(registration)
    assert "My answers" not in client.get(link(registration)).text


def test_cancelled_registration_cannot_answer(event, registration, path, link, client, send):
    number = ask(event)
    with transaction() as session:
        cancellation.cancel_registration(session, registration.id)

    refused = send("/links", at=path, **{f"q-{number}": "x"})

    assert client.get(path).location == link(registration)
    assert refused.status_code == 409
    assert "answers cannot be changed." in text_of(refused)
    assert answers_of(registration) == {}


def test_confirmed_registrant_completes_questions_on_their_page(
    event, registration, link, send, client
):
    first = ask(event, "yes_no", "Do you come by train?")
    give(registration, {first: "yes"})
    later = {"stage": QuestionStage.AFTER_APPROVAL}
    number = ask(event, "number", "How many bags?", required=True, parent_id=first, **later)
    optional = ask(event, label="Anything else?", **later)
    own = link(registration)
    shown = client.get(own).text
    assert f'name="q-{number}"' in shown
    assert f'name="q-{first}"' not in shown

    refused = send(own, at=f"{own}/questions", **{f"q-{number}": "many", f"q-{optional}": "kept"})
    assert refused.status_code == 422
    assert "“How many bags?”: " in text_of(refused)
    assert ['value="many"' in refused.text, 'value="kept"' in refused.text] == [True, True]

    saved = send(own, at=f"{own}/questions", **{f"q-{number}": "2", f"q-{optional}": ""})
    after = client.get(saved.location)
    assert "Your answers are saved." in text_of(after)
    assert "A few more questions" not in text_of(after)
    assert answers_of(registration) == {first: {"text": "yes"}, number: {"text": "2"}}
    assert f'name="q-{number}"' in client.get(f"{own}/answers").text
    assert client.get(f"{own}/questions").location == own


@pytest.mark.parametrize("form", ["questions", "answers"])
def test_questions_after_approval_are_refused_before_it(
    event, registration, link, send, client, form
):
    first, number = ask(event), ask(event, stage=QuestionStage.AFTER_APPROVAL)
    own = link(registration)
    with transaction() as session:
        session.get_one(Registration, registration.id).status = Status.AWAITING_APPROVAL

    assert f"q-{number}" not in client.get(own).text + client.get(f"{own}/answers").text
    refused = send("/links", at=f"{own}/{form}", **{f"q-{first}": "x", f"q-{number}": "my words"})

    assert refused.status_code == 409
    assert "asked once the registration is confirmed." in text_of(refused)
    assert "my words" in refused.text
    assert answers_of(registration) == {}


def sent_with(page, **fields):
    """Return what a browser sends from the questions of a page."""
    return dict(re.findall(r'name="(questions-\w+)" value="([^"]*)"', page)) | fields


def test_form_from_before_approval_leaves_later_questions_alone(
    event, registration, path, link, send, client
):
    first, number = ask(event), ask(event, stage=QuestionStage.AFTER_APPROVAL)
    with transaction() as session:
        session.get_one(Registration, registration.id).status = Status.AWAITING_APPROVAL
    page = client.get(path).text
    with transaction() as session:
        session.get_one(Registration, registration.id).status = Status.CONFIRMED

    saved = send(path, **sent_with(page, **{f"q-{first}": "x"}))
    assert "A few more questions" in text_of(client.get(saved.location))
    give(registration, {number: "vegan"})
    send(path, **sent_with(page, **{f"q-{first}": "y"}))

    assert answers_of(registration) == {first: {"text": "y"}, number: {"text": "vegan"}}


def test_question_added_since_the_form_was_shown_is_still_asked(
    event, registration, link, send, client
):
    later, own = {"stage": QuestionStage.AFTER_APPROVAL}, link(registration)
    first, letter = ask(event, **later), ask(event, "file", "Your letter", **later)
    page = client.get(own).text
    added = ask(event, "several", "Which?", **later)

    saved = send(own, at=f"{own}/questions", **sent_with(page, **{f"q-{first}": ""}))
    page = client.get(saved.location).text
    assert f'name="q-{added}"' in page
    saved = send(own, at=f"{own}/questions", **sent_with(page, **{f"q-{first}": ""}))

    assert f'name="q-{letter}"' not in client.get(saved.location).text


def test_older_form_overwrites_no_answer_that_it_left_as_it_was(
    event, registration, path, send, client, organiser
):
    words, several, why = (
        ask(event, "long_text", "Diet?"), ask(event, "several", "Which?"), ask(event)
    )  # fmt: skip
    give(registration, {words: "one\ntwo", several: ["red"], why: "why"})
    page = client.get(path).text
    give(registration, {words: "vegan", several: ["red", "blue"], why: "theirs"}, organiser)
    fields = {f"q-{words}": "one\r\ntwo", f"q-{several}": ["red"], f"q-{why}": "changed"}

    assert send(path, **sent_with(page, **fields)).status_code == 303

    assert answers_of(registration) == {
        words: {"text": "vegan"}, several: {"texts": ["red", "blue"]}, why: {"text": "changed"},
    }  # fmt: skip
    emptied = {f"q-{words}": "", f"q-{why}": "changed"}
    send(path, **sent_with(client.get(path).text, **emptied))
    assert answers_of(registration) == {why: {"text": "changed"}}


def test_uploaded_file_stays_until_replaced_or_removed(event, registration, path, send, client):
    number, other = ask(event, "file", "Your letter", required=True), ask(event)
    send(path, **{f"q-{number}": (io.BytesIO(PDF), "a.pdf")})
    assert "a.pdf" in text_of(client.get(path))

    send(path, **{f"q-{other}": "x", f"q-{number}": (io.BytesIO(b""), "")})
    assert file_names() == ["a.pdf"]
    refused = send(path, **{f"q-{number}-drop": "yes"})

    assert refused.status_code == 422
    assert file_names() == ["a.pdf"]


def test_uploaded_file_is_served_as_attachment(event, registration, path, client):
    number = ask(event, "file", "Your letter")
    body = docx()
    give(registration, {number: Upload("Lebenslauf ä.docx", body)})

    answer = client.get(f"{path}/{number}/file")

    assert answer.data == body
    assert (
        answer.content_type
        == "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    )
    assert answer.headers["Content-Disposition"] == (
        "attachment; filename=\"Lebenslauf a.docx\"; filename*=UTF-8''Lebenslauf%20%C3%A4.docx"
    )
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("name", "body", "kind"),
    [
        ("a.txt", b"<script>alert(1)</script>", "text/plain"),
        ("a.jpg", jpeg(comment=b"<svg onload=alert(1)>"), "image/jpeg"),
        ("a.pdf", b"%PDF-1.7 /OpenAction", "application/pdf"),
    ],
)
def test_uploaded_file_is_never_rendered_by_browsers(
    event, registration, path, client, name, body, kind
):
    number = ask(event, "file", "Your letter")
    give(registration, {number: Upload(name, body)})

    answer = client.get(f"{path}/{number}/file")

    assert answer.mimetype == kind
    assert answer.headers["Content-Disposition"] == f"attachment; filename={name}"
    assert "sandbox" in answer.headers["Content-Security-Policy"]


def test_link_serves_only_files_of_its_registration(
    event, registration, path, link, client, make_registration
):
    file_question, text = ask(event, "file", "Your letter"), ask(event)
    other = make_registration(
        event, email="bo@example.org", given={file_question: Upload("b.pdf", PDF)}
    )
    give(registration, {text: "x"})

    assert client.get(f"{link(other)}/answers/{file_question}/file").status_code == 200
    assert client.get(f"{path}/{file_question}/file").status_code == 404
    assert client.get(f"{path}/{text}/file").status_code == 404
    assert client.get(f"{path}/4711/file").status_code == 404
    assert client.get(f"{path}/{2**31}/file").status_code == 404


def test_erasure_deletes_uploaded_files(event, registration, path, client):
    number = ask(event, "file", "Your letter")
    give(registration, {number: Upload("a.pdf", PDF)})
    with transaction() as session:
        erasure.erase_registrant(session, registration.id)

    assert client.get(f"{path}/{number}/file").status_code == 404
    assert file_names() == []


def test_export_contains_answers_files_and_changes(event, registration, link, client, organiser):
    file_question, text, several = (
        ask(event, "file", "Your letter"),
        ask(event),
        ask(event, "several", "Which?"),
    )
    give(registration, {file_question: Upload("a.pdf", PDF), text: "one", several: ["blue"]})
    give(registration, {text: "two"}, organiser)

    exported = client.get(f"{link(registration)}/data.json").get_json()

    at = exported["answers"][0]["answered_at"]
    assert exported["answers"] == [
        {"question": "Your letter", "text": "a.pdf", "answered_at": at, "is_asked": True},
        {"question": "Why do you come?", "text": "two", "answered_at": at, "is_asked": True},
        {"question": "Which?", "texts": ["blue"], "answered_at": at, "is_asked": True},
    ]
    assert exported["files"] == [
        {
            "question": "Your letter",
            "name": "a.pdf",
            "media_type": "application/pdf",
            "octets": len(PDF),
            "sent_at": at,
        }
    ]
    assert exported["answer_changes"] == [
        {
            "question": "Why do you come?",
            "by": organiser.name,
            "changed_at": at,
            "before": {"text": "one"},
            "after": {"text": "two"},
        }
    ]


def test_changed_type_asks_its_questions_and_exports_all_answers(
    event, link, client, make_registration, organiser
):
    here, online = kind_of_registration(event, "Here"), kind_of_registration(event, "Online", 2)
    meal = ask(event, label="Meal", registration_type_ids=frozenset({here}))
    seen = ask(event, label="Camera", registration_type_ids=frozenset({online}))
    registration = make_registration(event, registration_type_id=here, given={meal: "none"})
    of_event = {"event_id": event.id, "registration_id": registration.id}
    before = client.get(f"{link(registration)}/answers").text
    with transaction() as session:
        change_type(session, registration_type_id=online, organiser_id=organiser.id, **of_event)

    page = client.get(f"{link(registration)}/answers").text
    exported = client.get(f"{link(registration)}/data.json").get_json()

    assert [f'name="q-{number}"' in before for number in (meal, seen)] == [True, False]
    assert [f'name="q-{number}"' in page for number in (meal, seen)] == [False, True]
    assert "Only for" not in before + page
    assert [(row["question"], row["is_asked"]) for row in exported["answers"]] == [("Meal", False)]
    move = {"by": organiser.name, "before": "Here", "after": "Online"}
    assert [row | {"changed_at": ""} for row in exported["registration_type_changes"]] == [
        move | {"changed_at": ""}
    ]


def test_erasure_deletes_type_changes_with_their_author(event, make_registration, organiser):
    registration = make_registration(event)
    of_event = {"event_id": event.id, "registration_id": registration.id}
    kind = kind_of_registration(event, "Here")
    with transaction() as session:
        change_type(session, registration_type_id=kind, organiser_id=organiser.id, **of_event)
        assert type_changes_of(session, registration.id)
        erasure.erase_registrant(session, registration.id)

        assert type_changes_of(session, registration.id) == []
