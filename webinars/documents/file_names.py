"""Parse names of files such as CTOC_COP_2020_1_Rev.1_E.pdf into symbol, version and language."""

import re
from dataclasses import dataclass

from babel import Locale

from webinars.documents.details import HIGHEST_NUMBER, VersionKey
from webinars.documents.enums import VersionType

# Blanks, underscores, hyphens, and the dashes that word processors make of them.
_SEPARATOR = re.compile(r"[_\- \u2010-\u2015]+")
# What browsers add to the name of a second copy.
_COPY = re.compile(r" ?\(\d{1,2}\)$")
_VERSION = re.compile(r"(rev|corr)\.?(\d{0,2})", re.IGNORECASE)
# Parts of symbols that are not in capitals, and how they are written.
_WORDS = {word.lower(): word for word in ("Add", "Amend", "Rev", "Corr", "Res", "Dec")}
_WORD = re.compile(rf"({'|'.join(_WORDS)})\.?(\d*)", re.IGNORECASE)
_VERSION_TYPES = {"rev": VersionType.REVISION, "corr": VersionType.CORRIGENDUM}
# Of a part of a symbol, in a name in lower case: longer ones are words.
_LONGEST_PART = 5
_MOST_SUFFIXES = 2

_LETTERS = {"a": "ar", "c": "zh", "e": "en", "f": "fr", "r": "ru", "s": "es"}
_LONGER = {
    "ara": "ar", "chi": "zh", "zho": "zh", "eng": "en", "fra": "fr", "fre": "fr", "rus": "ru", "spa": "es",
    "arabic": "ar", "chinese": "zh", "english": "en", "french": "fr", "russian": "ru", "spanish": "es",
}  # fmt: skip
_CODE_LENGTH = 2


@dataclass(frozen=True)
class ParsedName:
    """What a file name says; symbol is empty if it has none, and may be one that clean_symbol() refuses."""

    symbol: str
    title: str
    key: VersionKey


def parse_file_name(name: str) -> ParsedName:
    """Parse the name of a file: language and version are its last parts, the symbol its first."""
    stem = _COPY.sub("", name.rpartition(".")[0] or name).strip()
    parts = [part for part in _SEPARATOR.split(stem) if part]
    version, number, language = VersionType.ORIGINAL, 0, ""
    for _ in range(_MOST_SUFFIXES):
        if version is VersionType.ORIGINAL and (suffix := _version_suffix(parts)):
            version, number, count = suffix
            parts = parts[:-count]
        elif not language and len(parts) > 1 and (tag := _language_of(parts[-1])):
            # A single letter says its language only behind a symbol: "Annex A" is not in Arabic.
            if len(parts[-1]) == 1 and not _symbol_parts(parts[:-1]):
                break
            language, parts = tag, parts[:-1]
    symbol = _symbol_parts(parts)
    return ParsedName(
        symbol="/".join(symbol),
        title=" ".join(parts[_count_of(parts) if symbol else 0 :]),
        key=VersionKey(language, version, number),
    )


def comparable(text: str) -> str:
    """Return what symbols and names of files are compared by: letters and digits, in lower case."""
    return "-".join(re.findall(r"[^\W_]+", text.lower()))


def _version_suffix(parts: list[str]) -> tuple[VersionType, int, int] | None:
    """Return type and number of the version at the end, and how many parts say so."""
    for count, text in ((1, parts[-1] if parts else ""), (2, ".".join(parts[-2:]))):
        match = _VERSION.fullmatch(text) if count < len(parts) else None
        # "Rev" alone is the first one.
        if (
            match
            and (count == 1 or match[2])
            and int(match[2] or 1) in range(1, HIGHEST_NUMBER + 1)
        ):
            return _VERSION_TYPES[match[1].lower()], int(match[2] or 1), count
    return None


def _language_of(part: str) -> str:
    code = part.lower()
    if code in _LETTERS or code in _LONGER:
        return _LETTERS.get(code) or _LONGER[code]
    is_code = len(code) == _CODE_LENGTH and code in Locale("en").languages
    return code if is_code else ""


def _symbol_parts(parts: list[str]) -> list[str]:
    """Return the parts of the symbol at the beginning; none unless it has a letter and a number behind it."""
    count = _count_of(parts)
    used = [_as_written(part) for part in parts[:count]]
    return used if count > 1 and any(part[0].isdigit() for part in used[1:]) else []


def _count_of(parts: list[str]) -> int:
    is_lower = all(part == part.lower() for part in parts)
    count = 0
    for part in parts:
        if not (_is_capital(part.upper() if is_lower else part) or _WORD.fullmatch(part)):
            break
        if is_lower and part.isalpha() and len(part) > _LONGEST_PART:
            break
        count += 1
    return count


def _is_capital(part: str) -> bool:
    """Return whether a part may be one of a symbol: capitals, of whichever alphabet has them, and digits."""
    return part == part.upper() and (part != part.lower() or part.strip(".").isdigit())


def _as_written(part: str) -> str:
    word = _WORD.fullmatch(part)
    if word and word[2]:
        return f"{_WORDS[word[1].lower()]}.{word[2]}"
    return part.upper() if part == part.lower() else part
