"""What is not as usual in an event's terms of registration, and what it means, in one line each."""

from webinars.events.models import Event
from webinars.events.registration_settings import RegistrationTerms, terms_of
from webinars.events.rules import Entry, WaitingList
from webinars.i18n import Wording, mark
from webinars.security.email_addresses import shown
from webinars.web.components.event_time import clock_text
from webinars.web.organiser.settings.form import length

_USUAL = RegistrationTerms()
_ENTRIES = {
    Entry.SECRET_LINK: mark(
        "Only those with the secret link may register; the event’s page says so."
    ),
    Entry.INVITED: mark("Only those invited may register; the event’s page says so."),
}
_WAITING = {
    WaitingList.AT_ONCE: mark("A place that is given back goes to the next in line unasked."),
    WaitingList.BY_HAND: mark("A place that is given back stays free until you choose somebody."),
}
_NAMED = 3


def unusual(event: Event, w: Wording) -> list[str]:
    """Return a sentence for each of an event's terms that is not as a new event has it."""
    terms = terms_of(event)
    said = [
        _ENTRIES.get(terms.entry, ""),
        mark("You approve each registration; its place is held until you do.")
        if terms.asks_approval
        else "",
        mark("Delegations may name several people.") if terms.takes_delegations else "",
        _WAITING.get(terms.waiting_list, ""),
        "" if terms.takes_comments else mark("Readers cannot leave a reply on the event’s page."),
    ]
    told = (_domains(terms, w), *map(w, filter(None, said)), *_lengths(terms, w))
    return [each for each in (*told, *window(event, w).values()) if each]


def window(event: Event, w: Wording) -> dict[str, str]:
    """Return when registration "opens" and "closes", as far as that follows the start of the event."""
    found = {}
    if event.opens_before_minutes is not None and event.opens_at:
        found["opens"] = w(
            "Registration opens %(length)s before the start: %(when)s.",
            length=length(event.opens_before_minutes),
            when=clock_text(event.opens_at, event.zone, False, w),  # noqa: FBT003 - as in the event's own city
        )
    if event.closes_before_minutes is not None and event.closes_at:
        when = clock_text(event.closes_at, event.zone, False, w)  # noqa: FBT003 - as above
        found["closes"] = (
            w(
                "Registration closes %(length)s before the start: %(when)s.",
                length=length(event.closes_before_minutes),
                when=when,
            )
            if event.closes_before_minutes
            else w("Registration closes at the start: %(when)s.", when=when)
        )
    return found


def _domains(terms: RegistrationTerms, w: Wording) -> str:
    if not terms.domains:
        return ""
    named = ", ".join(shown(each) for each in terms.domains[:_NAMED])
    more = len(terms.domains) - _NAMED
    if more > 0:
        return w.count(
            "Only addresses of %(named)s and %(n)s other domain may register.",
            "Only addresses of %(named)s and %(n)s other domains may register.",
            more,
            named=named,
        )
    return w("Only addresses of %(named)s may register.", named=named)


def _lengths(terms: RegistrationTerms, w: Wording) -> list[str]:
    said = []
    if terms.waiting_list is WaitingList.OFFERS and terms.offer_hours != _USUAL.offer_hours:
        hours = length(terms.offer_hours * 60)
        said.append(w("An offered place is kept for %(length)s.", length=hours))
    if terms.proof_hours is not None:
        hours = length(terms.proof_hours * 60)
        said.append(
            w("A place goes back unless its address is confirmed within %(length)s.", length=hours)
        )
    if tuple(terms.reminders) != tuple(_USUAL.reminders):
        listed = ", ".join(length(each) for each in terms.reminders)
        said.append(
            w("People are reminded %(lengths)s before the start.", lengths=listed)
            if listed
            else w("Nobody is reminded.")
        )
    return said
