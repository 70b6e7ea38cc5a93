"""One event, asked for by two requests at once, on both databases."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest

from tests.conftest import SUMMER
from webinars.accounts.models import Organiser
from webinars.accounts.organisers import add_organiser
from webinars.database import db, transaction
from webinars.events.creation import create_event
from webinars.events.details import EventDetails
from webinars.events.double_submission import find_recent_duplicate
from webinars.events.models import Event

SAID = EventDetails(title="Once", when=SUMMER)
AT_ONCE = 4
SECOND = timedelta(seconds=1)


@pytest.fixture(params=["sqlite", "postgres"])
def overrides(request):
    """Use SQLite, then PostgreSQL."""
    if request.param == "sqlite":
        return {}
    return {"DATABASE_URL": request.getfixturevalue("postgres_tables_url")}


@pytest.fixture(autouse=True)
def stopped(clock):
    """Stop the clock."""


def test_requests_at_once_make_one_event(app):
    with transaction() as session:
        organiser_id = _organiser(session)
    begin = Barrier(AT_ONCE)

    def ask(_number):
        with app.app_context():
            begin.wait()
            with transaction() as session:
                organiser = session.get_one(Organiser, organiser_id)
                made = find_recent_duplicate(session, organiser, SAID)
                of_site = app.extensions["site"]
                made = made or create_event(
                    session, organiser=organiser, details=SAID, site=of_site
                )
                return made.id

    with ThreadPoolExecutor(AT_ONCE) as pool:
        made = set(pool.map(ask, range(AT_ONCE)))

    assert len(made) == 1
    assert db.session.query(Event).count() == 1


def test_organisers_who_name_events_alike_at_once_all_get_theirs(app):
    with transaction() as session:
        organisers = [_organiser(session, f"o{number}") for number in range(AT_ONCE)]
    begin = Barrier(AT_ONCE)

    def ask(organiser_id):
        with app.app_context():
            begin.wait()
            with transaction() as session:
                organiser = session.get_one(Organiser, organiser_id)
                of_site = app.extensions["site"]
                made = create_event(session, organiser=organiser, details=SAID, site=of_site)
                return made.slug

    with ThreadPoolExecutor(AT_ONCE) as pool:
        made = sorted(pool.map(ask, organisers))

    assert made == ["once", "once-2", "once-3", "once-4"]


@pytest.mark.parametrize(
    ("later", "is_same"),
    [(timedelta(minutes=5) - SECOND, True), (timedelta(minutes=5), False)],
    ids=["within five minutes", "after five minutes"],
)
def test_identical_details_are_a_duplicate_for_five_minutes(app, clock, later, is_same):
    with transaction() as session:
        organiser_id, site = _organiser(session), app.extensions["site"]
        organiser = session.get_one(Organiser, organiser_id)
        made = create_event(session, organiser=organiser, details=SAID, site=site).id
    clock.advance(later)

    with transaction() as session:
        result = find_recent_duplicate(session, session.get_one(Organiser, organiser_id), SAID)

    assert (result is not None and result.id == made) is is_same


def _organiser(session, name="amira"):
    made = add_organiser(session, email=f"{name}@example.org", name=name, timezone="Europe/Zurich")
    session.flush()
    return made.id
