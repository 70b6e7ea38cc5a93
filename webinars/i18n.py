"""Translations for pages, e-mails and calendar text, independent of Flask."""

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from babel import Locale, UnknownLocaleError
from babel.core import get_global
from babel.support import NullTranslations, Translations

from webinars import paths
from webinars.caching.memoize import PER_LANGUAGE, memoize
from webinars.localized_text import in_language, language_of

_RIGHT_TO_LEFT = frozenset({"R", "AL"})  # bidirectional classes of letters


# Compared by identity, as there is one of each language: it is part of keys whose hash is calculated often.
@dataclass(frozen=True, eq=False)
class Translator:
    """Translates into one language, given by its tag, such as "en" or "ar"."""

    language: str
    gettext: Callable[[str], str]
    ngettext: Callable[[str, str, int], str]

    def __call__(self, sentence: str, **values: object) -> str:
        """Return the translated sentence with its %(name)s placeholders filled."""
        return self.gettext(sentence) % values

    def plural(
        self, one: str, many: str, n: int, *, most: int | None = None, **values: object
    ) -> str:
        """Return the translated plural form for n, which also fills %(n)s; above most as "100+"."""
        number = n if most is None or n <= most else f"{most}+"
        return self.ngettext(one, many, n) % {"n": number, **values}

    def text(self, text: str) -> str:
        """Return a text that people wrote in this language, or as it was written."""
        return in_language(text, self.language)

    def language_of(self, text: str, own: str) -> str:
        """Return the language in which text() returns a text; own is that in which it was written."""
        return language_of(text, self.language, own)

    @cached_property
    def locale(self) -> Locale:
        """Return the locale for dates; English dates are British: day first, 24 hours."""
        return Locale.parse("en_GB" if self.language == "en" else self.language)

    @cached_property
    def first_week_day(self) -> int:
        """Return the weekday on which weeks begin, 0 for Monday.

        References:
            UTS 35 part 4, "Week Data": a language without a country has that in which most speak it.
        """
        likely = None if self.locale.territory else get_global("likely_subtags").get(self.language)
        return (Locale.parse(likely) if likely else self.locale).first_week_day

    @cached_property
    def direction(self) -> str:
        """Return "ltr" or "rtl"."""
        return self.locale.text_direction


def N_(sentence: str) -> str:  # noqa: N802 - gettext's name for it
    """Mark a sentence for extraction without translating it, where the language is not known yet."""
    return sentence


def ngettext_noop(one: str, many: str) -> tuple[str, str]:
    """Mark both forms of a sentence for extraction; Translator.plural() translates them."""
    return one, many


def direction_of(text: str, language: str) -> str:
    """Return the direction of a text: that of its language, "auto" if its letters contradict that.

    A stated language may be wrong, and a line of Latin text from right to left has its full stop in front.
    """
    direction = text_direction(language)
    is_contradicted = direction == "rtl" and not any(
        unicodedata.bidirectional(character) in _RIGHT_TO_LEFT for character in text
    )
    return "auto" if is_contradicted else direction


def text_direction(language: str) -> str:
    """Return "ltr" or "rtl" for any language tag, "auto" if the language is not known."""
    try:
        return Locale.parse(language, sep="-").text_direction
    except (UnknownLocaleError, ValueError):
        return "auto"


def translator_for(language: str) -> Translator:
    """Return the translator of a language; sentences without a translation stay English."""
    return _load(language, str(paths.TRANSLATIONS))


# Other memoized functions take a translator as key, so a language must always have the same one.
@memoize(PER_LANGUAGE)
def _load(language: str, folder: str) -> Translator:
    catalogue = Translations.load(folder, [language]) if language != "en" else NullTranslations()
    return Translator(language, catalogue.gettext, catalogue.ngettext)
