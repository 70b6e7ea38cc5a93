"""Moderation of comments: list, publish, answer, remove, restore."""

import re
from datetime import timedelta

import pytest

from tests.comments.leaving import act, all_stored, answer, leave, stored
from tests.web.conftest import token_of
from tests.web.pages import statements, text_of
from webinars.comments import acceptance, queries
from webinars.comments.state import CommentState
from webinars.database import db, transaction
from webinars.events.models import Event


def path_of(event, tail=""):
    return f"/organise/events/{event.id}/comments{tail}"


@pytest.fixture
def look(signed_in):
    """Return the text of a page about an event's comments."""
    return lambda event, tail="", **query: text_of(
        signed_in.get(path_of(event, tail), query_string=query)
    )


@pytest.fixture
def reply(signed_in):
    """Return a function that submits the answer to a comment."""

    def reply(event, number, text="Yes.", do="page", **values):
        path = path_of(event, f"/{number}")
        form = signed_in.get(path)
        seen = re.search(r'name="seen"[^>]*value="(\w+)"', form.text)[1]
        fields = {"csrf_token": token_of(form), "seen": seen, "answer": text, "do": do, **values}
        return signed_in.post(path, data=fields)

    return reply


def test_pending_comments_come_first_with_address(make_event, look):
    event = make_event()
    act("publish", event, leave(event, text="Public"))
    act("remove", event, leave(event, text="Gone"))
    answer(event, leave(event, text="Mailed"), "By mail", on_page=False)
    leave(event, text="Is it\n<b>recorded</b>?", name="Bo", email="bo@example.com")

    shown = look(event)

    assert [shown.index(word) for word in ("Bo", "Mailed", "Public", "Gone")] == sorted(
        shown.index(word) for word in ("Bo", "Mailed", "Public", "Gone")
    )
    assert "Needs an answer bo@example.com 25 November 2026, 10:00" in shown
    assert "Is it &lt;b&gt;recorded&lt;/b&gt;?" in shown.replace("\n", " ")
    assert "Your answer By mail" in shown


def test_empty_page_explains_comments(make_event, look):
    event, off = make_event(), make_event()
    with transaction() as session:
        session.get_one(Event, off.id).accepts_comments = False

    assert "No questions received yet" in look(event)
    assert "switched off" not in look(event)
    assert "switched off" in look(off)


def test_tab_shows_number_of_pending_comments(make_event, signed_in):
    event = make_event()
    path = f"/organise/events/{event.id}/emails"
    before = text_of(signed_in.get(path))
    for text in "ab":
        leave(event, text=text)

    assert "Questions received Recording and slides" in before
    assert "Questions received 2 2 need an answer Recording and slides" in text_of(
        signed_in.get(path)
    )


def test_event_list_shows_pending_comments(make_event, signed_in):
    event, _other = make_event(title="First"), make_event(title="Second")
    leave(event)

    shown = text_of(signed_in.get("/organise/events"))

    assert shown.count("1 question to answer") == 1


def test_query_count_does_not_depend_on_number_of_comments(make_event, signed_in):
    one, many = make_event(), make_event()
    leave(one)
    for number in range(9):
        leave(many, email=f"{number}@example.com")
    counts = []
    for path in (path_of(one), path_of(many)):
        with statements() as seen:
            signed_in.get(path)
        counts.append(len(seen))

    assert counts[0] == counts[1]


def test_comments_are_paged(make_event, signed_in, monkeypatch):
    event = make_event()
    for number in range(5):
        leave(event, email=f"{number}@example.com")
    monkeypatch.setattr(queries.comments_of_event, "__defaults__", ("", 2))
    seen, path = [], path_of(event)
    while path:
        page = signed_in.get(path).text
        seen += re.findall(r"\d@example\.com", page)
        onward = re.search(r'href="([^"]+)" rel="next"', page)
        path = onward and onward[1].replace("&amp;", "&")

    assert seen == [f"{number}@example.com" for number in (4, 3, 2, 1, 0)]
    assert signed_in.get(path_of(event, "?after=x")).status_code == 422


def test_comment_is_published(make_event, press, look, client):
    event = make_event()
    number = leave(event)

    answered = press(path_of(event, f"/{number}/publication"))

    assert (answered.status_code, answered.location) == (303, path_of(event, "?done=published"))
    assert "The question is now on the event’s page." in look(event, done="published")
    assert "Is it recorded?" in client.get(f"/events/{event.slug}").text


def test_answer_is_published_or_emailed_as_chosen(make_event, reply):
    event = make_event()
    first, second = leave(event), leave(event, text="Where?")

    answers = [reply(event, first), reply(event, second, do="mail")]

    assert [item.location for item in answers] == [
        path_of(event, "?done=answered"),
        path_of(event, "?done=mailed"),
    ]
    assert [(item.state, item.answer, item.organiser_id) for item in all_stored()] == [
        (CommentState.PUBLIC, "Yes.", event.organiser_id),
        (CommentState.ANSWERED_BY_MAIL, "Yes.", event.organiser_id),
    ]


def test_empty_answer_shows_error(make_event, reply):
    event = make_event()
    number = leave(event)

    answered = reply(event, number, text=" \r\n ")

    assert answered.status_code == 422
    assert "Enter your answer." in answered.text
    assert reply(event, number, do="neither").status_code == 422
    assert stored(number).state is CommentState.PENDING


def test_second_answer_shows_conflict_and_keeps_text(make_event, reply, clock):
    event = make_event()
    number = leave(event)
    seen = stored(number).seen
    clock.advance(timedelta(seconds=1))
    answer(event, number, "The first answer")

    second = reply(event, number, text="The second answer", seen=seen)

    assert second.status_code == 409
    assert "Someone else has changed this question since you opened it." in second.text
    assert "The first answer" in second.text
    assert "The second answer</textarea>" in second.text
    assert stored(number).answer == "The first answer"
    assert reply(event, number, text="The second answer").status_code == 303


def test_removed_comment_is_restored(make_event, press, look, signed_in, client):
    event = make_event()
    number = leave(event)
    act("publish", event, number)

    gone = press(path_of(event, f"/{number}/removal"))
    page = signed_in.get(gone.location).text
    without = client.get(f"/events/{event.slug}").text
    back = press(path_of(event, f"/{number}/restoration"))

    assert page.count(f'action="{path_of(event, f"/{number}/restoration")}"') == 2
    assert "recorded" not in without
    assert back.location == path_of(event, "?done=restored")
    assert "Is it recorded?" in client.get(f"/events/{event.slug}").text


def test_publishing_on_full_page_shows_error(make_event, press, monkeypatch):
    monkeypatch.setattr(acceptance, "MAX_PUBLIC", 1)
    event = make_event()
    first, second = leave(event), leave(event, text="Where?")
    act("publish", event, first)

    refused = press(path_of(event, f"/{second}/publication"))

    assert refused.status_code == 409
    assert "shows at most 1 questions. Remove one, or answer by e-mail only." in text_of(refused)


def test_public_or_anonymous_comment_is_answered_on_page_only(make_event, look):
    event = make_event()
    public, nameless, waiting = (leave(event, text=text) for text in "abc")
    act("publish", event, public)
    with transaction() as session:
        queries.comment_of_event(session, event.id, nameless).email = ""

    offered = ["Answer by e-mail only" in look(event, f"/{n}") for n in (public, nameless, waiting)]

    assert offered == [False, False, True]
    assert "e-mail address deleted" in look(event)


def test_comments_of_other_organisers_event_are_not_found(make_event, as_another, look):
    event, other = make_event(), make_event()
    number = leave(event)
    token = token_of(as_another.get("/organise/events/new"))

    codes = {as_another.get(path_of(event, tail)).status_code for tail in ("", f"/{number}")}
    for act_of in ("publication", "removal", "restoration"):
        path = path_of(event, f"/{number}/{act_of}")
        codes.add(as_another.post(path, data={"csrf_token": token}).status_code)

    assert codes == {404}
    assert stored(number).state is CommentState.PENDING
    db.session.rollback()
    assert "Undo" not in look(other, done="removed", which=number)


def test_emails_about_comments_are_listed_with_recipient(make_event, signed_in):
    event = make_event()
    answer(event, leave(event))

    shown = text_of(signed_in.get(f"/organise/events/{event.id}/emails"))

    assert "Answer to a question" in shown
    assert "the author of a question" in shown
