"""Fields of the form of a message that choose its recipients, and the filter that they stand for."""

from collections.abc import Mapping
from typing import Any

from flask import g
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from flask_login import current_user
from wtforms import BooleanField, SelectMultipleField, TextAreaField
from wtforms.form import BaseForm as AnyForm
from wtforms.validators import ValidationError
from wtforms.widgets import CheckboxInput

from webinars.database import db
from webinars.errors import InvalidInputError
from webinars.event_messages.all_times import other_times_to_write_to
from webinars.event_messages.recipients import (
    MOST_CHOSEN,
    NO_TYPE,
    STATUSES,
    Answered,
    Attended,
    Audience,
    CalendarReply,
    emails_of,
    registrations_of,
)
from webinars.events.enums import AttendanceMode, Format
from webinars.events.models import Event
from webinars.events.role_assignments import roles_on
from webinars.events.settings.registration_types import types_of
from webinars.questions.queries import has_questions_after_approval
from webinars.registrations.status import Status
from webinars.security.text_input import clean_text
from webinars.web.core.current_site import site
from webinars.web.core.errors.error_text import error_sentence
from webinars.web.core.forms.base import BaseForm
from webinars.web.core.forms.validators import CleanedBy
from webinars.web.core.locale import translator
from webinars.web.organiser.fields import ChoiceField
from webinars.web.organiser.permitted_links import may_with_role

STATUS_LABELS = {
    Status.CONFIRMED: lazy_gettext("Confirmed"),
    Status.WAITING: lazy_gettext("Waiting list"),
    Status.AWAITING_APPROVAL: lazy_gettext("Awaiting approval"),
    Status.OFFERED: lazy_gettext("Place offered"),
}
EVERYONE = lazy_gettext("Everyone")
ATTENDANCE_LABELS = {
    AttendanceMode.AS_EVENT: EVERYONE,
    AttendanceMode.IN_PERSON: lazy_gettext("In person"),
    AttendanceMode.ONLINE: lazy_gettext("Online"),
}
ATTENDED_LABELS = {
    Attended.ANY: EVERYONE,
    Attended.YES: lazy_gettext("Attended"),
    Attended.NO: lazy_gettext("Did not attend"),
}
ANSWERED_LABELS = {
    Answered.ANY: EVERYONE,
    Answered.MISSING: lazy_gettext("Required answers are missing"),
    Answered.ALL: lazy_gettext("All required questions answered"),
    Answered.LATER_LEFT: lazy_gettext("Questions after approval not answered"),
    Answered.LATER_COMPLETE: lazy_gettext("Questions after approval answered"),
}
REPLY_LABELS = {
    CalendarReply.ANY: EVERYONE,
    CalendarReply.ACCEPTED: lazy_gettext("Accepted in the calendar"),
    CalendarReply.TENTATIVE: lazy_gettext("Tentative in the calendar"),
    CalendarReply.DECLINED: lazy_gettext("Declined in the calendar"),
    CalendarReply.NONE: lazy_gettext("No calendar reply"),
}
# The choices that an event without questions after approval does not need.
_LATER = {Answered.LATER_LEFT, Answered.LATER_COMPLETE}
# The fields that narrow the filter, in their order.
NARROWING = ("types", "attendance", "attended", "answered", "reply", "people")
_PEOPLE_LENGTH = MOST_CHOSEN * 255


class StatusListField(SelectMultipleField):
    """Checkboxes for statuses of registrations; at least one must be ticked."""

    def __init__(self, label: str, **options: Any) -> None:
        super().__init__(label, validate_choice=False, option_widget=CheckboxInput(), **options)
        self.choices = [(status.value, text) for status, text in STATUS_LABELS.items()]

    def pre_validate(self, form: AnyForm) -> None:
        """Refuse a value that is no choice, and none at all.

        Raises:
            ValidationError: the sentence.
        """
        self.data = [value for value in self.data or () if value]
        if not set(self.data) <= {status.value for status in STATUSES}:
            self.data = []
            raise ValidationError(error_sentence(InvalidInputError("not-a-choice")))
        if not self.data:
            raise ValidationError(error_sentence(InvalidInputError("no-statuses")))


class TypeListField(SelectMultipleField):
    """Checkboxes for registration types; none ticked is all of them."""

    def __init__(self, label: str, **options: Any) -> None:
        super().__init__(label, validate_choice=False, option_widget=CheckboxInput(), **options)
        self.offer({})

    def offer(self, names: Mapping[int, str]) -> None:
        """Set the types to choose from, by id."""
        self.values = {str(one) for one in names}
        self.choices = [(str(one), name) for one, name in names.items()]

    def pre_validate(self, form: AnyForm) -> None:
        """Refuse a value that is no choice.

        Raises:
            ValidationError: the sentence.
        """
        if not set(self.data or ()) <= self.values:
            self.data = []
            raise ValidationError(error_sentence(InvalidInputError("not-a-choice")))


class AudienceForm(BaseForm):
    """Who gets a message; stored is the filter that is edited."""

    stored = Audience()
    statuses = StatusListField(
        lazy_gettext("To people whose registration is"), default=[Status.CONFIRMED.value]
    )
    types = TypeListField(lazy_gettext("Registration types"))
    all_times = BooleanField(lazy_gettext("At all times of this webinar, once to each address"))
    attendance = ChoiceField(lazy_gettext("Attendance"), ATTENDANCE_LABELS, optional=True)
    attended = ChoiceField(lazy_gettext("Present at the event"), ATTENDED_LABELS, optional=True)
    answered = ChoiceField(lazy_gettext("Form questions"), ANSWERED_LABELS, optional=True)
    reply = ChoiceField(lazy_gettext("Calendar reply"), REPLY_LABELS, optional=True)
    people = TextAreaField(
        lazy_gettext("Only these people"),
        [CleanedBy(lambda text: clean_text(text, longest=_PEOPLE_LENGTH), required=False)],
    )

    def offer(self, event: Event) -> None:
        """Set the choices of an event, and remove the fields that it does not need and that are not used."""
        if event.has_registration_types or self.types.data or self.stored.registration_type_ids:
            names = type_names(event)
            unknown = set(self.stored.registration_type_ids) - set(names)
            self.types.offer(names | dict.fromkeys(sorted(unknown), _("Removed type")))
        needed = {
            "all_times": may_write_to_all_times(event),
            "types": bool(self.types.choices),
            "attendance": event.format is Format.HYBRID,
            "answered": event.has_questions,
            "reply": bool(site().reply_address),
        }
        if needed["answered"] and not has_questions_after_approval(db.session(), event.id):
            self.answered.choices = [
                (answered.value, text)
                for answered, text in ANSWERED_LABELS.items()
                if answered not in _LATER or answered is self.answered.data
            ]
        for name, is_needed in needed.items():
            if not is_needed and not self[name].data:
                del self[name]

    @property
    def narrowing(self) -> list[Any]:
        """Return the fields that narrow the filter and that the event needs."""
        return [self[name] for name in NARROWING if name in self]

    @property
    def is_narrowed(self) -> bool:
        """Tell whether any of them is filled in or refused."""
        return any(field.data or field.errors for field in self.narrowing)

    def is_to_erased(self, event_id: int) -> bool:
        """Tell whether people were chosen, and all of them have deleted their data since."""
        ids = self.stored.registration_ids
        return bool(ids) and not emails_of(db.session(), event_id, ids)

    def audience(self, event_id: int) -> Audience:
        """Return the filter of a valid form.

        Raises:
            InvalidInputError: "not-registered", "too-many-people", "all-times-and-filters"; all belong to the
                field people.
        """
        chosen = set(self.statuses.data or ())
        emails = [line.strip(" ,;") for line in (self.people.data or "").split("\n")]
        emails = [email for email in emails if email]
        if len(emails) > MOST_CHOSEN:
            raise InvalidInputError("too-many-people", most=MOST_CHOSEN)
        audience = Audience(
            statuses=tuple(status for status in STATUS_LABELS if status.value in chosen),
            registration_type_ids=tuple(map(int, self._data("types") or ())),
            attendance=self._data("attendance") or AttendanceMode.AS_EVENT,
            attended=self.attended.data or Attended.ANY,
            answered=self._data("answered") or Answered.ANY,
            reply=self._data("reply") or CalendarReply.ANY,
            registration_ids=self._registration_ids(event_id, emails),
            all_times=bool(self._data("all_times")),
        )
        if audience.all_times and audience.is_of_one_event:
            raise InvalidInputError("all-times-and-filters")
        return audience

    def _registration_ids(self, event_id: int, emails: list[str]) -> tuple[int, ...]:
        """Return the registrations of addresses; erased ones stay while nobody else is entered."""
        if emails:
            return registrations_of(db.session(), event_id, emails)
        return self.stored.registration_ids if self.is_to_erased(event_id) else ()

    def _data(self, name: str) -> Any:
        return self[name].data if name in self else None


def audience_data(event_id: int, audience: Audience) -> dict[str, Any]:
    """Return a filter by the names of its fields."""
    ids = audience.registration_ids
    return {
        "statuses": [status.value for status in audience.statuses],
        "types": [str(type_id) for type_id in audience.registration_type_ids],
        "attendance": audience.attendance,
        "attended": audience.attended,
        "answered": audience.answered,
        "reply": audience.reply,
        "all_times": audience.all_times,
        "people": "\n".join(emails_of(db.session(), event_id, ids)) if ids else "",
    }


def may_write_to_all_times(event: Event) -> bool:
    """Return whether a webinar is held more than once, and the account may write to all registrants."""
    others = other_times_to_write_to(db.session(), event)
    roles = roles_on(db.session(), current_user.organiser, others)
    return bool(others) and all(
        one.id in roles and may_with_role("organiser_messages.send", roles[one.id])
        for one in others
    )


def type_names(event: Event) -> dict[int, str]:
    """Return the names of an event's registration types by id, removed ones too; queried once a request."""
    names: dict[int, dict[int, str]] = g.setdefault("message_type_names", {})
    if event.id not in names:
        types = types_of(db.session(), event.id, removed=True)
        names[event.id] = {one.id: translator().text(one.name) for one in types}
        names[event.id][NO_TYPE] = _("Without a type")
    return names[event.id]
