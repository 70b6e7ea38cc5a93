"""Home names what needs attention, with links, within the roles of the account."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.comments.leaving import leave
from tests.web.conftest import token_of
from tests.web.pages import at, text_of
from webinars.access.invitees import Recipient, send_invitations
from webinars.access.models import Invitee
from webinars.accounts.models import Organiser
from webinars.database import transaction
from webinars.events.enums import EventState, Format, Listing
from webinars.events.listing.organised_list import ListSection
from webinars.events.models import Event, EventRole
from webinars.events.roles import Role
from webinars.outbox.models import Message, MessageState
from webinars.registrations.models import Registration
from webinars.registrations.status import Status
from webinars.replies.models import InviteeReply, Reply
from webinars.replies.reply_rules import ReplyStatus, Verdict
from webinars.timezones import clock as wall_clock
from webinars.timezones.schedule import Month
from webinars.web.organiser.home import views

ASKED = {"questions": [{"code": "day-or-month", "readings": []}] * 2}
# The stopped clock is at 10:00 in Zurich on 25 November 2026.
TOMORROW = at(2026, 11, 26, 15)


def lines(page):
    """Return the text and the address of each line."""
    return re.findall(r'<p><a href="([^"]+)"><b>([^<]+)</b>', page.text)


def change(event, **columns):
    with transaction() as session:
        row = session.get_one(Event, event.id)
        for name, value in columns.items():
            setattr(row, name, value)


def fail_emails(event):
    with transaction() as session:
        for message in session.query(Message).filter_by(event_id=event.id):
            message.state = MessageState.FAILED


def counter(person):
    """Store that a registrant's calendar proposed another time."""
    now = wall_clock.now()
    with transaction() as session:
        reply = Reply(registration_id=person.id, key="x", sequence=0, dtstamp=now, received_at=now)
        reply.status, reply.verdict = ReplyStatus.COUNTERED, Verdict.TAKEN
        session.add(reply)


@pytest.fixture
def busy(clock, make_event, make_registration):
    """Return an event with something of everything."""
    event = make_event(title="Busy", when=TOMORROW, meeting_url="")
    for number in range(2):
        person = make_registration(event, email=f"{number}@example.com")
        with transaction() as session:
            session.get_one(Registration, person.id).status = Status.AWAITING_APPROVAL
    fail_emails(event)
    leave(event)
    counter(person)
    change(event, tzdata_version="2000a", starts_at=event.starts_at - timedelta(hours=1))
    return event


def test_nothing_to_do_is_a_sentence(signed_in, make_event, make_registration):
    make_registration(make_event())

    page = signed_in.get("/organise")

    assert "Nothing needs your attention." in text_of(page)
    assert lines(page) == []


def test_each_line_leads_to_where_it_is_done(signed_in, busy, make_event):
    draft = make_event(title="Doubtful", publish=False, reading=ASKED)
    here = f"/organise/events/{busy.id}"

    page = signed_in.get("/organise")

    assert lines(page) == [
        (f"{here}/edit#meeting_url", "No join link yet"),
        (f"{here}/edit#moved", "Time zone rules have changed: choose the right time"),
        (f"{here}/emails", "4 e-mails failed"),
        (f"{here}/registrations?state=awaiting_approval", "2 awaiting approval"),
        (f"{here}/comments", "1 question to answer"),
        (f"{here}/registrations?state=reply", "1 reply to look at"),
        (f"/organise/events/{draft.id}/edit", "Draft with 2 open questions"),
    ]
    for address, _ in lines(page):
        path, _, anchor = address.partition("#")
        answer = signed_in.get(path)
        assert answer.status_code == 200
        assert not anchor or f'id="{anchor}"' in answer.text
    filtered = signed_in.get(f"{here}/registrations?state=reply").text
    assert ("1@example.com" in filtered, "0@example.com" in filtered) == (True, False)
    assert '<option value="reply" selected>' in filtered


def test_replies_are_done_until_the_next_one(clock, signed_in, busy, as_another, another):
    page = signed_in.get("/organise")
    [path] = re.findall(r'action="([^"]+/replies/review)"', page.text)
    fields = dict(re.findall(r'name="(csrf_token|shown_at)" value="([^"]+)"', page.text))
    others = {"csrf_token": token_of(as_another.get("/organise")), "shown_at": fields["shown_at"]}
    before = {**fields, "shown_at": "2026-11-25T00:00+00:00"}
    answers = [
        browser.post(path, data=data).status_code
        for browser, data in (
            (as_another, others),
            (signed_in, {**fields, "shown_at": "soon"}),
            (signed_in, before),
        )
    ]

    still = text_of(signed_in.get("/organise"))
    done = signed_in.post(path, data=fields)

    assert answers == [404, 303, 303]
    assert "1 reply to look at" in still
    assert "Done : 1 reply to look at, Busy" in still
    assert (done.status_code, done.location) == (303, "/organise")
    after = signed_in.get("/organise")
    assert "reply to look at" not in after.text
    assert after.text.count("replies/review") == 0


def test_replies_of_invitees_are_listed_and_done_by_themselves(clock, signed_in, busy):
    with transaction() as session:
        people = [Recipient("", f"{name}@example.com") for name in ("ana", "bo")]
        invited = send_invitations(session, event_id=busy.id, people=people, language="en")
        ana, _bo = session.scalars(select(Invitee).order_by(Invitee.id))
        now = wall_clock.now()
        session.add(
            InviteeReply(
                invitee_id=ana.id, key="x", sequence=0, dtstamp=now, received_at=now,
                status=ReplyStatus.COUNTERED, verdict=Verdict.TAKEN,
            )
        )  # fmt: skip
    assert invited.written == 2
    page = signed_in.get("/organise")
    [path] = re.findall(r'action="([^"]+/replies/review[?]of=invitees)"', page.text)
    [url] = [url for url, text in lines(page) if text == "1 reply of invited people to look at"]
    invitees = signed_in.get(url).text
    fields = dict(re.findall(r'name="(csrf_token|shown_at)" value="([^"]+)"', page.text))
    assert signed_in.post(path, data=fields).status_code == 303

    assert ("ana@example.com" in invitees, "bo@example.com" in invitees) == (True, False)
    after = [text for _url, text in lines(signed_in.get("/organise"))]
    assert "1 reply to look at" in after
    assert "1 reply of invited people to look at" not in after


@pytest.mark.parametrize(
    "details",
    [
        {"meeting_url": "https://rooms.example.org/x"},
        {"when": at(2026, 11, 28, 15)},
        {"format": Format.IN_PERSON, "place": "Geneva"},
        {"accepts_registrations": False},
        {"external_url": "https://example.org/", "hosted_by": "Others"},
        {"when": Month(2026, 11, "Europe/Zurich")},
    ],
    ids=["has one", "later", "in person", "nobody joins", "held elsewhere", "month"],
)
def test_join_link_is_missed_only_where_people_join_soon(clock, signed_in, make_event, details):
    make_event(**{"when": TOMORROW, "meeting_url": "", **details})

    assert lines(signed_in.get("/organise")) == []


def test_requests_of_events_that_do_not_take_place_need_nothing(signed_in, busy, cancel):
    cancel(busy)

    assert "2 awaiting approval" not in signed_in.get("/organise").text


@pytest.mark.parametrize(
    ("days", "expected"), [(29, ["4 e-mails failed", "1 question to answer"]), (31, [])]
)
def test_failed_emails_and_questions_of_past_events_stay_for_30_days(
    signed_in, busy, days, expected
):
    ended = wall_clock.now() - timedelta(days=days)
    change(busy, starts_at=ended, ends_at=ended, listing=Listing.PAST)

    assert [text for _, text in lines(signed_in.get("/organise"))] == expected


EDITED = ["No join link yet", "Time zone rules have changed: choose the right time"]
ANSWERED = [
    "4 e-mails failed",
    "2 awaiting approval",
    "1 question to answer",
    "1 reply to look at",
]


@pytest.mark.parametrize(
    ("role", "expected"),
    [
        (Role.EDITOR, [*EDITED, *ANSWERED]),
        (Role.REGISTRATIONS, ANSWERED),
        (Role.CHECK_IN, []),
        (Role.VIEWER, []),
        (None, []),
    ],
)
def test_member_sees_what_the_role_may_do(as_another, another, busy, role, expected):
    if role is not None:
        with transaction() as session:
            session.get_one(Organiser, another.id).has_roles = True
            given = {"organiser_id": another.id, "given_at": wall_clock.now()}
            session.add(EventRole(event_id=busy.id, role=role, **given))

    page = as_another.get("/organise")

    assert [text for _, text in lines(page)] == expected
    assert ("Busy" in page.text) == (role is not None)
    for address, _ in lines(page):
        assert as_another.get(address.partition("#")[0]).status_code == 200


def test_administrator_sees_only_events_of_their_own_and_their_teams(
    signed_in, busy, another, organiser
):
    change(busy, organiser_id=another.id)

    page = signed_in.get("/organise")

    assert organiser.is_admin
    assert "You have no events of your own" in text_of(page)
    assert page.text.count('href="/organise/events"') == 2  # the menu's and this
    assert "No events yet" not in page.text


def test_lines_of_one_subject_beyond_a_few_are_folded(signed_in, make_event):
    for number in range(7):
        make_event(title=f"Doubtful {number}", publish=False, reading=ASKED)

    page = signed_in.get("/organise")

    shown, _, folded = page.text.partition("3 more like this")
    numbers = [set(re.findall(r"Doubtful \d", part)) for part in (shown, folded)]
    assert list(map(len, numbers)) == [4, 3]


def test_links_name_their_event(signed_in, busy):
    links = re.findall(r'<p><a href="[^"]+"><b>(.*?)</a>', signed_in.get("/organise").text)

    assert len(links) == 6
    assert all(link.endswith("<bdi>Busy</bdi></span>") for link in links)


@pytest.mark.parametrize("days", [2, -2])
def test_requests_of_a_postponed_event_await_a_decision(signed_in, busy, days):
    begins = wall_clock.now() + timedelta(days=days)
    listing = Listing.UPCOMING if days > 0 else Listing.PAST
    times = {"starts_at": begins, "ends_at": begins + timedelta(hours=1), "listing": listing}
    change(busy, state=EventState.POSTPONED, **times)

    assert "2 awaiting approval" in signed_in.get("/organise").text


def test_coming_drafts_are_looked_at_before_those_that_are_over(
    clock, signed_in, make_event, monkeypatch
):
    monkeypatch.setitem(views.LOOKED_AT, ListSection.DRAFTS, 3)
    for day in (1, 2, 23, 26, 28):
        make_event(title=f"Day {day}", publish=False, reading=ASKED, when=at(2026, 11, day, 15))

    page = signed_in.get("/organise").text

    assert list(dict.fromkeys(re.findall(r"Day \d+", page))) == ["Day 26", "Day 28", "Day 23"]
    assert "Only your next 80 events, 3 drafts and latest 20 past events are checked here." in page


@pytest.mark.parametrize(("most", "is_partial"), [(1, True), (2, False)])
def test_past_events_that_are_not_looked_at_are_mentioned(
    clock, signed_in, make_event, monkeypatch, most, is_partial
):
    monkeypatch.setitem(views.LOOKED_AT, ListSection.PAST, most)
    for day in (20, 21):
        make_event(when=at(2026, 11, day, 15))

    page = text_of(signed_in.get("/organise"))

    assert ("None of the events checked here needs your attention." in page) == is_partial
    assert (f"latest {most} past events are checked here" in page) == is_partial
    assert ("Nothing needs your attention." in page) != is_partial


def test_past_events_of_more_than_30_days_ago_are_not_missed(
    clock, signed_in, make_event, monkeypatch
):
    monkeypatch.setitem(views.LOOKED_AT, ListSection.PAST, 2)
    for when in (at(2026, 11, 20, 15), at(2026, 10, 1, 15), at(2026, 9, 1, 15)):
        make_event(when=when)

    assert "Nothing needs your attention." in text_of(signed_in.get("/organise"))


def test_postponed_event_misses_no_join_link(signed_in, busy):
    change(busy, state=EventState.POSTPONED)

    assert "No join link yet" not in signed_in.get("/organise").text
