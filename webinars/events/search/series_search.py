"""Find series by the beginnings of words of their names; the words are rows of a table, in order."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Select,
    and_,
    delete,
    exists,
    false,
    func,
    insert,
    literal,
    or_,
    select,
    true,
    union_all,
)
from sqlalchemy.orm import Session, aliased, undefer_group

from webinars.database import for_update, transaction
from webinars.events.enums import normalize_for_search
from webinars.events.models import PAGE, Series, SeriesWord
from webinars.events.queries import is_public
from webinars.events.search.words import BOUNDARY, indexed_words, queried_words
from webinars.events.series_models import FormerSlug
from webinars.events.slugs import slug_of
from webinars.localized_text import all_languages

MAX_TEXT_LENGTH = 200
MOST_RANGES = (
    8  # words of a text that are looked up; its other words are compared with the names found
)
RARE, MOST_READ = 200, 2000  # rows of the range of a word
MOST_COMPARED = 200  # names
MOST_TEXT_WORDS = 2000  # of the texts of one series
BATCH_LENGTH = 500
_LAST_CHARACTER = "\U0010ffff"
_LACKS_WORDS = ~exists().where(SeriesWord.series_id == Series.id)
SlugAndName = tuple[str, str]


@dataclass(frozen=True)
class MeantSeries:
    """Slugs and names of the public series that a text means; is_cut: there may be more.

    entry: what to enter for the only one, as unambiguous_entry() returns it, if that was read beside it.
    """

    pairs: tuple[SlugAndName, ...] = ()
    is_cut: bool = False
    entry: str = ""

    @property
    def only(self) -> SlugAndName | None:
        """Return the series if it is the only one."""
        return self.pairs[0] if len(self.pairs) == 1 and not self.is_cut else None


@dataclass(frozen=True)
class NamedSeries:
    """A series that a text may be the slug of, or its name; had_it: the slug is a former one."""

    slug: str
    name: str
    is_public: bool
    had_it: bool


def write_words(session: Session, series: Iterable[Series]) -> int:
    """Write the words of the names of series that have none; return the number of series with any."""
    rows = [
        {"word": word, "series_id": one.id}
        for one in series
        for word in dict.fromkeys((*_words_of(one.name), *_text_words(one)))
    ]
    if rows:
        session.execute(insert(SeriesWord), rows)
    return len({row["series_id"] for row in rows})


def find_bodies(session: Session, text: str, most: int) -> Sequence[SlugAndName]:
    """Return public series whose names or texts have all words of a search, by their beginnings.

    Those whose names have them come first. In one statement: of one word, a limited number is read.
    """
    query = bodies_by_words(text)
    pairs = [] if query is None else [(slug, name) for slug, name in session.execute(query)]
    return first_bodies(pairs, text, most)


def bodies_by_words(text: str) -> Select[str, str] | None:
    """Return the query for slugs and names of some series that a search finds; None without a word."""
    words = _words_of_search(text)
    if not words:
        return None
    read, *others = _by_rarity(words)
    some = union_all(
        *(
            select(
                select(SeriesWord.series_id)
                .where(_begins_with(SeriesWord, mark + read))
                .order_by(SeriesWord.word, SeriesWord.series_id)
                .limit(MOST_READ)
                .subquery()
            )
            for mark in ("", BOUNDARY)
        )
    ).subquery()
    conditions = (or_(_has_word(word), _has_word(BOUNDARY + word)) for word in others)
    query = select(Series.slug, Series.name).where(
        Series.id.in_(select(some.c.series_id)), is_public(), *conditions
    )
    return query.limit(MOST_COMPARED)


def first_bodies(pairs: Sequence[SlugAndName], text: str, most: int) -> Sequence[SlugAndName]:
    """Return the first of the series that bodies_by_words() finds."""
    if not pairs:
        return ()
    words = _words_of_search(text)
    ordered = sorted(
        pairs, key=lambda pair: (not _has_words(pair[1], words), normalize_for_search(pair[1]))
    )
    return ordered[:most]


def _words_of_search(text: str) -> list[str]:
    return list(dict.fromkeys(queried_words(text[:MAX_TEXT_LENGTH])))[:MOST_RANGES]


def rewrite_words(session: Session, series: Series) -> None:
    """Write the words of a renamed series anew."""
    session.execute(delete(SeriesWord).where(SeriesWord.series_id == series.id))
    write_words(session, [series])


def write_missing_words() -> int:
    """Write the words of series that have none: of before an upgrade; return their number."""
    return _write_batches(_LACKS_WORDS)


def rebuild_words() -> None:
    """Write the words of all series anew; others may search meanwhile: each batch is a transaction."""
    _write_batches(true())


def count_missing_words(session: Session) -> int:
    """Return the number of series that lack their words; a name of symbols has none."""
    names = session.scalars(select(Series.name).where(_LACKS_WORDS))
    return sum(bool(_words_of(name)) for name in names)


def _write_batches(condition: ColumnElement[bool]) -> int:
    """Write the words of the series that meet a condition, in batches by id; return their number."""
    number, last_id = 0, 0
    while True:
        with transaction() as session:
            # Another process may do the same at once: it waits here, and replaces what this one wrote.
            batch = for_update(
                select(Series)
                .where(condition, Series.id > last_id)
                .order_by(Series.id)
                .limit(BATCH_LENGTH)
                .options(undefer_group(PAGE))
            )
            series = session.scalars(batch).all()
            if not series:
                return number
            ids = [one.id for one in series]
            session.execute(delete(SeriesWord).where(SeriesWord.series_id.in_(ids)))
            number, last_id = number + write_words(session, series), ids[-1]


def find_series(
    session: Session, text: str, most: int, named: Sequence[NamedSeries] | None = None
) -> MeantSeries:
    """Return the public series that a text means, by name.

    It is one if the text is a slug, and those of that name if it is a whole name. Else the words of a name
    begin with those of the text, in any order. What is read does not depend on the number of series: if many
    have all words of the text, some may be missing. named: what named_series() finds, if it was read.
    """
    text = _shortened(text)
    if named is None:
        rows = session.execute(named_series(text, most))
        named = [NamedSeries(*row) for row in rows]
    by_slug, has_all = _of_slug_or_name(named, text, most)
    if has_all:
        return MeantSeries(tuple(by_slug), entry=_entry(by_slug, named, text, most))
    words = list(dict.fromkeys(queried_words(text)))
    pairs_of_words, is_cut = _of_words(session, words) if words else ([], False)
    of_name = {*by_slug, *(pair for pair in pairs_of_words if _is_name(pair[1], text))}
    matching = of_name or {pair for pair in pairs_of_words if _has_words(pair[1], words)}
    pairs = sorted(matching, key=lambda pair: (normalize_for_search(pair[1]), pair[0]))
    return MeantSeries(tuple(pairs[:most]), len(pairs) > most or (is_cut and not of_name))


def unambiguous_entry(session: Session, slug: str, name: str) -> str:
    """Return what to enter for a series: its name, or its slug if the name may mean another one, too."""
    meant = find_series(session, name, 1)
    return name if meant.only and meant.only[0] == slug else slug


def named_series(text: str, most: int) -> CompoundSelect[str, str, bool, bool]:
    """Return the query for the series of a slug, and those of a name as far as their slugs tell."""
    text = _shortened(text)
    columns = (Series.slug, Series.name, is_public().label("is_public"))
    had_it = select(*columns, true().label("had_it")).join(
        FormerSlug, FormerSlug.series_id == Series.id
    )
    slugs = (text, *_slugs_of_name(text, most))
    has_it = select(*columns, false().label("had_it")).where(Series.slug.in_(slugs))
    return union_all(has_it, had_it.where(FormerSlug.slug == text))


def _shortened(text: str) -> str:
    """Return the beginning of a text, without halves of characters."""
    return text[:MAX_TEXT_LENGTH].encode(errors="ignore").decode()


def _slugs_of_name(text: str, most: int) -> list[str]:
    slug = slug_of(text)
    return [slug, *(f"{slug}-{number}" for number in range(2, most + 2))]


def _of_slug_or_name(
    named: Sequence[NamedSeries], text: str, most: int
) -> tuple[list[SlugAndName], bool]:
    """Return the series of a slug, or those of a name as far as their slugs tell, and whether that is all."""
    rows = sorted(named, key=lambda row: row.slug)
    public = [(row.slug, row.name) for row in rows if row.is_public and not row.had_it]
    exact = [pair for pair in public if pair[0] == text]
    former = [(row.slug, row.name) for row in rows if row.is_public and row.had_it]
    if exact or former:
        return exact or former, True
    of_name = [pair for pair in public if _is_name(pair[1], text)]
    return of_name, bool(of_name) and len(rows) < len(_slugs_of_name(text, most))


def _entry(pairs: Sequence[SlugAndName], named: Sequence[NamedSeries], text: str, most: int) -> str:
    """Return what to enter for a series, if the slugs that its name may have are among those read."""
    if len(pairs) != 1 or len(named) == len(_slugs_of_name(text, most)):
        return ""
    [(slug, name)] = pairs
    usual = slug_of(name)
    if slug.rpartition("-")[0] == usual:
        return slug  # a number was needed, because another series has the name, or had it
    # A name that is a slug could be one that another series has or had.
    if usual != slug_of(text) or name == usual:
        return ""
    others = (row for row in named if row.is_public and not row.had_it and row.slug != slug)
    return slug if any(_is_name(row.name, name) for row in others) else name


def _of_words(session: Session, words: Sequence[str]) -> tuple[list[SlugAndName], bool]:
    """Return series that may have all these words, and whether there may be more."""
    chosen = _by_rarity(words)[:MOST_RANGES]
    rarest = _rarest(session, chosen)
    some = (
        select(SeriesWord.series_id)
        .where(_begins_with(SeriesWord, rarest))
        .order_by(SeriesWord.word, SeriesWord.series_id)
        .limit(MOST_READ)
        .subquery()
    )
    query = (
        select(Series.slug, Series.name)
        .join(some, some.c.series_id == Series.id)
        .where(is_public(), *(_has_word(word) for word in chosen if word != rarest))
        .limit(MOST_COMPARED)
    )
    rows = [(slug, name) for slug, name in session.execute(query)]
    if len(rows) == MOST_COMPARED:
        return rows, True
    further = select(literal(1)).where(_begins_with(SeriesWord, rarest)).offset(MOST_READ).limit(1)
    return rows, session.scalar(further) is not None


def _by_rarity(words: Sequence[str]) -> list[str]:
    """Sort words by how well they tell series apart: numbers first, then longer words before short ones."""
    return sorted(words, key=lambda word: (not word.isdigit(), -len(word)))


def _rarest(session: Session, words: Sequence[str]) -> str:
    """Return the word that the fewest series have; of common words, more are counted."""
    if len(words) == 1:
        return words[0]
    numbers: list[int] = []
    for most in (RARE, MOST_READ):
        ranges = [
            select(literal(position).label("position"), func.count().label("number")).select_from(
                select(SeriesWord.series_id)
                .where(_begins_with(SeriesWord, word))
                .limit(most)
                .subquery()
            )
            for position, word in enumerate(words)
        ]
        rows = session.execute(union_all(*ranges)).all()
        numbers = [number for _, number in sorted(tuple(row) for row in rows)]
        if min(numbers) < most:
            break
    return words[numbers.index(min(numbers))]


def _begins_with(entity: type[SeriesWord], word: str) -> ColumnElement[bool]:
    return (entity.word >= word) & (entity.word < word + _LAST_CHARACTER)


def _has_word(word: str) -> ColumnElement[bool]:
    """Return the condition that a series has a word that begins so: its words are read, not those of all."""
    own = aliased(SeriesWord)
    rows = select(own.series_id).where(own.series_id == Series.id, _begins_with(own, word))
    return rows.limit(1).scalar_subquery().is_not(None)


def has_words(words: Iterable[str]) -> ColumnElement[bool]:
    """Return the condition that the name of a series has words that begin so."""
    return and_(true(), *map(_has_word, words))


def _is_name(name: str, text: str) -> bool:
    wanted = normalize_for_search(text)
    return any(normalize_for_search(one) == wanted for one in all_languages(name))


def _words_of(name: str) -> list[str]:
    """Return the words of a name in all its languages."""
    return [word for one in all_languages(name) for word in indexed_words(one)]


def _text_words(series: Series) -> list[str]:
    """Return the words of the other texts of a series, marked: the filter by names does not read them."""
    texts = (series.short_name or "", series.description or "")
    words = [BOUNDARY + word for text in texts for word in _words_of(text)]
    return words[:MOST_TEXT_WORDS]


def _has_words(name: str, words: Sequence[str]) -> bool:
    own = _words_of(name)
    return all(any(one.startswith(word) for one in own) for word in words)
