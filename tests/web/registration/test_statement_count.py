"""A registration sends few statements, each of which is a round trip on PostgreSQL."""

import pytest

from tests.web.conftest import token_of
from tests.web.pages import statements


@pytest.fixture(params=["sqlite", "postgresql"])
def overrides(request):
    """Run on both databases."""
    url = request.getfixturevalue("postgres_tables_url") if request.param == "postgresql" else ""
    return {"DATABASE_URL": url}


def register(client, event, email):
    """Register an address and return the statements, in which its limits are counted too."""
    path = f"/events/{event.slug}/registrations"
    data = {"csrf_token": token_of(client.get(path)), "name": "Ana", "email": email, "zone": "UTC"}
    with statements() as sent:
        answer = client.post(path, data=data)
    assert answer.status_code == 303
    return [statement for statement in sent if not statement.startswith("BEGIN")]


def test_registration_sends_at_most_ten_statements(client, make_event):
    event = make_event(capacity=5)

    sent = [register(client, event, f"{name}@example.org") for name in ("ana", "bruno")]

    assert max(map(len, sent)) <= 10
    # The event is locked and read once, and its places are read under the lock.
    assert [sum("FROM events" in statement for statement in one) for one in sent] == [2, 2]
