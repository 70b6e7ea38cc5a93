"""Countries: ISO codes, and localized names from CLDR."""

import unicodedata

from babel import Locale

from webinars.caching.memoize import PER_LANGUAGE, memoize
from webinars.i18n import Translator

# CLDR's groupings, islands that ISO only reserves, and regions for tests.
_NO_COUNTRIES = frozenset(
    {"AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ"}
)
_TWO_LETTERS = 2

CODES = frozenset(
    code
    for code in map(str, Locale("en").territories)
    if len(code) == _TWO_LETTERS and code.isalpha() and code not in _NO_COUNTRIES
)


@memoize(PER_LANGUAGE)
def countries(t: Translator) -> tuple[tuple[str, str], ...]:
    """Return the code and name of all countries, roughly in the language's sort order."""
    named = [(code, country_name(code, t)) for code in CODES]
    return tuple(sorted(named, key=lambda pair: _order(pair[1])))


def country_name(code: str, t: Translator) -> str:
    """Return the name of a country, or the code if CLDR does not know it."""
    return str(t.locale.territories.get(code, code))


def _order(name: str) -> str:
    apart = unicodedata.normalize("NFD", name.casefold())
    return "".join(sign for sign in apart if not unicodedata.combining(sign))
