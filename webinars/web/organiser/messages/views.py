"""Pages of the messages that organisers write: timeline, form, preview, sending, stopping."""

from collections.abc import Sequence
from dataclasses import replace
from http import HTTPStatus

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy.orm import Session

from webinars.database import db, transaction
from webinars.emails.messages.event_messages import Preview, preview
from webinars.errors import ConflictError, InvalidInputError, WebinarsError
from webinars.event_messages import message_editing, queries, sending
from webinars.event_messages.all_times import send_to_all_times
from webinars.event_messages.email_notes import confirmation_note
from webinars.event_messages.message_editing import MessageDetails
from webinars.event_messages.models import EventMessage, EventMessageState
from webinars.event_messages.recipients import Audience, count_recipients, previewed_ids
from webinars.event_messages.send_times import SendTime
from webinars.events.models import Event
from webinars.outbox.email_budgets import is_mailbox_spent
from webinars.pagination import MAX_ID
from webinars.registrations.unsubscriptions import count_unsubscribed
from webinars.timezones import clock, formatting
from webinars.web.core.current_site import site
from webinars.web.core.errors.error_text import error_sentence, http_status_of
from webinars.web.core.forms.base import EmptyForm
from webinars.web.core.locale import translator
from webinars.web.organiser.events.conflicts import Difference, field_differences
from webinars.web.organiser.events.form import add_error
from webinars.web.organiser.messages import follow_up, timeline
from webinars.web.organiser.messages.audience_fields import may_write_to_all_times
from webinars.web.organiser.messages.form import MessageForm, details_of, form_for, initial_data
from webinars.web.organiser.messages.placeholder_texts import placeholder_texts
from webinars.web.organiser.messages.send_form import SendForm, initial_times, parse_send_time
from webinars.web.organiser.routing import EVENT_PATH, URL_PREFIX, get_own_event

blueprint = Blueprint("organiser_messages", __name__, url_prefix=URL_PREFIX)

_ONE = f"{EVENT_PATH}/messages/<int(max={MAX_ID}):event_message_id>"
DONE = (
    "saved",
    "tested",
    "test-waits",
    "sending",
    "scheduled",
    "stopped",
    "resent",
    "deleted",
    "noted",
)
# The field of the schedule that shows an error of the action.
_TIME_FIELDS = {
    "send-time-passed": "date",
    "send-time-too-late": "date",
    "local-time-skipped": "time",
    "local-time-ambiguous": "time",
    "date-out-of-range": "date",
}


@blueprint.get(f"{EVENT_PATH}/messages", endpoint="list")
def list_messages(event_id: int) -> str:
    """Show the timeline of the event's e-mails."""
    event, zone, t = get_own_event(event_id), current_user.organiser.timezone, translator()
    messages = queries.messages_of(db.session(), event_id)
    progress = queries.progress_of(db.session(), event_id, messages)
    return render_template(
        "organiser/messages/list.html",
        event=event,
        rows=timeline.timeline_entries(
            event,
            messages,
            progress,
            zone,
            t,
            confirmation_note=confirmation_note(db.session(), event_id),
        ),
        has_own=bool(messages),
        city=formatting.zone_name(zone, t),
        done=_done(),
    )


@blueprint.route(f"{EVENT_PATH}/messages/new", methods=["GET", "POST"])
def new(event_id: int) -> ResponseReturnValue:
    """Write a message; it is a draft."""
    event = get_own_event(event_id)
    if request.method != "POST":
        data = {
            "is_optional": event.ends_at <= clock.now(),
            **follow_up.initial_data(event),
        }
        return _form_page(event, None, form_for(event, None, data=data))
    form = form_for(event, None)
    details = _details(event, form)
    if details is None:
        return _form_page(event, None, form), 422
    try:
        with transaction() as session:
            event_message_id = message_editing.create_message(
                session, event_id, details, organiser_id=current_user.organiser.id
            ).id
    except ConflictError as error:
        form.form_errors = [error_sentence(error)]
        return _form_page(get_own_event(event_id), None, form), http_status_of(error)
    return _show(event_id, event_message_id, "saved")


@blueprint.get(_ONE)
def show(event_id: int, event_message_id: int) -> str:
    """Show a message: its state, numbers and preview, and what can be done with it."""
    event = get_own_event(event_id)
    message = queries.message_of_event(db.session(), event_id, event_message_id)
    return _message_page(event, message, SendForm(data=initial_times(message)), done=_done())


@blueprint.route(f"{_ONE}/edit", methods=["GET", "POST"])
def edit(event_id: int, event_message_id: int) -> ResponseReturnValue:
    """Change a message that is not being sent."""
    event = get_own_event(event_id)
    message = queries.message_of_event(db.session(), event_id, event_message_id)
    if request.method != "POST":
        return _form_page(event, message, form_for(event, message, data=initial_data(message)))
    form = form_for(event, message)
    details = _details(event, form)
    if details is None:
        return _form_page(event, message, form), 422
    try:
        with transaction() as session:
            message_editing.change_message(
                session,
                event_id,
                event_message_id,
                details,
                revision=form.revision.data or 0,
                organiser_id=current_user.organiser.id,
            )
    except ConflictError as error:
        return _refused(event_id, event_message_id, form, error)
    return _show(event_id, event_message_id, "saved")


@blueprint.post(f"{_ONE}/tests")
def send_test(event_id: int, event_message_id: int) -> ResponseReturnValue:
    """E-mail the message as a test to the signed-in account."""
    get_own_event(event_id)
    organiser = current_user.organiser
    with transaction() as session:
        sending.send_test(session, event_id, event_message_id, organiser_id=organiser.id)
        waits = is_mailbox_spent(session, organiser.email)
    return _show(event_id, event_message_id, "test-waits" if waits else "tested")


@blueprint.post(f"{_ONE}/sending")
def send(event_id: int, event_message_id: int) -> ResponseReturnValue:
    """Send the message now, or schedule it."""
    event, form = get_own_event(event_id), SendForm()
    is_now = request.form.get("do") == "now"
    is_valid = form.validate()
    when = SendTime() if is_now else parse_send_time(form, event.timezone)
    if when is None or (form.form_errors and not is_valid):
        message = queries.message_of_event(db.session(), event_id, event_message_id)
        return _message_page(event, message, form), 422
    try:
        with transaction() as session:
            _check_all_times(session, event, event_message_id)
            send_to_all_times(
                session, event_id, event_message_id, when, revision=form.revision.data or 0
            )
    except (ConflictError, InvalidInputError) as error:
        event = get_own_event(event_id)
        message = queries.message_of_event(db.session(), event_id, event_message_id)
        if is_now and message.state is EventMessageState.SENDING:
            return _show(event_id, event_message_id, "sending")  # pressed twice
        return _not_sent(event, message, form, error)
    return _show(event_id, event_message_id, "sending" if is_now else "scheduled")


@blueprint.post(f"{_ONE}/stop")
def stop(event_id: int, event_message_id: int) -> ResponseReturnValue:
    """Stop a message that is scheduled or being sent."""
    get_own_event(event_id)
    try:
        with transaction() as session:
            sending.stop_message(session, event_id, event_message_id)
    except ConflictError as error:
        return _refused_page(event_id, event_message_id, error)
    return _show(event_id, event_message_id, "stopped")


@blueprint.post(f"{_ONE}/attempts")
def resend(event_id: int, event_message_id: int) -> ResponseReturnValue:
    """Retry the e-mails of a message that failed."""
    get_own_event(event_id)
    try:
        with transaction() as session:
            sending.resend_failed(session, event_id, event_message_id)
    except ConflictError as error:
        return _refused_page(event_id, event_message_id, error)
    return _show(event_id, event_message_id, "resent")


@blueprint.route(f"{_ONE}/removal", methods=["GET", "POST"])
def delete(event_id: int, event_message_id: int) -> ResponseReturnValue:
    """Delete a draft, after confirmation."""
    event = get_own_event(event_id)
    message = queries.message_of_event(db.session(), event_id, event_message_id)
    if request.method != "POST":
        return render_template(
            "organiser/messages/remove_confirm.html",
            event=event,
            message=message,
            form=EmptyForm(),
        )
    try:
        with transaction() as session:
            message_editing.delete_message(session, event_id, event_message_id)
    except ConflictError as error:
        return _refused_page(event_id, event_message_id, error)
    return redirect(url_for("organiser_messages.list", event_id=event_id, done="deleted"), 303)


def _check_all_times(session: Session, event: Event, event_message_id: int) -> None:
    """Refuse a message to the registrants of other times, if the account may not write to them."""
    message = queries.message_of_event(session, event.id, event_message_id)
    if Audience.from_stored(message.audience).all_times and not may_write_to_all_times(event):
        raise ConflictError("not-all-times")


def _details(event: Event, form: MessageForm) -> MessageDetails | None:
    """Return what a form says; None if it is refused, which its fields show."""
    if not form.validate():
        return None
    try:
        return details_of(form, event.id)
    except InvalidInputError as error:
        add_error(form.people, error_sentence(error))
        return None


def _refused(
    event_id: int, event_message_id: int, form: MessageForm, error: ConflictError
) -> ResponseReturnValue:
    """Render the form with the error of the action, or with the version saved in the meantime."""
    event = get_own_event(event_id)
    message = queries.message_of_event(db.session(), event_id, event_message_id)
    if error.code != "event-message-changed":
        form.form_errors = [error_sentence(error)]
        return _form_page(event, message, form), http_status_of(error)
    differences = field_differences(form, initial_data(message))
    form.revision.data = message.revision
    return _form_page(event, message, form, differences=differences), HTTPStatus.CONFLICT


def _not_sent(
    event: Event, message: EventMessage, form: SendForm, error: WebinarsError
) -> ResponseReturnValue:
    form.revision.data = message.revision
    name = _TIME_FIELDS.get(error.code)
    if error.code in {"send-time-passed", "send-time-too-late"} and form.when.data != "fixed":
        name = "amount"
    if name:
        add_error(form[name], error_sentence(error))
    else:
        form.form_errors = [error_sentence(error)]
    return _message_page(event, message, form), http_status_of(error)


def _refused_page(
    event_id: int, event_message_id: int, error: ConflictError
) -> ResponseReturnValue:
    event = get_own_event(event_id)
    message = queries.message_of_event(db.session(), event_id, event_message_id)
    form = SendForm(formdata=None, data=initial_times(message))
    form.form_errors = [error_sentence(error)]
    return _message_page(event, message, form), http_status_of(error)


def _form_page(
    event: Event,
    message: EventMessage | None,
    form: MessageForm,
    *,
    differences: tuple[Difference, ...] | None = None,
) -> str:
    return render_template(
        "organiser/messages/edit.html",
        event=event,
        message=message,
        form=form,
        is_to_erased=form.is_to_erased(event.id),
        placeholders=placeholder_texts(with_recording=True),
        meanwhile=differences is not None,
        field_differences=differences or (),
    )


def _message_page(event: Event, message: EventMessage, form: SendForm, *, done: str = "") -> str:
    t, zone = translator(), current_user.organiser.timezone
    audience = Audience.from_stored(message.audience)
    progress = queries.progress_of(db.session(), event.id, [message])[message.id]
    is_sent = queries.is_sent(message, progress)
    return render_template(
        "organiser/messages/show.html",
        event=event,
        message=message,
        row=timeline.message_row(event, message, progress, zone, t),
        progress=progress,
        is_editable=message.state in message_editing.EDITABLE,
        is_leaving=message.state in {EventMessageState.SCHEDULED, EventMessageState.SENDING}
        and not is_sent,
        may_resend=bool(progress.failed) and sending.can_resend(db.session(), message),
        recipients=count_recipients(
            db.session(), event.id, audience, is_optional=message.is_optional
        ),
        unsubscribed=count_unsubscribed(db.session(), message.id),
        previews=_previews(event, message, audience),
        form=form,
        event_city=formatting.zone_name(event.timezone, t),
        city=formatting.zone_name(zone, t),
        done=done,
    )


def _previews(event: Event, message: EventMessage, audience: Audience) -> Sequence[Preview]:
    ids = previewed_ids(db.session(), event.id, audience, is_optional=message.is_optional)
    made = [preview(db.session(), site(), message, registration_id) for registration_id in ids]
    return [
        replace(one, timezone=one.timezone and formatting.zone_name(one.timezone, translator()))
        for one in made
        if one is not None
    ]


def _done() -> str:
    done = request.args.get("done", "")
    return done if done in DONE else ""


def _show(event_id: int, event_message_id: int, done: str) -> ResponseReturnValue:
    return redirect(
        url_for(
            "organiser_messages.show",
            event_id=event_id,
            event_message_id=event_message_id,
            done=done,
        ),
        303,
    )
