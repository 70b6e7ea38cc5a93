"""Messages of one transaction share queries; all messages share the formatted texts of an event."""

import pytest

from tests.web.pages import statements
from webinars.emails import queries
from webinars.emails.batch import Batch
from webinars.emails.event_time import city_line
from webinars.events.models import Series
from webinars.events.queries import event_by_id
from webinars.events.revisions import bump_revision
from webinars.i18n import translator_for


def test_texts_of_an_event_are_formatted_once_for_all_transactions(session, site, make_event):
    ids = [make_event(title=title).id for title in ("One", "Another")]
    session.expunge_all()
    event, other = (event_by_id(session, event_id) for event_id in ids)
    formatted = []

    def text(*facts):
        formatted.append(facts)
        return len(formatted)

    results = [
        Batch(session, site).of_event(text, *facts)
        for facts in [
            (event, "Europe/Zurich", "en"),
            (event, "Africa/Nairobi", "en"),
            (event, "Europe/Zurich", "fr"),
            (other, "Europe/Zurich", "en"),
            (event, "Europe/Zurich", "en"),
        ]
    ]

    assert results == [1, 2, 3, 4, 1]


def test_texts_of_a_changed_event_are_formatted_again(session, site, make_event):
    event, t = make_event(), translator_for("en")
    before = Batch(session, site).of_event(city_line, event, t)
    event.cities = ["VIE"]
    bump_revision(session, event, site)

    after = Batch(session, site).of_event(city_line, event, t)

    assert "New York" in before
    assert "New York" not in after


def test_texts_of_an_event_in_a_renamed_series_are_formatted_again(session, site, make_event):
    event = make_event()
    event.series = Series(slug="trade", name="Trade")
    name_of_series = lambda row: row.series.name  # noqa: E731 - the same function is part of the key
    names = []
    for name in ("Trade", "Trade and metadata"):
        event.series.name = name
        session.flush()

        names.append(Batch(session, site).of_event(name_of_series, event))

    assert names == ["Trade", "Trade and metadata"]


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
        titles = [row.registration.event.title for row in rows]

    assert titles == ["The title"] * people
    assert [
        statement.rsplit("FROM ", 1)[1].split()[0] for statement in seen if "SELECT" in statement
    ] == reads
