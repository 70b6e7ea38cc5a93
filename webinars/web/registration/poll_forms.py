"""Forms of the page of a poll, and of its open link."""

from flask_babel import lazy_gettext
from wtforms import BooleanField, EmailField, SelectField, StringField, TextAreaField

from webinars.access.limits import NAME_LENGTH
from webinars.polls.poll_rules import COMMENT_LENGTH
from webinars.security import email_addresses
from webinars.security.text_input import clean_name, clean_text
from webinars.timezones.city_search import find_zone
from webinars.web.core.forms.base import BaseForm
from webinars.web.core.forms.timezone_choices import ZoneSelect
from webinars.web.core.forms.validators import (
    EMAIL_MESSAGES,
    NAME_MESSAGES,
    ZONE_MESSAGES,
    CleanedBy,
)
from webinars.web.core.locale import translator


class VoteForm(BaseForm):
    """Comment, time zone and calendar of a participant; votes_form() adds the votes."""

    comment = TextAreaField(
        lazy_gettext("Comment"),
        [CleanedBy(lambda text: clean_text(text, longest=COMMENT_LENGTH), required=False)],
    )
    zone = SelectField(
        lazy_gettext("Your time zone"),
        [
            CleanedBy(
                lambda text: find_zone(text, translator()) if text else "",
                required=False,
                messages=ZONE_MESSAGES,
            )
        ],
        validate_choice=False,
        widget=ZoneSelect(),
    )
    without_holds = BooleanField(lazy_gettext("No tentative entries in my calendar"))


class EntryForm(BaseForm):
    """Name and address of somebody with the open link of a poll."""

    name = StringField(
        lazy_gettext("Your name"),
        [
            CleanedBy(
                lambda text: clean_name(text, longest=NAME_LENGTH, least=1),
                required=True,
                messages=NAME_MESSAGES,
            )
        ],
    )
    email = EmailField(
        lazy_gettext("E-mail"),
        [CleanedBy(email_addresses.clean_address, required=True, messages=EMAIL_MESSAGES)],
    )
