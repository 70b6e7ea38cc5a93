"""Who may ask for what: each endpoint has one line here, and one without stops the start."""

# Somebody else's and what does not exist look alike: rows are fetched through their owner, and a private link
# that is unknown, revoked or over is answered 404 before its page is asked.

from dataclasses import dataclass, replace
from typing import Literal

from flask import Flask, abort, request
from flask_login import current_user
from werkzeug.exceptions import Unauthorized

from webinars.capabilities.rules import Purpose
from webinars.web.core import private_links

Who = Literal["public", "link", "organiser", "admin", "one-click"]


class SignInAgainError(Unauthorized):
    """Whoever sits there signed in a while ago, and asks for what is not done without signing in again."""


@dataclass(frozen=True)
class Policy:
    """Who may ask for an endpoint.

    purpose is that of the private link whose token stands in the address. explains says that its page itself
    tells of a link that is over. prefix is what stands before the token: what follows is secret, kept out of
    logs, referrers and search engines. secret_query says the same of the query. shows_form says that its
    page shows the form again when the token of a form is missing. leads_out lets its form lead to another
    host. is_personal says that a page open to all shows something of the person in front of it. takes_files:
    its form may carry some. asks_again: only for those who signed in lately.
    """

    who: Who
    purpose: Purpose | None = None
    explains: bool = False
    prefix: str = ""
    secret_query: bool = False
    shows_form: bool = False
    leads_out: bool = False
    is_personal: bool = False
    takes_files: bool = False
    asks_again: bool = False

    @property
    def may_be_cached(self) -> bool:
        """Tell whether browsers may keep its answers: they are for anybody's eyes."""
        return self.who == "public" and not self.is_personal


PUBLIC = Policy("public")
FORM = Policy("public", shows_form=True)
# The secret link of an event: its key is in the query.
WITH_KEY = Policy("public", secret_query=True)
MANAGE = Policy("link", Purpose.MANAGE, prefix="/registrations/")
MANAGE_FORM = replace(MANAGE, shows_form=True)
MANAGE_FILES = replace(MANAGE_FORM, takes_files=True)
INVITEE = Policy("link", Purpose.INVITEE, prefix="/invited/")
DELEGATION = Policy("link", Purpose.DELEGATION, prefix="/delegations/")
JOIN = Policy("link", Purpose.JOIN, prefix="/join/", leads_out=True)
ORGANISER = Policy("organiser")
ORGANISER_FORM = Policy("organiser", shows_form=True)
ADMIN = Policy("admin", asks_again=True)

POLICIES: dict[str, Policy] = {
    "static": PUBLIC,
    "public.list": PUBLIC,
    "public.event": WITH_KEY,
    "public.series": PUBLIC,
    "public.privacy": PUBLIC,
    "public.accessibility": PUBLIC,
    "calendar.feed": PUBLIC,
    "calendar.event": PUBLIC,
    "calendar.series": PUBLIC,
    "news.as_atom": PUBLIC,
    "news.as_json": PUBLIC,
    "registration.new": replace(WITH_KEY, shows_form=True),
    "registration.create": replace(WITH_KEY, shows_form=True, takes_files=True),
    "registration.received": PUBLIC,
    "registration.links": FORM,
    "registration.links_sent": PUBLIC,
    "manage.erased": PUBLIC,
    "manage.links_replaced": PUBLIC,
    "manage.replace_links": MANAGE,
    "manage.show": MANAGE,
    "manage.calendar_file": MANAGE,
    "manage.details": MANAGE_FORM,
    "manage.cancellation": MANAGE,
    "manage.erasure": MANAGE,
    "manage.export": MANAGE,
    "manage.register_again": MANAGE,
    "offer.acceptance": MANAGE,
    "offer.verification": MANAGE,
    "personal_calendar.settings": MANAGE,
    "personal_calendar.feed": Policy("link", Purpose.CALENDAR, prefix="/calendars/"),
    "manage.address": Policy("link", Purpose.ADDRESS, prefix="/registrations/"),
    "join.page": JOIN,
    "join.enter": JOIN,
    "sign_in.request_link": Policy("public", shows_form=True, is_personal=True),
    "sign_in.sent": Policy("public", is_personal=True),
    "sign_in.link": Policy("link", Purpose.SIGN_IN, explains=True, prefix="/sign-in/"),
    "sign_in.sign_out": Policy("public", is_personal=True),
    "organiser_events.start": ORGANISER,
    "organiser_events.list": ORGANISER,
    "organiser_event_form.new": ORGANISER_FORM,
    "organiser_event_form.edit": ORGANISER_FORM,
    "organiser_timezone_update.apply": ORGANISER,
    "organiser_event_preview.show": ORGANISER,
    "organiser_announcements.new": ORGANISER_FORM,
    "organiser_lifecycle.publish": ORGANISER,
    "organiser_lifecycle.unpublish": ORGANISER,
    "organiser_lifecycle.cancel": ORGANISER,
    "organiser_lifecycle.reinstate": ORGANISER,
    "organiser_lifecycle.postpone": ORGANISER,
    "organiser_lifecycle.copy": ORGANISER,
    "organiser_lifecycle.delete": ORGANISER,
    "organiser_registrations.list": ORGANISER,
    "organiser_registrations_csv.download": ORGANISER,
    "organiser_registrations.resend": ORGANISER,
    "organiser_registrations.cancel": ORGANISER,
    "organiser_approval.decide": ORGANISER,
    "organiser_deadline.extend": ORGANISER_FORM,
    "organiser_type_change.change": ORGANISER_FORM,
    "organiser_calendar_preview.show": ORGANISER,
    "organiser_waiting_list.offer": ORGANISER,
    "organiser_waiting_list.list": ORGANISER,
    "organiser_waiting_list.move": ORGANISER,
    "organiser_messages.list": ORGANISER,
    "organiser_messages.resend": ORGANISER,
    "organiser_settings.edit": ORGANISER_FORM,
    "organiser_registration_types.edit": ORGANISER_FORM,
    "organiser_sessions.list": ORGANISER,
    "organiser_accounts.list": Policy("admin", shows_form=True, asks_again=True),
    "organiser_accounts.change_access": ADMIN,
    "organiser_accounts.change_role": ADMIN,
    "organiser_accounts.send_link": ADMIN,
    # questions and answers
    "answers.edit": MANAGE_FILES,
    "answers.file": MANAGE,
    "organiser_answers.edit": Policy("organiser", shows_form=True, takes_files=True),
    "organiser_answers.download_file": ORGANISER,
    "organiser_questions.list": ORGANISER,
    "organiser_questions.add_suggested": ORGANISER,
    "organiser_questions.new": ORGANISER_FORM,
    "organiser_questions.edit": ORGANISER_FORM,
    "organiser_questions.move": ORGANISER,
    "organiser_questions.remove": ORGANISER,
    # invitations and delegations
    "invitation.show": replace(INVITEE, shows_form=True),
    "invitation.register": replace(INVITEE, shows_form=True, takes_files=True),
    "invitation.opening": INVITEE,
    "delegation.show": replace(DELEGATION, shows_form=True),
    "delegation.cancellation": DELEGATION,
    "organiser_invitees.list": ORGANISER_FORM,
    "organiser_invitees.download_csv": ORGANISER,
    "organiser_invitees.resend": ORGANISER,
    "organiser_invitees.withdraw": ORGANISER,
    "organiser_delegations.list": ORGANISER_FORM,
    "organiser_delegation_list.add": ORGANISER_FORM,
    "organiser_delegations.edit": ORGANISER_FORM,
    "organiser_delegations.resend": ORGANISER,
    "organiser_delegations.withdraw": ORGANISER,
    # what readers leave under an event
    "comments.ask": FORM,
    "comments.received": PUBLIC,
    "comments.erasure": Policy("link", Purpose.COMMENT, prefix="/comments/"),
    "comments.erased": PUBLIC,
    "organiser_comments.list": ORGANISER,
    "organiser_comments.answer": ORGANISER_FORM,
    "organiser_comments.publish": ORGANISER,
    "organiser_comments.remove": ORGANISER,
    "organiser_comments.restore": ORGANISER,
    "health.healthz": PUBLIC,
    "health.readyz": PUBLIC,
    "health.robots": PUBLIC,
    "health.security": PUBLIC,
}

# What follows one of these in a path is a secret that acts for somebody.
PRIVATE_PREFIXES = tuple(sorted({rule.prefix for rule in POLICIES.values() if rule.who == "link"}))

# A load balancer asks these by address, not by name.
ANY_HOST = frozenset({"health.healthz", "health.readyz"})


def init_app(app: Flask) -> None:
    """Ask the table before each request."""
    app.before_request(_enforce)


def check(app: Flask) -> None:
    """Stop the start when a route has no policy, or a private link another prefix than its policy says."""
    missing = sorted({rule.endpoint for rule in app.url_map.iter_rules()} - POLICIES.keys())
    if missing:
        raise RuntimeError(
            f"routes without a policy in webinars/web/core/permissions.py: {', '.join(missing)}"
        )
    for route in app.url_map.iter_rules():
        rule = POLICIES[route.endpoint]
        has_token = "token" in route.arguments
        if has_token != (rule.who == "link") or (
            has_token and not (rule.prefix and route.rule.startswith(f"{rule.prefix}<token>"))
        ):
            raise RuntimeError(
                f"{route.endpoint}: a private link needs the policy link and its prefix, not {rule}"
            )


def of(endpoint: str | None) -> Policy | None:
    """Return the policy of an endpoint; None where nothing answers."""
    return POLICIES.get(endpoint) if endpoint else None


def hides_address(path: str, endpoint: str | None) -> bool:
    """Tell whether the address of a page is a secret, also of one that is not there: a broken link."""
    rule = of(endpoint)
    return is_private(path) or (rule is not None and rule.secret_query)


def is_private(path: str) -> bool:
    """Tell whether a path is that of a private link."""
    return path.lower().startswith(PRIVATE_PREFIXES)


def _enforce() -> None:
    policy = of(request.endpoint)
    if policy is None:
        return
    match policy.who:
        case "link":
            _demand_link(policy)
        case "organiser" | "admin":
            if not current_user.is_authenticated:
                abort(401)
            # What is for administrators alone does not exist for others.
            if policy.who == "admin" and not current_user.organiser.is_admin:
                abort(404)
            if policy.asks_again and not current_user.is_fresh(filled_in=request.method == "POST"):
                raise SignInAgainError
        case "public" | "one-click":
            pass


def _demand_link(policy: Policy) -> None:
    token = str((request.view_args or {}).get("token", ""))
    known = policy.purpose is not None and private_links.present(policy.purpose, token)
    if not known and not policy.explains:
        abort(404)
