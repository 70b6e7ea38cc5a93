"""A change of one date that goes for those that follow: the page that says so, and what is saved and sent."""

import re
from datetime import datetime

import pytest

from tests.web.organiser.conftest import FILLED, stored
from tests.web.pages import statements, text_of
from webinars.database import db, transaction
from webinars.event_dates.following_changes import FollowingChoices, lock_group, plan_changes
from webinars.events.enums import EventState
from webinars.events.models import Event
from webinars.outbox.models import Message
from webinars.scheduling.fanout import notify_of_change

MARCH = ((3, 2), (3, 9), (3, 16), (3, 30))
SAME = {
    "title": "Children deprived of liberty",
    "description": "",
    "languages": "",
    "capacity": "",
    "contact_name": "Amira Haddad",
    "contact_email": "amira@example.org",
    "date": "2027-03-09",
    "series": "Human Rights Dialogues",
}
_SEEN = re.compile(r'name="following_seen" value="(\w+)"')
_FOLLOW = re.compile(r'name="follow" value="(\d+)" checked')


@pytest.fixture
def save(write):
    """Return a function that submits the form of a date; on is the page whose ticks it sends."""

    def save(event_id, do="following", on=None, **values):
        fields = {**FILLED, **SAME}
        del fields["revision"]
        if on is not None:
            fields["following_seen"] = _SEEN.search(on.text)[1]
            fields["follow"] = _FOLLOW.findall(on.text)
        return write(event_id, do=do, **{**fields, **values})

    return save


def topics():
    db.session().rollback()
    rows = db.session().query(Message).order_by(Message.id)
    return [(row.topic, row.event_id) for row in rows if row.topic.startswith("event.")]


def start_of(event_id):
    return stored(event_id).local_start


def test_following_dates_take_the_new_hour_and_tell_their_registrants(
    save, make_dates, make_registration
):
    first, second, third, fourth = make_dates(*MARCH)
    make_registration(stored(third))
    before = {one: stored(one).sequence for one in (first, second, third, fourth)}

    shown = save(second, start="16:30", end="90 min")
    unsaved = [start_of(one) for one in (second, third)]
    answer = save(second, "following-tell", on=shown, start="16:30", end="90 min")

    text = text_of(shown)
    assert "Change 3 dates" in text
    assert "The following dates get what you changed: Date and time." in text
    assert "Save and send 1 e-mail" in text
    assert unsaved == [datetime(2027, 3, 9, 15), datetime(2027, 3, 16, 15)]
    assert answer.location == f"/organise/events/{second}/dates?changed=3"
    starts = [start_of(one) for one in (first, second, third, fourth)]
    assert starts == [
        datetime(2027, 3, 2, 15),
        datetime(2027, 3, 9, 16, 30),
        datetime(2027, 3, 16, 16, 30),
        datetime(2027, 3, 30, 16, 30),
    ]
    raised = [one for one, sequence in before.items() if stored(one).sequence == sequence + 1]
    assert raised == [second, third, fourth]
    assert topics()[-3:] == [("event.changed", one) for one in (second, third, fourth)]


def test_new_weekday_moves_each_following_date_by_a_day(save, make_dates):
    _first, second, third, _fourth = make_dates(*MARCH)

    shown = save(second, date="2027-03-10", start="15:00", end="90 min")
    save(second, "following-tell", on=shown, date="2027-03-10", start="15:00", end="90 min")

    assert start_of(third) == datetime(2027, 3, 17, 15)


def test_date_that_differs_keeps_its_own_values_and_is_listed(save, make_dates):
    _first, second, third, fourth = make_dates(*MARCH)
    with transaction() as session:
        session.get_one(Event, third).title = "Special session"

    shown = save(second, title="Heat", description="New text")
    save(second, "following-tell", on=shown, title="Heat", description="New text")

    assert "Differs, and keeps: Title." in text_of(shown)
    assert [str(stored(one).title) for one in (third, fourth)] == ["Special session", "Heat"]
    assert [str(stored(one).description) for one in (third, fourth)] == ["New text"] * 2


def test_unticked_and_cancelled_dates_stay_as_they_are(save, make_dates, cancel):
    _first, second, third, fourth = make_dates(*MARCH)
    cancel(stored(third))

    shown = save(second, title="Heat")
    save(second, "following-tell", on=shown, title="Heat", follow=[str(third)])

    assert "Cancelled: it stays as it is." in text_of(shown)
    titles = [str(stored(one).title) for one in (second, third, fourth)]
    assert titles == ["Heat", SAME["title"], SAME["title"]]


def test_hour_that_clocks_skip_on_a_following_date_is_asked_for(save, make_dates):
    first, second = make_dates((3, 21), (3, 28), hour=4)
    values = {"date": "2027-03-21", "start": "02:15", "end": "90 min"}

    shown = save(first, **values)
    refused = save(first, "following-tell", on=shown, **values)
    name = f"following_start_{second}"
    saved = save(first, "following-tell", on=shown, **values, **{name: "2027-03-28T03:15:00"})

    assert "does not exist there" in text_of(shown)
    assert f'name="{name}" value="2027-03-28T01:15:00"' in shown.text
    assert (shown.status_code, refused.status_code, saved.status_code) == (200, 422, 303)
    assert start_of(second) == datetime(2027, 3, 28, 3, 15)


def test_date_that_changed_meanwhile_is_shown_again(save, make_dates):
    _first, second, third, _fourth = make_dates(*MARCH)
    shown = save(second, title="Heat")
    with transaction() as session:
        session.get_one(Event, third).revision += 1

    answer = save(second, "following-tell", on=shown, title="Heat")

    assert answer.status_code == 409
    assert "One of these dates was changed since you saw them." in text_of(answer)
    assert 'value="Heat"' in answer.text
    assert str(stored(second).title) == SAME["title"]


def test_new_text_reaches_calendars_if_that_is_chosen(save, make_dates, make_registration, deliver):
    _first, second, third, _fourth = make_dates(*MARCH)
    make_registration(stored(third))
    deliver()

    shown = save(second, title="Heat")
    save(second, "following-calendars", on=shown, title="Heat")

    assert "“Save and update calendars” also e-mails a new title" in text_of(shown)
    assert ("event.changed", third) in topics()


def test_nothing_is_saved_if_one_date_cannot_be(save, make_dates, make_registration):
    _first, second, third, _fourth = make_dates(*MARCH)
    for name in ("wanjiru", "chipo"):
        make_registration(stored(third), email=f"{name}@example.org")

    shown = save(second, capacity="1")
    answer = save(second, "following-tell", on=shown, capacity="1")

    assert answer.status_code == 409
    assert [stored(one).capacity for one in (second, third)] == [None, None]


def test_who_is_registered_for_several_changed_dates_gets_one_text(
    save, make_dates, make_registration, deliver, desk
):
    """Moved, then cancelled: one list of what changed, and beside it a short e-mail for each entry."""
    _first, second, third, fourth = make_dates(*MARCH, capacity=1)
    for date, name in ((second, "ann"), (third, "ann"), (fourth, "bo"), (fourth, "ann")):
        make_registration(stored(date), email=f"{name}@example.org")
    deliver()

    shown = save(second, start="16:30", end="90 min", capacity="1")
    save(
        second, "following-tell", on=shown, start="16:30", end="90 min", capacity="1", note="Sorry."
    )
    moved = sorted(deliver(), key=_kind)
    path = f"/organise/events/{second}/dates/cancellation"
    desk(path, follow=[str(second), str(third)], note="No room.")
    cancelled = sorted(deliver(), key=_kind)

    assert [_kind(mail) for mail in moved] == [
        ("ann", "3 dates have changed", ""),
        ("ann", "Updated invitation", "REQUEST"),
        ("ann", "Updated invitation", "REQUEST"),
        ("bo", "New time", "REQUEST"),
    ]
    assert [_kind(mail) for mail in cancelled] == [
        ("ann", "2 dates are cancelled", ""),
        ("ann", "Cancelled", "CANCEL"),
        ("ann", "Cancelled", "CANCEL"),
    ]
    calendars = [mail.calendar for mail in moved if mail.calendar]
    # As a REQUEST of its own would be: the new start, with a higher SEQUENCE.
    assert [b"SEQUENCE:1" in one and b"T1630" in one for one in calendars] == [True] * 3
    texts = [mail.text for mail in moved]
    assert [(text.count("Before"), text.count("Sorry.")) for text in texts] == [
        (3, 1), (0, 0), (0, 0), (0, 1)
    ]  # fmt: skip
    assert re.findall(r"Nairobi: ([a-z ]+)", texts[0]) == [
        "registered", "registered", "on the waiting list"
    ]  # fmt: skip
    assert "No room." in cancelled[0].text
    assert texts[0].count("/registrations/") == 3


def test_unsent_change_of_one_date_is_still_told_when_several_change(
    save, make_dates, make_registration, deliver
):
    _first, second, third, _fourth = make_dates(*MARCH)
    for date in (second, third):
        make_registration(stored(date), email="ann@example.org")
    deliver()

    save(second, "tell", start="16:30", end="90 min", note="Sorry.")
    with transaction() as session:
        message = session.query(Message).filter_by(topic="event.changed").one()
        notify_of_change(session, message)
        session.delete(message)
    fields = {"start": "16:30", "end": "90 min", "city": "Geneva"}
    fields |= {"place": "Room XIX", "format": "hybrid"}
    shown = save(second, **fields)
    save(second, "following-tell", on=shown, **fields)
    mails = sorted(deliver(), key=_kind)

    assert [_kind(mail) for mail in mails] == [
        ("ann", "2 dates have changed", ""),
        ("ann", "New time", "REQUEST"),
        ("ann", "Updated invitation", "REQUEST"),
    ]
    assert [mail.text.count("Sorry.") for mail in mails] == [0, 1, 0]


def _kind(mail):
    method = re.search(rb"METHOD:(\w+)", mail.calendar or b"")
    return (
        mail.message["To"].addresses[0].username,
        re.split(r"[:,]", mail.message["Subject"])[0],
        method[1].decode() if method else "",
    )


def test_effect_on_many_dates_takes_as_many_statements_as_on_few(save, make_dates):
    few = make_dates((3, 9), (3, 16))
    with statements() as of_few:
        save(few[0], start="16:30")
    many = make_dates((3, 9), *((month, day) for month in (4, 5) for day in range(1, 11)))
    with statements() as of_many:
        save(many[0], start="16:30")

    assert len(of_many) == len(of_few)


@pytest.mark.parametrize(
    ("view", "state"),
    [("cancellation", EventState.CANCELLED), ("restoration", EventState.PUBLISHED)],
)
def test_following_dates_are_cancelled_and_reinstated(
    desk, signed_in, make_dates, make_registration, cancel, view, state
):
    first, second, third, fourth = make_dates(*MARCH)
    make_registration(stored(third))
    for one in (second, third, fourth) if view == "restoration" else ():
        cancel(stored(one))
    path = f"/organise/events/{second}/dates/{view}"

    shown = signed_in.get(path)
    nothing = desk(path)
    answer = desk(path, follow=[str(first), str(second), str(third)], note="Bring tea.")
    again = desk(path, follow=[str(second), str(third)])

    assert "With all ticked dates, 1 e-mail is sent." in text_of(shown)
    assert nothing.status_code == 422
    assert (answer.status_code, again.status_code) == (303, 303)
    former = EventState.CANCELLED if view == "restoration" else EventState.PUBLISHED
    states = [stored(one).state for one in (first, second, third, fourth)]
    assert states == [EventState.PUBLISHED, state, state, former]
    assert "2 dates were" in text_of(signed_in.get(answer.location))


def test_dates_of_other_accounts_are_left_out(as_another, make_dates, another):
    first, second, *_others = make_dates(*MARCH)
    with transaction() as session:
        session.get_one(Event, first).organiser_id = another.id
    db.session().rollback()

    page = as_another.get(f"/organise/events/{first}/dates/cancellation")

    assert f'value="{first}"' in page.text
    assert f'value="{second}"' not in page.text
    assert as_another.get(f"/organise/events/{second}/dates").status_code == 404


def test_drafts_of_other_accounts_are_shown_nowhere(as_another, make_dates, another):
    first, second, third, _fourth = make_dates(*MARCH)
    with transaction() as session:
        session.get_one(Event, first).organiser_id = another.id
        session.get_one(Event, third).state = EventState.DRAFT
        shown = session.get_one(Event, first)
        group = lock_group(session, shown)
        changes = plan_changes(session, group, shown, by=another, choices=FollowingChoices())
        ids = [change.event.id for change in changes]

    page = text_of(as_another.get(f"/organise/events/{first}/dates/cancellation"))

    assert second in ids
    assert third not in ids
    assert "9 March 2027" in page
    assert "16 March 2027" not in page
