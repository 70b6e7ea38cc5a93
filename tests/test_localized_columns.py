"""Columns of texts by language, on both databases."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from sqlalchemy import bindparam, func, literal, select, text

from tests.conftest import make_app
from webinars.database import Base, db, transaction
from webinars.events.models import Event, RegistrationType, Series
from webinars.localized_text import SEPARATOR, LocalizedText, comparable, stored_form
from webinars.prepared_statements import PreparedQuery
from webinars.questions.models import Question

# PostgreSQL stores no NUL, and neither stores halves of surrogates.
TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))
NAME = LocalizedText("Prisons", {"fr": "Lieux de détention"})
_ONE = PreparedQuery(select(Series.id, Series.name).where(Series.slug == bindparam("slug")))


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request, tmp_path):
    """Create an application on an empty database of each kind."""
    url = request.getfixturevalue("postgres_url") if request.param == "postgresql" else ""
    app = make_app(tmp_path, DATABASE_URL=url)
    with app.app_context():
        Base.metadata.create_all(db.engine)
        yield app
        db.session.remove()
        db.engine.dispose()


def add_series(name, slug="s"):
    with transaction() as session:
        session.add(Series(slug=slug, name=name))


@settings(max_examples=60)
@given(
    TEXTS | TEXTS.map(lambda text: SEPARATOR + text),
    st.dictionaries(st.sampled_from(["fr", "ar"]), TEXTS),
)
@example(SEPARATOR + '["a",{"fr":"b"}]', {})
@example("".join(map(chr, range(1, 32))), {"fr": "".join(map(chr, range(127, 160)))})
def test_any_text_is_read_as_it_was_written(database, text, translations):
    name = LocalizedText(text, translations)
    with transaction() as session:
        series = Series(slug="s", name=name)
        session.add(series)
        session.flush()
        session.expire(series)
        read = series.name
        same = session.scalar(select(func.count()).where(Series.name == name))
        prepared = _ONE.first(session.connection(), {"slug": "s"})[1]
        session.rollback()

    assert comparable(read) == comparable(prepared) == comparable(name)
    assert same == 1


def test_new_translation_alone_is_written(database):
    add_series("Prisons")
    with transaction() as session:
        session.scalars(select(Series)).one().name = NAME

    with transaction() as session:
        read = session.scalars(select(Series)).one().name

    assert comparable(read) == comparable(NAME)


def test_removed_translation_is_gone(database):
    add_series(NAME)
    with transaction() as session:
        session.scalars(select(Series)).one().name = "Prisons"

    assert db.session.scalar(text("SELECT name FROM series")) == "Prisons"


def test_column_is_compared_in_all_languages(database):
    add_series(NAME)

    counts = [
        db.session.scalar(select(func.count()).where(Series.name == name))
        for name in (NAME, "Prisons", LocalizedText("Prisons", {"fr": "Prisons"}))
    ]

    assert counts == [1, 0, 0]


def test_plain_text_is_stored_without_a_sign(database):
    add_series("Prisons")

    assert db.session.scalar(text("SELECT name FROM series")) == "Prisons"


def test_texts_of_a_list_keep_their_translations(database):
    choices = [NAME, "Other", SEPARATOR]
    statement = select(literal(choices, type_=Question.choices.type))

    assert comparable(db.session.scalar(statement)) == comparable(choices)


def test_list_with_a_new_translation_is_another():
    column = Question.__table__.c.choices.type

    assert not column.compare_values(["Prisons"], [NAME])
    assert column.compare_values([NAME], [LocalizedText(NAME, NAME.translations)])


def test_all_texts_that_people_write_for_others_may_have_translations():
    columns = [
        Event.title, Event.description, Event.place, Series.name, Series.description,
        RegistrationType.name, Question.label, Question.help,
    ]  # fmt: skip

    processed = {str(one): one.type.process_bind_param(NAME, None) for one in columns}

    assert processed == dict.fromkeys(map(str, columns), stored_form(NAME))
