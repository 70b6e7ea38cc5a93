"""Read and change what the privacy and accessibility pages say of the operator."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from webinars.database import for_update
from webinars.errors import ConflictError
from webinars.installation.models import PageStatement, StatementPage
from webinars.localized_text import in_each_language
from webinars.security.text_input import clean_line, clean_text
from webinars.timezones import clock

BODY_LENGTH, TEXT_LENGTH = 200, 2_000


@dataclass(frozen=True)
class StatementDetails:
    """Editable fields of one page; revision 0: nothing is stored yet."""

    responsible_body: str = ""
    contact: str = ""
    complaint: str = ""
    dated_on: date | None = None
    revision: int = 0


_FIELDS = tuple(StatementDetails.__dataclass_fields__)


def stored_statements(connection: Connection) -> Mapping[StatementPage, StatementDetails]:
    """Return the statements of all pages, in one query."""
    columns = [getattr(PageStatement, name) for name in _FIELDS]
    rows = connection.execute(select(PageStatement.page, *columns))
    stored = {page: StatementDetails(*values) for page, *values in rows}
    return {page: stored.get(page, StatementDetails()) for page in StatementPage}


def change_statement(session: Session, page: StatementPage, details: StatementDetails) -> None:
    """Store the statement of a page; details.revision is the one that its editor saw.

    Raises:
        InvalidInputError: those of security.text_input.
        ConflictError: "statement-changed" when there is a newer revision.
    """
    stored = session.scalar(for_update(select(PageStatement).where(PageStatement.page == page)))
    if (stored.revision if stored else 0) != details.revision:
        raise ConflictError("statement-changed")
    if stored is None:
        stored = PageStatement(page=page, revision=0)
        session.add(stored)
    stored.responsible_body = in_each_language(details.responsible_body, clean_body)
    stored.contact = in_each_language(details.contact, clean_paragraphs)
    stored.complaint = in_each_language(details.complaint, clean_paragraphs)
    stored.dated_on = details.dated_on
    stored.revision += 1
    stored.changed_at = clock.now()
    try:
        session.flush()
    except IntegrityError as error:
        raise ConflictError("statement-changed") from error


def clean_body(text: str) -> str:
    """Return the normalized name of the responsible body.

    Raises:
        InvalidInputError: those of security.text_input.clean_line.
    """
    return clean_line(text, longest=BODY_LENGTH)


def clean_paragraphs(text: str) -> str:
    """Return a normalized text of several lines.

    Raises:
        InvalidInputError: those of security.text_input.clean_text.
    """
    return clean_text(text, longest=TEXT_LENGTH)
