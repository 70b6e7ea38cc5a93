"""One import of an account: its choices, plan and result."""

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy.orm import Session

from webinars.accounts.models import Organiser
from webinars.accounts.queries import lock_usable_account
from webinars.event_import.event_details import DetailsReader
from webinars.event_import.plan import PlannedEvent, plan_import
from webinars.event_import.saving import save_import
from webinars.event_import.source_events import SourceList
from webinars.events.queries import series_by_name
from webinars.events.series.editing import add_organiser_of
from webinars.events.series_creation import create_series
from webinars.i18n import translator_for
from webinars.site import Site

NEW_SERIES = -1  # stands in previews for a series that saving creates


@dataclass(frozen=True)
class EventImport:
    """What is imported for whom; series: name of the series of all events, "" for none.

    source_name: of the file, or the host of the address.
    """

    organiser: Organiser
    source: SourceList
    source_name: str
    site: Site
    series: str = ""
    publishing: bool = False


def preview_import(session: Session, one: EventImport) -> list[PlannedEvent]:
    """Return what saving would do."""
    stored = _series_id(session, one) if one.series else None
    return _plan(session, one, stored)


def makes_series(session: Session, one: EventImport) -> bool:
    """Return whether saving creates the series, because the organiser has none of its name."""
    return bool(one.series) and _series_id(session, one) == NEW_SERIES


def save_approved(
    session: Session, one: EventImport, is_approved: Callable[[list[PlannedEvent]], bool]
) -> tuple[list[PlannedEvent], bool]:
    """Save the import if its new plan is approved; return the plan or the result, and whether it is.

    Raises:
        ConflictError: "access-removed".
    """
    lock_usable_account(session, one.organiser)
    planned = preview_import(session, one)
    if not is_approved(planned):
        return planned, False
    if makes_series(session, one):
        series = create_series(session, name=one.series)
        add_organiser_of(session, series.id, one.organiser.id)
        planned = _plan(session, one, series.id)
    return (
        save_import(
            session,
            one.organiser,
            planned,
            publishing=one.publishing,
            site=one.site,
            source_name=one.source_name,
        ),
        True,
    )


def _series_id(session: Session, one: EventImport) -> int:
    series = series_by_name(session, one.organiser, one.series)
    return series.id if series else NEW_SERIES


def _plan(session: Session, one: EventImport, series_id: int | None) -> list[PlannedEvent]:
    translators = [translator_for(language) for language in one.site.languages]
    details = DetailsReader(translator_for(one.organiser.language), translators, series_id)
    return plan_import(session, one.organiser, one.source, details, publishing=one.publishing)
