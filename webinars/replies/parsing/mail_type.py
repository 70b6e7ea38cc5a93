"""Type of an e-mail to the reply address: calendar reply, written text, bounce or automatic reply."""

# Reference: RFC 3834 (automatic responses).

from email.message import Message
from enum import StrEnum

from webinars.replies.parsing.body_parts import may_be_calendar
from webinars.replies.parsing.bounce_parsing import is_bounce
from webinars.replies.parsing.mail_headers import header_text

_AUTO_REPLY = frozenset({"auto_reply", "auto-reply"})
_BULK = _AUTO_REPLY | {"bulk", "junk", "list"}
# Headers of mailing lists and automatic replies; calendar replies may have some of them too.
_AUTOMATIC_HEADERS = (
    "List-Id", "List-Post", "List-Unsubscribe", "Mailing-List",
    "X-Auto-Response-Suppress", "X-Autorespond", "X-Autoresponder",
)  # fmt: skip


class MailType(StrEnum):
    """The type of an e-mail: a calendar's reply, written text, a bounce, an automatic reply.

    OTHER is the rest: calendar objects that are not replies, forwarded e-mails.
    """

    ANSWER = "answer"
    WRITTEN = "written"
    BOUNCE = "bounce"
    AUTOMATIC = "automatic"
    OTHER = "other"


def mail_type_of(mail: Message, *, is_answer: bool) -> MailType:
    """Return the type of an e-mail. is_answer: it contains a calendar's reply."""
    if is_bounce(mail):
        return MailType.BOUNCE
    if _is_automatic(mail, is_answer=is_answer):
        return MailType.AUTOMATIC
    if is_answer:
        return MailType.ANSWER
    return MailType.WRITTEN if _is_text_only(mail) else MailType.OTHER


def _is_automatic(mail: Message, *, is_answer: bool) -> bool:
    """Return whether an e-mail was sent automatically, other than a calendar's reply.

    Replies of Google and Exchange are "auto-generated", vacation responders "auto-replied". Relays and lists
    add a Precedence to replies.
    """
    auto_submitted = header_text(mail, "Auto-Submitted").partition(";")[0].strip().lower()
    allowed = {"", "no", "auto-generated"} if is_answer else {"", "no"}
    bulk = _AUTO_REPLY if is_answer else _BULK
    precedence = header_text(mail, "Precedence").strip().lower()
    if auto_submitted not in allowed or precedence in bulk or "X-Autoreply" in mail:
        return True
    has_null_sender = header_text(mail, "Return-Path").strip() == "<>"
    return not is_answer and (has_null_sender or any(name in mail for name in _AUTOMATIC_HEADERS))


def _is_text_only(mail: Message) -> bool:
    """Return whether an e-mail contains neither a calendar object nor a forwarded e-mail."""
    return not any(
        part.get_content_maintype() == "message" or may_be_calendar(part) for part in mail.walk()
    )
