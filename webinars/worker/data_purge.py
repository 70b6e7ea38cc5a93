"""Purge personal data after its retention period, a batch in each round of a worker."""

from collections import deque
from datetime import timedelta

from webinars.database import reading, transaction
from webinars.registrations.models import PurgeScope
from webinars.registrations.retention import due_purges, purge_batch
from webinars.timezones import clock
from webinars.worker.last_traces import erase_reply_addresses, erase_traces_of

INTERVAL = timedelta(hours=1)


class DataPurger:
    """The purges of one worker: which are due, and when it last looked."""

    def __init__(self) -> None:
        self._looked_at: timedelta | None = None  # by the monotonic clock
        self._due: deque[tuple[int, PurgeScope]] = deque()

    def purge_next_batch(self) -> bool:
        """Purge one batch in a transaction of its own; return whether more is due."""
        now = clock.monotonic()
        if self._looked_at is None or now - self._looked_at >= INTERVAL:
            self._looked_at = now
            with reading() as connection:
                self._due = deque(due_purges(connection))
        if not self._due:
            return False
        # A purge that fails is tried again in an hour, so that it does not hold up the others.
        event_id, scope = self._due.popleft()
        with transaction() as session:
            purged = purge_batch(session, event_id, scope)
            erase_traces_of(session, event_id, purged.registration_ids, set(purged.addresses))
            if not purged.is_more_due:
                erase_reply_addresses(session, event_id)
        if purged.is_more_due:
            self._due.appendleft((event_id, scope))
        return bool(self._due)
