"""Tell addresses, towns and buildings from remarks, and cut what follows a stated place."""

import re
from collections.abc import Iterator

from webinars.announcement_parser.fields.values import Candidate
from webinars.announcement_parser.grammar.addresses import is_address
from webinars.announcement_parser.grammar.dates import ParsedDate
from webinars.announcement_parser.grammar.geography.gazetteer import country_code, large_places
from webinars.announcement_parser.grammar.lexer import Token, tokenize
from webinars.announcement_parser.grammar.locations import is_join_label, remove_online_phrases
from webinars.announcement_parser.grammar.scanner import scan
from webinars.announcement_parser.grammar.times import ParsedTime
from webinars.announcement_parser.grammar.vocabulary.place_words import ADDRESS_WORDS, VENUE_NOUNS
from webinars.announcement_parser.grammar.web_addresses import first_url
from webinars.security.meeting_urls import is_meeting_link
from webinars.timezones.cities import find_known_city
from webinars.timezones.towns import towns

MAX_PLACE = 160  # characters
MAX_TOWN_WORDS = 3
MAX_SCANNED = 300  # characters of a row
MIN_NAME, MAX_NAME = 3, 60
_LEAD = re.compile(
    r"^(?:(?:is|are|will be|everything|all (?:events?|talks|sessions)|held)\s+)*"
    r"(?:(?:in|at|en|au|aux|à|dans|chez|im|nella|nel|no|na)\s+|à\s+l['’]|@\s*)?(?:(?:the|der|dem)\s+|l['’])?",
    re.IGNORECASE,
)
END_OF_VALUE = re.compile(
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
STREET = re.compile(
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
VERB = re.compile(
    r"\b(?:is|are|was|were|will|takes?|begins?|it|we|you|i|please|can|has|have|must|should|may|est|sont|nous|vous|sera|seront|il|elle|ils|je|es|son|"
    r"ser[áa]n?|se|nos|usted|wir|sie|ist|sind|wird|werden|si|[èe]|bring|see|ask|send|join)\b",
    re.IGNORECASE,
)
PERSON = re.compile(r"^(?:Dr|Prof|Pr|Mr|Mrs|Ms|Mme|M|Dra?|Sra?)\b\.?\s", re.IGNORECASE)
_HOST_NAME = re.compile(r"[\w-]+(?:\.[a-z-]+)+$")
# Signs of rows that are no addresses: quotations, e-mail, telephone numbers, prices, copyright, remarks.
NO_ADDRESS = re.compile(
    r"[\"“«?!@©€$£|]|#(?!\d+,)|:\s|[a-zà-ÿ]{4}\.\s|\+\d|\btel\b|\b(?:no|n[°º])\s?\d|\d{4}-\d|^\d{1,2}[.)]\s|"
    r"\b(?:unsubscribe|privacy|désabonner|rejoignez|participez)\b",
    re.IGNORECASE,
)
_MAY_BE_TIME = re.compile(r"\d|noon|midnight|midi|minuit|medio", re.IGNORECASE)


def is_exact(text: str) -> bool:
    """Return whether a text names a venue or an address, not only a town."""
    has_number = STREET.search(text) is not None or _POSTAL_CODE.search(text) is not None
    return has_number or any(map(is_building, tokenize(text, 0, len(text))))


def clean_place(text: str) -> str:
    """Return a place without phrases about an online meeting; "" if it names none."""
    return next((place.value for place in stated_places(text, 0, len(text), 0)), "")


def is_town(text: str) -> bool:
    """Return whether a text is a town, possibly with its region: "Uppsala", "Copenhagen, Denmark"."""
    town, _, rest = text.partition(",")
    name = town.strip(" .")
    is_known = find_known_city(name) is not None or bool(large_places(name))
    is_in_country = bool(rest) and bool(country_code(rest.strip(" .")))
    return len(text) <= MAX_NAME and (is_known or is_in_country)


def is_venue_name(text: str) -> bool:
    """Return whether a short text begins or ends with a word for a building: "Salle II", "Grand Hall"."""
    bare = text[offset_after_prepositions(text) :].strip(" .,:;")
    first, _, rest = bare.partition(" ")
    is_street = first.casefold().strip(".") in ADDRESS_WORDS and (
        rest[:1].isupper() or rest[:1].isdigit()
    )
    return bool(rest) and (is_street or _is_building_name(bare))


def is_plain_name(text: str) -> bool:
    """Return whether a text may be the name of a place: no sentence, address of a page, price or person."""
    is_short = MIN_NAME <= len(text) <= MAX_NAME
    is_plain = is_short and not (NO_ADDRESS.search(text) or VERB.search(text) or first_url(text))
    is_name = is_plain and (text[0].isupper() or text[0].isdigit() or begins_with_building(text))
    return is_name and not PERSON.match(text) and not _is_no_place(text)


def stated_places(text: str, start: int, end: int, rank: int) -> Iterator[Candidate[str]]:
    """Yield a stated place, without phrases about the online meeting beside it."""
    url = first_url(text)
    bare = text.partition(url)[0] if url else text
    bare = _first_sentence(bare.strip(" ,;:*_|(–-"))
    place, is_online_too = remove_online_phrases(bare)
    place = _closed(END_OF_VALUE.sub("", place).strip(" ,;:*_|–-"))
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
    is_other = after is not None and (VERB.search(after["rest"]) or not is_exact(after["rest"]))
    return text[: after.start()] if after is not None and is_other else text


def _is_name_of_place(text: str) -> bool:
    return MIN_NAME <= len(text) <= MAX_PLACE and any(map(str.isalpha, text))


def _is_no_place(text: str) -> bool:
    """Return whether a text is a host name, a label of a link or a remark such as "to be announced"."""
    return any(pattern.match(text) for pattern in (_HOST_NAME, _UNKNOWN)) or is_join_label(text)


def offset_after_prepositions(text: str) -> int:
    """Return the offset after prepositions at the beginning of a place."""
    match = _LEAD.match(text)
    return match.end() if match else 0


def is_address_row(text: str, *, is_below_date: bool) -> bool:
    """Return whether a row consists of a venue: an address, or below the date a name such as "Grand Hall"."""
    is_short = MIN_NAME <= len(text) <= MAX_PLACE
    is_plain = is_short and not (first_url(text) or NO_ADDRESS.search(text) or VERB.search(text))
    is_name = is_plain and (text[0].isupper() or text[0].isdigit() or begins_with_building(text))
    if not is_name or PERSON.match(text):
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


def begins_with_building(text: str) -> bool:
    """Return whether a text begins with a word for a building and its name or number: "salle 6"."""
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


def is_building(token: Token) -> bool:
    """Return whether a word is one for a building; ambiguous words count if they are capitalised."""
    return token.norm in VENUE_NOUNS or (token.text[0].isupper() and is_address([token]))


def _closed(text: str) -> str:
    """Return a text without a bracket that is opened and not closed, or closed and not opened."""
    if text.count("(") > text.count(")"):
        return text.rpartition("(")[0].rstrip(" ,;")
    return text.rstrip(")") if text.count(")") > text.count("(") else text
