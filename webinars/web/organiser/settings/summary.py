"""Summary of an event's registration settings that differ from the defaults."""

from webinars.events.enums import AccessMode, WaitingList
from webinars.events.models import Event
from webinars.events.settings.registration_settings import RegistrationSettings, settings_of
from webinars.i18n import N_, Translator
from webinars.security.email_addresses import display_address
from webinars.web.components.retention_text import period_text
from webinars.web.core.current_timezone import local_time_text
from webinars.web.organiser.settings.form import duration_label

_USUAL = RegistrationSettings()
_ENTRIES = {
    AccessMode.SECRET_LINK: N_(
        "Only people with the secret link can register; the event’s page says so."
    ),
    AccessMode.INVITED: N_("Only invited people can register; the event’s page says so."),
}
_WAITING = {
    WaitingList.AT_ONCE: N_("A place that becomes available goes to the next person at once."),
    WaitingList.BY_HAND: N_(
        "A place that becomes available stays available until you choose someone."
    ),
}
_NAMED = 3


def changed_settings(event: Event, t: Translator) -> list[str]:
    """Return a sentence for each setting that differs from the defaults."""
    settings = settings_of(event)
    sentences = [
        _ENTRIES.get(settings.access_mode, ""),
        N_("You approve each registration; a place is held until you do.")
        if settings.requires_approval
        else "",
        N_("Delegations can name several people.") if settings.accepts_delegations else "",
        ""
        if settings.invites_by_calendar
        else N_(
            "Invited people register by their link only; they cannot accept in their calendar."
        ),
        _WAITING.get(settings.waiting_list, ""),
        ""
        if settings.accepts_comments
        else N_("Visitors cannot ask questions on the event’s page."),
    ]
    described = (
        _domains(settings, t),
        *map(t, filter(None, sentences)),
        *_lengths(settings, t),
        _retention(settings, t),
    )
    return [
        sentence for sentence in (*described, *relative_period_texts(event, t).values()) if sentence
    ]


def relative_period_texts(event: Event, t: Translator) -> dict[str, str]:
    """Return when registration "opens" and "closes", where that is relative to the start."""
    sentences = {}
    if event.opens_before_minutes is not None and event.opens_at:
        sentences["opens"] = t(
            "Registration opens %(length)s before the start: %(when)s.",
            length=duration_label(event.opens_before_minutes),
            when=local_time_text(event.opens_at, event.timezone, False, t),  # noqa: FBT003 - as in the event's own city
        )
    if event.closes_before_minutes is not None and event.closes_at:
        when = local_time_text(event.closes_at, event.timezone, False, t)  # noqa: FBT003 - as above
        sentences["closes"] = (
            t(
                "Registration closes %(length)s before the start: %(when)s.",
                length=duration_label(event.closes_before_minutes),
                when=when,
            )
            if event.closes_before_minutes
            else t("Registration closes at the start: %(when)s.", when=when)
        )
    return sentences


def _domains(settings: RegistrationSettings, t: Translator) -> str:
    if not settings.domains:
        return ""
    named = ", ".join(display_address(domain) for domain in settings.domains[:_NAMED])
    more = len(settings.domains) - _NAMED
    if more > 0:
        return t.plural(
            "Only e-mail addresses of %(named)s and %(n)s other domain can register.",
            "Only e-mail addresses of %(named)s and %(n)s other domains can register.",
            more,
            named=named,
        )
    return t("Only e-mail addresses of %(named)s can register.", named=named)


def _retention(settings: RegistrationSettings, t: Translator) -> str:
    if settings.retention_days == _USUAL.retention_days:
        return ""
    period = period_text(settings.retention_days)
    return t("Personal data is deleted %(period)s after the event.", period=period)


def _lengths(settings: RegistrationSettings, t: Translator) -> list[str]:
    sentences = []
    if settings.waiting_list is WaitingList.OFFERS and settings.offer_hours != _USUAL.offer_hours:
        hours = duration_label(settings.offer_hours * 60)
        sentences.append(t("An offered place is held for %(length)s.", length=hours))
    if settings.verification_hours is not None:
        hours = duration_label(settings.verification_hours * 60)
        sentences.append(
            t(
                "A place is released unless the e-mail address is confirmed within %(length)s.",
                length=hours,
            )
        )
    if tuple(settings.reminders) != tuple(_USUAL.reminders):
        listed = ", ".join(duration_label(minutes) for minutes in settings.reminders)
        sentences.append(
            t("Reminders are sent %(lengths)s before the start.", lengths=listed)
            if listed
            else t("No reminders are sent.")
        )
    return sentences
