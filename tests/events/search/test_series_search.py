"""Series are found by the beginnings of words of their names, on both databases."""

import threading

import pytest
from sqlalchemy import delete, insert, select
from sqlalchemy.exc import DBAPIError

from tests.events.many_events import EVENTS
from webinars.database import db, transaction
from webinars.events.enums import EventState, Listing
from webinars.events.models import Event, Series, SeriesWord
from webinars.events.search import series_search
from webinars.events.search.index_rebuild import search_faults
from webinars.events.search.series_search import (
    MeantSeries,
    find_series,
    rebuild_words,
    unambiguous_entry,
    write_missing_words,
)
from webinars.events.series_creation import create_series

LONG_NAME = "Committee on the Elimination of Discrimination against Women, session"


@pytest.fixture(params=["sqlite", "postgresql"])
def overrides(request):
    """Run on both databases."""
    url = request.getfixturevalue("postgres_tables_url") if request.param == "postgresql" else ""
    return {"DATABASE_URL": url}


@pytest.fixture
def announce(make_event):
    """Return a function that creates series with a published event each: copies of a row, which are quicker."""
    event_id = make_event().id

    def announce(names, state=EventState.PUBLISHED):
        with transaction() as session:
            ids = create(session, names)
            original = select(EVENTS).where(EVENTS.c.id == event_id)
            row = dict(session.execute(original).mappings().one())
            del row["id"]
            listing = Listing.NONE if state is EventState.DRAFT else Listing.UPCOMING
            row |= {"state": state, "listing": listing}
            rows = [
                row | {"series_id": id_, "slug": f"event-{id_}", "uid": f"{id_}@x"} for id_ in ids
            ]
            session.execute(insert(EVENTS), rows)

    return announce


def create(session, names):
    """Create series of these names; return their ids."""
    return [create_series(session, name=name).id for name in names]


@pytest.fixture
def names(announce):
    """Announce an event in each of some series; return a function that finds their names."""
    announce(
        [
            "Trade",
            "Trade law",
            "Law of the Sea",
            "Économie créative",
            "可持续发展论坛",
            "Закон о торговле",
            "Geospatial data",
            "Geospatial standards",
        ]
    )
    announce(["Trade secrets"], EventState.DRAFT)

    def find(text, most=20):
        db.session.rollback()
        return [name for _, name in find_series(db.session(), text, most).pairs]

    return find


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("tra", ["Trade", "Trade law"]),
        ("LAW", ["Law of the Sea", "Trade law"]),
        ("law tra", ["Trade law"]),
        ("economie cre", ["Économie créative"]),
        ("发展", ["可持续发展论坛"]),
        ("торг", ["Закон о торговле"]),
        ("trade", ["Trade"]),
        ("law-of-the-sea", ["Law of the Sea"]),
        ("geospatial  ", ["Geospatial data", "Geospatial standards"]),
        ("rade", []),
        ("trade secrets", []),
        ("trade sea", []),
        ("", []),
        ('"*%_', []),
        ("\ud800", []),
        ("x" * 10_000, []),
        ("* " * 200, []),
    ],
)
def test_series_are_found_by_the_beginnings_of_words(names, text, expected):
    assert names(text) == expected


def test_no_more_series_are_returned_than_asked_for(names):
    assert names("geo", most=1) == ["Geospatial data"]
    assert meant("geo", most=1).is_cut
    assert not meant("geo", most=2).is_cut


def test_rare_word_finds_a_series_among_many_with_a_common_one(names, announce):
    with transaction() as session:
        create(session, (f"Programme {number}" for number in range(210)))
    announce(["Programme of zebras"])

    assert names("programme zeb") == ["Programme of zebras"]
    assert names("programme of zebras") == ["Programme of zebras"]


def test_long_names_are_told_apart_by_their_last_word(names, announce):
    announce(f"{LONG_NAME} {number}" for number in range(40, 70))

    assert names(f"{LONG_NAME} 69") == [f"{LONG_NAME} 69"]
    assert names(f"{LONG_NAME} 99") == []


def test_all_words_of_a_text_are_compared(names, announce):
    announce(["a b c d e f g h i j", "a b c d e f g h i k"])

    assert names("a b c d e f g h i k") == ["a b c d e f g h i k"]
    assert len(names("a b c d e f g h i")) == 2


def test_whole_name_is_found_among_longer_ones_with_its_words(names, announce):
    # They have the slugs that the name has usually.
    announce(f"{LONG_NAME} {number}" for number in range(25))
    announce([LONG_NAME])

    assert names(LONG_NAME.upper()) == [LONG_NAME]


def test_all_series_of_one_name_are_found(names, announce):
    announce(["Peat", "Peat", "Peat", "Peatland"])

    assert [slug for slug, _ in meant("PEAT").pairs] == ["peat", "peat-2", "peat-3"]
    assert meant("peat-2").only == ("peat-2", "Peat")


def test_entry_of_a_series_means_it_alone(names, announce):
    announce(["Peat", "Peat", "Law?", "Law", "★★★", "☆☆", LONG_NAME, f"{LONG_NAME} again"])

    entries = [unambiguous_entry(db.session(), *pair) for pair in all_series()]
    for pair, entry in zip(all_series(), entries, strict=True):
        assert meant(entry).only == pair
    assert {"peat", "peat-2", "Law", LONG_NAME} <= set(entries)


def test_texts_of_common_words_find_the_series_that_have_all(names, announce):
    announce(f"Committee report {number}" for number in range(210))
    announce(f"Annual meeting {number}" for number in range(210))
    announce(["Committee zone meeting"])

    assert names("committee meeting") == ["Committee zone meeting"]
    assert not meant("committee meeting").is_cut


def test_drafts_hide_no_public_series(names, announce):
    with transaction() as session:
        create(session, (f"Programme {number}" for number in range(210)))
    announce(["Programme zebra", "Programme zoo"])

    assert names("programme") == ["Programme zebra", "Programme zoo"]


def test_no_series_are_said_to_be_all_if_not_all_were_read(names, announce, monkeypatch):
    monkeypatch.setattr(series_search, "MOST_READ", 5)
    with transaction() as session:
        create(session, (f"Programme {number}" for number in range(6)))
    announce(["Programme zebra"])

    assert meant("programme") == MeantSeries((), is_cut=True)
    assert names("programme zebra") == ["Programme zebra"]
    monkeypatch.setattr(series_search, "MOST_READ", 7)
    assert meant("programme").only == ("programme-zebra", "Programme zebra")


def test_missing_words_are_written_and_all_can_be_rebuilt(names):
    with transaction() as session:
        session.execute(delete(SeriesWord))
    assert names("tra") == []

    assert write_missing_words() == 9
    assert write_missing_words() == 0

    stored = words()
    assert names("tra") == ["Trade", "Trade law"]
    rebuild_words()
    assert words() == stored


def meant(text, most=20):
    db.session.rollback()
    return find_series(db.session(), text, most)


def all_series():
    public = select(Event.series_id).where(Event.state == EventState.PUBLISHED)
    rows = select(Series.slug, Series.name).where(Series.id.in_(public)).order_by(Series.id)
    return [(slug, name) for slug, name in db.session.execute(rows)]


def test_series_without_words_are_reported(names, make_series):
    make_series("★★★")
    assert faults() == []
    with transaction() as session:
        session.execute(delete(SeriesWord).where(SeriesWord.series_id <= 2))

    assert faults() == ["2 series lack the words of their names"]
    assert write_missing_words() == 2
    assert faults() == []


def test_interrupted_rebuild_leaves_no_series_without_words(names, monkeypatch):
    monkeypatch.setattr(series_search, "BATCH_LENGTH", 3)
    before, batches = words(), []

    def write_words(session, series):
        batches.append(len(series))
        if len(batches) == 2:
            raise KeyboardInterrupt
        return write(session, series)

    write = series_search.write_words
    monkeypatch.setattr(series_search, "write_words", write_words)
    with pytest.raises(KeyboardInterrupt):
        rebuild_words()

    assert batches == [3, 3]
    assert words() == before


def test_several_processes_may_write_the_same_words(names, app):
    before, errors = words(), []
    with transaction() as session:
        session.execute(
            insert(Series),
            [{"slug": f"o-{n}", "name": f"Office {n}", "description": ""} for n in range(1500)],
        )

    def write(command):
        with app.app_context():
            try:
                command()
            except DBAPIError as error:
                errors.append(error)

    commands = (write_missing_words, write_missing_words, rebuild_words, rebuild_words)
    threads = [threading.Thread(target=write, args=[command]) for command in commands]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert errors == []
    assert len(words()) == len(before) + 2 * 1500
    assert faults() == []


def faults():
    with transaction() as session:
        return search_faults(session)


def words():
    db.session.rollback()
    rows = select(SeriesWord.series_id, SeriesWord.word).order_by(
        SeriesWord.series_id, SeriesWord.word
    )
    return db.session.execute(rows).all()
