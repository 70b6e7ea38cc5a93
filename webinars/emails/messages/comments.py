"""Letters about comments: to the organiser that some wait, to a writer what became of theirs."""

from webinars.capabilities.rules import Purpose
from webinars.comments.models import Comment
from webinars.comments.queries import pending_comments
from webinars.comments.rules import ANSWER_LENGTH, TEXT_LENGTH, CommentState
from webinars.emails import sanitize
from webinars.emails.context import Errand
from webinars.emails.message import Letter, mailbox
from webinars.errors import NotFoundError
from webinars.events.models import Event
from webinars.events.queries import event_by_id
from webinars.events.rules import PUBLIC

MOST_QUOTED = 5
LONGEST_QUOTED = 600


def received(errand: Errand) -> Letter | None:
    """Tell the host what readers have left that nobody has looked at; None if all of it was, meanwhile."""
    event = _event(errand, errand.facts["event_id"])
    if event is None or event.organiser.disabled_at is not None:
        return None
    found = pending_comments(errand.session, event.id, MOST_QUOTED)
    if not found:
        return None
    host = event.organiser
    t = errand.translator(host.language)
    values = {
        "title": sanitize.one_line(event.title),
        "waiting": event.comments_waiting,
        "left": [
            {
                "by": sanitize.isolated(sanitize.person(each.name), t.direction),
                "lines": sanitize.quoted(each.text, LONGEST_QUOTED),
            }
            for each in found
        ],
        "more": event.comments_waiting - len(found),
        "comments_url": errand.site.url(f"/organise/events/{event.id}/comments"),
    }
    return errand.letter("comment-received", t, to=mailbox(host.name, host.email), values=values)


def answered(errand: Errand) -> Letter | None:
    """Tell whoever left a comment that it is public, with the answer if there is one, or the answer alone."""
    comment = errand.session.get(Comment, errand.facts["comment_id"])
    if comment is None or not comment.email:
        return None
    event = _event(errand, comment.event_id)
    if event is None or event.state not in PUBLIC:
        return None
    is_public = comment.state is CommentState.PUBLIC
    if not is_public and comment.state is not CommentState.ANSWERED_BY_MAIL:
        return None
    t = errand.translator(comment.language)
    values = {
        "title": sanitize.one_line(event.title),
        "is_public": is_public,
        "asked": sanitize.quoted(comment.text, TEXT_LENGTH),
        "answer": sanitize.lines(comment.answer[:ANSWER_LENGTH]) if comment.answer else [],
        "event_url": errand.site.url(f"/events/{event.slug}#comment-{comment.id}"),
        "erase_url": errand.link(Purpose.COMMENT, comment.id, "/comments/%s/erasure"),
    }
    to = mailbox(comment.name, comment.email)
    return errand.letter("comment-answered", t, to=to, values=values, event=event)


def _event(errand: Errand, event_id: int) -> Event | None:
    try:
        return event_by_id(errand.session, event_id)
    except NotFoundError:
        return None  # it was a draft again, and is deleted
