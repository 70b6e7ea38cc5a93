"""Rows of the downloads of registrations: those of the page that links to them, on all its pages."""

from collections.abc import Iterator
from datetime import datetime
from itertools import islice

from flask_login import current_user

from webinars.database import db
from webinars.events.models import Event
from webinars.i18n import Translator
from webinars.registrations.organiser import registrant_list
from webinars.registrations.organiser.registrant_list import BATCH, RegistrantFilter
from webinars.timezones.local_times import to_local
from webinars.web.core.locale import translator
from webinars.web.organiser.registrations import table_columns
from webinars.web.organiser.registrations.registrant_filter import parse_filter, type_choices
from webinars.web.organiser.registrations.table_columns import Cell, Columns


def requested_rows(event: Event) -> Iterator[list[Cell]]:
    """Return the header and the rows that the address asks for; times are naive and local."""
    wanted, t, zone = parse_filter(), translator(), current_user.organiser.timezone
    type_choices(event, wanted)  # 404 for a type of another event
    columns = table_columns.requested_columns(event, zone, t)
    return _with_local_times(_rows(event.id, wanted, columns, t), zone)


def _rows(
    event_id: int, wanted: RegistrantFilter, columns: Columns, t: Translator
) -> Iterator[list[Cell]]:
    """Yield the rows, oldest first, queried in batches; no transaction stays open between them."""
    db.session.rollback()
    yield [column.heading for column in columns.shown]
    people = registrant_list.all_registrants(db.session(), event_id, wanted)
    while batch := list(islice(people, BATCH)):
        cells = table_columns.table_cells(batch, columns, t)
        db.session.rollback()
        yield from cells


def _with_local_times(rows: Iterator[list[Cell]], zone: str) -> Iterator[list[Cell]]:
    for row in rows:
        yield [to_local(cell, zone) if isinstance(cell, datetime) else cell for cell in row]
