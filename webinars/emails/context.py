"""What a letter is written from: the message it is for, the installation, the language, the templates."""

from collections.abc import Callable
from dataclasses import dataclass
from email.utils import parseaddr
from functools import cache
from typing import Any

from sqlalchemy.orm import Session

from webinars.capabilities.rules import Purpose
from webinars.emails import sanitize
from webinars.emails.batch import Batch
from webinars.emails.message import CalendarPart, Letter, Mailbox, UndeliverableError, mailbox
from webinars.emails.templates import render
from webinars.events.models import Event
from webinars.i18n import Translator
from webinars.i18n import translator_for as speak_of
from webinars.outbox.models import Message
from webinars.security.urls import host_of
from webinars.site import Site
from webinars.timezones import clock


@dataclass(frozen=True)
class Errand:
    """One message to compose, and all that its composer may look at."""

    message: Message
    site: Site
    mail_id: str
    batch: Batch
    translator_for: Callable[[str], Translator] = speak_of

    @property
    def session(self) -> Session:
        """Return the session of the transaction in which the letter is written."""
        return self.batch.session

    @property
    def facts(self) -> dict[str, Any]:
        """Return what was posted."""
        return self.message.facts

    def translator(self, language: str) -> Translator:
        """Return the words of somebody's language, or English if the installation has lost it."""
        return self.translator_for(language if language in self.site.languages else "en")

    def link(self, purpose: Purpose, subject_id: int, path: str) -> str:
        """Return the address of a private link; %s in the path stands for its token.

        Raises:
            NotFoundError: "no-such-link": it was revoked, so there is none to send.
        """
        return self.site.url(path % self.batch.links.token(purpose, subject_id))

    def letter(
        self,
        folder: str,
        t: Translator,
        *,
        to: Mailbox,
        values: dict[str, Any],
        event: Event | None = None,
        calendar: CalendarPart | None = None,
    ) -> Letter:
        """Render the folder's three templates into a letter to one person."""
        sender_name = self.sender_name(event)
        common = {
            "_": t,
            "ngettext": t.plural,
            "language": t.language,
            "direction": t.direction,
            "site_name": sanitize.one_line(self.site.name),
            "sender_name": sender_name,
            "name": sanitize.isolated(to.name, t.direction) or t("Hello"),
            "contact_name": self.batch.once(_contact_name, event, t) if event else "",
            "contact_email": event.contact_email if event else "",
        }
        subject, text, html = render(folder, common | values, self.batch.once)
        return Letter(
            sender=Mailbox(sender_name, self.mail_from),
            recipient=to,
            reply_to=self.batch.once(_contact, event) if event else None,
            subject=sanitize.one_line(subject),
            text=sanitize.paragraph(text).strip() + "\n",
            html=sanitize.paragraph(html),
            calendar=calendar,
            mail_id=self.mail_id,
            written_at=clock.now(),
        )

    @property
    def mail_from(self) -> str:
        """Return the address that our mail comes from."""
        return _own_address(self.site.mail_from)

    def sender_name(self, event: Event | None) -> str:
        """Return the name in From: who holds the event, else who to ask, else the installation's."""
        return self.batch.once(_sender_name, event, self.site)


Composer = Callable[[Errand], Letter | None]


def mail_id_of(message: Message, site: Site) -> str:
    """Return the Message-ID of an outbox row, the same whenever and from whichever copy it is composed."""
    host = host_of(site.base_url) or "localhost"
    return message.mail_id or f"<{message.mail_token}@{host}>"


@cache
def _own_address(mail_from: str) -> str:
    return mailbox("", parseaddr(mail_from)[1]).email


def _sender_name(event: Event | None, site: Site) -> str:
    names = [event.hosted_by, event.contact_name] if event else []
    return next(filter(None, map(sanitize.one_line, [*names, site.name])), "")


def _contact_name(event: Event, t: Translator) -> str:
    return sanitize.isolated(sanitize.person(event.contact_name), t.direction)


def _contact(event: Event) -> Mailbox | None:
    # A contact address that no mail can carry must not keep the letter from those who registered.
    try:
        return mailbox(event.contact_name, event.contact_email)
    except UndeliverableError:
        return None
