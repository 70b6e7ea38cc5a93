"""What versions of documents are called: languages in their own names, and "Rev.1" after a symbol."""

from babel import Locale, UnknownLocaleError

from webinars.documents.details import UN_LANGUAGES
from webinars.documents.enums import VersionType

_VERSION_TYPES = tuple(VersionType)


def own_name(tag: str) -> str:
    """Return the name of a language in that language, or its tag if none is known; empty for none."""
    if not tag:
        return ""
    try:
        locale = Locale.parse(tag, sep="-")
    except (UnknownLocaleError, ValueError):
        return tag
    name = locale.get_display_name(locale)
    return f"{name[0].upper()}{name[1:]}" if name else tag


def language_order(tag: str) -> tuple[int, str]:
    """Return what orders languages: those of the United Nations first, then by tag."""
    known = UN_LANGUAGES.index(tag) if tag in UN_LANGUAGES else len(UN_LANGUAGES)
    return known, tag


def version_order(version_type: VersionType, number: int) -> tuple[int, int]:
    """Return what orders the versions of a language: the original, revisions, corrigenda."""
    return _VERSION_TYPES.index(version_type), number


def suffix_of(version_type: VersionType, number: int) -> str:
    """Return "Rev.1" or "Corr.2", as after a symbol; empty for an original."""
    match version_type:
        case VersionType.REVISION:
            return f"Rev.{number}"
        case VersionType.CORRIGENDUM:
            return f"Corr.{number}"
        case _:
            return ""
