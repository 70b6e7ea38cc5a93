"""A mail server with faults, and forged calendar replies."""

import time

from tests.adversary.state import Actor, action
from tests.faults.smtp import (
    ALL_WAIT,
    CLOSE,
    GO_ON_AND_CLOSE,
    ONE_FAILS,
    ONE_WAITS,
    SILENCE,
    Script,
)
from tests.replies.mails import CALENDARS, REPLY_ADDRESS, written

FAULTS = (
    Script("hangs at greeting", ALL_WAIT, "GREETING", SILENCE),
    Script("421 at greeting", ALL_WAIT, "GREETING", "421 too busy"),
    Script("hangs up at greeting", ALL_WAIT, "GREETING", CLOSE),
    Script("451 by recipient", ONE_WAITS, "RCPT", "451 greylisted"),
    Script("550 by recipient", ONE_FAILS, "RCPT", "550 no such mailbox"),
    Script("250 is lost", ONE_WAITS, "BODY", CLOSE, accepts_message=True),
    Script("354 then hangs up", ONE_WAITS, "DATA", GO_ON_AND_CLOSE),
    Script("421 instead of 250", ONE_WAITS, "BODY", "421 closing", accepts_message=True),
    Script("a wrong code", ONE_WAITS, "BODY", "299 perhaps"),
    Script("554 after the message", ONE_FAILS, "BODY", "554 we do not like it"),
)


FAULT_SECONDS, RECOVERY_SECONDS = 8, 0.2


class FaultyMailServer(Actor):
    """The mail server: briefly hangs, rejects, disconnects or loses a response."""

    def __init__(self, run):
        super().__init__(run, "mail server")
        self.ready_at, self.taken_before = 0.0, -1

    def _is_ready(self):
        # A fault of the server suspends all delivery, for longer if it is repeated at once.
        is_used = len(self.run.installation.mail_server.taken) > self.taken_before
        return is_used and time.monotonic() > self.ready_at

    @action(condition=_is_ready, weight=20)
    def inject_fault(self):
        """Play a fault until one message or connection has met it."""
        counts = self.run.counts["attack"]
        # Faults that suspend all delivery come last.
        script = min(
            FAULTS,
            key=lambda script: (
                counts[f"mail server: {script.name}"],
                script.outcome == ALL_WAIT,
                self.rng.random(),
            ),
        )
        server = self.run.installation.mail_server
        server.applies_to = lambda recipient: True
        with server.running_script(script):
            if script.command == "GREETING":
                server.disconnect()  # the worker reuses its connection, and would not see the greeting
            has_met_fault = server.fault_met.wait(FAULT_SECONDS)
            time.sleep(0.2)  # until the script has ended
        server.end_silence()
        self.ready_at = time.monotonic() + RECOVERY_SECONDS
        if script.outcome == ALL_WAIT:
            self.taken_before = len(server.taken)
        if not has_met_fault:
            return False
        self.run.count("attack", f"mail server: {script.name}")
        return None


# Forged replies: the fields that differ from the reply of the registrant's calendar.
FORGED = {
    "declines": {},
    "accepts": {"partstat": "ACCEPTED"},
    "tentative": {"partstat": "TENTATIVE"},
    "delegated": {"partstat": "DELEGATED"},
    "needs action": {"partstat": "NEEDS-ACTION"},
    "wrong attendee": {"attendee": "eve@evil.example"},
    "another sender": {"sender": "eve@evil.example"},
    "unknown UID": {"uid": "nothing@events.example.org"},
    "no secret": {"to": REPLY_ADDRESS},
    "wrong secret": {"to": "rsvp+AAAAAAAAAAAAAAAAAAAAAAAAAA@events.example.org"},
    "from the future": {"stamp": "20990101T000000Z"},
    "from the past": {"stamp": "20000101T000000Z"},
    "another sequence": {"sequence": 99},
}
OTHER_SHAPES = ("bounce", "counter", "forwarded", "vacation", "written")
# Forged replies made by replacing bytes of the e-mail.
REWRITTEN = {
    "method REQUEST": (b"METHOD:REPLY", b"METHOD:REQUEST"),
    "method CANCEL": (b"METHOD:REPLY", b"METHOD:CANCEL"),
    "part says REQUEST": (b"method=REPLY", b"method=REQUEST"),
    "two senders": (b"From: ", b"From: eve@evil.example\r\nFrom: "),
    "automatic": (b"From: ", b"Auto-Submitted: auto-replied\r\nFrom: "),
    "a nul": (b"BEGIN:VEVENT", b"BEGIN:VEVENT\r\nX-A:\x00"),
    "a thousand lines": (b"BEGIN:VEVENT", b"BEGIN:VEVENT\r\n" + b"X-A:b\r\n" * 5000),
    "a rule for ever": (
        b"BEGIN:VEVENT",
        b"BEGIN:VEVENT\r\nRRULE:FREQ=SECONDLY;BYMONTH=2;BYMONTHDAY=30",
    ),
    "1,000 levels": (b"MIME-Version", b"X-A: " + b"(" * 1000 + b"\r\nMIME-Version"),
}
SHAPES = (
    *CALENDARS, *FORGED, *REWRITTEN, *OTHER_SHAPES, "of another event", "replayed", "of an old registration", "not a mail",
)  # fmt: skip


class ReplyForger(Actor):
    """Writes calendar replies and pipes them into the command, as a mail server does."""

    def __init__(self, run):
        super().__init__(run, "reply forger")
        self.before = b""

    def _mails(self):
        self.run.mailbox.poll()
        return [mail for mail in self.run.mailbox.all[-400:] if mail.reply_token and mail.uid]

    @action(condition=lambda self: bool(self._mails()), weight=5)
    def send_replies(self):
        """Pipe the least used shapes of replies into the command, which must accept all without output."""
        counts = self.run.counts["reply"]
        for _ in range(3):
            calendar = min(CALENDARS, key=lambda calendar: (counts[calendar], self.rng.random()))
            shape = min(
                sorted(set(SHAPES) - set(CALENDARS)),
                key=lambda shape: (counts[shape], self.rng.random()),
            )
            raw = self._raw(shape, calendar)
            status, printed = self.run.installation.command("replies", "--stdin", stdin=raw)
            self.before = raw
            self.run.count("reply", shape)
            self.run.count("reply", calendar)
            if status != 0:
                text = raw.decode("utf-8", "replace")[:1500]
                self.run.report(f"webinars replies ends with {status}: {shape}", text)
            if self.run.secrets.find_in(printed):
                self.run.report("webinars replies prints a secret", printed)

    def _raw(self, shape, calendar):
        mail, other = self.rng.choice(self._mails()), self.rng.choice(self._mails())
        fields = {
            "to": f"rsvp+{mail.reply_token}@events.example.org",
            "person": mail.to,
            "uid": mail.uid,
            "stamp": time.strftime("%Y%m%dT%H%M%SZ", time.gmtime()),
        }
        if shape == "replayed":
            return self.before or written(CALENDARS[0], **fields)
        if shape == "not a mail":
            return b"\x00\xff" * 500
        if shape == "of another event":
            return written(CALENDARS[1], **{**fields, "uid": other.uid})
        if shape == "of an old registration":
            dead = [
                mail
                for mail in self._mails()
                if self.run.keys_for_path(mail.link("/registrations/")) == set()
            ]
            old = self.rng.choice(dead or [mail])
            return written(
                CALENDARS[2],
                **{
                    **fields,
                    "to": f"rsvp+{old.reply_token}@events.example.org",
                    "uid": old.uid,
                    "person": old.to,
                },
            )
        if shape in OTHER_SHAPES:
            return written(shape, **fields)
        if shape in FORGED:
            return written(calendar, **fields | FORGED[shape])
        old, new = REWRITTEN[shape]
        return written(calendar, **fields).replace(old, new)
