"""What first letters say beside how somebody stands: who named them, and that answers are missing."""

from typing import Any

from webinars.access.models import Delegation
from webinars.capabilities.rules import Purpose
from webinars.i18n import Wording
from webinars.mail import plain
from webinars.mail.errand import Errand
from webinars.registrations.answers import required_of, still_open
from webinars.registrations.models import Registration


def beside(errand: Errand, registration: Registration, w: Wording) -> dict[str, Any]:
    """Return who named somebody, and where they answer what must be answered; each empty if there is none."""
    return {
        "named_by": _named_by(errand, registration, w),
        "answers_url": answers_url(errand, registration),
    }


def answers_url(errand: Errand, registration: Registration) -> str:
    """Return where somebody answers what must be answered; nothing if all of that is answered."""
    asked = errand.batch.once(required_of, errand.session, registration.event)
    if not still_open(errand.session, registration, asked):
        return ""
    return errand.link(Purpose.MANAGE, registration.id, "/registrations/%s/answers")


def _named_by(errand: Errand, registration: Registration, w: Wording) -> str:
    number = errand.facts.get("delegation_id") or registration.delegation_id
    found = errand.session.get(Delegation, number) if number else None
    if found is None:
        return ""
    return plain.isolated(plain.person(found.name), w.direction)
