"""Translations for pages, e-mails and calendar text, independent of Flask."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from babel import Locale
from babel.support import NullTranslations, Translations

from webinars import paths
from webinars.caching.memoize import PER_LANGUAGE, memoize


@dataclass(frozen=True)
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

    @cached_property
    def locale(self) -> Locale:
        """Return the locale for dates; English dates are British: day first, 24 hours."""
        return Locale.parse("en_GB" if self.language == "en" else self.language)

    @property
    def direction(self) -> str:
        """Return "ltr" or "rtl"."""
        return self.locale.text_direction


def N_(sentence: str) -> str:  # noqa: N802 - gettext's name for it
    """Mark a sentence for extraction without translating it, where the language is not known yet."""
    return sentence


def translator_for(language: str) -> Translator:
    """Return the translator of a language; sentences without a translation stay English."""
    return _load(language, str(paths.TRANSLATIONS))


# Other memoized functions take a translator as key, so a language must always have the same one.
@memoize(PER_LANGUAGE)
def _load(language: str, folder: str) -> Translator:
    catalogue = Translations.load(folder, [language]) if language != "en" else NullTranslations()
    return Translator(language, catalogue.gettext, catalogue.ngettext)
