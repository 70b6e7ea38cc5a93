"""Documents on the pages of events and bodies, and what a cached page of an event depends on of them."""

from collections.abc import Hashable, Sequence
from datetime import datetime

from webinars.database import db
from webinars.documents.access import EVERYONE
from webinars.documents.queries import (
    documents_of_event,
    documents_of_series,
)
from webinars.events.caching.page_state import PageState
from webinars.events.models import Event, Series
from webinars.i18n import Translator
from webinars.timezones import clock
from webinars.web.components.document_list import StageRows, documents_by_stage


def key_of_documents(state: PageState, last_embargo_end: datetime | None) -> tuple[Hashable, ...]:
    """Return what the documents on an event's page depend on; empty if it has none."""
    return (state.documents_revision, last_embargo_end) if state.documents_revision else ()


def event_documents(event: Event, t: Translator) -> Sequence[StageRows]:
    """Return the public documents of an event by stage."""
    now = clock.now()
    return documents_by_stage(documents_of_event(db.session(), event.id, EVERYONE, now), now, t)


def series_documents(series: Series, t: Translator) -> Sequence[StageRows]:
    """Return the public documents of a body, loaded with the columns of its page, by stage."""
    if not series.documents_revision:
        return ()
    now = clock.now()
    return documents_by_stage(documents_of_series(db.session(), series.id, EVERYONE, now), now, t)
