"""Registrations as CSV: header and rows, with calendar replies and answers."""

from collections.abc import Iterator, Sequence

from flask import Blueprint, Response, stream_with_context
from flask_login import current_user

from webinars.database import db
from webinars.events.models import Event
from webinars.i18n import Translator
from webinars.registrations.organiser import registrant_list
from webinars.registrations.organiser.registrant_list import RegistrantFilter
from webinars.security import csv
from webinars.timezones import formatting
from webinars.timezones.local_times import to_local
from webinars.web.core.locale import LANGUAGE_NAMES, translator
from webinars.web.organiser import email_status_text
from webinars.web.organiser.registrations import answer_columns, calendar_reply_columns
from webinars.web.organiser.registrations.registrant_filter import parse_filter, type_choices
from webinars.web.organiser.registrations.registrant_rows import word
from webinars.web.organiser.routing import EVENT_PATH, URL_PREFIX, get_own_event

blueprint = Blueprint("organiser_registrations_csv", __name__, url_prefix=URL_PREFIX)


@blueprint.get(f"{EVENT_PATH}/registrations.csv")
def download(event_id: int) -> Response:
    """Stream the filtered registrations as CSV."""
    event, t, wanted = get_own_event(event_id), translator(), parse_filter()
    type_choices(event, wanted)  # 404 for a type of another event
    rows = _rows(event, wanted, current_user.organiser.timezone, t)
    answer = Response(stream_with_context(csv.lines(rows)), mimetype=csv.MIMETYPE)
    name = f"{event.slug}-registrations.csv"
    answer.headers.set("Content-Disposition", "attachment", filename=name)
    return answer


def _rows(
    event: Event, wanted: RegistrantFilter, zone: str, t: Translator
) -> Iterator[Sequence[str]]:
    """Yield the header row, and a row for each registration that the filter matches."""
    # Read before the transaction that loaded the row ends.
    event_id, has_registration_types = event.id, event.has_registration_types
    city, questions = formatting.zone_name(zone, t), answer_columns.all_questions(event_id)
    yield (
        t("Name"),
        t("E-mail"),
        t("Organisation"),
        t("Status"),
        *([t("Registration type")] if has_registration_types else []),
        t("Registered (time in %(city)s)", city=city),
        t("Status since (time in %(city)s)", city=city),
        t("Joined (time in %(city)s)", city=city),
        t("Last e-mail"),
        *calendar_reply_columns.headings(city, t),
        t("Time zone"),
        t("Language"),
        *(question.label for question in questions),
    )
    registrations = registrant_list.all_registrants(db.session(), event_id, wanted)
    answered = answer_columns.with_answers(registrations, questions, t)
    for registrant, answers, reply_cells in calendar_reply_columns.with_cells(answered, zone, t):
        instants = (registrant.created_at, registrant.status_at, registrant.attended_at)
        local_times = [to_local(instant, zone) if instant else None for instant in instants]
        yield (
            registrant.name,
            registrant.email,
            registrant.affiliation,
            word(registrant.status, registrant.cancel_reason, t),
            *([registrant.registration_type or ""] if has_registration_types else []),
            # A format that spreadsheets parse in every language.
            *(f"{local:%Y-%m-%d %H:%M}" if local else "" for local in local_times),
            email_status_text.state_badge(registrant.mail_state, registrant.mail_reason, t).label,
            *reply_cells,
            registrant.timezone,
            LANGUAGE_NAMES.get(registrant.language, registrant.language),
            *answers,
        )
