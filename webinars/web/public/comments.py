"""Comments on events: form, confirmation page, list on the event's page, and erasure."""

# Comments are moderated, and e-mail addresses are never shown.

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypedDict

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext
from limits import parse
from markupsafe import Markup
from werkzeug.exceptions import TooManyRequests
from wtforms import EmailField, HiddenField, StringField, TextAreaField

from webinars.comments import queries, submission
from webinars.comments.acceptance import NAME_LENGTH, TEXT_LENGTH
from webinars.comments.erasure import erase_comment
from webinars.comments.models import Comment
from webinars.comments.state import ANSWER_SENT, CommentState
from webinars.database import db, transaction
from webinars.errors import ConflictError
from webinars.events.models import Event
from webinars.events.queries import event_by_id, published_event
from webinars.security import email_addresses, markdown
from webinars.security.text_input import clean_name, clean_text
from webinars.timezones import formatting
from webinars.timezones.local_times import to_local
from webinars.web.components.email_typo_warning import (
    fields_with_suggested_address,
    passes_typo_check,
)
from webinars.web.components.event_time import event_time
from webinars.web.components.location import location_text
from webinars.web.core.current_timezone import reader_zone
from webinars.web.core.errors.error_text import error_sentence
from webinars.web.core.forms.base import BaseForm, EmptyForm
from webinars.web.core.forms.validators import EMAIL_MESSAGES, CleanedBy, clean_language
from webinars.web.core.locale import translator
from webinars.web.core.rate_limits import limiter
from webinars.web.core.security.private_links import link_transaction, presented_capability
from webinars.web.public.events_by_month import Reader

comments = Blueprint("comments", __name__)

# All participants of a conference may share an IP address; unmoderated comments per event have a limit too.
LIMIT = parse("30 per hour")

_NAME_MESSAGES = {"required": lazy_gettext("Enter the name to show with your question.")}
_EMAIL_MESSAGES = {
    **EMAIL_MESSAGES,
    "required": lazy_gettext("Enter your e-mail address: we send the answer there."),
}
_TEXT_MESSAGES = {"required": lazy_gettext("Enter your question.")}


@dataclass(frozen=True)
class ShownComment:
    """A published comment: text is plain, answer is sanitized HTML."""

    id: int
    name: str
    on: str
    text: str
    answer: Markup | str
    answered_on: str


class CommentValues(TypedDict):
    """Validated values of the comment form, by the names of actions.submit_comment()."""

    name: str
    email: str
    text: str
    language: str


def _clean_name(text: str) -> str:
    return clean_name(text, longest=NAME_LENGTH, least=1)


def _clean_text(text: str) -> str:
    return clean_text(text, longest=TEXT_LENGTH, least=1)


class CommentForm(BaseForm):
    """Text, name and e-mail address of a comment."""

    text = TextAreaField(
        lazy_gettext("Your question"),
        [CleanedBy(_clean_text, required=True, messages=_TEXT_MESSAGES)],
    )
    name = StringField(
        lazy_gettext("Your name"), [CleanedBy(_clean_name, required=True, messages=_NAME_MESSAGES)]
    )
    email = EmailField(
        lazy_gettext("E-mail"),
        [CleanedBy(email_addresses.clean_address, required=True, messages=_EMAIL_MESSAGES)],
    )
    # The language of the page, which may be in the query only.
    lang = HiddenField(
        validators=[CleanedBy(clean_language, required=False)],
        default=lambda: translator().language,
    )
    confirmed_email = HiddenField()
    suggestion = ""

    @property
    def values(self) -> CommentValues:
        """Return the validated values."""
        return {
            "name": self.name.data or "",
            "email": self.email.data or "",
            "text": self.text.data or "",
            "language": str(self.lang.data),
        }


@comments.route("/events/<slug>/comments", methods=["GET", "POST"])
def ask(slug: str) -> ResponseReturnValue:
    """Show the comment form, and submit a comment for moderation."""
    if request.method != "POST":
        return _form_page(slug, CommentForm())
    form = CommentForm(formdata=fields_with_suggested_address())
    is_valid = form.validate_on_submit()
    if not passes_typo_check(form) or not is_valid:
        return _form_page(slug, form, 422)
    event_id = published_event(db.session(), slug).id
    try:
        limiter.count_use(LIMIT, "comments", limiter.client_key())
        with transaction() as session:
            submission.submit_comment(session, event_id=event_id, **form.values)
    except TooManyRequests as error:
        response = _form_page(slug, form, 429, error=_rate_limit_text())
        response.headers["Retry-After"] = str(error.retry_after)
        return response
    except ConflictError as error:
        return _form_page(slug, form, 409, error=error_sentence(error))
    return redirect(url_for("comments.received", slug=slug), 303)


@comments.get("/events/<slug>/comments/received")
def received(slug: str) -> str:
    """Explain what happens next; the same page for everyone."""
    return render_template(
        "public/comments/received.html", **_event_values(published_event(db.session(), slug))
    )


@comments.route("/comments/<token>/erasure", methods=["GET", "POST"])
def erasure(token: str) -> ResponseReturnValue:
    """Show a comment to its author, and erase it after confirmation."""
    comment_id = presented_capability().subject_id
    if request.method == "POST":
        with link_transaction() as session:
            erase_comment(session, comment_id)
        return redirect(url_for("comments.erased"), 303)
    comment = queries.comment_of_link(db.session(), comment_id)
    event = event_by_id(db.session(), comment.event_id)
    return render_template(
        "public/comments/erasure.html",
        comment=comment,
        answer=_sent_answer(comment),
        is_public=comment.state is CommentState.PUBLIC,
        form=EmptyForm(),
        **_event_values(event),
    )


@comments.get("/comments/erased")
def erased() -> str:
    """Confirm that a comment was erased."""
    return render_template("public/comments/erased.html")


def shown_comments(event: Event, reader: Reader) -> Sequence[ShownComment]:
    """Return the published comments of an event."""
    return [
        ShownComment(
            id=comment.id,
            name=comment.name,
            on=_day(comment.created_at, reader),
            text=comment.text,
            answer=markdown.render(comment.answer) if comment.answer else "",
            answered_on=_day(comment.answered_at, reader) if comment.answered_at else "",
        )
        for comment in queries.public_comments(db.session(), event.id)
    ]


def _form_page(slug: str, form: CommentForm, status: int = 200, *, error: str = "") -> Response:
    event = published_event(db.session(), slug)
    is_open = submission.accepts_comments(event)
    page = render_template(
        "public/comments/ask.html",
        form=form,
        is_open=is_open,
        error=error,
        longest=TEXT_LENGTH,
        **_event_values(event),
    )
    return make_response(page, status if is_open else 409)


def _event_values(event: Event) -> dict[str, Any]:
    t = translator()
    return {
        "event": event,
        "event_time": event_time(event, *reader_zone(), t),
        "where": location_text(event, t),
    }


def _sent_answer(comment: Comment) -> Markup | str:
    is_sent = comment.answer and comment.state in ANSWER_SENT
    return markdown.render(comment.answer) if is_sent else ""


def _rate_limit_text() -> str:
    return translator()(
        "Too many questions were sent from your network. Wait a while, then send yours again."
    )


def _day(instant: Any, reader: Reader) -> str:
    return formatting.date_text(to_local(instant, reader.timezone).date(), reader.t, weekday=False)
