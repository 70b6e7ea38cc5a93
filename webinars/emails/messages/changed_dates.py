"""The e-mail that lists what has changed of several dates of one registrant."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from webinars.capabilities.link_purposes import Purpose
from webinars.emails.email_context import EmailContext
from webinars.emails.messages import shared
from webinars.emails.messages.event_changes import is_text_changed, previous_details
from webinars.emails.messages.several_dates import DateLine, date_line, zone_text
from webinars.emails.outgoing_email import OutgoingEmail, mailbox
from webinars.events.enums import EventState
from webinars.i18n import Translator
from webinars.registrations.group_registrations import dates_of_address, group_registration_of
from webinars.registrations.models import Registration
from webinars.registrations.status import ACTIVE, Status

Changes = Mapping[str, Mapping[str, Any]]


def changed_dates(context: EmailContext) -> OutgoingEmail | None:
    """List the dates that were changed together, as they are now; None if nothing is left to be said.

    Beside it, each date whose entry is in the registrant's calendar has a short e-mail of its own.
    """
    first = context.batch.registration(context.payload["registration_id"])
    if first is None or first.erased_at is not None:
        return None
    t, changes = context.translator(first.language), context.payload["changes"]
    group_id = int(context.payload["date_group_id"])
    own = [
        one
        for one in dates_of_address(context.session, group_id, first.address)
        if str(one.event_id) in changes and one.status in ACTIVE
    ]
    context.batch.stated_times.read(one.id for one in own)
    told = {
        one: line
        for one in own
        if (line := _line(context, one, changes[str(one.event_id)], t)) is not None
    }
    if not told:
        return None
    event = next(iter(told)).event
    row = group_registration_of(context.session, group_id, first.address)
    dates_url = context.link(Purpose.DATES, row.id, "/dates/%s") if row else ""
    # Of each the time is recorded as stated; the e-mail is about the first.
    values, *_others = [shared.registration_values(context, one, t) for one in told]
    values |= {
        "lines": [
            line if row else replace(line, url=shared.manage_url_of(context, one))
            for one, line in told.items()
        ],
        "number": len(told),
        "have_ended": all(one.event.ends_at <= context.now for one in told),
        "outcome": _outcome(told, changes),
        "new_text": _new_text(told, changes, t),
        "zone_text": zone_text(first.timezone, t),
        "dates_url": dates_url,
        "has_entries": not values["in_personal_calendar"]
        and any(one.status is Status.CONFIRMED for one in told),
    }
    values |= shared.note_values(_notes(context, told, changes), values, t)
    to = mailbox(first.name, first.email)
    return context.render_email("registration-dates-changed", t, to=to, values=values, event=event)


def _line(
    context: EmailContext, registration: Registration, change: Mapping[str, Any], t: Translator
) -> DateLine | None:
    """Return what the e-mail says of one date; None if it is as it was."""
    event, previous = registration.event, change.get("previous")
    line = date_line(registration, t)
    if event.state is not EventState.PUBLISHED:
        return line if event.state is not EventState.DRAFT else None
    if previous is None:
        return line
    if change.get("texts_only") and (
        registration.status is not Status.CONFIRMED
        or context.batch.is_without_invitations(registration.address)
    ):
        return None
    stated = context.batch.stated_times.of(registration.id)
    before = previous_details(previous, registration, stated, t, is_one_of_several=True)
    if not before and not is_text_changed(previous, event, t):
        return None
    return replace(line, before=before)


def _outcome(told: Iterable[Registration], changes: Changes) -> str:
    """Return what has become of all dates: "cancelled", "reinstated"; "changed" of each something else."""
    states = {one.event.state for one in told}
    if states == {EventState.CANCELLED}:
        return "cancelled"
    is_reinstated = all("previous" not in changes[str(one.event_id)] for one in told)
    return "reinstated" if is_reinstated and states == {EventState.PUBLISHED} else "changed"


def _new_text(told: Iterable[Registration], changes: Changes, t: Translator) -> str:
    """Return the new description, if the dates that have one have the same."""
    texts = {
        shared.teaser(one.event, t)
        for one in told
        if (previous := changes[str(one.event_id)].get("previous"))
        and is_text_changed(previous, one.event, t)
    }
    return texts.pop() if len(texts) == 1 else ""


def _notes(context: EmailContext, told: Iterable[Registration], changes: Changes) -> Sequence[str]:
    """Return the organiser's paragraphs about the dates, each once."""
    ids = [number for one in told for number in changes[str(one.event_id)].get("notes", ())]
    return list(dict.fromkeys(map(context.batch.note, ids)))
