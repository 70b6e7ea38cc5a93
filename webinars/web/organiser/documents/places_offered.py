"""The events and bodies that are offered when a document is moved: those near it."""

from collections.abc import Sequence

from flask import url_for
from sqlalchemy import select
from sqlalchemy.orm import Session

from webinars.accounts.models import Organiser
from webinars.events.models import Event
from webinars.events.role_assignments import has_role
from webinars.events.roles import Role
from webinars.events.series.edited_list import entries_offered
from webinars.timezones import formatting
from webinars.web.core.locale import translator
from webinars.web.organiser.documents.owner import Owner

MOST_EVENTS = 50


def places_offered(session: Session, account: Organiser, owner: Owner) -> Sequence[tuple[str, str]]:
    """Return what to enter for bodies and for events, each with a label: the newest of the body first."""
    t = translator()
    events = select(Event).where(has_role(account, Role.EDITOR))
    if owner.series is not None:
        events = events.where(Event.series_id == owner.series.id)
    rows = session.scalars(events.order_by(Event.first_on.desc(), Event.id).limit(MOST_EVENTS))
    own = owner.event.id if owner.event else None
    return [
        *(
            (
                url_for("public.event", slug=one.slug),
                f"{t.text(one.title)}, {formatting.date_text(one.first_on, t, weekday=False)}",
            )
            for one in rows
            if one.id != own
        ),
        *entries_offered(session, account),
    ]
