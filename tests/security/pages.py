"""Every page of the installation in world.py, with a person who may open it."""

from collections.abc import Iterator
from datetime import timedelta

from tests.security.world import Person, World
from webinars.database import transaction
from webinars.registrations.models import Registration
from webinars.registrations.places import place_deadlines
from webinars.registrations.status import Status
from webinars.timezones import clock
from webinars.web.core.security import endpoint_policies


def pages(world: World) -> Iterator[tuple[Person, str]]:
    """Yield every GET route, for a published event and a draft, with a person who may open it."""
    for rule in world.app.url_map.iter_rules():
        asked = endpoint_policies.POLICIES[rule.endpoint]
        if "GET" not in rule.methods or rule.endpoint == "static":
            continue
        person = world.registrant if asked.is_for_link else world.admin
        token = person.links.get(asked.purpose, world.sign_in_secret)
        paths = [world.path_of(rule, about, token) for about in (world.of_a, world.of_a_draft)]
        for path in dict.fromkeys(paths):
            yield person, path


def pages_while_offered(world: World) -> Iterator[tuple[Person, str]]:
    """Yield the pages of a registration and the waiting list while a place is offered."""
    with transaction() as session:
        place = session.get_one(Registration, world.of_a.registration_id)
        place.status, place.status_at = Status.OFFERED, clock.now()
        place_deadlines.set_deadline(session, place, clock.now() + timedelta(hours=40))
    for person, path in pages(world):
        if person is world.registrant or "/registrations/" in path or "waiting-list" in path:
            yield person, path
    world.restore()
