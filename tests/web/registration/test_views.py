from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from webinars.database import db, transaction
from webinars.events.actions import cancel_event, postpone_event
from webinars.events.models import Event
from webinars.outbox.models import Message
from webinars.registrations import actions
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


def test_one_screen_gives_a_place(make_event, send):
    event = make_event()

    answer = send(form_of(event), **ANA)

    assert answer.status_code == 303
    assert answer.location == f"/events/{event.slug}/registrations/received"
    (place,) = stored()
    assert (place.name, place.email, place.affiliation, place.zone, place.language) == (
        "Ana",
        "ana@example.org",
        "Ministry",
        "America/Lima",
        "en",
    )


def test_everybody_gets_the_same_answer(make_event, make_registration, send, client):
    event = make_event(capacity=2)
    make_registration(event, email="known@example.org")

    answers = [
        send(form_of(event), **{**ANA, "email": f"{who}@example.org"}) for who in ("new", "known")
    ]

    assert len({(answer.status_code, answer.data, answer.location) for answer in answers}) == 1
    assert client.get(answers[0].location).status_code == 200


def test_the_neutral_page_speaks_of_the_waiting_list_where_there_may_be_one(
    make_event, make_registration, client
):
    event = make_event(capacity=1)
    make_registration(event)

    page = client.get(f"{form_of(event)}/received").text

    assert "whether you have a place or are on the waiting list" in page
    assert "wanjiru" not in page


def test_each_thing_to_put_right_is_said_at_its_field_and_at_the_top(make_event, send):
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


def test_what_was_typed_stays_and_the_first_bad_field_is_in_focus(make_event, send):
    page = send(form_of(make_event()), **{**ANA, "email": "ana@example"}).text

    for value in ("Ana", "ana@example", "Ministry"):
        assert f'value="{value}"' in page
    assert 'selected value="America/Lima"' in page
    assert page.count("autofocus") == 1
    assert "autofocus" in page[page.index('id="email"') - 300 : page.index('id="email"') + 300]


def test_a_control_character_is_refused_and_not_sent_back(make_event, send):
    answer = send(form_of(make_event()), **{**ANA, "name": "Ana\x07\x00Lima"})

    assert answer.status_code == 422
    assert 'value="AnaLima"' in answer.text


def test_the_readers_zone_is_chosen_among_the_zones_of_the_events_day(make_event, client):
    client.set_cookie("zone", "Africa/Nairobi")

    page = client.get(form_of(make_event())).text

    assert '<option selected value="Africa/Nairobi">Nairobi, UTC+03:00</option>' in page
    assert ">New York, UTC−04:00</option>" in page  # in July, asked for in November


def test_a_zone_under_an_older_name_is_taken_and_kept_under_that_in_use(make_event, send):
    send(form_of(make_event()), **{**ANA, "zone": "Asia/Calcutta"})

    assert stored()[0].zone == "Asia/Kolkata"


def test_the_language_is_asked_only_where_there_is_a_choice(make_event, client):
    page = client.get(form_of(make_event())).text

    assert '<input type="hidden" name="lang" value="en">' in page
    assert 'select class="input" id="lang"' not in page


@pytest.mark.parametrize("overrides", [{"LANGUAGES": ["en", "fr"]}])
def test_the_language_of_mails_can_be_chosen(make_event, client, send):
    event = make_event()

    page = client.get(form_of(event)).text
    send(form_of(event), **{**ANA, "lang": "fr"})

    assert 'id="lang"' in page
    assert stored()[0].language == "fr"


def test_a_language_that_we_do_not_speak_is_refused(make_event, send):
    assert send(form_of(make_event()), **{**ANA, "lang": "tlh"}).status_code == 422


def shut(event, how, site):
    """Bring an event into a standing without a form."""
    with transaction() as session:
        if how == "cancelled":
            cancel_event(session, event.id, site)
        elif how == "postponed":
            postpone_event(session, event.id, site)
        else:
            value = {
                "closed": {"closes_at": the_clock.now()},
                "not-yet": {"opens_at": the_clock.now() + timedelta(hours=1)},
                "elsewhere": {"external_url": "https://example.net/rush"},
                "none": {"accepts_registrations": False},
                "ended": {"ends_at": the_clock.now()},
            }[how]
            session.execute(update(Event).where(Event.id == event.id).values(**value))


SHUT = ["closed", "not-yet", "elsewhere", "none", "ended", "cancelled", "postponed"]


@pytest.mark.parametrize("how", SHUT)
def test_an_event_that_takes_no_names_shows_words_and_no_form(make_event, client, site, how):
    event = make_event()
    shut(event, how, site)

    answer = client.get(form_of(event))

    assert answer.status_code == 409
    assert "<form" not in answer.text
    assert ("https://example.net/rush" in answer.text) is (how == "elsewhere")


@pytest.mark.parametrize("how", SHUT)
def test_a_form_sent_too_late_keeps_what_was_typed(make_event, client, site, how, token_on):
    event = make_event()
    token = token_on(form_of(event))
    shut(event, how, site)

    answer = client.post(form_of(event), data={"csrf_token": token, **ANA})

    assert answer.status_code == 409
    assert 'value="ana@example.org"' in answer.text
    assert "Your form was not sent" in answer.text
    assert stored() == []


def test_what_is_wrong_in_a_form_sent_too_late_does_not_hide_that_it_is_late(
    make_event, client, site, token_on
):
    event = make_event()
    token = token_on(form_of(event))
    shut(event, "closed", site)

    answer = client.post(form_of(event), data={"csrf_token": token, **ANA, "email": "ana"})

    assert answer.status_code == 409
    assert "Your form was not sent" in answer.text


@pytest.mark.parametrize("how", SHUT)
def test_a_form_sent_too_late_does_not_tell_who_is_registered(
    make_event, make_registration, client, site, how, token_on
):
    event = make_event()
    make_registration(event, email=ANA["email"])
    token = token_on(form_of(event))
    shut(event, how, site)

    answer = client.post(form_of(event), data={"csrf_token": token, **ANA})

    assert answer.status_code == 409


def test_an_event_that_closes_between_look_and_lock_keeps_what_was_typed(
    make_event, client, monkeypatch, token_on
):
    event = make_event()
    token = token_on(form_of(event))
    register = actions.register

    def late(session, **said):
        session.execute(update(Event).where(Event.id == event.id).values(closes_at=the_clock.now()))
        return register(session, **said)

    monkeypatch.setattr(actions, "register", late)
    answer = client.post(form_of(event), data={"csrf_token": token, **ANA})

    assert answer.status_code == 409
    assert 'value="ana@example.org"' in answer.text


def test_a_form_without_its_token_is_shown_again_with_what_was_typed(make_event, client):
    event = make_event()

    answer = client.post(form_of(event), data=ANA)

    assert answer.status_code == 400
    assert 'value="ana@example.org"' in answer.text
    assert stored() == []


def test_drafts_and_strangers_have_no_form(make_event, client):
    draft = make_event(publish=False)

    assert client.get(form_of(draft)).status_code == 404
    assert client.get("/events/none/registrations").status_code == 404
    assert client.get("/events/none/registrations/received").status_code == 404


def test_looking_acts_on_nothing(make_event, client):
    event = make_event()

    for method in ("get", "head"):
        for path in (form_of(event), f"{form_of(event)}/received", "/links", "/links/sent"):
            assert getattr(client, method)(path, query_string=ANA).status_code == 200

    assert stored() == []
    assert posted() == 0


def test_a_name_is_shown_as_text(make_event, send):
    page = send(
        form_of(make_event()), **{**ANA, "name": '"><script>alert(1)</script>', "email": ""}
    ).text

    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page


def test_pages_of_the_form_are_light(make_event, client):
    assert len(client.get(form_of(make_event())).data) < 60_000


def test_links_are_promised_to_everybody_and_sent_to_the_registered(
    make_event, make_registration, send, deliver
):
    make_registration(make_event())
    deliver()

    answers = [send("/links", email=each) for each in ("wanjiru@example.com", "nobody@example.com")]
    mails = deliver()

    assert {(answer.status_code, answer.location) for answer in answers} == {(303, "/links/sent")}
    assert [str(mail.message["To"].addresses[0].addr_spec) for mail in mails] == [
        "wanjiru@example.com"
    ]
    assert "/registrations/" in mails[0].text


def test_an_address_that_is_none_is_told_so_before_links_are_sent(send):
    answer = send("/links", email="nobody")

    assert answer.status_code == 422
    assert 'id="email-error"' in answer.text
    assert 'value="nobody"' in answer.text
    assert posted() == 0
