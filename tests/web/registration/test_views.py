from datetime import UTC, datetime, timedelta

import pytest
from flask import g
from sqlalchemy import func, select, update

from tests.web.conftest import token_of
from tests.web.pages import text_of
from webinars.database import db, transaction
from webinars.events.lifecycle import cancel_event, postpone_event
from webinars.events.models import Event
from webinars.outbox.models import Message
from webinars.registrations import new_registration
from webinars.registrations.models import Registration
from webinars.timezones import clock as the_clock

ANA = {
    "name": "Ana",
    "email": "ana@example.org",
    "affiliation": "Ministry",
    "zone": "America/Lima",
    "lang": "en",
}


@pytest.fixture(autouse=True)
def stopped(clock):
    """Stop the clock."""


def form_of(event):
    return f"/events/{event.slug}/registrations"


def stored():
    db.session.rollback()
    return db.session.scalars(select(Registration).order_by(Registration.id)).all()


def posted():
    db.session.rollback()
    return db.session.scalar(select(func.count()).where(Message.topic.like("registration.%")))


def test_token_is_signed_only_for_forms_that_are_shown(make_event, client):
    form = form_of(make_event())
    token = token_of(client.get(form))

    with client:
        assert client.post(form, data=ANA | {"csrf_token": token}).status_code == 303
        assert "csrf_token" not in g
    with client:
        assert client.post(form, data={"csrf_token": token}).status_code == 422
        assert "csrf_token" in g


def test_form_registers_visitor(make_event, send):
    event = make_event()

    answer = send(form_of(event), **ANA)

    assert answer.status_code == 303
    assert answer.location == f"/events/{event.slug}/registrations/received"
    (registration,) = stored()
    assert (
        registration.name,
        registration.email,
        registration.affiliation,
        registration.timezone,
        registration.language,
    ) == (
        "Ana",
        "ana@example.org",
        "Ministry",
        "America/Lima",
        "en",
    )


def test_response_does_not_reveal_registrations(make_event, make_registration, send, client):
    event = make_event(capacity=2)
    make_registration(event, email="known@example.org")

    answers = [
        send(form_of(event), **{**ANA, "email": f"{who}@example.org"}) for who in ("new", "known")
    ]

    assert len({(answer.status_code, answer.data, answer.location) for answer in answers}) == 1
    assert client.get(answers[0].location).status_code == 200


def test_received_page_mentions_waiting_list_of_limited_events(
    make_event, make_registration, client
):
    event = make_event(capacity=1)
    make_registration(event)

    page = client.get(f"{form_of(event)}/received").text

    assert "whether you have a place or are on the waiting list" in page
    assert "wanjiru" not in page


def test_errors_are_shown_at_field_and_in_summary(make_event, send):
    answer = send(
        form_of(make_event()),
        **{
            **ANA,
            "name": " ",
            "email": "ana@example",
            "affiliation": "A" * 201,
            "zone": "Mars/Olympus",
        },
    )

    assert answer.status_code == 422
    for name in ("name", "email", "affiliation", "zone"):
        assert f'id="{name}-error"' in answer.text
        assert f'<a href="#{name}">' in answer.text
    assert "There are 4 problems" in answer.text
    assert stored() == []


def test_entered_values_stay_and_first_invalid_field_has_focus(make_event, send):
    page = send(form_of(make_event()), **{**ANA, "email": "ana@example"}).text

    for value in ("Ana", "ana@example", "Ministry"):
        assert f'value="{value}"' in page
    assert 'selected value="America/Lima"' in page
    assert page.count("autofocus") == 1
    assert "autofocus" in page[page.index('id="email"') - 300 : page.index('id="email"') + 300]


def test_control_character_is_refused_and_not_echoed(make_event, send):
    answer = send(form_of(make_event()), **{**ANA, "name": "Ana\x07\x00Lima"})

    assert answer.status_code == 422
    assert 'value="AnaLima"' in answer.text


def test_reader_zone_is_selected_with_offset_on_event_day(make_event, client):
    client.set_cookie("zone", "Africa/Nairobi")

    page = client.get(form_of(make_event())).text

    assert '<option selected value="Africa/Nairobi">Nairobi, UTC+03:00</option>' in page
    assert ">New York, UTC−04:00</option>" in page  # in July, asked for in November


def test_old_zone_name_is_stored_under_current_name(make_event, send):
    send(form_of(make_event()), **{**ANA, "zone": "Asia/Calcutta"})

    assert stored()[0].timezone == "Asia/Kolkata"


def test_language_field_is_shown_only_with_several_languages(make_event, client):
    page = client.get(form_of(make_event())).text

    assert '<input type="hidden" name="lang" value="en">' in page
    assert 'select class="input" id="lang"' not in page


@pytest.mark.parametrize("overrides", [{"LANGUAGES": ["en", "fr"]}])
def test_email_language_can_be_chosen(make_event, client, send):
    event = make_event()

    page = client.get(form_of(event)).text
    send(form_of(event), **{**ANA, "lang": "fr"})

    assert 'id="lang"' in page
    assert stored()[0].language == "fr"


def test_unknown_language_is_refused(make_event, send):
    assert send(form_of(make_event()), **{**ANA, "lang": "tlh"}).status_code == 422


def shut(event, reason, site):
    """Change an event so that it accepts no registrations."""
    with transaction() as session:
        if reason == "cancelled":
            cancel_event(session, event.id, site)
        elif reason == "postponed":
            postpone_event(session, event.id, site)
        else:
            value = {
                "closed": {"closes_at": the_clock.now()},
                "not-yet": {"opens_at": the_clock.now() + timedelta(hours=1)},
                "elsewhere": {"external_url": "https://example.net/rush"},
                "none": {"accepts_registrations": False},
                "ended": {"ends_at": the_clock.now()},
            }[reason]
            session.execute(update(Event).where(Event.id == event.id).values(**value))


SHUT = ["closed", "not-yet", "elsewhere", "none", "ended", "cancelled", "postponed"]


@pytest.mark.parametrize("reason", SHUT)
def test_closed_event_explains_why_instead_of_form(make_event, client, site, reason):
    event = make_event()
    shut(event, reason, site)

    answer = client.get(form_of(event))

    assert answer.status_code == 409
    assert "<form" not in answer.text
    assert ("https://example.net/rush" in answer.text) is (reason == "elsewhere")


def test_form_that_is_not_open_yet_says_when_it_opens(make_event, client):
    event = make_event(opens_at=datetime(2027, 1, 1, 9, tzinfo=UTC))
    client.set_cookie("zone", "Africa/Nairobi")

    shown = text_of(client.get(form_of(event)))

    assert "Registration opens on Friday 1 January 2027, 12:00 your time." in shown
    assert "Already registered?" not in shown


@pytest.mark.parametrize("reason", SHUT)
def test_form_sent_after_closing_keeps_entered_values(make_event, client, site, reason, token_on):
    event = make_event()
    token = token_on(form_of(event))
    shut(event, reason, site)

    answer = client.post(form_of(event), data={"csrf_token": token, **ANA})

    assert answer.status_code == 409
    assert 'value="ana@example.org"' in answer.text
    assert "Your form was not sent" in answer.text
    assert stored() == []


def test_invalid_form_sent_after_closing_says_that_it_is_closed(make_event, client, site, token_on):
    event = make_event()
    token = token_on(form_of(event))
    shut(event, "closed", site)

    answer = client.post(form_of(event), data={"csrf_token": token, **ANA, "email": "ana"})

    assert answer.status_code == 409
    assert "Your form was not sent" in answer.text


@pytest.mark.parametrize("reason", SHUT)
def test_form_sent_after_closing_does_not_reveal_registrations(
    make_event, make_registration, client, site, reason, token_on
):
    event = make_event()
    make_registration(event, email=ANA["email"])
    token = token_on(form_of(event))
    shut(event, reason, site)

    answer = client.post(form_of(event), data={"csrf_token": token, **ANA})

    assert answer.status_code == 409


def test_event_closing_during_request_keeps_entered_values(
    make_event, client, monkeypatch, token_on
):
    event = make_event()
    token = token_on(form_of(event))
    register = new_registration.register_attendee

    def late(session, **form_values):
        session.execute(update(Event).where(Event.id == event.id).values(closes_at=the_clock.now()))
        return register(session, **form_values)

    monkeypatch.setattr(new_registration, "register_attendee", late)
    answer = client.post(form_of(event), data={"csrf_token": token, **ANA})

    assert answer.status_code == 409
    assert 'value="ana@example.org"' in answer.text


def test_form_without_csrf_token_keeps_entered_values(make_event, client):
    event = make_event()

    answer = client.post(form_of(event), data=ANA)

    assert answer.status_code == 400
    assert 'value="ana@example.org"' in answer.text
    assert stored() == []


def test_drafts_and_unknown_events_have_no_form(make_event, client):
    draft = make_event(publish=False)

    assert client.get(form_of(draft)).status_code == 404
    assert client.get("/events/none/registrations").status_code == 404
    assert client.get("/events/none/registrations/received").status_code == 404


def test_get_of_form_changes_nothing(make_event, client):
    event = make_event()

    for method in ("get", "head"):
        for path in (form_of(event), f"{form_of(event)}/received", "/links", "/links/sent"):
            assert getattr(client, method)(path, query_string=ANA).status_code == 200

    assert stored() == []
    assert posted() == 0


def test_name_is_escaped(make_event, send):
    page = send(
        form_of(make_event()), **{**ANA, "name": '"><script>alert(1)</script>', "email": ""}
    ).text

    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page


def test_form_pages_are_small(make_event, client):
    assert len(client.get(form_of(make_event())).data) < 60_000


def test_links_response_is_same_and_email_goes_to_registered_only(
    make_event, make_registration, send, deliver
):
    make_registration(make_event())
    deliver()

    answers = [send("/links", email=item) for item in ("wanjiru@example.com", "nobody@example.com")]
    mails = deliver()

    assert {(answer.status_code, answer.location) for answer in answers} == {(303, "/links/sent")}
    assert [str(mail.message["To"].addresses[0].addr_spec) for mail in mails] == [
        "wanjiru@example.com"
    ]
    assert "/registrations/" in mails[0].text


def test_invalid_address_for_links_shows_error(send):
    answer = send("/links", email="nobody")

    assert answer.status_code == 422
    assert 'id="email-error"' in answer.text
    assert 'value="nobody"' in answer.text
    assert posted() == 0
