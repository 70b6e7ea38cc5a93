"""Lifecycle of an event: publish, unpublish, postpone, cancel, reinstate, delete."""

# Actions that notify people are confirmed on a page first, unless the POST would be refused. A POST whose
# note or token is refused shows that page again in any state of the event, so that the note is not lost.

from collections.abc import Callable
from dataclasses import dataclass

from flask import Blueprint, redirect, render_template, request, url_for
from flask import session as visit
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy.orm import Session

from webinars.database import db, transaction
from webinars.documents.removal import delete_documents_of_event, number_of_documents
from webinars.errors import ConflictError, NotFoundError
from webinars.event_messages.email_notes import add_note
from webinars.events import lifecycle, lifecycle_checks, queries
from webinars.events.enums import EventState, StandardEmail
from webinars.events.locks import lock_event
from webinars.events.models import Event
from webinars.polls.date_taken import check_date_in_no_calendar, check_no_open_holds
from webinars.registrations.places.places_held import count_active
from webinars.registrations.waiting_list.freed_places import apply_capacity_change
from webinars.scheduling.queries import count_invitees_with_entry
from webinars.site import Site
from webinars.timezones import formatting
from webinars.web.components.event_time import cities_of
from webinars.web.core.current_site import site
from webinars.web.core.forms.base import EmptyForm
from webinars.web.core.locale import translator
from webinars.web.organiser.messages.note_form import NoteForm, note_form
from webinars.web.organiser.messages.placeholder_texts import placeholder_texts
from webinars.web.organiser.routing import EVENT_PATH, URL_PREFIX, get_own_event

blueprint = Blueprint("organiser_lifecycle", __name__, url_prefix=URL_PREFIX)

# State of an event after each action.
_AFTER = {
    "published": EventState.PUBLISHED,
    "withdrawn": EventState.DRAFT,
    "postponed": EventState.POSTPONED,
    "cancelled": EventState.CANCELLED,
    "restored": EventState.PUBLISHED,
}
# Session key of the draft whose deletion was last confirmed.
_ASKED = "removal"


@dataclass(frozen=True)
class Confirmation:
    """A confirmation page: heading, effect, who is notified, labels of the two buttons."""

    title: str
    text: str
    impact: str
    yes: str
    no: str


@blueprint.post(f"{EVENT_PATH}/publication")
def publish(event_id: int) -> ResponseReturnValue:
    """Publish a draft."""
    get_own_event(event_id)
    return _do(event_id, lifecycle.publish_event, "published")


@blueprint.route(f"{EVENT_PATH}/withdrawal", methods=["GET", "POST"])
def unpublish(event_id: int) -> ResponseReturnValue:
    """Make a public event a draft again, if nobody has registered."""
    event = get_own_event(event_id)
    if request.method != "POST":
        confirmation = Confirmation(
            _("Unpublish this event?"),
            _(
                "It is removed from the public list and becomes a draft. Its page can no longer be opened."
            ),
            _("Nobody has registered, so nobody is notified."),
            _("Yes, unpublish it"),
            _("No, keep it public"),
        )
        lifecycle_checks.check_withdrawal(event)
        _check_nobody_has_entry(db.session(), event_id)
        return _confirmation_page(event, confirmation)
    return _do(event_id, _withdraw, "withdrawn")


@blueprint.route(f"{EVENT_PATH}/postponement", methods=["GET", "POST"])
def postpone(event_id: int) -> ResponseReturnValue:
    """Postpone an event until its new time is known."""
    event = get_own_event(event_id)
    form = note_form()
    if request.method != "POST" or not form.validate():
        confirmation = Confirmation(
            _("Postpone this event?"),
            _(
                "The event’s page stays online and says that the time no longer applies. "
                "Registrations are kept."
            ),
            _impact_text(event_id),
            _("Yes, postpone it"),
            _("No, keep the date"),
        )
        if request.method != "POST":
            lifecycle_checks.check_end(event, EventState.POSTPONED)
        return _confirmation_page(event, confirmation, form)
    return _do(
        event_id,
        _with_note(lifecycle.postpone_event, StandardEmail.POSTPONEMENT, form),
        "postponed",
    )


@blueprint.route(f"{EVENT_PATH}/cancellation", methods=["GET", "POST"])
def cancel(event_id: int) -> ResponseReturnValue:
    """Cancel an event."""
    event = get_own_event(event_id)
    form = note_form()
    if request.method != "POST" or not form.validate():
        confirmation = Confirmation(
            _("Cancel this event?"),
            _(
                "The event’s page stays online and says that it is cancelled. Registrations are kept, in "
                "case you reinstate the event."
            ),
            _impact_text(event_id),
            _("Yes, cancel it"),
            _("No, keep the event"),
        )
        if request.method != "POST":
            lifecycle_checks.check_end(event, EventState.CANCELLED)
        return _confirmation_page(event, confirmation, form)
    return _do(
        event_id, _with_note(lifecycle.cancel_event, StandardEmail.CANCELLATION, form), "cancelled"
    )


@blueprint.route(f"{EVENT_PATH}/restoration", methods=["GET", "POST"])
def reinstate(event_id: int) -> ResponseReturnValue:
    """Reinstate a cancelled or postponed event."""
    event = get_own_event(event_id)
    form = note_form()
    if request.method != "POST" or not form.validate():
        confirmation = Confirmation(
            _("Reinstate this event?"),
            _("The event takes place at the time above, and returns to people’s calendars."),
            _impact_text(event_id),
            _("Yes, reinstate it"),
            _("No, do not reinstate it"),
        )
        if request.method != "POST":
            lifecycle_checks.check_restoration(event)
        return _confirmation_page(event, confirmation, form)
    return _do(event_id, _with_note(_restore, StandardEmail.RESTORATION, form), "restored")


@blueprint.route(f"{EVENT_PATH}/removal", methods=["GET", "POST"])
def delete(event_id: int) -> ResponseReturnValue:
    """Delete a draft; a second request for the same draft succeeds too."""
    try:
        event = get_own_event(event_id)
        if request.method != "POST":
            lifecycle_checks.check_removal(event)
            return _ask_for_removal(event)
        with transaction() as session:
            check_no_open_holds(session, event_id)
            delete_documents_of_event(session, event_id)
            lifecycle.discard_draft(session, event_id)
    except NotFoundError:
        # Only someone who was asked to confirm this draft learns that it no longer exists.
        if visit.get(_ASKED) != event_id or not _is_gone(event_id):
            raise
    return redirect(url_for("organiser_events.list", done="removed"), 303)


def _is_gone(event_id: int) -> bool:
    try:
        queries.event_by_id(db.session(), event_id)
    except NotFoundError:
        return True
    return False


def _ask_for_removal(event: Event) -> ResponseReturnValue:
    confirmation = Confirmation(
        _("Delete this draft?"),
        _removal_text(event.id),
        _("Nobody has seen it, so nobody is notified."),
        _("Yes, delete it"),
        _("No, keep it"),
    )
    visit[_ASKED] = event.id
    return _confirmation_page(event, confirmation)


def _removal_text(event_id: int) -> str:
    number = number_of_documents(db.session(), event_id)
    if not number:
        return _("It is deleted for good. This cannot be undone.")
    return ngettext(
        "It is deleted for good, with its document. This cannot be undone.",
        "It is deleted for good, with its %(num)s documents. This cannot be undone.",
        number,
    )


def _do(
    event_id: int, action: Callable[[Session, int, Site], object], done: str
) -> ResponseReturnValue:
    try:
        with transaction() as session:
            action(session, event_id, site())
    except ConflictError:
        # Pressed twice: the event is already in the requested state.
        if get_own_event(event_id).state is not _AFTER[done]:
            raise
    return _back(event_id, done)


def _with_note(
    action: Callable[..., object], standard_email: StandardEmail, form: NoteForm
) -> Callable[[Session, int, Site], object]:
    """Return an action that stores the note of its e-mails first."""

    def act(session: Session, event_id: int, of_site: Site) -> object:
        lock_event(session, event_id)
        note_id = add_note(session, event_id, standard_email, form.text)
        return action(session, event_id, of_site, note_id=note_id)

    return act


def _restore(session: Session, event_id: int, of_site: Site, *, note_id: int | None) -> None:
    lifecycle.restore_event(session, event_id, of_site, note_id=note_id)
    apply_capacity_change(session, event_id)


def _withdraw(session: Session, event_id: int, of_site: Site) -> None:
    lifecycle.unpublish_event(session, event_id, of_site)
    # Checked with the event locked, so that nobody can register in between.
    _check_nobody_has_entry(session, event_id)


def _check_nobody_has_entry(session: Session, event_id: int) -> None:
    """Refuse to unpublish an event that people are registered for, or have in their calendars.

    Raises:
        ConflictError: "has-registrations", "has-invitations", "poll-date-in-calendars".
    """
    if count_active(session, event_id):
        raise ConflictError("has-registrations")
    if count_invitees_with_entry(session, event_id):
        raise ConflictError("has-invitations")
    check_date_in_no_calendar(session, event_id)


def _impact_text(event_id: int) -> str:
    people = count_active(db.session(), event_id)
    invited = count_invitees_with_entry(db.session(), event_id)
    if not people and not invited:
        return _("Nobody has registered, so nobody is notified.")
    sentences = [
        ngettext(
            "%(num)s person with a place or on the waiting list is notified by e-mail.",
            "%(num)s people with a place or on the waiting list are notified by e-mail.",
            people,
        )
        if people
        else "",
        ngettext(
            "%(num)s invited person has the event in the calendar, and gets an e-mail that updates it.",
            "%(num)s invited people have the event in their calendars, and get an e-mail that updates it.",
            invited,
        )
        if invited
        else "",
    ]
    return " ".join(filter(None, sentences))


def _confirmation_page(
    event: Event, confirmation: Confirmation, note: NoteForm | None = None
) -> ResponseReturnValue:
    """Render the confirmation page, with the note if people are notified."""
    t = translator()
    page = render_template(
        "organiser/events/lifecycle_confirm.html",
        event=event,
        when=formatting.schedule_text(event.when, event.span, cities_of(event), t),
        confirmation=confirmation,
        form=note or EmptyForm(),
        has_note=note is not None and bool(count_active(db.session(), event.id)),
        placeholders=placeholder_texts(),
    )
    return page, 422 if note is not None and note.errors else 200


def _back(event_id: int, done: str) -> ResponseReturnValue:
    return redirect(url_for("organiser_event_form.edit", event_id=event_id, done=done), 303)
