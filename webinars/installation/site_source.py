"""The installation with the name, logo and colours that administrators chose, read again now and then."""

import threading
from datetime import timedelta

from sqlalchemy.exc import SQLAlchemyError

from webinars.database import reading
from webinars.installation.appearance import stored_appearance, with_appearance
from webinars.site import Site
from webinars.timezones import clock

# Other processes and machines show a change within this time.
LONGEST = timedelta(seconds=30)


class SiteSource:
    """The installation of one process: site is as it was last read, and version counts its changes.

    Until the first read, and while the database cannot be reached, nothing changes. is_read: it is taken as
    just read.
    """

    def __init__(
        self, configured: Site, longest: timedelta = LONGEST, *, is_read: bool = False
    ) -> None:
        self.configured = self.site = configured
        self.version = 0
        self._longest = longest
        self._read_at = clock.monotonic() if is_read else None
        self._lock = threading.Lock()

    def refresh(self, *, at_once: bool = False) -> None:
        """Read what was chosen if that was long ago, or at once.

        One thread reads, while others go on with what they have.
        """
        now = clock.monotonic()
        if not at_once and self._read_at is not None and now - self._read_at < self._longest:
            return
        if self._lock.acquire(blocking=at_once):
            try:
                self._read_at = now
                self._read()
            finally:
                self._lock.release()

    def _read(self) -> None:
        try:
            with reading() as connection:
                site = with_appearance(self.configured, stored_appearance(connection))
        except SQLAlchemyError:
            return  # whatever needs the database says so
        if site != self.site:
            # First what is shown, then its version: a page that is cached under the new one shows it.
            self.site = site
            self.version += 1
