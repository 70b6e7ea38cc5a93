"""One import of an account: its choices, plan and result."""

from collections.abc import Callable, Iterator, Sequence
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

BATCH = 25  # events, about half a second of a transaction
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


def approved_plan(
    session: Session, one: EventImport, is_approved: Callable[[list[PlannedEvent]], bool]
) -> tuple[list[PlannedEvent], bool]:
    """Return the plan made anew and whether it is approved; then its series is created, if it is new.

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
    return planned, True


def batches(planned: Sequence[PlannedEvent]) -> Iterator[list[PlannedEvent]]:
    """Yield the events of a plan in batches, each for a transaction; the dates of one rule stay together.

    Nobody can register while an import writes, and 500 events take seconds.
    """
    batch: list[PlannedEvent] = []
    for one in planned:
        if len(batch) >= BATCH and one.number != batch[-1].number:
            yield batch
            batch = []
        batch.append(one)
    if batch:
        yield batch


def save_batch(
    session: Session,
    one: EventImport,
    batch: Sequence[PlannedEvent],
    saved: Sequence[PlannedEvent] = (),
) -> list[PlannedEvent]:
    """Save a batch of the plan, after others that are saved; return what became of its events.

    Raises:
        ConflictError: "access-removed".
    """
    return save_import(
        session,
        one.organiser,
        batch,
        publishing=one.publishing,
        site=one.site,
        source_name=one.source_name,
        saved=saved,
    )


def _series_id(session: Session, one: EventImport) -> int:
    series = series_by_name(session, one.organiser, one.series)
    return series.id if series else NEW_SERIES


def _plan(session: Session, one: EventImport, series_id: int | None) -> list[PlannedEvent]:
    translators = [translator_for(language) for language in one.site.languages]
    details = DetailsReader(translator_for(one.organiser.language), translators, series_id)
    return plan_import(session, one.organiser, one.source, details, publishing=one.publishing)
