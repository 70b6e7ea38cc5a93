"""A new event starts with the defaults, also those of its registration settings."""

from dataclasses import fields

from webinars.database import db, transaction
from webinars.events.creation import create_event
from webinars.events.details import EventDetails
from webinars.events.models import Event
from webinars.events.settings.registration_settings import RegistrationSettings
from webinars.timezones.schedule import Month


def test_new_event_has_the_default_settings(organiser, site):
    details = EventDetails(title="Talk", when=Month(2027, 7, "Europe/Zurich"))
    with transaction() as session:
        event_id = create_event(session, organiser=organiser, details=details, site=site).id

    event, defaults = db.session().get_one(Event, event_id), RegistrationSettings()
    names = [field.name for field in fields(defaults) if field.name in Event.__table__.columns]
    stored = {name: getattr(event, name) for name in names}
    assert {n: tuple(v) if isinstance(v, list) else v for n, v in stored.items()} == {
        name: getattr(defaults, name) for name in names
    }
    assert len(names) > 8
