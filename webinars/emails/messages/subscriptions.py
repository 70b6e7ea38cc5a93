"""E-mails to subscribers: the question whether they asked for it, notices at once, and those of a week."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from webinars.capabilities.link_purposes import Purpose
from webinars.email_subscriptions.models import (
    EmailSubscription,
    Interest,
    Notice,
    NoticeReason,
    Subscriber,
)
from webinars.email_subscriptions.pending import replaced_subscriptions, slices
from webinars.email_subscriptions.queries import own_subscriptions, title_of
from webinars.email_subscriptions.subjects import SECRET
from webinars.email_subscriptions.subscribing import CONFIRMABLE
from webinars.emails import sanitize
from webinars.emails.email_context import EmailContext
from webinars.emails.event_time import city_line
from webinars.emails.messages.document_updates import (
    NamedDocument,
    headline,
    named_documents,
    named_language,
)
from webinars.emails.outgoing_email import OutgoingEmail, mailbox
from webinars.errors import InvalidInputError
from webinars.events.enums import PUBLIC, EventState
from webinars.events.models import Event
from webinars.i18n import Translator
from webinars.registrations.models import Registration
from webinars.registrations.status import ACTIVE
from webinars.timezones import formatting
from webinars.timezones.schedule import Precision, deserialize, resolve

FOLDER = "subscriber-notices"
DOCUMENTS_FOLDER = "subscriber-documents"
# Registrants are not e-mailed about it otherwise.
_NEW = {NoticeReason.PUBLISHED}
OWN_PAGE = "/email-updates/%s"
# Events of one subscription in one e-mail; the page has the rest.
MOST_EVENTS = 30


@dataclass(frozen=True)
class NoticedEvent:
    """An event in the e-mail: a heading, lines below it, its page, and its calendar file if it has one."""

    title: str
    lines: Sequence[str]
    url: str
    calendar_url: str


@dataclass(frozen=True)
class NoticedSubject:
    """What a subscriber asked for, and the events to name; further is their number beyond these.

    are_dates: the events are dates of one event.
    """

    name: str
    url: str
    events: Sequence[NoticedEvent]
    further: int
    are_dates: bool


def confirmation(context: EmailContext) -> OutgoingEmail | None:
    """Ask whether an address asked for e-mails; if that is settled, send the link to its own page."""
    subscriber, rows = _addressed(context)
    row = next((one for one in rows if one.id == context.payload["subscription_id"]), None)
    if subscriber is None or row is None:
        return None
    if row.confirmed_at is None and row.requested_at + CONFIRMABLE <= context.now:
        return None
    t = context.translator(subscriber.language)
    name = title_of(context.session, row, t)
    if name is None:
        return None
    own_url = context.link(Purpose.SUBSCRIBER, subscriber.id, OWN_PAGE)
    values = {
        "subject_name": sanitize.one_line(name),
        "interest": row.interest,
        "covers_branch": row.covers_branch,
        "of_one_document": row.document_id is not None,
        "document_language": named_language(row.language) if row.language else None,
        "is_confirmed": row.confirmed_at is not None,
        "confirm_url": f"{own_url}/confirmations/{row.id}",
        "own_url": own_url,
        "days": CONFIRMABLE.days,
    }
    to = mailbox("", subscriber.email)
    return context.render_email("subscriber-confirmation", t, to=to, values=values)


def notice(context: EmailContext) -> OutgoingEmail | None:
    """Compose what happened to the events of one subscription; None if nothing is left of it."""
    return _notices(context)


def documents(context: EmailContext) -> OutgoingEmail | None:
    """Compose which versions of documents came out; None if everyone may read none of them any more."""
    subscriber, rows = _addressed(context)
    if subscriber is None or subscriber.paused_at is not None:
        return None
    t = context.translator(subscriber.language)
    wanted = _wanted(context, rows)
    confirmed = [row for row in rows if row.id in wanted]
    noticed = [one for row in confirmed for one in wanted[row.id]]
    named, of_documents = named_documents(context, noticed, t)
    if not named:
        return None
    number = confirmed[0].id if len(confirmed) == 1 else "documents"
    values = {
        **_documents_values(context, named, of_documents),
        "headline": headline(named, of_documents, t),
        **_links(context, subscriber, number),
    }
    to = mailbox("", subscriber.email)
    return context.render_email(DOCUMENTS_FOLDER, t, to=to, values=values)


def digest(context: EmailContext) -> OutgoingEmail | None:
    """Compose what happened in a week to the events of all subscriptions; None if nothing is left of it."""
    return _notices(context, is_digest=True)


def _notices(context: EmailContext, *, is_digest: bool = False) -> OutgoingEmail | None:
    subscriber, rows = _addressed(context)
    if subscriber is None or subscriber.paused_at is not None:
        return None
    t = context.translator(subscriber.language)
    wanted = _wanted(context, rows)
    confirmed = [row for row in rows if row.id in wanted]
    about_events = [row for row in confirmed if row.interest is not Interest.DOCUMENTS]
    notices = _public_notices(context, [one for row in about_events for one in wanted[row.id]])
    registered = _registered_for(
        context.session, subscriber, {one.event.id for one in notices.values()}
    )
    subjects, reasons = [], []
    for row in about_events:
        own = [notices[number] for number in wanted[row.id] if number in notices]
        own = [one for one in own if one.reason in _NEW or one.event_id not in registered]
        name = title_of(context.session, row, t) if own else None
        if name is None:
            continue
        latest = _one_of_each_event(own)
        reasons += [(one.reason, one.event) for one in latest]
        are_dates = row.interest is Interest.DATES
        subjects.append(
            NoticedSubject(
                sanitize.one_line(name),
                _subject_url(context, row, latest),
                [
                    _event(context, one, own, subscriber.timezone, t, is_date=are_dates)
                    for one in latest[:MOST_EVENTS]
                ],
                max(len(latest) - MOST_EVENTS, 0),
                are_dates,
            )
        )
    about_documents = [row for row in confirmed if row.interest is Interest.DOCUMENTS]
    noticed = [one for row in about_documents for one in wanted[row.id]]
    named, of_documents = named_documents(context, noticed, t) if noticed else ([], 0)
    if not subjects and not named:
        return None
    number = confirmed[0].id if len(confirmed) == 1 else "weekly"
    updates = len(reasons) + of_documents
    values = {
        "subjects": subjects,
        **_documents_values(context, named, of_documents),
        "is_digest": is_digest,
        "headline": t.plural(
            "%(n)s e-mail update this week", "%(n)s e-mail updates this week", updates
        )
        if is_digest
        else _headline(reasons, subjects, t=t),
        **_links(context, subscriber, number),
    }
    to = mailbox("", subscriber.email)
    return context.render_email(FOLDER, t, to=to, values=values)


def _wanted(context: EmailContext, rows: Sequence[EmailSubscription]) -> dict[int, list[int]]:
    """Return the ids of notices by that of the confirmed subscription that they are sent for."""
    wanted: dict[int, list[int]] = dict(context.payload["items"])
    gone = [number for key in wanted.keys() - {row.id for row in rows} for number in wanted[key]]
    if gone:
        for key, ids in replaced_subscriptions(context.session, rows, gone).items():
            wanted[key] = sorted({*wanted.get(key, ()), *ids})
    confirmed = {row.id for row in rows if row.confirmed_at is not None}
    return {key: ids for key, ids in wanted.items() if key in confirmed}


def _documents_values(
    context: EmailContext, named: Sequence[NamedDocument], number: int
) -> dict[str, Any]:
    return {
        "documents": named,
        "further_documents": number - len(named),
        "documents_url": context.site.url("/documents"),
    }


def _links(context: EmailContext, subscriber: Subscriber, number: int | str) -> dict[str, str]:
    """Return the links to the subscriber's page, and that which ends what an e-mail was sent for."""
    end = f"/stop-email-updates/%s/{number}"
    return {
        "own_url": context.link(Purpose.SUBSCRIBER, subscriber.id, OWN_PAGE),
        "unsubscribe_url": context.link(Purpose.END_SUBSCRIPTION, subscriber.id, end),
    }


def _addressed(context: EmailContext) -> tuple[Subscriber | None, Sequence[EmailSubscription]]:
    subscriber = context.session.get(Subscriber, context.payload["subscriber_id"])
    rows = own_subscriptions(context.session, subscriber.id) if subscriber else ()
    return subscriber, rows


def _public_notices(context: EmailContext, ids: Iterable[int]) -> Mapping[int, Notice]:
    """Return notices by id of events that are public, come, and are not found by a secret link alone."""
    wanted = (
        select(Notice)
        .join(Event, Event.id == Notice.event_id)
        .options(
            joinedload(Notice.event).joinedload(Event.series),
            joinedload(Notice.event).joinedload(Event.organiser),
        )
        .where(
            Event.state.in_(PUBLIC),
            Event.access_mode != SECRET,
            Event.ends_at > context.now,
        )
        .order_by(Notice.id)
    )
    rows = [
        row
        for some in slices(ids)
        for row in context.session.scalars(wanted.where(Notice.id.in_(some)))
    ]
    return {row.id: row for row in rows}


def _one_of_each_event(notices: Sequence[Notice]) -> list[Notice]:
    """Return the last notice of each event; that it is new, if that is among them."""
    result: dict[int, Notice] = {}
    for one in notices:
        earlier = result.get(one.event.id)
        if earlier is None or earlier.reason is not NoticeReason.PUBLISHED:
            result[one.event.id] = one
    return list(result.values())


def _registered_for(session: Session, subscriber: Subscriber, event_ids: set[int]) -> set[int]:
    """Return those of some events about whose changes the address gets e-mails as a registrant."""
    return set(
        session.scalars(
            select(Registration.event_id).where(
                Registration.address == subscriber.address,
                Registration.event_id.in_(sorted(event_ids)),
                Registration.status.in_(ACTIVE),
            )
        )
    )


def _subject_url(context: EmailContext, row: EmailSubscription, notices: Sequence[Notice]) -> str:
    if row.series is not None:
        return context.site.url(f"/series/{row.series.slug}")
    return context.site.url(f"/events/{notices[-1].event.slug}")


def _event(
    context: EmailContext,
    latest: Notice,
    own: Sequence[Notice],
    zone: str,
    t: Translator,
    *,
    is_date: bool,
) -> NoticedEvent:
    event = latest.event
    url = context.site.url(f"/events/{event.slug}")
    lines = [_label(latest, t, is_date=is_date)]
    if event.state is not EventState.POSTPONED:
        lines.append(context.batch.of_event(city_line, event, t))
        if zone and event.precision is Precision.TIME:
            lines.append(formatting.reader_time_text(event.starts_at, zone, t))
    first = next(one for one in own if one.event_id == event.id)
    if first.former and latest.reason in {NoticeReason.DATED, NoticeReason.MOVED}:
        lines += _former_lines(first.former, t)
    has_file = event.state is EventState.PUBLISHED and event.precision is not Precision.MONTH
    return NoticedEvent(
        sanitize.one_line(t.text(event.title)),
        lines,
        url,
        f"{url}.ics" if has_file else "",
    )


def _former_lines(schedule: list[Any], t: Translator) -> list[str]:
    """Return when an event was before; nothing if clocks skip that time under the rules of today."""
    former = deserialize(schedule)
    try:
        span = resolve(former)
    except InvalidInputError:
        return []
    return [t("Before: %(when)s", when=formatting.schedule_text(former, span, (), t))]


def _label(notice: Notice, t: Translator, *, is_date: bool) -> str:
    match notice.event.state:
        case EventState.CANCELLED:
            return t("Cancelled")
        case EventState.POSTPONED:
            return t("Postponed: the new date is not known yet")
        case _:
            pass
    match notice.reason:
        case NoticeReason.DATED:
            return t("The date is set")
        case NoticeReason.PUBLISHED:
            return t("New date") if is_date else t("New event")
        case NoticeReason.RESTORED:
            return t("Reinstated")
        case _:
            return t("New date or time")


def _headline(
    reasons: Sequence[tuple[NoticeReason, Event]],
    subjects: Sequence[NoticedSubject],
    *,
    t: Translator,
) -> str:
    """Return what the e-mail is about, for its subject."""
    if len(reasons) == 1:
        return _headline_of_one(*reasons[0], t, is_date=subjects[0].are_dates)
    name = subjects[0].name
    if all(reason is NoticeReason.PUBLISHED for reason, _ in reasons):
        if subjects[0].are_dates:
            return t.plural(
                "%(n)s new date: %(name)s", "%(n)s new dates: %(name)s", len(reasons), name=name
            )
        return t.plural(
            "%(n)s new event: %(name)s", "%(n)s new events: %(name)s", len(reasons), name=name
        )
    return t.plural("%(n)s update: %(name)s", "%(n)s updates: %(name)s", len(reasons), name=name)


def _headline_of_one(reason: NoticeReason, event: Event, t: Translator, *, is_date: bool) -> str:
    title = sanitize.one_line(t.text(event.title))
    if event.state is EventState.CANCELLED:
        return t("Cancelled: %(title)s", title=title)
    if event.state is EventState.POSTPONED:
        return t("Postponed: %(title)s", title=title)
    match reason:
        case NoticeReason.PUBLISHED:
            if is_date:
                return t("New date: %(title)s", title=title)
            return t("New event: %(title)s", title=title)
        case NoticeReason.RESTORED:
            return t("Reinstated: %(title)s", title=title)
        case NoticeReason.DATED:
            return t("Date set: %(title)s", title=title)
        case _:
            return t("New date or time: %(title)s", title=title)
