"""Addresses of the organiser's pages, and access to the event that an address names."""

from flask import request
from flask_login import current_user

from webinars.database import db
from webinars.events.models import Event
from webinars.events.queries import organised_event
from webinars.events.roles import Role
from webinars.pagination import MAX_ID
from webinars.web.core.security import endpoint_policies

URL_PREFIX = "/organise"
# A larger id in an address matches no page.
EVENT_PATH = f"/events/<int(max={MAX_ID}):event_id>"
REGISTRATION_PATH = f"{EVENT_PATH}/registrations/<int(max={MAX_ID}):registration_id>"


def get_own_event(event_id: int) -> Event:
    """Return an event on which the signed-in account has the role that the requested page needs.

    Raises:
        NotFoundError: it does not exist, or the account has no such role on it.
    """
    policy = endpoint_policies.policy_of(request.endpoint)
    role = (policy and policy.role) or Role.OWNER
    return organised_event(db.session(), current_user.organiser, event_id, role)
