"""Move a document to another event or body, and delete a draft: each asks first."""

import re
from http import HTTPStatus

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext
from flask_login import current_user
from sqlalchemy import select
from wtforms import StringField

from webinars.database import db, transaction
from webinars.documents.moving import check_move, move_document
from webinars.documents.readership import is_owner_public
from webinars.documents.removal import check_unseen, delete_document
from webinars.errors import ConflictError, InvalidInputError, NotFoundError
from webinars.events.models import Event
from webinars.events.queries import organised_event
from webinars.events.roles import Role
from webinars.events.series.access import edited_series
from webinars.events.series.edited_list import series_of_text
from webinars.pagination import MAX_ID
from webinars.security.text_input import clean_line
from webinars.web.core.errors.error_text import error_sentence, http_status_of
from webinars.web.core.forms.validators import CleanedBy
from webinars.web.organiser.documents.form import RevisionForm
from webinars.web.organiser.documents.owner import DOCUMENT_PATH, Owner, own_document
from webinars.web.organiser.documents.places_offered import places_offered
from webinars.web.organiser.documents.views import stale_page
from webinars.web.organiser.events.form import add_error
from webinars.web.organiser.routing import URL_PREFIX

blueprint = Blueprint("organiser_document_place", __name__, url_prefix=URL_PREFIX)

_LONGEST = 500
# Addresses of public pages, and of those of organisers.
_PAGE = re.compile(r"(/organise)?/(events|series)/([^/?#]+)")


def _place(text: str) -> str:
    return clean_line(text, longest=_LONGEST, least=1)


class MoveForm(RevisionForm):
    """The event or body to which a document moves, by its address or name."""

    place = StringField(lazy_gettext("Event or body"), [CleanedBy(_place, required=True)])


@blueprint.route(f"{DOCUMENT_PATH}/place", methods=["GET", "POST"])
def move(document_id: int) -> ResponseReturnValue:
    """Choose an event or body, see what changes, and move the document."""
    document, _owner = own_document(document_id)
    form = MoveForm(revision=document.revision) if request.method != "POST" else MoveForm()
    target = None
    status = 200
    if request.method == "POST" and form.validate():
        try:
            target = _target(str(form.place.data))
            event_id, series_id = _ids(target)
            if request.form.get("do") == "move":
                with transaction() as session:
                    move_document(
                        session,
                        document_id,
                        event_id=event_id,
                        series_id=series_id,
                        revision=form.revision.data or 0,
                    )
                return redirect(
                    url_for("organiser_document_form.edit", document_id=document_id, done="moved"),
                    303,
                )
            check_move(db.session(), document, event_id, series_id)
        except InvalidInputError as error:
            add_error(form.place, error_sentence(error))
            status, target = http_status_of(error), None
        except ConflictError as error:
            if error.code != "document-changed":
                raise
            return stale_page(document_id)
    elif request.method == "POST":
        status = int(HTTPStatus.UNPROCESSABLE_ENTITY)
    return _move_page(document_id, form, target), status


@blueprint.route(f"{DOCUMENT_PATH}/removal", methods=["GET", "POST"])
def delete(document_id: int) -> ResponseReturnValue:
    """Delete a draft that nobody could read, after asking."""
    document, owner = own_document(document_id)
    check_unseen(db.session(), document)
    form = RevisionForm(revision=document.revision) if request.method != "POST" else RevisionForm()
    if request.method == "POST":
        event_id, series_id = document.event_id, document.series_id
        try:
            with transaction() as session:
                delete_document(session, document_id, revision=form.revision.data or 0)
        except ConflictError as error:
            if error.code != "document-changed":
                raise
            return stale_page(document_id)
        if event_id is not None:
            return redirect(
                url_for("organiser_documents.of_event", event_id=event_id, done="deleted"), 303
            )
        return redirect(
            url_for("organiser_documents.of_series", series_id=series_id, done="deleted"), 303
        )
    return render_template(
        "organiser/documents/delete.html",
        document=document,
        owner=owner,
        event=owner.event,
        series=owner.series,
        form=form,
    )


def _target(text: str) -> Owner:
    """Return the event or body of an address or name, which the account may edit.

    Raises:
        InvalidInputError: "no-such-place", "several-places".
    """
    session, account = db.session(), current_user.organiser
    page = _PAGE.search(text)
    try:
        if page is not None and page[2] == "events":
            of_page = Event.id == _number(page[3]) if page[1] else Event.slug == page[3]
            event_id = session.scalar(select(Event.id).where(of_page)) or 0
            event = organised_event(session, account, event_id, Role.EDITOR)
            return Owner(event, event.series)
        ids = [_number(page[3])] if page and page[1] else None
        ids = ids or list(series_of_text(session, account, page[3] if page else text))
        if len(ids) > 1:
            raise InvalidInputError("several-places")
        return Owner(None, edited_series(session, account, ids[0] if ids else 0))
    except (NotFoundError, ValueError) as error:
        raise InvalidInputError("no-such-place") from error


def _series_id(target: Owner | None) -> int | None:
    return target.series.id if target and target.series else None


def _number(text: str) -> int:
    return min(int(text), MAX_ID)


def _ids(target: Owner) -> tuple[int | None, int | None]:
    event, series = target.event, target.series
    return (event.id, None) if event else (None, series.id if series else None)


def _move_page(document_id: int, form: MoveForm, target: Owner | None) -> str:
    session = db.session()
    document, owner = own_document(document_id)
    event_id, series_id = _ids(target) if target else (None, None)
    is_target_public = target is not None and is_owner_public(session, event_id, series_id)
    is_public = is_owner_public(session, document.event_id, document.series_id)
    is_published = document.published_at is not None
    return render_template(
        "organiser/documents/move.html",
        document=document,
        owner=owner,
        event=owner.event,
        series=owner.series,
        form=form,
        target=target,
        leaves=document.series_id is not None and _series_id(target) != document.series_id,
        publishes=is_published and is_target_public and not is_public,
        hides=is_published and is_public and not is_target_public,
        places=places_offered(session, current_user.organiser, owner) if target is None else (),
    )
