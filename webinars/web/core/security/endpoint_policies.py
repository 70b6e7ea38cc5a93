"""Who may request which endpoint: a policy for each one; the application does not start without it."""

# Another organiser's row and a missing row look alike: rows are queried by owner, and a private link that is
# unknown, revoked or expired is answered 404 before its view runs.

from dataclasses import dataclass, replace
from typing import Literal

from flask import Flask, abort, request
from flask_login import current_user

from webinars.accounts.models import Organiser
from webinars.capabilities.link_purposes import Purpose
from webinars.events.roles import Role
from webinars.web.core.errors.exceptions import SignInAgainError
from webinars.web.core.security import private_links

# RFC 9110, section 9.2.1.
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
Who = Literal["public", "link", "organiser", "admin", "one-click"]


@dataclass(frozen=True)
class Policy:
    """Who may request an endpoint, and how its requests are treated.

    Attributes:
        purpose: purpose of the private link whose token is in the path.
        handles_expired_link: the view itself answers for an expired link.
        repeats_post: a POST is answered the same without a valid link: mailbox providers repeat it.
        prefix: path before the token; the rest is kept out of logs, referrers and search engines.
        secret_query: the same for the query string.
        redisplays_form: the view shows the form again if the CSRF token is missing or expired.
        redirects_out: the form may redirect to another host.
        is_personal: a public page that shows data of its reader.
        accepts_files: the form may carry files.
        needs_recent_sign_in: only for organisers who signed in recently.
        creates_events: only for accounts that may create events.
        role: the least role on the event in the path that an organiser needs; see docs/roles.md.
        shared: a page or file that is the same for everyone who reads in one language and time zone.
    """

    who: Who
    purpose: Purpose | None = None
    handles_expired_link: bool = False
    repeats_post: bool = False
    prefix: str = ""
    secret_query: bool = False
    redisplays_form: bool = False
    redirects_out: bool = False
    is_personal: bool = False
    accepts_files: bool = False
    needs_recent_sign_in: bool = False
    creates_events: bool = False
    role: Role | None = None
    shared: Literal["", "page", "file"] = ""

    @property
    def is_for_link(self) -> bool:
        """Return whether a private link in the path opens it; of one click it needs no session."""
        return self.who in {"link", "one-click"}

    @property
    def may_be_cached(self) -> bool:
        """Return whether browsers may cache the response: it is public."""
        return self.who == "public" and not self.is_personal


PUBLIC = Policy("public")
SHARED_PAGE = Policy("public", shared="page")
SHARED_FILE = Policy("public", shared="file")
FORM = Policy("public", redisplays_form=True)
# The secret link of an event has its key in the query.
WITH_SECRET_LINK_KEY = Policy("public", secret_query=True)
SECRET_LINK_KEY = "key"  # noqa: S105 - name of the parameter
MANAGE = Policy("link", Purpose.MANAGE, prefix="/registrations/")
MANAGE_FORM = replace(MANAGE, redisplays_form=True)
MANAGE_FILES = replace(MANAGE_FORM, accepts_files=True)
DATES = Policy("link", Purpose.DATES, prefix="/dates/")
INVITEE = Policy("link", Purpose.INVITEE, prefix="/invited/")
DELEGATION = Policy("link", Purpose.DELEGATION, prefix="/delegations/")
POLL = Policy("link", Purpose.POLL, prefix="/polls/")
POLL_ENTRY = Policy("link", Purpose.POLL_ENTRY, prefix="/find-a-date/")
DOCUMENT = Policy("link", Purpose.DOCUMENT, prefix="/document-links/")
JOIN = Policy("link", Purpose.JOIN, prefix="/join/", redirects_out=True)
SUBSCRIBER = Policy("link", Purpose.SUBSCRIBER, prefix="/email-updates/")
ORGANISER = Policy("organiser")
ORGANISER_FORM = Policy("organiser", redisplays_form=True)
ADMIN = Policy("admin", needs_recent_sign_in=True)
OWNER = replace(ORGANISER, role=Role.OWNER)
GIVING_ROLES = replace(OWNER, needs_recent_sign_in=True)
EDITOR = replace(ORGANISER, role=Role.EDITOR)
EDITOR_FORM = replace(ORGANISER_FORM, role=Role.EDITOR)
REGISTRATIONS = replace(ORGANISER, role=Role.REGISTRATIONS)
REGISTRATIONS_FORM = replace(ORGANISER_FORM, role=Role.REGISTRATIONS)
VIEWER = replace(ORGANISER, role=Role.VIEWER)

POLICIES: dict[str, Policy] = {
    "static": PUBLIC,
    "public.list": SHARED_PAGE,
    "public.event": replace(WITH_SECRET_LINK_KEY, shared="page"),
    "public.timezone": SHARED_PAGE,
    "public.series": SHARED_PAGE,
    "series_pictures.show": PUBLIC,
    "documents.show": PUBLIC,
    "document_search.show": PUBLIC,
    "document_search.as_atom": PUBLIC,
    "document_search.as_json": PUBLIC,
    "as_on.event": PUBLIC,
    "as_on.event_on": PUBLIC,
    "as_on.series": PUBLIC,
    "as_on.series_on": PUBLIC,
    "documents_as_on.document": PUBLIC,
    "documents_as_on.document_on": PUBLIC,
    "documents_as_on.documents": PUBLIC,
    "documents_as_on.documents_on": PUBLIC,
    "public.privacy": SHARED_PAGE,
    "public.accessibility": SHARED_PAGE,
    "calendar.feed": SHARED_FILE,
    "calendar.event": SHARED_FILE,
    "calendar.series": SHARED_FILE,
    "link_previews.events": SHARED_FILE,
    "link_previews.event": SHARED_FILE,
    "news.as_atom": SHARED_FILE,
    "news.as_json": SHARED_FILE,
    "document_zip.of_event": PUBLIC,
    "registration.new": replace(WITH_SECRET_LINK_KEY, redisplays_form=True),
    "registration.create": replace(WITH_SECRET_LINK_KEY, redisplays_form=True, accepts_files=True),
    "registration.received": PUBLIC,
    "several_dates.new": FORM,
    "several_dates.create": FORM,
    "several_dates.received": PUBLIC,
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
    "time_change.change": MANAGE,
    "own_documents.show": MANAGE,
    "own_documents.download": MANAGE,
    "own_documents.as_zip": MANAGE,
    "document_links.show": DOCUMENT,
    "document_links.download": DOCUMENT,
    "offer.acceptance": MANAGE,
    "offer.verification": MANAGE,
    "personal_calendar.settings": MANAGE,
    "dates.show": DATES,
    "dates.date": DATES,
    "dates.register": DATES,
    "dates.cancellation": DATES,
    "dates.verification": DATES,
    "dates.calendar": DATES,
    "dates.replace_links": DATES,
    "dates_data.details": replace(DATES, redisplays_form=True),
    "dates_data.answers": replace(DATES, redisplays_form=True, accepts_files=True),
    "dates_data.export": DATES,
    "dates_data.erasure": DATES,
    "personal_calendar_feed.feed": Policy("link", Purpose.CALENDAR, prefix="/calendars/"),
    "manage.address": Policy("link", Purpose.ADDRESS, prefix="/registrations/"),
    # RFC 8058: its POST has neither cookie nor token.
    "unsubscribe.page": Policy("one-click", Purpose.UNSUBSCRIBE, prefix="/unsubscribe/"),
    "join.page": JOIN,
    "join.enter": JOIN,
    "sign_in.request_link": Policy("public", redisplays_form=True, is_personal=True),
    "sign_in.sent": Policy("public", is_personal=True),
    "sign_in.link": Policy("link", Purpose.SIGN_IN, handles_expired_link=True, prefix="/sign-in/"),
    "sign_in.sign_out": Policy("public", is_personal=True),
    "organiser_home.show": ORGANISER,
    "organiser_events.list": ORGANISER,
    "organiser_event_form.new": replace(ORGANISER_FORM, creates_events=True),
    "organiser_event_form.edit": EDITOR_FORM,
    "organiser_import.new": replace(ORGANISER_FORM, accepts_files=True, creates_events=True),
    "organiser_uploads.start_of_event": EDITOR,
    "organiser_uploads.start_of_series": ORGANISER,
    "organiser_uploads.state": ORGANISER,
    "organiser_uploads.add_part": replace(ORGANISER, accepts_files=True),
    "organiser_uploads.finish": ORGANISER,
    "organiser_uploads.abort": ORGANISER,
    "organiser_timezone_update.apply": EDITOR,
    "organiser_timezone_update.notify": EDITOR,
    "organiser_event_preview.show": ORGANISER,
    "organiser_fair_time.show": ORGANISER_FORM,
    "organiser_event_overview.show": VIEWER,
    "organiser_series.list": ORGANISER,
    "organiser_series.new": replace(ORGANISER_FORM, accepts_files=True, creates_events=True),
    "organiser_series.edit": replace(ORGANISER_FORM, accepts_files=True),
    "organiser_series_team.list": ORGANISER,
    "organiser_series_team.add": replace(ORGANISER_FORM, needs_recent_sign_in=True),
    "organiser_series_team.remove": replace(ORGANISER, needs_recent_sign_in=True),
    "organiser_series_history.list": ORGANISER,
    "organiser_series_join.join": replace(ADMIN, redisplays_form=True),
    "organiser_announcements.new": replace(ORGANISER_FORM, accepts_files=True, creates_events=True),
    "organiser_many_files.of_event": replace(EDITOR_FORM, accepts_files=True),
    "organiser_many_files.of_series": replace(ORGANISER_FORM, accepts_files=True),
    "organiser_documents.of_event": EDITOR,
    "organiser_documents.of_series": ORGANISER,
    "organiser_document_form.new_of_event": replace(EDITOR_FORM, accepts_files=True),
    "organiser_document_form.new_of_series": replace(ORGANISER_FORM, accepts_files=True),
    "organiser_document_form.edit": ORGANISER_FORM,
    "organiser_document_form.publish": ORGANISER,
    "organiser_document_form.unpublish": ORGANISER,
    "organiser_document_place.move": ORGANISER_FORM,
    "organiser_document_place.delete": ORGANISER,
    "organiser_document_link.replace": ORGANISER,
    "organiser_document_versions.add": replace(ORGANISER_FORM, accepts_files=True),
    "organiser_document_versions.edit": replace(ORGANISER_FORM, accepts_files=True),
    "organiser_version_replacement.replace": replace(ORGANISER_FORM, accepts_files=True),
    "organiser_document_versions.withdraw": ORGANISER_FORM,
    "organiser_document_versions.remove": ORGANISER,
    "organiser_document_history.list": ORGANISER,
    "organiser_lifecycle.publish": EDITOR,
    "organiser_lifecycle.unpublish": EDITOR,
    "organiser_lifecycle.cancel": EDITOR_FORM,
    "organiser_lifecycle.reinstate": EDITOR_FORM,
    "organiser_lifecycle.postpone": EDITOR_FORM,
    "organiser_dates.list": EDITOR,
    "organiser_alternatives.list": EDITOR,
    "organiser_alternatives.add": replace(EDITOR_FORM, creates_events=True),
    "organiser_alternatives.join": EDITOR,
    "organiser_alternatives.separate": EDITOR,
    "organiser_polls.list": ORGANISER,
    "organiser_polls.of_event": EDITOR,
    "organiser_polls.show": EDITOR,
    "organiser_polls.settings": EDITOR_FORM,
    "organiser_polls.remove_option": EDITOR,
    "organiser_polls.resend": EDITOR,
    "organiser_polls.remove_participant": EDITOR,
    "organiser_new_poll.new": replace(ORGANISER_FORM, creates_events=True),
    "organiser_new_poll.of_event": EDITOR_FORM,
    "organiser_poll_people.add": EDITOR_FORM,
    "organiser_poll_option.add": EDITOR_FORM,
    "organiser_poll_end.choose": EDITOR_FORM,
    "organiser_poll_end.cancel": EDITOR,
    "organiser_following.cancel": EDITOR_FORM,
    "organiser_following.reinstate": EDITOR_FORM,
    "organiser_dates_registration.edit": EDITOR_FORM,
    "organiser_add_dates.add": replace(EDITOR_FORM, creates_events=True),
    "organiser_copy_event.copy": replace(EDITOR, creates_events=True),
    "organiser_lifecycle.delete": OWNER,
    "organiser_registrations.list": REGISTRATIONS,
    "organiser_registrations_csv.download": REGISTRATIONS,
    "organiser_registrations_xlsx.download": REGISTRATIONS,
    "organiser_registrations.resend": REGISTRATIONS,
    "organiser_registrations.cancel": REGISTRATIONS,
    "organiser_note.edit": REGISTRATIONS_FORM,
    "organiser_approval.decide": REGISTRATIONS_FORM,
    "organiser_person.add": REGISTRATIONS_FORM,
    "organiser_attendance_list.show": REGISTRATIONS,
    "organiser_person.correct": REGISTRATIONS_FORM,
    "organiser_bulk_actions.create": REGISTRATIONS,
    "organiser_bulk_actions.show": REGISTRATIONS_FORM,
    "organiser_deadline.extend": REGISTRATIONS_FORM,
    "organiser_type_change.change": REGISTRATIONS_FORM,
    "organiser_calendar_preview.show": VIEWER,
    "organiser_waiting_list.offer": REGISTRATIONS,
    "organiser_waiting_list.list": REGISTRATIONS,
    "organiser_waiting_list.move": REGISTRATIONS,
    "organiser_statistics.show": VIEWER,
    "organiser_statistics.download": VIEWER,
    "organiser_email_log.list": REGISTRATIONS,
    "organiser_confirmation_note.edit": REGISTRATIONS_FORM,
    "organiser_email_log.show": REGISTRATIONS,
    "organiser_messages.list": REGISTRATIONS,
    "organiser_messages.new": REGISTRATIONS_FORM,
    "organiser_messages.show": REGISTRATIONS,
    "organiser_messages.edit": REGISTRATIONS_FORM,
    "organiser_messages.send_test": REGISTRATIONS,
    "organiser_messages.send": REGISTRATIONS_FORM,
    "organiser_messages.stop": REGISTRATIONS,
    "organiser_messages.resend": REGISTRATIONS,
    "organiser_messages.delete": REGISTRATIONS,
    "organiser_email_log.resend": REGISTRATIONS,
    "organiser_history.list": EDITOR,
    "organiser_settings.edit": EDITOR_FORM,
    "organiser_registration_types.edit": EDITOR_FORM,
    "organiser_sessions.list": ORGANISER,
    "organiser_check_in.list": replace(ORGANISER, role=Role.CHECK_IN),
    "organiser_check_in.mark": replace(ORGANISER, role=Role.CHECK_IN),
    "organiser_team.list": VIEWER,
    "organiser_team.add": replace(GIVING_ROLES, redisplays_form=True),
    "organiser_team.change": GIVING_ROLES,
    "organiser_team.hand_over": GIVING_ROLES,
    "organiser_team.leave": VIEWER,
    "appearance.asset": PUBLIC,
    "organiser_accounts.list": Policy("admin", redisplays_form=True, needs_recent_sign_in=True),
    "organiser_accounts.change_access": ADMIN,
    "organiser_appearance.edit": replace(ADMIN, accepts_files=True),
    "organiser_site.privacy": ADMIN,
    "organiser_site.accessibility": ADMIN,
    "organiser_storage.show": ADMIN,
    "organiser_accounts.change_role": ADMIN,
    "organiser_accounts.send_link": ADMIN,
    # questions and answers
    "answers.complete": MANAGE_FILES,
    "answers.edit": MANAGE_FILES,
    "answers.file": MANAGE,
    "organiser_answers.edit": replace(REGISTRATIONS_FORM, accepts_files=True),
    "organiser_answers.download_file": REGISTRATIONS,
    "organiser_materials.edit": EDITOR_FORM,
    "organiser_questions.list": EDITOR,
    "organiser_questions.add_suggested": EDITOR,
    "organiser_questions.new": EDITOR_FORM,
    "organiser_questions.edit": EDITOR_FORM,
    "organiser_questions.move": EDITOR,
    "organiser_questions.remove": EDITOR,
    # invitations and delegations
    "invitation.show": replace(INVITEE, redisplays_form=True),
    "invitation.register": replace(INVITEE, redisplays_form=True, accepts_files=True),
    "invitation.opening": INVITEE,
    "delegation.show": replace(DELEGATION, redisplays_form=True),
    "delegation.cancellation": DELEGATION,
    "poll.answer": replace(POLL, redisplays_form=True),
    "poll.erasure": POLL,
    "poll.export": POLL,
    "poll.erased": PUBLIC,
    "poll.enter": replace(POLL_ENTRY, redisplays_form=True),
    "organiser_invitees.list": REGISTRATIONS_FORM,
    "organiser_invitees.download_csv": REGISTRATIONS,
    "organiser_invitees.resend": REGISTRATIONS,
    "organiser_invitees.remind": REGISTRATIONS,
    "organiser_invitees.withdraw": REGISTRATIONS,
    "organiser_delegations.list": REGISTRATIONS_FORM,
    "organiser_delegation_list.add": REGISTRATIONS_FORM,
    "organiser_delegations.edit": REGISTRATIONS_FORM,
    "organiser_delegations.resend": REGISTRATIONS,
    "organiser_delegations.withdraw": REGISTRATIONS,
    # comments on events
    "comments.ask": FORM,
    "comments.received": PUBLIC,
    "comments.erasure": Policy("link", Purpose.COMMENT, prefix="/comments/"),
    "comments.erased": PUBLIC,
    "organiser_reviewed_replies.mark": REGISTRATIONS,
    "organiser_comments.list": REGISTRATIONS,
    "organiser_comments.answer": REGISTRATIONS_FORM,
    "organiser_comments.publish": REGISTRATIONS,
    "organiser_comments.remove": REGISTRATIONS,
    "organiser_comments.restore": REGISTRATIONS,
    # e-mail updates
    "email_updates.of_series": FORM,
    "email_updates.of_event": FORM,
    "email_updates.sent": PUBLIC,
    "document_updates.ask": FORM,
    "subscriber.show": SUBSCRIBER,
    "subscriber.change": SUBSCRIBER,
    "subscriber.confirmation": SUBSCRIBER,
    "subscriber.export": SUBSCRIBER,
    "subscriber.erasure": SUBSCRIBER,
    "subscriber.ended": PUBLIC,
    "end_subscription.page": Policy(
        "one-click",
        Purpose.END_SUBSCRIPTION,
        prefix="/stop-email-updates/",
        repeats_post=True,
    ),
    "end_subscription.documents": Policy(
        "one-click",
        Purpose.END_SUBSCRIPTION,
        prefix="/stop-email-updates/",
        repeats_post=True,
    ),
    "end_subscription.weekly": Policy(
        "one-click",
        Purpose.END_SUBSCRIPTION,
        prefix="/stop-email-updates/",
        repeats_post=True,
    ),
    "document_files.download": PUBLIC,
    "health.healthz": PUBLIC,
    "health.readyz": PUBLIC,
    "well_known.robots": PUBLIC,
    "well_known.security": PUBLIC,
}

# What follows one of these in a path is the token of a capability.
PRIVATE_PREFIXES = tuple(sorted({rule.prefix for rule in POLICIES.values() if rule.is_for_link}))

# Load balancers request these by IP address, not by host name.
ANY_HOST = frozenset({"health.healthz", "health.readyz"})


def init_app(app: Flask) -> None:
    """Enforce the policies before each request."""
    app.before_request(_enforce)


def check_policies(app: Flask) -> None:
    """Raise if a route has no policy, no role on its event, or another prefix of its private link."""
    missing = sorted({rule.endpoint for rule in app.url_map.iter_rules()} - POLICIES.keys())
    if missing:
        raise RuntimeError(
            f"routes without a policy in web/core/security/endpoint_policies.py: {', '.join(missing)}"
        )
    for route in app.url_map.iter_rules():
        rule = POLICIES[route.endpoint]
        has_token = "token" in route.arguments
        if has_token != rule.is_for_link or (
            has_token and not (rule.prefix and route.rule.startswith(f"{rule.prefix}<token>"))
        ):
            raise RuntimeError(
                f"{route.endpoint}: a private link needs the policy link and its prefix, not {rule}"
            )
        _check_role(route.endpoint, route.arguments)


def _check_role(endpoint: str, arguments: set[str]) -> None:
    policy = POLICIES[endpoint]
    names_event = policy.who == "organiser" and "event_id" in arguments
    if names_event != (policy.role is not None):
        raise RuntimeError(
            f"{endpoint}: an organiser's page of an event needs a role, and no other page has one"
        )


def policy_of(endpoint: str | None) -> Policy | None:
    """Return the policy of an endpoint; None if no route matched."""
    return POLICIES.get(endpoint) if endpoint else None


def hides_address(path: str, endpoint: str | None) -> bool:
    """Return whether the URL is secret, also one that matches no route, such as a broken link."""
    rule = policy_of(endpoint)
    return is_private(path) or (rule is not None and rule.secret_query)


def is_private(path: str) -> bool:
    """Return whether a path is that of a private link."""
    return path.lower().startswith(PRIVATE_PREFIXES)


def _enforce() -> None:
    policy = policy_of(request.endpoint)
    if policy is None:
        return
    match policy.who:
        case "link" | "one-click":
            _require_link(policy)
        case "organiser" | "admin":
            if not current_user.is_authenticated:
                abort(401)
            # Organisers must not learn which pages administrators have.
            if not may_request_page(policy, current_user.organiser):
                abort(404)
            if policy.needs_recent_sign_in and not current_user.is_fresh(
                filled_in=request.method == "POST"
            ):
                raise SignInAgainError
        case "public":
            pass


def may_request_page(policy: Policy, account: Organiser) -> bool:
    """Return whether an account may request an organiser's page, apart from its role on an event."""
    if account.is_admin:
        return True
    return policy.who != "admin" and (account.may_create_events or not policy.creates_events)


def _require_link(policy: Policy) -> None:
    token = str((request.view_args or {}).get("token", ""))
    is_valid = policy.purpose is not None and private_links.resolve_token_of_request(
        policy.purpose, token
    )
    is_repeated = policy.repeats_post and request.method == "POST"
    if not is_valid and not policy.handles_expired_link and not is_repeated:
        abort(404)
