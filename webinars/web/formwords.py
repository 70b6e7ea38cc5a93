"""What WTForms itself says of a field, in the reader's language: its catalogues, read once for each language.

Flask-WTF reads them from the disk again for every request that checks a form.
"""

from functools import lru_cache

from babel.support import NullTranslations, Translations
from flask_babel import get_locale
from wtforms.i18n import messages_path


class FormWords:
    """The words, as WTForms asks for them."""

    def gettext(self, text: str) -> str:
        """Return a sentence in the reader's language."""
        return _catalogue(str(get_locale())).ugettext(text)

    def ngettext(self, one: str, many: str, number: int) -> str:
        """Return a sentence about a number in the reader's language."""
        return _catalogue(str(get_locale())).ungettext(one, many, number)


@lru_cache(maxsize=16)
def _catalogue(locale: str) -> NullTranslations:
    return Translations.load(messages_path(), [locale], domain="wtforms")
