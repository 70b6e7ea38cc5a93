"""The form of an announcement: its text, and what it carries until the drafts are saved."""

from flask_babel import lazy_gettext
from wtforms import BooleanField, FileField, HiddenField, TextAreaField

from webinars.announcement_parser.preprocess import MAX_LENGTH
from webinars.errors import InvalidInputError
from webinars.security.text_input import LINE_ENDS
from webinars.web.core.forms.base import BaseForm
from webinars.web.core.forms.validators import CleanedBy
from webinars.web.organiser.announcements.draft_answers import AnswersField
from webinars.web.organiser.announcements.second_reader import ProposalsField
from webinars.web.organiser.announcements.unused_date_choices import DateChoicesField
from webinars.web.organiser.announcements.uploaded_file import DayField, NotesField

ERROR_WORDS = {
    "required": lazy_gettext("Paste the announcement here, as text or HTML."),
    "no-date-found": lazy_gettext(
        "No date was recognised in this text. Add one, such as 16 July 2027."
    ),
}


def _clean_announcement(text: str) -> str:
    """Normalise the line ends of pasted text, which browsers double when they submit it.

    Raises:
        InvalidInputError: "required", "announcement-too-long" (facts: longest).
    """
    plain = LINE_ENDS.sub("\n", text)
    if not plain.strip():
        raise InvalidInputError("required")
    if len(plain) > MAX_LENGTH:
        raise InvalidInputError("announcement-too-long", longest=MAX_LENGTH)
    return plain


class AnnouncementForm(BaseForm):
    """The text of an announcement, and what the form carries about its file and its drafts.

    made are the lines of which the organiser makes events, dismissed dates that are none; reviewed is the
    fingerprint of the drafts as the organiser saw them.
    """

    text = TextAreaField(
        lazy_gettext("Announcement"),
        [CleanedBy(_clean_announcement, required=True, messages=ERROR_WORDS)],
    )
    file = FileField(lazy_gettext("Or a file"))
    written_on = DayField()
    notes = NotesField()
    answers = AnswersField()
    asks_reader = BooleanField(lazy_gettext("Let a language model read the text too"))
    proposals = ProposalsField()
    made = DateChoicesField()
    dismissed = DateChoicesField()
    reviewed = HiddenField()
