"""Tables of organisers and their sessions."""

from datetime import datetime

from sqlalchemy import ForeignKey, false, true
from sqlalchemy.orm import Mapped, mapped_column, relationship

from webinars.database import Base


class Organiser(Base):
    """An account. address is canonical and unique; disabling ends every session.

    has_roles: it may have roles on events of others, so these are looked for. may_create_events: false for
    accounts that were only invited to the team of an event.
    """

    __tablename__ = "organisers"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    email: Mapped[str]
    address: Mapped[str] = mapped_column(unique=True)
    timezone: Mapped[str]
    language: Mapped[str] = mapped_column(default="en")
    is_admin: Mapped[bool] = mapped_column(default=False)
    has_roles: Mapped[bool] = mapped_column(default=False, server_default=false())
    may_create_events: Mapped[bool] = mapped_column(default=True, server_default=true())
    disabled_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    # Last activity, to within some minutes; ended sessions are deleted.
    seen_at: Mapped[datetime | None]

    @property
    def is_usable_administrator(self) -> bool:
        """Return whether this is an enabled administrator."""
        return self.is_admin and self.disabled_at is None


class OrganiserSession(Base):
    """One signed-in browser: the names of browser and system, and the SHA-256 of the session's secret."""

    __tablename__ = "organiser_sessions"

    id: Mapped[int] = mapped_column(primary_key=True)
    organiser_id: Mapped[int] = mapped_column(
        ForeignKey("organisers.id", ondelete="CASCADE"), index=True
    )
    digest: Mapped[str] = mapped_column(unique=True)
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    # Both empty if not known. The server default is that of rows from before the columns were added.
    browser: Mapped[str] = mapped_column(default="", server_default="")
    system: Mapped[str] = mapped_column(default="", server_default="")

    organiser: Mapped[Organiser] = relationship()
