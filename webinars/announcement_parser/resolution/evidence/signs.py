"""Evidence from what a text shows of its country without naming a place: numbers, hosts, prices, writing."""

import re
from collections.abc import Iterable, Iterator

from babel.core import get_global

from webinars.announcement_parser.grammar.addresses import UK_POSTCODE
from webinars.announcement_parser.grammar.geography.area_codes import area_zones
from webinars.announcement_parser.grammar.geography.gazetteer import STATE_CODES, speaks
from webinars.announcement_parser.grammar.vocabulary.calendar_names import MONTH_NUMBERS
from webinars.announcement_parser.grammar.vocabulary.place_words import CURRENCY_SIGNS
from webinars.announcement_parser.resolution import country_signs
from webinars.announcement_parser.resolution.evidence.pieces import (
    Evidence,
    of_countries,
    of_zones,
)
from webinars.timezones import towns

MIN_MONTH_NAME = 3  # characters
_MONTHS = "|".join(name for name in MONTH_NUMBERS if len(name) >= MIN_MONTH_NAME)
MONTH_FIRST = re.compile(
    rf"\b(?:{_MONTHS})\.? \d{{1,2}}(?:st|nd|rd|th)?\b(?![:.]\d)", re.IGNORECASE
)
DAY_FIRST = re.compile(rf"\b\d{{1,2}}(?:st|nd|rd|th)? (?:of )?(?:{_MONTHS})\b", re.IGNORECASE)
EURO_COUNTRIES = (
    "AT", "BE", "CY", "DE", "EE", "ES", "FI", "FR", "GR", "HR", "IE", "IT", "LT", "LU", "LV", "MT",
    "NL", "PT", "SI", "SK",
)  # fmt: skip
MONTH_FIRST_COUNTRIES = ("US", "CA", "PH")
DAY_FIRST_COUNTRIES = (
    "AU", "GB", "GH", "HK", "IE", "IN", "JM", "KE", "MT", "MY", "NG", "NZ", "PK", "SG", "TT", "TZ",
    "UG", "ZA", "ZM", *EURO_COUNTRIES, "CH", "CZ", "DK", "HU", "IS", "NO", "PL", "RO", "SE",
)  # fmt: skip
_BRITISH = re.compile(
    r"\b(?:programmes?|centres?|organis\w+|colour\w*|favourite\w*|neighbour\w*|honour\w*|theatres?|labour"
    r"|whilst|enquir\w+|recognis\w+|fortnight\w*|autumn|licences?|cheques?|car park|litres?|metres?"
    r"|half[- ]term)\b",
    re.IGNORECASE,
)
_AMERICAN = re.compile(
    r"\b(?:centers?|organiz\w+|color\w*|favorite\w*|neighbor\w*|honor\w*|theaters?|labor|downtown|potluck"
    r"|parking lot|freshm[ae]n|sophomores?|kindergarten|Thanksgiving|Memorial Day|Labor Day"
    r"|Presidents[’']? Day|MLK Day|Juneteenth|Veterans Day|spring break)\b"
)
# A postal code of Canada begins with the letter of its province.
_CANADIAN_CODE = re.compile(r"\b([ABCEGHJKLMNPRSTV])\d[A-Z] ?\d[A-Z]\d\b")
_CANADIAN_ZONES = {
    "A": "America/St_Johns",
    **dict.fromkeys("BC", "America/Halifax"),
    "E": "America/Moncton",
    **dict.fromkeys("GHJKLMNP", "America/Toronto"),
    "R": "America/Winnipeg",
    "S": "America/Regina",
    "T": "America/Edmonton",
    "V": "America/Vancouver",
}
_AMERICAN_ADDRESS = re.compile(
    rf"\b({'|'.join(sorted(STATE_CODES))})\.?,? \d{{5}}(?:-\d{{4}})?\b(?! ?[-.]\d)"
)
_STATE_CODE = re.compile(
    rf"(?<=[a-z]),? ({'|'.join(sorted(STATE_CODES))})\b(?=[\s,.;:)\]]|$)(?! [A-Z]{{2}}\b)"
)
# Names that towns, persons and countries have, too.
_NO_STATES = frozenset({"Georgia", "Washington", "New York", "Virginia", "Indiana", "Delaware"})
_STATES = {name: code for code, name in towns.US_STATES.items() if name not in _NO_STATES}
_STATE_NAME = re.compile(rf"\b({'|'.join(_STATES)})\b")
# States of Australia and provinces of Canada: codes after a town, names, and parts of web addresses.
_PROVINCES = {
    "Australia/Sydney": "NSW|New South Wales|nsw",
    "Australia/Melbourne": "VIC|vic",
    "Australia/Brisbane": "QLD|Qld|Queensland|qld",
    "Australia/Hobart": "TAS|Tasmania|tas",
    "Australia/Perth": "Western Australia",
    "Australia/Adelaide": "South Australia",
    "America/Toronto": "ON|QC|Qc|Québec|Quebec|Ontario|qc|on",
    "America/Halifax": "Nova Scotia|Nouvelle-Écosse|PEI|ns",
    "America/Moncton": "New Brunswick|Nouveau-Brunswick|nb",
    "America/Winnipeg": "Manitoba|mb",
    "America/Edmonton": "AB|Alberta|ab",
    "America/Vancouver": "BC|B.C|British Columbia|bc",
    "America/Regina": "SK|Saskatchewan|sk",
}
MAX_CODE = 3
_PROVINCE_ZONES = {name: zone for zone, row in _PROVINCES.items() for name in row.split("|")}
_PROVINCE_CODE = re.compile(
    rf"(?<=[a-zé]),? \(?({'|'.join(re.escape(one) for one in _PROVINCE_ZONES if one[:2].isupper())})\b"
)
_PROVINCE_NAMES = "|".join(
    one for one in _PROVINCE_ZONES if len(one) > MAX_CODE and one[0].isupper()
)
_PROVINCE_NAME = re.compile(rf"(?<![\w-])({_PROVINCE_NAMES})(?![\w-])")
_PROVINCE_HOST = re.compile(r"[@./]([a-z]{2,3})\.(?:(?:gov|edu|net|com|org)\.au|ca)\b")
# National numbers of Australia, whose second digit is that of the states; 08 has three times.
_AUSTRALIAN_PHONE = re.compile(
    r"(?<![\d.+])\(?0([2-478])\)? ?(?:\d{4} \d{4}|(?<=04)\d{2} \d{3} \d{3})(?!\d)"
)
_AUSTRALIAN_ZONES = {
    "2": ("Australia/Sydney",),
    "3": ("Australia/Melbourne",),
    "7": ("Australia/Brisbane",),
    "8": ("Australia/Adelaide", "Australia/Perth", "Australia/Darwin"),
}
# In French, dollars are those of Canada; in area codes of two times nearly everybody has this one.
_DOLLARS = re.compile(r"\d ?\$|\$ ?\d")
_QUEBEC_PHONE = re.compile(r"(?<![\d.+-])\(?(?:418|581|367)\)?[ .-]\d{3}[ .-]\d{4}(?!\d)")
# With all its digits: "00" is also in the number of a meeting.
_PREFIX = re.compile(r"(?<![\w.])(?<!\d )(?:\+|00) ?(\d{2,3})(?=[\d ().-]{6})")
MIN_TOWN_IN_HOST = 5  # letters
MAX_PREFIXES = 2  # the numbers of a meeting service have those of many countries


def signs(text: str, language: str) -> Iterator[Evidence]:
    """Yield the evidence of a text that names no place.

    Args:
        text: the text, with the addresses of its links.
        language: that of the text.
    """
    yield from _telephones(text, language)
    yield from _postal_codes(text)
    yield from _hosts(text)
    yield from _towns_of_hosts(text)
    yield from _prices(text, language)
    yield from _words(text, language)
    yield from _states(text)
    yield from writing(text, language)


def _telephones(text: str, language: str) -> Iterator[Evidence]:
    national = (
        (country, match)
        for country, pattern in country_signs.PHONES.items()
        if (match := re.search(pattern, text))
    )
    for country, match in national:
        yield from of_countries("telephone", match[0], [country], 3)
    prefixes = {
        country: match[0]
        for match in _PREFIX.finditer(text)
        if (country := country_signs.country_of_prefix(match[1]))
    }
    if len(prefixes) <= MAX_PREFIXES:
        # In English they may be for readers abroad, or of somebody there.
        points = 2 if language == "en" else 3
        for country, quote in prefixes.items():
            yield from of_countries("telephone", quote, [country], points)
    for zone in area_zones(text, language):
        yield from of_zones("telephone", "", [zone], 3)
    for match in _AUSTRALIAN_PHONE.finditer(text) if language == "en" else ():
        zone_names = _AUSTRALIAN_ZONES.get(match[1])
        if zone_names:
            yield from of_zones("telephone", match[0], zone_names, 3)
        else:
            yield from of_countries("telephone", match[0], ["AU"], 3)
    quebec = _QUEBEC_PHONE.search(text) if language == "fr" else None
    if quebec:
        yield from of_zones("telephone", quebec[0], ["America/Toronto"], 3)


def _postal_codes(text: str) -> Iterator[Evidence]:
    for match in _CANADIAN_CODE.finditer(text):
        yield from of_zones("postal-code", match[0], [_CANADIAN_ZONES[match[1]]], 4)
    for match in _AMERICAN_ADDRESS.finditer(text):
        yield from of_countries("postal-code", match[0], [f"US-{match[1]}"], 4)
    british = UK_POSTCODE.search(text)
    if british:
        yield from of_countries("postal-code", british[0], ["GB"], 4)


def _hosts(text: str) -> Iterator[Evidence]:
    """Yield the countries of addresses: of universities and authorities, of e-mail, and of links."""
    academic = {
        host.casefold().rpartition(".")[2]: host
        for host in country_signs.ACADEMIC_HOST.findall(text)
    }
    for domain, host in academic.items():
        yield from of_countries("host", host, [country_signs.country_of_domain(domain)], 2)
    mail = country_signs.countries_of_hosts(country_signs.MAIL_HOST.findall(text))
    for country in sorted(mail):
        yield from of_countries("host", f".{country.lower()}", [country], 2)
    for country in sorted(
        country_signs.countries_of_hosts(country_signs.HOST.findall(text)) - mail
    ):
        yield from of_countries("host", f".{country.lower()}", [country], 1)


def _towns_of_hosts(text: str) -> Iterator[Evidence]:
    """Yield the zones of provinces, and of towns of the country, in the names of hosts: "leon.example.es"."""
    for match in _PROVINCE_HOST.finditer(text):
        zone = _PROVINCE_ZONES.get(match[1])
        if zone:
            yield from of_zones("host", match[0][1:], [zone], 3)
    for host in sorted({host.casefold().strip(".-") for host in country_signs.HOST.findall(text)}):
        name, _, domain = host.rpartition(".")
        country = country_signs.country_of_domain(domain)
        words = (word for word in re.split(r"[.-]", name) if len(word) >= MIN_TOWN_IN_HOST)
        own = [
            town.timezone
            for word in words
            for town in towns.towns(word)
            if town.region[:2] == country
        ]
        if own and country in country_signs.DOMAIN_COUNTRIES:
            yield from of_zones("host", host, own, 3)


def _prices(text: str, language: str) -> Iterator[Evidence]:
    for sign, country in CURRENCY_SIGNS.items():
        if sign in text:
            yield from of_countries("currency", sign, [country], 2)
    british = country_signs.BRITISH_PRICE.search(text)
    if british:
        yield from of_countries("currency", british[0], ["GB"], 3)
    dollars = _DOLLARS.search(text) if language == "fr" else None
    if dollars:
        yield from of_zones("currency", dollars[0], ["America/Toronto", "America/Moncton"], 2)
    if country_signs.is_in_euros(text):
        countries = [one for one in EURO_COUNTRIES if language == "en" or speaks(one, language)]
        yield from of_countries("currency", "€", countries, 1)


def _words(text: str, language: str) -> Iterator[Evidence]:
    for country in sorted(country_signs.countries_of_words(text)):
        yield from of_countries("word", "", [country], 2)
    flags = country_signs.countries_of_flags(text)
    for country in sorted(flags):
        yield from of_countries("flag", "", [country], 2)
    soft = {
        country: match[0]
        for country, pattern in country_signs.COUNTRY_WORDS.items()
        if speaks(country, language) and (match := pattern.search(text))
    }
    yield from of_countries("word", next(iter(soft.values()), ""), soft, 1)
    numbers = {
        country: match[0]
        for country, pattern in country_signs.SOFT_NUMBERS.items()
        if speaks(country, language) and (match := re.search(pattern, text))
    }
    yield from of_countries("number", next(iter(numbers.values()), ""), numbers, 1)


def _states(text: str) -> Iterator[Evidence]:
    codes = {match[1]: match[0].strip(" ,") for match in _STATE_CODE.finditer(text)}
    named = {_STATES[match[1]]: match[1] for match in _STATE_NAME.finditer(text)}
    for code, quote in (codes | named).items():
        yield from of_countries("state", quote, [f"US-{code}"], 2)
    provinces = {
        _PROVINCE_ZONES[match[1]]: match[0].strip(" ,(")
        for pattern in (_PROVINCE_NAME, _PROVINCE_CODE)
        for match in pattern.finditer(text)
    }
    for zone, quote in provinces.items():
        yield from of_zones("state", quote, [zone], 2)


def writing(text: str, language: str) -> Iterator[Evidence]:
    """Yield where a text is written as it is: in its language, in the order of its dates, in its spelling."""
    if language != "en":
        yield from of_countries("writing", "", _countries_of_language(language), 1)
        return
    is_month_first, is_day_first = (
        pattern.search(text) is not None for pattern in (MONTH_FIRST, DAY_FIRST)
    )
    if is_month_first != is_day_first:
        first = MONTH_FIRST_COUNTRIES if is_month_first else DAY_FIRST_COUNTRIES
        yield from of_countries("writing", "", first, 1)
    british, american = (
        len({word.casefold() for word in pattern.findall(text)})
        for pattern in (_BRITISH, _AMERICAN)
    )
    if british != american:
        spelt = DAY_FIRST_COUNTRIES if british > american else ("US", "CA")
        yield from of_countries("writing", "", spelt, 1)


def _countries_of_language(language: str) -> Iterable[str]:
    territories = get_global("territory_languages")
    return (one for one in territories if one.isalpha() and speaks(one, language))
