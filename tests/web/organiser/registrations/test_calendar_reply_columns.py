"""Calendar replies in the registrations table, the CSV and the export."""

import csv
import html
import io
import re
from datetime import timedelta

import pytest

from tests.links import link_token
from tests.replies import conftest as shared
from tests.replies.mails import AUTHSERV_ID, REPLY_ADDRESS
from tests.web.pages import text_of
from webinars.database import transaction
from webinars.events.models import Event
from webinars.ical.reply import LONGEST_COMMENT
from webinars.registrations.new_registration import register_again

address_of, mail_of, arrive = shared.address_of, shared.mail_of, shared.arrive  # fixtures


@pytest.fixture
def overrides():
    """Enable processing of replies."""
    return {"REPLY_ADDRESS": REPLY_ADDRESS}


@pytest.fixture
def event(make_event, clock):
    """Return an event; replies are sent at 9:30."""
    clock.advance(timedelta(hours=1))
    return make_event()


@pytest.fixture
def registration(event, make_registration, deliver):
    """Return a registration whose calendar has the invitation."""
    made = make_registration(event)
    deliver()
    return made


@pytest.fixture
def shown(signed_in, event):
    """Return a function that returns the registration's row as text."""

    def shown():
        page = signed_in.get(f"/organise/events/{event.id}/registrations")
        assert page.status_code == 200
        return text_of(page).partition("wanjiru@example.com")[2].partition("Resend e-mail")[0]

    return shown


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"partstat": "ACCEPTED"}, "accepted in the calendar"),
        ({"partstat": "TENTATIVE"}, "tentative in the calendar"),
        ({"partstat": "DECLINED"}, "declined in the calendar"),
        (
            {"partstat": "DELEGATED"},
            "calendar reply: wants to send someone else; nothing was changed",
        ),
        ({"shape": "counter"}, "proposes 16 July 2027, 16:00"),
    ],
)
def test_row_shows_calendar_reply(values, words, event, registration, mail_of, arrive, shown):
    arrive(mail_of(event, registration, **values))

    assert words in shown()


def test_reply_to_older_version_is_marked(event, registration, mail_of, arrive, shown):
    arrive(mail_of(event, registration, partstat="ACCEPTED"))
    with transaction() as session:
        session.get_one(Event, event.id).sequence += 1

    assert "accepted in the calendar, before the last change" in shown()


def test_comment_of_reply_is_quoted(event, registration, mail_of, arrive, signed_in):
    raw = mail_of(event, registration, "apple", partstat="ACCEPTED").replace(
        b"SUMMARY:", b"COMMENT:<script>alert(1)</script> & =1+1\r\nSUMMARY:"
    )
    arrive(raw)

    page = signed_in.get(f"/organise/events/{event.id}/registrations").text

    assert "<q><bdi>&lt;script&gt;alert(1)&lt;/script&gt; &amp; =1+1</bdi></q>" in page


def test_reply_from_other_address_is_shown_without_it(event, registration, mail_of, arrive, shown):
    arrive(mail_of(event, registration, sender="mallory@example.net"))

    row = shown()
    assert "Confirmed" in row
    assert re.search(r"reply from another address, [^,]+, [\d:]+; nothing was changed", row)
    assert "mallory" not in row


def test_contradictory_reply_is_shown(event, registration, mail_of, arrive, shown):
    arrive(mail_of(event, registration).replace(b"method=REPLY", b"method=REQUEST"))

    row = shown()
    assert "Confirmed" in row
    assert re.search(r"contradictory reply, [^,]+, [\d:]+; nothing was changed", row)


def test_reply_with_a_forged_sender_is_shown(event, registration, mail_of, arrive, shown):
    failed = f"Authentication-Results: {AUTHSERV_ID}; dmarc=fail\r\n".encode()
    arrive(failed + mail_of(event, registration))

    row = shown()
    assert "Confirmed" in row
    assert re.search(r"reply with a forged sender, [^,]+, [\d:]+; nothing was changed", row)


NOT_COUNTED = {
    "stranger": lambda raw: raw.replace(b"From: ", b"From: mallory@example.net\r\nX-From: ", 1),
    "mismatch": lambda raw: raw.replace(b"method=REPLY", b"method=REQUEST"),
    "held": lambda raw: f"Authentication-Results: {AUTHSERV_ID}; dmarc=fail\r\n".encode() + raw,
}


@pytest.mark.parametrize("change", NOT_COUNTED.values(), ids=NOT_COUNTED)
def test_comment_of_reply_that_does_not_count_is_quoted(
    change, event, registration, mail_of, arrive, signed_in
):
    comment = b"COMMENT:<b>Too\\nlate</b> & =1+1 " + b"x" * 2 * LONGEST_COMMENT
    raw = mail_of(event, registration, "apple").replace(b"SUMMARY:", comment + b"\r\nSUMMARY:")
    arrive(change(raw))

    page = signed_in.get(f"/organise/events/{event.id}/registrations").text

    (quoted,) = re.findall("<q><bdi>(.*?)</bdi></q>", page, re.S)
    assert quoted.startswith("&lt;b&gt;Too late&lt;/b&gt; &amp; =1+1 xxx")
    assert len(html.unescape(quoted)) <= LONGEST_COMMENT
    assert "declined in the calendar" not in page


def test_each_comment_follows_its_reply(event, registration, mail_of, arrive, shown):
    for comment, values in {
        b"I will be there": {"partstat": "ACCEPTED"},
        b"I am not Wanjiru": {"sender": "mallory@example.net"},
    }.items():
        raw = mail_of(event, registration, "apple", **values)
        arrive(raw.replace(b"SUMMARY:", b"COMMENT:" + comment + b"\r\nSUMMARY:"))

    row = shown()

    assert "accepted in the calendar I will be there reply from another address" in row
    assert "nothing was changed I am not Wanjiru" in row


def test_bounce_is_shown(event, make_registration, deliver, mail_of, arrive, shown):
    registration = make_registration(event)
    (email, *_) = deliver()
    arrive(mail_of(event, registration, "bounce", original=email.message["Message-ID"]))

    assert "e-mail returned as undeliverable" in shown()


def test_withdrawn_decline_is_not_shown(event, registration, mail_of, arrive, shown, clock):
    arrive(mail_of(event, registration))
    clock.advance(timedelta(minutes=1))
    with transaction() as session:
        register_again(session, registration.id)

    assert "declined" not in shown().lower()


def test_csv_contains_reply_time_and_comment(event, registration, mail_of, arrive, signed_in):
    arrive(mail_of(event, registration, "outlook", partstat="TENTATIVE"))

    answer = signed_in.get(f"/organise/events/{event.id}/registrations.csv")
    head, row = csv.reader(io.StringIO(answer.text.removeprefix("\ufeff")))

    heads = ["Calendar reply", "Replied (time in Geneva)", "Comment in the reply"]
    assert head[8:11] == heads
    assert row[8:11] == ["Tentative", "2026-11-25 11:00", "I cannot come, the train is on strike."]


def test_export_contains_calendar_replies(event, registration, mail_of, arrive, client, site):
    arrive(mail_of(event, registration, partstat="ACCEPTED"))

    token = link_token("manage", registration.id)
    (values,) = client.get(f"/registrations/{token}/data.json").json["replies"]

    assert (values["status"], values["verdict"], values["sequence"]) == ("accepted", "taken", 0)


def test_manage_page_shows_declined_invitation(event, registration, mail_of, arrive, client, site):
    arrive(mail_of(event, registration))

    token = link_token("manage", registration.id)
    page = text_of(client.get(f"/registrations/{token}"))

    assert "You declined in your calendar" in page
    assert "Changed your mind? Register again" in page
