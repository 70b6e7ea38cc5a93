"""What readers leave under an event: the form, what happens next, and taking it away again."""

# Nobody learns here who has asked what: a comment is the organiser's to read first, and no address is shown.

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypedDict

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext
from markupsafe import Markup
from werkzeug.exceptions import TooManyRequests
from wtforms import EmailField, HiddenField, StringField, TextAreaField

from webinars.comments import actions, queries
from webinars.comments.models import Comment
from webinars.comments.rules import ANSWER_SENT, TEXT_LENGTH, CommentState
from webinars.database import db, transaction
from webinars.errors import ConflictError
from webinars.events.models import Event
from webinars.events.queries import event_by_id, published_event
from webinars.security import email_addresses, markdown
from webinars.security.text import clean_text
from webinars.timezones import formatting, zones
from webinars.web.components.email_check import passes_typo_check, submitted_fields
from webinars.web.components.event_time import moment
from webinars.web.components.location import location_text
from webinars.web.core import rate_limits
from webinars.web.core.csrf import BaseForm
from webinars.web.core.errors import sentence
from webinars.web.core.forms import EMAIL_WORDS, Clean, EmptyForm, clean_language, clean_name
from webinars.web.core.locale import reader_zone, translator
from webinars.web.core.private_links import link_transaction, presented
from webinars.web.public.event_rows import Reader

comments = Blueprint("comments", __name__)

_NAME_WORDS = {"required": lazy_gettext("Enter the name to show with your question.")}
_EMAIL_WORDS = {
    **EMAIL_WORDS,
    "required": lazy_gettext("Enter your e-mail address: we send the answer there."),
}
_TEXT_WORDS = {"required": lazy_gettext("Enter your question or comment.")}


@dataclass(frozen=True)
class Shown:
    """A comment of an event's page: text is plain, the organiser's answer is HTML that cannot do anything."""

    id: int
    name: str
    on: str
    text: str
    answer: Markup | str
    answered_on: str


class CommentValues(TypedDict):
    """What somebody says who leaves a comment, clean."""

    name: str
    email: str
    text: str
    language: str


def _clean_text(text: str) -> str:
    return clean_text(text, longest=TEXT_LENGTH, least=1)


class CommentForm(BaseForm):
    """Asks what somebody wants to know, what to call them, and where the answer goes."""

    text = TextAreaField(
        lazy_gettext("Your question or comment"),
        [Clean(_clean_text, needed=True, words=_TEXT_WORDS)],
    )
    name = StringField(
        lazy_gettext("Your name"), [Clean(clean_name, needed=True, words=_NAME_WORDS)]
    )
    email = EmailField(
        lazy_gettext("E-mail"),
        [Clean(email_addresses.clean_address, needed=True, words=_EMAIL_WORDS)],
    )
    # The page's language, which may have come with its address alone.
    lang = HiddenField(
        validators=[Clean(clean_language, needed=False)], default=lambda: translator().language
    )
    confirmed_email = HiddenField()
    suggestion = ""

    @property
    def values(self) -> CommentValues:
        """Return the clean values by the names that actions give them."""
        return {
            "name": self.name.data or "",
            "email": self.email.data or "",
            "text": self.text.data or "",
            "language": str(self.lang.data),
        }


@comments.route("/events/<slug>/comments", methods=["GET", "POST"])
def ask(slug: str) -> ResponseReturnValue:
    """Show the form, and leave a comment for the organiser to read first."""
    if request.method != "POST":
        return _form_page(slug, CommentForm())
    form = CommentForm(formdata=submitted_fields())
    is_right = form.validate_on_submit()
    if not passes_typo_check(form) or not is_right:
        return _form_page(slug, form, 422)
    event_id = published_event(db.session(), slug).id
    try:
        rate_limits.spend(rate_limits.COMMENTS, "comments", rate_limits.client_key())
        with transaction() as session:
            actions.submit_comment(session, event_id=event_id, **form.values)
    except TooManyRequests as error:
        answer = _form_page(slug, form, 429, refused=_too_many())
        answer.headers["Retry-After"] = str(error.retry_after)
        return answer
    except ConflictError as error:
        return _form_page(slug, form, 409, refused=sentence(error))
    return redirect(url_for("comments.received", slug=slug), 303)


@comments.get("/events/<slug>/comments/received")
def received(slug: str) -> str:
    """Say what happens next; the same for everybody."""
    return render_template(
        "public/comments/received.html", **_about(published_event(db.session(), slug))
    )


@comments.route("/comments/<token>/erasure", methods=["GET", "POST"])
def erasure(token: str) -> ResponseReturnValue:
    """Show somebody what they left and ask whether it shall go, and see to it."""
    comment_id = presented().subject_id
    if request.method == "POST":
        with link_transaction() as session:
            actions.erase_comment(session, comment_id)
        return redirect(url_for("comments.erased"), 303)
    comment = queries.comment_of_link(db.session(), comment_id)
    event = event_by_id(db.session(), comment.event_id)
    return render_template(
        "public/comments/erasure.html",
        comment=comment,
        answer=_answer_seen(comment),
        is_public=comment.state is CommentState.PUBLIC,
        form=EmptyForm(),
        **_about(event),
    )


@comments.get("/comments/erased")
def erased() -> str:
    """Say that what somebody left is gone."""
    return render_template("public/comments/erased.html")


def shown_comments(event: Event, reader: Reader) -> Sequence[Shown]:
    """Return what stands under an event for everybody to read."""
    return [
        Shown(
            id=each.id,
            name=each.name,
            on=_day(each.created_at, reader),
            text=each.text,
            answer=markdown.render(each.answer) if each.answer else "",
            answered_on=_day(each.answered_at, reader) if each.answered_at else "",
        )
        for each in queries.public_comments(db.session(), event.id)
    ]


def _form_page(slug: str, form: CommentForm, status: int = 200, *, refused: str = "") -> Response:
    event = published_event(db.session(), slug)
    is_open = actions.accepts_comments(event)
    page = render_template(
        "public/comments/ask.html",
        form=form,
        is_open=is_open,
        refused=refused,
        longest=TEXT_LENGTH,
        **_about(event),
    )
    return make_response(page, status if is_open else 409)


def _about(event: Event) -> dict[str, Any]:
    t = translator()
    return {
        "event": event,
        "moment": moment(event, *reader_zone(), t),
        "where": location_text(event, t),
    }


def _answer_seen(comment: Comment) -> Markup | str:
    seen = comment.answer and comment.state in ANSWER_SENT
    return markdown.render(comment.answer) if seen else ""


def _too_many() -> str:
    return translator()(
        "Too many questions were sent from your network. Wait a while, then send yours again."
    )


def _day(instant: Any, reader: Reader) -> str:
    return formatting.date_text(
        zones.to_local(instant, reader.zone).date(), reader.t, weekday=False
    )
