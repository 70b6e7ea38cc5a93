"""Pages of former days on PostgreSQL, whose expressions of JSON are others."""

from datetime import timedelta

import pytest

from tests.web.pages import at, text_of
from webinars.database import transaction
from webinars.events.changes import change_event
from webinars.events.details import details_of
from webinars.events.lifecycle import discard_draft, publish_event, unpublish_event
from webinars.events.materials import set_materials
from webinars.events.models import Event


@pytest.fixture
def overrides(postgres_tables_url):
    """Ask PostgreSQL."""
    return {"DATABASE_URL": postgres_tables_url}


def test_former_days_read_the_same_on_postgresql(client, clock, make_series, make_event, site):
    body, other = make_series("Body"), make_series("Other")
    event = make_event(title="First", when=at(2026, 11, 24, 10), series_id=body.id)
    withdrawn = make_event(title="Withdrawn", series_id=body.id)
    with transaction() as session:
        revision = session.get_one(Event, event.id).revision
        materials = [("Slides", "https://example.org/1")]
        set_materials(session, event.id, materials, revision=revision, site=site)
    clock.advance(timedelta(days=2))
    with transaction() as session:
        stored = session.get_one(Event, event.id)
        details = type(details_of(stored))(
            **{**vars(details_of(stored)), "title": "Second", "series_id": other.id}
        )
        change_event(session, event.id, details=details, revision=stored.revision, site=site)
        set_materials(session, event.id, [], revision=stored.revision, site=site)
        unpublish_event(session, withdrawn.id, site)
        publish_event(session, withdrawn.id, site)

    page = text_of(client.get(f"/events/{event.slug}/as-on/2026-11-25"))
    of_body = text_of(client.get(f"/series/{body.slug}/as-on/2026-11-25"))

    assert "Body" in page
    assert "First" in page
    assert "Slides example.org" in page
    assert "First" in of_body
    assert "Withdrawn" not in of_body
    with transaction() as session:
        unpublish_event(session, withdrawn.id, site)
        discard_draft(session, withdrawn.id)
    assert make_event(title="Withdrawn").slug == "withdrawn-2"
