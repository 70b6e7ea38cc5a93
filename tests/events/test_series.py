"""Creating series."""

from webinars.database import transaction
from webinars.events.series import create_series


def test_series_get_addresses_of_their_own(app, clock):
    with transaction() as session:
        slugs = [create_series(session, name="Dialogues").slug for _ in range(2)]

    assert slugs == ["dialogues", "dialogues-2"]
