"""Signs of the country of an announcement: currency, telephone numbers, postal codes and web addresses."""

import re
from collections.abc import Iterator

from webinars.announcement_parser.grammar.addresses import UK_POSTCODE
from webinars.announcement_parser.grammar.gazetteer import STATE_CODES
from webinars.announcement_parser.grammar.vocabulary import CURRENCY_SIGNS

# National ways to write telephone numbers.
_PHONES = {
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
_HOST = re.compile(r"(?:@|://|\bwww\.)([a-z\d.-]+)", re.IGNORECASE)
_SHORTENERS = frozenset({"youtu.be", "meet.jit.si", "fb.me"})
_ISO = {"uk": "GB"}
MAX_PREFIXES = 2  # the numbers of a meeting service have those of many countries


def country_signs(text: str) -> frozenset[str]:
    """Return the ISO codes of the countries that a text shows by other things than names of places."""
    return frozenset(_signs(text))


def _signs(text: str) -> Iterator[str]:
    yield from (CURRENCY_SIGNS[sign] for sign in CURRENCY_SIGNS if sign in text)
    yield from (country for country, phone in _PHONES.items() if re.search(phone, text))
    if UK_POSTCODE.search(text):
        yield "GB"
    if _US_ADDRESS.search(text):
        yield "US"
    prefixes = {_country_of_prefix(digits) for digits in _PREFIX.findall(text)} - {""}
    if len(prefixes) <= MAX_PREFIXES:
        yield from prefixes
    for host in {host.casefold().strip(".-") for host in _HOST.findall(text)} - _SHORTENERS:
        domain = host.rpartition(".")[2]
        if domain in _DOMAINS:
            yield _ISO.get(domain, domain.upper())


def _country_of_prefix(digits: str) -> str:
    return _PREFIXES.get(digits) or _PREFIXES.get(digits[:2], "")
