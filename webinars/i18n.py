"""The words of one language, for whoever speaks to a person: pages, mails, calendar text.

A Wording is a plain value made from Babel's catalogues, so that calendar text and mail speak the
registrant's language without Flask.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, cached_property

from babel import Locale
from babel.support import NullTranslations, Translations

from webinars import paths


@dataclass(frozen=True)
class Wording:
    """One language: its tag, such as "en" or "ar", and how it says our sentences."""

    language: str
    gettext: Callable[[str], str]
    ngettext: Callable[[str, str, int], str]

    def __call__(self, sentence: str, **values: object) -> str:
        """Return the sentence in this language, its %(name)s places filled."""
        return self.gettext(sentence) % values

    def count(self, one: str, many: str, n: int, **values: object) -> str:
        """Return the form of the sentence that fits n; %(n)s stands for the number."""
        return self.ngettext(one, many, n) % {"n": n, **values}

    @cached_property
    def locale(self) -> Locale:
        """Return the locale that formats dates: day first and 24 hours, so English is that of Britain."""
        return Locale.parse("en_GB" if self.language == "en" else self.language)

    @property
    def direction(self) -> str:
        """Return "ltr" or "rtl"."""
        return self.locale.text_direction


def mark(sentence: str) -> str:
    """Return the sentence as it is: marks it for the catalogue where the language is not known yet."""
    return sentence


def speak(language: str) -> Wording:
    """Return the wording of a language; sentences without a translation stay English."""
    return _speak(language, str(paths.TRANSLATIONS))


@cache
def _speak(language: str, folder: str) -> Wording:
    catalogue = Translations.load(folder, [language]) if language != "en" else NullTranslations()
    return Wording(language, catalogue.gettext, catalogue.ngettext)
