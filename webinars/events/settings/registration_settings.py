"""Registration settings of an event: access, registration period, waiting list, reminders."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from sqlalchemy.orm import Session

from webinars.capabilities import link_creation, link_revocation
from webinars.capabilities.link_purposes import Purpose
from webinars.errors import InvalidInputError
from webinars.events import defaults
from webinars.events.enums import AccessMode, WaitingList
from webinars.events.history.revision_writer import record_change
from webinars.events.history.stored_revisions import Subject
from webinars.events.history.values import stored_values
from webinars.events.locks import lock_at_revision
from webinars.events.models import Event
from webinars.events.notifications.open_dates import announce_opened, is_open_date
from webinars.events.revisions import bump_revision
from webinars.events.settings.registration_period import check_period, resolve_period
from webinars.events.settings.retention_period import RETENTION_CHOICES
from webinars.security.email_addresses import clean_domain
from webinars.site import Site

HOUR, DAY = 60, 24 * 60
MAX_BEFORE_START = timedelta(days=366) // timedelta(minutes=1)
MAX_HOURS = 14 * 24
MAX_DOMAINS = 50
MAX_REMINDERS = 4
SOONEST_REMINDER, EARLIEST_REMINDER = 5, 30 * DAY


@dataclass(frozen=True)
class RegistrationSettings:
    """Registration settings of an event.

    renews_link replaces the secret link; otherwise it is kept, or created if missing.
    opens_before_minutes and closes_before_minutes count back from the start; None leaves that end
    of the registration period alone. verification_hours None: unverified registrations do not
    expire. reminders are minutes before the start. retention_days: how long personal data is stored after the
    end, one of RETENTION_CHOICES.
    """

    access_mode: AccessMode = defaults.ACCESS_MODE
    renews_link: bool = False
    domains: Sequence[str] = ()
    opens_before_minutes: int | None = None
    closes_before_minutes: int | None = None
    requires_approval: bool = False
    accepts_delegations: bool = False
    invites_by_calendar: bool = True
    accepts_comments: bool = defaults.ACCEPTS_COMMENTS
    waiting_list: WaitingList = defaults.WAITING_LIST
    offer_hours: int = defaults.OFFER_HOURS
    verification_hours: int | None = None
    reminders: Sequence[int] = defaults.REMINDERS
    retention_days: int = defaults.RETENTION_DAYS

    def check(self) -> None:
        """Validate the settings.

        Raises:
            InvalidInputError: "not-a-domain" (facts: domain), "too-many-domains" (most),
                "window-too-long" (days), "closes-before-opens", "too-many-hours" (most),
                "reminder-out-of-range", "too-many-reminders" (most), "not-a-choice".
        """
        if len(self.domains) > MAX_DOMAINS:
            raise InvalidInputError("too-many-domains", most=MAX_DOMAINS)
        for domain in self.domains:
            clean_domain(domain)
        self._check_period()
        hours = (self.offer_hours, self.verification_hours or 1)
        if not all(1 <= hour <= MAX_HOURS for hour in hours) or self.verification_hours == 0:
            raise InvalidInputError("too-many-hours", most=MAX_HOURS)
        if len(set(self.reminders)) > MAX_REMINDERS:
            raise InvalidInputError("too-many-reminders", most=MAX_REMINDERS)
        if not all(
            SOONEST_REMINDER <= reminder <= EARLIEST_REMINDER for reminder in self.reminders
        ):
            raise InvalidInputError("reminder-out-of-range")
        if self.retention_days not in RETENTION_CHOICES:
            raise InvalidInputError("not-a-choice")

    def _check_period(self) -> None:
        opens, closes = self.opens_before_minutes, self.closes_before_minutes
        if not all(0 <= (minutes or 0) <= MAX_BEFORE_START for minutes in (opens, closes)):
            raise InvalidInputError("window-too-long", days=MAX_BEFORE_START // DAY)
        if opens is not None and closes is not None and closes >= opens:
            raise InvalidInputError("closes-before-opens")


def settings_of(event: Event) -> RegistrationSettings:
    """Return the registration settings of an event."""
    return RegistrationSettings(
        access_mode=event.access_mode,
        domains=tuple(event.domains),
        opens_before_minutes=event.opens_before_minutes,
        closes_before_minutes=event.closes_before_minutes,
        requires_approval=event.requires_approval,
        accepts_delegations=event.accepts_delegations,
        invites_by_calendar=event.invites_by_calendar,
        accepts_comments=event.accepts_comments,
        waiting_list=event.waiting_list,
        offer_hours=event.offer_hours,
        verification_hours=event.verification_hours,
        reminders=tuple(int(reminder) for reminder in event.reminders),
        retention_days=event.retention_days,
    )


DIRECT_FIELDS = (
    "access_mode",
    "requires_approval",
    "accepts_delegations",
    "invites_by_calendar",
    "accepts_comments",
    "waiting_list",
    "offer_hours",
    "verification_hours",
    "retention_days",
)


def change_settings(
    session: Session,
    event_id: int,
    *,
    registration_settings: RegistrationSettings,
    revision: int,
    site: Site,
) -> Event:
    """Save the registration settings; calendar entries do not change and nobody is notified.

    An end of the registration period that is no longer relative to the start is cleared.

    Raises:
        NotFoundError: "no-such-event".
        ConflictError: "event-changed" when the event has a newer revision than the organiser saw.
        InvalidInputError: as of RegistrationSettings.check(); "closes-before-opens" also when a relative
            end of the period contradicts an absolute one of the event.
    """
    registration_settings.check()
    event = lock_at_revision(session, event_id, revision)
    before, was_open = stored_values(settings_of(event)), is_open_date(event)
    _write(session, event, registration_settings)
    check_period(event)
    announce_opened(session, event, was_open=was_open)
    saved = replace(settings_of(event), renews_link=registration_settings.renews_link)
    after = stored_values(saved)
    record_change(session, event_id, Subject.SETTINGS, event_id, before=before, after=after)
    return bump_revision(session, event, site)


def copy_settings(session: Session, source: Event, copy: Event) -> None:
    """Copy the registration settings to a copied event; it gets a secret link of its own."""
    _write(session, copy, settings_of(source))


def _write(session: Session, event: Event, registration_settings: RegistrationSettings) -> None:
    for name in DIRECT_FIELDS:
        setattr(event, name, getattr(registration_settings, name))
    event.domains = list(
        dict.fromkeys(clean_domain(domain) for domain in registration_settings.domains)
    )
    event.reminders = sorted(set(registration_settings.reminders), reverse=True)
    subjects = [(event.id, event.id)]
    if registration_settings.renews_link:
        link_revocation.replace_links(session, (Purpose.ENTRY,), subjects)
    elif registration_settings.access_mode is AccessMode.SECRET_LINK:
        link_creation.ensure_links(session, Purpose.ENTRY, subjects)
    _write_period(event, registration_settings)


def _write_period(event: Event, registration_settings: RegistrationSettings) -> None:
    if event.opens_before_minutes is not None:
        event.opens_at = None
    if event.closes_before_minutes is not None:
        event.closes_at = None
    event.opens_before_minutes = registration_settings.opens_before_minutes
    event.closes_before_minutes = registration_settings.closes_before_minutes
    resolve_period(event)
