"""The delivery loop: claims what must be told, composes it once, hands it over, and records how it went.

No transaction is open while a message is handed over. A worker that dies leaves its messages to fall due
again; the next one sends the same bytes.
"""

import logging
import random
import re
import signal
import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy.exc import InterfaceError, OperationalError, SQLAlchemyError
from sqlalchemy.orm import Session

from webinars.database import transaction
from webinars.invitations import actions as invitations
from webinars.invitations.handlers import HANDLERS
from webinars.mail import smtp
from webinars.mail.compose import UndeliverableError, build
from webinars.mail.errand import Composer, Errand, new_mail_id
from webinars.mail.letters import changes, organisers, registrations
from webinars.outbox import actions as outbox
from webinars.outbox import rules
from webinars.outbox.actions import Claimed, Composed
from webinars.outbox.models import Message, MessageState
from webinars.site import Site
from webinars.timekeeping import clock

log = logging.getLogger(__name__)

TOPICS: dict[str, Composer] = {
    "registration.confirmed": registrations.confirmed,
    "registration.waiting": registrations.waiting,
    "registration.again": registrations.again,
    "registration.cancelled": registrations.cancelled,
    "registration.address-proof": registrations.address_proof,
    "registration.links": registrations.links,
    "registration.changed": changes.changed,
    "registration.event-cancelled": changes.event_cancelled,
    "registration.event-postponed": changes.event_postponed,
    "organiser.registration": organisers.registration,
    "organiser.digest": organisers.digest,
    "organiser.sign-in": organisers.sign_in,
    "organiser.invited": organisers.invited,
}

BATCH = 10
IDLE_SECONDS = 0.5
TIDY_EVERY = timedelta(hours=1)
_FIRST_PAUSE, _LONGEST_PAUSE = timedelta(seconds=5), timedelta(seconds=60)


def run_worker(app: Flask, stop: threading.Event) -> None:
    """Deliver until stop is set; a message in hand is finished, the others are given back."""
    courier = Courier(app, stop)
    try:
        while not stop.is_set():
            worked = False
            try:
                with app.app_context():
                    courier.tidy()
                    worked = courier.round()
            except SQLAlchemyError as error:
                # The database restarts, or its disk is full. Claims fall due again by themselves.
                log.error("the database does not answer the worker: %s", type(error).__name__)  # noqa: TRY400 - it repeats
            if not worked:
                stop.wait(IDLE_SECONDS)
    finally:
        courier.transport.close()


def deliver_once(app: Flask) -> int:
    """Deliver all that is due now and return how many messages were settled for good."""
    courier = Courier(app, threading.Event())
    try:
        with app.app_context():
            while courier.round():
                pass
    finally:
        courier.transport.close()
    return courier.settled


def stop_on_signals(stop: threading.Event) -> None:
    """Let SIGTERM and Ctrl-C end a worker that runs in the main thread."""
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())


def transport_of(app: Flask) -> smtp.Transport:
    """Return the way out: what SMTP_URL says, else files in the data folder."""
    url = app.config.get("SMTP_URL") or ""
    return smtp.transport(url) if url else smtp.Folder(Path(app.config["DATA"]).absolute() / "mail")


class Courier:
    """One worker's hands: its way out, the pause it makes when that is shut, and what it has settled."""

    def __init__(self, app: Flask, stop: threading.Event) -> None:
        self.site: Site = app.extensions["site"]
        self.transport = transport_of(app)
        self.settled = 0
        self._lease = timedelta(seconds=app.config.get("OUTBOX_LEASE_SECONDS", 120))
        self._stop = stop
        self._pause = _FIRST_PAUSE
        self._paused_until: datetime | None = None
        self._tidied_at: datetime | None = None

    def round(self) -> bool:
        """Claim a few messages and see each through; False if there was nothing to do, or no way out."""
        if self._paused_until and clock.now() < self._paused_until:
            return False
        with transaction() as session:
            batch = outbox.claim(session, lease=self._lease, limit=BATCH)
        for place, claimed in enumerate(batch):
            # The last ones of a slow batch would outlive their lease.
            late = clock.now() > claimed.leased_until - self._lease / 2
            if self._stop.is_set() or late or not self._see_through(claimed):
                self._give_back(batch[place:])
                break
        return bool(batch) and self._paused_until is None

    def tidy(self) -> None:
        """Once an hour, delete what was settled long ago."""
        now = clock.now()
        if self._tidied_at is None or now - self._tidied_at >= TIDY_EVERY:
            self._tidied_at = now
            with transaction() as session:
                outbox.purge(session)

    def _see_through(self, claimed: Claimed) -> bool:
        """Compose and send one message and record how it went; False if it must be given back."""
        if claimed.attempts > rules.MOST_ATTEMPTS:
            self._settle(
                claimed, lambda message: outbox.settle_failed(message, "no attempt came to an end")
            )
            return True
        try:
            if claimed.topic in HANDLERS:
                self._spread(claimed)
                return True
            self.transport.open()
            parcel = self._composed(claimed)
            if parcel is not None:
                self.transport.send(parcel)
                self._settle(claimed, outbox.settle_sent, anyway=True)
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
                message = outbox.held(session, claimed)
                if message is not None:
                    told = HANDLERS[message.topic](session, message)
                    outbox.settle_superseded(message, f"told to {told}")
                    self.settled += 1
        except (OperationalError, InterfaceError):
            raise  # the database is what fails, not this row
        except Exception as error:  # noqa: BLE001 - whatever a poisoned row raises, the others go on
            self._poisoned(claimed, error)

    def _composed(self, claimed: Claimed) -> smtp.Parcel | None:
        """Return the message with the bytes that every attempt sends; None if there is none to send."""
        if claimed.body is not None:
            return _parcel(claimed, Composed(claimed.sender, claimed.recipient, "", claimed.body))
        try:
            with transaction() as session:
                message = outbox.held(session, claimed)
                if message is None:
                    return None
                composed = compose(session, message, self.site)
                if composed is not None:
                    outbox.keep(message, composed)
                    return _parcel(claimed, composed)
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

    def _settle(
        self, claimed: Claimed, how: Callable[[Message], object], *, anyway: bool = False
    ) -> None:
        """Record how it went; anyway also if the lease has run out meanwhile, for what is sent is sent."""
        with transaction() as session:
            find = outbox.unsettled if anyway else outbox.held
            message = find(session, claimed)
            if message is None:
                return
            facts = message.facts
            how(message)
            if message.state is not MessageState.QUEUED:
                self.settled += 1
                if facts.get("erased"):
                    _forget(session, message, facts)

    def _give_back(self, batch: list[Claimed]) -> None:
        with transaction() as session:
            outbox.give_back(session, batch)

    def _make_pause(self, reason: str) -> None:
        log.warning(
            "mail cannot leave, next try in %s s: %s", self._pause.seconds, _nameless(reason)
        )
        chance = random.random()  # noqa: S311 - it spreads load, it keeps no secret
        self._paused_until = clock.now() + self._pause * (1 + chance / 4)
        self._pause = min(self._pause * 2, _LONGEST_PAUSE)


def compose(session: Session, message: Message, site: Site) -> Composed | None:
    """Return what a message says, to the byte; None if events have overtaken it."""
    errand = Errand(session, message, site, new_mail_id(message.id, site))
    letter = TOPICS[message.topic](errand)
    if letter is None:
        return None
    return Composed(letter.sender.email, letter.recipient.email, letter.mail_id, build(letter))


def _forget(session: Session, message: Message, facts: dict[str, Any]) -> None:
    """Remove the last traces of somebody erased, once their calendar has been told or never can be."""
    session.flush()
    address = str(facts.get("address", ""))
    for registration_id in (message.registration_id, *facts.get("also", ())):
        if message.event_id is not None:
            invitations.forget(
                session, message.event_id, address=address, registration_id=registration_id
            )
        if registration_id is not None:
            outbox.forget(session, registration_id)


def _nameless(reason: str) -> str:
    """Return a mail server's words without the addresses in them; the row keeps the words as they are."""
    return re.sub(r"\S+@\S+", "<address>", reason)


def _parcel(claimed: Claimed, composed: Composed) -> smtp.Parcel:
    return smtp.Parcel(
        claimed.id, composed.sender, composed.recipient, composed.body, claimed.posted_at
    )
