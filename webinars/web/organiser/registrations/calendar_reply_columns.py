"""Calendar replies and returned e-mails, formatted for the registrations table and its downloads."""

from collections.abc import Iterable
from dataclasses import dataclass

from webinars.database import db
from webinars.i18n import N_, Translator
from webinars.registrations.organiser.registrant_list import Registrant
from webinars.replies.current_reply import current_reply
from webinars.replies.models import InviteeReply, Reply
from webinars.replies.queries import RegistrantReplies, replies_by_registration
from webinars.replies.reply_rules import ReplyStatus, Verdict
from webinars.timezones import formatting

_SIGNS = {
    ReplyStatus.ACCEPTED: ("check", N_("accepted in the calendar")),
    ReplyStatus.TENTATIVE: ("clock", N_("tentative in the calendar")),
    ReplyStatus.DECLINED: ("give", N_("declined in the calendar")),
    ReplyStatus.DELEGATED: (
        "speech",
        N_("calendar reply: wants to send someone else; nothing was changed"),
    ),
    ReplyStatus.COUNTERED: ("clock", N_("proposes another time")),
}
_SHORT = {
    ReplyStatus.ACCEPTED: N_("Accepted"),
    ReplyStatus.TENTATIVE: N_("Tentative"),
    ReplyStatus.DECLINED: N_("Declined"),
    ReplyStatus.DELEGATED: N_("Wants to send someone else"),
    ReplyStatus.COUNTERED: N_("Another time proposed"),
}
# Fields of RegistrantReplies.
_NOTES = {
    "stranger": N_("reply from another address, %(when)s; nothing was changed"),
    "mismatch": N_("contradictory reply, %(when)s; nothing was changed"),
    "held": N_("reply with a forged sender, %(when)s; nothing was changed"),
}
_NOTES_OF_VERDICTS = {
    Verdict.STRANGER: _NOTES["stranger"],
    Verdict.MISMATCH: _NOTES["mismatch"],
    Verdict.HELD: _NOTES["held"],
}
_NOTHING = RegistrantReplies()


@dataclass(frozen=True)
class ReplyLine:
    """One reply as text with an icon, and its comment on one line; is_news if it needs attention."""

    sign: str
    text: str
    comment: str = ""
    is_news: bool = False


@dataclass(frozen=True)
class CalendarReplies:
    """All replies from a registrant's calendar."""

    lines: tuple[ReplyLine, ...] = ()


def replies_of_people(people: Iterable[Registrant]) -> dict[int, RegistrantReplies]:
    """Return the replies of several registrants, by registration id."""
    return replies_by_registration(db.session(), [person.id for person in people])


def reply_lines(
    known: RegistrantReplies | None, person: Registrant, sequence: int, zone: str, t: Translator
) -> CalendarReplies:
    """Return a registrant's replies; sequence is the event's, times are in a time zone."""
    known = known or _NOTHING
    reply = current_reply(known.reply, person)
    lines = [_line(reply, sequence, zone, t)] if reply else []
    if known.bounce:
        when = formatting.instant_text(known.bounce.received_at, zone, t)
        lines.append(
            ReplyLine(
                "warn", t("e-mail returned as undeliverable on %(when)s", when=when), is_news=True
            )
        )
    for note, sentence in _NOTES.items():
        reply_of_note = getattr(known, note)
        if reply_of_note is not None:
            when = formatting.instant_text(reply_of_note.received_at, zone, t)
            text = t(sentence, when=when)
            lines.append(ReplyLine("warn", text, comment_on_one_line(reply_of_note), is_news=True))
    return CalendarReplies(tuple(lines))


def note_line(reply: InviteeReply, zone: str, t: Translator) -> ReplyLine | None:
    """Return a reply of an invitee that changed nothing, or has a comment; None for any other."""
    when, comment = (
        formatting.instant_text(reply.received_at, zone, t),
        comment_on_one_line(reply),
    )
    if reply.verdict in _NOTES_OF_VERDICTS:
        text = t(_NOTES_OF_VERDICTS[reply.verdict], when=when)
        return ReplyLine("warn", text, comment, is_news=True)
    if reply.status is ReplyStatus.BOUNCED:
        text = t("e-mail returned as undeliverable on %(when)s", when=when)
        return ReplyLine("warn", text, is_news=True)
    if reply.status is ReplyStatus.WRITTEN:
        return None
    if comment or reply.status in {ReplyStatus.DELEGATED, ReplyStatus.COUNTERED}:
        return ReplyLine(_SIGNS[reply.status][0], _text(reply, zone, t), comment)
    return None


def reply_headings(city: str, t: Translator) -> tuple[str, ...]:
    """Return the headings of the three columns of a reply."""
    return (
        t("Calendar reply"),
        t("Replied (time in %(city)s)", city=city),
        t("Comment in the reply"),
    )


def reply_status_text(reply: Reply | None, t: Translator) -> str:
    """Return what a reply says in a word or two; empty without one."""
    return t(_SHORT[reply.status]) if reply else ""


def comment_on_one_line(reply: Reply | InviteeReply | None) -> str:
    """Return the comment of a reply on one line."""
    return " ".join(reply.comment.split()) if reply else ""


def _line(reply: Reply, sequence: int, zone: str, t: Translator) -> ReplyLine:
    sign, _words = _SIGNS[reply.status]
    text = _text(reply, zone, t)
    if reply.verdict is Verdict.OUTDATED or reply.sequence < sequence:
        text = t("%(said)s, before the last change", said=text)
    return ReplyLine(sign, text, comment_on_one_line(reply))


def _text(reply: Reply | InviteeReply, zone: str, t: Translator) -> str:
    """Return what a reply says, with the time that it proposes in a time zone."""
    if reply.proposed_start is not None:
        return t("proposes %(when)s", when=formatting.instant_text(reply.proposed_start, zone, t))
    return t(_SIGNS[reply.status][1])
