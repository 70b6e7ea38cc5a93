"""Names of towns that are those of venues: "The George", "Hotel Bristol", "the Duke of Wellington"."""

from collections.abc import Iterable, Iterator, Sequence

from webinars.announcement_parser.grammar.lexer import Token
from webinars.announcement_parser.grammar.vocabulary.place_words import (
    ADDRESS_WORDS,
    CORPORATE_WORDS,
    VENUE_NOUNS,
)
from webinars.announcement_parser.grammar.vocabulary.word_tables import union

MAX_WORDS_BEFORE = 4
# Houses that are named after towns far away: "Hotel Bristol", "Pub Kent", "Kino Lausanne".
HOUSES = union(
    {
        "en": "hotel pub bar café cafe restaurant cinema inn tavern bistro hostel",
        "fr": "hôtel brasserie auberge taverne cinéma",
        "es": "restaurante mesón taberna bodega hostal cine cafetería",
        "de": "kino gasthaus gasthof wirtshaus",
        "it": "albergo ristorante trattoria osteria pizzeria caffè",
        "pt": "restaurante taberna tasca pensão",
    }
)
# Before "of" and a town: persons and signs after whom inns are named.
TITLES = union(
    {
        "en": "duke duchess earl prince princess marquis marquess count countess king queen lord lady bishop"
        " archbishop star rose battle"
    }
)
# After a town these are in it: "the Geneva office", "the Lagos campus".
BODIES = CORPORATE_WORDS | union(
    {
        "en": "office offices team branch campus chapter stop leg edition session meeting event section site"
        " headquarters hq time times area region staff hub node venue"
    }
)
_BUILDINGS = VENUE_NOUNS | ADDRESS_WORDS


def is_in_venue_name(before: Sequence[str], after: Sequence[str]) -> bool:
    """Return whether the words before and after the name of a town make it that of a venue.

    "The Old Library Cambridge" has a word for a building before the town.
    """
    if not before:
        return False
    last = before[-1].casefold()
    if last in HOUSES:
        return True
    if last == "of":
        return len(before) > 1 and before[-2].casefold() in TITLES
    between = list(_until_article(before))
    is_after_article = len(between) < len(before) and _article(before[-len(between) - 1])
    if not is_after_article or any(word.casefold() in _BUILDINGS for word in between):
        return False
    return not after or (not between and after[0].casefold() not in BODIES)


def _until_article(before: Sequence[str]) -> Iterator[str]:
    """Yield the capitalised words before a name, the nearest first, up to "the"."""
    for word in reversed(before):
        if _article(word) or not word[0].isupper():
            return
        yield word


def _article(word: str) -> bool:
    return word.casefold() == "the"


def is_venue_at(tokens: Sequence[Token], index: int, after: int) -> bool:
    """Return whether the tokens from an index up to another one are in the name of a venue."""
    before = list(_words(reversed(tokens[max(0, index - MAX_WORDS_BEFORE) : index])))
    following = list(_words(tokens[after : after + 1]))
    return is_in_venue_name(before[::-1], following)


def _words(tokens: Iterable[Token]) -> Iterator[str]:
    for token in tokens:
        if token.kind != "word":
            return
        yield token.text
