"""Form of many files at once: a row for each uploaded file, filled from its name at first."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from flask import request
from flask_babel import lazy_gettext
from sqlalchemy.orm import Session
from wtforms import BooleanField, HiddenField, SelectField, StringField

from webinars.accounts.models import Organiser
from webinars.documents.details import HIGHEST_NUMBER, UN_LANGUAGES, VersionKey, clean_title
from webinars.documents.enums import DocumentType, Stage, VersionType
from webinars.documents.models import DocumentFile, DocumentUpload
from webinars.documents.placement import PlacedFile, Placement, parse_file_names
from webinars.documents.storage.uploads import MOST_UPLOADS, UploadOwner
from webinars.documents.symbols import address_key, clean_symbol
from webinars.web.components.document_text import STAGES, TYPES, VERSION_TYPES, language_name
from webinars.web.core.errors.error_text import error_sentence
from webinars.web.core.forms.base import BaseForm
from webinars.web.core.forms.validators import CleanedBy
from webinars.web.core.locale import translator
from webinars.web.organiser.document_files.sent_files import REMOVE
from webinars.web.organiser.events.form import add_error
from webinars.web.organiser.events.translation_fields import clean_tag
from webinars.web.organiser.fields import ChoiceField, NumberField

# Types of files that are presentations.
_SLIDES = frozenset({"pptx", "odp"})


class ManyFilesForm(BaseForm):
    """What holds for all files; type and stage are those with which rows of new documents begin."""

    document_type: ChoiceField[DocumentType] = ChoiceField(
        lazy_gettext("Type of new documents"), TYPES, required=True, default=DocumentType.REPORT
    )
    stage: ChoiceField[Stage] = ChoiceField(
        lazy_gettext("Stage of new documents"), STAGES, required=True, default=Stage.BEFORE
    )
    publishes = BooleanField(lazy_gettext("Publish now"))


class FileRowForm(BaseForm):
    """What a file is; the fields of a document are those of its first file."""

    upload = HiddenField()
    symbol = StringField(lazy_gettext("Symbol"), [CleanedBy(clean_symbol, required=False)])
    title = StringField(lazy_gettext("Title"), [CleanedBy(clean_title, required=False)])
    document_type: ChoiceField[DocumentType] = ChoiceField(
        lazy_gettext("Type"), TYPES, optional=True
    )
    stage: ChoiceField[Stage] = ChoiceField(lazy_gettext("Stage"), STAGES, optional=True)
    language = SelectField(
        lazy_gettext("Language"), [CleanedBy(clean_tag, required=False)], validate_choice=False
    )
    version_type: ChoiceField[VersionType] = ChoiceField(lazy_gettext("Version"), VERSION_TYPES)
    number = NumberField(lazy_gettext("Number"), most=HIGHEST_NUMBER)
    drop = BooleanField(REMOVE)


@dataclass
class FileRow:
    """An uploaded file with its form; placement is what would become of it."""

    upload: DocumentUpload
    file: DocumentFile
    form: FileRowForm
    placement: Placement | None = None


def file_rows(
    session: Session,
    account: Organiser,
    owner: UploadOwner,
    uploads: Sequence[tuple[DocumentUpload, DocumentFile]],
    form: ManyFilesForm,
) -> list[FileRow]:
    """Return a row for each upload: as it was submitted, or filled from the name of its file."""
    submitted = _submitted_forms()
    new = [file for upload, file in uploads if upload.key not in submitted]
    parsed = dict(
        zip(
            (file.id for file in new),
            parse_file_names(session, account, owner, [file.name for file in new]) if new else (),
            strict=True,
        )
    )
    rows: list[FileRow] = []
    free = _free_prefixes(submitted[one.key] for one, _ in uploads if one.key in submitted)
    for upload, file in uploads:
        row_form = submitted.get(upload.key)
        if row_form is None:
            name = parsed[file.id]
            is_slides = file.name.rpartition(".")[2] in _SLIDES
            row_form = _row_form(
                next(free),
                upload=upload.key,
                symbol=name.symbol,
                title=name.title,
                language=name.key.language,
                version_type=name.key.version_type,
                number=name.key.number or None,
                document_type=DocumentType.PRESENTATION
                if is_slides
                else form.document_type.data or DocumentType.REPORT,
                stage=form.stage.data or Stage.BEFORE,
            )
        rows.append(FileRow(upload, file, row_form))
    return rows


def placed_files(rows: Sequence[FileRow], defaults: ManyFilesForm) -> list[PlacedFile]:
    """Return what the rows say; a document has type and stage of its first file, whose row has their fields.

    Its title too, which is that of the first file whose name has one, and is filled in there.
    """
    of_document: dict[str, FileRowForm] = {}
    for row in rows:
        first = of_document.setdefault(address_key(str(row.form.symbol.data or "")), row.form)
        if first.symbol.data and not first.title.data:
            first.title.data = row.form.title.data
    results = []
    for row in rows:
        form = row.form
        symbol = str(form.symbol.data or "")
        shared = of_document[address_key(symbol)] if symbol else form
        results.append(
            PlacedFile(
                upload_key=row.upload.key,
                symbol=symbol,
                title=str(shared.title.data or ""),
                document_type=shared.document_type.data
                or defaults.document_type.data
                or DocumentType.REPORT,
                stage=shared.stage.data or defaults.stage.data or Stage.BEFORE,
                version=VersionKey(
                    str(form.language.data or ""),
                    form.version_type.data or VersionType.ORIGINAL,
                    form.number.data or 0,
                ),
            )
        )
    return results


def show_placements(rows: Sequence[FileRow], placements: Sequence[Placement]) -> None:
    """Add to each row what becomes of its file, and its error at the field that it is about."""
    for row, placement in zip(rows, placements, strict=True):
        row.placement = placement
        if placement.error is not None:
            field = row.form[placement.field]
            if not field.errors:
                add_error(field, error_sentence(placement.error))


def set_choices(rows: Sequence[FileRow]) -> None:
    """Set the languages of each row: those of the United Nations, and what the rows have already."""
    t = translator()
    used = dict.fromkeys(str(row.form.language.data or "") for row in rows)
    tags = dict.fromkeys((*UN_LANGUAGES, "", *used))
    choices = [(tag, language_name(tag, t), {"lang": tag} if tag else {}) for tag in tags]
    for row in rows:
        row.form.language.choices = choices


def seen_keys() -> set[str]:
    """Return the keys of the uploads whose rows were submitted, without those to be removed."""
    prefixes = [f"f{number}" for number in range(MOST_UPLOADS)]
    seen = {
        request.form.get(f"{one}-upload", "")
        for one in prefixes
        if not request.form.get(f"{one}-drop")
    }
    return seen - {""}


def removed_keys() -> list[str]:
    """Return the keys of the uploads whose rows are to be removed."""
    return [key for key, form in _submitted_forms().items() if form.drop.data]


def _submitted_forms() -> Mapping[str, FileRowForm]:
    if request.method != "POST":
        return {}
    forms = {}
    for number in range(MOST_UPLOADS):
        if request.form.get(f"f{number}-upload"):
            form = _row_form(f"f{number}")
            form.validate()
            forms[str(form.upload.data)] = form
    return forms


def _row_form(prefix: str, **values: object) -> FileRowForm:
    # Before its first validation, only what was parsed is in it.
    return FileRowForm(
        None if values else request.form, prefix=prefix, data=values or None, meta={"csrf": False}
    )


def _free_prefixes(used: Iterable[FileRowForm]) -> Iterator[str]:
    """Yield the prefixes that no row has, of those that _submitted_forms() reads."""
    taken = {form.upload.name.partition("-")[0] for form in used}
    return (f"f{number}" for number in range(MOST_UPLOADS) if f"f{number}" not in taken)
