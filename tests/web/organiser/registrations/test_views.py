"""Registrations table, CSV and actions of the organiser, and the list of e-mails."""

import csv
import io
import re

import pytest
from sqlalchemy import select, update

from tests.conftest import SUMMER
from tests.web.pages import statements, text_of
from webinars.accounts.models import Organiser
from webinars.accounts.organisers import add_organiser
from webinars.database import db, transaction
from webinars.events.creation import create_event
from webinars.events.details import EventDetails
from webinars.events.lifecycle import publish_event
from webinars.events.queries import event_by_id
from webinars.outbox.models import Message, MessageState
from webinars.registrations.cancellation import cancel_registration
from webinars.registrations.erasure import erase_registrant
from webinars.registrations.models import Registration
from webinars.registrations.status import Status

HOSTILE = "=HYPERLINK(1)"


@pytest.fixture
def event(make_event):
    """Return an event with two places."""
    return make_event(capacity=2)


@pytest.fixture
def path(event):
    """Return the path of its registrations."""
    return f"/organise/events/{event.id}/registrations"


@pytest.fixture
def people(event, make_registration):
    """Return two confirmed registrations and a waiting one."""
    return [
        make_registration(event, email=f"{name.lower()}@example.org", name=name)
        for name in ("Ann", "Bo", "Cy")
    ]


@pytest.fixture
def theirs(app, site, make_registration):
    """Return a registration for an event of another organiser."""
    with transaction() as session:
        other = add_organiser(session, email="bo@example.org", timezone="Europe/Zurich")
        values = EventDetails(title="Theirs", when=SUMMER)
        made = create_event(session, organiser=other, details=values, site=site)
        publish_event(session, made.id, site)
        number = made.id
    return make_registration(event_by_id(db.session(), number), name="Secret")


@pytest.fixture
def mere(organiser):
    """Remove the organiser's administrator role."""
    with transaction() as session:
        session.get_one(Organiser, organiser.id).is_admin = False


def topics():
    db.session.rollback()
    result = db.session.scalars(select(Message.topic).order_by(Message.id)).all()
    return [topic for topic in result if topic.startswith("registration.")]


def status(place):
    db.session.rollback()
    return db.session.scalar(select(Registration.status).where(Registration.id == place.id))


def table(answer):
    return list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"), newline=""), strict=True))


def test_table_shows_registrations_and_state_of_last_email(signed_in, path, people, deliver):
    deliver()
    with transaction() as session:
        session.execute(
            update(Message)
            .where(Message.registration_id == people[1].id)
            .values(state=MessageState.FAILED, reason="550 <b>no</b> such user", body=b"x")
        )

    answer = signed_in.get(path)
    page = text_of(answer)

    assert "2 of 2 places taken none left" in page
    assert "1 person is waiting for a place." in page
    assert re.search(
        r"Cy cy@example.org .* Waiting list since 25 November 2026, 10:00 .* sent", page
    )
    assert "Times shown for Geneva." in page
    assert "Failed 550 &lt;b&gt;no&lt;/b&gt; such user" in page
    assert "e-mails failed" in page
    assert answer.headers["Cache-Control"] == "no-store"


def test_entered_text_is_escaped(signed_in, path, event, make_registration):
    make_registration(event, name="<script>alert(1)</script>", affiliation='"><img src=x>')

    page = signed_in.get(path).text

    assert "<script>alert" not in page
    assert "<img" not in page


def test_event_without_registrations_shows_empty_state(signed_in, path):
    assert "Nobody has registered yet" in signed_in.get(path).text


def test_table_is_searched_by_text_and_status(signed_in, path, people):
    result = text_of(signed_in.get(f"{path}?q=BO&state=confirmed"))
    waiting = text_of(signed_in.get(f"{path}?state=waiting"))
    none = text_of(signed_in.get(f"{path}?q=nobody"))

    assert "bo@example.org" in result
    assert "ann@example.org" not in result
    assert "cy@example.org" in waiting
    assert "bo@example.org" not in waiting
    assert "No matches" in none


@pytest.mark.parametrize(
    ("query", "code"),
    [("state=x", 404), ("after=x", 422), ("after=99999999999999", 422), (f"q={'a' * 101}", 422)],
)
def test_invalid_filter_is_refused(signed_in, path, people, query, code):
    assert signed_in.get(f"{path}?{query}").status_code == code


def test_pages_list_each_registration_once_newest_first(signed_in, make_event, make_registration):
    event = make_event()
    for number in range(105):
        make_registration(
            event, email=f"p{number}@example.org", affiliation="x" if number % 2 else ""
        )
    at, seen = f"/organise/events/{event.id}/registrations?q=p&state=confirmed", []

    while at:
        page = signed_in.get(at).text
        seen += re.findall(r">(p\d+)@example", page)
        following = re.search(r'href="([^"]+)" rel="next"', page)
        at = following and following.group(1).replace("&amp;", "&")

    assert seen == [f"p{number}" for number in reversed(range(105))]


@pytest.mark.parametrize("kind", ["registrations", "messages"])
def test_query_count_does_not_depend_on_number_of_rows(
    signed_in, event, make_registration, kind, deliver
):
    path = f"/organise/events/{event.id}/{kind}"

    def asked():
        with statements() as seen:
            assert signed_in.get(path).status_code == 200
        return [item for item in seen if item.startswith(("SELECT", "UPDATE"))]

    make_registration(event)
    one = asked()
    for number in range(59):
        make_registration(event, email=f"{number}@example.org")

    assert len(asked()) == len(one) <= 7


def test_csv_contains_all_registrations_in_organiser_zone(signed_in, path, people, deliver):
    deliver()
    with transaction() as session:
        cancel_registration(session, people[0].id)
        erase_registrant(session, people[1].id)

    answer = signed_in.get(f"{path}.csv")

    assert answer.content_type == "text/csv; charset=utf-8"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Content-Disposition"] == (
        "attachment; filename=children-deprived-of-liberty-registrations.csv"
    )
    head, *rows = table(answer)
    assert head[:5] == ["Name", "E-mail", "Organisation", "Status", "Registered (time in Geneva)"]
    assert [row[:5] for row in rows] == [
        ["Ann", "ann@example.org", "Legal Aid Network", "Cancelled", "2026-11-25 10:00"],
        ["Cy", "cy@example.org", "Legal Aid Network", "Place offered", "2026-11-25 10:00"],
    ]
    assert rows[1][6:] == ["", "being sent", "", "", "", "Africa/Nairobi", "English", ""]


def test_csv_contains_no_formula(signed_in, path, event, make_registration):
    make_registration(event, name=HOSTILE, affiliation="@SUM(A1)")

    assert table(signed_in.get(f"{path}.csv"))[1][:3] == [
        f"'{HOSTILE}",
        "wanjiru@example.com",
        "'@SUM(A1)",
    ]


def test_csv_is_queried_in_batches(signed_in, make_event, make_registration, monkeypatch):
    monkeypatch.setattr("webinars.registrations.organiser.registrant_list.BATCH", 2)
    event = make_event()
    for number in range(5):
        make_registration(event, email=f"{number}@example.org")

    rows = table(signed_in.get(f"/organise/events/{event.id}/registrations.csv"))

    assert [row[1][0] for row in rows[1:]] == list("01234")


def test_email_is_resent(press, path, people, deliver):
    deliver()

    answer = press(f"{path}/{people[0].id}/messages")

    assert answer.location == f"{path}?done=again"
    assert [mail.message["To"] for mail in deliver()] == ["Ann <ann@example.org>"]


def test_cancelling_needs_confirmation(signed_in, path, people):
    before = topics()
    page = text_of(signed_in.get(f"{path}/{people[0].id}/cancellation"))

    assert "Cancel the registration of Ann?" in page
    assert "ann@example.org is notified by e-mail, and the event is removed from" in page
    assert status(people[0]) is Status.CONFIRMED
    assert topics() == before


def test_confirmation_mentions_no_calendar_of_waiting_registrants(signed_in, path, people):
    page = text_of(signed_in.get(f"{path}/{people[2].id}/cancellation"))

    assert "cy@example.org is notified by e-mail." in page


def test_cancelled_place_is_offered_to_next_on_waiting_list(press, path, people):
    ask = f"{path}/{people[0].id}/cancellation"

    answer = press(ask)

    assert answer.location == f"{path}?done=taken-back"
    assert [status(one) for one in people] == [
        Status.CANCELLED,
        Status.CONFIRMED,
        Status.OFFERED,
    ]
    assert topics()[3:] == ["registration.cancelled", "registration.offered"]


def test_removed_registrant_is_listed_and_restored(desk, signed_in, path, people):
    answer = desk(f"{path}/{people[1].id}/cancellation", action="remove")
    page = text_of(signed_in.get(answer.location))
    removed = status(people[1])
    restored = desk(f"{path}/decisions", do=f"approve-{people[1].id}")

    assert answer.location == f"{path}?done=removed"
    assert "The person was removed from this event and is notified by e-mail." in page
    assert "Removed" in page
    assert "Restore" in page
    assert removed is Status.REFUSED
    assert restored.status_code == 303
    assert status(people[1]) in (Status.CONFIRMED, Status.WAITING)
    assert topics()[3:][0] == "registration.cancelled"


def test_unknown_cancellation_choice_shows_error(desk, path, people):
    answer = desk(f"{path}/{people[0].id}/cancellation", action="forget")

    assert answer.status_code == 422
    assert "Cancel the registration of Ann?" in text_of(answer)
    assert status(people[0]) is Status.CONFIRMED


def test_cancelled_registration_needs_no_confirmation(signed_in, press, path, people):
    ask = f"{path}/{people[0].id}/cancellation"
    press(ask)

    assert signed_in.get(ask).location == path
    assert press(ask).location == f"{path}?done=taken-back"
    assert press(f"{path}/{people[0].id}/messages").status_code == 409


def test_registrants_own_cancellation_is_not_reported_as_organisers(press, path, people):
    with transaction() as session:
        cancel_registration(session, people[0].id)

    assert press(f"{path}/{people[0].id}/cancellation").location == path


def test_request_without_csrf_token_changes_nothing(signed_in, path, people):
    before = topics()

    for where in ("cancellation", "messages"):
        assert signed_in.post(f"{path}/{people[0].id}/{where}").status_code == 400

    assert status(people[0]) is Status.CONFIRMED
    assert topics() == before


def test_cancelled_event_offers_no_actions(signed_in, path, event, people, cancel):
    cancel(event)

    page = signed_in.get(path).text

    assert "Resend e-mail" not in page
    assert "Cancel or remove" not in page


@pytest.mark.parametrize(
    ("method", "tail"),
    [
        ("get", ""),
        ("get", ".csv"),
        ("get", "/{place}/cancellation"),
        ("post", "/{place}/cancellation"),
        ("post", "/{place}/messages"),
    ],
)
def test_event_of_other_organiser_is_not_found(
    signed_in, press, mere, theirs, event, people, method, tail
):
    before = topics()
    own, foreign, missing = (
        (event.id, theirs.id),
        (theirs.event_id, theirs.id),
        (4711, 4712),
    )
    tried = [foreign, missing] + ([own, (theirs.event_id, people[0].id)] if "{" in tail else [])
    answers = []

    for number, place in tried:
        where = f"/organise/events/{number}/registrations{tail.format(place=place)}"
        answers.append(press(where) if method == "post" else signed_in.get(where))

    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.text for answer in answers}) == 1
    assert "Secret" not in answers[0].text
    assert status(theirs) is Status.CONFIRMED
    assert topics() == before


def test_administrator_sees_all_registrations(signed_in, theirs):
    assert "Secret" in signed_in.get(f"/organise/events/{theirs.event_id}/registrations").text


@pytest.mark.parametrize("tail", ["registrations", "registrations.csv", "messages"])
def test_visitor_is_redirected_to_sign_in(client, event, tail):
    assert client.get(f"/organise/events/{event.id}/{tail}").status_code == 401


def test_event_list_links_to_registrations(signed_in, path, event):
    assert f'href="{path}"' in signed_in.get("/organise/events").text


class TestMail:
    """The list of an event's e-mails."""

    @pytest.fixture
    def mails(self, event):
        """Return the path of the page."""
        return f"/organise/events/{event.id}/emails"

    @pytest.fixture
    def failed(self, people, deliver):
        """Make the mail server refuse the e-mail to Bo; return the message's id and size."""
        with transaction() as session:
            row = session.scalars(
                select(Message).where(Message.registration_id == people[1].id)
            ).first()
            row.state, row.reason = MessageState.FAILED, "550 no such user"
            return row.id

    def test_failed_emails_come_first_with_their_reason(self, signed_in, mails, failed, deliver):
        deliver()

        page = text_of(signed_in.get(mails))

        assert page.index("550 no such user") < page.index("Cy") < page.index("Ann")
        assert "Confirmation with invitation : Bo 25 November 2026, 10:00 Bo bo@example.org" in page
        assert "Waiting list" in page
        assert "New or cancelled registration" not in page

    def test_failed_email_is_retried(self, press, mails, failed, deliver):
        deliver()

        answer = press(f"{mails}/{failed}/attempts")

        assert answer.location == f"{mails}?done=again"
        assert [mail.message["To"] for mail in deliver()] == ["Bo <bo@example.org>"]

    def test_sent_email_is_not_retried(self, press, mails, failed, deliver):
        press(f"{mails}/{failed}/attempts")
        deliver()

        answer = press(f"{mails}/{failed}/attempts")

        assert answer.status_code == 409
        assert deliver() == []

    def test_superseded_email_offers_no_retry(self, signed_in, mails, path, press, people, failed):
        press(f"{path}/{people[1].id}/messages")

        page = signed_in.get(mails).text

        assert "Replaced by a newer e-mail" in page
        assert "/attempts" not in page
        assert press(f"{mails}/{failed}/attempts").status_code == 409

    def test_request_without_csrf_token_changes_nothing(self, signed_in, mails, failed):
        assert signed_in.post(f"{mails}/{failed}/attempts").status_code == 400
        assert db.session.get_one(Message, failed).state is MessageState.FAILED

    def test_email_of_other_event_is_not_found(
        self, press, mere, mails, theirs, failed, make_event, deliver
    ):
        other = make_event(title="Mine too")
        with transaction() as session:
            foreign = session.scalars(
                select(Message).where(Message.registration_id == theirs.id)
            ).first()
            foreign.state = MessageState.FAILED
            number = foreign.id

        answers = [
            press(f"/organise/events/{event}/emails/{message}/attempts")
            for event, message in (
                (other.id, failed),
                (theirs.event_id, number),
                (other.id, number),
                (other.id, 4711),
            )
        ]

        assert {answer.status_code for answer in answers} == {404}
        assert db.session.get_one(Message, number).state is MessageState.FAILED
        assert db.session.get_one(Message, failed).state is MessageState.FAILED

    def test_email_to_erased_registrant_shows_no_name(self, signed_in, mails, people, deliver):
        deliver()
        with transaction() as session:
            erase_registrant(session, people[0].id)

        page = text_of(signed_in.get(mails))

        assert "a person whose data was deleted" in page
        assert "ann@example.org" not in page

    def test_event_without_emails_shows_empty_state(self, signed_in, mails):
        assert "No e-mails yet" in signed_in.get(mails).text

    def test_pages_list_each_email_once(self, signed_in, make_event, make_registration):
        event = make_event()
        for number in range(60):
            make_registration(event, email=f"p{number}@example.org")
        at, seen = f"/organise/events/{event.id}/emails", []

        while at:
            page = signed_in.get(at).text
            seen += re.findall(r">(p\d+)@example", page)
            following = re.search(r'href="([^"]+)" rel="next"', page)
            at = following and following.group(1)

        assert seen == [f"p{number}" for number in reversed(range(60))]
