"""Documents and their versions as text for pages: labels, languages, sizes, version_groups."""

from collections.abc import Mapping

from babel.numbers import format_decimal
from flask_babel import lazy_gettext

from webinars.documents.access import Restriction
from webinars.documents.enums import DocumentAccess, DocumentType, Stage, VersionType
from webinars.documents.version_names import own_name
from webinars.i18n import Translator, text_direction
from webinars.web.core.locale import LANGUAGE_NAMES

TYPES = {
    DocumentType.RESOLUTION: lazy_gettext("Resolution"),
    DocumentType.DECISION: lazy_gettext("Decision"),
    DocumentType.RULES_OF_PROCEDURE: lazy_gettext("Rules of procedure"),
    DocumentType.REPORT: lazy_gettext("Report"),
    DocumentType.BACKGROUND: lazy_gettext("Background document"),
    DocumentType.PRESENTATION: lazy_gettext("Presentation"),
    DocumentType.STATEMENT: lazy_gettext("Statement"),
    DocumentType.RECORDING: lazy_gettext("Recording"),
}
STAGES = {
    Stage.BEFORE: lazy_gettext("Before the session"),
    Stage.DURING: lazy_gettext("During the session"),
    Stage.AFTER: lazy_gettext("After the session"),
}
ACCESS = {
    DocumentAccess.EVERYONE: lazy_gettext("Everyone"),
    DocumentAccess.REGISTRANTS: lazy_gettext("Registrants of the event"),
    DocumentAccess.LINK: lazy_gettext("Those who have its secret link"),
}
RESTRICTIONS = {
    Restriction.EMBARGO: lazy_gettext("Under embargo"),
    Restriction.REGISTRANTS: lazy_gettext("For registrants"),
    Restriction.LINK: lazy_gettext("By secret link"),
}
VERSION_TYPES = {
    VersionType.ORIGINAL: lazy_gettext("Original"),
    VersionType.REVISION: lazy_gettext("Revision"),
    VersionType.CORRIGENDUM: lazy_gettext("Corrigendum"),
}
_BYTES = 1000
_MEDIA_TYPES = {"application/pdf": "PDF", "text/plain": "TXT", "application/zip": "ZIP"}


def language_name(tag: str, t: Translator) -> str:
    """Return the name of a language in that language; of what has none, a phrase of the page."""
    if not tag:
        return t("No language")
    if tag in LANGUAGE_NAMES:
        return LANGUAGE_NAMES[tag]
    return own_name(tag)


def language_tag_attributes(tag: str) -> Mapping[str, str]:
    """Return lang and dir of the name of a language in that language; empty for none."""
    return {"lang": tag, "dir": text_direction(tag)} if tag else {}


def size_text(octets: int, t: Translator) -> str:
    """Return a size in kB or MB with at most one decimal."""
    kilobytes = max(1, round(octets / _BYTES))
    if kilobytes < _BYTES:
        return t("%(number)s kB", number=format_decimal(kilobytes, locale=t.locale))
    megabytes = round(octets / _BYTES**2, 1)
    return t("%(number)s MB", number=format_decimal(megabytes, locale=t.locale))


def format_text(media_type: str, name: str) -> str:
    """Return the short name of a file's format, such as "PDF" or "DOCX"."""
    if media_type in _MEDIA_TYPES:
        return _MEDIA_TYPES[media_type]
    _stem, dot, extension = name.rpartition(".")
    return extension.upper() if dot else media_type
