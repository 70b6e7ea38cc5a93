"""Create and edit events; nobody is notified before an event is published."""

from dataclasses import replace
from http import HTTPStatus
from typing import Any

from flask import Blueprint, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy.orm import Session

from webinars.accounts.models import Organiser
from webinars.database import db, transaction
from webinars.errors import ConflictError, InvalidInputError
from webinars.event_messages.email_notes import add_note, discard_note
from webinars.events import changes, creation, defaults, lifecycle, queries
from webinars.events.double_submission import find_recent_duplicate
from webinars.events.enums import EventState, StandardEmail
from webinars.events.exposed_passcodes import ACCEPTED
from webinars.events.locks import lock_with_alternatives
from webinars.events.models import Event
from webinars.events.notifications.changed_together import changed_together
from webinars.events.series.editing import add_organiser_of
from webinars.events.series_creation import create_series
from webinars.events.team.membership import check_series_change
from webinars.registrations.waiting_list.freed_places import apply_capacity_change
from webinars.timezones import clock, formatting
from webinars.timezones.city_search import suggestions
from webinars.timezones.local_times import to_local
from webinars.timezones.schedule import When
from webinars.web.core.current_site import site
from webinars.web.core.errors.error_text import error_sentence, http_status_of
from webinars.web.core.locale import translator
from webinars.web.organiser.announcements.open_questions_text import notes, questions
from webinars.web.organiser.dates import following
from webinars.web.organiser.dates.following_rows import FollowingTable
from webinars.web.organiser.events.change_confirmation import (
    ConfirmationRequiredError,
    ImpactSummary,
    require_confirmation,
)
from webinars.web.organiser.events.conflicts import Difference, event_differences
from webinars.web.organiser.events.edited_event import edited_event
from webinars.web.organiser.events.form import add_error
from webinars.web.organiser.events.form_schedule import ParsedTimes, parse_times
from webinars.web.organiser.events.form_values import (
    event_details,
    initial_data,
    is_already_saved,
    submitted_reading,
    without_assumed_end,
)
from webinars.web.organiser.events.link_rows import (
    MOST_LINKS,
    LinkedForm,
    Links,
    form_for,
    initial_links,
    read_links,
)
from webinars.web.organiser.events.passcode_check import ask_about_access
from webinars.web.organiser.events.preview import preview_of
from webinars.web.organiser.events.series_question import (
    apply_series_suggestion,
    ask_about_series,
)
from webinars.web.organiser.events.timezone_update import (
    timezone_choice,
    timezone_emails,
    timezone_emails_note,
    timezone_notices,
)
from webinars.web.organiser.events.translation_fields import ask_about_venues
from webinars.web.organiser.messages.note_form import NoteForm, note_form
from webinars.web.organiser.messages.placeholder_texts import placeholder_texts
from webinars.web.organiser.routing import EVENT_PATH, URL_PREFIX, get_own_event
from webinars.web.organiser.settings.summary import relative_period_texts

blueprint = Blueprint("organiser_event_form", __name__, url_prefix=URL_PREFIX)

# The field that shows an error of the action; other errors belong to the whole form.
FIELDS = {
    "capacity-below-held": "capacity",
    "capacity-too-small": "capacity",
    "series-has-team": "series",
    "series-gone": "series",
    "series-joined": "series",
    "session-number-taken": "session_number",
    "title-missing": "title",
    "title-too-long": "title",
    "description-too-long": "description",
    "unknown-city": "cities",
    "unknown-language": "text_language",
    "text-language-missing": "text_language",
    "translated-into-itself": "text_language",
}
# Values of the buttons that save.
SAVES = ("save", "tell", "quiet", "calendars", "publish", "dates", *following.ACTIONS)
# Those that save after the effect was shown, and may send a note with it.
CONFIRMED = ("tell", following.TELL, following.CALENDARS)
AGREED = "agreed"  # the checkbox next to an announcement's open questions
DONE = (
    "drafted",
    "published",
    "saved",
    "told",
    "calendars",
    "notified",
    "withdrawn",
    "cancelled",
    "postponed",
    "restored",
    "copied",
)


@blueprint.route("/events/new", methods=["GET", "POST"])
def new() -> ResponseReturnValue:
    """Create an event, as a draft or published at once."""
    if request.method != "POST":
        form = form_for(None, {})(data=_defaults(current_user.organiser))
        if "take" not in request.args:
            return _page(None, form, ParsedTimes())
        form.apply_suggestion(request.args["take"])
        times = parse_times(form)
        form.clear_missing()
        return _page(None, form, times)
    return _answer(None)


@blueprint.route(f"{EVENT_PATH}/edit", methods=["GET", "POST"])
def edit(event_id: int) -> ResponseReturnValue:
    """Edit an event."""
    event = get_own_event(event_id)
    if request.method != "POST":
        form = form_for(event, {})(data=_values(event, MOST_LINKS))
        return _page(event, form, parse_times(form))
    return _answer(event)


def _answer(event: Event | None) -> ResponseReturnValue:
    """Handle the submitted form: update the preview, or save."""
    stored = event.links if event else ()
    form = form_for(event, request.form)(formdata=request.form)
    form.apply_suggestion(request.form.get("take", ""))
    apply_series_suggestion(form, request.form.get("take", ""))
    form.validate()
    times = parse_times(form)
    links = read_links(form, stored)
    note = note_form()
    exposed = ask_about_access(form, event.reading.get(ACCEPTED, ()) if event else ())
    ask_about_venues(form, event)
    # Enter presses the first button of the form, which only updates the preview.
    action = "look" if "take" in request.form else request.form.get("do", "look")
    if not g.csrf_failed and action not in SAVES:
        form.clear_missing()
        return _page(event, form, times, exposed=exposed, note=note)
    ask_about_series(form, event)
    if form.errors:
        return _page(event, form, times, exposed=exposed, note=note), 422
    if action in CONFIRMED and not note.validate():
        # Which shows the note again, with the effect of the change.
        action = "save" if action == "tell" else following.LOOK
    return _submit(event, form, times, links, action, exposed, note)


def _submit(
    event: Event | None,
    form: LinkedForm,
    times: ParsedTimes,
    links: Links,
    action: str,
    exposed: tuple[str, ...],
    note: NoteForm,
) -> ResponseReturnValue:
    """Save the valid form, and answer where that leads."""
    event_id, sequence = (event.id, event.sequence) if event else (None, 0)
    group_id = event.date_group_id if event and action in following.ACTIONS else None
    try:
        with transaction() as session, changed_together(session, group_id):
            group = following.lock_following(session, event_id, action)
            saved = _save(session, event_id, form, times, links, action, exposed, note.text)
            if action == "publish" and saved.state is EventState.DRAFT:
                lifecycle.publish_event(session, saved.id, site())
            changed = 0
            if group is not None:
                changed = following.save_following(session, group, saved, action, note.text)
            saved_id, is_updated = saved.id, saved.sequence > sequence
    except (ConflictError, InvalidInputError) as error:
        edited = _own_event(event_id)
        is_late = error.code == "event-changed" and edited is not None
        if edited is None or not is_late or not is_already_saved(edited, form, times, links):
            return _refused(edited, form, times, error, note)
        saved_id, is_updated = edited.id, False
    except (ConfirmationRequiredError, following.FollowingConfirmationError) as confirmation:
        page = _page(_own_event(event_id), form, times, impact=confirmation.impact, note=note)
        return page, confirmation.status(has_errors=bool(note.errors))
    if group is not None:
        return redirect(
            url_for("organiser_dates.list", event_id=saved_id, changed=changed + 1), 303
        )
    if action == "dates":
        return redirect(url_for("organiser_add_dates.add", event_id=saved_id), 303)
    done = {"publish": "published", "tell": "told"}.get(action, "saved" if event_id else "drafted")
    if action == "calendars" and is_updated:
        done = "calendars"
    return redirect(url_for("organiser_event_form.edit", event_id=saved_id, done=done), 303)


def _save(
    session: Session,
    event_id: int | None,
    form: LinkedForm,
    times: ParsedTimes,
    links: Links,
    action: str,
    exposed: tuple[str, ...],
    note: str,
) -> Event:
    series_id = _series_id(session, event_id, form)
    wanted = event_details(form, times, series_id=series_id, links=links)
    if event_id is not None and AGREED not in request.form:
        # An announcement's questions stay open until the organiser confirms that the form is correct.
        wanted = replace(wanted, reading=_open_reading(session, event_id, wanted.when))
    reading = {name: value for name, value in wanted.reading.items() if name != ACCEPTED}
    if exposed:
        reading[ACCEPTED] = list(exposed)
    wanted = replace(wanted, reading=reading)
    if event_id is None:
        organiser = current_user.organiser
        made = find_recent_duplicate(session, organiser, wanted)
        return made or creation.create_event(
            session, organiser=organiser, details=wanted, site=site()
        )
    check_series_change(
        session, queries.event_by_id(session, event_id), series_id, current_user.organiser
    )
    lock_with_alternatives(session, event_id)
    has_note = action in CONFIRMED
    note_id = add_note(session, event_id, StandardEmail.CHANGE, note) if has_note else None
    was = changes.change_event(
        session,
        event_id,
        details=wanted,
        revision=form.revision.data or 0,
        site=site(),
        quietly=action in ("quiet", following.QUIET),
        updates_calendars=action in ("calendars", following.CALENDARS),
        note_id=note_id,
    )
    if note_id is not None and was is None:
        discard_note(session, note_id)
    apply_capacity_change(session, event_id)
    changed = queries.event_by_id(session, event_id)
    if was and action not in ("tell", *following.ACTIONS):
        require_confirmation(session, changed, was, current_user.organiser, translator())
    return changed


def _open_reading(session: Session, event_id: int, when: When) -> dict[str, Any]:
    """Return what stays of the announcement parser's notes; without open questions no end is assumed."""
    event = queries.event_by_id(session, event_id)
    reading = submitted_reading(event, when)
    return reading if reading.get("questions") else without_assumed_end(reading)


def _series_id(session: Session, event_id: int | None, form: LinkedForm) -> int | None:
    """Return the id of the named series; create it, as agreed, if this organiser has none."""
    name = form.series.data or ""
    if not name:
        return None
    current_id = None
    if event_id is not None:
        current_id = queries.event_by_id(session, event_id).series_id
    series = queries.series_by_name(session, current_user.organiser, name, current_id=current_id)
    if series is None:
        series = create_series(session, name=name)
        add_organiser_of(session, series.id, current_user.organiser.id)
    return series.id


def _refused(
    event: Event | None,
    form: LinkedForm,
    times: ParsedTimes,
    error: ConflictError | InvalidInputError,
    note: NoteForm,
) -> ResponseReturnValue:
    """Render the form with the error of the action, or with the version that was saved in the meantime."""
    if error.code == "event-changed" and event is not None:
        field_differences = event_differences(
            form.set_choices(None),
            _values(event, form.link_rows),
            same_time=times.when == event.when,
        )
        form.revision.data = event.revision
        return _page(
            event,
            form,
            times,
            meanwhile=True,
            field_differences=field_differences,
            note=note,
        ), HTTPStatus.CONFLICT
    name = error.facts.get("field") or FIELDS.get(error.code)
    if name:
        add_error(form[name], error_sentence(error))
    else:
        form.form_errors = [error_sentence(error)]
    return _page(event, form, times, note=note), http_status_of(error)


def _own_event(event_id: int | None) -> Event | None:
    """Return the edited event in its current state; None for a new one."""
    if event_id is None:
        return None
    return get_own_event(event_id)


def _page(
    event: Event | None,
    form: LinkedForm,
    times: ParsedTimes,
    *,
    meanwhile: bool = False,
    field_differences: tuple[Difference, ...] = (),
    impact: ImpactSummary | FollowingTable | None = None,
    exposed: tuple[str, ...] = (),
    note: NoteForm | None = None,
) -> str:
    done = request.args.get("done", "")
    at = times.offsets_at
    return render_template(
        "organiser/events/edit.html",
        form=form.set_choices(at),
        zones_on=formatting.date_text(
            to_local(at, str(form.zone.data)).date(), translator(), weekday=False
        )
        if at
        else "",
        times=times,
        preview=preview_of(form, times, event),
        edited=edited_event(event) if event else None,
        asked=questions(event.reading, translator()) if event else (),
        notes=notes(event.reading, translator()) if event else (),
        agreed=AGREED in request.form,
        city_names=suggestions(translator()),
        all_series=[
            series.name
            for series in queries.series_offered_to(db.session(), current_user.organiser)
        ],
        relative_period_texts=relative_period_texts(event, translator()) if event else {},
        meanwhile=meanwhile,
        field_differences=field_differences,
        impact=impact if isinstance(impact, ImpactSummary) else None,
        following=impact if isinstance(impact, FollowingTable) else None,
        note=note,
        placeholders=placeholder_texts(),
        exposed=exposed if form.public_access.data or form.errors else (),
        moved=timezone_choice(event, translator()) if event else None,
        timezone_notices=timezone_notices(event, translator()) if event else None,
        timezone_emails=_timezone_emails(event) if event else "",
        done=done if done in DONE and request.method == "GET" else "",
    )


def _timezone_emails(event: Event) -> str:
    sent = timezone_emails([event.id]).get(event.id)
    return timezone_emails_note(sent, current_user.organiser.timezone, translator())


def _values(event: Event, rows: int) -> dict[str, Any]:
    return {**initial_data(event), **initial_links(event.links, rows)}


def _defaults(organiser: Organiser) -> dict[str, Any]:
    today = to_local(clock.now(), organiser.timezone).date()
    return {
        "zone": organiser.timezone,
        "cities": list(defaults.CITIES),
        "end": defaults.DURATION,
        "year": today.year,
        "contact_name": organiser.name,
        "contact_email": organiser.email,
    }
