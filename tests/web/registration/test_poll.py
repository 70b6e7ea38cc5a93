"""The page of a poll for participants, and the open link."""

import json
import re

import pytest
from sqlalchemy import select

from tests.links import link_token
from tests.polls.conftest import at, event, link, make_poll, options, people, poll
from tests.web.pages import text_of
from webinars.access.invitees import Recipient
from webinars.access.models import Invitee
from webinars.database import db, transaction
from webinars.errors import InvalidInputError
from webinars.polls import editing, participants, poll_rules
from webinars.polls.choice import Choice, choose_option
from webinars.polls.editing import PollSettings
from webinars.polls.erasure import purge_unconfirmed
from webinars.polls.models import PollParticipant, PollVote
from webinars.polls.poll_rules import CONFIRMABLE, ResultsShown, Vote
from webinars.polls.voting import cast_votes

__all__ = ["event", "make_poll", "poll"]


def answers(poll, *votes, **fields):
    """Return the fields of the form with votes for the options in their order."""
    names = [f"vote_{option.id}" for option in options(poll)]
    return {
        **dict(zip(names, votes, strict=False)),
        "zone": "Africa/Nairobi",
        "comment": "",
        **fields,
    }


def stored_votes():
    db.session.rollback()
    rows = db.session.scalars(
        select(PollVote).order_by(PollVote.participant_id, PollVote.option_id)
    )
    return [row.vote.value for row in rows]


def test_page_shows_each_date_in_the_readers_zone_with_the_part_of_the_day(poll, client):
    page = link(people(poll)[0])
    in_geneva = client.get(page).text
    client.set_cookie("zone", "Pacific/Auckland")
    in_auckland = client.get(page).text

    assert "Monday 5 July 2027, 15:00 Geneva" in in_geneva
    assert "your time, Geneva" not in in_geneva
    assert "Tuesday 6 July 2027, 01:00 your time, Auckland" in in_auckland
    assert in_auckland.count("at night") == 3


def test_answers_are_saved_and_shown_again(poll, send, client):
    first, _second = people(poll)
    answer = send(link(first), **answers(poll, "yes", "if-need-be", "no", comment="Not on Fridays"))

    assert answer.status_code == 303
    assert stored_votes() == ["yes", "if-need-be", "no"]
    page = client.get(answer.headers["Location"]).text
    assert "Your answers were saved." in page
    assert len(re.findall(r"<input[^>]* checked[^>]*type=\"radio\"", page)) == 3
    assert "Not on Fridays" in page
    row = db.session.get_one(PollParticipant, first.id)
    assert (row.timezone, row.comment) == ("Africa/Nairobi", "Not on Fridays")


def test_missing_answer_is_asked_for_at_its_date(poll, send):
    answer = send(link(people(poll)[0]), **answers(poll, "yes", "no", comment="Kept"))

    assert answer.status_code == 422
    assert (
        answer.text.count("Choose an answer for this date.") == 2
    )  # in the summary, and at its place
    assert "Kept" in answer.text
    assert stored_votes() == []


def test_other_time_zone_keeps_what_was_typed(poll, send):
    fields = answers(poll, "yes", comment="Kept", zone="Asia/Tokyo", do="zone")
    answer = send(link(people(poll)[0]), **fields)

    assert answer.status_code == 200
    assert "22:00 your time, Tokyo" in answer.text
    assert "Kept" in answer.text
    assert len(re.findall(r"<input[^>]* checked[^>]*type=\"radio\"", answer.text)) == 1
    assert stored_votes() == []


def test_option_removed_meanwhile_is_said(event, poll, send, client):
    page, fields = link(people(poll)[0]), answers(poll, "yes", "yes", "yes")
    with transaction() as session:
        editing.remove_option(session, event.id, poll.id, options(poll)[0].id)
    answer = send(page, **fields)

    assert answer.status_code == 409
    assert "The possible dates have changed" in answer.text
    assert stored_votes() == []


def test_page_says_which_date_was_chosen(event, poll, site, send, client):
    page = link(people(poll)[0])
    fields = answers(poll, "yes", "yes", "yes")
    with transaction() as session:
        choice = Choice(options(poll)[1].id)
        choose_option(session, event.id, poll.id, choice=choice, site=site)
    answer = send(page, **fields)

    assert answer.status_code == 409
    assert "The date is fixed:" in answer.text
    assert "Save my answers</button></p>" not in answer.text


@pytest.mark.parametrize(
    ("shown", "name", "count"),
    [
        (ResultsShown.ORGANISER, False, False),
        (ResultsShown.COUNTS, False, True),
        (ResultsShown.NAMES, True, True),
    ],
)
def test_others_are_shown_as_the_organiser_chooses(event, make_poll, client, shown, name, count):
    poll = make_poll(event, results_shown=shown, has_open_link=True)
    first, second = people(poll)
    entry = client.get(f"/find-a-date/{link_token('poll-entry', poll.id)}").text
    votes = {option.id: Vote.YES for option in options(poll)}
    with transaction() as session:
        cast_votes(
            session, first.id, votes=votes, comment="Secret", timezone="", without_holds=False
        )
    page = client.get(link(second)).text

    assert ("Wanjiru Kamau" in page) == name
    assert ('class="counts' in page) == count
    assert ["Other participants see your name" in text for text in (entry, page)] == [name] * 2
    assert "Secret" not in page
    assert "wanjiru@example.com" not in page


def test_guessed_links_open_nothing(poll, client):
    token = link_token("poll", people(poll)[0].id)

    for guess in (
        token[:-2] + "AA",
        "x" * 43,
        link_token("poll", people(poll)[1].id)[:20] + token[20:],
    ):
        assert client.get(f"/polls/{guess}").status_code == 404
    assert client.get(f"/find-a-date/{token}").status_code == 404


def test_data_can_be_downloaded_and_deleted(poll, send, client):
    first, _second = people(poll)
    page = link(first)
    send(page, **answers(poll, "yes", "no", "no", comment="Not on Fridays"))
    data = json.loads(client.get(f"{page}/data").text)

    assert {column: data[column] for column in PollParticipant.PERSONAL} == {
        "name": "Wanjiru Kamau",
        "email": "wanjiru@example.com",
        "address": "wanjiru@example.com",
        "language": "en",
        "timezone": "Africa/Nairobi",
        "comment": "Not on Fridays",
    }
    assert [vote["vote"] for vote in data["votes"]] == ["yes", "no", "no"]
    assert "calendar" not in client.get(f"{page}/erasure").text
    assert send(f"{page}/erasure").status_code == 303
    assert client.get(page).status_code == 404
    assert [one.name for one in people(poll)] == ["Yusuf Demir"]


@pytest.mark.parametrize("is_chosen", [False, True])
def test_erasing_a_registration_deletes_the_answers_too(
    event, make_poll, make_registration, send, deliver, site, client, is_chosen
):
    poll = make_poll(event, sends_holds=True)
    place = make_registration(event, email=people(poll)[0].email)
    deliver()
    if is_chosen:
        with transaction() as session:
            choice = Choice(options(poll)[0].id)
            choose_option(session, event.id, poll.id, choice=choice, site=site)
        deliver()
    assert "from your calendar" in client.get(f"{link(people(poll)[0])}/erasure").text
    if not is_chosen:
        send(link(people(poll)[0]), **answers(poll, "yes", "no", "no", comment="Not on Fridays"))
    exported = client.get(f"/registrations/{link_token('manage', place.id)}/data.json").json
    votes = [vote["vote"] for one in exported["polls"] for vote in one["votes"]]
    assert votes == ([] if is_chosen else ["yes", "no", "no"])
    send(f"/registrations/{link_token('manage', place.id)}/erasure")

    assert [one.name for one in people(poll)] == ["Yusuf Demir"]
    ended = [mail.calendar.count(b"METHOD:CANCEL") for mail in deliver() if mail.calendar]
    assert ended == [1] * (1 if is_chosen else 3)


def test_open_link_emails_a_personal_link_and_tells_nothing(event, make_poll, send, deliver):
    poll = make_poll(event, has_open_link=True)
    deliver()
    page = f"/find-a-date/{link_token('poll-entry', poll.id)}"
    sent = [
        send(page, name="Someone", email=email)
        for email in ("new@example.com", "wanjiru@example.com")
    ]

    assert {(one.status_code, one.headers["Location"]) for one in sent} == {
        (303, f"{page}?done=sent")
    }
    to = sorted(mail.message["To"].addresses[0].addr_spec for mail in deliver())
    assert to == ["new@example.com", "wanjiru@example.com"]
    assert stored_votes() == []


def test_open_link_is_limited_per_client(app, event, make_poll, send, monkeypatch):
    monkeypatch.setitem(app.config, "CLIENT_REGISTRATIONS_PER_HOUR", 1)
    poll = make_poll(event, has_open_link=True)
    page = f"/find-a-date/{link_token('poll-entry', poll.id)}"
    first, second = (
        send(page, name="Someone", email=f"new{number}@example.com") for number in range(2)
    )

    assert (first.status_code, second.status_code) == (303, 409)
    assert "new1@example.com" in second.get_data(as_text=True)
    assert len(unconfirmed()) == 1


def test_addresses_that_nobody_confirms_keep_nobody_out(event, make_poll, send, monkeypatch):
    monkeypatch.setattr(poll_rules, "MOST_PARTICIPANTS", 3)
    monkeypatch.setattr(poll_rules, "MOST_INVITED_PER_DAY", 3)
    poll = make_poll(event, has_open_link=True)
    page = f"/find-a-date/{link_token('poll-entry', poll.id)}"
    asked = [
        send(page, name="Someone", email=f"new{number}@example.com").status_code
        for number in range(2)
    ]
    with transaction() as session:
        guests = [Recipient("Efua", "efua@example.com")]
        participants.add_participants(session, event.id, poll.id, people=guests, language="en")

    late = send(link(unconfirmed()[0]), do="confirm")

    assert (asked, late.status_code) == ([303, 303], 409)
    assert "as many participants as it can have" in text_of(late)
    assert len(people(poll)) == 3


def test_names_are_not_shown_of_those_who_answered_before(event, make_poll, send):
    poll = make_poll(event, results_shown=ResultsShown.COUNTS)

    def show_names():
        with transaction() as session:
            shown = PollSettings(poll.closes_at, ResultsShown.NAMES, sends_holds=False)
            editing.change_settings(session, event.id, poll.id, settings=shown)

    send(link(people(poll)[0]), **answers(poll, "yes", "no", "no"))
    with pytest.raises(InvalidInputError, match="names-after-answers"):
        show_names()
    with transaction() as session:
        participants.remove_participant(session, event.id, poll.id, people(poll)[0].id)
    show_names()


@pytest.mark.parametrize("answering", [True, False])
def test_address_of_the_open_link_gets_holds_once_it_is_confirmed(
    event, make_poll, send, client, deliver, site, answering
):
    poll = make_poll(event, has_open_link=True, sends_holds=True, people=())
    deliver()
    send(f"/find-a-date/{link_token('poll-entry', poll.id)}", name="New", email="new@example.com")
    [mail] = deliver()
    body = mail.message.get_body(("plain",)).get_content()
    page = link(unconfirmed()[0])

    assert "Once your address is confirmed, each date also comes as a tentative entry" in body
    assert people(poll) == []
    with transaction() as session:
        editing.add_option(session, event.id, poll.id, when=at(8), site=site)
    client.get(page)
    assert deliver() == []
    fields = answers(poll, "yes", "no", "no", "no") if answering else {"do": "confirm"}
    answer = send(page, **fields)
    assert answer.status_code == 303
    assert [one.address for one in people(poll)] == ["new@example.com"]
    assert unconfirmed() == []
    to = [one.message["To"].addresses[0].addr_spec for one in deliver()]
    assert to.count("new@example.com") == 4


def test_unconfirmed_address_is_told_nothing_and_deleted(
    event, make_poll, send, client, deliver, clock, site
):
    poll = make_poll(event, has_open_link=True, people=())
    send(f"/find-a-date/{link_token('poll-entry', poll.id)}", name="New", email="new@example.com")
    deliver()
    page = link(unconfirmed()[0])
    with transaction() as session:
        choice = Choice(options(poll)[0].id)
        choose_option(session, event.id, poll.id, choice=choice, site=site)

    assert deliver() == []
    assert db.session.scalars(select(Invitee)).all() == []
    assert client.get(page).status_code == 200
    clock.advance(CONFIRMABLE)
    with transaction() as session:
        purge_unconfirmed(session)
    assert client.get(page).status_code == 404


def unconfirmed():
    db.session.rollback()
    query = select(PollParticipant).where(PollParticipant.confirm_by.is_not(None))
    return db.session.scalars(query).all()
