"""E-mail to a member of the team of an event: their role, and a sign-in link if they are new."""

from webinars.accounts.models import Organiser
from webinars.capabilities.link_purposes import Purpose
from webinars.capabilities.link_resolution import resolve_token
from webinars.emails import sanitize
from webinars.emails.email_context import EmailContext
from webinars.emails.outgoing_email import OutgoingEmail, mailbox
from webinars.errors import NotFoundError
from webinars.events.models import Event, Series
from webinars.events.queries import event_by_id
from webinars.events.roles import Role
from webinars.events.series_models import SeriesEditor
from webinars.events.team.member_queries import Member, owner_and_members
from webinars.i18n import N_, Translator


def role_given(context: EmailContext) -> OutgoingEmail | None:
    """Tell an account its role on an event, as it is now; None if it has none any more."""
    try:
        event = event_by_id(context.session, context.payload["event_id"])
    except NotFoundError:
        return None  # deleted meanwhile
    account_id = context.payload["organiser_id"]
    # Not what it may do: an administrator may do what owners may.
    given = next(
        (one for one in owner_and_members(context.session, event) if one.account.id == account_id),
        None,
    )
    if given is None or given.account.disabled_at is not None:
        return None
    member, t = given.account, context.translator(given.account.language)
    by = sanitize.isolated(sanitize.person(context.payload["by"]), t.direction)
    values = {
        "title": sanitize.one_line(t.text(event.title)),
        "role": _sentence(given.role, by or context.site.name, t),
        "coverage": _coverage(given, event, t),
        "event_url": context.site.url(f"/organise/events/{event.id}"),
        "is_new": member.seen_at is None,
        "sign_in_url": _sign_in_url(context),
        "again_url": context.site.url("/sign-in"),
    }
    to = mailbox("" if member.name == member.email else member.name, member.email)
    return context.render_email("organiser-team", t, to=to, values=values)


def series_editor(context: EmailContext) -> OutgoingEmail | None:
    """Tell an account that it edits a body or series; None if it does not any more."""
    key = (context.payload["series_id"], context.payload["organiser_id"])
    row = context.session.get(SeriesEditor, key)
    account = context.session.get(Organiser, key[1])
    series = context.session.get(Series, key[0])
    if row is None or account is None or series is None or account.disabled_at is not None:
        return None
    t = context.translator(account.language)
    by = sanitize.isolated(sanitize.person(context.payload["by"]), t.direction)
    has_accepted = account.seen_at is not None and account.seen_at >= row.given_at
    values = {
        "name": sanitize.one_line(t.text(series.name)),
        "sentence": t("%(by)s has made you an organiser of this body or series.", by=by),
        "series_url": context.site.url(f"/organise/series/{series.id}"),
        "is_new": account.seen_at is None,
        "sign_in_url": _sign_in_url(context),
        "again_url": context.site.url("/sign-in"),
    }
    to = mailbox(account.name if has_accepted else "", account.email)
    return context.render_email("organiser-series", t, to=to, values=values)


def _sign_in_url(context: EmailContext) -> str:
    """Return the address of the sign-in link; "" if there is none, or it expired while the e-mail waited."""
    token = context.payload.get("token", "")
    is_usable = token and resolve_token(context.session, Purpose.SIGN_IN, token)
    return context.site.url(f"/sign-in/{token}") if is_usable else ""


def _coverage(given: Member, event: Event, t: Translator) -> str:
    """Return which other events a role on a series covers; "" for a role on one event."""
    if not given.of_series or event.series is None:
        return ""
    series = sanitize.one_line(t.text(event.series.name))
    if given.of_series.owner_id is None:
        return t(
            "This holds for all events of the series %(series)s, future ones too.", series=series
        )
    owner = sanitize.isolated(sanitize.person(event.organiser.name), t.direction)
    text = N_(
        "This holds for the events of the series %(series)s that %(owner)s owns, future ones too."
    )
    return t(text, series=series, owner=owner)


def _sentence(role: Role, by: str, t: Translator) -> str:
    match role:
        case Role.OWNER:
            return t("%(by)s has made you the owner of this event.", by=by)
        case Role.EDITOR:
            return t("%(by)s has made you an editor of this event: you may change it.", by=by)
        case Role.REGISTRATIONS:
            return t("%(by)s has asked you to look after the registrations for this event.", by=by)
        case Role.CHECK_IN:
            return t("%(by)s has asked you to mark people as present at this event.", by=by)
        case Role.VIEWER:
            return t("%(by)s lets you see this event before and after it is public.", by=by)
