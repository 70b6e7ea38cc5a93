"""The second reader on the announcements page: asked for each text; the form carries what it proposes."""

from datetime import date

from flask import current_app
from flask_babel import gettext as _
from wtforms import HiddenField

from webinars.database import db
from webinars.second_reader.endpoint import Endpoint
from webinars.second_reader.proposals import Proposal, dump, parse_answer
from webinars.second_reader.reader import ask


class ProposalsField(HiddenField):
    """What the second reader proposes; data is a list of proposals, which are verified at every use."""

    data: list[Proposal]  # type: ignore[assignment]

    def process_data(self, value: list[Proposal] | None) -> None:
        """Set the proposals."""
        self.data = value or []

    def process_formdata(self, valuelist: list[str]) -> None:
        """Parse the submitted proposals; none if they are damaged."""
        try:
            self.data = parse_answer(valuelist[0]) if valuelist and valuelist[0] else []
        except ValueError:
            self.data = []

    def _value(self) -> str:
        return dump(self.data)


def reader_host() -> str:
    """Return the host to which a text can be sent, "" without a second reader."""
    endpoint = _endpoint()
    return endpoint.host if endpoint else ""


def ask_second_reader(text: str, *, today: date, zone: str) -> tuple[list[Proposal], str]:
    """Send a text to the second reader; return what it proposes, and a note for the organiser."""
    endpoint = _endpoint()
    if endpoint is None:
        return [], ""
    db.session.rollback()  # no transaction waits for the answer
    proposals = ask(endpoint, text, today=today, zone=zone)
    if proposals is None:
        return [], _("The language model did not answer, so only this site has read the text.")
    return proposals, answered_note()


def answered_note() -> str:
    """Return the note that the second reader has read the text."""
    return _("The language model at %(host)s has read the text too.", host=reader_host())


def _endpoint() -> Endpoint | None:
    endpoint: Endpoint | None = current_app.extensions["second_reader"]
    return endpoint
