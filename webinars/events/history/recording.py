"""Record changes of an event and of what belongs to it: nothing else writes revisions."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from webinars.accounts.acting_account import acting_account_id
from webinars.events.history.models import Revision, Subject
from webinars.timezones import clock

Values = Mapping[str, Any]
_NOTHING: Values = {}


def record_change(
    session: Session,
    event_id: int,
    subject: Subject,
    subject_id: int,
    *,
    before: Values = _NOTHING,
    after: Values = _NOTHING,
) -> None:
    """Store a revision with the change that made it, by the account that acts.

    before is empty for a new subject, after for one that was removed. Nothing is stored if they are equal.
    """
    if before == after:
        return
    is_changed = bool(before and after)
    session.add(
        Revision(
            event_id=event_id,
            subject=subject,
            subject_id=subject_id,
            organiser_id=acting_account_id(session),
            changed_at=clock.now(),
            values=dict(after),
            previous={
                name: value
                for name, value in before.items()
                if not is_changed or after.get(name) != value
            },
        )
    )
