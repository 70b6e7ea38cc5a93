"""Which pages and buttons the signed-in account sees: those of routes that it may request."""

from flask import Flask, g
from flask_login import current_user

from webinars.database import db
from webinars.events.models import Event
from webinars.events.role_assignments import role_on
from webinars.events.roles import Role
from webinars.web.core.security import endpoint_policies


def init_app(app: Flask) -> None:
    """Let templates ask whether the account may request a route."""
    app.context_processor(lambda: {"may": may})


def may(endpoint: str, event: Event | None = None) -> bool:
    """Return whether the account may request a route; event is the one in its path."""
    policy = endpoint_policies.POLICIES[endpoint]
    if not endpoint_policies.may_request_page(policy, current_user.organiser):
        return False
    if policy.role is None:
        return True
    role = _role(event) if event is not None else None
    return role is not None and role.includes(policy.role)


def may_with_role(endpoint: str, role: Role) -> bool:
    """Return the same for an event on which the account has a known role."""
    policy = endpoint_policies.POLICIES[endpoint]
    has_role = policy.role is None or role.includes(policy.role)
    return has_role and endpoint_policies.may_request_page(policy, current_user.organiser)


def _role(event: Event) -> Role | None:
    """Return the account's role, which is read once in a request."""
    known: dict[int, Role | None] = g.setdefault("roles_on_events", {})
    if event.id not in known:
        known[event.id] = role_on(db.session(), current_user.organiser, event)
    return known[event.id]
