"""Registrations that the personal calendar shows: those without an invitation in another calendar."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from webinars.events.rules import EventState
from webinars.registrations.models import Registration, Status
from webinars.registrations.personal_calendar.calendars import CalendarDelivery
from webinars.replies.models import Reply
from webinars.replies.rules import COUNTING, ReplyStatus
from webinars.scheduling.models import Invitation, Method
from webinars.scheduling.queries import Histories, last_run

# A tentative reply leaves the entry in the calendar, as an accepted one does.
_ADDED = (ReplyStatus.ACCEPTED, ReplyStatus.TENTATIVE)
_REMOVED = (ReplyStatus.DECLINED,)


def without_invited(
    session: Session, registrations: Sequence[Registration], delivery: CalendarDelivery | None
) -> list[Registration]:
    """Return the registrations of one address that its personal calendar shows.

    Those with an invitation in the calendar are left out: all if the registrant has chosen invitations, else
    those that were accepted. An event is left out only while its invitation was sent and not cancelled, so
    that none is missing in both calendars.
    """
    confirmed = [row for row in registrations if row.status is Status.CONFIRMED]
    histories = Histories(session)
    histories.read((row.event_id, row.address) for row in confirmed)
    runs = {row.id: last_run(histories.of(row.event_id, row.address)) for row in confirmed}
    added_at = _sequences_added(session, [row.id for row in confirmed if runs[row.id]])
    return [
        row
        for row in registrations
        if not _is_invited(row, runs.get(row.id, ()), added_at.get(row.id), delivery)
    ]


def _is_invited(
    registration: Registration,
    run: Sequence[Invitation],
    added: int | None,
    delivery: CalendarDelivery | None,
) -> bool:
    is_added = delivery is CalendarDelivery.INVITATION or (
        bool(run) and added is not None and added >= run[0].sequence
    )
    if not run or not is_added:
        return False
    if run[-1].method is Method.REQUEST:
        return True
    # The CANCEL was about the event, not about the choice: the other calendar has removed the entry.
    is_off = registration.event.state is not EventState.PUBLISHED
    return is_off and delivery is not CalendarDelivery.PERSONAL_CALENDAR


def _sequences_added(session: Session, registration_ids: Sequence[int]) -> dict[int, int]:
    """Return the SEQUENCE of the last reply that keeps the entry, by registration."""
    if not registration_ids:
        return {}
    rows = session.execute(
        select(Reply.registration_id, Reply.status, Reply.sequence)
        .where(
            Reply.registration_id.in_(registration_ids),
            Reply.verdict.in_(COUNTING),
            Reply.status.in_((*_ADDED, *_REMOVED)),
        )
        .order_by(Reply.id)
    )
    last = {row.registration_id: row for row in rows}
    return {row.registration_id: row.sequence for row in last.values() if row.status in _ADDED}
