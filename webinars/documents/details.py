"""What the form of a document sets, and the checks of its values."""

from dataclasses import dataclass
from datetime import date, datetime

from webinars.documents.enums import DocumentAccess, DocumentType, Stage, VersionType
from webinars.errors import InvalidInputError
from webinars.localized_text import LocalizedText, all_languages, in_each_language, normalize_tag
from webinars.security.text_input import clean_line

TITLE_LENGTH = 300
REASON_LENGTH = 300
MOST_PAGES = 100_000
HIGHEST_NUMBER = 99
# Official languages of the United Nations, offered first.
UN_LANGUAGES = ("ar", "zh", "en", "fr", "ru", "es")


@dataclass(frozen=True)
class DocumentDetails:
    """What an editor states of a document; title by language, embargo_until in UTC.

    registration_type_id: only with access for registrants, None for those of all types.
    """

    title: str
    document_type: DocumentType
    stage: Stage
    event_id: int | None = None
    series_id: int | None = None
    symbol: str = ""
    text_language: str = ""
    access: DocumentAccess = DocumentAccess.EVERYONE
    registration_type_id: int | None = None
    embargo_until: datetime | None = None
    embargo_timezone: str = ""
    is_title_embargoed: bool = False


@dataclass(frozen=True)
class VersionKey:
    """Which version of a document: its type and number, and its language by BCP 47 tag, empty if none."""

    language: str
    version_type: VersionType = VersionType.ORIGINAL
    number: int = 0


@dataclass(frozen=True)
class Content:
    """What a version consists of: a stored file or a link, and what is stated about it."""

    file_id: int | None = None
    url: str = ""
    pages: int | None = None
    dated_on: date | None = None


@dataclass(frozen=True)
class NewVersion:
    """A version to be added: due, maybe on a day, or with its content."""

    key: VersionKey
    due_on: date | None = None
    content: Content | None = None


def clean_title(text: str, *, least: int = 0) -> str:
    """Clean a title in one language.

    Raises:
        InvalidInputError: those of clean_line().
    """
    return clean_line(text, longest=TITLE_LENGTH, least=least)


def clean_titles(title: str) -> str:
    """Clean a title in all its languages; the first one is required.

    Raises:
        InvalidInputError: those of clean_line().
    """
    clean_title(str(title), least=1)
    cleaned = in_each_language(title, clean_title)
    return cleaned if len(all_languages(cleaned)) > 1 else str(cleaned)


def clean_reason(text: str) -> str:
    """Clean the reason of a withdrawal, which is public.

    Raises:
        InvalidInputError: "required", and those of clean_line().
    """
    return clean_line(text, longest=REASON_LENGTH, least=1)


def clean_version_key(key: VersionKey) -> VersionKey:
    """Return a key with a normalized language tag; an original has number 0.

    Raises:
        InvalidInputError: "unknown-language", "version-number" (facts: most).
    """
    language = clean_text_language(key.language)
    if key.version_type is VersionType.ORIGINAL:
        return VersionKey(language)
    if not 1 <= key.number <= HIGHEST_NUMBER:
        raise InvalidInputError("version-number", most=HIGHEST_NUMBER)
    return VersionKey(language, key.version_type, key.number)


def check_text_language(title: str, language: str) -> None:
    """Check the language in which a title was written.

    Raises:
        InvalidInputError: "text-language-missing", "translated-into-itself", if the title has translations.
    """
    if not isinstance(title, LocalizedText) or not title.translations:
        return
    if not language:
        raise InvalidInputError("text-language-missing")
    if language in title.translations:
        raise InvalidInputError("translated-into-itself")


def clean_text_language(language: str) -> str:
    """Return the normalized tag of a language, empty if none is stated.

    Raises:
        InvalidInputError: "unknown-language".
    """
    try:
        return normalize_tag(language) if language else ""
    except ValueError as error:
        raise InvalidInputError("unknown-language", language=language[:20]) from error
