"""Forms of language versions: several at once, one that is due or out, and a withdrawal."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _
from flask_babel import lazy_gettext
from sqlalchemy.orm import Session
from wtforms import BooleanField, Field, FileField, HiddenField, SelectField, URLField

from webinars.documents.details import (
    HIGHEST_NUMBER,
    MOST_PAGES,
    UN_LANGUAGES,
    Content,
    NewVersion,
    VersionKey,
)
from webinars.documents.enums import VersionType
from webinars.documents.storage.uploads import UploadOwner
from webinars.security.urls import https_url
from webinars.web.components.document_text import VERSION_TYPES, language_name
from webinars.web.core.forms.base import BaseForm
from webinars.web.core.forms.validators import CleanedBy
from webinars.web.core.locale import translator
from webinars.web.organiser.document_files.sent_files import (
    REMOVE,
    SentFile,
    keep_file,
    sent_file,
    stored_file_id,
)
from webinars.web.organiser.events.form import add_error, line_field
from webinars.web.organiser.events.translation_fields import clean_tag
from webinars.web.organiser.fields import ChoiceField, DateField, HiddenNumberField, NumberField

ROWS = range(1, len(UN_LANGUAGES) + 1)


@dataclass(frozen=True)
class SubmittedVersion:
    """A version of a form: a file or a link, or neither if it is due."""

    language: str
    file: SentFile
    url: str
    pages: int | None
    due_on: date | None
    dated_on: date | None

    @property
    def is_out(self) -> bool:
        """Return whether it has a file or a link."""
        return bool(self.file) or bool(self.url)


def _url(text: str) -> str:
    return https_url(text) if text.strip() else ""


def _url_field() -> URLField:
    return URLField(lazy_gettext("Or a link"), [CleanedBy(_url, required=False)])


def _pages_field() -> NumberField:
    return NumberField(lazy_gettext("Pages"), most=MOST_PAGES)


class VersionRowsForm(BaseForm):
    """Rows of a language with a file, a link or the day on which it is due; empty rows are none."""

    dated_on = DateField(lazy_gettext("Date of the document"))

    @property
    def rows(self) -> list[dict[str, Field]]:
        """Return the fields of each row by their name."""
        names = ("language", "file", "upload", "drop", "url", "pages", "due")
        return [{name: self[f"{name}_{number}"] for name in names} for number in ROWS]


for _number in ROWS:
    for _name, _field in (
        (
            "language",
            SelectField(
                lazy_gettext("Language"),
                [CleanedBy(clean_tag, required=False)],
                validate_choice=False,
                default=UN_LANGUAGES[_number - 1],
            ),
        ),
        ("file", FileField(lazy_gettext("File"))),
        ("upload", HiddenField()),
        ("drop", BooleanField(REMOVE)),
        ("url", _url_field()),
        ("pages", _pages_field()),
        ("due", DateField(lazy_gettext("Or due on"))),
    ):
        setattr(VersionRowsForm, f"{_name}_{_number}", _field)


class AddVersionsForm(VersionRowsForm):
    """Which version of a document the rows are."""

    version_type: ChoiceField[VersionType] = ChoiceField(
        lazy_gettext("Version"), VERSION_TYPES, required=True, default=VersionType.ORIGINAL
    )
    number = NumberField(lazy_gettext("Number"), most=HIGHEST_NUMBER)

    def key(self, language: str) -> VersionKey:
        """Return the key of the version in a language."""
        return VersionKey(
            language, self.version_type.data or VersionType.ORIGINAL, self.number.data or 0
        )


class VersionForm(BaseForm):
    """What is stated of one version; its file or link while it is due."""

    revision = HiddenNumberField(default=0)
    file = FileField(lazy_gettext("File"))
    upload = HiddenField()
    drop = BooleanField(REMOVE)
    url = _url_field()
    pages = _pages_field()
    dated_on = DateField(lazy_gettext("Date of the document"))
    due_on = DateField(lazy_gettext("Due on"))


class WithdrawalForm(BaseForm):
    """Why a version is withdrawn."""

    revision = HiddenNumberField(default=0)
    reason = line_field(lazy_gettext("Reason"), least=1, required=lazy_gettext("Enter a reason."))


def set_row_languages(form: VersionRowsForm) -> None:
    """Set the choices of languages; only needed when the form is rendered."""
    choices = language_choices()
    for row in form.rows:
        field = row["language"]
        assert isinstance(field, SelectField)  # noqa: S101 - for the type checker
        field.choices = choices


def language_choices() -> list[tuple[str, str, dict[str, str]]]:
    """Return the languages by their own names, those of the United Nations first, with attributes."""
    t = translator()
    others = sorted(
        (str(name), str(tag))
        for tag, name in t.locale.languages.items()
        if len(str(tag)) in {2, 3} and tag not in UN_LANGUAGES
    )
    first = [(tag, language_name(tag, t), {"lang": tag}) for tag in UN_LANGUAGES]
    none: tuple[str, str, dict[str, str]] = ("", _("No language"), {})
    return [*first, none, *((tag, name, {}) for name, tag in others)]


def submitted_rows(form: VersionRowsForm) -> list[SubmittedVersion]:
    """Return the rows that are filled in; errors are added to those that contradict themselves or others."""
    versions, languages = [], set()
    for row in form.rows:
        file = sent_file(row["file"], row["upload"], row["drop"])
        due_on, pages = row["due"].data, row["pages"].data
        if not file and not row["url"].data and due_on is None:
            if pages is not None:
                add_error(row["file"], _("Choose a file, enter a link, or remove the pages."))
            continue
        language = str(row["language"].data or "")
        if language in languages:
            add_error(row["language"], _("This language is in two rows."))
        languages.add(language)
        if file and row["url"].data:
            add_error(row["url"], _("Choose a file or enter a link, not both."))
        versions.append(
            SubmittedVersion(
                language=language,
                file=file,
                url=str(row["url"].data or ""),
                pages=pages,
                due_on=due_on,
                dated_on=form.dated_on.data,
            )
        )
    return versions


def submitted_version(form: VersionForm, language: str) -> SubmittedVersion:
    """Return the version of a form; an error is added to one with a file and a link."""
    file = sent_file(form.file, form.upload, form.drop)
    if file and form.url.data:
        add_error(form.url, _("Choose a file or enter a link, not both."))
    return SubmittedVersion(
        language=language,
        file=file,
        url=str(form.url.data or ""),
        pages=form.pages.data,
        due_on=form.due_on.data,
        dated_on=form.dated_on.data,
    )


def store_content(session: Session, version: SubmittedVersion) -> Content | None:
    """Store the file of a version, if it has one; None for what is due.

    Raises:
        FileRefusedError: it was refused.
    """
    if not version.is_out:
        return None
    file_id = stored_file_id(session, version.file) if version.file else None
    return Content(file_id, version.url, version.pages, version.dated_on)


def new_version(session: Session, version: SubmittedVersion, key: VersionKey) -> NewVersion:
    """Return a submitted version to be added; its file is stored. Raises as store_content()."""
    return NewVersion(key, version.due_on, store_content(session, version))


def keep_files(owner: UploadOwner, versions: Sequence[SubmittedVersion]) -> None:
    """Keep the files of a refused form, so that nobody has to choose them again."""
    for version in versions:
        keep_file(owner, version.file)
