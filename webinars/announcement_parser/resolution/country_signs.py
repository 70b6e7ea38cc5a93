"""Signs of the country of an announcement: currency, telephone numbers, postal codes and web addresses."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from webinars.announcement_parser.grammar.addresses import UK_POSTCODE
from webinars.announcement_parser.grammar.geography.gazetteer import STATE_CODES, speaks
from webinars.announcement_parser.grammar.vocabulary.place_words import CURRENCY_SIGNS

# National ways to write telephone numbers.
PHONES = {
    "GB": r"(?<![\d.])\(?0(?:1\d{3}\)? ?\d{3} ?\d{3}|1\d{2}\)? \d{3} \d{4}|20\)? \d{4} \d{4}"
    r"|7\d{3} ?\d{3} ?\d{3})(?!\d)",
    "FR": r"(?<![\d.])0[1-9](?:[ .]\d\d){4}(?![ .]?\d)",
    "CH": r"(?<![\d.])0[2-9]\d \d{3} \d\d \d\d(?!\d)",
}
# A state with its postal code ends addresses in the United States: "Portland, OR 97214".
_US_ADDRESS = re.compile(rf"\b(?:{'|'.join(sorted(STATE_CODES))})\.? \d{{5}}(?:-\d{{4}})?\b")
# International prefixes: without +1, which several countries share and meeting services print.
_PREFIXES = {
    prefix: country
    for row in (
        "ZA27 GR30 NL31 BE32 FR33 ES34 PT351 IE353 IS354 FI358 HU36 LT370 LV371 EE372 HR385 SI386 IT39 RO40",
        "CH41 CZ420 AT43 GB44 DK45 SE46 NO47 PL48 DE49 PE51 MX52 AR54 BR55 CL56 CO57 VE58 EC593 UY598 MY60",
        "AU61 ID62 PH63 NZ64 SG65 TH66 JP81 KR82 TR90 IN91 SN221 CI225 GH233 NG234 KE254 TZ255 UG256 MA212",
        "TN216 EG20 IL972",
    )
    for country, prefix in ((entry[:2], entry[2:]) for entry in row.split())
}
_PREFIX = re.compile(r"(?<!\d)(?:\+|00)(\d{2,3})")
# Domains of countries in which others seldom have addresses: not .io, .co, .me, .tv, .ai or .us.
_DOMAINS = frozenset(
    domain
    for row in (
        "ar at au be br ca ch cl cn cz de dk ee es fi fr gr hr hu ie il in is it jp ke kr lt lu lv mx my",
        "ng nl no nz pe ph pl pt ro se sg si sk sn th tr tz ug uk uy ve za",
    )
    for domain in row.split()
)
HOST = re.compile(r"(?:@|://|\bwww\.)([a-z\d.-]+)", re.IGNORECASE)
_SHORTENERS = frozenset({"youtu.be", "meet.jit.si", "fb.me"})
_ISO = {"uk": "GB"}
DOMAIN_COUNTRIES = frozenset(_ISO.get(domain, domain.upper()) for domain in _DOMAINS)
MAX_PREFIXES = 2  # the numbers of a meeting service have those of many countries


# Words for authorities, schools and clubs, each of the countries in whose texts it says where they are.
_WORDS = {
    "FR": r"mairies?|(?:sous-)?préfecture|conseil municipal|département|conseil départemental|loi 1901|CNRS"
    r"|SIRET|commune de|métropole",
    "BE": r"commune de|ASBL|maison communale|conseil communal|VZW",
    "CH": r"commune de|Kanton|canton de|Gemeindeverwaltung|comune di|VHS|Volkshochschule",
    "ES": r"ayuntamiento|diputación|AMPA|CSIC|comunidad autónoma|concejalía|C/",
    "AR": r"hs|CABA|Capital Federal|CONICET",
    "CO": r"alcaldía|NIT|colegio distrital",
    "EC": r"GAD|parroquia|cantón",
    "SN": r"FCFA|F CFA",
    "IN": r"lakh|Smt|Shri",
    "ZA": r"NPO|municipality|R ?\d{2,4}",
    "CL": r"municipalidad|comuna de|hrs",
    "PE": r"municipalidad|colegio de ingenieros|RUC",
    "IT": r"comune di|provincia di|pro loco|ASL|p\. ?iva|CFU|regione",
    "PT": r"câmara municipal|junta de freguesia|freguesia|concelho|IPSS",
    "DE": r"Landkreis|Landratsamt|e\. ?V\.|Volkshochschule|VHS|Stadtverwaltung|Finanzamt|gGmbH",
    "AT": r"Marktgemeinde|Gemeindeamt|Bezirkshauptmannschaft|Volkshochschule|VHS|ZVR",
    "GB": r"NHS|parish council|(?:borough|county|district|city) council|registered charity|gift aid|U3A"
    r"|village hall|scout hut|bank holiday",
    "IE": r"GAA|Gardaí?|Co\. [A-Z][a-z]+|Eircode",
    "NZ": r"marae|kura|Aotearoa|iwi",
}
# Words of one country alone, and British ones of which two are enough in English.
_OWN_WORDS = {
    "ES": re.compile(r"\b(?:concejal[ií]as?|CEIP|diputación provincial)\b", re.IGNORECASE)
}
_BRITISH_WORD = re.compile(
    r"\b(?:village hall|parish council|parish hall|church hall|scout hut|gift aid|U3A|WI|NHS|bank holiday"
    r"|registered charity|AGM|town crier|raffle|squadron leader|cuppa|jumble sale|coffee morning"
    r"|bring and buy|fete|car boot|allotments?|Rd|half[- ]term|\d{1,2}\.[0-5]\d ?[ap]m)\b"
)
MIN_BRITISH_WORDS = 3
_EURO = re.compile(r"\d ?€|€ ?\d|\d euros?\b", re.IGNORECASE)
# The countries of a language in which prices are in euros have one time, but for islands.
EURO_ZONES = {"fr": "Europe/Paris", "es": "Europe/Madrid", "pt": "Europe/Lisbon"}
COUNTRY_WORDS = {
    country: re.compile(rf"(?<!\w)(?:{words})(?!\w)", re.IGNORECASE)
    for country, words in _WORDS.items()
}
# Numbers that are those of several countries: they support one that something else shows.
SOFT_NUMBERS = {
    "ES": r"(?<![\d.])[6-9]\d\d[ .](?:\d{3}[ .]\d{3}|\d\d[ .]\d\d[ .]\d\d)(?!\d)",
    "PT": r"(?<![\d.])[29]\d{1,2}[ .]\d{3}[ .]\d{3,4}(?!\d)|(?<!\d)\d{4}-\d{3} [A-ZÁÉÍÓÚ]",
    "IT": r"(?<![\d.])0\d{1,3}[ ./-]\d{5,8}(?!\d)|(?<!\d)\d{5} [A-Z][a-z]",
    "FR": r"(?<!\d)\d{5} [A-ZÉ][A-Za-zé]",
    "DE": r"(?<![\d.])0\d{2,4}[ /-]{1,3}\d{4,8}(?!\d)|(?<!\d)\d{5} [A-ZÄÖÜ][a-zäöü]",
    "BE": r"(?<![\d.])0\d{1,2}[ /]\d{2,3}[ .]\d\d[ .]\d\d(?!\d)|\bB-\d{4} [A-Z]",
    "CH": r"\bCH-\d{4} [A-Z]",
    "AT": r"\bA-\d{4} [A-Z]",
}
# Numbers of islands and departments with a time of their own.
_ELSEWHERE = re.compile(
    r"(?<!\d)(?:3[58]\d{3} [A-ZÁÉÍÓÚ][a-z]|97\d{3} [A-ZÉ]|9\d{3}-\d{3} [A-Z]"
    r"|(?:\+34 ?)?[89]2[28][ .]\d{2,3}[ .]\d|0(?:262|590|594|596|69\d)[ .]\d\d[ .]\d\d|29[1256] \d{3} \d{3})"
)
# Readers in several countries.
_EVERYBODY = re.compile(
    r"\b(?:franco|hispano|luso|anglo)(?:phon|f[oó]n|parlant|hablant)\w*|\b(?:ib[eé]ro|latino)am[eé]ri\w+"
    r"|\bam[eé]ri(?:que|ca)\b|\b[aá]fri(?:que|ca)\b|monde entier|todo el mundo|todo o mundo|worldwide"
    r"|heure locale|hora local|local time|ora locale|\bOrtszeit|weltweit|tutto il mondo"
    r"|fuseaux? horaires?|husos? horarios?|zonas? horarias?|time ?zones?|Zeitzonen?|fus[oi] orari[oi]?",
    re.IGNORECASE,
)
# A country with several times.
_ABROAD = re.compile(
    r"\bcanada|\bqu[ée]bec|états-unis"
    r"|\bm[ée]xi(?:que|co)|\bbr[ae][sz]il|estados unidos|stati uniti|\bUSA\b|\baustrali",
    re.IGNORECASE,
)
# Islands and departments with a time of their own, which the gazetteer may lack.
_ISLANDS = re.compile(
    r"\b(?:canari[ao]s?|tenerife|gomera|lanzarote|fuerteventura|la palma|las palmas"
    r"|el hierro|madeira|porto santo|açor\w*|angra do|ilhas? d\w+|ilha|terceira|faial"
    r"|guadeloupe|martinique|guyane|mayotte|papeete|tahiti|nouméa|polynésie|outre-mer"
    r"|galápagos|rapa nui|isla de pascua|magallanes|punta arenas)\b",
    re.IGNORECASE,
)
_FLAG = re.compile("[\U0001f1e6-\U0001f1ff]{2}")
_LETTERS = 0x1F1E6 - ord("A")
# Prices in pounds and pence: "£3", "(60p)".
BRITISH_PRICE = re.compile(r"£ ?\d|(?<![\w.,])[1-9]\dp(?!\w)")
# Universities and authorities by their domains, whose addresses only their members have.
ACADEMIC_HOST = re.compile(
    r"(?:@|\bat |://|[./])([\w-]+\.(?:ac|gov|nhs|sch|edu|govt|gob|gouv)\.[a-z]{2})\b", re.IGNORECASE
)
MAIL_HOST = re.compile(r"@([a-z\d.-]+)", re.IGNORECASE)
# Countries with several times, of which a sign of the country says nothing.
SEVERAL_TIMES = frozenset(["US", "CA", "AU", "BR", "MX", "RU", "ID"])


def certain_country(text: str, language: str) -> str:
    """Return the only country that a text shows by several sources of signs, or by an e-mail address, or "".

    An address alone counts in the language of its country; English is written everywhere.
    """
    sources = list(_signs_by_source(text))
    shown = frozenset().union(*sources)
    is_abroad = _ABROAD.search(text) or names_far_region(text) or addresses_everybody(text)
    if len(shown) != 1 or is_abroad:
        return ""
    (country,) = shown
    if country in SEVERAL_TIMES or not speaks(country, language):
        return ""
    softs = sum(re.search(pattern, text) is not None for pattern in _soft_signs(country))
    is_mail = language != "en" and country in countries_of_hosts(MAIL_HOST.findall(text))
    is_hard = country == "GB" and bool(BRITISH_PRICE.search(text) or re.search(PHONES["GB"], text))
    is_hard = is_hard or (country in _OWN_WORDS and bool(_OWN_WORDS[country].search(text)))
    is_certain = is_mail or is_hard or _is_academic(text)
    return country if len(sources) + softs > 1 or is_certain else ""


def is_in_euros(text: str) -> bool:
    """Return whether a text has a price in euros."""
    return _EURO.search(text) is not None


def countries_of_words(text: str) -> set[str]:
    """Return the countries that a text shows by words of their own."""
    own = {country for country, pattern in _OWN_WORDS.items() if pattern.search(text)}
    british = {re.sub(r"\d", "", word.casefold()) for word in _BRITISH_WORD.findall(text)}
    return own | ({"GB"} if len(british) >= MIN_BRITISH_WORDS else set())


def supported_countries(text: str) -> frozenset[str]:
    """Return the countries of which a text shows a sign, or a word or number that others have, too."""
    countries = {*COUNTRY_WORDS, *SOFT_NUMBERS}
    soft = (
        country
        for country in countries
        if any(re.search(pattern, text) for pattern in _soft_signs(country))
    )
    return country_signs(text).union(soft)


def _soft_signs(country: str) -> Iterator[re.Pattern[str] | str]:
    """Yield the patterns of words and numbers that support a country which something else shows."""
    if country in COUNTRY_WORDS:
        yield COUNTRY_WORDS[country]
    if country in SOFT_NUMBERS:
        yield SOFT_NUMBERS[country]


def addresses_everybody(text: str) -> bool:
    """Return whether a text is for readers in several countries, or speaks of time zones."""
    return _EVERYBODY.search(text) is not None


def names_far_region(text: str) -> bool:
    """Return whether a text names an island or department whose time is not that of its country."""
    return _ELSEWHERE.search(text) is not None or _ISLANDS.search(text) is not None


def _is_academic(text: str) -> bool:
    """Return whether a text has two or more addresses at one university or authority."""
    hosts = Counter(host.casefold() for host in ACADEMIC_HOST.findall(text))
    return any(count > 1 for count in hosts.values())


def country_signs(text: str) -> frozenset[str]:
    """Return the ISO codes of the countries that a text shows by other things than names of places."""
    return frozenset().union(*_signs_by_source(text))


def _signs_by_source(text: str) -> Iterator[frozenset[str]]:
    """Yield the countries that each kind of signs shows, of the sources that show any."""
    sources = (
        {CURRENCY_SIGNS[sign] for sign in CURRENCY_SIGNS if sign in text},
        _countries_of_phones(text),
        _countries_of_addresses(text),
        countries_of_hosts(HOST.findall(text)),
        countries_of_flags(text),
        countries_of_words(text),
    )
    yield from (frozenset(countries) for countries in sources if countries)


def _countries_of_phones(text: str) -> set[str]:
    national = {country for country, phone in PHONES.items() if re.search(phone, text)}
    prefixes = {country_of_prefix(digits) for digits in _PREFIX.findall(text)} - {""}
    return national | (prefixes if len(prefixes) <= MAX_PREFIXES else set())


def _countries_of_addresses(text: str) -> set[str]:
    british = {"GB"} if UK_POSTCODE.search(text) or BRITISH_PRICE.search(text) else set()
    return british | ({"US"} if _US_ADDRESS.search(text) else set())


def countries_of_hosts(hosts: Iterable[str]) -> set[str]:
    """Return the countries of the domains of hosts, without those that others use, too."""
    names = {host.casefold().strip(".-") for host in hosts} - _SHORTENERS
    domains = {name.rpartition(".")[2] for name in names} & _DOMAINS
    return set(map(country_of_domain, domains))


def country_of_domain(domain: str) -> str:
    """Return the ISO code of the country of a top-level domain."""
    return _ISO.get(domain, domain.upper())


def countries_of_flags(text: str) -> set[str]:
    """Return the countries of flags, which are two signs each: the letters of the ISO code."""
    return {"".join(chr(ord(sign) - _LETTERS) for sign in flag) for flag in _FLAG.findall(text)}


def country_of_prefix(digits: str) -> str:
    """Return the country of two or three digits after "+", "" if unknown."""
    return _PREFIXES.get(digits) or _PREFIXES.get(digits[:2], "")
