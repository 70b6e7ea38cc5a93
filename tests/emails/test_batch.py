"""Messages of one transaction share queries and formatted texts."""

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
    said = [
        batch.once(words, *facts)
        for facts in [
            (event, "Europe/Zurich", "en"),
            (event, "Africa/Nairobi", "en"),
            (event, "Europe/Zurich", "fr"),
            (other, "Europe/Zurich", "en"),
            (event, "Europe/Zurich", "en"),
        ]
    ]

    assert said == [1, 2, 3, 4, 1]
    assert len(asked) == 4


def test_another_transaction_formats_again(session, site, make_event):
    event, t = make_event(), translator_for("en")
    before = Batch(session, site).once(city_line, event, t)
    event.cities = ["VIE"]

    after = Batch(session, site).once(city_line, event, t)

    assert "New York" in before
    assert "New York" not in after
