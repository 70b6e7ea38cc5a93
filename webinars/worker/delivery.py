"""The delivery worker: lease due messages, compose each once, send it and record the result."""

# No transaction is open while a message is sent. If a worker dies, its messages fall due again, and the next
# worker sends the same bytes. Each message is recorded before the next one's DATA, so that a killed worker
# leaves at most one in doubt; meanwhile the mail server answers the envelope of the next.
# The commits of these records do not wait for the disk; leasing the next batch flushes them. After a crash of
# PostgreSQL or a power failure a batch may be sent again, with the same bytes.

import logging
import random
import re
import threading
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from flask import Flask
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.orm import Session

from webinars.database import db, transaction
from webinars.emails import smtp
from webinars.emails.outgoing_email import UndeliverableError
from webinars.events.locks import lock_events
from webinars.installation.site_source import SiteSource
from webinars.outbox import (
    clock_setback,
    email_budgets,
    enqueue,
    message_leases,
    message_retries,
    message_state,
    priorities,
    reasons,
)
from webinars.outbox.message_leases import Composed, DueMessage, LeasedMessage
from webinars.outbox.models import Message, MessageState
from webinars.single_statements import SingleStatements
from webinars.timezones import clock
from webinars.worker.backoff import Backoff
from webinars.worker.batch_composer import BatchComposer
from webinars.worker.last_traces import erase_last_traces
from webinars.worker.topic_handlers import HANDLERS, LOCKING_EVENT, LOCKS

log = logging.getLogger(__name__)

BATCH = 40
MAX_ROUND = timedelta(seconds=5)


class DeliveryWorker:
    """Delivery state of one worker: transport, connection, back-off and count of settled messages.

    is_more_due: when the last round ended, more messages may have been due.
    """

    def __init__(self, app: Flask, stop: threading.Event) -> None:
        self._source: SiteSource = app.extensions["site_source"]
        self.transport = smtp.transport_from_config(app.config)
        self.settled = 0
        self.is_more_due = False
        with app.app_context():
            self._record = SingleStatements(db.engine, waits_for_disk=False)
        self._composer = BatchComposer(self._source, email_budgets.budgets_from_config(app.config))
        self._lease = timedelta(seconds=app.config["OUTBOX_LEASE_SECONDS"])
        self._stop = stop
        self._backoff = Backoff()
        self._latest_now: datetime | None = None
        self._unavailable: smtp.UnavailableError | None = None
        self._uncomposed: list[LeasedMessage] = []
        self._ready: dict[int, smtp.Envelope] = {}
        self._withheld: set[int] = set()
        self._last: LeasedMessage | None = None
        self._has_delivered = False

    def deliver_batch(self) -> bool:
        """Lease a batch and deliver it; False if nothing was due or the transport is unavailable."""
        self._reset_due_times()
        self._source.refresh()
        if self._backoff.is_pausing:
            return False
        topics = message_leases.due_topics(self._record, limit=BATCH)
        if not topics:
            return False
        # A message that is no e-mail may supersede e-mails, and need not wait for the mail server.
        composes_first = self._has_delivered and topics.isdisjoint(HANDLERS)
        batch = self._lease_batch(composes_first=composes_first)
        self.is_more_due = len(batch) >= BATCH or any(map(_has_successors, batch))
        self._deliver(batch)
        is_delivered = bool(batch) and not self._backoff.is_active
        self._has_delivered |= is_delivered
        return is_delivered

    def close(self) -> None:
        """Close the transport and the connection to the database."""
        self.transport.close()
        self._record.close()

    def _lease_batch(self, *, composes_first: bool) -> list[LeasedMessage]:
        """Lease due messages; composes_first: compose the new ones in the same transaction.

        Not in the first round of a worker: if composing kills it, that attempt is counted only if its lease
        is committed, and the next worker begins with the same message.
        """
        self._ready, self._unavailable = {}, None
        if composes_first and self._is_connected():
            try:
                with transaction() as session:
                    due = _lock_due(session)
                    composed = self._composer.compose_new(session, due)
                    batch = message_leases.lease_locked(session, due, composed, lease=self._lease)
            except (OperationalError, InterfaceError):
                raise  # the database failed, not a message
            except Exception as error:  # noqa: BLE001 - it comes again with the one message whose fault it is
                log.debug("a batch is leased before it is composed: %s", type(error).__name__)
            else:
                self._ready = {
                    leased.id: _envelope(leased, composed[leased.id])
                    for leased in batch
                    if leased.id in composed
                }
                return batch
        with transaction() as session:
            return message_leases.lease_locked(session, _lock_due(session), {}, lease=self._lease)

    def _is_connected(self) -> bool:
        """Open the transport; return whether it is open. Only then are e-mails composed."""
        try:
            self.transport.open()
        except smtp.UnavailableError as error:
            self._unavailable = error
        return self._unavailable is None

    def _reset_due_times(self) -> None:
        """At the start, and when the wall clock was set back, correct due times."""
        now, latest = clock.now(), self._latest_now
        self._latest_now = now
        if latest is None or now < latest:
            with transaction() as session:
                moved = clock_setback.make_due_again(session)
            if moved:
                log.warning(
                    "the clock was set back: corrected due times of %s queued messages", moved
                )

    def _deliver(self, batch: list[LeasedMessage]) -> None:
        began_at = clock.monotonic()
        batch = self._until_suspect(batch)
        self._uncomposed = [
            leased
            for leased in batch
            if _needs_composing(leased) and leased.id not in self._ready and not _is_suspect(leased)
        ]
        self._withheld = set()
        try:
            for index, leased in enumerate(batch):
                # More urgent messages must not wait for the rest of a slow batch.
                late = clock.monotonic() - began_at > min(MAX_ROUND, self._lease / 2)
                if self._stop.is_set() or late or not self._process(leased):
                    self._release(batch[index:])
                    break
        finally:
            self._record_last()

    def _until_suspect(self, batch: list[LeasedMessage]) -> list[LeasedMessage]:
        """Return a batch up to its first suspect; release the rest, of which no attempt must be counted."""
        for index, leased in enumerate(batch[:-1], start=1):
            if _is_suspect(leased):
                self._release(batch[index:])
                return batch[:index]
        return batch

    def _process(self, leased: LeasedMessage) -> bool:
        """Compose and send one message and record the result; False if its lease must be released."""
        if _is_exhausted(leased):
            self._fail(leased, "no attempt was completed")
            return True
        if leased.is_too_late:
            self._record_outcome(
                leased, lambda message: message_state.mark_superseded(message, "expired")
            )
            return True
        if not (leased.id in self._ready and self.transport.is_open()):
            self._record_last()  # this one takes longer
        try:
            if leased.topic in HANDLERS:
                self._fan_out(leased)
                return True
            if self._unavailable is not None:
                raise self._unavailable
            self.transport.open()
            envelope = self._envelope(leased)
            if envelope is not None:
                self.transport.send(envelope, self._record_last)
                self._last = leased
        except smtp.UnavailableError as error:
            self._back_off(str(error))
            return False
        except smtp.RefusedError as error:
            self._fail(leased, str(error))
        except smtp.DeferredError as error:
            self._defer(leased, str(error))
        self._backoff.reset()
        return True

    def _fan_out(self, leased: LeasedMessage) -> None:
        """Run the handler of a message that is not an e-mail: most enqueue one for each recipient."""
        try:
            with transaction() as session:
                if leased.topic in LOCKING_EVENT:
                    _lock_event(session, leased)
                if leased.topic in LOCKS:
                    LOCKS[leased.topic](session, leased.id)
                message = message_leases.still_leased(session, leased)
                if message is not None:
                    with enqueue.caused_by(session, message):
                        count = HANDLERS[message.topic](session, message)
                    message_state.mark_superseded(message, f"{reasons.FANNED_OUT[0]}{count}")
                    self.settled += 1
        except (OperationalError, InterfaceError):
            raise  # the database failed, not this row
        except Exception as error:  # noqa: BLE001 - whatever a poisoned row raises, the others go on
            self._handle_failure(leased, error)

    def _envelope(self, leased: LeasedMessage) -> smtp.Envelope | None:
        """Return the envelope of a message; the first call composes the whole batch."""
        if self._uncomposed:
            # Only once the transport is open: what is not composed can still be superseded.
            uncomposed, self._uncomposed = self._uncomposed, []
            self._ready |= self._compose_batch(uncomposed)
        if leased.id in self._withheld:
            return None
        return self._ready.pop(leased.id, None) or self._compose_one(leased)

    def _compose_batch(self, batch: Sequence[LeasedMessage]) -> dict[int, smtp.Envelope]:
        """Compose e-mails in one transaction; none if one of them fails.

        Then each is composed by itself, and only the faulty one is deferred.
        """
        try:
            composed = self._composed_within_budgets(batch)
            return {
                leased.id: _envelope(leased, composed[leased.id])
                for leased in batch
                if leased.id in composed
            }
        except (OperationalError, InterfaceError):
            raise  # the database failed, not a row
        except Exception:  # noqa: BLE001 - it comes again with the one message whose fault it is
            return {}

    def _compose_one(self, leased: LeasedMessage) -> smtp.Envelope | None:
        """Return the envelope with the bytes that every attempt sends; None if there is nothing to send."""
        if leased.body is not None:
            return _envelope(leased, Composed(leased.sender, leased.recipient, "", leased.body))
        try:
            composed = self._composed_within_budgets([leased])
            if leased.id in composed:
                return _envelope(leased, composed[leased.id])
            if leased.id in self._withheld:
                return None
        except (OperationalError, InterfaceError):
            raise  # the database failed, not this row
        except UndeliverableError as error:
            self._fail(leased, str(error))
            return None
        except Exception as error:  # noqa: BLE001 - whatever a poisoned row raises, the others go on
            self._handle_failure(leased, error)
            return None
        self._record_outcome(
            leased, lambda message: message_state.mark_superseded(message, "outdated")
        )
        return None

    def _composed_within_budgets(self, batch: Sequence[LeasedMessage]) -> dict[int, Composed]:
        result = self._composer.compose_leased(batch)
        self._withheld |= result.withheld
        self.settled += result.settled
        return result.composed

    def _handle_failure(self, leased: LeasedMessage, error: Exception) -> None:
        log.error("message %s (%s) cannot be composed", leased.id, leased.topic, exc_info=error)
        reason = " ".join(f"{type(error).__name__}: {error}".split())
        if leased.attempts >= message_retries.COMPOSE_ATTEMPTS:
            self._fail(leased, reason)
        else:
            self._defer(leased, reason)

    def _fail(self, leased: LeasedMessage, reason: str) -> None:
        log.warning(
            "message %s (%s) failed: %s", leased.id, leased.topic, _without_addresses(reason)
        )
        self._record_outcome(leased, lambda message: message_state.mark_failed(message, reason))

    def _defer(self, leased: LeasedMessage, reason: str) -> None:
        log.info(
            "message %s (%s) is deferred: %s", leased.id, leased.topic, _without_addresses(reason)
        )
        chance = random.random()  # noqa: S311 - spreads load, not a secret
        self._record_outcome(
            leased, lambda message: message_state.mark_deferred(message, reason, chance=chance)
        )

    def _record_last(self) -> None:
        """Record that the previous message was sent, before anything else is sent or settled."""
        leased, self._last = self._last, None
        if leased is not None:
            self._sent(leased)

    def _sent(self, leased: LeasedMessage) -> None:
        if not leased.is_last_trace:
            self.settled += message_state.mark_sent(self._record, leased.id)
            return
        with transaction() as session:
            _lock_event(session, leased)
            message = message_leases.lock_queued(session, leased)
            if message is not None:
                payload = message.payload
                message_state.mark_row_sent(message)
                self.settled += 1
                erase_last_traces(session, message, payload)

    def _record_outcome(self, leased: LeasedMessage, mark: Callable[[Message], object]) -> None:
        """Record the result, unless the lease has expired."""
        self._record_last()
        with transaction() as session:
            if leased.is_last_trace:
                _lock_event(session, leased)
            message = message_leases.still_leased(session, leased)
            if message is None:
                return
            payload = message.payload
            mark(message)
            if message.state is not MessageState.QUEUED:
                self.settled += 1
                if leased.is_last_trace:
                    erase_last_traces(session, message, payload)

    def _release(self, batch: list[LeasedMessage]) -> None:
        self.is_more_due = True
        self._record_last()
        with transaction() as session:
            message_leases.release(session, batch)

    def _back_off(self, reason: str) -> None:
        pause = self._backoff.begin()
        log.warning(
            "e-mail cannot be sent, next try in %s s: %s",
            pause.seconds,
            _without_addresses(reason),
        )


def _lock_due(session: Session) -> list[DueMessage]:
    """Lock due messages; what organisers write waits for a round that queues nothing.

    So everybody's e-mail is queued before the first few take their time at the mail server.
    """
    due = message_leases.lock_due(session, limit=BATCH)
    if any(one.message.topic in HANDLERS for one in due):
        return [one for one in due if one.message.priority > priorities.OWN_MESSAGE]
    return due


def _is_exhausted(leased: LeasedMessage) -> bool:
    return leased.attempts > message_retries.MOST_ATTEMPTS


def _is_suspect(leased: LeasedMessage) -> bool:
    """Return whether composing the message may have killed workers: it is composed by itself."""
    return _needs_composing(leased) and leased.attempts >= message_retries.COMPOSE_ATTEMPTS


def _needs_composing(leased: LeasedMessage) -> bool:
    return leased.body is None and leased.topic not in HANDLERS and not _is_exhausted(leased)


def _has_successors(leased: LeasedMessage) -> bool:
    """Return whether others may fall due with the end of a message: of its ordering key, or its fan-out."""
    # is_alone does not count others of its ordering key that are composed already, as after a deferral.
    return leased.body is not None or not leased.is_alone or leased.topic in HANDLERS


def _lock_event(session: Session, leased: LeasedMessage) -> None:
    """Lock the event before the message, where processing it changes the event."""
    if leased.event_id is not None:
        lock_events(session, [leased.event_id])


def _without_addresses(reason: str) -> str:
    """Mask e-mail addresses in a mail server's reply for the log; the row keeps the reply unchanged."""
    return re.sub(r"\S+@\S+", "<address>", reason)


def _envelope(leased: LeasedMessage, composed: Composed) -> smtp.Envelope:
    return smtp.Envelope(
        leased.id, composed.sender, composed.recipient, composed.body, leased.enqueued_at
    )
