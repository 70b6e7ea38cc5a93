"""The registration form with limited access, registration types, or a likely typo in the address."""

import re

import pytest

from tests.registrations.terms import AT_ONCE
from tests.web.pages import statements, text_of
from webinars.database import db, transaction
from webinars.events.enums import AccessMode
from webinars.events.queries import event_by_id
from webinars.events.settings.registration_types import RegistrationTypeDetails, set_types, types_of
from webinars.registrations.models import Registration
from webinars.registrations.status import Status

ANA = {
    "name": "Ana",
    "email": "ana@example.org",
    "affiliation": "",
    "zone": "America/Lima",
    "lang": "en",
}
SECRET = {"access_mode": AccessMode.SECRET_LINK, "secret_link_key": "the-secret-key"}
BY_LINK = "By invitation only"


@pytest.fixture(autouse=True)
def stopped(clock):
    """Stop the clock."""


@pytest.fixture
def put(site):
    """Return a function that sets the registration types of an event."""

    def put(event, *types):
        with transaction() as session:
            revision = event_by_id(session, event.id).revision
            set_types(session, event.id, types=types, revision=revision, site=site)
        db.session.rollback()
        return types_of(db.session(), event.id)

    return put


def form_of(event):
    return f"/events/{event.slug}/registrations"


def stored():
    db.session.rollback()
    return db.session.query(Registration).order_by(Registration.id).all()


def hidden(answer, name):
    match = re.search(rf'<input [^>]*name="{name}"[^>]*value="([^"]*)"', answer.text)
    return match and match.group(1)


# --- Who may come in


@pytest.mark.parametrize(
    "terms",
    [
        SECRET,
        {"access_mode": AccessMode.INVITED},
        {"access_mode": AccessMode.SECRET_LINK, "secret_link_key": ""},
    ],
)
@pytest.mark.parametrize("query", ["", "?key=", "?key=wrong", "?key=the-secret-ke"])
def test_form_without_secret_link_explains_access(client, make_event, terms, query):
    event = make_event(terms=terms)

    answer = client.get(f"{form_of(event)}{query}")

    assert answer.status_code == 403
    assert BY_LINK in text_of(answer)
    assert 'name="email"' not in answer.text


def test_event_page_explains_access_instead_of_button(client, make_event):
    event = make_event(terms=SECRET)

    page = client.get(f"/events/{event.slug}")
    listed = client.get("/")

    assert BY_LINK in text_of(page)
    assert f'href="{form_of(event)}"' not in page.text
    assert "By invitation" in text_of(page)
    assert "By invitation" in text_of(listed)
    assert "the-secret-key" not in page.text + listed.text


def test_secret_link_opens_form_and_survives_errors(client, make_event, send):
    event = make_event(terms=SECRET)
    path = f"{form_of(event)}?key=the-secret-key"

    first = client.get(path)
    refused = send(path, at=form_of(event), key="the-secret-key", **{**ANA, "name": ""})
    taken = send(path, at=form_of(event), key="the-secret-key", **ANA)

    assert first.status_code == 200
    assert hidden(first, "key") == "the-secret-key"
    assert (refused.status_code, hidden(refused, "key")) == (422, "the-secret-key")
    assert taken.status_code == 303
    assert [registration.email for registration in stored()] == ["ana@example.org"]


@pytest.mark.parametrize("key", ["", "wrong", "é", "x" * 101])
def test_wrong_secret_link_key_is_refused(make_event, send, token_on, client, key):
    event = make_event(terms=SECRET)
    token = token_on(f"{form_of(event)}?key=the-secret-key")

    answer = client.post(form_of(event), data={"csrf_token": token, "key": key, **ANA})

    assert answer.status_code == 403
    assert BY_LINK in text_of(answer)
    assert stored() == []


def test_form_without_secret_link_key_does_not_reveal_registrations(
    make_event, make_registration, token_on, client
):
    event = make_event()
    make_registration(event, email="ana@example.org")
    token = token_on(form_of(event))
    with transaction() as session:
        event_by_id(session, event.id).access_mode = AccessMode.INVITED

    answers = [
        client.post(form_of(event), data={"csrf_token": token, **ANA, "email": email})
        for email in ("ana@example.org", "new@example.org")
    ]

    assert {answer.status_code for answer in answers} == {403}
    assert len({answer.text for answer in answers}) == 1


def test_past_event_says_so_instead_of_mentioning_links(client, make_event, cancel):
    event = make_event(terms=SECRET)
    cancel(event)

    answer = client.get(form_of(event))

    assert answer.status_code == 409
    assert "This event is cancelled" in text_of(answer)


def test_address_of_other_domain_gets_allowed_domains(make_event, send):
    event = make_event(terms={"domains": ["un.org", "xn--bcher-kva.example"]})

    refused = send(form_of(event), **ANA)
    taken = [
        send(form_of(event), **{**ANA, "email": email})
        for email in ("ana@UN.org", "ana@geneva.un.org", "ana@bücher.example")
    ]

    assert refused.status_code == 422
    assert 'id="email-error"' in refused.text
    assert "Only addresses at un.org / bücher.example can register." in text_of(refused)
    assert 'value="ana@example.org"' in refused.text
    assert [answer.status_code for answer in taken] == [303, 303, 303]


# --- Kinds


@pytest.fixture
def hybrid(make_event, put):
    event = make_event(terms=AT_ONCE)
    return event, put(
        event, RegistrationTypeDetails("In the room", capacity=1), RegistrationTypeDetails("Online")
    )


def test_form_lists_registration_types_and_marks_full_ones(client, hybrid, make_registration, put):
    event, (in_person, _online) = hybrid
    make_registration(event, registration_type_id=in_person.id)

    page = text_of(client.get(form_of(event)))

    assert "Registration type In the room full: waiting list Online" in page


def test_full_registration_type_leads_to_waiting_list(send, hybrid, make_registration):
    event, (in_person, online) = hybrid
    make_registration(event, registration_type_id=in_person.id)

    for email, kind in (("a@example.org", in_person), ("b@example.org", online)):
        assert (
            send(
                form_of(event), **{**ANA, "email": email, "registration_type": kind.id}
            ).status_code
            == 303
        )

    assert [
        (registration.registration_type_id, registration.status) for registration in stored()[1:]
    ] == [
        (in_person.id, Status.WAITING),
        (online.id, Status.CONFIRMED),
    ]


@pytest.mark.parametrize("kind", [None, "", "0", "4711", "x", "²", "9" * 30])
def test_missing_or_unknown_type_shows_error_at_its_field(send, hybrid, make_registration, kind):
    event, (_, online) = hybrid
    make_registration(event, email="known@example.org", registration_type_id=online.id)
    chosen = {} if kind is None else {"registration_type": kind}

    answers = [
        send(form_of(event), **{**ANA, "email": email, **chosen})
        for email in ("new@example.org", "known@example.org")
    ]

    assert [answer.status_code for answer in answers] == [422, 422]
    for answer in answers:
        assert 'id="registration_type-error"' in answer.text
        assert '<a href="#registration_type">' in answer.text
    assert len(stored()) == 1


def test_missing_type_is_reported_with_other_errors(send, hybrid):
    event, *_ = hybrid

    answer = send(form_of(event), **{**ANA, "name": ""})

    assert answer.status_code == 422
    assert re.findall(r'<a href="#(\w+)">', answer.text)[:2] == ["name", "registration_type"]


def test_removed_type_is_refused(send, hybrid, put, make_registration):
    event, (in_person, online) = hybrid
    make_registration(event, registration_type_id=in_person.id)
    put(event, RegistrationTypeDetails("Online", id=online.id))

    answer = send(form_of(event), **{**ANA, "registration_type": in_person.id})

    assert answer.status_code == 422
    assert "This registration type is no longer available." in text_of(answer)
    assert "In the room" not in text_of(answer)


def test_chosen_type_survives_errors(send, hybrid):
    event, (_, online) = hybrid

    answer = send(form_of(event), **{**ANA, "name": "", "registration_type": online.id})

    assert re.search(rf'name="registration_type" value="{online.id}" checked', answer.text)


def test_event_is_full_when_all_types_are_full(client, make_event, put, make_registration):
    event = make_event()
    [in_person] = put(event, RegistrationTypeDetails("Room", capacity=1))
    before = text_of(client.get(f"/events/{event.slug}"))
    make_registration(event, registration_type_id=in_person.id)

    after = client.get(f"/events/{event.slug}")

    assert "All places are taken" not in before
    assert "All places are taken" in text_of(after)
    assert "waiting list open" in text_of(client.get("/"))
    assert "Join the waiting list" in text_of(client.get(form_of(event)))


# --- Addresses that look mistyped


def test_likely_typo_shows_warning(make_event, send):
    answer = send(form_of(make_event()), **{**ANA, "email": "ana@gmial.com"})

    assert answer.status_code == 422
    assert "Did you mean ana@gmail.com? If ana@gmial.com is correct, send the form again." in (
        text_of(answer)
    )
    assert 'value="ana@gmial.com"' in answer.text
    assert re.search(r'<button [^>]*name="take" value="ana@gmail.com"', answer.text)
    assert stored() == []


def test_suggested_address_is_accepted_with_its_button(make_event, send):
    event = make_event()
    asked = send(form_of(event), **{**ANA, "email": "ana@gmial.com"})

    answer = send(
        form_of(event),
        **{**ANA, "email": "ana@gmial.com", "confirmed_email": hidden(asked, "confirmed_email")},
        take="ana@gmail.com",
    )

    assert answer.status_code == 303
    assert [registration.email for registration in stored()] == ["ana@gmail.com"]


def test_resubmitted_address_is_accepted_unchanged(make_event, send):
    event = make_event()
    asked = send(form_of(event), **{**ANA, "email": "ana@gmial.com"})

    answer = send(
        form_of(event),
        **{**ANA, "email": "ana@gmial.com", "confirmed_email": hidden(asked, "confirmed_email")},
    )

    assert answer.status_code == 303
    assert [registration.email for registration in stored()] == ["ana@gmial.com"]


def test_another_typo_shows_another_warning(make_event, send):
    answer = send(
        form_of(make_event()),
        **{**ANA, "email": "ana@hotmial.com", "confirmed_email": "ana@gmial.com"},
    )

    assert "Did you mean ana@hotmail.com?" in text_of(answer)


def test_typo_is_reported_with_other_errors(make_event, send):
    answer = send(form_of(make_event()), **{**ANA, "name": "", "email": "ana@gmail.con"})

    assert "There are 2 problems" in text_of(answer)
    assert "Did you mean ana@gmail.com?" in text_of(answer)


@pytest.mark.parametrize("taken", ["no address", "", "x" * 300, "a@b\x07.org"])
def test_forged_suggestion_is_validated(make_event, send, taken):
    answer = send(form_of(make_event()), **ANA, take=taken)

    assert answer.status_code == 422
    assert 'id="email-error"' in answer.text
    assert stored() == []


# --- What all this costs those who ask for none of it


def test_form_of_simple_event_takes_no_extra_queries(make_event, send, client, token_on):
    event = make_event()
    token = token_on(form_of(event))

    with statements() as shown:
        client.get(form_of(event))
    with statements() as taken:
        client.post(form_of(event), data={"csrf_token": token, **ANA})

    assert len(stored()) == 1
    assert (len(shown), len(taken)) == (1, 10)
    assert not [item for item in (*shown, *taken) if "registration_types" in item.split("FROM")[-1]]


def test_query_count_does_not_depend_on_number_of_types(make_event, put, client):
    event = make_event()
    put(event, RegistrationTypeDetails("One"))

    def asked():
        with statements() as seen:
            client.get(form_of(event))
        return len(seen)

    one = asked()
    put(event, *(RegistrationTypeDetails(f"Kind {number}") for number in range(6)))

    assert asked() == one == 5
