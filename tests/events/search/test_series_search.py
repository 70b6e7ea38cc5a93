"""Series are found by the beginnings of words of their names, on both databases."""

import pytest
from sqlalchemy import delete, select

from webinars.database import db, transaction
from webinars.events.models import SeriesWord
from webinars.events.search.series_search import (
    find_series,
    rebuild_words,
    write_missing_words,
)


@pytest.fixture(params=["sqlite", "postgresql"])
def overrides(request):
    """Run on both databases."""
    url = request.getfixturevalue("postgres_tables_url") if request.param == "postgresql" else ""
    return {"DATABASE_URL": url}


@pytest.fixture
def names(make_event, make_series):
    """Announce an event in each of some series; return a function that finds their names."""
    for name in (
        "Trade",
        "Trade law",
        "Law of the Sea",
        "Économie créative",
        "可持续发展论坛",
        "Закон о торговле",
        "Geospatial data",
        "Geospatial standards",
    ):
        make_event(series_id=make_series(name).id)
    make_event(publish=False, series_id=make_series("Trade secrets").id)

    def find(text, most=20):
        db.session.rollback()
        return [name for _, name in find_series(db.session(), text, most)]

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


def test_no_more_series_are_returned_than_asked_for_and_one(names):
    assert names("geo", most=1) == ["Geospatial data", "Geospatial standards"]
    assert names("tra", most=0) == ["Trade"]


def test_rare_word_finds_a_series_among_many_with_a_common_one(names, make_event, make_series):
    for number in range(210):
        make_series(f"Programme {number}")
    make_event(series_id=make_series("Programme of zebras").id)

    assert names("programme zeb") == ["Programme of zebras"]
    assert names("programme of zebras") == ["Programme of zebras"]


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


def words():
    db.session.rollback()
    rows = select(SeriesWord.series_id, SeriesWord.word).order_by(
        SeriesWord.series_id, SeriesWord.word
    )
    return db.session.execute(rows).all()
