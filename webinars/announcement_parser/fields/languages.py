"""Find the languages of an event and those of its interpretation, by their names in CLDR."""

import re
from collections.abc import Iterator, Mapping

from babel import Locale

from webinars.announcement_parser.fields.regions import Region
from webinars.announcement_parser.fields.values import Candidate
from webinars.caching.memoize import ONCE, memoize

_NAMES_IN = ("en", "fr", "es", "de", "it", "pt")
_WORD = re.compile(r"[^\W\d_]+")
_MIN_NAME = 4  # letters: shorter names are words of other languages, such as "ha"
# Names that CLDR has in another form only.
_OTHER_NAMES: Mapping[str, str] = {
    "castellano": "es",
    "castilian": "es",
    "farsi": "fa",
    "flemish": "nl",
    "frisian": "fy",
    "mandarin": "zh",
    "mandarín": "zh",
    "wolof": "wo",
}
# Letters by which the United Nations abbreviate their languages.
_LETTERS: Mapping[str, str] = {"A": "ar", "C": "zh", "E": "en", "F": "fr", "R": "ru", "S": "es"}
_CODE = re.compile(r"\b[A-Z]{1,2}\b")
_ONLY_CODES = re.compile(r"\W*(?:[A-Z]{1,2}\b(?:\W+|\s*(?:and|et|y|und)\s+)?){1,8}\W*$")
_IN_LANGUAGE = re.compile(
    r"\b(?:(?:talks?|sessions?|presentations?|meeting|event|discussions?|debates?|webinar|lectures?|held|speak|spoken|"
    r"conducted|run|given|take\s+place|will\s+be)\s+(?:is\s+|are\s+|be\s+)?(?:held\s+|given\s+)?(?:in\s+)?|"
    r"(?:se\s+tiendra|aura\s+lieu|donn[ée]e?s?|se\s+d[ée]roulera)\s+en\s+|"
    r"(?:se\s+impartir[áa]|se\s+realizar[áa]|ser[áa])\s+en\s+|auf\s+|^\W*in\s+)(?P<value>[^.;:]{3,80})",
    re.IGNORECASE,
)
_INTERPRETATION = re.compile(
    r"\b(?:(?:simultaneous\s+)?interpretation|(?:interpr[ée]tation|traduction|interpretaci[óo]n|traducci[óo]n|"
    r"dolmetschung|interpreta[çc][ãa]o)|interpreted)\b"
    r"(?P<value>(?:\s+(?:in(?:to)?|from|between|en|al?|del?|available|simultan\w+|simult[áa]ne\w+|ins|nach|provided)\b|\s*:)*[^.;]*)",
    re.IGNORECASE,
)
_BEFORE_INTERPRETATION = re.compile(
    r"(?P<value>[^\W\d_]+(?:(?:,|\s+(?:and|&|/)|/)\s*[^\W\d_]+){0,5})\s+interpretation\b",
    re.IGNORECASE,
)
# Sign languages, which CLDR does not name, by their names and abbreviations (ISO 639-3).
_SIGN_LANGUAGES: Mapping[str, str] = {
    "american sign language|asl": "ase",
    "british sign language|bsl": "bfi",
    "irish sign language": "isg",
    "estonian sign language": "eso",
    "australian sign language|auslan": "asf",
    "international sign": "ils",
    "langue des signes française|langue des signes francaise|french sign language|lsf": "fsl",
    "langue des signes québécoise|lsq": "fcs",
    "langue des signes de belgique francophone|lsfb": "sfb",
    "lengua de signos española|lengua de signos espanola|spanish sign language|lse": "ssp",
    "lengua de señas mexicana|lsm": "mfs",
    "lengua de señas argentina|lsa": "aed",
    "língua brasileira de sinais|libras": "bzs",
    "deutsche gebärdensprache|german sign language|dgs": "gsg",
    "deutschschweizer gebärdensprache|dsgs": "sgg",
    "lingua dei segni italiana|lis": "ise",
}
_SIGN_NAMES = re.compile(
    r"\b(?:" + "|".join(sorted(_SIGN_LANGUAGES, key=len, reverse=True)) + r")\b", re.IGNORECASE
)
_ANY_SIGN_LANGUAGE = re.compile(
    r"(?:[^\W\d_]+\s+){0,2}sign\s+languages?|langue\s+des\s+signes(?:\s+\w+)?|lengua\s+de\s+(?:signos|señas)(?:\s+\w+)?"
    r"|lingua\s+dei\s+segni(?:\s+\w+)?|(?:\w+\s+)?gebärdensprache",
    re.IGNORECASE,
)

Languages = tuple[str, ...]


def languages(region: Region) -> Candidate[Languages] | None:
    """Return the languages that a region names as those of the event, or of its interpretation."""
    values = list(_values(region))
    tags = tuple(dict.fromkeys(tag for _, text in values for tag in _tags(text)))
    if not tags:
        return None
    start, text = next((start, text) for start, text in values if any(_tags(text)))
    return Candidate(0, tags, start, start + len(text))


def tags_named(text: str) -> Languages:
    """Return the tags of the languages that a text names, each once."""
    return tuple(dict.fromkeys(_tags(text)))


def _values(region: Region) -> Iterator[tuple[int, str]]:
    """Yield the texts that name languages, with their offsets."""
    for row in region.labelled("language", "interpretation"):
        for other in region.values(row):
            yield other.value_start if other is row else other.start, other.value
    for sentence in region.sentences:
        if sentence.label in {"language", "interpretation"}:
            yield sentence.start, sentence.text
        for pattern in (_INTERPRETATION, _BEFORE_INTERPRETATION, _IN_LANGUAGE):
            match = pattern.search(sentence.text)
            is_named = match is not None and (
                pattern is not _IN_LANGUAGE or _begins_with_language(match["value"])
            )
            if match is not None and is_named:
                yield sentence.start + match.start("value"), match["value"]


def _begins_with_language(text: str) -> bool:
    word = _WORD.search(text)
    return word is not None and word[0].casefold() in _tags_by_name()


def _tags(text: str) -> Iterator[str]:
    """Yield the tags of the languages that a text names."""
    if _ONLY_CODES.match(text):
        for code in _CODE.findall(text):
            yield from filter(None, [_LETTERS.get(code) or _tag_of_code(code)])
        return
    for word in _WORD.finditer(_ANY_SIGN_LANGUAGE.sub(" ", text)):
        tag = _tags_by_name().get(word[0].casefold())
        if tag is not None:
            yield tag
    for match in _SIGN_NAMES.finditer(text):
        yield next(
            tag for names, tag in _SIGN_LANGUAGES.items() if match[0].casefold() in names.split("|")
        )


def _tag_of_code(code: str) -> str:
    tag = code.casefold()
    return tag if tag in _tags_by_name().values() else ""


@memoize(ONCE)
def _tags_by_name() -> dict[str, str]:
    """Return the two-letter tags by CLDR's names in the languages of announcements."""
    names = {
        str(name).casefold(): tag
        for locale in _NAMES_IN
        for tag, name in Locale(locale).languages.items()
        if len(tag) == len("en") and len(str(name)) >= _MIN_NAME
    }
    return {**names, **_OTHER_NAMES}
