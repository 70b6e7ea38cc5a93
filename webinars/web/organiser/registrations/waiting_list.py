"""Waiting list of an event: order, moving, and offers out of order."""

from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext
from flask_login import current_user

from webinars.database import db, transaction
from webinars.errors import ConflictError, InvalidInputError
from webinars.events.enums import EventState, WaitingList
from webinars.events.models import Event
from webinars.pagination import MAX_ID
from webinars.registrations import queries
from webinars.registrations.organiser.waiting_list import (
    PAGE_LENGTH,
    move_in_queue,
    waiting_list_page,
)
from webinars.registrations.status import Status
from webinars.registrations.waiting_list import offers
from webinars.timezones import clock, formatting
from webinars.timezones.formatting import instant_text
from webinars.web.core.errors.error_text import error_sentence
from webinars.web.core.locale import translator
from webinars.web.organiser.routing import EVENT_PATH, URL_PREFIX, get_own_event

blueprint = Blueprint("organiser_waiting_list", __name__, url_prefix=URL_PREFIX)

_ONE = f"<int(max={MAX_ID}):registration_id>"
# More than the longest list: to the top.
_STEPS = {"up": -1, "down": 1, "first": -MAX_ID}
_MODES = {
    WaitingList.OFFERS: lazy_gettext(
        "An available place is offered to the first person who can take it, then to the next."
    ),
    WaitingList.AT_ONCE: lazy_gettext(
        "An available place is given at once to the first person who can take it."
    ),
    WaitingList.BY_HAND: lazy_gettext("Nobody moves up automatically: you offer available places."),
}
_DONE = frozenset({"moved", *(status.value for status in Status)})


@blueprint.get(f"{EVENT_PATH}/waiting-list", endpoint="list")
def list_waiting(event_id: int) -> str:
    """Show the waiting list, starting at the requested position."""
    return _page(get_own_event(event_id))


@blueprint.post(f"{EVENT_PATH}/waiting-list/{_ONE}/position")
def move(event_id: int, registration_id: int) -> ResponseReturnValue:
    """Move a registration up or down the waiting list."""
    get_own_event(event_id)
    queries.registration_of_event(db.session(), event_id, registration_id)
    step = _STEPS.get(request.form.get("to", ""))
    if step is None:
        raise InvalidInputError("not-a-choice")
    try:
        with transaction() as session:
            order = move_in_queue(
                session, event_id=event_id, registration_id=registration_id, by=step
            )
    except ConflictError as error:
        return _page(get_own_event(event_id), refused=error_sentence(error)), 409
    position = order.index(registration_id) + 1
    return _back(event_id, position, "moved", _anchor=f"position-{position}")


@blueprint.post(f"{EVENT_PATH}/registrations/{_ONE}/offer")
def offer(event_id: int, registration_id: int) -> ResponseReturnValue:
    """Offer a free place to a waiting registrant, regardless of position."""
    get_own_event(event_id)
    try:
        with transaction() as session:
            status = offers.offer_place(
                session, event_id=event_id, registration_id=registration_id
            ).status
    except ConflictError as error:
        return _page(get_own_event(event_id), refused=error_sentence(error)), 409
    return _back(event_id, 1, status.value)


def _page(event: Event, *, refused: str = "") -> str:
    t, zone, first = translator(), current_user.organiser.timezone, _first()
    after = request.args.get("after", "")
    waiting_page = waiting_list_page(db.session(), event, skip=first - 1, after=after)
    is_live = event.state is EventState.PUBLISHED and event.ends_at > clock.now()
    done = request.args.get("done", "")
    return render_template(
        "organiser/registrations/waiting_list.html",
        event=event,
        entries=[
            (entry, instant_text(entry.since, zone, t)) for entry in waiting_page.registrations
        ],
        waiting_list=waiting_page,
        is_live=is_live,
        mode=_MODES[event.waiting_list],
        city=formatting.zone_name(zone, t),
        first=first,
        next_url=waiting_page.after
        and url_for(
            "organiser_waiting_list.list",
            event_id=event.id,
            **_from(first + PAGE_LENGTH, after=waiting_page.after),
        ),
        done=done if done in _DONE else "",
        refused=refused,
    )


def _first() -> int:
    """Return the first position of the requested page."""
    value = request.args.get("from", "")
    number = (
        int(value) if value.isascii() and value.isdecimal() and len(value) < len("1000000") else 1
    )
    return (max(number, 1) - 1) // PAGE_LENGTH * PAGE_LENGTH + 1


def _from(position: int, **arguments: Any) -> dict[str, Any]:
    """Return the arguments of the page that begins at a position; "from" is a word of Python."""
    return {"from": position, **arguments}


def _back(event_id: int, position: int, done: str, **arguments: Any) -> ResponseReturnValue:
    where = _from(position) if position > PAGE_LENGTH else {}
    return redirect(
        url_for("organiser_waiting_list.list", event_id=event_id, done=done, **where, **arguments),
        303,
    )
