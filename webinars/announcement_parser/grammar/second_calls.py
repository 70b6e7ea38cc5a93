"""Hours of a second call, for a meeting that lacks its quorum at the first: they are no second start."""

from collections.abc import Sequence

from webinars.announcement_parser.grammar.scanner import Filler, Item, Word
from webinars.announcement_parser.grammar.times import ParsedTime
from webinars.announcement_parser.grammar.vocabulary.word_tables import union

_CALLS = union(
    {
        "en": "call notice",
        "fr": "convocation",
        "es": "convocatoria llamado",
        "it": "convocazione",
        "pt": "convocatória convocação chamada",
    }
)
_SECOND = union(
    {
        "en": "second",
        "fr": "seconde deuxième",
        "es": "segunda segundo",
        "it": "seconda",
        "pt": "segunda",
    }
)
MAX_LATER = 120  # minutes


def without_second_calls(items: Sequence[Item]) -> list[Item]:
    """Return the items without the hour of a second call: "alle 20:00 in prima e alle 20:30 in seconda"."""
    words = {item.norm for item in items if isinstance(item, Filler | Word)}
    times = [item for item in items if isinstance(item, ParsedTime)]
    if len(times) < 2 or not (words & _CALLS and words & _SECOND):  # noqa: PLR2004 - a second one
        return list(items)
    first = times[0].readings[0].start
    later = [time for time in times[1:] if 0 < time.readings[0].start - first <= MAX_LATER]
    return [item for item in items if item not in later]
