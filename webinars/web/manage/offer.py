"""The two buttons that settle a place, by the mailed link: take what is offered, and confirm that one comes.

Mail scanners follow links, so nothing happens by looking. These views stand on the blueprint of
registration.py.
"""

from collections.abc import Callable

from flask import redirect, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from webinars.errors import ConflictError
from webinars.registrations import actions, waiting_list
from webinars.registrations.models import Registration
from webinars.web.core.private_links import link_transaction
from webinars.web.manage.views import mine

Change = Callable[[Session, int], Registration]


def acceptance(token: str) -> ResponseReturnValue:
    """Take the place that is offered to somebody."""
    return _settle(token, waiting_list.accept, "place")


def proof(token: str) -> ResponseReturnValue:
    """Confirm that the mailbox is the person's, who will come: their place stays."""
    return _settle(token, actions.prove, "proof")


def _settle(token: str, change: Change, done: str) -> ResponseReturnValue:
    place_id = mine().id
    try:
        with link_transaction() as session:
            change(session, place_id)
    except ConflictError:
        # Taken before, or too late, or the event is off: the page says how things stand.
        done = ""
    return redirect(url_for("registration.own", token=token, done=done or None), 303)
