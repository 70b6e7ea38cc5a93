"""What first letters say beside how somebody stands: who named them, and that answers are missing."""

from typing import Any

from webinars.admission.models import Delegation
from webinars.mail import plain
from webinars.mail.errand import Errand
from webinars.questions.cleaning import settle
from webinars.questions.queries import answers_of, questions_of
from webinars.registration.models import Registration
from webinars.wording import Wording


def beside(errand: Errand, registration: Registration, w: Wording) -> dict[str, Any]:
    """Return who named somebody, and where they answer what must be answered; each empty if there is none."""
    must_answer = registration.event.has_questions and _must_answer(errand, registration)
    return {
        "named_by": _named_by(errand, registration, w),
        "answers_url": errand.link(
            "manage", registration.id, registration.generation, "/registrations/%s/answers"
        )
        if must_answer
        else "",
    }


def _named_by(errand: Errand, registration: Registration, w: Wording) -> str:
    if registration.delegation_id is None:
        return ""
    found = errand.session.get_one(Delegation, registration.delegation_id)
    return plain.isolated(plain.person(found.name), w.direction)


def _must_answer(errand: Errand, registration: Registration) -> bool:
    """Tell whether a required question is open: whoever was named by others has answered none."""
    asked = [each.asked for each in questions_of(errand.session, registration.event_id)]
    if not any(each.required for each in asked):
        return False
    said = answers_of(errand.session, registration.id)
    given = {number: each.given for number, each in said.items()}
    _kept, wrong = settle(asked, given, registration.kind_id)
    return bool(wrong)
