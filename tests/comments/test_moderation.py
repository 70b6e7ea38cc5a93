"""Moderation of comments: each action, its notifications, refusals and undo."""

from datetime import timedelta

import pytest

from tests.comments.leaving import act, answer, counted, leave, queued, stored
from webinars.comments import acceptance, queries
from webinars.comments.state import CommentState
from webinars.database import db, transaction
from webinars.errors import ConflictError, InvalidInputError, NotFoundError

ANSWER = "comment.answered"


def code_of(does, *args, **fields):
    with pytest.raises((ConflictError, InvalidInputError, NotFoundError)) as caught:
        does(*args, **fields)
    return caught.value.code


def on_page(event):
    db.session.rollback()
    return [
        (comment.text, comment.answer)
        for comment in queries.public_comments(db.session(), event.id)
    ]


def test_published_comment_is_on_the_page_and_author_is_notified(make_event, deliver):
    event = make_event()
    number = leave(event)
    before = on_page(event)

    act("publish", event, number)

    assert (before, on_page(event)) == ([], [("Is it recorded?", "")])
    assert counted(event) == (0, 1)
    [mail] = deliver()
    assert mail.message["To"] == "Ann <ann@example.com>"
    assert mail.message["Subject"].startswith("Your question is published")


def test_published_answer_is_also_emailed(make_event, deliver):
    event = make_event()

    answer(event, leave(event))

    assert on_page(event) == [("Is it recorded?", "Yes, it is.")]
    assert ["Yes, it is." in mail.text for mail in deliver()] == [True]


def test_answer_by_email_is_not_published(make_event, deliver):
    event = make_event()

    answer(event, leave(event), on_page=False)

    assert (on_page(event), counted(event)) == ([], (0, 0))
    assert ["Yes, it is." in mail.text for mail in deliver()] == [True]


def test_edited_answer_is_emailed_in_its_latest_version(make_event, deliver, clock):
    event = make_event()
    number = leave(event)
    answer(event, number)
    clock.advance(timedelta(seconds=1))
    answer(event, number, "No, it is not.")

    [mail] = deliver()

    assert "No, it is not." in mail.text
    assert counted(event) == (0, 2)


def test_author_gets_three_emails_an_hour_and_the_latest_answer_later(make_event, deliver, clock):
    event = make_event()
    number = leave(event)
    for word in ("one", "two", "three", "four", "five"):
        clock.advance(timedelta(seconds=1))
        answer(event, number, word)
        deliver()

    [waiting] = queued(ANSWER)
    clock.advance(waiting.due_at - clock.now())
    [mail] = deliver()
    assert "five" in mail.text


def test_answer_to_outdated_comment_is_a_conflict(make_event):
    event = make_event()
    number = leave(event)
    seen = stored(number).seen
    answer(event, number, "First")

    assert code_of(answer, event, number, "Second", seen=seen) == "comment-changed"
    act("remove", event, number)
    assert code_of(answer, event, number) == "comment-changed"
    assert stored(number).answer == "First"


def test_published_comment_is_not_answered_by_email_only(make_event):
    event = make_event()
    number = leave(event)
    act("publish", event, number)

    assert code_of(answer, event, number, on_page=False) == "answer-is-public"


def test_without_an_address_the_page_is_the_only_way(make_event, deliver):
    event = make_event()
    number = leave(event)
    deliver()
    with transaction() as session:
        queries.comment_of_event(session, event.id, number).email = ""

    assert code_of(answer, event, number, on_page=False) == "author-address-deleted"
    answer(event, number)

    assert deliver() == []


def test_emailed_answer_can_be_published_later(make_event):
    event = make_event()
    number = leave(event)
    answer(event, number, on_page=False)

    answer(event, number, "For everyone")

    assert on_page(event) == [("Is it recorded?", "For everyone")]


@pytest.mark.parametrize("mode", ["wait", "publish", "answer", "mail"])
def test_removal_can_be_undone_completely(make_event, deliver, mode):
    event = make_event()
    number = leave(event)
    if mode == "publish":
        act("publish", event, number)
    elif mode != "wait":
        answer(event, number, on_page=mode == "answer")
    deliver()
    before = (stored(number).state, stored(number).answer, on_page(event), counted(event)[0])

    act("remove", event, number)
    gone = (stored(number).state, on_page(event), counted(event)[0])
    act("restore", event, number)

    assert gone == (CommentState.REMOVED, [], 0)
    after = (stored(number).state, stored(number).answer, on_page(event), counted(event)[0])
    assert after == before
    assert deliver() == []


def test_pressed_twice_it_is_as_it_was_wanted(make_event):
    event = make_event()
    number = leave(event)

    for name in ("publish", "publish", "remove", "remove", "restore", "restore"):
        act(name, event, number)

    assert stored(number).state is CommentState.PUBLIC
    assert len(queued(ANSWER)) == 1


def test_removed_or_answered_comment_is_not_published(make_event):
    event = make_event()
    mailed, removed = leave(event), leave(event, text="Where?")
    answer(event, mailed, on_page=False)
    act("remove", event, removed)

    assert code_of(act, "publish", event, mailed) == "comment-changed"
    assert code_of(act, "publish", event, removed) == "comment-changed"


def test_published_comments_of_an_event_are_limited(make_event, monkeypatch):
    monkeypatch.setattr(acceptance, "MAX_PUBLIC", 1)
    event = make_event()
    first, second = leave(event), leave(event, text="Where?")
    act("publish", event, first)

    assert code_of(act, "publish", event, second) == "too-many-public-comments"
    assert code_of(answer, event, second) == "too-many-public-comments"
    answer(event, first)
    act("remove", event, first)
    act("publish", event, second)
    assert code_of(act, "restore", event, first) == "too-many-public-comments"


def test_anothers_comment_is_not_there(make_event):
    event, other = make_event(), make_event()
    number = leave(other)

    for name in ("publish", "remove", "restore"):
        assert code_of(act, name, event, number) == "no-such-comment"
    assert code_of(answer, event, number) == "no-such-comment"


def test_comments_are_listed_by_pages_what_waits_first_and_what_was_removed_last(make_event):
    event = make_event()
    numbers = [leave(event, email=f"{n}@x.org") for n in range(7)]
    answer(event, numbers[5])
    act("remove", event, numbers[6])
    act("publish", event, numbers[0])

    seen, after = [], ""
    while True:
        page = queries.comments_of_event(db.session(), event.id, after, limit=2)
        seen += [numbers.index(comment.id) for comment in page.rows]
        after = page.after
        if not after:
            break

    assert seen == [4, 3, 2, 1, 5, 0, 6]
