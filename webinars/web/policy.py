"""Who may ask for what: each endpoint has one line here, and one without stops the start.

Somebody else's and what does not exist look alike: rows are fetched through their owner, and a personal link
that we did not sign is answered 404 before its page is asked.
"""

from dataclasses import dataclass
from typing import Literal

from flask import Flask, abort, current_app, request
from flask_login import current_user
from werkzeug.exceptions import Unauthorized

from webinars.safety import tokens
from webinars.site import Site

Who = Literal["public", "link", "organiser", "admin", "one-click"]


class SignInAgainError(Unauthorized):
    """Whoever sits there signed in a while ago, and asks for what is not done without signing in again."""


@dataclass(frozen=True)
class Policy:
    """Who may ask for an endpoint.

    purpose is that of a signed link, whose token stands in the address; it is empty for a random one that
    the page itself looks up. shows_form says that its page shows the form again when the token of a form
    is missing. leads_out allows its form to lead to another host. is_personal says that a page open to all
    shows something of the person in front of it. takes_files: its form may carry some. asks_again: only for
    those who signed in lately.
    """

    who: Who
    purpose: tokens.Purpose | Literal[""] = ""
    shows_form: bool = False
    leads_out: bool = False
    is_personal: bool = False
    takes_files: bool = False
    asks_again: bool = False

    @property
    def may_be_kept(self) -> bool:
        """Tell whether browsers may keep its answers: they are for anybody's eyes."""
        return self.who == "public" and not self.is_personal


PUBLIC = Policy("public")
FORM = Policy("public", shows_form=True)
MANAGE = Policy("link", "manage")
MANAGE_FORM = Policy("link", "manage", shows_form=True)
JOIN = Policy("link", "join", leads_out=True)
ORGANISER = Policy("organiser")
ORGANISER_FORM = Policy("organiser", shows_form=True)
ADMIN = Policy("admin", asks_again=True)

POLICIES: dict[str, Policy] = {
    "static": PUBLIC,
    "public.list": PUBLIC,
    "public.event": PUBLIC,
    "public.series": PUBLIC,
    "public.privacy": PUBLIC,
    "public.accessibility": PUBLIC,
    "calendar.feed": PUBLIC,
    "calendar.event": PUBLIC,
    "calendar.series": PUBLIC,
    "news.as_atom": PUBLIC,
    "news.as_json": PUBLIC,
    "registration.new": FORM,
    "registration.create": Policy("public", shows_form=True, takes_files=True),
    "registration.received": PUBLIC,
    "registration.links": FORM,
    "registration.links_sent": PUBLIC,
    "registration.erased": PUBLIC,
    "registration.own": MANAGE,
    "registration.own_calendar": MANAGE,
    "registration.details": MANAGE_FORM,
    "registration.cancellation": MANAGE,
    "registration.erasure": MANAGE,
    "registration.data": MANAGE,
    "registration.again": MANAGE,
    "registration.acceptance": MANAGE,
    "registration.proof": MANAGE,
    "own_calendar.settings": MANAGE,
    "own_calendar.feed": Policy("link", "calendar"),
    "registration.address": Policy("link", "address"),
    "join.page": JOIN,
    "join.enter": JOIN,
    "account.sign_in": Policy("public", shows_form=True, is_personal=True),
    "account.sent": Policy("public", is_personal=True),
    "account.link": Policy("link"),
    "account.sign_out": Policy("public", is_personal=True),
    "workspace.begin": ORGANISER,
    "workspace.events": ORGANISER,
    "workspace.new": ORGANISER_FORM,
    "workspace.edit": ORGANISER_FORM,
    "workspace.zone_rules": ORGANISER,
    "workspace.preview": ORGANISER,
    "workspace.announcements": ORGANISER_FORM,
    "workspace.publication": ORGANISER,
    "workspace.withdrawal": ORGANISER,
    "workspace.cancellation": ORGANISER,
    "workspace.restoration": ORGANISER,
    "workspace.postponement": ORGANISER,
    "workspace.copy": ORGANISER,
    "workspace.removal": ORGANISER,
    "workspace.registrations": ORGANISER,
    "workspace.registrations_csv": ORGANISER,
    "workspace.registration_again": ORGANISER,
    "workspace.registration_cancellation": ORGANISER,
    "workspace.decisions": ORGANISER,
    "workspace.registration_deadline": ORGANISER_FORM,
    "workspace.registration_kind": ORGANISER_FORM,
    "workspace.calendars": ORGANISER,
    "workspace.registration_offer": ORGANISER,
    "workspace.waiting_list": ORGANISER,
    "workspace.waiting_position": ORGANISER,
    "workspace.messages": ORGANISER,
    "workspace.message_again": ORGANISER,
    "workspace.terms": ORGANISER_FORM,
    "workspace.kinds": ORGANISER_FORM,
    "workspace.people": Policy("admin", shows_form=True, asks_again=True),
    "workspace.person_access": ADMIN,
    "workspace.person_role": ADMIN,
    "workspace.person_link": ADMIN,
    # questions and answers
    "registration.answers": Policy("link", "manage", shows_form=True, takes_files=True),
    "registration.answer_file": MANAGE,
    "workspace.registration_answers": Policy("organiser", shows_form=True, takes_files=True),
    "workspace.registration_file": ORGANISER,
    "workspace.questions": ORGANISER,
    "workspace.question_preset": ORGANISER,
    "workspace.question_new": ORGANISER_FORM,
    "workspace.question": ORGANISER_FORM,
    "workspace.question_position": ORGANISER,
    "workspace.question_removal": ORGANISER,
    # invitations and delegations
    "admission.invited": Policy("link", "invitee", shows_form=True),
    "admission.register": Policy("link", "invitee", shows_form=True, takes_files=True),
    "admission.opening": Policy("link", "invitee"),
    "admission.delegation": Policy("link", "delegation", shows_form=True),
    "admission.delegation_cancellation": Policy("link", "delegation"),
    "workspace.invitees": ORGANISER_FORM,
    "workspace.invitees_csv": ORGANISER,
    "workspace.invitee_again": ORGANISER,
    "workspace.invitee_withdrawal": ORGANISER,
    "workspace.delegations": ORGANISER_FORM,
    "workspace.delegation": ORGANISER_FORM,
    "workspace.delegation_again": ORGANISER,
    "workspace.delegation_withdrawal": ORGANISER,
    # what readers leave under an event
    "comments.ask": FORM,
    "comments.received": PUBLIC,
    "comments.erasure": Policy("link", "comment"),
    "comments.erased": PUBLIC,
    "workspace.comments": ORGANISER,
    "workspace.comment": ORGANISER_FORM,
    "workspace.comment_publication": ORGANISER,
    "workspace.comment_removal": ORGANISER,
    "workspace.comment_restoration": ORGANISER,
    "health.healthz": PUBLIC,
    "health.readyz": PUBLIC,
    "health.robots": PUBLIC,
    "health.security": PUBLIC,
}

# A load balancer asks these by address, not by name.
ANY_HOST = frozenset({"health.healthz", "health.readyz"})


def init_app(app: Flask) -> None:
    """Ask the table before each request."""
    app.before_request(_enforce)


def check(app: Flask) -> None:
    """Stop the start when a route has no policy."""
    missing = sorted({rule.endpoint for rule in app.url_map.iter_rules()} - POLICIES.keys())
    if missing:
        raise RuntimeError(
            f"routes without a policy in webinars/web/policy.py: {', '.join(missing)}"
        )


def of(endpoint: str | None) -> Policy | None:
    """Return the policy of an endpoint; None where nothing answers."""
    return POLICIES.get(endpoint) if endpoint else None


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
    site: Site = current_app.extensions["site"]
    token = str((request.view_args or {}).get("token", ""))
    if policy.purpose and tokens.read(policy.purpose, token, site.keys) is None:
        abort(404)
