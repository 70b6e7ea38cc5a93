"""Tables of what belongs to a series: editors, former addresses, series joined into it, and pictures."""

from datetime import datetime

from sqlalchemy import ForeignKey, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column, relationship

from webinars.accounts.models import Organiser
from webinars.database import Base
from webinars.localized_columns import LocalizedString


class SeriesEditor(Base):
    """An account that edits a body or series itself; it has no role on its events by that."""

    __tablename__ = "series_editors"

    series_id: Mapped[int] = mapped_column(
        ForeignKey("series.id", ondelete="CASCADE"), primary_key=True
    )
    organiser_id: Mapped[int] = mapped_column(
        ForeignKey("organisers.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    given_at: Mapped[datetime]

    organiser: Mapped[Organiser] = relationship(lazy="raise")


class FormerSlug(Base):
    """A former address of a series, or that of one that was joined into it."""

    __tablename__ = "former_slugs"

    slug: Mapped[str] = mapped_column(primary_key=True)
    series_id: Mapped[int] = mapped_column(ForeignKey("series.id", ondelete="CASCADE"), index=True)


class JoinedSeries(Base):
    """A former series, by its id, with the name it had, and the series into which it was joined."""

    __tablename__ = "joined_series"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    name: Mapped[str] = mapped_column(LocalizedString())
    into_id: Mapped[int] = mapped_column(ForeignKey("series.id", ondelete="CASCADE"), index=True)


class SeriesPicture(Base):
    """The bytes of the picture of a series, in a table of their own: lists read the other columns."""

    __tablename__ = "series_pictures"

    series_id: Mapped[int] = mapped_column(
        ForeignKey("series.id", ondelete="CASCADE"), primary_key=True
    )
    body: Mapped[bytes] = mapped_column(LargeBinary)
