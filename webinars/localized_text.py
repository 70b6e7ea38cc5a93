"""Text by language: what people wrote in their own language, with translations of it."""

# A text without translations is an ordinary str, in Python as in the database, so code that needs only the
# text as it was written knows nothing of languages. Only one with translations is a LocalizedText; it is
# stored as an element of an RFC 7464 sequence: a record separator, then JSON. Text that people enter has no
# control characters, and one that begins with the separator is stored as JSON too, so what is read is always
# what was written.

import json
import re
from collections.abc import Callable, Container, Mapping
from types import MappingProxyType
from typing import Any, Self

SEPARATOR = "\x1e"
# Well-formed by RFC 5646 section 2.1, without a look into its registry.
_TAG = re.compile(r"[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*", re.ASCII)
LONGEST_TAG = 35  # RFC 5646 section 4.4.1
_SCRIPT_LENGTH, _REGION_LENGTH = 4, 2
_NO_TRANSLATIONS: Mapping[str, str] = MappingProxyType({})


class LocalizedText(str):
    """A text as it was written, and its translations by BCP 47 tag; equal to the text as it was written.

    Comparison, JSON and methods of str see that text alone: compare stored_form() to see all languages.
    Empty translations are left out.
    """

    __slots__ = ("translations",)

    translations: Mapping[str, str]

    def __new__(cls, text: str, translations: Mapping[str, str] = _NO_TRANSLATIONS) -> Self:
        """Create a text.

        Raises:
            ValueError: a language is no well-formed tag.
        """
        value = super().__new__(cls, text)
        by_tag = {normalize_tag(tag): str(words) for tag, words in translations.items() if words}
        value.translations = MappingProxyType(dict(sorted(by_tag.items())))
        return value

    def __reduce__(self) -> tuple[Any, ...]:
        """Copy and pickle the translations too."""
        return LocalizedText, (str(self), dict(self.translations))

    def tag_for(self, language: str) -> str:
        """Return the tag of the translation for a reader's language; empty if there is none."""
        return closest_tag(language, self.translations)


def closest_tag(language: str, tags: Container[str]) -> str:
    """Return the tag that is closest to a reader's language; empty if there is none.

    References:
        RFC 4647 section 3.4: "de-CH-1996" accepts "de-CH" and "de".
    """
    tag = normalize_tag(language)
    while tag and tag not in tags:
        tag = tag.rpartition("-")[0]
        if tag[-2:-1] == "-":
            tag = tag[:-2]  # a singleton is removed with the subtag after it
    return tag


def in_language(text: str, language: str) -> str:
    """Return a text in a reader's language, as it was written if there is no translation."""
    if not isinstance(text, LocalizedText):
        return text
    tag = text.tag_for(language)
    return text.translations[tag] if tag else str(text)


def language_of(text: str, language: str, own: str) -> str:
    """Return the language in which in_language() returns a text; own is that in which it was written."""
    return (text.tag_for(language) if isinstance(text, LocalizedText) else "") or own


def all_languages(text: str) -> tuple[str, ...]:
    """Return a text in all its languages, first as it was written."""
    return (str(text), *text.translations.values()) if isinstance(text, LocalizedText) else (text,)


def rewritten(text: str, previous: str) -> str:
    """Return a text with the translations of the previous one, unless it brings its own.

    A LocalizedText without translations takes them away.
    """
    if isinstance(text, LocalizedText) or not isinstance(previous, LocalizedText):
        return text
    return LocalizedText(text, previous.translations)


def in_each_language(text: str, function: Callable[[str], str]) -> str:
    """Return what a function makes of a text, and of each of its translations."""
    if not isinstance(text, LocalizedText):
        return function(text)
    changed = {tag: function(words) for tag, words in text.translations.items()}
    return LocalizedText(function(str(text)), changed)


def comparable(value: Any) -> Any:
    """Return a value, or each value of a list, so that equal ones are equal in all languages."""
    if isinstance(value, str):
        return stored_form(value)
    return [comparable(one) for one in value] if isinstance(value, list | tuple) else value


def stored_form(text: str) -> str:
    """Return a text with its translations as one plain str; equal texts have equal forms."""
    translations = dict(text.translations) if isinstance(text, LocalizedText) else {}
    if not translations and not text.startswith(SEPARATOR):
        return str(text)
    value = [text, translations]
    return SEPARATOR + json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def from_stored(stored: str) -> str:
    """Return the text of a stored form; what is no such form is the text itself."""
    if not stored.startswith(SEPARATOR):
        return stored
    try:
        text, translations = json.loads(stored[1:])
        value = LocalizedText(text, translations)
    except (ValueError, TypeError, AttributeError, RecursionError):
        return stored
    return value if value.translations else str(value)


def normalize_tag(tag: str) -> str:
    """Return a BCP 47 tag in its usual case: "zh-Hant-TW"; underscores are read as hyphens.

    Raises:
        ValueError: it is not well-formed.
    """
    tag = tag.replace("_", "-")
    if len(tag) > LONGEST_TAG or not _TAG.fullmatch(tag):
        raise ValueError("not a language tag")
    first, *rest = tag.lower().split("-")
    parts = [first]
    for part in rest:
        if len(parts[-1]) == 1:
            parts.append(part)  # what follows a singleton stays lower case
        elif len(part) == _SCRIPT_LENGTH and part.isalpha():
            parts.append(part.title())
        elif len(part) == _REGION_LENGTH and part.isalpha():
            parts.append(part.upper())
        else:
            parts.append(part)
    return "-".join(parts)
