"""Questions of an event: add, edit, move and remove them, without scripts."""

import re

import pytest

from tests.questions.asking import ask, kind_of_registration
from tests.web.conftest import token_of
from tests.web.pages import statements, text_of
from webinars.database import db
from webinars.questions import queries
from webinars.questions.question_types import QuestionStage


@pytest.fixture
def event(make_event):
    """Return an event."""
    return make_event()


@pytest.fixture
def path(event):
    """Return the path of its questions."""
    return f"/organise/events/{event.id}/questions"


@pytest.fixture
def post(signed_in, path):
    """Return a function that submits a form of these pages, with the fingerprint of the edited question."""

    def post(at="", **fields):
        shown = signed_in.get(f"{path}{at}")
        if shown.status_code != 200 or 'name="csrf_token"' not in shown.text:
            shown = signed_in.get("/links")
        seen = re.search(r'name="seen"[^>]*value="([^"]*)"', shown.text)
        values = {"csrf_token": token_of(shown), **({"seen": seen[1]} if seen else {}), **fields}
        return signed_in.post(f"{path}{at}", data=values)

    return post


def asked(event):
    db.session.rollback()
    return queries.questions_of(db.session(), event.id)


def labels(event):
    return [item.label for item in asked(event)]


def test_question_is_added_by_type(event, path, post, signed_in):
    page = signed_in.get(path).text
    assert f'href="{path}/new?type=single"' in page

    answer = post(
        "/new?type=single",
        label=" Which  room? ",
        help="By the lake.",
        choices="A\nB\n\n",
        required="y",
    )

    assert answer.status_code == 303
    (question,) = asked(event)
    assert (question.question_type.value, question.label, question.help) == (
        "single",
        "Which room?",
        "By the lake.",
    )
    assert (question.choices, question.required) == (["A", "B"], True)
    shown = text_of(signed_in.get(answer.location))
    assert "The question was added at the end." in shown
    assert "Which room?" in shown


def test_unknown_question_type_redirects_to_list(path, signed_in):
    assert signed_in.get(f"{path}/new?type=riddle").location == path
    assert signed_in.get(f"{path}/new").location == path


def test_invalid_question_shows_errors_and_keeps_values(event, post):
    answer = post("/new?type=several", label="", help="Keep me", choices="only one")

    assert answer.status_code == 422
    assert "Enter the question." in answer.text
    assert "Keep me" in answer.text
    answer = post("/new?type=several", label="Which?", help="Keep me", choices="only one")
    assert answer.status_code == 422
    assert "Enter at least 2 choices" in answer.text
    assert '<a href="#choices">' in answer.text
    assert "only one</textarea>" in answer.text
    assert asked(event) == []


def test_expired_form_keeps_entered_values(event, path, signed_in):
    answer = signed_in.post(f"{path}/new?type=text", data={"label": "Typed long ago"})

    assert answer.status_code == 400
    assert 'value="Typed long ago"' in answer.text
    assert asked(event) == []


def test_suggested_question_is_added_once(event, path, post, signed_in):
    assert 'value="diet"' in signed_in.get(path).text

    assert post(preset="diet").status_code == 303

    assert labels(event) == ["Dietary requirements"]
    assert 'value="diet"' not in signed_in.get(path).text
    assert post(preset="moon").status_code == 422


def test_condition_refers_to_any_earlier_question(event, post, signed_in, path):
    single, country = ask(event, "single", "Which?"), ask(event, "country", "From where?")
    number = ask(event, "number", "How many?")

    post("/new?type=text", label="a", parent=str(single), **{f"values-{single}": ["red", "blue"]})
    post("/new?type=text", label="b", parent=str(country), **{f"values-{country}": "kenya\nch"})
    post("/new?type=text", label="c", parent=str(number), **{f"values-{number}": "1,5\n2"})
    post("/new?type=text", label="d", parent=str(number), **{f"values-{single}": ["red"]})

    stored = [(item.parent_id, item.parent_values) for item in asked(event)[3:]]
    assert stored == [
        (single, ["red", "blue"]),
        (country, ["KE", "CH"]),
        (number, ["1.5", "2"]),
        (number, []),
    ]
    shown = text_of(signed_in.get(path))
    assert "Only if you answer “From where?” with “Kenya” / “Switzerland”." in shown
    assert "Only if you answer “How many?”." in shown


def test_impossible_condition_shows_error_and_stays(event, post):
    country = ask(event, "country", "From where?")

    answer = post(
        "/new?type=text", label="a", parent=str(country), **{f"values-{country}": "Atlantis"}
    )

    assert answer.status_code == 422
    assert '<a href="#parent">' in answer.text
    assert "ATLANTIS" in answer.text


def test_question_is_changed(event, path, post, signed_in):
    parent = ask(event, "yes_no", "Do you travel?")
    number = ask(event, "single", "How?", parent_id=parent, parent_values=("yes",), required=True)

    page = signed_in.get(f"{path}/{number}").text
    assert "red\ngreen\nblue</textarea>" in page
    assert re.search(rf'name="parent" value="{parent}"\s+checked', page)
    assert re.search(rf'name="values-{parent}" value="yes" checked', page)
    answer = post(f"/{number}", label="By what?", choices="train\nplane", parent="")

    assert answer.status_code == 303
    changed = asked(event)[1]
    assert (changed.label, changed.choices, changed.required) == (
        "By what?",
        ["train", "plane"],
        False,
    )
    assert (changed.parent_id, changed.parent_values) == (None, [])


def test_edit_conflict_shows_both_versions_and_can_be_overridden(event, path, post):
    number = ask(event, label="First")
    post(f"/{number}", label="Theirs")

    answer = post(f"/{number}", label="Mine", seen="0123456789abcdef")

    assert answer.status_code == 409
    assert "Theirs" in text_of(answer)
    assert 'value="Mine"' in answer.text
    assert labels(event) == ["Theirs"]
    seen = re.search(r'name="seen"[^>]*value="([^"]*)"', answer.text)[1]
    assert post(f"/{number}", label="Mine", seen=seen).status_code == 303
    assert labels(event) == ["Mine"]


def test_question_is_limited_to_registration_types(event, path, post, signed_in):
    online, here = kind_of_registration(event, "Online"), kind_of_registration(event, "Here", 2)

    post("/new?type=text", label="a", registration_type=[str(here)])
    refused = post("/new?type=text", label="b", registration_type=["4711"])

    (question,) = asked(event)
    assert question.registration_type_ids == [here]
    assert refused.status_code == 422
    assert (
        f'name="registration_type" value="{online}"' in signed_in.get(f"{path}/{question.id}").text
    )
    assert "Only for: Here." in text_of(signed_in.get(path))


def test_questions_are_reordered_with_buttons(event, path, post, signed_in):
    first, second = ask(event, label="a"), ask(event, label="b", parent_id=None)

    answer = post(f"/{second}/position", to="up")

    assert (answer.status_code, answer.location) == (303, f"{path}#question-{second}")
    assert labels(event) == ["b", "a"]
    assert post(f"/{first}/position", to="sideways").status_code == 422
    page = signed_in.get(path).text
    assert page.count(" disabled") == 2


def test_impossible_move_shows_error(event, post):
    parent = ask(event, label="a")
    child = ask(event, label="b", parent_id=parent)

    answer = post(f"/{child}/position", to="up")

    assert answer.status_code == 409
    assert "A question must come after the one it depends on." in text_of(answer)
    assert labels(event) == ["a", "b"]


def test_removal_confirmation_says_what_happens_to_answers(
    event, path, post, signed_in, make_registration
):
    number, other = ask(event, label="a"), ask(event, label="b")
    make_registration(event, given={number: "x"})

    assert "1 person has answered it." in text_of(signed_in.get(f"{path}/{number}/removal"))
    assert "Nobody has answered it yet" in text_of(signed_in.get(f"{path}/{other}/removal"))
    assert labels(event) == ["a", "b"]
    assert post(f"/{number}/removal").status_code == 303

    assert labels(event) == ["b"]
    assert signed_in.get(f"{path}/{number}").status_code == 404


def test_question_used_in_condition_is_not_removed(event, post):
    parent = ask(event, label="a")
    ask(event, label="Why b?", parent_id=parent)

    answer = post(f"/{parent}/removal")

    assert answer.status_code == 409
    assert "“Why b?” depends on this question." in text_of(answer)


def test_page_previews_form(event, path, signed_in):
    number = ask(event, "date", "When do you come?", help="The <first> day.")

    page = signed_in.get(path).text

    assert f'id="q-{number}" name="q-{number}" type="date"' in page
    assert "The &lt;first&gt; day." in page


def test_questions_of_other_organisers_event_are_not_found(event, path, as_another):
    number = ask(event)

    for at in ("", "/new?type=text", f"/{number}", f"/{number}/removal"):
        assert as_another.get(f"{path}{at}").status_code == 404


def test_query_count_does_not_depend_on_number_of_questions(event, path, signed_in):
    counted = []
    for _ in range(3):
        ask(event)
        signed_in.get(path)
        with statements() as seen:
            signed_in.get(path)
        counted.append(len(seen))

    assert len(set(counted)) == 1


def test_question_is_marked_as_sensitive(event, post, path, signed_in):
    post("/new?type=text", label="Allergies", sensitive="y")
    [question] = asked(event)
    assert question.sensitive

    assert "sensitive" in text_of(signed_in.get(path))
    post(f"/{question.id}", label="Allergies")

    assert not asked(event)[0].sensitive


def test_question_is_asked_after_approval(event, post, path, signed_in):
    post("/new?type=text", label="Allergies", stage="after_approval")
    [question] = asked(event)
    assert question.stage is QuestionStage.AFTER_APPROVAL
    page = text_of(signed_in.get(path))
    assert [
        "Short text · after approval" in page,
        "on the registration page of each person" in page,
    ] == [
        True,
        True,
    ]

    child = post("/new?type=text", label="Which?", parent=question.id)
    unknown = post(f"/{question.id}", label="Allergies", stage="never")
    assert [child.status_code, unknown.status_code] == [422, 422]
    assert "depends on “Allergies”, which is asked after approval" in text_of(child)

    # A form of an earlier version has no stage: it stays.
    post(f"/{question.id}", label="Allergy")
    assert asked(event)[0].stage is QuestionStage.AFTER_APPROVAL
    post(f"/{question.id}", label="Allergy", stage="at_registration")
    assert asked(event)[0].stage is QuestionStage.AT_REGISTRATION
