"""Calendar replies while the command that reads them is killed repeatedly: no reply takes effect twice."""

import random
import signal
import time
from collections import Counter
from dataclasses import dataclass
from email import message_from_bytes, policy

import pytest

from tests.faults.clients import addresses
from tests.faults.installation import HOST, on_database, scaled, wait_until
from tests.links import reply_token
from tests.replies.dovecot import serving
from tests.replies.mails import CALENDARS, REPLY_ADDRESS, written
from webinars.events.enums import NotificationMode
from webinars.replies.imap import DONE_FOLDER
from webinars.timezones import clock
from webinars.worker.loop import deliver_once

# One in eight replies is repeated as it is, one in eight in another e-mail. One in eight registrants
# also sends a written message, delivered twice.
PEOPLE, KILLS = scaled(48, 800), scaled(2, 10)
WRITERS, DECLINES = PEOPLE // 8, PEOPLE // 2
MAILS = PEOPLE + PEOPLE // 4 + 2 * WRITERS
LEFT_WAITING, MOST_SECONDS = 3, scaled(120, 1800)
HOLDERS = list(addresses(0, PEOPLE))
IN_LINE = list(addresses(PEOPLE, DECLINES + LEFT_WAITING))
SAID = ("DECLINED", "ACCEPTED", "DECLINED", "TENTATIVE")
READ = "SELECT count(*) FROM replies"
VERDICTS = "SELECT verdict, status, count(*) FROM replies GROUP BY verdict, status"
UNDER_WAY = "SELECT count(*) FROM messages WHERE state = 'queued' AND topic <> 'place.ends'"
STANDING = "SELECT status, count(*) FROM registrations GROUP BY status"
TOLD = "SELECT registration_id FROM messages WHERE topic = 'registration.{}'"


@dataclass
class ReplyMailbox:
    """The mailbox of replies, and the e-mails that calendars sent to it."""

    mailbox: object
    mails: list

    def identities(self, folder):
        """Return the Message-IDs in a folder."""
        with self.mailbox.opened() as client:
            status, _ = client.select(folder, readonly=True)
            assert status == "OK"
            response = client.fetch("1:*", "(BODY.PEEK[HEADER.FIELDS (MESSAGE-ID)])")[1]
        return [identity(item[1]) for item in response if isinstance(item, tuple)]


@pytest.fixture
def reply_mailbox(installation):
    """Create a mailbox on a real IMAP server, from which the installation reads replies."""
    with serving() as server:
        mailbox = server.mailbox("replies")
        installation.settings |= {"REPLY_ADDRESS": REPLY_ADDRESS, "IMAP_URL": mailbox.url}
        installation.app.config |= {"REPLY_ADDRESS": REPLY_ADDRESS}
        yield ReplyMailbox(mailbox, [])


def identity(raw):
    return str(message_from_bytes(raw)["Message-ID"])


def calendar_replies(installation):
    """Return the replies of all calendars, shuffled."""
    ((uid,),) = installation.rows("SELECT uid FROM events")
    numbers = dict(installation.rows("SELECT address, id FROM registrations"))
    mails = []
    local, _, domain = REPLY_ADDRESS.partition("@")
    with installation.app.app_context():
        tokens = {person: reply_token(numbers[person]) for person in HOLDERS}
        installation.close_connections()
    for at, person in enumerate(HOLDERS):
        fields = {
            "to": f"{local}+{tokens[person]}@{domain}", "person": person, "uid": uid,
            "partstat": SAID[at % 4], "stamp": f"{clock.now():%Y%m%dT%H%M%SZ}",
        }  # fmt: skip
        shape = CALENDARS[at % len(CALENDARS)]
        mails.append(written(shape, **fields))
        if at % 8 == 0:
            mails.append(mails[-1])
        if at % 8 == 2:
            mails.append(written(shape, **fields))  # with another Message-ID
        if at % 8 == 1:
            mails += [written("written", **fields)] * 2
    random.Random(0).shuffle(mails)
    assert len(mails) == MAILS
    return mails


@on_database("sqlite")
def test_replies_whose_reader_is_killed_again_and_again_count_once(
    installation, reply_mailbox, sink, figure
):
    installation.set_up(capacity=PEOPLE, notification_mode=NotificationMode.NEVER, migrated=True)
    installation.register_directly([*HOLDERS, *IN_LINE])
    deliver(installation)
    first_new = len(sink.taken)
    reply_mailbox.mails = calendar_replies(installation)
    reply_mailbox.mailbox.put(*reply_mailbox.mails)

    begun = time.monotonic()
    in_the_middle = kill_readers(installation, reply_mailbox)
    readers = [installation.command("replies") for _ in range(2)]  # a timer may start a second one
    assert [reader.wait(MOST_SECONDS) for reader in readers] == [0, 0], installation.log.read_text()
    took = time.monotonic() - begun
    deliver(installation)

    check_read(installation, reply_mailbox)
    check_places(installation)
    check_mail(sink.taken[first_new:])
    violations = installation.invariant_violations(sink=sink, late=clock.now())
    figure("replies", f"{MAILS} mails, {KILLS} kills of their reader: no second effect",
           f"{DECLINES} declines, {DECLINES} offers, {WRITERS} passed on, {violations or 'none broken'}, {took:.1f} s")  # fmt: skip
    figure(
        "replies", "kills between a commit and the move of its mail", f"{in_the_middle} of {KILLS}"
    )
    assert in_the_middle  # not always: the e-mail may be one that was processed before
    assert violations == []


def deliver(installation):
    """Send all messages except deadlines of offers, which are due in two days."""
    wait_until(
        lambda: installation.count(UNDER_WAY) == deliver_once(installation.app) == 0, MOST_SECONDS
    )


def kill_readers(installation, reply_mailbox):
    """Kill the command at random moments, and after recording a reply before moving its e-mail.

    Return how often a recorded reply still had its e-mail in the mailbox.
    """
    killed = 0
    for kill in range(1, KILLS + 1):
        if kill % 2:
            number = PEOPLE // (KILLS + 1)
            program = f"from tests.faults.reply_reader import kill_before_move; kill_before_move({number})"
            reader = installation.command(program=program)
        else:
            # Soon after the replies that were read before, lest the command ends before it is killed.
            reader, there = installation.command("replies"), (kill - 1) * PEOPLE // (KILLS + 1) + 2
            wait_until(lambda: installation.count(READ) >= there, MOST_SECONDS, 0.002)  # noqa: B023 - at once
            reader.send_signal(signal.SIGKILL)
        assert reader.wait(MOST_SECONDS) == -signal.SIGKILL
        left, moved = (
            set(reply_mailbox.identities("INBOX")),
            set(reply_mailbox.identities(DONE_FOLDER)),
        )
        assert left | moved == set(map(identity, reply_mailbox.mails)), "a mail is lost"
        killed += installation.count(READ) > len(moved)
    return killed


def check_read(installation, reply_mailbox):
    """Check that every e-mail was moved, and each reply is stored once."""
    assert reply_mailbox.mailbox.count("INBOX") == 0
    assert set(reply_mailbox.identities(DONE_FOLDER)) == set(map(identity, reply_mailbox.mails))
    verdicts = {
        (verdict, response): count for verdict, response, count in installation.rows(VERDICTS)
    }
    assert verdicts == {
        ("taken", "declined"): DECLINES,
        ("taken", "accepted"): PEOPLE // 4,
        ("taken", "tentative"): PEOPLE // 4,
        ("overtaken", "declined"): PEOPLE // 8,
        ("taken", "written"): WRITERS,
    }


def check_places(installation):
    """Check that each decline freed one place, offered once, in the order of the waiting list."""
    assert dict(installation.rows(STANDING)) == {
        "cancelled": DECLINES, "confirmed": PEOPLE - DECLINES, "offered": DECLINES, "waiting": LEFT_WAITING,
    }  # fmt: skip
    by_address = dict(installation.rows("SELECT address, id FROM registrations"))
    gave_back = [by_address[name] for at, name in enumerate(HOLDERS) if SAID[at % 4] == "DECLINED"]
    for state, people in (
        ("cancelled", gave_back),
        ("offered", [by_address[name] for name in IN_LINE[:DECLINES]]),
    ):
        assert sorted(row for (row,) in installation.rows(TOLD.format(state))) == people
    assert (
        installation.count("SELECT count(*) FROM messages WHERE topic = 'place.ends'") == DECLINES
    )


def check_mail(taken):
    """Check one reregistration link per decline, one offer per next in the list, nothing else.

    The contact received each written message once, with the sender as reply address.
    """
    words, passed_on = Counter(), Counter()
    for to, body in taken:
        letter = message_from_bytes(body, policy=policy.default)
        text = letter.get_body(("plain",)).get_content()
        if to == HOST:
            assert "Is the room accéssible?" in text
            passed_on[letter["Reply-To"].addresses[0].addr_spec] += 1
        else:
            words[to, "you declined the invitation in your calendar" in text] += 1
    assert passed_on == dict.fromkeys(HOLDERS[1::8], 1)
    declined = {(name, True): 1 for at, name in enumerate(HOLDERS) if SAID[at % 4] == "DECLINED"}
    assert words == {**declined, **dict.fromkeys(((name, False) for name in IN_LINE[:DECLINES]), 1)}
