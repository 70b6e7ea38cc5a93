"""Find the limit of places: "limited to 40 places", "max. 25 participants", "Aforo: 90"."""

import re
from collections.abc import Iterator

from webinars.announcement_parser.fields.regions import Region
from webinars.announcement_parser.fields.values import Candidate

MAX_CAPACITY = 100_000
_NUMBER_WORDS = {
    word: number
    for row in (
        "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen",
        "un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize",
        "uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince",
    )
    for number, word in enumerate(row.split(), 1)
}
_TENS = {"thirty": 30, "forty": 40, "fifty": 50, "trente": 30, "quarante": 40, "cinquante": 50, "treinta": 30,
         "veinte": 20, "vingt": 20, "cuarenta": 40, "cincuenta": 50}  # fmt: skip
_WORDS = {**_NUMBER_WORDS, **_TENS}
_N = rf"(?P<n>\d{{1,6}}|(?:{'|'.join(_WORDS)})(?!\w))"
_PEOPLE = (
    r"(?:(?:repair\s+)?(?:places?|seats?|spots?|slots?)|participants?|attendees?|people|persons?|chairs|guests|"
    r"personnes?|personas?|plazas?|lugares|cupos|asistentes?|participantes?|pessoas|vagas|posti|persone|"
    r"pl[äa]tze|personen|teilnehmer\w*)"
)
_AT_MOST = (
    r"(?:limited\s+to|restricted\s+to|maximum(?:\s+of)?|max\.?|up\s+to|only|first|"
    r"no\s+more\s+than|at\s+most)"
)
_AT_MOST_AFTER = (
    r"(?:max(?:imum)?\b|at\s+most|only|available|au\s+(?:maximum|total)|"
    r"disponibles?|maximum|m[áa]ximo)"
)
_LIMITS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"\b{_AT_MOST}\s+(?:the\s+first\s+)?{_N}\s+{_PEOPLE}\b",
        rf"(?<![\d.,-]){_N}\s+{_PEOPLE}(?:\s*\([^)]*\))?\s+{_AT_MOST_AFTER}",
        rf"\({_N}\s+{_PEOPLE}\)",
        rf"\b(?:there\s+are|il\s+y\s+a|hay|s[ãa]o|ci\s+sono|es\s+gibt)\s+(?:only\s+)?{_N}\s+{_PEOPLE}\b",
        rf"\b(?:when\s+)?all\s+{_N}\s+{_PEOPLE}\b",
        rf"\blimit[ée]e?s?\s+à\s+{_N}\b",
        rf"\blimitad[oa]s?\s+a\s+{_N}\b",
        (
            rf"\b(?:aforo|cupos?|capacidade?)(?:\s+(?:m[áa]xim[oa]|limitado))?(?:\s+d[eo]l?\s+\w+)?"
            rf"\s*(?::|de|a)\s*(?:a\s+)?{_N}\b"
        ),
        rf"(?:^|,\s)[^\w€$£]*{_N}\s+{_PEOPLE}\s*(?:[.,;(]|$)",
        r"\bmax\.?\s*(?P<n>\d{1,6})(?:\s*$|[.,;)])",
        rf"\b(?:begrenzt\s+auf|maximal|h[öo]chstens)\s+{_N}\b",
        rf"\blimit(?:ed)?\s+(?:of|is)\s+{_N}\b",
        rf"\blimited\s+to\s+{_N}\s*(?:[.,;()]|$)",
        rf"\b(?:takes?|seats?)\s+(?:max\.?\s+)?{_N}\s*(?:of\s+us\b|{_PEOPLE}\b|[.;]|$)",
        rf"[;.]\s{_N}\s+{_PEOPLE}\s*(?:[.,;(]|$)",
        rf"\b(?:cupos?|aforo)\b[^.\d]{{0,20}}\bde\s+{_N}\s+{_PEOPLE}\b",
    )
)
_LABELLED = re.compile(
    r"(?:max\.?\s*|limit\w*\s*:?\s*(?:to|a|à)?\s*)?(?P<n>\d{1,6})\b(?!\s*[-–/.:]\s*\d)",
    re.IGNORECASE,
)


def capacities(region: Region) -> Iterator[Candidate[int]]:
    """Yield the limits that a region states."""
    for row in region.labelled("capacity"):
        for other in region.values(row)[:1]:
            match = _LABELLED.match(other.value)
            if match is not None:
                start = other.start + other.text.find(other.value)
                yield from _candidate(match, start, 0)
    for sentence in region.sentences:
        for pattern in _LIMITS:
            for match in pattern.finditer(sentence.text):
                yield from _candidate(match, sentence.start, 0)


def _candidate(match: re.Match[str], offset: int, rank: int) -> Iterator[Candidate[int]]:
    text = match["n"].casefold()
    number = _WORDS[text] if text in _WORDS else int(text)
    if 0 < number <= MAX_CAPACITY:
        yield Candidate(rank, number, offset + match.start(), offset + match.end())
