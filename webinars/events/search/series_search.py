"""Find series by the beginnings of words of their names; the words are rows of a table, in order."""

from collections.abc import Iterable, Sequence

from sqlalchemy import delete, exists, insert, literal, select, union_all
from sqlalchemy.orm import Session

from webinars.database import transaction
from webinars.events.enums import PUBLIC, normalize_for_search
from webinars.events.models import Event, Series, SeriesWord
from webinars.events.search.words import indexed_words, queried_words
from webinars.events.slugs import slug_of

MAX_TEXT_LENGTH, MAX_WORDS = 200, 8
# Read of each word's range, whatever number of series have it.
MOST_READ = 200
BATCH_LENGTH = 500
_LAST_CHARACTER = "\U0010ffff"
# One event of each series is looked up: for EXISTS, PostgreSQL would read all events.
_IS_PUBLIC = (
    select(Event.id)
    .where(Event.series_id == Series.id, Event.state.in_(PUBLIC))
    .limit(1)
    .scalar_subquery()
    .is_not(None)
)


def write_words(session: Session, series: Iterable[Series]) -> None:
    """Write the words of the names of new series."""
    rows = [
        {"word": word, "series_id": one.id}
        for one in series
        for word in dict.fromkeys(indexed_words(one.name))
    ]
    if rows:
        session.execute(insert(SeriesWord), rows)


def write_missing_words() -> int:
    """Write the words of series that have none: of before an upgrade; return their number."""
    number, last_id = 0, 0
    lacking = select(Series).where(~exists().where(SeriesWord.series_id == Series.id))
    while True:
        with transaction() as session:
            batch = lacking.where(Series.id > last_id).order_by(Series.id).limit(BATCH_LENGTH)
            series = session.scalars(batch).all()
            if not series:
                return number
            write_words(session, series)
            number, last_id = number + len(series), series[-1].id


def rebuild_words() -> None:
    """Write the words of all series anew."""
    with transaction() as session:
        session.execute(delete(SeriesWord))
    write_missing_words()


def find_series(session: Session, text: str, most: int) -> Sequence[tuple[str, str]]:
    """Return slug and name of the public series that a text means: up to most + 1, by name.

    It is one if the text is a slug or the whole name. Else the words of a name begin with those of the text,
    in any order, and a text of common words may miss some. The cost does not depend on the number of series.
    """
    text = text[:MAX_TEXT_LENGTH].encode(errors="ignore").decode()  # without halves of characters
    named = select(Series.slug, Series.name).where(_IS_PUBLIC)
    exact = session.execute(named.where(Series.slug.in_((text, slug_of(text))))).all()
    for slug, name in exact:
        if slug == text or normalize_for_search(name) == normalize_for_search(text):
            return [(slug, name)]
    words = list(dict.fromkeys(queried_words(text)))[:MAX_WORDS]
    candidates = _candidates(session, words) if words else ()
    if not candidates:
        return []
    rows = session.execute(named.where(Series.id.in_(candidates))).all()
    matching = [(slug, name) for slug, name in rows if _has_words(name, words)]
    return sorted(matching, key=lambda pair: (normalize_for_search(pair[1]), pair[0]))[: most + 1]


def _candidates(session: Session, words: Sequence[str]) -> set[int]:
    """Return series that may have all these words: those of the rarer words, and some if all are common."""
    ranges = [
        select(literal(number).label("number"), SeriesWord.series_id)
        .where(SeriesWord.word >= word, SeriesWord.word < word + _LAST_CHARACTER)
        .order_by(SeriesWord.word, SeriesWord.series_id)
        .limit(MOST_READ)
        .subquery()
        for number, word in enumerate(words)
    ]
    ids: list[list[int]] = [[] for _ in words]
    for number, series_id in session.execute(union_all(*(select(one) for one in ranges))):
        ids[number].append(series_id)
    rare = [set(some) for some in ids if len(some) < MOST_READ]
    return set.intersection(*rare) if rare else set(ids[0])


def _has_words(name: str, words: Sequence[str]) -> bool:
    own = indexed_words(name)
    return all(any(one.startswith(word) for one in own) for word in words)
