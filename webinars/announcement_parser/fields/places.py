"""Find the venue: after a label, in a row of its own such as an address, or in a sentence."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from webinars.announcement_parser.fields.regions import Region, Row, Sentence
from webinars.announcement_parser.fields.values import Candidate
from webinars.announcement_parser.grammar.addresses import address_zones, is_address
from webinars.announcement_parser.grammar.dates import ParsedDate
from webinars.announcement_parser.grammar.geography.gazetteer import country_code, large_places
from webinars.announcement_parser.grammar.lexer import Token, tokenize
from webinars.announcement_parser.grammar.locations import (
    find_city,
    is_join_label,
    remove_online_phrases,
)
from webinars.announcement_parser.grammar.phrases.title_words import CLOSING_GREETING
from webinars.announcement_parser.grammar.scanner import scan
from webinars.announcement_parser.grammar.times import ParsedTime
from webinars.announcement_parser.grammar.vocabulary.calendar_names import (
    MONTH_NUMBERS,
    WEEKDAY_NUMBERS,
)
from webinars.announcement_parser.grammar.vocabulary.place_words import ADDRESS_WORDS, VENUE_NOUNS
from webinars.announcement_parser.grammar.web_addresses import first_url
from webinars.security.meeting_urls import is_meeting_link
from webinars.timezones.cities import find_known_city
from webinars.timezones.towns import towns

MAX_PLACE = 160  # characters
MAX_ADDRESS_ROWS = 5
TOWN_RANK = 6  # of a town alone, which may be named in passing
MAX_SENTENCE_WORDS = 5  # of a venue that is a sentence
MAX_TOWN_WORDS = 3
MAX_ABBREVIATION = 3  # letters before a full stop
MAX_SCANNED = 300  # characters of a row
MIN_NAME, MAX_NAME = 3, 60
ROW_MARKS = "#-*•·"  # before a row of its own
MAX_GAP = 3  # lower-case words before a word for a building
_LEAD = re.compile(
    r"^(?:(?:is|are|will be|everything|all (?:events?|talks|sessions)|held)\s+)*"
    r"(?:(?:in|at|en|au|aux|à|dans|chez|im|nella|nel|no|na)\s+|à\s+l['’]|@\s*)?(?:(?:the|der|dem)\s+|l['’])?",
    re.IGNORECASE,
)
_END_OF_VALUE = re.compile(
    r"\s*(?:\s(?:and|et|y|und|&|\+)\s(?:also\s+)?(?:by|online|streamed|live|on\s+(?:zoom|teams)|via|par|"
    r"en\s+(?:visio|ligne|l[íi]nea))\b"
    r"|\bTel\b|\.?\s*\b(?:link|lien|enlace|join|zoom)\s*:?\s*$|"
    r"\bwith\s+remote\b|,?\s*(?:&|and|et)\s+(?:streamed|online)|\s+LIMITED\b|\s+(?:also\s+)?by\s+zoom).*$",
    re.IGNORECASE,
)
_UNKNOWN = re.compile(
    r"^\W*(?:(?:utc|gmt|ce?st|cet|[ecmp][sd]?t|bst|[ew]e?s?t)\W*$|"
    r"t\.?b\.?[acd]\.?|to be (?:announced|confirmed|determined|defined)|register to see|"
    r"see below|link\b|"
    r"à (?:confirmer|préciser)|por (?:confirmar|definir)|(?:the\s+)?same\b|(?:the\s+)?usual\b|"
    r"(?:la\s+)?même|mism[oa]|wird bekannt\w*|not yet|various)",
    re.IGNORECASE,
)
_STREET = re.compile(
    r"\b\d{1,5}[a-z]?(?:bis|ter)?,?\s+(?:[^\W\d_][\w.’'-]*\s+){0,3}?(?:street|st|road|rd|avenue|ave|lane|ln|square|sq|drive|"
    r"court|ct|yard|place|wynd|close|way|terrace|row|quay|boulevard|blvd|crescent|parkway|pkwy|highway|hwy|mews|grove|gardens)\b|"
    r"(?-i:\b\d{1,5}[a-z]?\s(?:[A-Z][\w’'-]*\s){1,3}(?:View|Hill|Park|Green|Gate|Walk|Wharf|Circle|Trail|Pl|Sq)\b)|"
    r"\b(?:rue|avenue|boulevard|bd|quai|place|chemin|impasse|all[ée]e|route|calle|avenida|av|paseo|pasaje|plaza|carrera|carrer|jirón|calzada|glorieta|via|viale|piazza|"
    r"corso|rua|pra[çc]a|travessa|largo)\b\.?\s+(?:d[eu]s?\s|de\s+l|l['’]|\w)|"
    r"(?<!\w)\w{3,}(?:stra(?:ß|ss)e|gasse|platz|weg|allee|str\.|straat|laan|gatan)\s+\d|"
    r",\s*(?!vol|issue|chapter|part|week|version|page)(?:[^\W\d_]+\s+)?[^\W\d_]{4,}\.?\s+(?!20\d\d)\d{1,4}\b(?=\s*(?:,|$|\())|"
    r"\b(?:room|salle|sala|aula|saal|raum)\s+[A-Z]?\d",
    re.IGNORECASE,
)
_POSTAL_CODE = re.compile(
    r"(?:^|,\s|\b)(?!(?:19|20)\d\d\b)\d{4,5}(?:\s[A-Z]{2})?\s+[A-ZÀ-Þ][a-zà-ÿ]{2,}"
    r"|\b[A-Z]{1,2}\d[A-Z\d]?\s\d[A-Z]{2}\b|\b[A-Z]\d[A-Z]\s\d[A-Z]\d\b|,\s[A-Z]{2}\s\d{5}\b"
)
# Another sentence after a place: "Village Hall. Agenda on the website."
_SENTENCE_AFTER = re.compile(r"(?<=[\w)]{3}[\w)])[.!]\s+(?P<rest>[A-ZÀ-Þ].*)$")
_VERB = re.compile(
    r"\b(?:is|are|was|were|will|takes?|begins?|it|we|you|i|please|can|has|have|must|should|may|est|sont|nous|vous|sera|seront|il|elle|ils|je|es|son|"
    r"ser[áa]n?|se|nos|usted|wir|sie|ist|sind|wird|werden|si|[èe]|bring|see|ask|send|join)\b",
    re.IGNORECASE,
)
_PERSON = re.compile(r"^(?:Dr|Prof|Pr|Mr|Mrs|Ms|Mme|M|Dra?|Sra?)\b\.?\s", re.IGNORECASE)
_HOST_NAME = re.compile(r"[\w-]+(?:\.[a-z-]+)+$")
# Signs of rows that are no addresses: quotations, e-mail, telephone numbers, prices, copyright, remarks.
_NO_ADDRESS = re.compile(
    r"[\"“«?!@©€$£|]|#(?!\d+,)|:\s|[a-zà-ÿ]{4}\.\s|\+\d|\btel\b|\b(?:no|n[°º])\s?\d|\d{4}-\d|^\d{1,2}[.)]\s|"
    r"\b(?:unsubscribe|privacy|désabonner|rejoignez|participez)\b",
    re.IGNORECASE,
)
_FOOTER = re.compile(r"\b(?:unsubscribe|privacy|désabonner)\b", re.IGNORECASE)
_MAY_BE_TIME = re.compile(r"\d|noon|midnight|midi|minuit|medio", re.IGNORECASE)
_BRACKETS = re.compile(r"\(([^()\n]{3,90})\)")
_PART = re.compile(r"(?:[^,;|.]|,(?=\d)|\.(?!\s)|(?<=\b\w)\.|(?<=\b\w\w)\.|(?<=\b\w{3})\.)+")
_TOWN_IN_HEADING = re.compile(
    r"(?:\s[-–—|·]\s|\(|^|,\s)(?P<town>[A-ZÀ-Þ][\w’'-]*(?:\s[A-ZÀ-Þ][\w’'-]*){0,2}"
    r"(?:,\s[A-ZÀ-Þ][\w ]{2,30}?)?)"
    r"(?=\)$|$|,\s\d|\s\(|\s[—–-]\s\d)"
)
_LOCATES = re.compile(
    r"\b(?:held|takes?\s+place|taking\s+place|place|(?:is|are)\s+(?:in|at)|meet(?:s|ing)?|gather|host(?:s|ed)?|will\s+be|opens?|session|invite\w*|runs?|talks?|"
    r"join\s+us|starts?|lieu|tiendr\w+|convier|accueil\w*|organis\w+|d[ée]roul\w+|aura|soutiendra|rassembl\w+|"
    r"celebr\w+|cabo|realiz\w+|tendr[áa]|desarroll\w+|impart\w+|finaliza|charla|clase|statt\w*|findet|spricht|bietet|auftakt|tengono|svolge\w*|"
    r"pre[ss]enc\w+|presencial|terr[áa]|in\s+person|guests)\b",
    re.IGNORECASE,
)
_PREPOSITION = re.compile(
    r"(?<![\w’'])(?:(?:in|at|on)\s+(?:the\s+)?|(?:à|en|dans|chez)\s+(?:la\s+|le\s+|l['’]|el\s+|los\s+|las\s+)?|aux?\s+|"
    r"in\s+(?:der|dem|den)\s+|im\s+|nell[ao']\s*|nel\s+|no\s+|na\s+|@\s*)(?=[\w«\"“])",
    re.IGNORECASE,
)
_CONNECTORS = frozenset(
    (
        "of",
        "the",
        "de",
        "du",
        "des",
        "d",
        "del",
        "della",
        "delle",
        "da",
        "do",
        "la",
        "le",
        "les",
        "l",
        "el",
        "los",
        "am",
        "near",
        "in",
        "en",
        "an",
        "der",
        "und",
        "and",
        "y",
        "et",
        "&",
        "à",
        "au",
        "près",
        "junto",
        "von",
        "van",
        "di",
        "s",
    )
)
_TIME_MARKS = frozenset(
    ("h", ":", "am", "pm", "uhr", "hs", "p", "a", "heures", "heure", "horas", "hours")
)
# Words with which a phrase about something else begins.
_BREAKS = frozenset(
    (
        "with",
        "to",
        "from",
        "by",
        "on",
        "for",
        "where",
        "when",
        "who",
        "which",
        "avec",
        "pour",
        "par",
        "con",
        "para",
        "por",
        "mit",
        "über",
    )
)
_SIGNS = frozenset(".-–’'/&") | {"−"}


def places(region: Region) -> Iterator[Candidate[str]]:
    """Yield the venues that a region names: labelled ones, rows of their own, then those of sentences."""
    for row in region.labelled("place"):
        yield from _labelled(region, row)
    yield from _in_rows(region)
    rows = {row.start: row.text for row in region.rows}
    for sentence in region.sentences:
        yield from _in_sentence(sentence)
        if rows.get(sentence.start) != sentence.text:
            yield from _as_sentence(sentence)


def is_exact(text: str) -> bool:
    """Return whether a text names a venue or an address, not only a town."""
    has_number = _STREET.search(text) is not None or _POSTAL_CODE.search(text) is not None
    return has_number or any(map(_is_building, tokenize(text, 0, len(text))))


def clean_place(text: str) -> str:
    """Return a place without phrases about an online meeting; "" if it names none."""
    return next((place.value for place in _value(text, 0, len(text), 0)), "")


def is_town(text: str) -> bool:
    """Return whether a text is a town, possibly with its region: "Uppsala", "Copenhagen, Denmark"."""
    town, _, rest = text.partition(",")
    name = town.strip(" .")
    is_known = find_known_city(name) is not None or bool(large_places(name))
    is_in_country = bool(rest) and bool(country_code(rest.strip(" .")))
    return len(text) <= MAX_NAME and (is_known or is_in_country)


def is_venue_name(text: str) -> bool:
    """Return whether a short text begins or ends with a word for a building: "Salle II", "Grand Hall"."""
    bare = text[_lead(text) :].strip(" .,:;")
    first, _, rest = bare.partition(" ")
    is_street = first.casefold().strip(".") in ADDRESS_WORDS and (
        rest[:1].isupper() or rest[:1].isdigit()
    )
    return bool(rest) and (is_street or _is_building_name(bare))


def is_plain_name(text: str) -> bool:
    """Return whether a text may be the name of a place: no sentence, address of a page, price or person."""
    is_short = MIN_NAME <= len(text) <= MAX_NAME
    is_plain = is_short and not (_NO_ADDRESS.search(text) or _VERB.search(text) or first_url(text))
    is_name = is_plain and (text[0].isupper() or text[0].isdigit() or _begins_with_building(text))
    return is_name and not _PERSON.match(text) and not _is_no_place(text)


def _labelled(region: Region, row: Row) -> Iterator[Candidate[str]]:
    rows = region.values(row)
    if row.value and rows:
        text = row.value
        yield from _value(text, row.value_start, row.end, 0)
        return
    address: list[Row] = []
    for other in rows[:MAX_ADDRESS_ROWS]:
        if first_url(other.text) or has_time(other.text) or _END_OF_VALUE.match(f" {other.text}"):
            break
        if other.block != rows[0].block or re.match(
            r"\W*(?:view\s+map|tel\b|add\s+to)", other.text, re.IGNORECASE
        ):
            break
        address.append(other)
    if address and remove_online_phrases(address[0].value)[0]:
        text = ", ".join(part.value.rstrip(",") for part in address)
        yield from _value(text, address[0].start, address[-1].end, 0)


def _value(text: str, start: int, end: int, rank: int) -> Iterator[Candidate[str]]:
    """Yield a stated place, without phrases about the online meeting beside it."""
    url = first_url(text)
    bare = text.partition(url)[0] if url else text
    bare = _first_sentence(bare.strip(" ,;:*_|(–-"))
    place, is_online_too = remove_online_phrases(bare)
    place = _closed(_END_OF_VALUE.sub("", place).strip(" ,;:*_|–-"))
    is_stated = bool(place) and not rank  # whatever it is
    if _is_no_place(place) or not (is_stated or _is_name_of_place(place)):
        return
    is_remark = not bare.startswith(place[:MIN_NAME]) and not is_exact(place)
    if not (is_online_too and is_remark):
        is_public = url and not is_online_too and not is_meeting_link(url)
        yield Candidate(rank, text if is_public else place, start, end)


def _first_sentence(text: str) -> str:
    """Return a place without the sentence after it; an address goes on: "Bât. C. Rue du Lac 7"."""
    after = _SENTENCE_AFTER.search(text)
    is_other = after is not None and (_VERB.search(after["rest"]) or not is_exact(after["rest"]))
    return text[: after.start()] if after is not None and is_other else text


def _is_name_of_place(text: str) -> bool:
    return MIN_NAME <= len(text) <= MAX_PLACE and any(map(str.isalpha, text))


def _is_no_place(text: str) -> bool:
    """Return whether a text is a host name, a label of a link or a remark such as "to be announced"."""
    return any(pattern.match(text) for pattern in (_HOST_NAME, _UNKNOWN)) or is_join_label(text)


def _in_rows(region: Region) -> Iterator[Candidate[str]]:
    """Yield rows that are addresses, surest below the row of the date, and addresses within rows."""
    date_block: int | None = None
    signed_block = -1
    for row, following in pairwise([*region.standalone_rows, None]):
        assert row is not None  # noqa: S101 - for the type checker
        is_dated = has_time(row.text)
        date_block = row.block if is_dated else date_block
        is_below_date = date_block is not None and row.block - date_block <= 1
        begin = row.value_start - row.start if row.text[0] in ROW_MARKS else 0
        begin += _lead(row.text[begin:])
        if CLOSING_GREETING.fullmatch(row.text):
            signed_block = row.block
        if row.block == signed_block:
            continue  # "Best" is a town, too, and the address of a writer is no venue
        if is_dated or not _is_address_row(row.text[begin:], is_below_date=is_below_date):
            yield from _within_row(row)
            continue
        text, end = row.text[begin:], row.end
        if following is not None and _continues_address(row, following):
            text, end = f"{text.rstrip(' ,')}, {following.text}", following.end
        yield from _value(text, row.start + begin, end, 3 if date_block is not None else 5)


def _continues_address(row: Row, following: Row) -> bool:
    is_address = is_exact(following.text) and _is_address_row(following.text, is_below_date=True)
    return following.block == row.block and is_address


def _within_row(row: Row) -> Iterator[Candidate[str]]:
    """Yield the address between commas: "Tuesday, 16:15, salle 6, rue du Lac 7", and the town of a row."""
    is_header = row.text.count("|") > 1 and not any(map(str.isdigit, row.text))
    if is_header or _FOOTER.search(row.text):
        return
    parts = [part for part in _PART.finditer(row.text) if part[0].strip()]
    fits = [_is_part_of_address(part[0].strip(" .:")) for part in parts]
    exact = [n for n, part in enumerate(parts) if fits[n] and is_exact(part[0]) and n]
    if exact and len(parts) > 1:
        first = last = exact[0]
        while first > 1 and fits[first - 1]:
            first -= 1
        while last + 1 < len(parts) and fits[last + 1]:
            last += 1
        text = row.text[parts[first].start() : parts[last].end()]
        begin = len(text) - len(text.lstrip())
        begin += _lead(text[begin:])
        start = row.start + parts[first].start() + begin
        yield from _value(text[begin:].rstrip(" :."), start, row.start + parts[last].end(), 4)
    is_dated = has_time(row.text)
    for match in _TOWN_IN_HEADING.finditer(row.text):
        # Beside a time, it is the city of the clock.
        if is_town(match["town"]) and not (is_dated and match.start()):
            yield from _value(
                match["town"],
                row.start + match.start("town"),
                row.start + match.end("town"),
                TOWN_RANK,
            )


def _is_part_of_address(text: str) -> bool:
    """Return whether a part between commas can belong to an address: a name or number, but no time."""
    is_plain = 0 < len(text) <= MAX_NAME and not (_NO_ADDRESS.search(text) or _VERB.search(text))
    bare = text[_lead(text) :]
    is_name = bool(bare) and (bare[0].isupper() or bare[0].isdigit() or _begins_with_building(bare))
    return (
        is_plain
        and is_name
        and not has_time(text)
        and not _PERSON.match(bare)
        and not first_url(text)
    )


def _lead(text: str) -> int:
    """Return the offset after prepositions at the beginning of a place."""
    match = _LEAD.match(text)
    return match.end() if match else 0


def _is_address_row(text: str, *, is_below_date: bool) -> bool:
    """Return whether a row consists of a venue: an address, or below the date a name such as "Grand Hall"."""
    is_short = MIN_NAME <= len(text) <= MAX_PLACE
    is_plain = is_short and not (first_url(text) or _NO_ADDRESS.search(text) or _VERB.search(text))
    is_name = is_plain and (text[0].isupper() or text[0].isdigit() or _begins_with_building(text))
    if not is_name or _PERSON.match(text):
        return False
    is_list = "," in text or any(map(str.isdigit, text))
    if is_exact(text) and is_list:
        return True
    return is_below_date and (_is_building_name(text) or _is_town_row(text))


def _is_town_row(text: str) -> bool:
    """Return whether a row is the name of a town, possibly with its region, and nothing else."""
    town = text.partition(",")[0]
    is_name = (
        len(town.split()) <= MAX_TOWN_WORDS and town.replace(" ", "").replace("-", "").isalpha()
    )
    return is_name and not text.isupper() and (is_town(text) or bool(towns(town)))


def _begins_with_building(text: str) -> bool:
    tokens = tokenize(text, 0, len(text))
    is_noun = len(tokens) > 1 and tokens[0].norm in VENUE_NOUNS
    return is_noun and (tokens[1].kind == "number" or tokens[1].text[0].isupper())


def _is_building_name(text: str) -> bool:
    """Return whether a short text begins or ends with a word for a building: "Salle II", "Grand Hall"."""
    tokens = tokenize(text, 0, len(text))
    is_name = len(text) <= MAX_NAME and not text.isupper()
    is_numbered = len(tokens) > 1 and (tokens[-1].kind == "number" or len(tokens[-1].text) == 1)
    last = tokens[-2] if is_numbered else tokens[-1]  # "hall B"
    return is_name and any(token.norm in VENUE_NOUNS for token in (tokens[0], last))


def has_time(text: str) -> bool:
    """Return whether a text has a date or time, which has a digit but for months and noon."""
    if len(text) > MAX_SCANNED or not _MAY_BE_TIME.search(text):
        return False
    items = scan(tokenize(text, 0, len(text)))
    return any(
        isinstance(item, ParsedTime) or (isinstance(item, ParsedDate) and not item.is_weak)
        for item in items
    )


def _names_town(text: str) -> bool:
    tokens = tokenize(text, 0, len(text))
    return find_city(tokens) is not None or bool(address_zones(text, "en", is_venue=True))


def _is_building(token: Token) -> bool:
    """Return whether a word is one for a building; ambiguous words count if they are capitalised."""
    return token.norm in VENUE_NOUNS or (token.text[0].isupper() and is_address([token]))


def _in_sentence(sentence: Sentence) -> Iterator[Candidate[str]]:
    """Yield the venues after prepositions, in sentences that say where or when something takes place."""
    locates = _LOCATES.search(sentence.text) is not None
    if not locates and not has_time(sentence.text):
        return
    yield from _in_brackets(sentence)
    tokens = tokenize(sentence.text, 0, len(sentence.text))
    starts = {token.start: index for index, token in enumerate(tokens)}
    for match in _PREPOSITION.finditer(sentence.text):
        index = starts.get(match.end())
        if index is None:
            continue
        end = _phrase_end(tokens, index)
        if end is None:
            continue
        text = sentence.text[match.end() : end].strip(" ,;–-")
        if is_exact(text):
            rank = 4
        elif text[:1].isupper() and _names_town(text):
            rank = TOWN_RANK
        elif locates and text[0].isupper() and match[0].casefold().startswith("at"):
            rank = 7
        else:
            continue
        yield from _value(
            " ".join(text.split()), sentence.start + match.end(), sentence.start + end, rank
        )


def _as_sentence(sentence: Sentence) -> Iterator[Candidate[str]]:
    """Yield a sentence that is no more than a venue, beside others: "18:30. Sala 2. Free entry"."""
    text = sentence.text.rstrip(" .")
    is_short = MIN_NAME <= len(text) <= MAX_NAME and len(text.split()) <= MAX_SENTENCE_WORDS
    is_plain = is_short and not (_NO_ADDRESS.search(text) or _VERB.search(text) or has_time(text))
    if is_plain and " " in text and not text.isupper() and not _PERSON.match(text):
        first = tokenize(text, 0, len(text))[0]
        if first.norm in VENUE_NOUNS and first.text[0].isupper():
            yield from _value(text, sentence.start, sentence.start + len(text), 3)


def _in_brackets(sentence: Sentence) -> Iterator[Candidate[str]]:
    """Yield addresses in brackets: "on Sunday (room B2.07, campus Schelde)"."""
    for match in _BRACKETS.finditer(sentence.text):
        if _is_address_row(match[1], is_below_date=False):
            yield from _value(
                match[1], sentence.start + match.start(1), sentence.start + match.end(1), 4
            )


def _phrase_end(tokens: Sequence[Token], index: int) -> int | None:
    """Return the end of the noun phrase at an index: names, words for buildings and what joins them."""
    end: int | None = None
    gap = 0
    number = index
    while number < len(tokens):
        token = tokens[number]
        if token.text == "(":
            closing = _closing_bracket(tokens, number)
            if closing is None or end is None:
                break
            number, end = closing, tokens[closing].end
        elif _is_phrase_end(tokens, number, has_name=end == tokens[number - 1].end):
            break
        elif _is_name(token):
            end, gap = token.end, 0
        elif token.text not in {*_SIGNS, ","} and token.norm not in _CONNECTORS:
            gap += 1
            if gap > MAX_GAP or token.kind != "word":
                break
        number += 1
    return end


def _is_name(token: Token) -> bool:
    return token.kind == "number" or token.text[0].isupper() or _is_building(token)


def _is_phrase_end(tokens: Sequence[Token], index: int, *, has_name: bool) -> bool:
    """Return whether a token cannot belong to the name of a place: a date, a time, the end of a sentence."""
    token = tokens[index]
    after = tokens[index + 1] if index + 1 < len(tokens) else None
    if token.kind == "url" or token.norm in {*MONTH_NUMBERS, *WEEKDAY_NUMBERS, *_BREAKS}:
        return True
    if token.kind == "number":
        return after is not None and after.norm in _TIME_MARKS
    if token.text == ",":
        return after is None or not _is_name(after)
    is_abbreviation = has_name and len(tokens[index - 1].text) <= MAX_ABBREVIATION
    return token.text == "." and (after is None or not is_abbreviation)


def _closing_bracket(tokens: Sequence[Token], index: int) -> int | None:
    """Return the index of the sign that closes a bracket."""
    closing = (n for n in range(index, len(tokens)) if tokens[n].text == ")")
    return next(closing, None)


def _closed(text: str) -> str:
    """Return a text without a bracket that is opened and not closed, or closed and not opened."""
    if text.count("(") > text.count(")"):
        return text.rpartition("(")[0].rstrip(" ,;")
    return text.rstrip(")") if text.count(")") > text.count("(") else text
