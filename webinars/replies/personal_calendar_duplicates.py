"""Select what a personal calendar shows: not the registrations with an invitation in another calendar."""

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import String, false, select, true, type_coerce, union_all
from sqlalchemy.orm import Session

from webinars.events.enums import EventState
from webinars.registrations.models import Registration
from webinars.registrations.personal_calendar.calendars import CalendarDelivery
from webinars.registrations.status import Status
from webinars.replies.models import Reply
from webinars.replies.reply_rules import COUNTING, ReplyStatus
from webinars.scheduling.models import Invitation, ItipMethod

# A tentative reply leaves the entry in the calendar, as an accepted one does.
_ADDED = (ReplyStatus.ACCEPTED, ReplyStatus.TENTATIVE)
_REMOVED = (ReplyStatus.DECLINED,)


class _Sent(NamedTuple):
    """A calendar message to a registrant."""

    method: ItipMethod
    sequence: int


def without_invited(
    session: Session, registrations: Sequence[Registration], delivery: CalendarDelivery | None
) -> list[Registration]:
    """Return the registrations of one address that its personal calendar shows.

    Those with an invitation in the calendar are left out: all if the registrant has chosen invitations, else
    those that were accepted. An event is left out only while its invitation was sent and not cancelled, so
    that none is missing in both calendars.
    """
    confirmed = [row for row in registrations if row.status is Status.CONFIRMED]
    runs, added_at = _sent_and_replied(session, confirmed)
    return [
        row
        for row in registrations
        if not _is_invited(row, runs.get(row.event_id, ()), added_at.get(row.id), delivery)
    ]


def _is_invited(
    registration: Registration,
    run: Sequence[_Sent],
    added: int | None,
    delivery: CalendarDelivery | None,
) -> bool:
    is_added = delivery is CalendarDelivery.INVITATION or (
        bool(run) and added is not None and added >= run[0].sequence
    )
    if not run or not is_added:
        return False
    if run[-1].method is ItipMethod.REQUEST:
        return True
    # The CANCEL was about the event, not about the choice: the other calendar has removed the entry.
    is_off = registration.event.state is not EventState.PUBLISHED
    return is_off and delivery is not CalendarDelivery.PERSONAL_CALENDAR


def _sent_and_replied(
    session: Session, registrations: Sequence[Registration]
) -> tuple[dict[int, list[_Sent]], dict[int, int]]:
    """Return what was sent and replied for registrations of one address, in one query.

    First the last invitations without a CANCEL between them, and the CANCEL that follows, by event; then the
    SEQUENCE of the last reply by registration, if it keeps the entry.
    """
    runs: dict[int, list[_Sent]] = {}
    added_at: dict[int, int] = {}
    if not registrations:
        return runs, added_at
    sent = select(
        false().label("is_reply"),
        Invitation.event_id.label("of"),
        type_coerce(Invitation.method, String).label("value"),
        Invitation.sequence,
        Invitation.id,
    ).where(
        Invitation.event_id.in_({row.event_id for row in registrations}),
        Invitation.address == registrations[0].address,
    )
    replied = select(
        true(), Reply.registration_id, type_coerce(Reply.status, String), Reply.sequence, Reply.id
    ).where(
        Reply.registration_id.in_([row.id for row in registrations]),
        Reply.verdict.in_(COUNTING),
        Reply.status.in_((*_ADDED, *_REMOVED)),
    )
    for row in session.execute(union_all(sent, replied).order_by("id")):
        if not row.is_reply:
            run = runs.setdefault(row.of, [])
            if run and run[-1].method is ItipMethod.CANCEL:
                run.clear()
            run.append(_Sent(ItipMethod(row.value), row.sequence))
        elif ReplyStatus(row.value) in _ADDED:
            added_at[row.of] = row.sequence
        else:
            added_at.pop(row.of, None)
    return runs, added_at
