"""Import events: choose a file or an address, see what becomes of each event, save."""

from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus

from flask import Blueprint, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user
from wtforms import Field

from webinars.database import db, transaction
from webinars.errors import InvalidInputError
from webinars.event_import.event_table import COLUMNS
from webinars.event_import.fetch import fetch, host_at
from webinars.event_import.one_import import (
    EventImport,
    approved_plan,
    batches,
    makes_series,
    preview_import,
    save_batch,
)
from webinars.event_import.plan import Outcome, PlannedEvent, fingerprint
from webinars.event_import.reader import EXTENSIONS, read_source
from webinars.event_import.source_events import MAX_BYTES, ReadingChoices, SourceList
from webinars.timezones import clock, zones
from webinars.timezones.local_times import to_local
from webinars.web.core.current_site import site
from webinars.web.core.forms.timezone_choices import zone_choices
from webinars.web.core.locale import translator
from webinars.web.organiser.event_import.form import ImportForm
from webinars.web.organiser.event_import.plan_text import (
    OUTCOMES,
    counts,
    detail_lines,
    error_text,
    when_text,
)
from webinars.web.organiser.events.form import add_error
from webinars.web.organiser.routing import URL_PREFIX

blueprint = Blueprint("organiser_import", __name__, url_prefix=URL_PREFIX)

SAVED = (Outcome.NEW, Outcome.CHANGED, Outcome.ENDED)


@dataclass(frozen=True)
class PlanRow:
    """An event of the preview, in words; url is the page of the stored event, "" without one."""

    number: int
    title: str
    when: str
    lines: Sequence[str]
    url: str


@dataclass(frozen=True)
class PlanGroup:
    """The events with one outcome."""

    outcome: Outcome
    title: str
    rows: Sequence[PlanRow]


@blueprint.route("/import", methods=["GET", "POST"])
def new() -> ResponseReturnValue:
    """Read a file or an address, show what becomes of its events, and save them."""
    form = ImportForm() if request.method == "POST" else ImportForm(formdata=None)
    chosen = str(form.zone.data or "")
    form.zone.choices = [("", _("Ask me")), *zone_choices(chosen, None)]
    if request.method != "POST" or request.form.get("do") == "choose":
        return _ask(form)
    is_saving = request.form.get("do") == "save"
    is_valid = form.validate()
    source = _source(form) if not form.zone.errors and not g.csrf_failed else None
    if source is None or not is_valid:
        return _ask(form), HTTPStatus.UNPROCESSABLE_ENTITY
    one = EventImport(
        current_user.organiser,
        source,
        form.name,
        site(),
        str(form.series.data or ""),
        publishing=bool(form.publishes.data),
    )
    return _save(form, one) if is_saving else _preview(form, one, preview_import(db.session(), one))


def _ask(form: ImportForm) -> str:
    return render_template(
        "organiser/event_import/new.html", form=form, extensions=EXTENSIONS, columns=COLUMNS
    )


def _source(form: ImportForm) -> SourceList | None:
    """Return what the file or the address says; None with an error at its field."""
    place: Field = form.file
    try:
        uploaded = request.files.get("file")
        if uploaded is not None and uploaded.filename:
            # One byte over the limit shows that the file is too large.
            form.content.data = uploaded.stream.read(MAX_BYTES + 1)
            form.source_name.data = uploaded.filename
        elif address := str(form.address.data or "").strip():
            place = form.address
            form.source_name.data = host_at(address)
            form.content.data = fetch(address)
            form.address.data = ""
        if form.content.data is None:
            add_error(form.file, _("Choose a file, or enter an address."))
            return None
        zone = str(form.zone.data or "")
        today = to_local(clock.now(), site().timezone).date()
        choices = ReadingChoices(site().timezone, today, zone if zone in zones.NAMES else "")
        return read_source(form.content.data, choices)
    except InvalidInputError as error:
        add_error(place, error_text(error, translator()))
        form.content.data = None
        return None


def _preview(
    form: ImportForm,
    one: EventImport,
    planned: Sequence[PlannedEvent],
    *,
    is_saved: bool = False,
    is_stale: bool = False,
) -> str:
    t = translator()
    form.reviewed.data = fingerprint(planned)
    return render_template(
        "organiser/event_import/preview.html",
        form=form,
        source_name=one.source_name,
        is_table=one.source.is_table,
        new_series="" if is_saved or not makes_series(db.session(), one) else one.series,
        groups=_groups(planned, publishing=one.publishing),
        saves=sum(planned_event.outcome in SAVED for planned_event in planned),
        told=sum(planned_event.people for planned_event in planned),
        is_saved=is_saved,
        is_stale=is_stale,
        total=len(planned),
        lacks_zone=any(
            planned_event.error is not None
            and planned_event.error.code == "import-time-without-zone"
            for planned_event in planned
        ),
        direction=t.direction,
    )


def _groups(planned: Sequence[PlannedEvent], *, publishing: bool) -> list[PlanGroup]:
    t = translator()
    # What needs a look comes first.
    order = [Outcome.REFUSED, Outcome.ENDED, Outcome.CHANGED, *Outcome]
    numbers = counts(planned)
    return [
        PlanGroup(
            outcome,
            f"{t(OUTCOMES[outcome])} ({numbers[outcome]})",
            [_row(one, publishing=publishing) for one in planned if one.outcome is outcome],
        )
        for outcome in dict.fromkeys(order)
        if outcome in numbers
    ]


def _row(one: PlannedEvent, *, publishing: bool) -> PlanRow:
    t = translator()
    return PlanRow(
        one.number,
        one.title or t("(no title)"),
        when_text(one.when, t) if one.error is None else "",
        tuple(detail_lines(one, t, publishing=publishing)),
        url_for("organiser_event_form.edit", event_id=one.event_id) if one.event_id else "",
    )


def _save(form: ImportForm, one: EventImport) -> ResponseReturnValue:
    seen = str(form.reviewed.data or "")
    with transaction() as session:
        planned, is_approved = approved_plan(session, one, lambda new: fingerprint(new) == seen)
    if not is_approved:
        return _preview(form, one, planned, is_stale=True), HTTPStatus.CONFLICT
    done: list[PlannedEvent] = []
    for batch in batches(planned):
        with transaction() as session:
            done += save_batch(session, one, batch, done)
    number = counts(done)
    stays = sum(any(note.code == "stays-draft" for note in event.notes) for event in done)
    if number.get(Outcome.REFUSED) or stays:
        return _preview(form, one, done, is_saved=True)
    made = number.get(Outcome.NEW, 0)
    changed = number.get(Outcome.CHANGED, 0) + number.get(Outcome.ENDED, 0)
    return redirect(
        url_for(
            "organiser_events.list",
            drafts=None if one.publishing else made or None,
            published=made or None if one.publishing else None,
            changed=changed or None,
        ),
        HTTPStatus.SEE_OTHER,
    )
