"""An application on each database, with an event of few places."""

import pytest

from tests.conftest import SUMMER
from tests.load.waiting_forms import PLACES
from webinars.accounts.organisers import add_organiser
from webinars.database import db, transaction
from webinars.events.creation import create_event
from webinars.events.details import EventDetails
from webinars.events.lifecycle import publish_event


@pytest.fixture(params=["sqlite", "postgresql"])
def app(request, tmp_path, shared_apps):
    """Lend an application with an event of three places, on each database."""
    is_postgresql = request.param == "postgresql"
    url = {"DATABASE_URL": request.getfixturevalue("postgres_tables_url")} if is_postgresql else {}
    with shared_apps.borrow(tmp_path, {"CLIENT_REGISTRATIONS_PER_HOUR": 1, **url}) as app:
        with transaction() as session:
            host = add_organiser(session, email="h@example.org", name="H", timezone="UTC")
            details = EventDetails(title="Rush", when=SUMMER, cities=("GVA",), capacity=PLACES)
            event = create_event(
                session, organiser=host, details=details, site=app.extensions["site"]
            )
            publish_event(session, event.id, app.extensions["site"])
            app.config["slug"] = event.slug
        db.session.remove()
        yield app
