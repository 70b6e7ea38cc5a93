"""The organiser's tables: axe, overflow, and use without scripts."""

import pytest
from sqlalchemy import select

from tests.browser import page_checks
from webinars.access.invitee_state import Partstat
from webinars.access.models import Invitee
from webinars.accounts.organisers import add_organiser, disable_account
from webinars.database import db, transaction
from webinars.outbox.models import Message, MessageState
from webinars.registrations.cancellation import cancel_registration
from webinars.replies.models import InviteeReply
from webinars.replies.reply_rules import ReplyStatus, Verdict


@pytest.fixture
def overrides():
    return {"LANGUAGES": ["en", "ar"]}


@pytest.fixture
def event(make_event, make_registration):
    """Create an event with registrations and e-mails in every state."""
    event = make_event(capacity=2)
    people = [
        make_registration(event, email=f"{box}@example.org", name=name, affiliation=affiliation)
        for box, name, affiliation in (
            ("ann", "ann", "x" * 60),
            ("bo." + "long-address" * 4, "bo", ""),
            ("cy", "cy", "Legal Aid Network"),
            ("amira", "أميرة", "جمعية"),
        )
    ]
    with transaction() as session:
        cancel_registration(session, people[0].id)
        for person, state in (
            (people[1], MessageState.FAILED),
            (people[2], MessageState.SENT),
            (people[3], MessageState.QUEUED),
        ):
            row = session.scalars(
                select(Message)
                .where(Message.registration_id == person.id)
                .order_by(Message.id.desc())
            ).first()
            row.topic = "registration.confirmed"
            row.state, row.reason = state, "" if state == "sent" else "550 no such user"
            row.ordering_key = None
            row.body = b"x"
    _invite(event)
    return event


def _invite(event):
    """Invite people whose calendars have replied in every way; somebody else replied for one."""
    replies = [("Dee", partstat) for partstat in Partstat] + [("x" * 60, None), ("", None)]
    with transaction() as session:
        for number, (name, partstat) in enumerate(replies):
            invitee = Invitee(
                event_id=event.id, name=name, email=f"dee{number}@example.org",
                address=f"dee{number}@example.org", language="en", created_at=event.created_at,
                invited_at=event.created_at, reminded_at=event.created_at, partstat=partstat,
                replied_at=partstat and event.created_at, is_invited_by_calendar=True,
            )  # fmt: skip
            session.add(invitee)
        session.flush()
        session.add(
            InviteeReply(
                invitee_id=invitee.id, key="1", status=ReplyStatus.ACCEPTED,
                verdict=Verdict.STRANGER, sequence=0, dtstamp=event.created_at,
                received_at=event.created_at, comment="Please register me instead. " * 8,
            )
        )  # fmt: skip


@pytest.fixture
def pages(event, live_server):
    """Return URLs of the organiser's tables in states that test_every_route.py does not show."""
    with transaction() as session:
        add_organiser(session, email="bo@example.org", name="B" * 60, timezone="UTC", admin=True)
        disable_account(
            session, add_organiser(session, email="cy@example.org", name="Cy", timezone="UTC")
        )
    here = f"/organise/events/{event.id}"
    return [
        live_server + path
        for path in (
            f"{here}/registrations",
            f"{here}/registrations?q=nobody&done=taken-back",
            f"{here}/registrations?column=email&column=registered&column=last-email&column=timezone&column=language",
            f"{here}/emails?done=again",
            f"{here}/invitees?done=reminded&n=2&later=1",
            "/organise/people?done=invited",
        )
    ]


def test_pages_have_no_axe_violations_or_overflow(new_page, sign_in_organiser, pages):
    page, right_to_left = sign_in_organiser(new_page()), sign_in_organiser(new_page(locale="ar"))

    assert page_checks.problems_at(page, right_to_left, pages) == []


def test_registrations_are_managed_without_scripts(
    new_page, sign_in_organiser, event, live_server, deliver
):
    page = sign_in_organiser(new_page(java_script_enabled=False))
    page.goto(f"{live_server}/organise")
    page.get_by_role("link", name=f"Registrations {event.title}").click()

    page.get_by_label("Name, e-mail or organisation").fill("CY")
    page.get_by_role("button", name="Search").click()
    assert page.get_by_role("row").count() == 2
    page.get_by_role("button", name="Resend e-mail cy").click()
    assert page.get_by_role("status").inner_text() == "E-mail resent."

    page.get_by_role("link", name="Cancel or remove… cy").click()
    page.get_by_role("button", name="Cancel registration").click()
    assert "The registration was cancelled." in page.get_by_role("status").inner_text()

    page.get_by_role("link", name="See why, and try again").click()
    page.get_by_role("button", name="Try again bo").click()
    assert page.get_by_role("status").inner_text() == "E-mail resent."
    assert page.get_by_role("button", name="Try again").count() == 0

    page.get_by_role("navigation", name="Organiser pages").get_by_role(
        "link", name="Organisers"
    ).click()
    page.get_by_label("E-mail").fill("new@example.org")
    page.get_by_role("button", name="Invite").click()
    page.get_by_role("button", name="Make administrator new@example.org").click()
    assert "is now an administrator" in page.get_by_role("status").inner_text()
    db.session.rollback()


def test_registrations_are_downloaded(page, sign_in_organiser, event, live_server):
    sign_in_organiser(page).goto(f"{live_server}/organise/events/{event.id}/registrations")

    with page.expect_download() as loading:
        page.get_by_role("link", name="Download all (CSV)").click()

    assert loading.value.suggested_filename == "children-deprived-of-liberty-registrations.csv"
    assert loading.value.path().read_bytes().startswith(b'\xef\xbb\xbf"Name","E-mail"')
