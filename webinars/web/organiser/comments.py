"""Comments on an event: list, answer, publish, remove, restore."""

from dataclasses import dataclass

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext
from flask_login import current_user
from markupsafe import Markup
from wtforms import HiddenField, TextAreaField

from webinars.comments import moderation, queries
from webinars.comments.acceptance import ANSWER_LENGTH
from webinars.comments.models import Comment
from webinars.comments.state import CommentState
from webinars.database import db, transaction
from webinars.errors import ConflictError, InvalidInputError, NotFoundError
from webinars.events.enums import PUBLIC
from webinars.events.models import Event
from webinars.i18n import N_, Translator
from webinars.pagination import MAX_ID
from webinars.security import markdown
from webinars.security.text_input import clean_text
from webinars.timezones import formatting
from webinars.web.components.badge import Badge
from webinars.web.core.errors.error_text import error_sentence
from webinars.web.core.forms.base import BaseForm
from webinars.web.core.forms.validators import CleanedBy
from webinars.web.core.locale import translator
from webinars.web.organiser.routing import EVENT_PATH, URL_PREFIX, get_own_event

blueprint = Blueprint("organiser_comments", __name__, url_prefix=URL_PREFIX)

_ONE = f"{EVENT_PATH}/comments/<int(max={MAX_ID}):comment_id>"
DONE = frozenset({"published", "answered", "mailed", "removed", "restored"})
_WAYS = {"page": True, "mail": False}
_BADGES = {
    CommentState.PENDING: Badge("wait", "clock", N_("Needs an answer")),
    CommentState.PUBLIC: Badge("sure", "check", N_("Published")),
    CommentState.ANSWERED_BY_MAIL: Badge("open", "mail", N_("Answered by e-mail")),
    CommentState.REMOVED: Badge("closed", "cross", N_("Removed")),
}
_ANSWER_WORDS = {"required": lazy_gettext("Enter your answer.")}


@dataclass(frozen=True)
class CommentRow:
    """One comment in the list; may_publish: it is pending; is_gone: it was removed and can be restored."""

    id: int
    name: str
    email: str
    since: str
    badge: Badge
    text: str
    answer: Markup | str
    may_publish: bool
    is_gone: bool


def _clean_answer(text: str) -> str:
    return clean_text(text, longest=ANSWER_LENGTH, least=1)


class AnswerForm(BaseForm):
    """The answer to a comment; the button chooses whether it is published."""

    seen = HiddenField()
    answer = TextAreaField(
        lazy_gettext("Your answer"),
        [CleanedBy(_clean_answer, required=True, messages=_ANSWER_WORDS)],
    )


@blueprint.get(f"{EVENT_PATH}/comments", endpoint="list")
def list_comments(event_id: int) -> str:
    """List the comments, page by page."""
    return _list_page(get_own_event(event_id))


@blueprint.route(_ONE, methods=["GET", "POST"])
def answer(event_id: int, comment_id: int) -> ResponseReturnValue:
    """Show a comment, and answer it."""
    event = get_own_event(event_id)
    comment = queries.comment_of_event(db.session(), event_id, comment_id)
    if request.method != "POST":
        return _answer_page(event, comment, AnswerForm(seen=comment.seen, answer=comment.answer))
    form = AnswerForm()
    if not form.validate_on_submit():
        return _answer_page(event, comment, form), 422
    on_page = _WAYS.get(request.form.get("do", ""))
    if on_page is None:
        raise InvalidInputError("not-a-choice")
    try:
        with transaction() as session:
            moderation.answer_comment(
                session,
                event_id=event_id,
                comment_id=comment_id,
                organiser_id=current_user.organiser.id,
                text=form.answer.data or "",
                on_page=on_page,
                seen=form.seen.data or "",
            )
    except ConflictError as error:
        comment = queries.comment_of_event(db.session(), event_id, comment_id)
        form.seen.data = comment.seen
        return _answer_page(
            get_own_event(event_id), comment, form, refused=error_sentence(error)
        ), 409
    return _back(event_id, "answered" if on_page else "mailed", comment_id)


@blueprint.post(f"{_ONE}/publication")
def publish(event_id: int, comment_id: int) -> ResponseReturnValue:
    """Publish a comment without an answer."""
    event_id = get_own_event(event_id).id
    try:
        with transaction() as session:
            moderation.publish_comment(session, event_id=event_id, comment_id=comment_id)
    except ConflictError as error:
        return _list_page(get_own_event(event_id), refused=error_sentence(error)), 409
    return _back(event_id, "published", comment_id)


@blueprint.post(f"{_ONE}/removal")
def remove(event_id: int, comment_id: int) -> ResponseReturnValue:
    """Remove a comment."""
    event_id = get_own_event(event_id).id
    with transaction() as session:
        moderation.remove_comment(session, event_id=event_id, comment_id=comment_id)
    return _back(event_id, "removed", comment_id)


@blueprint.post(f"{_ONE}/restoration")
def restore(event_id: int, comment_id: int) -> ResponseReturnValue:
    """Restore a removed comment."""
    event_id = get_own_event(event_id).id
    try:
        with transaction() as session:
            moderation.restore_comment(session, event_id=event_id, comment_id=comment_id)
    except ConflictError as error:
        return _list_page(get_own_event(event_id), refused=error_sentence(error)), 409
    return _back(event_id, "restored", comment_id)


def _list_page(event: Event, *, refused: str = "") -> str:
    zone, t = current_user.organiser.timezone, translator()
    after = request.args.get("after", "")
    page = queries.comments_of_event(db.session(), event.id, after)
    done = request.args.get("done", "")
    return render_template(
        "organiser/comments.html",
        event=event,
        rows=[_row(comment, zone, t) for comment in page.rows],
        city=formatting.zone_name(zone, t),
        is_first=not after,
        is_public=event.state in PUBLIC,
        next_url=page.after
        and url_for("organiser_comments.list", event_id=event.id, after=page.after),
        done=done if done in DONE else "",
        undone=_removed(event.id) if done == "removed" else None,
        refused=refused,
    )


def _answer_page(event: Event, comment: Comment, form: AnswerForm, *, refused: str = "") -> str:
    return render_template(
        "organiser/comment_answer.html",
        event=event,
        row=_row(comment, current_user.organiser.timezone, translator()),
        form=form,
        refused=refused,
        longest=ANSWER_LENGTH,
        may_mail=bool(comment.email) and comment.state is not CommentState.PUBLIC,
        is_public=comment.state is CommentState.PUBLIC,
    )


def _removed(event_id: int) -> int | None:
    """Return the id of the comment that was just removed, for the undo button."""
    try:
        comment = queries.comment_of_event(
            db.session(), event_id, min(request.args.get("which", 0, type=int), MAX_ID)
        )
    except NotFoundError:
        return None
    return comment.id if comment.state is CommentState.REMOVED else None


def _row(comment: Comment, zone: str, t: Translator) -> CommentRow:
    badge = _BADGES[comment.state]
    return CommentRow(
        id=comment.id,
        name=comment.name,
        email=comment.email,
        since=formatting.instant_text(comment.created_at, zone, t),
        badge=Badge(badge.style, badge.icon, t(badge.label)),
        text=comment.text,
        answer=markdown.render(comment.answer) if comment.answer else "",
        may_publish=comment.state is CommentState.PENDING,
        is_gone=comment.state is CommentState.REMOVED,
    )


def _back(event_id: int, done: str, comment_id: int) -> ResponseReturnValue:
    which = comment_id if done == "removed" else None
    where = url_for("organiser_comments.list", event_id=event_id, done=done, which=which)
    return redirect(where, 303)
