"""Effects of replies: once, in order, only for the registrant; on both databases."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.postgres import on_both_databases
from tests.replies.mails import CALENDARS
from webinars.database import db, transaction
from webinars.events.enums import WaitingList
from webinars.events.models import Event
from webinars.registrations import cancellation, erasure, new_registration
from webinars.registrations.models import Registration
from webinars.registrations.organiser import removal
from webinars.registrations.status import Status
from webinars.replies import queries
from webinars.replies.erasure import delete_replies
from webinars.replies.outcome import Outcome
from webinars.replies.reply_rules import MAX_PER_DAY, ReplyStatus, Verdict

pytestmark = pytest.mark.usefixtures("clock")


@pytest.fixture
def event(make_event, clock):
    """Create an event with one place, promoting the waiting list at once."""
    clock.advance(timedelta(hours=1))  # replies are written at 9:30
    return make_event(capacity=1, terms={"waiting_list": WaitingList.AT_ONCE})


@on_both_databases
@pytest.mark.parametrize("shape", CALENDARS)
def test_decline_promotes_the_waiting_list(
    shape, event, invited, make_registration, mail_of, arrive, status_of, stored_replies
):
    behind = make_registration(event, email="next@example.com")

    outcome = arrive(mail_of(event, invited, shape))

    assert outcome is Outcome.TAKEN
    assert (status_of(invited), status_of(behind)) == (Status.CANCELLED, Status.CONFIRMED)
    assert stored_replies() == [("declined", "taken")]


@on_both_databases
def test_decline_offers_the_place_if_offers_are_enabled(
    make_event, make_registration, deliver, mail_of, arrive, status_of, clock
):
    clock.advance(timedelta(hours=1))
    event = make_event(capacity=1)
    first, behind = (make_registration(event, email=f"{n}@example.com") for n in ("a", "b"))
    deliver()

    arrive(mail_of(event, first))

    assert status_of(behind) is Status.OFFERED


@on_both_databases
def test_declining_sends_a_link_to_register_again(
    event, invited, mail_of, arrive, deliver, client, status_of
):
    deliver()
    arrive(mail_of(event, invited))

    (letter,) = (m for m in deliver() if m.message["To"].endswith("<wanjiru@example.com>"))

    assert (
        "you declined the invitation in your calendar, so your registration is cancelled"
        in letter.text
    )
    (undo,) = (line for line in letter.text.splitlines() if "/registrations/" in line)
    page = client.get(undo.partition("127.0.0.1:8000")[2])
    assert "Register again" in page.text
    assert letter.message["Auto-Submitted"] == "auto-generated"
    assert status_of(invited) is Status.CANCELLED  # looking acts on nothing


def test_repeated_decline_does_not_cancel_the_new_registration(
    event, invited, mail_of, arrive, deliver, status_of
):
    result = mail_of(event, invited)
    arrive(result)
    deliver()
    with transaction() as session:
        new_registration.register_again(session, invited.id)
    deliver()

    again = arrive(result)
    copied = arrive(mail_of(event, invited))  # the same words under another Message-ID

    assert (again, copied) == (Outcome.AGAIN, Outcome.OVERTAKEN)
    assert status_of(invited) is Status.CONFIRMED


def test_new_decline_cancels_the_new_registration(
    event, invited, mail_of, arrive, deliver, status_of, clock
):
    arrive(mail_of(event, invited))
    deliver()
    with transaction() as session:
        new_registration.register_again(session, invited.id)
    deliver()
    clock.advance(timedelta(hours=1))

    # The CANCEL had 1, the new invitation has 2.
    outcome = arrive(mail_of(event, invited, sequence=2, stamp="20261125T103000Z"))

    assert (outcome, status_of(invited)) == (Outcome.TAKEN, Status.CANCELLED)


@on_both_databases
@pytest.mark.parametrize("shape", CALENDARS)
def test_accepting_verifies_the_address_and_tentative_changes_nothing(
    shape, event, invited, mail_of, arrive, status_of
):
    assert (
        arrive(mail_of(event, invited, shape, partstat="TENTATIVE", stamp="20261125T090000Z"))
        is Outcome.TAKEN
    )
    assert (status_of(invited), proved(invited)) == (Status.CONFIRMED, None)

    assert arrive(mail_of(event, invited, shape, partstat="ACCEPTED")) is Outcome.TAKEN

    assert status_of(invited) is Status.CONFIRMED
    assert proved(invited) is not None


def proved(place):
    result = db.session.scalar(select(Registration.verified_at).where(Registration.id == place.id))
    db.session.rollback()
    return result


def test_older_reply_that_arrives_later_changes_nothing(
    event, invited, mail_of, arrive, status_of, stored_replies
):
    arrive(mail_of(event, invited, partstat="ACCEPTED", stamp="20261125T091000Z"))

    outcome = arrive(mail_of(event, invited, partstat="DECLINED", stamp="20261125T090000Z"))

    assert (outcome, status_of(invited)) == (Outcome.OVERTAKEN, Status.CONFIRMED)
    assert stored_replies() == [("accepted", "taken"), ("declined", "overtaken")]


@pytest.mark.parametrize("date", ["09:30:05", "09:30:00"])
def test_date_then_arrival_decide_between_equal_dtstamps(
    date, event, invited, mail_of, arrive, status_of
):
    arrive(mail_of(event, invited, partstat="ACCEPTED"))

    declined = mail_of(event, invited).replace(b"Nov 2026 09:30:00", b"Nov 2026 " + date.encode())

    assert (arrive(declined), status_of(invited)) == (Outcome.TAKEN, Status.CANCELLED)


def test_earlier_date_loses_between_equal_dtstamps(event, invited, mail_of, arrive, status_of):
    arrive(mail_of(event, invited, partstat="ACCEPTED"))

    declined = mail_of(event, invited).replace(b"Nov 2026 09:30:00", b"Nov 2026 09:29:00")

    assert (arrive(declined), status_of(invited)) == (Outcome.OVERTAKEN, Status.CONFIRMED)


@pytest.mark.parametrize("written", [("0930", Outcome.OUTDATED), ("1230", Outcome.TAKEN)])
def test_reply_without_sequence_answers_the_last_invitation_before_it(
    written, event, invited, mail_of, arrive, status_of, deliver, clock
):
    time, outcome = written
    clock.advance(timedelta(hours=1))
    with transaction() as session:
        cancellation.cancel_registration(session, invited.id)
        new_registration.register_again(session, invited.id)
    deliver()
    clock.advance(timedelta(hours=2))
    result = mail_of(event, invited, stamp=f"20261125T{time}00Z")

    without = re.sub(rb"(?m)^SEQUENCE:.*\r\n", b"", result)
    without = re.sub(
        rb"(?s)--0+e1c0a106\r\nContent-Type: application/ics.*?(?=--0+e1c0a106--)", b"", without
    )

    assert arrive(without) is outcome
    assert (status_of(invited) is Status.CANCELLED) is (outcome is Outcome.TAKEN)


@on_both_databases
def test_reply_to_an_outdated_invitation_is_shown_and_changes_nothing(
    event, invited, mail_of, arrive, status_of
):
    with transaction() as session:
        session.get_one(Event, event.id).sequence += 1  # what is on its way asks anew

    outcome = arrive(mail_of(event, invited, sequence=0))

    assert (outcome, status_of(invited)) == (Outcome.OUTDATED, Status.CONFIRMED)
    with transaction() as session:
        assert (
            queries.replies_by_registration(session, [invited.id])[invited.id].reply.verdict
            is Verdict.OUTDATED
        )


def test_sequence_and_dtstamp_ahead_of_ours_are_limited(
    event, invited, mail_of, arrive, status_of, clock
):
    ahead = mail_of(event, invited, partstat="ACCEPTED", sequence=999, stamp="20361125T093000Z")
    assert arrive(ahead) is Outcome.TAKEN
    clock.advance(timedelta(hours=2))

    outcome = arrive(mail_of(event, invited, stamp="20261125T113000Z"))

    assert (outcome, status_of(invited)) == (Outcome.TAKEN, Status.CANCELLED)


@pytest.mark.parametrize(
    "fields",
    [
        {"sender": "mallory@example.net"},
        {"attendee": "mallory@example.net"},
        {"person": "mallory@example.net"},
        {"uid": "another@events.example.org"},
    ],
)
def test_forged_reply_changes_nothing_and_is_recorded(
    fields, event, invited, mail_of, arrive, status_of, stored_replies
):
    outcome = arrive(mail_of(event, invited, **fields))

    assert (outcome, status_of(invited)) == (Outcome.STRANGER, Status.CONFIRMED)
    assert stored_replies() == [("declined", "stranger")]


@pytest.mark.parametrize(
    "to",
    [
        "rsvp+1-aaaaaaaaaaaaaaaaaaaaaaaaaa@events.example.org",
        "rsvp@events.example.org",
        "rsvp+1@events.example.org",
    ],
)
def test_reply_without_a_token_matches_nothing(
    to, event, invited, mail_of, arrive, status_of, stored_replies
):
    outcome = arrive(mail_of(event, invited, to=to))

    assert (outcome, status_of(invited), stored_replies()) == (
        Outcome.UNKNOWN,
        Status.CONFIRMED,
        [],
    )


def test_token_affects_only_its_own_registration(
    event, invited, make_registration, mail_of, arrive, status_of, address_of
):
    other = make_registration(event, email="next@example.com")

    outcome = arrive(mail_of(event, invited, to=address_of(other)))

    assert outcome is Outcome.STRANGER
    assert (status_of(invited), status_of(other)) == (Status.CONFIRMED, Status.WAITING)


@pytest.mark.parametrize("shape", ["vacation", "forwarded"])
def test_emails_that_are_not_replies_change_nothing(
    shape, event, invited, mail_of, arrive, status_of, stored_replies
):
    outcome = arrive(mail_of(event, invited, shape))

    assert outcome in (Outcome.AUTOMATIC, Outcome.OTHER)
    assert (status_of(invited), stored_replies()) == (Status.CONFIRMED, [])


def test_no_reply_creates_a_registration(event, invited, mail_of, arrive, status_of):
    arrive(mail_of(event, invited))
    accepted = mail_of(event, invited, partstat="ACCEPTED", sequence=5, stamp="20261125T095000Z")

    arrive(accepted)

    assert status_of(invited) is Status.CANCELLED


def test_undecided_reply_is_not_stored(event, invited, mail_of, arrive, stored_replies):
    assert arrive(mail_of(event, invited, partstat="NEEDS-ACTION")) is Outcome.UNDECIDED
    assert stored_replies() == []


def test_accepting_does_not_restore_a_removed_registration(
    event, invited, mail_of, arrive, status_of
):
    with transaction() as session:
        removal.remove_registration(session, event_id=event.id, registration_id=invited.id)

    arrive(mail_of(event, invited, partstat="ACCEPTED"))

    assert status_of(invited) is Status.REFUSED


def test_delegating_changes_nothing(event, invited, mail_of, arrive, status_of, stored_replies):
    arrive(mail_of(event, invited, partstat="DELEGATED"))

    assert (status_of(invited), stored_replies()) == (Status.CONFIRMED, [("delegated", "taken")])


@pytest.mark.parametrize("declared", [b"REQUEST", b"CANCEL", b"COUNTER", b'"publish"'])
def test_reply_with_a_mismatched_method_changes_nothing(
    declared, event, invited, mail_of, arrive, status_of, stored_replies
):
    raw = mail_of(event, invited)
    assert b"method=REPLY" in raw

    outcome = arrive(raw.replace(b"method=REPLY", b"method=" + declared))

    assert outcome is Outcome.MISMATCH
    assert (status_of(invited), stored_replies()) == (
        Status.CONFIRMED,
        [("declined", "method-mismatch")],
    )


@pytest.mark.parametrize("declared", [b"method=reply", b'method="REPLY"', b"name=invite.ics"])
def test_method_declared_in_another_spelling_counts(
    declared, event, invited, mail_of, arrive, status_of
):
    arrive(mail_of(event, invited).replace(b"method=REPLY", declared))

    assert status_of(invited) is Status.CANCELLED


def test_reply_counts_after_one_with_a_mismatched_method(
    event, invited, mail_of, arrive, status_of, stored_replies
):
    arrive(mail_of(event, invited, stamp="20261125T093000Z").replace(b"=REPLY", b"=REQUEST"))
    arrive(mail_of(event, invited, stamp="20261125T093000Z"))

    assert status_of(invited) is Status.CANCELLED
    assert stored_replies() == [("declined", "method-mismatch"), ("declined", "taken")]


def test_counter_is_stored_and_changes_nothing(event, invited, mail_of, arrive, status_of):
    assert arrive(mail_of(event, invited, "counter")) is Outcome.TAKEN

    assert status_of(invited) is Status.CONFIRMED
    with transaction() as session:
        reply = queries.replies_by_registration(session, [invited.id])[invited.id].reply
        assert (reply.status, reply.comment) == (
            ReplyStatus.COUNTERED,
            "Could we begin an hour later?",
        )
        assert reply.proposed_start.isoformat() == "2027-07-16T14:00:00+00:00"


def test_decline_after_the_event_is_stored_and_changes_nothing(
    event, invited, mail_of, arrive, status_of, clock, stored_replies
):
    clock.advance(timedelta(days=300))

    arrive(mail_of(event, invited))

    assert (status_of(invited), stored_replies()) == (Status.CONFIRMED, [("declined", "taken")])


def test_replies_are_limited_per_day(event, invited, mail_of, arrive, stored_replies):
    outcomes = {arrive(mail_of(event, invited, sender=f"m{n}@x.org")) for n in range(MAX_PER_DAY)}

    assert outcomes == {Outcome.STRANGER}
    assert arrive(mail_of(event, invited)) is Outcome.TOO_MANY
    assert len(stored_replies()) == MAX_PER_DAY


# --- Bounces


def test_bounce_is_recorded_once(
    event, make_registration, deliver, arrive, mail_of, stored_replies
):
    place = make_registration(event)
    (letter, *_) = deliver()
    report = mail_of(event, place, "bounce", original=letter.message["Message-ID"])

    assert [arrive(report), arrive(report)] == [Outcome.BOUNCED, Outcome.AGAIN]
    assert stored_replies() == [("bounced", "taken")]
    with transaction() as session:
        assert queries.replies_by_registration(session, [place.id])[place.id].bounce is not None


@on_both_databases
@pytest.mark.parametrize("original", ["<1.abc@127.0.0.1>", "<x@y>", "<99999999999.a@b>", "<²²²@b>"])
def test_bounce_of_an_unknown_email_is_ignored(
    original, event, invited, arrive, mail_of, stored_replies
):
    report = mail_of(event, invited, "bounce", original=original)

    assert (arrive(report), stored_replies()) == (Outcome.UNKNOWN, [])


# --- Erasure


@on_both_databases
def test_erasure_deletes_replies(event, invited, mail_of, arrive, stored_replies, deliver):
    arrive(mail_of(event, invited, "outlook", partstat="ACCEPTED"))
    with transaction() as session:
        erasure.erase_registrant(session, invited.id)
    deliver()

    assert stored_replies() == []
    late = mail_of(event, invited, "outlook", stamp="20261125T095000Z")
    assert (arrive(late), stored_replies()) == (Outcome.UNKNOWN, [])


def test_erasure_of_one_leaves_other_replies(
    event, invited, make_registration, mail_of, arrive, stored_replies
):
    other = make_registration(event, email="next@example.com")
    for place in (invited, other):
        arrive(mail_of(event, place, partstat="ACCEPTED"))
    with transaction() as session:
        delete_replies(session, [invited.id])

    assert len(stored_replies()) == 1
