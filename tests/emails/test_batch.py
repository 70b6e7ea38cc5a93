"""Messages of one transaction share queries and formatted texts."""

import pytest

from tests.web.pages import statements
from webinars.emails import queries
from webinars.emails.batch import Batch
from webinars.emails.event_time import city_line
from webinars.i18n import translator_for


def test_event_times_are_formatted_once_per_event_zone_and_language(session, site, make_event):
    event, other = make_event(), make_event(title="Another")
    asked = []

    def words(*facts):
        asked.append(facts)
        return len(asked)

    batch = Batch(session, site)
    results = [
        batch.once(words, *facts)
        for facts in [
            (event, "Europe/Zurich", "en"),
            (event, "Africa/Nairobi", "en"),
            (event, "Europe/Zurich", "fr"),
            (other, "Europe/Zurich", "en"),
            (event, "Europe/Zurich", "en"),
        ]
    ]

    assert results == [1, 2, 3, 4, 1]
    assert len(asked) == 4


def test_another_transaction_formats_again(session, site, make_event):
    event, t = make_event(), translator_for("en")
    before = Batch(session, site).once(city_line, event, t)
    event.cities = ["VIE"]

    after = Batch(session, site).once(city_line, event, t)

    assert "New York" in before
    assert "New York" not in after


@pytest.mark.parametrize(
    ("people", "reads"), [(1, ["registrations"]), (3, ["registrations", "events"])]
)
def test_event_of_several_registrations_is_read_once(
    session, make_event, make_registration, people, reads
):
    event = make_event(title="The title")
    ids = [make_registration(event, email=f"p{number}@example.org").id for number in range(people)]
    session.expire_all()

    with statements() as seen:
        rows = queries.registrations(session, ids)
        titles = [row.event.title for row in rows]

    assert titles == ["The title"] * people
    assert [
        statement.split("FROM ")[1].split()[0] for statement in seen if "SELECT" in statement
    ] == reads
