"""Organisers add one person, and correct what is stored about one."""

import pytest

from tests.questions.asking import kind_of_registration
from tests.web.organiser.registrations.queueing import registration_topics, row
from tests.web.pages import text_of
from webinars.capabilities.link_purposes import Purpose
from webinars.capabilities.models import Capability
from webinars.database import db, transaction
from webinars.registrations.models import Registration
from webinars.registrations.registrant.details_change import change_details

ANN = {"name": "Ann", "email": "Ann@example.org", "affiliation": "Aid", "language": "en"}


@pytest.fixture
def path(make_event):
    """Return the path of the registrations of an event with one place."""
    return f"/organise/events/{make_event(capacity=1).id}/registrations"


def stored():
    db.session.rollback()
    return db.session.query(Registration).order_by(Registration.id).all()


def test_person_is_added_and_gets_email_of_their_status(desk, signed_in, path, deliver):
    answer = desk(f"{path}/new", **ANN)
    desk(f"{path}/new", **{**ANN, "name": "Bo", "email": "bo@example.org"})
    again = desk(f"{path}/new", **ANN)

    assert answer.location == f"{path}?done=added"
    assert [(one.name, one.email, one.affiliation, one.status) for one in stored()] == [
        ("Ann", "Ann@example.org", "Aid", "confirmed"),
        ("Bo", "bo@example.org", "Aid", "waiting"),
    ]
    assert again.status_code == 409
    assert "They are already registered." in text_of(again)
    assert {mail.message["To"] for mail in deliver()} >= {"Ann <Ann@example.org>"}
    assert "Add a person" in text_of(signed_in.get(path))


def test_refused_details_are_explained(desk, path):
    answer = desk(f"{path}/new", name="", email="nobody", language="en")

    assert answer.status_code == 422
    assert "There are 2 problems" in text_of(answer)
    assert stored() == []


def test_type_is_chosen_where_there_are_types(desk, signed_in, make_event):
    event = make_event()
    guest = kind_of_registration(event, "Guest")
    path = f"/organise/events/{event.id}/registrations/new"

    missing = desk(path, **ANN)
    desk(path, **ANN, registration_type=str(guest))

    assert missing.status_code == 422
    assert "Guest" in text_of(missing)
    assert [one.registration_type_id for one in stored()] == [guest]


def test_details_are_corrected_and_address_awaits_its_owner(desk, signed_in, path):
    desk(f"{path}/new", **ANN)
    [person] = stored()
    where = f"{path}/{person.id}/details"

    page = signed_in.get(where)
    name = desk(where, **{**ANN, "name": "Anne", "affiliation": ""})
    letters = desk(where, **{**ANN, "name": "Anne", "email": "ANN@example.org"})
    desk(where, **{**ANN, "name": "Anne"})
    address = desk(where, **{**ANN, "name": "Anne", "email": "anne@example.org"})

    assert 'value="Ann@example.org"' in page.text
    assert name.location == letters.location == f"{path}?done=corrected"
    assert address.location == f"{path}?done=address-corrected"
    corrected = row(person)
    assert (corrected.name, corrected.email, corrected.new_email, corrected.verified_at) == (
        "Anne", "Ann@example.org", "anne@example.org", None,
    )  # fmt: skip
    assert registration_topics(person)[-1] == "registration.address-proof"


def test_correcting_a_name_keeps_the_address_that_awaits_its_owner(
    desk, path, make_event, app, client
):
    desk(f"{path}/new", **ANN)
    [person] = stored()
    where = f"{path}/{person.id}/details"
    change(person.id, "new@example.org")
    link = link_of(person.id)

    done = desk(where, **{**ANN, "name": "Anne", "email": "ANN@example.org"})
    assert done.location == f"{path}?done=corrected", "no e-mail was sent there now"
    corrected = row(person)
    assert (corrected.name, corrected.email, corrected.new_email) == (
        "Anne",
        "ANN@example.org",
        "new@example.org",
    )
    assert link_of(person.id) == link
    assert registration_topics(person).count("registration.address-proof") == 1

    desk(where, **{**ANN, "email": "other@example.org"})
    changed = row(person)
    assert (changed.email, changed.new_email) == ("ANN@example.org", "other@example.org")
    assert link_of(person.id) != link


def test_new_address_that_was_a_mistake_is_withdrawn(desk, signed_in, path):
    desk(f"{path}/new", **ANN)
    [person] = stored()
    where = f"{path}/{person.id}/details"
    assert "Withdraw the new address" not in text_of(signed_in.get(where))
    desk(where, **{**ANN, "email": "stranger@example.org"})
    assert "stranger@example.org waits for its owner" in text_of(signed_in.get(where))

    desk(where, **ANN, withdraws_new_email="y")

    assert (row(person).email, row(person).new_email) == ("Ann@example.org", "")
    assert link_of(person.id) == []


def test_correcting_a_name_keeps_the_address_confirmed_since_the_form_was_shown(desk, path):
    desk(f"{path}/new", **ANN)
    [person] = stored()
    where = f"{path}/{person.id}/details"
    with transaction() as session:
        confirmed = session.get_one(Registration, person.id)
        confirmed.email = confirmed.address = "new@example.org"

    done = desk(where, **{**ANN, "name": "Anne", "shown_email": "Ann@example.org"})

    assert done.location == f"{path}?done=corrected"
    corrected = row(person)
    assert (corrected.name, corrected.email, corrected.new_email) == ("Anne", "new@example.org", "")
    assert "registration.address-proof" not in registration_topics(person)


def change(registration_id, email):
    """Change the address as the registrant does."""
    with transaction() as session:
        change_details(
            session, registration_id, email=email, name="Ann", affiliation="Aid", language="en"
        )


def link_of(registration_id):
    """Return the digest of the link that confirms a new address."""
    db.session.rollback()
    links = db.session.query(Capability).filter_by(
        purpose=Purpose.ADDRESS, registration_id=registration_id
    )
    return [(link.id, link.seed) for link in links if link.revoked_at is None]


def test_person_of_another_event_is_not_found(desk, signed_in, path, make_event):
    desk(f"{path}/new", **ANN)
    other = f"/organise/events/{make_event().id}/registrations/{stored()[0].id}/details"

    assert signed_in.get(other).status_code == 404
    assert desk(other, **ANN).status_code == 404
