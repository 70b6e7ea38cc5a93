"""Register once for several dates of one event: form, e-mails, and the page of one's dates."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from icalendar import Calendar
from sqlalchemy import select, update

from tests.questions.asking import ask
from tests.web.pages import at, statements, text_of
from webinars.database import db, transaction
from webinars.event_dates.added_dates import add_dates
from webinars.events import changes, lifecycle
from webinars.events.details import details_of
from webinars.events.enums import AccessMode, NotificationMode
from webinars.events.models import DateGroup, Event
from webinars.events.queries import event_by_id
from webinars.outbox.models import Message
from webinars.outbox.topics import DATES
from webinars.polls.models import Poll, PollParticipant
from webinars.polls.poll_rules import PollState, ResultsShown
from webinars.questions.models import Answer
from webinars.registrations.cancellation import cancel_registration
from webinars.registrations.models import DateGroupRegistration, Registration
from webinars.registrations.registrant.verification import replace_by_verified_address
from webinars.registrations.several_dates.places_for_all import change_places_for_all
from webinars.registrations.status import Status
from webinars.timezones import clock as wall_clock
from webinars.timezones.schedule import resolve
from webinars.web.components.question_fields import field_name

ANN = {"name": "Ann Otieno", "email": "ann@example.org", "zone": "Africa/Nairobi"}


@pytest.fixture
def overrides():
    return {
        "REPLY_ADDRESS": "rsvp@events.example.org",
        "EVENT_EMAILS_PER_HOUR": 100,
        "MAILBOX_EMAILS_PER_HOUR": 20,
    }


@pytest.fixture
def make_dates(clock, make_event, make_series):
    """Return a function that makes published dates of one event in March 2027, and returns their slugs."""

    def make(*days, terms=None, **details):
        with transaction() as session:
            group = DateGroup(created_at=wall_clock.now())
            session.add(group)
            session.flush()
            group_id = group.id
        series_id = make_series().id
        return [
            make_event(
                **{
                    "when": at(2027, 3, day, 15),
                    "series_id": series_id,
                    "notification_mode": NotificationMode.NEVER,
                    "terms": {"date_group_id": group_id, **(terms or {})},
                    **details,
                }
            ).slug
            for day in days
        ]

    return make


@pytest.fixture
def register(send):
    """Return a function that sends the form on the page of a date."""

    def register(slug, *dates, takes="chosen", **fields):
        path = f"/events/{slug}/dates/registrations"
        return send(path, **{**ANN, "takes": takes, "dates": list(dates), **fields})

    return register


def registrations(*statuses):
    db.session.rollback()
    rows = db.session.scalars(
        select(Registration).where(Registration.status.in_(statuses or tuple(Status)))
    )
    return {db.session.get(Event, row.event_id).slug: row for row in rows}


def entries(mails):
    """Return what a calendar holds after e-mails: by UID, the local start of what was not cancelled."""
    held = {}
    for mail in mails:
        if mail.calendar is None:
            continue
        calendar = Calendar.from_ical(mail.calendar)
        [entry] = calendar.walk("VEVENT")
        uid, sequence = str(entry["UID"]), int(entry["SEQUENCE"])
        if uid in held and held[uid][0] > sequence:
            continue
        is_cancelled = calendar["METHOD"] == "CANCEL"
        held[uid] = sequence, None if is_cancelled else f"{entry['DTSTART'].dt:%m-%d %H:%M}"
    return sorted(start for _, start in held.values() if start)


def own_page(mail):
    return re.search(r"http://[^/]+(/dates/[\w-]+)\s", mail.text)[1]


def asked_about(event, registration):
    """Store that a registrant took part in a poll about the date of an event."""
    now = wall_clock.now()
    with transaction() as session:
        poll = Poll(
            event_id=event.id,
            state=PollState.CANCELLED,
            results_shown=ResultsShown.COUNTS,
            sends_holds=False,
            has_open_link=False,
            was_completed=False,
            created_at=now,
            closes_at=now,
        )
        session.add(poll)
        session.flush()
        details = {name: getattr(registration, name) for name in ("name", "email", "address")}
        session.add(
            PollParticipant(
                poll_id=poll.id, event_id=event.id, language="en", created_at=now, **details
            )
        )


def page_of_date(client, page, slug):
    """Return the page of one date without the token of that of all dates, which leads back to it."""
    path, _, way = client.get(f"{page}/registrations/{slug}").location.partition("?")
    assert way == f"dates={page.removeprefix('/dates/')}"
    return path


# --- The form


def test_event_page_leads_to_form_only_beside_another_coming_date(client, make_dates, make_event):
    first, _second = make_dates(2, 9)
    [alone] = make_dates(3)

    pages = [client.get(f"/events/{slug}").text for slug in (first, alone, make_event().slug)]

    assert ["dates/registrations" in page for page in pages] == [True, False, False]


def test_page_of_a_date_lists_the_others_as_they_are_now(client, make_dates, site):
    first, second, third = make_dates(2, 9, 16)
    page = f"/events/{first}"
    client.get(f"{page}?zone=Africa/Nairobi")

    def listed():
        section = re.search(
            r'<section class="other-dates".*?</section>', client.get(page).text, re.S
        )
        return re.findall(r'href="/events/([^"]+)">([^<]+)<', section[0]) if section else []

    assert listed() == [
        (second, "Tuesday 9 March 2027, 17:00–18:30"), (third, "Tuesday 16 March 2027, 17:00–18:30")
    ]  # fmt: skip
    with transaction() as session:
        event = session.scalars(select(Event).where(Event.slug == third)).one()
        changes.change_event(
            session, event.id, details=replace(details_of(event), when=at(2027, 3, 4, 15)),
            revision=event.revision, site=site,
        )  # fmt: skip
    assert [slug for slug, _when in listed()] == [third, second]
    with transaction() as session:
        event = session.scalars(select(Event).where(Event.slug == second)).one()
        lifecycle.cancel_event(session, event.id, site)
    assert "Cancelled" in client.get(page).text
    with statements() as seen:
        client.get(page)
    assert len(seen) == 2


def test_form_says_why_dates_cannot_be_chosen(client, make_dates, site):
    slugs = make_dates(2, 9, 16, 23, 30, capacity=1)
    with transaction() as session:
        ids = list(session.scalars(select(Event.id).order_by(Event.starts_at)))
        session.get(Event, ids[1]).closes_at = wall_clock.now()
        session.get(Event, ids[2]).access_mode = AccessMode.INVITED
        lifecycle.cancel_event(session, ids[3], site)

    page = client.get(f"/events/{slugs[0]}/dates/registrations")

    assert re.findall(r'name="dates" value="([^"]*)"( checked)?', page.text) == [
        (slugs[0], " checked"),
        (slugs[4], ""),
    ]
    assert re.findall(r'obstacle small"[^>]*>([^<]*?) <', page.text) == [
        "Registration is closed.",
        "By invitation only: use the link that you were sent.",
        "This date is cancelled.",
    ]


def test_one_date_left_leads_to_its_own_form(client, make_dates):
    [slug] = make_dates(2)

    response = client.get(f"/events/{slug}/dates/registrations")

    assert (response.status_code, response.location) == (303, f"/events/{slug}/registrations")


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"name": ""}, "Enter your name"),
        ({"email": "ann@"}, "e-mail"),
        ({"dates": []}, "Choose at least one date."),
        ({"takes": "bogus", "dates": []}, "Choose at least one date."),
    ],
)
def test_refused_form_keeps_everything(register, make_dates, fields, sentence):
    first, second, third = make_dates(2, 9, 16)

    refused = register(
        first,
        second,
        third,
        **{"affiliation": "Legal Aid", "calendar": "personal_calendar", **fields},
    )

    assert refused.status_code == 422
    assert sentence in text_of(refused)
    assert 'value="Legal Aid"' in refused.text
    assert 'value="personal_calendar" checked' in refused.text
    ticked = re.findall(r'name="dates" value="([^"]*)" checked', refused.text)
    assert ticked == ([] if fields.get("dates") == [] else [second, third])
    assert registrations() == {}


def test_date_that_closes_meanwhile_is_refused_and_marked(register, make_dates, client, site):
    first, second = make_dates(2, 9)
    with transaction() as session:
        session.scalars(
            select(Event).where(Event.slug == second)
        ).one().closes_at = wall_clock.now()

    refused = register(first, first, second)

    assert refused.status_code == 409
    assert re.findall(r'<li class="refused">', refused.text) == ['<li class="refused">']
    assert registrations() == {}


def test_unpublished_date_is_refused_and_all_dates_leave_it_out(register, make_dates, site):
    first, second, third = make_dates(2, 9, 16)
    with transaction() as session:
        unpublished = session.scalars(select(Event.id).where(Event.slug == second)).one()
        lifecycle.unpublish_event(session, unpublished, site)

    assert register(first, first, second).status_code == 409
    assert register(first, takes="all").status_code == 303
    assert sorted(registrations()) == sorted([first, third])


def test_answer_is_the_same_for_registered_address(register, make_dates, client):
    first, second = make_dates(2, 9)

    pages = {text_of(client.get(register(first, first, second).location)) for _ in range(2)}

    assert len(pages) == 1
    assert "Check your e-mail" in pages.pop()
    assert len(registrations()) == 2


def test_full_date_leads_to_its_waiting_list_and_approval_is_awaited(
    register, make_dates, deliver, client
):
    first, second, third = make_dates(2, 9, 16)
    with transaction() as session:
        full, by_approval = (
            session.scalars(select(Event).where(Event.slug == slug)).one()
            for slug in (second, third)
        )
        full.capacity, by_approval.requires_approval = 0, True

    register(first, takes="all")

    assert {slug: row.status for slug, row in registrations().items()} == {
        first: Status.CONFIRMED,
        second: Status.WAITING,
        third: Status.AWAITING_APPROVAL,
    }
    summary, invitation = deliver()
    states = ["registered", "on the waiting list", "awaiting approval"]
    assert (
        re.findall(r": (registered|on the waiting list|awaiting approval)", summary.text) == states
    )
    assert "17:00" in summary.text  # in Nairobi
    assert (summary.calendar, entries([invitation])) == (None, ["03-02 15:00"])
    page = text_of(client.get(own_page(summary)))
    assert "You asked to attend 3 coming dates: the status of each is below." in page


# --- E-mails


def test_chain_of_emails_leaves_one_right_entry_for_each_date(
    register, make_dates, deliver, client, send, site, organiser
):
    """All dates, then one is moved, one cancelled by the organiser, one by the registrant, one added."""
    slugs = make_dates(2, 9, 16, 23)
    register(slugs[0], takes="all")
    mails = deliver()
    page = own_page(mails[0])
    ids = {row.slug: row.id for row in db.session.scalars(select(Event))}
    with transaction() as session:
        event = event_by_id(session, ids[slugs[1]])
        when = at(2027, 3, 10, 17)
        moved = {**vars(details_of(event)), "when": when}
        changes.change_event(
            session,
            event.id,
            details=type(details_of(event))(**moved),
            revision=event.revision,
            site=site,
        )
        lifecycle.cancel_event(session, ids[slugs[2]], site)
    with transaction() as session:
        add_dates(
            session,
            ids[slugs[0]],
            schedules=[at(2027, 3, 30, 15)],
            by=organiser,
            site=site,
            publishing=True,
        )
    send(f"{page}/cancellation?date={slugs[3]}", at=f"{page}/cancellation", date=slugs[3])
    mails += deliver()

    assert entries(mails) == ["03-02 15:00", "03-10 17:00", "03-30 15:00"]
    assert [bool(mail.calendar) for mail in mails].count(False) == 2  # the two lists of dates
    added = [mail for mail in mails if "1 date was added" in mail.message["Subject"]]
    assert len(added) == 1
    assert "new, registered" in added[0].text
    assert len(registrations(Status.CONFIRMED)) == 4
    assert resolve(when).starts_at.hour == 16
    assert text_of(client.get(page)).count(" Open :") == 5


def test_all_emails_of_one_form_are_one_thread_and_count_as_one(register, make_dates, deliver, app):
    slugs = make_dates(*range(1, 31))
    register(slugs[0], takes="all")

    summary, *invitations = deliver()

    assert len(invitations) == 30
    first = summary.message["References"].split()
    assert {tuple(mail.message["References"].split()[:2]) for mail in invitations} == {
        (*first, summary.message["Message-ID"])
    }
    assert all(len(re.findall("BEGIN:VEVENT", mail.calendar.decode())) == 1 for mail in invitations)


def test_personal_calendar_replaces_invitations_of_a_new_address(
    register, make_dates, deliver, send
):
    slugs = make_dates(2, 9)

    register(slugs[0], takes="all", calendar="personal_calendar")

    [summary] = deliver()
    assert "Your personal calendar shows these dates" in summary.text
    send(f"{own_page(summary)}/cancellation")
    [cancelled] = deliver()  # no text for each date whose entry no calendar has
    assert "your registrations are cancelled" in cancelled.text


def test_form_does_not_change_calendar_of_address_with_other_registrations(
    register, make_dates, make_event, make_registration, deliver
):
    make_registration(make_event(), email=ANN["email"])
    deliver()
    slugs = make_dates(2, 9)

    register(slugs[0], takes="all", calendar="personal_calendar")

    [summary] = deliver()
    assert "confirm on this page that your personal calendar is to show all of them" in " ".join(
        summary.text.split()
    )


def test_my_registrations_shows_dates_once(register, make_dates, deliver, send):
    slugs = make_dates(2, 9, 16)
    register(slugs[0], takes="all")
    page = own_page(deliver()[0])

    send("/links", email=ANN["email"])

    [links] = deliver()
    assert re.findall(r"/(dates|registrations)/[\w-]{20,}", links.text) == ["dates"]
    assert own_page(links) == page
    assert "3 coming dates" in links.text


def test_who_takes_all_dates_is_registered_when_a_date_opens(
    register, make_dates, deliver, clock, client, site
):
    """By its time, two dates in one e-mail; at once where the organiser opens it earlier, or reinstates it."""
    slugs = make_dates(2, 9, 16, 23, 30)
    ids = {row.slug: row.id for row in db.session.scalars(select(Event))}
    opens_at = wall_clock.now() + timedelta(days=1)
    with transaction() as session:
        for slug in slugs[1:3]:
            session.get_one(Event, ids[slug]).opens_at = opens_at
        later = session.get_one(Event, ids[slugs[3]])
        later.opens_at = opens_at + timedelta(days=1)
        lifecycle.cancel_event(session, ids[slugs[4]], site)
    form = text_of(client.get(f"/events/{slugs[0]}/dates/registrations"))
    assert form.count("If you choose all dates, you are registered once it opens.") == 3
    register(slugs[0], takes="all")
    deliver()
    assert list(registrations()) == slugs[:1]

    clock.stop(opens_at)
    opened = deliver()
    with transaction() as session:
        lifecycle.restore_event(session, ids[slugs[4]], site)
        event = session.get_one(Event, ids[slugs[3]])
        changes.change_event(
            session, event.id, details=replace(details_of(event), opens_at=None),
            revision=event.revision, site=site,
        )  # fmt: skip
    at_once = deliver()

    assert entries(opened) == ["03-09 15:00", "03-16 15:00"]
    assert entries(at_once) == ["03-23 15:00", "03-30 15:00"]
    assert [
        [mail.message["Subject"].split(":")[0] for mail in mails if not mail.calendar]
        for mails in (opened, at_once)
    ] == [["2 dates were added to yours"]] * 2


# --- Your dates


def test_registrant_cancels_all_and_takes_one_again(register, make_dates, deliver, client, send):
    slugs = make_dates(2, 9, 16)
    register(slugs[0], takes="all")
    mails = deliver()
    page = own_page(mails[0])
    assert "You are registered for 3 coming dates." in text_of(client.get(page))

    send(f"{page}/cancellation")
    mails += deliver()

    assert registrations(Status.CONFIRMED) == {}
    assert entries(mails) == []
    assert [mail.message["Subject"].split(":")[0] for mail in mails if not mail.calendar][1:] == [
        "Your registrations are cancelled"
    ]
    assert "we e-mail you if a date changes" in mails[0].text
    assert "we e-mail you if a date changes" not in mails[-1].text
    assert not db.session.scalars(select(DateGroupRegistration)).one().takes_all
    shown = client.get(page).text
    assert "Other dates" not in shown
    assert re.findall(r'name="date" value="([^"]+)">\s*<button[^>]*>([^<]+)<', shown) == [
        (slug, "Register again") for slug in slugs
    ]
    assert send(page, at=f"{page}/registrations", date=slugs[1]).status_code == 303
    assert list(registrations(Status.CONFIRMED)) == [slugs[1]]
    assert entries(mails + deliver()) == ["03-09 15:00"]


def test_row_leads_to_page_of_date_and_replaced_link_to_nothing(
    register, make_dates, deliver, client, send
):
    slugs = make_dates(2, 9)
    register(slugs[0], takes="all")
    page = own_page(deliver()[0])
    manage = page_of_date(client, page, slugs[1])
    assert f'href="{page}"' not in client.get(manage).text
    assert "The e-mail that lists them has your link to all of them." in text_of(client.get(manage))
    way = f"{manage}?dates={page.removeprefix('/dates/')}"
    assert f'href="{page}"' in client.get(way).text
    details = re.search(rf'href="({manage}/details[^"]*)"', client.get(way).text)[1]
    changed = send(details, name="Ann", email=ANN["email"], zone="", lang="en")
    assert f'href="{page}"' in client.get(changed.location).text
    assert f'href="{page}"' not in client.get(f"{manage}?dates=x").text

    cancelled = page_of_date(client, page, slugs[0])
    send(f"{page}/cancellation", at=f"{page}/cancellation?date={slugs[0]}", date=slugs[0])

    send(f"{page}/links")

    links = (page, manage, cancelled)
    assert [client.get(path).status_code for path in links] == [404, 404, 404]
    fresh = own_page(next(mail for mail in deliver() if "/dates/" in mail.text))
    assert client.get(fresh).status_code == 200


def test_erasure_of_dates_ends_their_page_and_later_dates(
    register, make_dates, deliver, client, send, organiser, site
):
    slugs = make_dates(2, 9)
    register(slugs[0], takes="all")
    page = own_page(deliver()[0])
    manage = [page_of_date(client, page, slug) for slug in slugs]

    send(f"{manage[0]}/erasure")
    db.session.rollback()
    row = db.session.scalars(select(DateGroupRegistration)).one()
    assert (row.takes_all, client.get(page).status_code) == (False, 200)
    send(f"{manage[1]}/erasure")

    db.session.rollback()
    assert db.session.scalars(select(DateGroupRegistration)).all() == []
    assert client.get(page).status_code == 404


def test_registrant_changes_answers_and_erases_all_dates_at_once(
    register, make_dates, deliver, client, send, clock
):
    slugs = make_dates(2, 9, 16)
    events = db.session.scalars(select(Event).order_by(Event.starts_at)).all()
    asked = [ask(event, label="Diet") for event in events]
    ask(events[2], label="Badge", required=True)
    register(slugs[0], takes="all")
    page = own_page(deliver()[0])
    send(f"{page}/cancellation", at=f"{page}/cancellation?date={slugs[0]}", date=slugs[0])
    deliver()

    refused = send(
        f"{page}/details", name="", affiliation="Legal Aid", zone="Asia/Tokyo", lang="en"
    )
    saved = send(f"{page}/details", name="Ann O.", affiliation="Aid", zone="Asia/Tokyo", lang="en")
    answered = send(f"{page}/answers", **{field_name(asked[1]): "vegan"})

    assert (refused.status_code, 'value="Legal Aid"' in refused.text) == (422, True)
    assert 'name="email"' not in refused.text
    assert (saved.location, answered.location) == (f"{page}?done=details", f"{page}?done=answers")
    assert "Your details are saved for all dates." in text_of(client.get(saved.location))
    changed = registrations()
    assert {(row.name, row.affiliation, row.timezone) for row in changed.values()} == {
        ("Ann O.", "Aid", "Asia/Tokyo")
    }
    answers = db.session.scalars(select(Answer).order_by(Answer.id)).all()
    # The last date still needs another answer, and the first is cancelled.
    assert [(row.registration_id, row.given) for row in answers] == [
        (changed[slugs[1]].id, "vegan")
    ]
    data = client.get(f"{page}/data.json").json["dates"]
    assert [one["registration"]["name"] for one in data] == ["Ann O."] * 3
    links = [page_of_date(client, page, slug) for slug in slugs]
    asked_about(events[1], changed[slugs[1]])

    erased = send(f"{page}/erasure")

    assert erased.location == "/registrations/erased"
    mails = deliver()
    assert entries(mails) == []
    assert [mail.calendar is not None for mail in mails] == [True, True]
    assert [client.get(path).status_code for path in (page, *links)] == [404] * 4
    db.session.rollback()
    assert not db.session.scalars(select(DateGroupRegistration)).all()
    assert {(row.name, row.email) for row in db.session.scalars(select(Registration))} == {("", "")}
    assert not db.session.scalars(select(PollParticipant)).all()


# --- Cost


def test_number_of_statements_does_not_depend_on_number_of_dates(register, make_dates, client):
    counts = []
    for number in (10, 30):
        slugs = make_dates(*range(1, number + 1))
        with statements() as seen:
            client.get(f"/events/{slugs[0]}/dates/registrations")
        reads = len(seen)
        with statements() as seen:
            assert register(slugs[0], takes="all").status_code == 303
        counts.append((reads, len(seen)))

    assert counts[0] == counts[1]
    assert counts[0] <= (6, 31)


# --- All dates together


def test_organiser_limits_all_dates_and_leaves_no_choice(
    register, make_dates, deliver, client, signed_in, send
):
    first, _second = make_dates(2, 9)
    event_id = db.session.scalars(select(Event.id).where(Event.slug == first)).one()
    settings_page = f"/organise/events/{event_id}/dates/registration"
    assert send(settings_page, capacity="many").status_code == 422

    saved = send(settings_page, capacity="1", is_for_all_only="y")

    assert saved.status_code == 303
    assert 'name="dates"' not in client.get(f"/events/{first}/dates/registrations").text
    assert client.get(f"/events/{first}/registrations").location == (
        f"/events/{first}/dates/registrations"
    )
    assert (
        send(
            f"/events/{first}/dates/registrations", at=f"/events/{first}/registrations", **ANN
        ).status_code
        == 409
    )
    assert register(first, first, takes="chosen").status_code == 409
    register(first, takes="all")
    register(first, takes="all", email="bo@example.org")
    mails = deliver()
    bo = next(mail for mail in mails if "bo@" in mail.message["To"])
    assert bo.message["Subject"].startswith("Waiting list for all dates")
    assert "number 1 on the waiting list for all dates" in text_of(client.get(own_page(bo)))
    assert send(settings_page, capacity="0", is_for_all_only="y").status_code in {409, 422}

    send(f"{own_page(mails[0])}/cancellation")

    promoted = [mail for mail in deliver() if "bo@" in mail.message["To"]]
    assert entries(promoted) == ["03-02 15:00", "03-09 15:00"]


def test_leaving_the_waiting_list_for_all_dates_deletes_who_waited(
    register, make_dates, deliver, client, send
):
    first, second = make_dates(2, 9)
    with transaction() as session:
        session.scalars(select(DateGroup)).one().capacity = 0
    register(first, takes="all")
    page = own_page(deliver()[0])

    register(second, second)
    manage = page_of_date(client, page, second)
    exported = client.get(f"{manage}/data.json").json["several_dates"]
    assert exported["waiting_details"]["name"] == ANN["name"]
    send(f"{manage}/erasure")
    assert client.get(page).status_code == 404
    register(first, takes="all")
    page = own_page(deliver()[-1])
    send("/links", email=ANN["email"])
    assert own_page(deliver()[0]) == page

    left = send(f"{page}/cancellation")

    assert left.location == "/registrations/erased"
    assert db.session.scalars(select(DateGroupRegistration)).all() == []
    sent = db.session.scalars(select(Message).where(Message.topic == DATES)).all()
    assert [(row.recipient, row.ordering_key) for row in sent] == [("", None)] * 3
    assert client.get(page).status_code == 404


def test_who_waits_for_all_dates_gets_them_at_the_address_that_is_theirs_by_then(
    register, make_dates, deliver
):
    first, _second = make_dates(2, 9)
    register(first, first)
    with transaction() as session:
        session.scalars(select(DateGroup)).one().capacity = 0
    register(first, takes="all")
    deliver()
    with transaction() as session:
        one = session.scalars(select(Registration)).one()
        one.new_email = "ann@example.net"
        replace_by_verified_address(session, one.id, "ann@example.net")
    about_waiting = db.session.scalars(select(Message).where(Message.topic == DATES)).all()
    assert {row.recipient for row in about_waiting} == {""}
    with transaction() as session:
        group = session.scalars(select(DateGroup)).one()
        change_places_for_all(session, group.id, capacity=1, is_for_all_only=False)
    deliver()

    assert {row.address for row in registrations(Status.CONFIRMED).values()} == {"ann@example.net"}
    assert len(registrations(Status.CONFIRMED)) == 2


def test_who_moves_to_an_address_with_a_date_still_takes_all_dates(register, make_dates, deliver):
    first, second = make_dates(2, 9)
    register(first, takes="all")
    register(first, second, email="ann@example.net")
    with transaction() as session:
        by_address = {
            (row.address, session.get_one(Event, row.event_id).slug): row
            for row in session.scalars(select(Registration))
        }
        cancel_registration(session, by_address["ann@example.net", second].id)
    for slug in (first, second):
        with transaction() as session:
            one = session.get_one(Registration, by_address["ann@example.org", slug].id)
            one.new_email = "ann@example.net"
            replace_by_verified_address(session, one.id, "ann@example.net")

    rows = db.session.scalars(select(DateGroupRegistration)).all()
    assert [(row.address, row.takes_all) for row in rows] == [("ann@example.net", True)]


def test_who_cannot_register_by_now_does_not_hold_up_the_waiting_list(
    register, make_dates, deliver
):
    slugs = make_dates(2, 9)
    with transaction() as session:
        session.scalars(select(DateGroup)).one().capacity = 0
    register(slugs[0], takes="all")
    register(slugs[0], takes="all", email="bo@example.net")
    with transaction() as session:
        session.execute(update(Event).values(domains=["example.net"]))
        group = session.scalars(select(DateGroup)).one()
        change_places_for_all(session, group.id, capacity=1, is_for_all_only=False)
    deliver()

    assert {row.address for row in registrations(Status.CONFIRMED).values()} == {"bo@example.net"}
    waiting = DateGroupRegistration.queued_at.is_not(None)
    rows = db.session.scalars(select(DateGroupRegistration.address).where(waiting))
    assert rows.all() == ["ann@example.org"]


def test_address_that_is_never_verified_takes_no_later_dates_and_holds_no_place(
    register, make_dates, deliver, clock, send
):
    slugs = make_dates(2, 9, terms={"verification_hours": 24})
    with transaction() as session:
        session.scalars(select(DateGroup)).one().capacity = 1
    register(slugs[0], takes="all")
    register(slugs[0], takes="all", email="bo@example.org")
    assert {row.address for row in registrations(Status.CONFIRMED).values()} == {"ann@example.org"}
    deliver()

    clock.stop(wall_clock.now() + timedelta(hours=25))
    deliver()

    assert {row.address for row in registrations(Status.CONFIRMED).values()} == {"bo@example.org"}
    taking = select(DateGroupRegistration.address).where(DateGroupRegistration.takes_all)
    assert db.session.scalars(taking).all() == ["bo@example.org"]
