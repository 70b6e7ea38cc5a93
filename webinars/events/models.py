"""Tables of series, events, registration types, paragraphs of e-mails and calendar fragments."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, LargeBinary, Text, UniqueConstraint, false, text, true
from sqlalchemy.orm import Mapped, mapped_column, relationship

from webinars.accounts.models import Organiser
from webinars.column_types import LocalDateTime
from webinars.database import Base
from webinars.events import defaults
from webinars.events.enums import (
    AccessMode,
    AttendanceMode,
    EventState,
    Format,
    Listing,
    NotificationMode,
    StandardEmail,
    WaitingList,
)
from webinars.events.registration_availability import FACT_NAMES, AvailabilityFacts
from webinars.events.roles import Role
from webinars.localized_columns import LocalizedString
from webinars.timezones import clock
from webinars.timezones.schedule import Days, Month, Precision, Span, When, timed

# Columns that order the list, and the condition of the indexes of events that reach into a later month.
LIST_ORDER = ("listed_month", "listed_at", "id")
SEVERAL_MONTHS = "last_month > listed_month"
# Conditions of the index by the date on which events begin, of those that may be on several days.
WHOLE_DAYS = "precision = 'days'"
OF_SEVERAL_DAYS = "last_on > first_on"
IN_SERIES = "series_id IS NOT NULL"
NUMBERED = "session_number IS NOT NULL"
# Columns of series that lists of events do not read; undefer_group(PAGE) loads them.
PAGE = "page"
ON_PAGE: dict[str, Any] = {"deferred": True, "deferred_group": PAGE}
CALLED_OFF = "state IN ('postponed', 'cancelled')"


class Series(Base):
    """A body or programme whose events belong together; it may be part of another one.

    text_language: empty if not stated. links have the keys url and text. picture_text stands for the picture
    (series_pictures), whose hash and media type follow. is_published: shown without a public event, too.
    revision counts its changes.
    """

    __tablename__ = "series"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str] = mapped_column(LocalizedString())
    description: Mapped[str] = mapped_column(LocalizedString(), default="")
    text_language: Mapped[str] = mapped_column(default="", server_default="")
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("series.id"), index=True)
    # "/1/5/": the ids of its ancestors, the topmost first; written by events/branches.py alone.
    ancestor_path: Mapped[str] = mapped_column(default="", server_default="", **ON_PAGE)
    short_name: Mapped[str] = mapped_column(
        LocalizedString(), default="", server_default="", **ON_PAGE
    )
    links: Mapped[list[Any]] = mapped_column(default=list, server_default="[]", **ON_PAGE)
    contact_name: Mapped[str] = mapped_column(default="", server_default="", **ON_PAGE)
    contact_email: Mapped[str] = mapped_column(default="", server_default="", **ON_PAGE)
    picture_text: Mapped[str] = mapped_column(
        LocalizedString(), default="", server_default="", **ON_PAGE
    )
    picture_digest: Mapped[str] = mapped_column(default="", server_default="", **ON_PAGE)
    picture_type: Mapped[str] = mapped_column(default="", server_default="", **ON_PAGE)
    is_published: Mapped[bool] = mapped_column(default=False, server_default=false(), **ON_PAGE)
    documents_revision: Mapped[int] = mapped_column(default=0, server_default="0", **ON_PAGE)
    revision: Mapped[int] = mapped_column(default=1, server_default="1", **ON_PAGE)


class SeriesWord(Base):
    """A word of a series' name, as texts are searched; written by events/search/series_search.py alone."""

    __tablename__ = "series_words"

    # In the order of code points on both databases, so that words with one beginning are a range.
    word: Mapped[str] = mapped_column(
        Text().with_variant(Text(collation="C"), "postgresql"), primary_key=True
    )
    series_id: Mapped[int] = mapped_column(
        ForeignKey("series.id", ondelete="CASCADE"), primary_key=True, index=True
    )


class DateGroup(Base):
    """Events that are the dates of one: made from it, and changed together from one of them on.

    capacity: how many people may take all dates. is_for_all_only: people cannot choose dates.
    """

    __tablename__ = "date_groups"

    id: Mapped[int] = mapped_column(primary_key=True)
    created_at: Mapped[datetime]
    capacity: Mapped[int | None]
    is_for_all_only: Mapped[bool] = mapped_column(default=False, server_default=false())


class Event(Base):
    """An event: details, schedule, state and registration settings.

    The schedule (precision, wall-clock values, time zone) is stored beside the instants computed from it
    and the IANA release that computed them. uid changes only when a poll gives the event its date; first_uid
    is the one before, under which news feeds go on. sequence and revised_at belong to the stored revision.
    text_language is that in which its texts, questions and registration types are written, empty if not
    stated; languages are those in which it is held.
    """

    __tablename__ = "events"

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(unique=True)
    first_uid: Mapped[str | None]
    slug: Mapped[str] = mapped_column(unique=True)
    state: Mapped[EventState]
    title: Mapped[str] = mapped_column(LocalizedString())
    description: Mapped[str] = mapped_column(LocalizedString(), default="")
    text_language: Mapped[str] = mapped_column(default="", server_default="")
    links: Mapped[list[Any]] = mapped_column(default=list)
    languages: Mapped[list[str]] = mapped_column(default=list)

    series_id: Mapped[int | None] = mapped_column(ForeignKey("series.id"), index=True)
    session_number: Mapped[int | None]  # of the body's sessions: its tenth
    # No foreign keys: groups are not deleted.
    date_group_id: Mapped[int | None]
    alternative_group_id: Mapped[int | None]
    organiser_id: Mapped[int] = mapped_column(ForeignKey("organisers.id"))
    contact_name: Mapped[str]
    contact_email: Mapped[str]

    precision: Mapped[Precision]
    timezone: Mapped[str]
    local_start: Mapped[datetime | None] = mapped_column(type_=LocalDateTime())
    local_end: Mapped[datetime | None] = mapped_column(type_=LocalDateTime())
    first_on: Mapped[date]
    last_on: Mapped[date]
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    tzdata_version: Mapped[str]
    cities: Mapped[list[str]] = mapped_column(default=list)
    # Order of the list: month on the event's own wall clock, then instant (months alone come last),
    # then id.
    listed_month: Mapped[int]
    listed_at: Mapped[datetime]
    last_month: Mapped[int]  # of its last day, as listed_month: 202712
    # Written by events/listing/upcoming_or_past.py alone.
    listing: Mapped[Listing] = mapped_column(default=Listing.NONE)

    format: Mapped[Format]
    place: Mapped[str] = mapped_column(LocalizedString(), default="")
    meeting_url: Mapped[str] = mapped_column(default="")
    hosted_by: Mapped[str] = mapped_column(default="")
    external_url: Mapped[str] = mapped_column(default="")

    accepts_registrations: Mapped[bool] = mapped_column(default=defaults.ACCEPTS_REGISTRATIONS)
    capacity: Mapped[int | None]
    opens_at: Mapped[datetime | None]
    closes_at: Mapped[datetime | None]
    notification_mode: Mapped[NotificationMode] = mapped_column(default=defaults.NOTIFICATION_MODE)

    # Registration settings. opens_before_minutes and closes_before_minutes are relative to the
    # start: opens_at and closes_at are recomputed whenever the event moves.
    access_mode: Mapped[AccessMode] = mapped_column(default=defaults.ACCESS_MODE)
    domains: Mapped[list[str]] = mapped_column(default=list)
    opens_before_minutes: Mapped[int | None]
    closes_before_minutes: Mapped[int | None]
    requires_approval: Mapped[bool] = mapped_column(default=False)
    accepts_delegations: Mapped[bool] = mapped_column(default=False)
    invites_by_calendar: Mapped[bool] = mapped_column(default=True, server_default=true())
    has_registration_types: Mapped[bool] = mapped_column(default=False)
    has_questions: Mapped[bool] = mapped_column(default=False)
    accepts_comments: Mapped[bool] = mapped_column(default=defaults.ACCEPTS_COMMENTS)
    # Comments awaiting moderation, and counters of changes to the public ones and to documents (0 until
    # the first): kept here so that viewing an event needs no further query.
    comments_waiting: Mapped[int] = mapped_column(default=0)
    comments_revision: Mapped[int] = mapped_column(default=0)
    documents_revision: Mapped[int] = mapped_column(default=0, server_default="0")
    # Automation. Reminders are minutes before the start.
    waiting_list: Mapped[WaitingList] = mapped_column(default=defaults.WAITING_LIST)
    offer_hours: Mapped[int] = mapped_column(default=defaults.OFFER_HOURS)
    verification_hours: Mapped[int | None]
    reminders: Mapped[list[Any]] = mapped_column(default=lambda: list(defaults.REMINDERS))
    # Days after the end until personal data is purged, and since when the organiser knows it: since
    # the event was created, or an e-mail to the organiser of an event of an earlier version was sent.
    retention_days: Mapped[int] = mapped_column(
        default=defaults.RETENTION_DAYS, server_default=str(defaults.RETENTION_DAYS)
    )
    retention_notified_at: Mapped[datetime | None] = mapped_column(default=clock.now)
    retention_message_id: Mapped[int | None]

    sequence: Mapped[int] = mapped_column(default=0)
    # Lowest SEQUENCE of new invitations: raised when a calendar's history is erased.
    sequence_floor: Mapped[int] = mapped_column(default=0)
    revision: Mapped[int] = mapped_column(default=1)
    revised_at: Mapped[datetime]
    created_at: Mapped[datetime]
    published_at: Mapped[datetime | None]

    # What the announcement parser proposed, assumed or asks; empty once the organiser has saved.
    reading: Mapped[dict[str, Any]] = mapped_column(default=dict)
    # Words of its texts between blanks; written by events/search/search_text.py alone. Empty for drafts.
    search_text: Mapped[str] = mapped_column(default="")

    series: Mapped[Series | None] = relationship(lazy="raise")
    organiser: Mapped[Organiser] = relationship(lazy="raise")

    # Each list is a range of an index: LIST_ORDER below one value of the filter. What reaches into a month
    # is one range for each month in which it ends.
    __table_args__ = (
        Index("ix_events_listing", "listing", *LIST_ORDER),
        Index("ix_events_organiser_listing", "organiser_id", "listing", *LIST_ORDER),
        Index(
            "ix_events_organiser_series",
            *("organiser_id", "series_id", "listing", *LIST_ORDER),
            sqlite_where=text(IN_SERIES),
            postgresql_where=text(IN_SERIES),
        ),
        Index("ix_events_listing_series", "listing", "series_id", *LIST_ORDER),
        Index("ix_events_listing_format", "listing", "format", *LIST_ORDER),
        Index(
            "uq_events_session",
            *("series_id", "session_number"),
            unique=True,
            sqlite_where=text(NUMBERED),
            postgresql_where=text(NUMBERED),
        ),
        *(
            Index(
                f"ix_events_{name}",
                *(f"{name}_id", "starts_at", "id"),
                sqlite_where=text(f"{name}_id IS NOT NULL"),
                postgresql_where=text(f"{name}_id IS NOT NULL"),
            )
            for name in ("date_group", "alternative_group")
        ),
        Index("ix_events_listing_ends_at", "listing", "ends_at"),
        Index("ix_events_listing_revised_at", "listing", "revised_at", "id"),
        Index("ix_events_ends_at", "ends_at"),
        *(
            Index(
                f"ix_events_{name}",
                *columns,
                "state",
                *LIST_ORDER,
                sqlite_where=text(CALLED_OFF),
                postgresql_where=text(CALLED_OFF),
            )
            for name, columns in (
                ("called_off", ()),
                ("organiser_called_off", ("organiser_id",)),
            )
        ),
        *(
            Index(
                f"ix_events_by_date{name}",
                *("listing", *filtered, "precision", "first_on", "last_on", "id"),
                sqlite_where=text(f"{WHOLE_DAYS} OR {OF_SEVERAL_DAYS}"),
                postgresql_where=text(f"{WHOLE_DAYS} OR {OF_SEVERAL_DAYS}"),
            )
            for name, filtered in (("", ()), ("_series", ("series_id",)))
        ),
        *(
            Index(
                f"ix_events_several_months{name}",
                "listing",
                *filtered,
                "last_month",
                *LIST_ORDER,
                sqlite_where=text(SEVERAL_MONTHS),
                postgresql_where=text(SEVERAL_MONTHS),
            )
            for name, filtered in (("", ()), ("_series", ("series_id",)), ("_format", ("format",)))
        ),
    )

    @property
    def when(self) -> When:
        """Return the schedule."""
        if self.precision is Precision.TIME:
            assert self.local_start is not None and self.local_end is not None  # noqa: S101, PT018 - for the type checker
            duration = self.ends_at - self.starts_at
            return timed(self.local_start, self.local_end, self.timezone, duration)
        if self.precision is Precision.DAYS:
            return Days(self.first_on, self.last_on, self.timezone)
        return Month(self.first_on.year, self.first_on.month, self.timezone)

    @property
    def availability_facts(self) -> AvailabilityFacts:
        """Return what decides whether registration is open."""
        return AvailabilityFacts(**{name: getattr(self, name) for name in FACT_NAMES})

    @property
    def span(self) -> Span:
        """Return the instants computed from the schedule when it was stored."""
        return Span(self.starts_at, self.ends_at)


class EventRole(Base):
    """The role of an account on one event of somebody else; the owner has none."""

    __tablename__ = "event_roles"

    event_id: Mapped[int] = mapped_column(
        ForeignKey("events.id", ondelete="CASCADE"), primary_key=True
    )
    organiser_id: Mapped[int] = mapped_column(
        ForeignKey("organisers.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    role: Mapped[Role]
    given_at: Mapped[datetime]

    organiser: Mapped[Organiser] = relationship(lazy="raise")


class SeriesRole(Base):
    """The role of an account on the events of a series: on those of one owner, or on all without owner_id."""

    __tablename__ = "series_roles"

    id: Mapped[int] = mapped_column(primary_key=True)
    series_id: Mapped[int] = mapped_column(ForeignKey("series.id", ondelete="CASCADE"))
    organiser_id: Mapped[int] = mapped_column(
        ForeignKey("organisers.id", ondelete="CASCADE"), index=True
    )
    owner_id: Mapped[int | None] = mapped_column(
        ForeignKey("organisers.id", ondelete="CASCADE"), index=True
    )
    role: Mapped[Role]
    given_at: Mapped[datetime]

    organiser: Mapped[Organiser] = relationship(lazy="raise", foreign_keys=[organiser_id])

    __table_args__ = (
        *(
            Index(
                f"uq_series_roles_{name}",
                *columns,
                unique=True,
                sqlite_where=text(condition),
                postgresql_where=text(condition),
            )
            for name, columns, condition in (
                ("all", ("series_id", "organiser_id"), "owner_id IS NULL"),
                (
                    "owner",
                    ("series_id", "organiser_id", "owner_id"),
                    "owner_id IS NOT NULL",
                ),
            )
        ),
    )


class RegistrationType(Base):
    """One way to register for an event, with its own capacity: delegate, observer, online.

    capacity is its share of the event's places; None is no limit of its own.
    attendance_mode_set_at: when attendance_mode last changed. removed_at: no longer offered, but
    registrations have it.
    """

    __tablename__ = "registration_types"

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id", ondelete="CASCADE"), index=True)
    position: Mapped[int]
    name: Mapped[str] = mapped_column(LocalizedString())
    attendance_mode: Mapped[AttendanceMode] = mapped_column(default=AttendanceMode.AS_EVENT)
    attendance_mode_set_at: Mapped[datetime | None]
    capacity: Mapped[int | None]
    removed_at: Mapped[datetime | None]


class EmailNote(Base):
    """A paragraph of an organiser in a standard e-mail: to all its recipients, or to one registrant.

    That of the confirmation stays until it is changed; the others until their e-mails are purged.
    """

    __tablename__ = "email_notes"

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id", ondelete="CASCADE"), index=True)
    registration_id: Mapped[int | None] = mapped_column(
        ForeignKey("registrations.id", ondelete="CASCADE"), index=True
    )
    standard_email: Mapped[StandardEmail]
    text: Mapped[str] = mapped_column(LocalizedString())
    created_at: Mapped[datetime]


class EventMaterial(Base):
    """A link to the recording or to slides of an event, shown after its end."""

    __tablename__ = "event_materials"

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id", ondelete="CASCADE"), index=True)
    position: Mapped[int]
    label: Mapped[str] = mapped_column(LocalizedString())
    url: Mapped[str]


class CalendarFragment(Base):
    """One event's VEVENT, rendered once per revision, language and variant (see calendar_fragments.py)."""

    __tablename__ = "calendar_fragments"

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id", ondelete="CASCADE"))
    revision: Mapped[int]
    language: Mapped[str]
    variant: Mapped[str]
    body: Mapped[bytes] = mapped_column(LargeBinary)

    __table_args__ = (UniqueConstraint("event_id", "revision", "language", "variant"),)
