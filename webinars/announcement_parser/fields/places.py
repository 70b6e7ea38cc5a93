"""Find the venue: after a label, in a row of its own such as an address, or in a sentence."""

import re
from collections.abc import Iterator
from itertools import pairwise

from webinars.announcement_parser.fields.regions import Region, Row
from webinars.announcement_parser.fields.values import Candidate
from webinars.announcement_parser.fields.venue_sentences import (
    TOWN_RANK,
    places_as_sentence,
    places_in_sentence,
)
from webinars.announcement_parser.fields.venue_texts import (
    END_OF_VALUE,
    MAX_NAME,
    NO_ADDRESS,
    PERSON,
    VERB,
    begins_with_building,
    has_time,
    is_address_row,
    is_exact,
    is_town,
    offset_after_prepositions,
    stated_places,
)
from webinars.announcement_parser.grammar.locations import remove_online_phrases
from webinars.announcement_parser.grammar.phrases.title_words import CLOSING_GREETING
from webinars.announcement_parser.grammar.web_addresses import first_url

MAX_ADDRESS_ROWS = 5
ROW_MARKS = "#-*•·"  # before a row of its own
_FOOTER = re.compile(r"\b(?:unsubscribe|privacy|désabonner)\b", re.IGNORECASE)
_PART = re.compile(r"(?:[^,;|.]|,(?=\d)|\.(?!\s)|(?<=\b\w)\.|(?<=\b\w\w)\.|(?<=\b\w{3})\.)+")
_TOWN_IN_HEADING = re.compile(
    r"(?:\s[-–—|·]\s|\(|^|,\s)(?P<town>[A-ZÀ-Þ][\w’'-]*(?:\s[A-ZÀ-Þ][\w’'-]*){0,2}"
    r"(?:,\s[A-ZÀ-Þ][\w ]{2,30}?)?)"
    r"(?=\)$|$|,\s\d|\s\(|\s[—–-]\s\d)"
)
MAX_ROW = (
    3000  # characters: a longer one is a text without line breaks, whose sentences are looked at
)


def places(region: Region) -> Iterator[Candidate[str]]:
    """Yield the venues that a region names: labelled ones, rows of their own, then those of sentences."""
    for row in region.labelled("place"):
        yield from _labelled(region, row)
    yield from _in_rows(region)
    rows = {row.start: row.text for row in region.rows}
    for sentence in region.sentences:
        yield from places_in_sentence(sentence)
        if rows.get(sentence.start) != sentence.text:
            yield from places_as_sentence(sentence)


def _labelled(region: Region, row: Row) -> Iterator[Candidate[str]]:
    rows = region.values(row)
    if row.value and rows:
        text = row.value
        yield from stated_places(text, row.value_start, row.end, 0)
        return
    address: list[Row] = []
    for other in rows[:MAX_ADDRESS_ROWS]:
        if first_url(other.text) or has_time(other.text) or END_OF_VALUE.match(f" {other.text}"):
            break
        if other.block != rows[0].block or re.match(
            r"\W*(?:view\s+map|tel\b|add\s+to)", other.text, re.IGNORECASE
        ):
            break
        address.append(other)
    if address and remove_online_phrases(address[0].value)[0]:
        text = ", ".join(part.value.rstrip(",") for part in address)
        yield from stated_places(text, address[0].start, address[-1].end, 0)


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
        begin += offset_after_prepositions(row.text[begin:])
        if CLOSING_GREETING.fullmatch(row.text):
            signed_block = row.block
        if row.block == signed_block:
            continue  # "Best" is a town, too, and the address of a writer is no venue
        if is_dated or not is_address_row(row.text[begin:], is_below_date=is_below_date):
            yield from _within_row(row)
            continue
        text, end = row.text[begin:], row.end
        if following is not None and _continues_address(row, following):
            text, end = f"{text.rstrip(' ,')}, {following.text}", following.end
        yield from stated_places(text, row.start + begin, end, 3 if date_block is not None else 5)


def _continues_address(row: Row, following: Row) -> bool:
    is_address = is_exact(following.text) and is_address_row(following.text, is_below_date=True)
    return following.block == row.block and is_address


def _within_row(row: Row) -> Iterator[Candidate[str]]:
    """Yield the address between commas: "Tuesday, 16:15, salle 6, rue du Lac 7", and the town of a row."""
    is_header = row.text.count("|") > 1 and not any(map(str.isdigit, row.text))
    if len(row.text) > MAX_ROW or is_header or _FOOTER.search(row.text):
        return  # a text that is one long line is looked at again for each of its events
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
        begin += offset_after_prepositions(text[begin:])
        start = row.start + parts[first].start() + begin
        yield from stated_places(
            text[begin:].rstrip(" :."), start, row.start + parts[last].end(), 4
        )
    is_dated = has_time(row.text)
    for match in _TOWN_IN_HEADING.finditer(row.text):
        # Beside a time, it is the city of the clock.
        if is_town(match["town"]) and not (is_dated and match.start()):
            yield from stated_places(
                match["town"],
                row.start + match.start("town"),
                row.start + match.end("town"),
                TOWN_RANK,
            )


def _is_part_of_address(text: str) -> bool:
    """Return whether a part between commas can belong to an address: a name or number, but no time."""
    is_plain = 0 < len(text) <= MAX_NAME and not (NO_ADDRESS.search(text) or VERB.search(text))
    bare = text[offset_after_prepositions(text) :]
    is_name = bool(bare) and (bare[0].isupper() or bare[0].isdigit() or begins_with_building(bare))
    return (
        is_plain
        and is_name
        and not has_time(text)
        and not PERSON.match(bare)
        and not first_url(text)
    )
