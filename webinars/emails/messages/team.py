"""E-mail to a member of the team of an event: their role, and a sign-in link if they are new."""

from webinars.accounts.models import Organiser
from webinars.emails import sanitize
from webinars.emails.composer_context import EmailContext
from webinars.emails.outgoing_email import OutgoingEmail, mailbox
from webinars.errors import NotFoundError
from webinars.events.permissions import role_on
from webinars.events.queries import event_by_id
from webinars.events.roles import Role
from webinars.i18n import Translator


def role_given(context: EmailContext) -> OutgoingEmail | None:
    """Tell an account its role on an event, as it is now; None if it has none any more."""
    member = context.session.get(Organiser, context.payload["organiser_id"])
    try:
        event = event_by_id(context.session, context.payload["event_id"])
    except NotFoundError:
        return None  # deleted meanwhile
    role = role_on(context.session, member, event) if member is not None else None
    if member is None or role is None or member.disabled_at is not None:
        return None
    t, token = context.translator(member.language), context.payload["token"]
    by = sanitize.isolated(sanitize.person(context.payload["by"]), t.direction)
    values = {
        "title": sanitize.one_line(event.title),
        "role": _sentence(role, by or context.site.name, t),
        "event_url": context.site.url(f"/organise/events/{event.id}"),
        "sign_in_url": context.site.url(f"/sign-in/{token}") if token else "",
        "again_url": context.site.url("/sign-in"),
    }
    to = mailbox("" if member.name == member.email else member.name, member.email)
    return context.render_email("organiser-team", t, to=to, values=values)


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
