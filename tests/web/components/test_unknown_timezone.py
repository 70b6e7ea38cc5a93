"""Without a known time zone no time is labelled as the reader's: pages, forms and e-mails name the city."""

import re

import pytest
from sqlalchemy import select

from tests.links import link_token
from tests.web.pages import at, text_of
from webinars.access.delegations import add_delegation
from webinars.access.invitees import Recipient, send_invitations
from webinars.database import db, transaction
from webinars.events.enums import EventState, Format
from webinars.events.models import Event
from webinars.registrations.models import Registration
from webinars.registrations.nominations import Delegate, register_delegates

ANA = {"name": "Ana", "email": "ana@example.org", "affiliation": ""}


@pytest.fixture(autouse=True)
def _stopped(clock):
    return clock


@pytest.fixture
def named(make_event, deliver):
    """Return someone named by a delegation, and the e-mails to the focal point and to them."""
    event = make_event()
    with transaction() as session:
        session.get_one(Event, event.id).accepts_delegations = True
        delegation = add_delegation(
            session, event_id=event.id, name="Fiji", focal_name="Litia",
            focal_email="litia@example.org", quota=3, language="en",
        )  # fmt: skip
        session.flush()
        register_delegates(
            session, delegation_id=delegation.id,
            people=[Delegate("Sera", "sera@example.org")],
        )  # fmt: skip
    return stored(), deliver()


def stored():
    db.session.rollback()
    return db.session.scalars(select(Registration)).one()


def test_delegation_emails_show_and_label_time_of_event(named):
    _place, mails = named
    mails = [mail for mail in mails if "amira" not in mail.message["To"]]

    assert len(mails) == 3
    for mail in mails:
        assert "15:00 Geneva" in mail.text or "15:00 to 16:30  Geneva time" in mail.text
        assert "your time, " not in mail.text
    theirs = next(mail for mail in mails if "sera" in mail.message["To"])
    assert "Set your time zone in your registration to see your local time." in theirs.text
    assert "JOIN FROM 14:45 GENEVA TIME" in theirs.text
    assert b"your time" not in theirs.calendar
    html = theirs.message.get_body(("html",)).get_content()
    assert "Geneva time" in html
    assert "Join from 14:45 Geneva time" in html


def test_invitation_shows_time_of_event(make_event, deliver):
    event = make_event()
    with transaction() as session:
        send_invitations(
            session, event_id=event.id, people=[Recipient("Bo", "bo@example.org")], language="en"
        )

    (mail,) = (item for item in deliver() if "bo@" in item.message["To"])

    assert "15:00 to 16:30  Geneva time" in mail.text
    assert "The event’s page shows it in your own time zone." in mail.text
    assert "your time," not in mail.text


def test_manage_page_labels_no_time_as_registrants_without_zone(named, client, site):
    place, _mails = named
    path = f"/registrations/{link_token('manage', place.id)}"

    unknown = text_of(client.get(path))
    client.set_cookie("zone", "Pacific/Fiji")
    by_browser = text_of(client.get(path))

    assert "your time," not in unknown.lower()
    assert "Geneva 15:00 to 16:30" in unknown
    assert "until you choose yours. Set your time zone" in unknown
    assert "Time zone not chosen" in unknown
    assert "Your time, Suva 01:00 to 02:30" in by_browser


def test_manage_page_shows_registrants_time_after_zone_is_chosen(
    named, client, site, send, deliver
):
    place, _mails = named
    path = f"/registrations/{link_token('manage', place.id)}"

    fields = {
        "name": "Sera",
        "email": "sera@example.org",
        "affiliation": "",
        "zone": "Pacific/Fiji",
    }
    assert send(f"{path}/details", **fields).status_code == 303

    assert stored().timezone == "Pacific/Fiji"
    assert "Your time, Suva" in text_of(client.get(path))
    assert "Set your time zone" not in text_of(client.get(path))


def test_form_without_script_selects_no_zone_and_email_names_city(
    make_event, client, send, deliver
):
    event = make_event()
    path = f"/events/{event.slug}/registrations"
    first = re.search(r'<select[^>]*name="zone".*?</option>', client.get(path).text, re.S)[0]

    send(path, **ANA, zone="")

    assert '<option selected value="">Choose a time zone</option>' in first
    assert stored().timezone == ""
    (mail,) = (item for item in deliver() if "ana@" in item.message["To"])
    assert "15:00 to 16:30  Geneva time" in mail.text
    assert "your time," not in mail.text


def test_form_preselects_zone_of_request(make_event, client):
    client.set_cookie("zone", "Africa/Nairobi")

    page = client.get(f"/events/{make_event().slug}/registrations").text

    assert '<option selected value="Africa/Nairobi">' in page


def test_in_person_registrant_without_zone_gets_time_of_venue(make_event, send, deliver):
    event = make_event(format=Format.IN_PERSON, place="Room XX")
    send(f"/events/{event.slug}/registrations", **ANA, zone="")

    (mail,) = (item for item in deliver() if "ana@" in item.message["To"])

    assert "15:00 to 16:30  Geneva time" in mail.text
    assert "your time" not in mail.text.replace("your time zone", "").replace(
        "tell you your time", ""
    )


def test_links_email_shows_registrants_time_and_marks_ended_events(
    make_event, make_registration, client, deliver, send, clock
):
    past, off = (
        make_event(title="Gone by", when=at(2026, 12, 1, 10)),
        make_event(title="Called off"),
    )
    for event in (past, off, make_event(title="To come")):
        make_registration(event)
    make_registration(make_event(title="Without a zone"), timezone="")
    client.set_cookie("zone", "Pacific/Fiji")
    with transaction() as session:
        session.get_one(Event, off.id).state = EventState.CANCELLED
    deliver()
    clock.stop(past.ends_at)

    send("/links", email="wanjiru@example.com")

    (mail,) = deliver()
    text = mail.text.replace("\r\n", "\n")
    here = "Friday 16 July 2027, 16:00 your time, Nairobi\nFriday 16 July 2027, 15:00 Geneva"
    assert f"To come\n{here}" in text
    assert f"Called off\ncancelled\n{here}" in text
    assert "Gone by\nended\nTuesday 1 December 2026, 12:00 your time, Nairobi" in text
    assert text.index("To come") < text.index("Gone by")
    assert "Without a zone\nFriday 16 July 2027, 15:00 Geneva" in text
    assert "Suva" not in text
