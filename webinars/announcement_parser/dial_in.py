"""Find the blocks of dial-in numbers in conferencing invitations, which only participants may see."""

import re
from collections.abc import Iterable, Iterator

from webinars.announcement_parser.grammar.vocabulary.heading_words import GENERIC_HEADINGS
from webinars.announcement_parser.grammar.vocabulary.line_labels import LABEL_FIELDS

MAX_LABEL_LENGTH = (
    60  # characters of a line beside its phone numbers: countries, towns, "toll-free"
)
_PHONE = r"(?<![\w/.-])\+?\(?\d[\d \u00a0().–-]{7,22}\d(?:,,?\d[\d,#*]*)?#?(?![\w/-])"
_PHONES = re.compile(_PHONE)
# A line that announces numbers, with or without the first of them: "Or Telephone:", "Dial by your location".
_HEADING = re.compile(
    r"\W*(?:(?:or|ou|o|oder)\s+)?(?:"
    r"dial(?:[ -]?in)?(?:\s+(?:by|numbers?|details|from|options)\b|\s*\(|\W*$|\s*:)|"
    r"(?:(?:call|dial)[ -]?in\s+)?(?:(?:local|global|international|us|uk)\s+)?"
    r"(?:toll(?:[ -]?free)?\s+|freephone\s+)?(?:call[ -]?in|dial[ -]?in|toll|toll[ -]?free|freephone)"
    r"(?:\s+(?:numbers?|line))?\s*(?:\([^()\n]{1,40}\)\s*)?:|"
    r"(?:iphone\s+)?one[- ]tap\b|(?:tele)?phone(?:\s+numbers?)?\s*:|"
    r"by\s+(?:tele)?phone\s*:?\W*$|"
    r"(?:join|call|connect|participate)\s+(?:in\s+)?by\s+(?:tele)?phone\b|(?:audio|phone)\s+(?:only|conference|dial-?in)\b|"
    r"(?:rejoindre|participer|joindre|se connecter|connexion)?\s*(?:par|via)\s+t[ée]l[ée]phone\b|"
    r"num[ée]ros?\s+(?:d['’]appel|locaux|de\s+t[ée]l[ée]phone\s+(?:locaux|d['’]acc[èe]s))\b|composez\b|"
    r"(?:unirse|entrar|acceso|conectarse)?\s*por\s+tel[ée]fono\b|marc(?:ar|aci[óo]n|que)\b|"
    r"n[úu]meros?\s+(?:de\s+(?:acceso|marcaci[óo]n)|locales)\b|"
    r"(?:einwahl|telefonisch|per\s+telefon|schnelleinwahl)\w*\b)",
    re.IGNORECASE,
)
_SHORT_LABEL = re.compile(r"[^.!?;]{1,40}")
_COUNTRY = re.compile(r"[^\w#]*[A-Z][\w ]{1,20}(?::| or| ou| o)\W*")  # without its numbers
_LABELS = frozenset(LABEL_FIELDS)
_NUMBER_OF_SOMEBODY = re.compile(
    r"@|\b(?:contact|questions?|information|renseignements?|informaci[óo]n|consultas)\b",
    re.IGNORECASE,
)


def dial_in_lines(texts: Iterable[str]) -> set[str]:
    """Return the lines of dial-in blocks: a heading and the lines below it that hold only phone numbers.

    A single number with a name or a sentence, such as that of a contact, is no block.
    """
    return set(_lines(line for text in texts for line in text.splitlines() if line.strip()))


def _lines(lines: Iterable[str]) -> Iterator[str]:
    headings: list[str] = []
    is_block = False
    for line in lines:
        is_heading = _HEADING.match(line) is not None and not _NUMBER_OF_SOMEBODY.search(line)
        if _is_phone_line(line) and (is_block or is_heading):
            yield from (*headings, line)
            headings, is_block = [], True
        elif is_heading and _SHORT_LABEL.fullmatch(line):
            yield line  # its numbers were removed before, with their meeting ID
            is_block = True
        elif is_heading:
            headings, is_block = [*headings, line], True
        elif is_block and _is_country(line):
            yield line
        else:
            headings, is_block = [], False


def _is_country(line: str) -> bool:
    """Return whether a line may be a country whose numbers were removed: not "Agenda:"."""
    name = line.strip(" \t:*_-•").casefold()
    return _COUNTRY.fullmatch(line) is not None and name not in GENERIC_HEADINGS | _LABELS


def _is_phone_line(line: str) -> bool:
    """Return whether a line has a phone number, and otherwise only a short label."""
    rest, count = _PHONES.subn(" ", line)
    return (
        count > 0
        and len(" ".join(rest.split())) <= MAX_LABEL_LENGTH
        and not _NUMBER_OF_SOMEBODY.search(rest)
    )
