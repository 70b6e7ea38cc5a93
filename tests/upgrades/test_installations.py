"""An installation of an earlier version goes on after the upgrade: its tables, its links, its feeds, its queue."""

import hashlib
import re
from collections import Counter
from datetime import timedelta
from email import message_from_bytes, policy

import pytest
from flask_migrate import check
from icalendar import Calendar
from markupsafe import escape
from sqlalchemy import select, text

from tests.emails.sink import Sink, running
from tests.replies.mails import written
from webinars.capabilities.link_purposes import Purpose
from webinars.capabilities.link_resolution import resolve_token
from webinars.database import db
from webinars.outbox.models import Message, MessageState
from webinars.registrations.models import Registration
from webinars.registrations.status import CancelReason
from webinars.worker.loop import deliver_once


@pytest.fixture
def delivered(installation, clock):
    """Return what the worker sends to a mail server, an hour after the last change of the installation."""
    clock.advance(timedelta(hours=1))
    return deliver(installation)


def deliver(installation):
    """Run the worker on due messages; return each recipient and message."""
    with running(Sink()) as sink:
        installation.app.config["SMTP_URL"] = sink.url
        deliver_once(installation.app)
    return sink.taken


def calendar_of(mail):
    """Return the calendar in an e-mail; an empty one where it has none."""
    for part in message_from_bytes(mail).walk():
        if part.get_content_type() == "text/calendar":
            return Calendar.from_ical(part.get_payload(decode=True))
    return Calendar()


def changed(installation, requests):
    """Return the requests whose status, after redirects, is not that of before, with the new one."""
    results = []
    for request in requests:
        headers = {"Cookie": request["cookie"]} if "cookie" in request else {}
        answer = installation.browser.get(request["path"], headers=headers, follow_redirects=True)
        if answer.status_code != request["status"]:
            results.append((request["path"], request["status"], answer.status_code))
    return results


def keys_of(value):
    """Yield the keys of JSON at every depth."""
    if isinstance(value, dict):
        yield from value
        value = list(value.values())
    for item in value if isinstance(value, list) else ():
        yield from keys_of(item)


def mail_id(mail):
    return str(message_from_bytes(mail, policy=policy.default)["Message-ID"])


def entries(calendar):
    """Return the components of a calendar file by their UID."""
    results = [item for item in Calendar.from_ical(calendar).walk() if "UID" in item]
    return {str(item["UID"]): item for item in results}


def facts(entry):
    """Return what must not change of an entry: when it is, and whether it takes place."""
    names = ("DTSTART", "DTEND", "DUE", "RECURRENCE-ID", "STATUS")
    return [entry[name].to_ical() for name in names if name in entry]


def accepted_events(token):
    """Return the UIDs of the events whose invitation the holder of a calendar link accepted by a reply."""
    link = resolve_token(db.session(), Purpose.CALENDAR, token)
    query = """SELECT e.uid FROM replies r JOIN registrations g ON g.id = r.registration_id
        JOIN events e ON e.id = g.event_id
        WHERE r.status IN ('accepted', 'tentative') AND g.address = :address"""
    return set(db.session.scalars(text(query), {"address": link.holder}))


def test_upgraded_tables_are_those_of_the_models(installation):
    check()


def test_check_accepts_the_upgraded_database(installation):
    assert installation.run("db", "check").exit_code == 0


def test_upgrade_composes_the_search_texts(installation):
    titles = db.session.scalars(text("SELECT title FROM events WHERE listing = 'upcoming'")).all()

    pages = [installation.browser.get("/", query_string={"q": f'"{title}"'}) for title in titles]

    assert titles
    for title, page in zip(titles, pages, strict=True):
        assert escape(title) in page.text
    assert "Problem" not in installation.run("db", "check").output


def test_mailed_links_answer_as_before_the_upgrade(installation):
    assert changed(installation, installation.known["links"]) == []


def test_pages_answer_those_who_were_signed_in_before_the_upgrade(installation):
    assert changed(installation, installation.known.get("sessions", [])) == []


def test_calendars_keep_uids_and_never_lower_sequence(installation):
    for calendar in installation.calendars:
        answer = installation.browser.get(calendar["path"], follow_redirects=True)
        assert (calendar["path"], answer.status_code) == (calendar["path"], calendar["status"])
        if calendar["status"] != 200:
            continue
        before, now = entries(calendar["body"]), entries(answer.text)
        if calendar["path"].startswith("/calendars/"):
            # Events whose invitation was accepted have their entry there (decision 48).
            accepted = accepted_events(calendar["path"].split("/")[2].removesuffix(".ics"))
            before = {uid: before[uid] for uid in before.keys() - accepted}
        assert {uid: facts(item) for uid, item in now.items()} == {
            uid: facts(item) for uid, item in before.items()
        }
        lowered = {
            uid for uid in now if now[uid].get("SEQUENCE", 0) < before[uid].get("SEQUENCE", 0)
        }
        assert (calendar["path"], lowered) == (calendar["path"], set())


def test_etags_change_at_most_once(installation, clock):
    readable = [item for item in installation.calendars if item["status"] == 200]
    first = {
        item["path"]: installation.browser.get(
            item["path"], headers={"If-None-Match": item["etag"]}, follow_redirects=True
        ).headers["ETag"]
        for item in readable
    }
    clock.advance(timedelta(minutes=30))

    again = [
        installation.browser.get(path, headers={"If-None-Match": etag}, follow_redirects=True)
        for path, etag in first.items()
    ]

    assert [answer.status_code for answer in again] == [304] * len(readable)


def test_queued_messages_are_delivered_once_under_their_message_ids(installation, delivered):
    expected = installation.deliveries

    assert Counter(to for to, _ in delivered) == Counter(item["to"] for item in expected)
    ids = [mail_id(mail) for _, mail in delivered]
    assert len(set(ids)) == len(ids)
    stored = {item["message_id"]: item["to"] for item in expected if item["message_id"]}
    assert {id_: to for id_, (to, _) in zip(ids, delivered, strict=True) if id_ in stored} == stored


def test_composed_messages_leave_with_the_bytes_that_were_composed(installation, delivered):
    expected = {
        delivery["message_id"]: delivery["sha256"]
        for delivery in installation.deliveries
        if delivery["sha256"]
    }

    sent = {mail_id(mail): hashlib.sha256(mail).hexdigest() for _, mail in delivered}

    assert {id_: sent.get(id_) for id_ in expected} == expected


def test_what_is_not_due_stays_queued(installation, delivered):
    answer = installation.run("outbox", "status")

    assert re.findall(r"\d+", answer.output) == [str(installation.left)]


def test_reply_addresses_of_before_take_what_calendars_answer(installation, clock):
    replies = [one for one in installation.known["replies"] if one["status"] == "confirmed"]
    current = next(one for one in replies if one["key"] == "current")
    fallback = next(
        one for one in replies if one["key"] == "fallback" and one["address"] != current["address"]
    )

    clock.advance(timedelta(hours=1))

    for reply in (current, fallback):
        fields = {"to": reply["to"], "uid": reply["uid"], "person": reply["address"], "sequence": 9}
        taken = installation.run("replies", "--stdin", given=written("gmail", **fields))
        assert taken.exit_code == 0

    mails = deliver(installation)
    for reply in (current, fallback):
        cancelled = {
            str(entry["UID"]): str(entry["ORGANIZER"]).removeprefix("mailto:")
            for to, mail in mails
            if to == reply["address"] and (calendar := calendar_of(mail)).get("METHOD") == "CANCEL"
            for entry in calendar.walk("VEVENT")
        }
        # The ORGANIZER of the invitation that was e-mailed before the upgrade.
        (mailed,) = (
            one["to"]
            for one in replies
            if one["key"] == "current"
            and (one["address"], one["uid"]) == (reply["address"], reply["uid"])
        )
        assert cancelled[reply["uid"]] == mailed


def test_stored_reasons_of_cancellations_are_codes_of_this_version(installation):
    stored = set(db.session.scalars(select(Registration.cancel_reason).distinct()))

    assert stored <= {"", *CancelReason}
    assert CancelReason.BY_REGISTRANT in stored


def test_queued_payloads_have_the_keys_of_this_version(installation):
    queued = db.session.scalars(select(Message).where(Message.state == MessageState.QUEUED)).all()

    old = {"kind", "was", "why", "zone"}
    assert [message.topic for message in queued if old & set(keys_of(message.payload))] == []
    reasons = {message.payload["reason"] for message in queued if "reason" in message.payload}
    assert reasons
    assert reasons <= set(CancelReason)
