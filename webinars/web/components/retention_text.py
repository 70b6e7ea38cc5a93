"""Sentences about when personal data is deleted after an event."""

from flask_babel import gettext as _
from flask_babel import ngettext

from webinars.events.models import Event
from webinars.events.settings.retention_period import SENSITIVE_DAYS

_YEAR = 365


def period_text(days: int) -> str:
    """Format a retention period: "90 days", "2 years"."""
    years, rest = divmod(days, _YEAR)
    if rest:
        return ngettext("%(num)s day", "%(num)s days", days)
    return ngettext("%(num)s year", "%(num)s years", years)


def deletion_text(event: Event) -> str:
    """Return when the details of registrations for an event are deleted."""
    return _("We delete them %(period)s after the event.", period=period_text(event.retention_days))


def registrant_deletion_text(event: Event) -> str:
    """Return when the details of a registrant are deleted, for the page behind their link."""
    period = period_text(event.retention_days)
    return _("We delete your details %(period)s after the event.", period=period)


def sensitive_deletion_text() -> str:
    """Return when an answer to a sensitive question is deleted."""
    return _(
        "We delete this answer %(period)s after the event.", period=period_text(SENSITIVE_DAYS)
    )
