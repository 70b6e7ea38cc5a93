from datetime import timedelta

import pytest

from tests.links import link_token
from tests.registrations.terms import AT_ONCE
from webinars.capabilities.purposes import Purpose
from webinars.capabilities.queries import resolve
from webinars.database import db
from webinars.errors import ConflictError, InvalidInputError, NotFoundError
from webinars.events.models import NotificationMode
from webinars.registrations import actions
from webinars.registrations.models import Registration, Status
from webinars.security import email_addresses
from webinars.timezones import clock as the_clock

SAID = {
    "name": "Wanjiru Kamau",
    "email": "wanjiru@example.com",
    "affiliation": "Legal Aid Network",
    "timezone": "Africa/Nairobi",
    "language": "en",
}


@pytest.fixture(autouse=True)
def stopped(clock):
    """Stop the clock: limits count by the hour."""


def stored(place):
    db.session.rollback()
    return db.session.get(Registration, place.id)


def proved(place):
    return email_addresses.normalize_address(stored(place).new_email)


def test_name_affiliation_zone_and_language_change_at_once(
    make_event, make_registration, act, posted
):
    place = make_registration(make_event())

    act(
        actions.change_details,
        place.id,
        **{
            **SAID,
            "name": " Wanjiru  N. Kamau ",
            "affiliation": "",
            "timezone": "Asia/Calcutta",
            "language": "fr",
        },
    )

    row = stored(place)
    assert (row.name, row.affiliation, row.timezone, row.language) == (
        "Wanjiru N. Kamau",
        "",
        "Asia/Kolkata",
        "fr",
    )
    assert row.verified_at == the_clock.now()
    assert posted() == ["registration.confirmed"]


def test_another_address_waits_for_its_proof(make_event, make_registration, act, posted):
    place = make_registration(make_event())

    act(actions.change_details, place.id, **{**SAID, "email": "new@example.net"})

    row = stored(place)
    assert (row.email, row.new_email) == ("wanjiru@example.com", "new@example.net")
    assert posted() == ["registration.confirmed", "registration.address-proof"]


def test_another_spelling_of_the_address_needs_no_proof(make_event, make_registration, act):
    place = make_registration(make_event())

    act(actions.change_details, place.id, **{**SAID, "email": "Wanjiru@Example.com"})

    row = stored(place)
    assert (row.email, row.new_email, row.address) == (
        "Wanjiru@Example.com",
        "",
        "wanjiru@example.com",
    )


def test_saving_once_more_asks_a_new_address_only_once(make_event, make_registration, act, posted):
    place = make_registration(make_event())

    for _ in range(4):
        act(actions.change_details, place.id, **{**SAID, "email": "new@example.net"})

    assert posted().count("registration.address-proof") == 1


def test_going_back_to_the_old_address_withdraws_the_new_one(make_event, make_registration, act):
    place = make_registration(make_event())
    act(actions.change_details, place.id, **{**SAID, "email": "new@example.net"})
    proof = proved(place)

    act(actions.change_details, place.id, **SAID)

    assert stored(place).new_email == ""
    with pytest.raises(NotFoundError, match="no-such-registration"):
        act(actions.confirm_email, place.id, proof)


def test_a_stranger_is_asked_three_times_an_hour_at_most(
    make_event, make_registration, act, posted
):
    place = make_registration(make_event())
    for _ in range(3):
        act(actions.change_details, place.id, **{**SAID, "email": "new@example.net"})
        act(actions.change_details, place.id, **SAID)

    with pytest.raises(InvalidInputError, match="too-many-emails"):
        act(actions.change_details, place.id, **{**SAID, "email": "new@example.net"})

    assert posted().count("registration.address-proof") == 3
    assert stored(place).new_email == ""


def test_a_proved_address_replaces_the_old_one_and_ends_its_links(
    make_event, make_registration, act, posted, messages
):
    place = make_registration(make_event())
    act(actions.change_details, place.id, **{**SAID, "email": "New@example.net"})

    before = link_token("manage", place.id)

    act(actions.confirm_email, place.id, proved(place))

    row = stored(place)
    assert (row.email, row.address, row.new_email) == ("New@example.net", "new@example.net", "")
    assert row.token_version == place.token_version + 1
    assert posted()[2:] == ["registration.cancelled", "registration.confirmed"]
    told = messages("registration.cancelled")[0].payload
    assert (told["email"], told["reason"]) == ("wanjiru@example.com", "address-changed")
    assert resolve(db.session(), Purpose.MANAGE, before) is None


def test_changing_the_address_moves_the_calendar_entry(make_event, make_registration, act, deliver):
    place = make_registration(make_event())
    deliver()
    act(actions.change_details, place.id, **{**SAID, "email": "new@example.net"})
    act(actions.confirm_email, place.id, proved(place))

    told = {
        mail.message["To"].addresses[0].addr_spec: mail.calendar
        for mail in deliver()
        if mail.calendar is not None
    }

    assert b"METHOD:CANCEL" in told["wanjiru@example.com"]
    assert b"METHOD:REQUEST" in told["new@example.net"]


def test_a_proof_works_once(make_event, make_registration, act):
    place = make_registration(make_event())
    act(actions.change_details, place.id, **{**SAID, "email": "new@example.net"})
    proof = proved(place)
    act(actions.confirm_email, place.id, proof)

    with pytest.raises(NotFoundError):
        act(actions.confirm_email, place.id, proof)


def test_an_address_that_is_registered_already_is_not_taken_over(
    make_event, make_registration, act, status
):
    event = make_event()
    place = make_registration(event)
    other = make_registration(event, email="new@example.net")
    act(actions.change_details, place.id, **{**SAID, "email": "new@example.net"})

    with pytest.raises(ConflictError, match="address-registered"):
        act(actions.confirm_email, place.id, proved(place))

    assert (status(place), status(other)) == (Status.CONFIRMED, Status.CONFIRMED)
    assert stored(place).address == "wanjiru@example.com"


def test_erasing_empties_the_row_and_frees_the_place(make_event, make_registration, act, status):
    event = make_event(terms=AT_ONCE, capacity=1)
    place = make_registration(event)
    next_one = make_registration(event, email="b@example.org")

    act(actions.erase, place.id)

    row = stored(place)
    assert {getattr(row, column) for column in Registration.PERSONAL} == {""}
    assert row.erased_at == the_clock.now()
    assert status(next_one) is Status.CONFIRMED


def test_the_calendar_is_told_before_somebody_is_forgotten(
    make_event, make_registration, act, deliver, app
):
    place = make_registration(make_event())
    deliver()

    act(actions.erase, place.id)
    mails = [mail for mail in deliver() if "wanjiru" in str(mail.message["To"])]

    assert len(mails) == 1
    assert b"METHOD:CANCEL" in mails[0].calendar
    assert traces(app) == []


def test_a_place_given_back_can_be_erased_too(make_event, make_registration, act, deliver, app):
    place = make_registration(make_event())
    deliver()
    act(actions.cancel, place.id)
    deliver()

    act(actions.erase, place.id)
    deliver()

    assert traces(app) == []


def test_erasing_an_old_registration_leaves_the_newer_ones_calendar_alone(
    make_event, make_registration, act, deliver, status
):
    event = make_event()
    old = make_registration(event)
    act(actions.cancel, old.id)
    new = make_registration(event)
    deliver()

    act(actions.erase, old.id)

    assert [mail.calendar for mail in deliver() if mail.calendar] == []
    assert status(new) is Status.CONFIRMED
    assert stored(old).email == ""


def test_erased_links_are_dead(make_event, make_registration, act):
    place = make_registration(make_event())
    act(actions.erase, place.id)

    for action in (actions.erase, actions.cancel, actions.register_again):
        with pytest.raises(NotFoundError, match="no-such-registration"):
            act(action, place.id)


def test_somebody_erased_may_register_anew(make_event, make_registration, act, deliver):
    event = make_event()
    act(actions.erase, make_registration(event).id)
    deliver()
    the_clock.advance(timedelta(hours=2))

    place = make_registration(event)

    assert place.status is Status.CONFIRMED
    assert [b"METHOD:REQUEST" in mail.calendar for mail in deliver() if mail.calendar] == [True]


def traces(app):
    """Return every stored value, of any table, that still shows who was registered."""
    found = []
    with db.engine.connect() as connection:
        for table in db.metadata.sorted_tables:
            for row in connection.execute(table.select()):
                found += [
                    (table.name, value)
                    for value in map(str, row)
                    if "wanjiru" in value.lower() or "Legal Aid" in value
                ]
    return found


def test_an_answer_does_not_tell_whether_the_other_address_is_registered(
    make_event, make_registration, act
):
    event = make_event()
    make_registration(event, email="known@example.com")
    act(actions.send_links, email="known@example.com", language="en", timezone="UTC")

    def answers(email):
        said = []
        mine = make_registration(event, email=f"mallory-{email}")
        for asked in (email, mine.email, email, mine.email, email, mine.email, email):
            try:
                act(actions.change_details, mine.id, **{**SAID, "email": asked})
                said.append("taken")
            except InvalidInputError as error:
                said.append(error.code)
        return said

    assert answers("known@example.com") == answers("unknown@example.com")


def test_an_address_asked_for_by_many_gets_no_more_mail_and_nobody_learns_it(
    make_event, make_registration, act, deliver
):
    event = make_event(notification_mode=NotificationMode.NEVER)
    for asker in "abcde":
        place = make_registration(event, email=f"{asker}@example.com")
        act(actions.change_details, place.id, **{**SAID, "email": "victim@example.com"})
        sent = [mail for mail in deliver() if "victim@example.com" in mail.message["To"]]
        assert len(sent) == ("abc".find(asker) >= 0)

    the_clock.advance(timedelta(hours=1))

    assert len(deliver()) == 1


def test_erasing_empties_what_the_same_person_gave_back_before(
    make_event, make_registration, act, deliver, app
):
    event = make_event()
    first = make_registration(event)
    deliver()
    act(actions.cancel, first.id)
    second = make_registration(event)
    act(actions.send_links, email=second.email, language="en", timezone="UTC")
    deliver()
    act(actions.change_details, second.id, **{**SAID, "email": "moved@example.com"})
    deliver()
    act(actions.confirm_email, second.id, proved(second))
    deliver()

    act(actions.erase, second.id)
    deliver()

    assert traces(app) == []
    assert stored(first).erased_at is not None


def test_an_organiser_hears_once_of_somebody_who_comes_and_goes_before_it_is_written(
    make_event, make_registration, act, messages
):
    place = make_registration(make_event(notification_mode=NotificationMode.EACH))
    for _ in range(6):
        act(actions.cancel, place.id)
        act(actions.register_again, place.id)

    notices = messages("organiser.registration")

    assert len(notices) == 2  # of the newcomer, and of all that followed
