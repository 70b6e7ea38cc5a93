"""Maintenance of a worker: purges, encryption under a new key, warning of a pause, ended events, notices."""

import logging
from collections.abc import Callable
from datetime import timedelta

from flask import Flask
from sqlalchemy.orm import Session

from webinars.capabilities import link_revocation
from webinars.capabilities.key_check import is_key_former
from webinars.capabilities.reply_secrets import re_encrypt_reply_secrets
from webinars.comments.erasure import purge_comments
from webinars.database import db, erase_deleted_bytes, reading, transaction
from webinars.documents.storage.purge import delete_bytes_without_row
from webinars.email_subscriptions.collection import any_subscription, collect_notices
from webinars.email_subscriptions.notification import send_digests
from webinars.email_subscriptions.retention import pause_refused_addresses, purge_subscriptions
from webinars.event_messages.email_notes import purge_notes
from webinars.event_messages.retention import events_with_recent_messages, store_progress
from webinars.events.listing.upcoming_or_past import misplaced_events, move_misplaced_events
from webinars.events.team.unused_accounts import purge_unused_accounts
from webinars.outbox import budget_ledger, pause, retention
from webinars.outbox.pause import paused_since
from webinars.outbox.queries import count_queued
from webinars.polls.erasure import end_abandoned_polls, purge_participants, purge_unconfirmed
from webinars.registrations import erasure
from webinars.registrations.group_registrations import purge_waiting
from webinars.registrations.organiser.bulk_action import purge_bulk_actions
from webinars.registrations.retention_notice import (
    enqueue_notice,
    organisers_to_notify,
    record_notice,
    settled_notices,
)
from webinars.site import Site
from webinars.timezones import clock

log = logging.getLogger(__name__)

PURGE_INTERVAL = timedelta(hours=1)
LISTING_INTERVAL = timedelta(minutes=1)
NOTICE_INTERVAL = timedelta(minutes=1)
# Each in a transaction of its own, so that none locks rows of one table while it waits for another.
_PURGES: tuple[Callable[[Session], object], ...] = (
    retention.purge,
    link_revocation.purge_capabilities,
    budget_ledger.purge,
    purge_comments,
    purge_notes,
    erasure.purge_digests,
    purge_waiting,
    purge_unused_accounts,
    purge_bulk_actions,
    pause_refused_addresses,
    purge_subscriptions,
    end_abandoned_polls,
    purge_participants,
    purge_unconfirmed,
)


class Maintenance:
    """Periodic tasks of one worker, and when it last did them."""

    def __init__(self, app: Flask) -> None:
        site: Site = app.extensions["site"]
        self._keys = site.keys
        self._purged_at: timedelta | None = None  # both by the monotonic clock
        self._listed_at: timedelta | None = None
        self._notified_at: timedelta | None = None
        self._site = site

    def purge(self) -> None:
        """Once an hour, delete what has passed its retention period, and warn of a paused outbox.

        The first time, also encrypt the reply secrets anew if the key has changed.
        """
        now = clock.monotonic()
        if self._purged_at is None:
            # At the start, while the operator still lists the older keys.
            with transaction() as session:
                if not is_key_former(session, self._keys[0]):
                    re_encrypt_reply_secrets(session, self._keys)
        if self._purged_at is None or now - self._purged_at >= PURGE_INTERVAL:
            self._purged_at = now
            _store_progress_of_messages()
            _notify_of_retention()
            for purge in _PURGES:
                with transaction() as session:
                    purge(session)
                    erase_deleted_bytes(session)
            delete_bytes_without_row(db.session())
            with transaction() as session:
                paused_at, waiting = paused_since(session), count_queued(session)
            if paused_at:
                log.warning("%s", pause.pause_text(paused_at, waiting))

    def move_ended_events(self) -> None:
        """Once a minute, move the events that have ended to the list of past ones."""
        now = clock.monotonic()
        if self._listed_at is not None and now - self._listed_at < LISTING_INTERVAL:
            return
        self._listed_at = now
        with reading() as connection:
            ids = misplaced_events(connection, clock.now())
        if ids:
            with transaction() as session:
                move_misplaced_events(session, ids, clock.now())

    def notify_subscribers(self) -> None:
        """Once a minute, queue what those who asked for e-mail updates are sent."""
        now = clock.monotonic()
        if self._notified_at is not None and now - self._notified_at < NOTICE_INTERVAL:
            return
        self._notified_at = now
        with reading() as connection:
            if not any_subscription(connection):
                return
        with transaction() as session:
            collect_notices(session, clock.now())
        is_more_due = True
        while is_more_due:
            with transaction() as session:
                is_more_due = send_digests(session, clock.now(), self._site.timezone) > 0


def _store_progress_of_messages() -> None:
    """Store the numbers of messages before their e-mails are purged, each event in its own transaction."""
    with reading() as connection:
        ids = events_with_recent_messages(connection)
    for event_id in ids:
        with transaction() as session:
            store_progress(session, event_id)


def _notify_of_retention() -> None:
    """Tell the organisers of events of earlier versions when personal data is purged, each once."""
    with transaction() as session:
        message_ids = settled_notices(session)
    # Each in a transaction of its own, so that few events are locked, and not for long.
    for message_id in message_ids:
        with transaction() as session:
            record_notice(session, message_id)
    with transaction() as session:
        organiser_ids = organisers_to_notify(session)
    for organiser_id in organiser_ids:
        with transaction() as session:
            enqueue_notice(session, organiser_id)
