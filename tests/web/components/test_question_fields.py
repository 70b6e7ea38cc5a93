"""Questions on the registration form: display, validation, conditions and files."""

import io
import re

import pytest
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from tests.questions.asking import PDF, answers_of, ask, docx, file_names, kind_of_registration
from tests.web.pages import statements, text_of
from webinars.database import db
from webinars.files.validation import MAX_BYTES
from webinars.registrations.models import Registration
from webinars.web.core.http import uploads

ANA = {
    "name": "Ana",
    "email": "ana@example.org",
    "affiliation": "Ministry",
    "zone": "America/Lima",
    "lang": "en",
}


@pytest.fixture(autouse=True)
def stopped(clock):
    """Stop the clock."""


@pytest.fixture
def event(make_event):
    """Return an event."""
    return make_event()


@pytest.fixture
def path(event):
    """Return the address of its form."""
    return f"/events/{event.slug}/registrations"


def stored():
    db.session.rollback()
    return db.session.query(Registration).order_by(Registration.id).all()


def file(body=PDF, name="letter.pdf"):
    return (io.BytesIO(body), name)


@pytest.fixture
def post(client, token_on):
    """Return a function that sends a large form, its bytes made beforehand: the client would leave a file open."""

    def post(path, on="/links", **fields):
        values = {
            name: FileStorage(*item) if isinstance(item, tuple) else item
            for name, item in fields.items()
        }
        boundary, body = encode_multipart({"csrf_token": token_on(on), **values})
        return client.post(
            path, data=body, content_type=f"multipart/form-data; boundary={boundary}"
        )

    return post


def test_form_shows_questions_in_order(event, path, client):
    numbers = [
        ask(event, kind, f"Question of {kind}")
        for kind in ("text", "long_text", "single", "several", "yes_no", "number", "date", "country", "file", "consent")
    ]  # fmt: skip

    page = client.get(path).text

    places = [page.index(f'name="q-{number}"') for number in numbers]
    assert places == sorted(places)
    assert 'enctype="multipart/form-data"' in page
    assert '<option value="KE">Kenya</option>' in page
    assert page.index('id="zone"') < places[0]


def test_event_without_questions_has_plain_form(path, client):
    page = client.get(path).text

    assert "questions.js" not in page
    assert "multipart" not in page
    assert "Questions from the organiser" not in page


@pytest.mark.parametrize("overrides", [{"LANGUAGES": ["en", "fr"]}])
def test_countries_are_translated(event, path, client):
    ask(event, "country", "Pays ?")

    page = client.get(f"{path}?lang=fr").text

    assert '<option value="DE">Allemagne</option>' in page


def test_answers_are_stored_with_registration(event, path, send):
    text, several, agree = (
        ask(event),
        ask(event, "several", "Which?"),
        ask(event, "consent", "Yes?"),
    )

    answer = send(
        path,
        **ANA,
        **{f"q-{text}": "to listen", f"q-{several}": ["red", "blue"], f"q-{agree}": "yes"},
    )

    assert answer.status_code == 303
    assert answers_of(stored()[0]) == {
        text: {"text": "to listen"},
        several: {"texts": ["red", "blue"]},
        agree: {"text": "yes", "to": "Yes?", "version": 1},
    }


def test_invalid_answers_are_reported_at_field_and_top_with_values(event, path, send):
    needed, number = (
        ask(event, "single", "Which?", required=True),
        ask(event, "number", "How many?"),
    )
    text = ask(event, label="Why?")

    answer = send(
        path, **{**ANA, "email": "ana@"}, **{f"q-{number}": "many", f"q-{text}": "because <3"}
    )

    assert answer.status_code == 422
    assert "There are 3 problems" in answer.text
    for name in (f"q-{needed}", f"q-{number}"):
        assert f'<a href="#{name}">' in answer.text
        assert f'id="{name}-error"' in answer.text
    assert 'value="many"' in answer.text
    assert 'value="because &lt;3"' in answer.text
    assert answer.text.count("autofocus") == 1
    assert stored() == []


def test_form_with_only_invalid_answers_is_shown_again(event, path, send):
    number = ask(event, required=True)

    answer = send(path, **ANA)

    assert answer.status_code == 422
    assert "This question is required." in answer.text
    assert 'value="ana@example.org"' in answer.text
    assert "autofocus" in answer.text[answer.text.index(f'id="q-{number}"') :][:300]
    assert stored() == []


def test_invalid_answers_do_not_reveal_existing_registration(event, path, send, make_registration):
    make_registration(event, email="known@example.org")
    number = ask(event, "number", "How many?")

    answers = [
        send(path, **{**ANA, "email": f"{who}@example.org"}, **{f"q-{number}": item})
        for item in ("many", "3")
        for who in ("fresh", "known")
    ]

    assert [answer.status_code for answer in answers] == [422, 422, 303, 303]


def test_conditions_work_without_scripts(event, path, send, client):
    parent = ask(event, "yes_no", "Do you travel?")
    child = ask(event, label="From where?", required=True, parent_id=parent, parent_values=("yes",))

    page = client.get(path)
    no = send(path, **ANA, **{f"q-{parent}": "no", f"q-{child}": "Lima"})
    yes = send(path, **{**ANA, "email": "bo@example.org"}, **{f"q-{parent}": "yes"})

    assert "Only if you answer “Do you travel?” with “Yes”." in text_of(page)
    assert f'data-if="q-{parent}"' in page.text
    assert (no.status_code, yes.status_code) == (303, 422)
    assert answers_of(stored()[0]) == {parent: {"text": "no"}}


def test_question_applies_to_its_registration_type(event, path, send, client):
    online, here = (
        kind_of_registration(event, "Online"),
        kind_of_registration(event, "In Geneva", 2),
    )
    number = ask(event, required=True, registration_type_ids=frozenset({here}))

    page = client.get(path)
    one = send(path, **ANA, registration_type=str(online))
    other = send(path, **{**ANA, "email": "bo@example.org"}, registration_type=str(here))

    assert "Only for: In Geneva." in text_of(page)
    assert (one.status_code, other.status_code) == (303, 422)
    assert f'id="q-{number}-error"' in other.text


def test_control_characters_of_answer_are_not_redisplayed(event, path, send):
    number = ask(event)

    answer = send(path, **ANA, **{f"q-{number}": "a\x07b\x00"})

    assert answer.status_code == 422
    assert "\x07" not in answer.text
    assert "\x00" not in answer.text


def test_answers_are_escaped(event, path, send, client):
    ask(event, label="<b>Bold?</b>", help="<script>x</script>")
    ask(event, "single", "Which?", choices=("<i>a", '"b'))

    page = client.get(path).text

    assert "<b>Bold" not in page
    assert "<script>x" not in page
    assert 'value="&lt;i&gt;a"' in page


# --- Files


def test_file_is_uploaded_with_form(event, path, send):
    number = ask(event, "file", "Your letter", required=True)

    answer = send(path, **ANA, **{f"q-{number}": file(name="..\\my letter.PDF")})

    assert answer.status_code == 303
    assert file_names() == ["my letter.pdf"]


def test_unsupported_file_is_an_error_at_its_field(event, path, send):
    number = ask(event, "file", "Your letter")

    for body, name in (
        (b"<html>", "page.html"),
        (b"<html>", "page.pdf"),
        (docx(**{"word/vbaProject.bin": "x"}), "a.docx"),
    ):
        answer = send(path, **ANA, **{f"q-{number}": file(body, name)})
        assert answer.status_code == 422
        assert f'id="q-{number}-error"' in answer.text

    assert file_names() == []


def test_file_must_be_chosen_again_after_other_error(event, path, send):
    number = ask(event, "file", "Your letter")

    answer = send(path, **{**ANA, "email": "ana@"}, **{f"q-{number}": file()})

    assert "Choose “letter.pdf” again: files are saved only when" in text_of(answer)
    assert f'<a href="#q-{number}">' in answer.text
    assert "There are 2 problems" in answer.text
    assert file_names() == []


def test_missing_optional_file_is_no_answer(event, path, send):
    number = ask(event, "file", "Your letter")

    assert send(path, **ANA, **{f"q-{number}": file(b"", "")}).status_code == 303


def test_file_size_is_limited(event, path, post):
    number = ask(event, "file", "Your letter")
    largest = PDF + b"x" * (MAX_BYTES - len(PDF))

    larger = post(path, **ANA, **{f"q-{number}": file(largest + b"x")})
    answer = post(path, **ANA, **{f"q-{number}": file(largest)})

    assert larger.status_code == 422
    assert "This file is too large. Choose one of at most 10 MB." in text_of(larger)
    assert answer.status_code == 303
    assert file_names() == ["letter.pdf"]


def test_form_with_files_is_limited_in_size(event, path, post):
    number = ask(event, "file", "Your letter")

    answer = post(path, **ANA, **{f"q-{number}": file(b"x" * uploads.MAX_UPLOAD_BYTES)})

    assert answer.status_code == 413
    assert stored() == []


def test_only_multipart_forms_may_be_large(event, path, client, post):
    big = "x" * (1024 * 1024 + 1)

    assert client.post(path, data={"name": big}).status_code == 413
    assert post(path, **ANA, note=big).status_code == 413
    assert post(path, **ANA, note=file(big.encode())).status_code == 303
    assert post("/links", email="ana@example.org", note=file(big.encode())).status_code == 413


# --- What it costs


def test_event_without_questions_needs_no_extra_query(make_event, send, client):
    plain, asks = make_event(title="Plain"), make_event(title="Asks")
    number = ask(asks)
    seen = {}

    for event in (plain, asks):
        path = f"/events/{event.slug}/registrations"
        token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', client.get(path).text)[1]
        with statements() as shown:
            client.get(path)
        with statements() as taken:
            fields = {"csrf_token": token, **ANA, f"q-{number}": "x"}
            assert client.post(path, data=fields).status_code == 303
        seen[event.title] = (shown, taken)

    asked = [
        [item for item in sent if "question" in item.partition("FROM")[2]] for sent in seen["Plain"]
    ]
    assert asked == [[], []]
    assert len(seen["Plain"][1]) == 10
    assert len(seen["Plain"][0]) == 1  # the form is cached: its state alone is loaded
    assert len(seen["Asks"][0]) == 4
    assert ["question" in item.partition("FROM")[2] for item in seen["Asks"][0]].count(True) == 1


def test_number_of_queries_is_independent_of_questions(event, path, client, send):
    counted = []
    for _ in range(3):
        ask(event)
        client.get(path)
        with statements() as seen:
            client.get(path)
        counted.append(len(seen))

    assert len(set(counted)) == 1
