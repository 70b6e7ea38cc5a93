"""E-mails about comments: new ones to the organiser, answers to the author."""

from webinars.capabilities.link_purposes import Purpose
from webinars.comments.acceptance import ANSWER_LENGTH, TEXT_LENGTH
from webinars.comments.models import Comment
from webinars.comments.queries import pending_comments
from webinars.comments.state import CommentState
from webinars.emails import sanitize
from webinars.emails.email_context import EmailContext
from webinars.emails.outgoing_email import OutgoingEmail, mailbox
from webinars.errors import NotFoundError
from webinars.events.enums import PUBLIC
from webinars.events.models import Event
from webinars.events.queries import event_by_id

MAX_QUOTED = 5
QUOTE_LENGTH = 600


def received(context: EmailContext) -> OutgoingEmail | None:
    """Quote pending comments to the host; None if there are none left."""
    event = _event(context, context.payload["event_id"])
    if event is None or event.organiser.disabled_at is not None:
        return None
    pending = pending_comments(context.session, event.id, MAX_QUOTED)
    if not pending:
        return None
    host = event.organiser
    t = context.translator(host.language)
    values = {
        "title": sanitize.one_line(t.text(event.title)),
        "waiting": event.comments_waiting,
        "comments": [
            {
                "by": sanitize.isolated(sanitize.person(comment.name), t.direction),
                "lines": sanitize.quoted(comment.text, QUOTE_LENGTH),
            }
            for comment in pending
        ],
        "more": event.comments_waiting - len(pending),
        "comments_url": context.site.url(f"/organise/events/{event.id}/comments"),
    }
    return context.render_email(
        "organiser-comment", t, to=mailbox(host.name, host.email), values=values
    )


def answered(context: EmailContext) -> OutgoingEmail | None:
    """Notify the author that their comment was published or answered; None if it no longer is."""
    comment = context.session.get(Comment, context.payload["comment_id"])
    if comment is None or not comment.email:
        return None
    event = _event(context, comment.event_id)
    if event is None or event.state not in PUBLIC:
        return None
    is_public = comment.state is CommentState.PUBLIC
    if not is_public and comment.state is not CommentState.ANSWERED_BY_MAIL:
        return None
    t = context.translator(comment.language)
    values = {
        "title": sanitize.one_line(t.text(event.title)),
        "is_public": is_public,
        "question": sanitize.quoted(comment.text, TEXT_LENGTH),
        "answer": sanitize.lines(comment.answer[:ANSWER_LENGTH]) if comment.answer else [],
        "event_url": context.site.url(f"/events/{event.slug}#comment-{comment.id}"),
        "erase_url": context.link(Purpose.COMMENT, comment.id, "/comments/%s/erasure"),
    }
    to = mailbox(comment.name, comment.email)
    return context.render_email("comment-answered", t, to=to, values=values, event=event)


def _event(context: EmailContext, event_id: int) -> Event | None:
    try:
        return event_by_id(context.session, event_id)
    except NotFoundError:
        return None  # unpublished and deleted meanwhile
