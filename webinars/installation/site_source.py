"""The installation with the name, logo and colours that administrators chose, read again now and then."""

from dataclasses import replace
from datetime import timedelta

from sqlalchemy import Connection, column, exists, false, select, table
from sqlalchemy.exc import SQLAlchemyError

from webinars.caching.refreshed_value import RefreshedValue
from webinars.database import reading
from webinars.installation.appearance import stored_appearance, with_appearance
from webinars.site import Site
from webinars.timezones import clock

# Other processes and machines show a change within this time.
LONGEST = timedelta(seconds=30)
# Its model is in a layer above.
_documents = table("documents", *map(column, ("access", "published_at", "is_title_embargoed")))


class SiteSource:
    """The installation of one process: site is as it was last read, and version counts its changes.

    Until the first read, and while the database cannot be reached, nothing changes. is_read: it is taken as
    just read.
    """

    def __init__(
        self, configured: Site, longest: timedelta = LONGEST, *, is_read: bool = False
    ) -> None:
        self.configured = configured
        loaded_at = clock.monotonic() if is_read else None
        self._site = RefreshedValue(configured, longest, loaded_at=loaded_at)

    @property
    def site(self) -> Site:
        """Return the installation as it was last read."""
        return self._site.value

    @property
    def version(self) -> int:
        """Return the count of changes; what is cached under it shows the site of that version."""
        return self._site.version

    def refresh(self, *, at_once: bool = False) -> None:
        """Read what was chosen if that was long ago, or at once."""
        self._site.refresh(clock.monotonic(), self._load, at_once=at_once)

    def _load(self) -> Site:
        try:
            with reading() as connection:
                site = with_appearance(self.configured, stored_appearance(connection))
                return replace(site, has_documents=_has_documents(connection))
        except SQLAlchemyError:
            return self.site  # whatever needs the database says so


def _has_documents(connection: Connection) -> bool:
    """Return whether there is a published document that everyone may read, maybe after an embargo."""
    is_public = exists().where(
        _documents.c.published_at.is_not(None),
        _documents.c.access == "everyone",
        _documents.c.is_title_embargoed.is_(false()),
    )
    return bool(connection.scalar(select(is_public)))
