"""Adding comments: validation, limits of pending ones, notifications and erasure."""

import threading
from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.comments.leaving import act, all_stored, answer, counted, leave, queued, stored
from webinars.comments import acceptance, erasure, submission
from webinars.comments.state import CommentState
from webinars.database import db, transaction
from webinars.errors import ConflictError, InvalidInputError, NotFoundError
from webinars.events.enums import NotificationMode
from webinars.events.lifecycle import postpone_event
from webinars.events.models import Event
from webinars.outbox.models import Message
from webinars.registrations.erasure import erase_registrant

NOTICE = "organiser.comment"


def change(event, **values):
    with transaction() as session:
        row = session.get_one(Event, event.id)
        for name, value in values.items():
            setattr(row, name, value)


def refusal(event, **fields):
    with pytest.raises((ConflictError, InvalidInputError, NotFoundError)) as caught:
        leave(event, **fields)
    return caught.value.code


def test_new_comment_is_pending(make_event):
    event = make_event()

    comment = stored(leave(event, name="  Ann  Lee ", text="Is it\r\nrecorded?  \n\n"))

    assert (comment.state, comment.name, comment.text) == (
        CommentState.PENDING,
        "Ann Lee",
        "Is it\nrecorded?",
    )
    assert counted(event) == (1, 0)


def test_invalid_text_name_or_address_is_refused(make_event):
    event = make_event()

    assert refusal(event, text=" \n ") == "required"
    assert refusal(event, text="x" * 3001) == "too-long"
    assert refusal(event, text="a\x00b") == "control-characters"
    assert refusal(event, name="") == "required"
    assert refusal(event, email="ann@example") == "not-an-address"
    assert all_stored() == []


def test_drafts_are_not_there_and_what_is_off_cancelled_or_long_over_is_closed(
    make_event, cancel, clock, site
):
    draft, off, called_off = make_event(publish=False), make_event(), make_event()
    change(off, accepts_comments=False)
    cancel(called_off)
    postponed, over = make_event(), make_event()
    with transaction() as session:
        postpone_event(session, postponed.id, site)

    codes = [refusal(event) for event in (draft, off, called_off)]
    clock.advance(over.ends_at + timedelta(days=31) - clock.now())

    assert codes == ["no-such-event", "comments-closed", "comments-closed"]
    assert refusal(over) == "comments-closed"
    assert leave(postponed)


def test_repeated_comment_is_stored_once(make_event):
    event = make_event()

    numbers = {leave(event), leave(event, email="Ann@EXAMPLE.com"), leave(event, text="Where?")}

    assert len(numbers) == len(all_stored()) == 2


def test_address_can_have_three_pending_comments(make_event):
    event = make_event()
    first, *_ = [leave(event, text=text) for text in "abc"]

    assert refusal(event, text="d", email="ANN@example.com") == "comment-limit-reached"
    act("publish", event, first)

    assert leave(event, text="d")
    assert leave(make_event(), text="d")


def test_pending_comments_of_an_event_are_limited(make_event, monkeypatch):
    monkeypatch.setattr(acceptance, "MAX_PENDING", 2)
    event = make_event()
    for name in "ab":
        leave(event, email=f"{name}@example.com")

    assert refusal(event, email="c@example.com") == "comment-limit-reached"


def test_of_many_at_once_no_more_wait_than_may(make_event, app, monkeypatch):
    monkeypatch.setattr(acceptance, "MAX_PENDING", 5)
    event_id, results = make_event().id, []

    def one(number):
        with app.app_context():
            try:
                with transaction() as session:
                    submission.submit_comment(
                        session,
                        event_id=event_id,
                        name="Ann",
                        email=f"ann{number}@example.com",
                        text="Is it recorded?",
                        language="en",
                    )
                results.append("left")
            except ConflictError as error:
                results.append(error.code)
            finally:
                db.session.remove()

    threads = [threading.Thread(target=one, args=(number,)) for number in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(results) == ["comment-limit-reached"] * 7 + ["left"] * 5
    assert len(all_stored()) == 5


def test_one_email_lists_all_pending_comments(make_event, deliver):
    event = make_event(notification_mode=NotificationMode.EACH)
    leave(event)
    leave(event, text="Where?")

    [mail] = deliver()

    assert mail.message["To"] == "Amira Haddad <amira@example.org>"
    assert mail.message["Subject"] == "2 questions need an answer: Children deprived of liberty"
    assert "Is it recorded?" in mail.text
    assert "ann@example.com" not in mail.text


def test_fourth_notification_is_sent_an_hour_later(make_event, deliver, clock):
    event = make_event(notification_mode=NotificationMode.EACH)
    for number in range(5):
        leave(event, email=f"{number}@example.com")
        deliver()

    [waiting] = queued(NOTICE)
    assert waiting.due_at == clock.now() + timedelta(hours=1)
    clock.advance(timedelta(hours=1))
    [mail] = deliver()
    assert mail.message["Subject"].startswith("5 questions need an answer")


def test_notification_mode_of_event_applies_to_comments(make_event):
    daily, never = (
        make_event(notification_mode=NotificationMode.DAILY),
        make_event(notification_mode=NotificationMode.NEVER),
    )
    for event in (daily, never):
        leave(event)
        leave(event, text="Where?")

    [waiting] = queued(NOTICE)
    assert (waiting.event_id, f"{waiting.due_at:%d %H:%M}") == (daily.id, "25 17:00")


def test_answered_comment_is_left_out_of_queued_notification(make_event, deliver):
    event = make_event()
    act("remove", event, leave(event))

    assert deliver() == []


def test_authors_link_erases_comment_and_its_emails(make_event, deliver):
    event = make_event()
    gone, stored = leave(event), leave(event, text="Where?")
    for number in (gone, stored):
        answer(event, number)
    deliver()
    before = counted(event)

    with transaction() as session:
        erasure.erase_comment(session, gone)

    assert [comment.id for comment in all_stored()] == [stored]
    assert counted(event)[1] > before[1]
    with pytest.raises(NotFoundError), transaction() as session:
        erasure.erase_comment(session, gone)


def test_erasing_a_registration_erases_what_the_address_left_and_every_trace_in_the_outbox(
    make_event, make_registration
):
    event = make_event()
    place = make_registration(event, email="Ann@example.com")
    numbers = [leave(event, text=text) for text in "abc"]
    other = leave(event, email="bob@example.com")
    answer(event, numbers[0])
    act("publish", event, numbers[1])

    with transaction() as session:
        erase_registrant(session, place.id)

    assert [comment.id for comment in all_stored()] == [other]
    assert counted(event)[0] == 1
    topics = db.session.scalars(select(Message.topic)).all()
    assert "comment.answered" not in topics


def test_failed_notification_is_rendered_again_without_erased_comment(make_event, app, deliver):
    event = make_event()
    number = leave(event, text="My secret")
    with transaction() as session:
        message = session.scalar(select(Message).where(Message.topic == NOTICE))
        message.body = b"My secret"
    with transaction() as session:
        erasure.erase_comment(session, number)

    assert queued(NOTICE)[0].body is None
    assert deliver() == []


def test_old_ones_go_and_addresses_before_them(make_event, clock):
    event = make_event()
    public, mailed, removed, waiting = (leave(event, text=t, email=f"{t}@x.org") for t in "abcd")
    answer(event, public)
    answer(event, mailed, on_page=False)
    act("remove", event, removed)

    def purged(**later):
        clock.advance(timedelta(**later))
        with transaction() as session:
            erasure.purge_comments(session)
        return {item.text: bool(item.email) for item in all_stored()}

    assert purged(days=29) == {"a": True, "b": True, "c": True, "d": True}
    assert purged(days=1) == {"a": False, "b": False, "d": True}
    assert counted(event)[0] == 1
    clock.advance(event.ends_at - clock.now())
    assert purged(days=90) == {"a": False}
    assert counted(event)[0] == 0
    assert stored(waiting) is None
