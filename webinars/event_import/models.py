"""What an event was imported from; the event itself is changed like any other."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from webinars.database import Base


class ImportSource(Base):
    """The source of an event: so that the same file changes nothing, and a changed one only what it changes.

    source_uid is that of the entry, or stands for title and start of one without; date_id is which date of a
    recurrence rule the event is, "" of a single one. digests are short ones of the values that the source
    gave last, by the name of the detail: what an organiser has changed here since stays.
    """

    __tablename__ = "import_sources"

    event_id: Mapped[int] = mapped_column(
        ForeignKey("events.id", ondelete="CASCADE"), primary_key=True
    )
    source_uid: Mapped[str] = mapped_column(index=True)
    date_id: Mapped[str] = mapped_column(default="")
    source_sequence: Mapped[int] = mapped_column(default=0)
    source_status: Mapped[str]
    digests: Mapped[dict[str, Any]] = mapped_column(default=dict)
    imported_at: Mapped[datetime]
