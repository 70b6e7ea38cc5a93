"""Context in which an e-mail is composed: message, installation, translators, links, templates."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from email.utils import parseaddr
from typing import Any

from sqlalchemy.orm import Session

from webinars.caching.memoize import memoize
from webinars.capabilities.link_purposes import Purpose
from webinars.emails import sanitize
from webinars.emails.batch import Batch
from webinars.emails.outgoing_email import (
    CalendarPart,
    Mailbox,
    OutgoingEmail,
    UndeliverableError,
    mailbox,
)
from webinars.emails.templates import render
from webinars.emails.threads import message_id_host
from webinars.events.models import Event
from webinars.i18n import Translator, translator_for
from webinars.outbox.models import Message
from webinars.site import Site
from webinars.timezones import clock


@dataclass(frozen=True)
class EmailContext:
    """A message to compose, and everything that its composer may use; at: when it was sent, if it was."""

    message: Message
    site: Site
    mail_id: str
    batch: Batch
    load_translator: Callable[[str], Translator] = translator_for
    at: datetime | None = None

    @property
    def now(self) -> datetime:
        """Return the instant for which the e-mail is composed."""
        return self.at or clock.now()

    @property
    def session(self) -> Session:
        """Return the session of the transaction that composes the e-mail."""
        return self.batch.session

    @property
    def payload(self) -> dict[str, Any]:
        """Return the payload of the message."""
        return self.message.payload

    def translator(self, language: str) -> Translator:
        """Return the translator of a language, or of English if it is no longer offered."""
        return self.load_translator(language if language in self.site.languages else "en")

    def link(self, purpose: Purpose, subject_id: int, path: str) -> str:
        """Return the URL of a private link; %s in the path is replaced by its token.

        Raises:
            NotFoundError: "no-such-link": it was revoked.
        """
        return self.site.url(path % self.batch.links.token(purpose, subject_id))

    def render_email(
        self,
        folder: str,
        t: Translator,
        *,
        to: Mailbox,
        values: dict[str, Any],
        event: Event | None = None,
        calendar: CalendarPart | None = None,
    ) -> OutgoingEmail:
        """Render the templates of a folder into an e-mail to one person."""
        subject, text, html = self.render_parts(folder, t, to=to, values=values, event=event)
        return OutgoingEmail(
            sender=Mailbox(self.sender_name(event), self.mail_from),
            recipient=to,
            reply_to=self.batch.of_event(_contact, event) if event else None,
            subject=sanitize.subject(subject),
            text=text.strip() + "\n",
            html=html,
            calendar=calendar,
            mail_id=self.mail_id,
            written_at=clock.now(),
            references=self.batch.threads.references(self.message, to.email),
            unsubscribe_url=values.get("unsubscribe_url", ""),
        )

    def render_parts(
        self,
        folder: str,
        t: Translator,
        *,
        to: Mailbox,
        values: dict[str, Any],
        event: Event | None = None,
    ) -> tuple[str, str, str]:
        """Render subject, text and HTML of an e-mail to one person."""
        common = {
            "_": t,
            "ngettext": t.plural,
            "language": t.language,
            "direction": t.direction,
            "site_name": _site_name(self.site),
            "sender_name": self.sender_name(event),
            "colour": self.site.appearance.colour,
            "dark_colour": self.site.appearance.dark_colour,
            "logo_url": self.site.url(self.site.appearance.logo)
            if self.site.appearance.logo
            else "",
            "name": sanitize.isolated(to.name, t.direction) or t("Hello"),
            "contact_name": self.batch.of_event(_contact_name, event, t) if event else "",
            "contact_email": event.contact_email if event else "",
            "note_paragraphs": (),
        }
        return render(folder, common | values)

    @property
    def mail_from(self) -> str:
        """Return the address in From."""
        return _sender_address(self.site.mail_from)

    def sender_name(self, event: Event | None) -> str:
        """Return the name in From: the event's host, else its contact, else the installation."""
        return (
            self.batch.of_event(_sender_name, event, self.site) if event else _site_name(self.site)
        )


Composer = Callable[[EmailContext], OutgoingEmail | None]


def mail_id_of(message: Message, site: Site) -> str:
    """Return the Message-ID of an outbox row, the same each time it is composed, also from a backup."""
    return message.mail_id or f"<{message.mail_token}@{message_id_host(site)}>"


@memoize(16)
def _sender_address(mail_from: str) -> str:
    return mailbox("", parseaddr(mail_from)[1]).email


def _sender_name(event: Event, site: Site) -> str:
    names = map(sanitize.one_line, [event.hosted_by, event.contact_name])
    return next(filter(None, names), "") or _site_name(site)


def _site_name(site: Site) -> str:
    return sanitize.one_line(site.name)


def _contact_name(event: Event, t: Translator) -> str:
    return sanitize.isolated(sanitize.person(event.contact_name), t.direction)


def _contact(event: Event) -> Mailbox | None:
    # An invalid contact address must not keep the e-mail from registrants.
    try:
        return mailbox(event.contact_name, event.contact_email)
    except UndeliverableError:
        return None
