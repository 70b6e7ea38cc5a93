"""Act on many registrations: choose, confirm, and see what became of each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext
from flask_login import current_user
from wtforms import BooleanField

from webinars.database import db, transaction
from webinars.errors import InvalidInputError
from webinars.i18n import N_, Translator, ngettext_noop
from webinars.pagination import MAX_ID
from webinars.registrations.models import BulkAction
from webinars.registrations.organiser import bulk_action
from webinars.registrations.organiser.registrant_list import named_registrants
from webinars.web.core.errors.error_text import error_sentence, http_status_of
from webinars.web.core.forms.base import BaseForm
from webinars.web.core.locale import translator
from webinars.web.organiser.messages.note_form import NoteForm, note_form
from webinars.web.organiser.messages.placeholder_texts import placeholder_texts
from webinars.web.organiser.registrations.registrant_filter import parse_filter
from webinars.web.organiser.registrations.registrant_rows import status_word
from webinars.web.organiser.registrations.selection import selected_ids
from webinars.web.organiser.registrations.views import page
from webinars.web.organiser.routing import EVENT_PATH, URL_PREFIX, get_own_event

blueprint = Blueprint("organiser_bulk_actions", __name__, url_prefix=URL_PREFIX)

_ONE = f"{EVENT_PATH}/registrations/bulk-actions/<int(max={MAX_ID}):bulk_action_id>"
# Names on one page; further ones are on the next.
NAMES = 100


@dataclass(frozen=True)
class ActionText:
    """What a page says about an action: its question (one and many), button, help, and result."""

    question: tuple[str, str]
    button: str
    help: str
    result: tuple[str, str]


TEXTS: Mapping[str, ActionText] = {
    "approve": ActionText(
        ngettext_noop("Approve %(n)s request?", "Approve %(n)s requests?"),
        N_("Approve"),
        N_("They are confirmed, as long as their requests still await approval."),
        ngettext_noop("%(n)s person was approved.", "%(n)s people were approved."),
    ),
    "refuse": ActionText(
        ngettext_noop("Decline %(n)s request?", "Decline %(n)s requests?"),
        N_("Decline"),
        N_("They cannot register again until you restore them."),
        ngettext_noop("%(n)s person was declined.", "%(n)s people were declined."),
    ),
    "cancel": ActionText(
        ngettext_noop("Cancel %(n)s registration?", "Cancel %(n)s registrations?"),
        N_("Cancel registrations"),
        N_("They can register again if registration is open to them."),
        ngettext_noop("%(n)s registration was cancelled.", "%(n)s registrations were cancelled."),
    ),
    "remove": ActionText(
        ngettext_noop(
            "Remove %(n)s person from this event?", "Remove %(n)s people from this event?"
        ),
        N_("Remove"),
        N_("They cannot register again until you restore them."),
        ngettext_noop("%(n)s person was removed.", "%(n)s people were removed."),
    ),
    "restore": ActionText(
        ngettext_noop("Restore %(n)s registration?", "Restore %(n)s registrations?"),
        N_("Restore"),
        N_("They get a place, or join the waiting list if none is free."),
        ngettext_noop("%(n)s registration was restored.", "%(n)s registrations were restored."),
    ),
}


@dataclass(frozen=True)
class PersonRow:
    """A person of a selection: name and address are empty once they erased their data."""

    name: str
    email: str
    status: str


class EmailForm(BaseForm):
    """Whether to e-mail the people."""

    sends_emails = BooleanField(lazy_gettext("Notify each person by e-mail"), default=True)


@blueprint.post(f"{EVENT_PATH}/registrations/bulk-actions")
def create(event_id: int) -> ResponseReturnValue:
    """Store what is to be done to whom, and ask for confirmation."""
    return choose(get_own_event(event_id).id, request.form.get("action", ""))


def choose(event_id: int, name: str) -> ResponseReturnValue:
    """Store an action on the submitted selection, and redirect to its confirmation."""
    wanted = parse_filter(request.form)
    try:
        selection = wanted if request.form.get("all") else selected_ids()
        with transaction() as session:
            row = bulk_action.choose(
                session,
                event_id=event_id,
                organiser_id=current_user.organiser.id,
                name=name,
                selection=selection,
            )
            number = row.id
    except InvalidInputError as error:
        return page(event_id, wanted, refused=error_sentence(error)), http_status_of(error)
    where = url_for("organiser_bulk_actions.show", event_id=event_id, bulk_action_id=number)
    return redirect(where, 303)


@blueprint.route(_ONE, methods=["GET", "POST"])
def show(event_id: int, bulk_action_id: int) -> ResponseReturnValue:
    """Ask for confirmation, carry out the action, and show its progress and result."""
    get_own_event(event_id)
    form, note = EmailForm(), note_form()
    if note.validate_on_submit() and form.validate():
        with transaction() as session:
            bulk_action.start(
                session,
                event_id=event_id,
                bulk_action_id=bulk_action_id,
                organiser_id=current_user.organiser.id,
                sends_emails=form.sends_emails.data,
                note=note.text,
            )
        where = url_for(
            "organiser_bulk_actions.show", event_id=event_id, bulk_action_id=bulk_action_id
        )
        return redirect(where, 303)
    row = bulk_action.action_of_event(db.session(), event_id, bulk_action_id)
    return _page(row, form, note), 422 if note.errors else 200


def _page(row: BulkAction, form: EmailForm, note: NoteForm) -> str:
    t, text = translator(), TEXTS[row.name]
    ids = row.registration_ids if row.started_at is None else row.unchanged
    offset = max(request.args.get("after", 0, type=int), 0)
    return render_template(
        "organiser/registrations/bulk_action.html",
        event=get_own_event(row.event_id),
        row=row,
        has_stopped=bulk_action.has_stopped(db.session(), row),
        form=form,
        note=note,
        placeholders=placeholder_texts(),
        total=len(row.registration_ids),
        question=t.plural(*text.question, len(row.registration_ids)),
        result=t.plural(*text.result, row.changed),
        button=t(text.button),
        help=t(text.help),
        people=_people(ids[offset : offset + NAMES], t),
        first=offset + 1,
        of=len(ids),
        next_url=offset + NAMES < len(ids)
        and url_for(
            "organiser_bulk_actions.show",
            event_id=row.event_id,
            bulk_action_id=row.id,
            after=offset + NAMES,
        ),
    )


def _people(ids: Sequence[int], t: Translator) -> list[PersonRow]:
    people = named_registrants(db.session(), ids)
    return [
        PersonRow(person.name, person.email, status_word(person.status, person.cancel_reason, t))
        for person in (people[registration_id] for registration_id in ids)
    ]
