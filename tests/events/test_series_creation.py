"""Creating series."""

import pytest
from sqlalchemy import insert

from tests.statements import sent_statements
from webinars.database import transaction
from webinars.events.models import Series
from webinars.events.series_creation import create_series


def test_series_get_addresses_of_their_own(app, clock):
    with transaction() as session:
        slugs = [create_series(session, name="Dialogues").slug for _ in range(70)]

    assert slugs == ["dialogues", *(f"dialogues-{number}" for number in range(2, 71))]


@pytest.mark.parametrize("taken", [1, 2, 3, 64, 65, 2047, 5000])
def test_slug_is_found_by_few_statements(app, clock, taken):
    slugs = ["talks", *(f"talks-{number}" for number in range(2, taken + 1))]
    with transaction() as session:
        session.execute(insert(Series), [{"slug": slug, "name": "Talks"} for slug in slugs])

    with sent_statements() as sent, transaction() as session:
        slug = create_series(session, name="Talks").slug

    assert slug == f"talks-{taken + 1}"
    assert len([statement for statement, _ in sent if "series.slug IN" in statement]) <= 4


def test_numbers_that_were_left_out_are_free_again_or_not(app, clock):
    slugs = ["talks", "talks-2", "talks-3", "talks-5", "talks-4096", "talks-unlike"]
    with transaction() as session:
        session.execute(insert(Series), [{"slug": slug, "name": "Talks"} for slug in slugs])

        assert create_series(session, name="Talks").slug == "talks-4"
