"""How one worker delivers: claims what must be told, composes it once, hands it over, records how it went.

No transaction is open while a message is handed over. A worker that dies leaves its messages to fall due
again; the next one sends the same bytes. Each message is recorded before the next is handed over, so that
a worker that is killed leaves at most one in doubt; the mail server answers the next envelope meanwhile.
On PostgreSQL no record waits for the disk: the claim of the next batch does, and makes those before it last.
After the server or the power has failed a batch may leave again, with the same bytes.
"""

import logging
import random
import re
import threading
from collections.abc import Callable, Sequence
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.orm import Session

from webinars.capabilities import actions as capabilities
from webinars.comments import actions as comments
from webinars.database import SingleStatements, db, erase_deleted_bytes, transaction
from webinars.emails import smtp
from webinars.emails.batch import Batch
from webinars.emails.message import UndeliverableError
from webinars.emails.registry import compose
from webinars.events.revisions import lock_events
from webinars.outbox import actions as outbox
from webinars.outbox import budgets, leases, ledger, rules
from webinars.outbox.budgets import Budgets
from webinars.outbox.leases import Claimed, Composed
from webinars.outbox.models import Message, MessageState
from webinars.outbox.queries import count_queued, paused_since
from webinars.registrations import access
from webinars.registrations import handlers as registration_handlers
from webinars.replies import actions as replies
from webinars.scheduling import actions as invitations
from webinars.scheduling import fanout as invitation_handlers
from webinars.site import Site
from webinars.timezones import clock

log = logging.getLogger(__name__)

HANDLERS = invitation_handlers.HANDLERS | registration_handlers.HANDLERS
BATCH = 40
TIDY_EVERY = timedelta(hours=1)
LONGEST_ROUND = timedelta(seconds=5)
# Each in a transaction of its own, so that none holds rows of one table while it waits for another's.
_PURGES: tuple[Callable[[Session], object], ...] = (
    outbox.purge,
    capabilities.purge_capabilities,
    ledger.purge,
    comments.purge_comments,
    access.purge_digests,
)
_FIRST_PAUSE, _LONGEST_PAUSE = timedelta(seconds=5), timedelta(seconds=60)


def transport_of(app: Flask) -> smtp.Transport:
    """Return the way out: what SMTP_URL says, else files in the data folder."""
    url = app.config.get("SMTP_URL") or ""
    return (
        smtp.transport(url)
        if url
        else smtp.Folder(Path(app.config["DATA_DIR"]).absolute() / "mail")
    )


class Courier:
    """One worker's hands: its way out, the pause it makes when that is shut, and what it has settled."""

    def __init__(self, app: Flask, stop: threading.Event) -> None:
        self.site: Site = app.extensions["site"]
        self.transport = transport_of(app)
        self.settled = 0
        self._budgets = budgets_of(app)
        self._lease = timedelta(seconds=app.config.get("OUTBOX_LEASE_SECONDS", 120))
        self._stop = stop
        self._pause = _FIRST_PAUSE
        self._paused_until: timedelta | None = None  # by the monotonic clock, as all durations here
        self._latest_now: datetime | None = None
        self._unwritten: list[Claimed] = []
        self._ready: dict[int, smtp.Parcel] = {}
        self._withheld: set[int] = set()
        self._last: Claimed | None = None
        self._tidied_at: timedelta | None = None

    def round(self) -> bool:
        """Claim some messages and see each through; False if there was nothing to do, or no way out."""
        self._mind_the_clock()
        if self._paused_until is not None and clock.monotonic() < self._paused_until:
            return False
        with transaction() as session:
            batch = leases.claim(session, lease=self._lease, limit=BATCH)
        with closing(SingleStatements(db.engine, in_haste=True)) as self._record:
            self._deliver(batch)
        return bool(batch) and self._paused_until is None

    def tidy(self) -> None:
        """Once an hour, delete what was settled long ago."""
        now = clock.monotonic()
        if self._tidied_at is None or now - self._tidied_at >= TIDY_EVERY:
            self._tidied_at = now
            for purge in _PURGES:
                with transaction() as session:
                    purge(session)
                    erase_deleted_bytes(session)
            with transaction() as session:
                paused_at, waiting = paused_since(session), count_queued(session)
            if paused_at:
                log.warning("%s", rules.pause_text(paused_at, waiting))

    def _mind_the_clock(self) -> None:
        """At the start, and when the wall clock was set back: make due what was due before."""
        now, latest = clock.now(), self._latest_now
        self._latest_now = now
        if latest is None or now < latest:
            with transaction() as session:
                moved = leases.make_due_again(session)
            if moved:
                log.warning("the clock was set back: %s queued messages are due again", moved)

    def _deliver(self, batch: list[Claimed]) -> None:
        began_at = clock.monotonic()
        self._unwritten = [each for each in batch if _is_to_write(each)]
        try:
            for place, claimed in enumerate(batch):
                # What is more urgent and came meanwhile must not wait for the rest of a slow batch.
                late = clock.monotonic() - began_at > min(LONGEST_ROUND, self._lease / 2)
                if self._stop.is_set() or late or not self._see_through(claimed):
                    self._give_back(batch[place:])
                    break
        finally:
            self._record_last()

    def _see_through(self, claimed: Claimed) -> bool:
        """Compose and send one message and record how it went; False if it must be given back."""
        if _is_worn_out(claimed):
            self._fail(claimed, "no attempt came to an end")
            return True
        if claimed.is_too_late:
            self._settle(claimed, lambda message: outbox.settle_superseded(message, "too late"))
            return True
        if not (claimed.id in self._ready and self.transport.is_open()):
            self._record_last()  # this one takes its time
        try:
            if claimed.topic in HANDLERS:
                self._spread(claimed)
                return True
            self.transport.open()
            parcel = self._parcel(claimed)
            if parcel is not None:
                self.transport.send(parcel, self._record_last)
                self._last = claimed
        except smtp.UnavailableError as error:
            self._make_pause(str(error))
            return False
        except smtp.RefusedError as error:
            self._fail(claimed, str(error))
        except smtp.DeferredError as error:
            self._defer(claimed, str(error))
        self._pause, self._paused_until = _FIRST_PAUSE, None
        return True

    def _spread(self, claimed: Claimed) -> None:
        """Turn one fact into a message for each person it concerns; nothing leaves by mail."""
        try:
            with transaction() as session:
                if claimed.topic in registration_handlers.HANDLERS:
                    _lock_event(session, claimed)
                message = leases.held(session, claimed)
                if message is not None:
                    with outbox.caused_by(session, message):
                        told = HANDLERS[message.topic](session, message)
                    outbox.settle_superseded(message, f"told to {told}")
                    self.settled += 1
        except (OperationalError, InterfaceError):
            raise  # the database is what fails, not this row
        except Exception as error:  # noqa: BLE001 - whatever a poisoned row raises, the others go on
            self._poisoned(claimed, error)

    def _parcel(self, claimed: Claimed) -> smtp.Parcel | None:
        """Return the message ready to leave; the first of a batch that is asked for writes them all."""
        if self._unwritten:
            # Only now that there is a way out: what is not written yet can still be overtaken.
            unwritten, self._unwritten = self._unwritten, []
            self._ready = self._composed_together(unwritten)
        if claimed.id in self._withheld:
            return None
        return self._ready.pop(claimed.id, None) or self._composed(claimed)

    def _composed_together(self, taken: Sequence[Claimed]) -> dict[int, smtp.Parcel]:
        """Write letters in one transaction; none if one of them cannot be written.

        Then each is written by itself, and only that one is held up.
        """
        self._withheld = set()
        try:
            counted = self._compose_within_budgets(taken)
            return {
                each.id: _parcel(each, counted[each.id]) for each in taken if each.id in counted
            }
        except (OperationalError, InterfaceError):
            raise  # the database is what fails, not a row
        except Exception:  # noqa: BLE001 - it comes again with the one message whose fault it is
            return {}

    def _composed(self, claimed: Claimed) -> smtp.Parcel | None:
        """Return the message with the bytes that every attempt sends; None if there is none to send."""
        if claimed.body is not None:
            return _parcel(claimed, Composed(claimed.sender, claimed.recipient, "", claimed.body))
        try:
            counted = self._compose_within_budgets([claimed])
            if claimed.id in counted:
                return _parcel(claimed, counted[claimed.id])
            if claimed.id in self._withheld:
                return None
        except (OperationalError, InterfaceError):
            raise  # the database is what fails, not this row
        except UndeliverableError as error:
            self._fail(claimed, str(error))
            return None
        except Exception as error:  # noqa: BLE001 - whatever a poisoned row raises, the others go on
            self._poisoned(claimed, error)
            return None
        self._settle(
            claimed, lambda message: outbox.settle_superseded(message, "nothing left to tell")
        )
        return None

    def _compose_within_budgets(self, taken: Sequence[Claimed]) -> dict[int, Composed]:
        """Compose messages that are still held, count them in the ledger of e-mail, and store what they say.

        What is past its budget undoes the attempt, for composing records what calendars are told; the rest
        is then composed without it.
        """
        refused: dict[int, datetime] = {}
        while True:
            try:
                with transaction() as session:
                    held, lanes = leases.lock_batch(session, taken)
                    messages = [held[each.id] for each in taken if each.id in held]
                    withheld = budgets.merge_waiting(session, messages, lanes)
                    late = [each for each in messages if each.id in refused.keys() - withheld]
                    budgets.put_off(session, late, refused, lanes)
                    withheld |= {each.id for each in late}
                    left = [each for each in messages if each.id not in withheld]
                    composed = self._compose_all(session, left)
                    written = [
                        (each, composed[each.id].recipient) for each in left if each.id in composed
                    ]
                    budgets.count(session, written, self._budgets, lanes)
                    leases.keep_all(session, list(composed.items()))
                    queued = MessageState.QUEUED
                    settled = sum(
                        each.state is not queued for each in messages if each.id in withheld
                    )
            except budgets.OverBudgetError as error:
                refused |= error.refused
            else:
                self._withheld |= withheld
                self.settled += settled
                return composed

    def _compose_all(self, session: Session, messages: Sequence[Message]) -> dict[int, Composed]:
        shared = Batch(session, self.site, messages)
        composed = {
            message.id: composed
            for message in messages
            if (composed := compose(session, message, self.site, batch=shared)) is not None
        }
        shared.links.record_tokens()
        return composed

    def _poisoned(self, claimed: Claimed, error: Exception) -> None:
        log.error("message %s (%s) cannot be composed", claimed.id, claimed.topic, exc_info=error)
        reason = " ".join(f"{type(error).__name__}: {error}".split())
        if claimed.attempts >= rules.COMPOSE_ATTEMPTS:
            self._fail(claimed, reason)
        else:
            self._defer(claimed, reason)

    def _fail(self, claimed: Claimed, reason: str) -> None:
        log.warning("message %s (%s) failed: %s", claimed.id, claimed.topic, _nameless(reason))
        self._settle(claimed, lambda message: outbox.settle_failed(message, reason))

    def _defer(self, claimed: Claimed, reason: str) -> None:
        log.info("message %s (%s) is put off: %s", claimed.id, claimed.topic, _nameless(reason))
        chance = random.random()  # noqa: S311 - it spreads load, it keeps no secret
        self._settle(
            claimed, lambda message: outbox.settle_deferred(message, reason, chance=chance)
        )

    def _record_last(self) -> None:
        """Record that the message before has left; until then nothing else is handed over or settled."""
        claimed, self._last = self._last, None
        if claimed is not None:
            self._sent(claimed)

    def _sent(self, claimed: Claimed) -> None:
        if not claimed.is_last_trace:
            self.settled += outbox.settle_sent(self._record, claimed.id)
            return
        with transaction() as session:
            _lock_event(session, claimed)
            message = leases.unsettled(session, claimed)
            if message is not None:
                facts = message.facts
                outbox.settle_sent_here(message)
                self.settled += 1
                _forget(session, message, facts)

    def _settle(self, claimed: Claimed, how: Callable[[Message], object]) -> None:
        """Record how it went, unless the lease has run out meanwhile."""
        self._record_last()
        with transaction() as session:
            if claimed.is_last_trace:
                _lock_event(session, claimed)
            message = leases.held(session, claimed)
            if message is None:
                return
            facts = message.facts
            how(message)
            if message.state is not MessageState.QUEUED:
                self.settled += 1
                if claimed.is_last_trace:
                    _forget(session, message, facts)

    def _give_back(self, batch: list[Claimed]) -> None:
        self._record_last()
        with transaction() as session:
            leases.give_back(session, batch)

    def _make_pause(self, reason: str) -> None:
        log.warning(
            "mail cannot leave, next try in %s s: %s", self._pause.seconds, _nameless(reason)
        )
        chance = random.random()  # noqa: S311 - it spreads load, it keeps no secret
        self._paused_until = clock.monotonic() + self._pause * (1 + chance / 4)
        self._pause = min(self._pause * 2, _LONGEST_PAUSE)


def budgets_of(app: Flask) -> Budgets:
    """Return the budgets of e-mail that the settings give."""
    config = app.config
    return Budgets(
        mailbox=config["MAILBOX_EMAILS_PER_HOUR"],
        event=config["EVENT_EMAILS_PER_HOUR"],
        client=config["CLIENT_EMAILS_PER_HOUR"],
        notices=config["ORGANISER_NOTICES_PER_HOUR"],
    )


def _is_worn_out(claimed: Claimed) -> bool:
    return claimed.attempts > rules.MOST_ATTEMPTS


def _is_to_write(claimed: Claimed) -> bool:
    return claimed.body is None and claimed.topic not in HANDLERS and not _is_worn_out(claimed)


def _lock_event(session: Session, claimed: Claimed) -> None:
    """Lock the event of a message before the message itself, where handling it changes the event."""
    if claimed.event_id is not None:
        lock_events(session, [claimed.event_id])


def _forget(session: Session, message: Message, facts: dict[str, Any]) -> None:
    """Remove the last traces of somebody erased, once their calendar has been told or never can be."""
    session.flush()
    erase_deleted_bytes(session)
    address = str(facts.get("address", ""))
    ids = [each for each in (message.registration_id, *facts.get("also", ())) if each is not None]
    outbox.forget(session, ids)
    replies.forget(session, ids)
    if message.event_id is None:
        return
    capabilities.delete_reply_addresses(session, message.event_id, [address])
    for registration_id in ids or [None]:
        invitations.forget(
            session, message.event_id, address=address, registration_id=registration_id
        )


def _nameless(reason: str) -> str:
    """Return a mail server's words without the addresses in them; the row keeps the words as they are."""
    return re.sub(r"\S+@\S+", "<address>", reason)


def _parcel(claimed: Claimed, composed: Composed) -> smtp.Parcel:
    return smtp.Parcel(
        claimed.id, composed.sender, composed.recipient, composed.body, claimed.posted_at
    )
