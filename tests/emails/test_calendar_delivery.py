"""One module decides which e-mails have a calendar part, and one which e-mails of a poll."""

import re
from pathlib import Path

import webinars
from webinars.database import transaction
from webinars.registrations.personal_calendar.calendars import CalendarDelivery, choose_delivery

PACKAGE = Path(webinars.__file__).parent
BUILDERS = re.compile(
    r"\b(?:CalendarPart|itip\.request|itip\.cancel|record_request|record_cancel)\("
)
DEFINED_IN = {"scheduling/invitation_history.py"}


def test_only_these_modules_build_and_record_calendar_parts():
    users = {
        path.relative_to(PACKAGE).as_posix()
        for path in PACKAGE.rglob("*.py")
        if BUILDERS.search(path.read_text("utf-8"))
    }

    assert users - DEFINED_IN == {"emails/calendar_part.py", "emails/poll_entries.py"}


def test_emails_name_the_personal_calendar_instead_of_an_invitation(place, write):
    registration = place()
    with transaction() as session:
        choose_delivery(session, registration.id, CalendarDelivery.PERSONAL_CALENDAR)

    email = write("registration.confirmed", registration)

    assert email.calendar is None
    assert "Your personal calendar shows this event." in email.text
    assert "The invitation is in this e-mail" not in email.text
