"""Calendars answer, and people write, while their reader is killed again and again: nothing has a second effect."""

import random
import signal
import time
from collections import Counter
from dataclasses import dataclass
from email import message_from_bytes, policy

import pytest

from tests.faults.ground import HOST, mainly, scaled, until
from tests.faults.people import addresses
from tests.links import reply_token
from tests.replies.dovecot import serving
from tests.replies.mails import CALENDARS, REPLY_ADDRESS, written
from webinars.events.rules import NotificationMode
from webinars.replies.imap import DONE
from webinars.timezones import clock
from webinars.worker.loop import deliver_once

# One in eight replies comes again as it is, one in eight says the same in another mail. One in eight people
# writes by hand too, which comes twice as it is.
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
class Box:
    """The mailbox of replies, and what calendars have sent to it."""

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
def box(ground):
    """Give a mailbox on a real IMAP server; the installation reads its replies there."""
    with serving() as server:
        mailbox = server.mailbox("replies")
        ground.settings |= {"REPLY_ADDRESS": REPLY_ADDRESS, "IMAP_URL": mailbox.url}
        ground.app.config |= {"REPLY_ADDRESS": REPLY_ADDRESS}
        yield Box(mailbox, [])


def identity(raw):
    return str(message_from_bytes(raw)["Message-ID"])


def answers_of(ground):
    """Return the mails that everybody's calendar sends, in an order of their own."""
    ((uid,),) = ground.rows("SELECT uid FROM events")
    numbers = dict(ground.rows("SELECT address, id FROM registrations"))
    mails = []
    local, _, domain = REPLY_ADDRESS.partition("@")
    with ground.app.app_context():
        tokens = {person: reply_token(numbers[person]) for person in HOLDERS}
        ground.let_go()
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
            mails.append(written(shape, **fields))  # under another Message-ID
        if at % 8 == 1:
            mails += [written("written", **fields)] * 2
    random.Random(0).shuffle(mails)
    assert len(mails) == MAILS
    return mails


@mainly("sqlite")
def test_replies_whose_reader_is_killed_again_and_again_count_once(ground, box, sink, figure):
    ground.build(capacity=PEOPLE, notification_mode=NotificationMode.NEVER, migrated=True)
    ground.enter([*HOLDERS, *IN_LINE])
    deliver(ground)
    told = len(sink.taken)
    box.mails = answers_of(ground)
    box.mailbox.put(*box.mails)

    begun = time.monotonic()
    in_the_middle = kill_readers(ground, box)
    readers = [ground.command("replies") for _ in range(2)]  # a timer may start one too many
    assert [reader.wait(MOST_SECONDS) for reader in readers] == [0, 0], ground.log.read_text()
    took = time.monotonic() - begun
    deliver(ground)

    check_read(ground, box)
    check_places(ground)
    check_mail(sink.taken[told:])
    broken = ground.broken(sink=sink, late=clock.now())
    figure("replies", f"{MAILS} mails, {KILLS} kills of their reader: no second effect",
           f"{DECLINES} declines, {DECLINES} offers, {WRITERS} passed on, {broken or 'none broken'}, {took:.1f} s")  # fmt: skip
    figure(
        "replies", "kills between a commit and the move of its mail", f"{in_the_middle} of {KILLS}"
    )
    assert in_the_middle  # not always: the mail may be one that was read before
    assert broken == []


def deliver(ground):
    """Let all leave but what ends an offer, which is due in two days."""
    until(lambda: ground.count(UNDER_WAY) == deliver_once(ground.app) == 0, MOST_SECONDS)


def kill_readers(ground, box):
    """Kill one reader after the other, in turn at any moment, and when a reply counts and its mail is not moved.

    Return how often a reply counted whose mail was still there.
    """
    killed = 0
    for kill in range(1, KILLS + 1):
        if kill % 2:
            number = PEOPLE // (KILLS + 1)
            program = (
                f"from tests.faults.reader import dies_before_move; dies_before_move({number})"
            )
            reader = ground.command(program=program)
        else:
            reader, there = ground.command("replies"), kill * PEOPLE // (KILLS + 1)
            until(lambda: ground.count(READ) >= there, MOST_SECONDS, 0.002)  # noqa: B023 - at once
            reader.send_signal(signal.SIGKILL)
        assert reader.wait(MOST_SECONDS) == -signal.SIGKILL
        left, moved = set(box.identities("INBOX")), set(box.identities(DONE))
        assert left | moved == set(map(identity, box.mails)), "a mail is lost"
        killed += ground.count(READ) > len(moved)
    return killed


def check_read(ground, box):
    """Every mail is out of the way, and each reply is kept once."""
    assert box.mailbox.count("INBOX") == 0
    assert set(box.identities(DONE)) == set(map(identity, box.mails))
    verdicts = {(verdict, answer): count for verdict, answer, count in ground.rows(VERDICTS)}
    assert verdicts == {
        ("taken", "declined"): DECLINES,
        ("taken", "accepted"): PEOPLE // 4,
        ("taken", "tentative"): PEOPLE // 4,
        ("overtaken", "declined"): PEOPLE // 8,
        ("taken", "written"): WRITERS,
    }


def check_places(ground):
    """Each decline gave one place back, and each place was offered once, in the order of the line."""
    assert dict(ground.rows(STANDING)) == {
        "cancelled": DECLINES, "confirmed": PEOPLE - DECLINES, "offered": DECLINES, "waiting": LEFT_WAITING,
    }  # fmt: skip
    by_address = dict(ground.rows("SELECT address, id FROM registrations"))
    gave_back = [by_address[name] for at, name in enumerate(HOLDERS) if SAID[at % 4] == "DECLINED"]
    for state, people in (
        ("cancelled", gave_back),
        ("offered", [by_address[name] for name in IN_LINE[:DECLINES]]),
    ):
        assert sorted(row for (row,) in ground.rows(TOLD.format(state))) == people
    assert ground.count("SELECT count(*) FROM messages WHERE topic = 'place.ends'") == DECLINES


def check_mail(taken):
    """Who declined was sent one way back, who is next one offer, and everybody else nothing.

    The contact was given once what each wrote who did, to be answered to them.
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
