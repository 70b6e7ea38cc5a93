"""Series of an event by name: a public one or one's own, never that of another organiser's drafts."""

import pytest

from tests.web.conftest import token_of
from tests.web.organiser.conftest import FILLED, all_stored
from webinars.database import db
from webinars.events.models import Event, Series


@pytest.fixture
def write_as_another(as_another, another):
    """Return a function that submits an event form as an organiser who is not an administrator."""

    def write(event_id=None, **values):
        path = f"/organise/events/{event_id}/edit" if event_id else "/organise/events/new"
        revision = str(db.session().get(Event, event_id).revision) if event_id else "0"
        token = token_of(as_another.get(path))
        fields = {**FILLED, "do": "save", "csrf_token": token, "revision": revision, **values}
        assert as_another.post(path, data=fields).status_code == 303
        db.session().rollback()
        return next(event for event in reversed(all_stored()) if event.organiser_id == another.id)

    return write


def names():
    db.session().rollback()
    return [series.name for series in db.session().query(Series).order_by(Series.id)]


def test_series_of_other_organisers_draft_is_not_joined(write_as_another, make_event, make_series):
    secret = make_series("SECRET Working Group")
    make_event(publish=False, series_id=secret.id)

    event = write_as_another(series="secret working group")

    assert event.series_id != secret.id
    assert names() == ["SECRET Working Group", "secret working group"]


def test_public_series_is_joined(write_as_another, make_event, make_series):
    public = make_series("Dialogues")
    make_event(series_id=public.id)

    event = write_as_another(series="dialogues")

    assert event.series_id == public.id
    assert names() == ["Dialogues"]


def test_series_of_own_drafts_is_joined(write_as_another):
    first = write_as_another(series="Dialogues")

    second = write_as_another(series="DIALOGUES", title="Another one")

    assert second.id != first.id
    assert second.series_id == first.series_id


def test_oldest_public_series_precedes_own_one(write_as_another, make_event, make_series):
    hidden = make_series("Dialogues")
    make_event(publish=False, series_id=hidden.id)
    own = write_as_another(series="Dialogues")
    public = make_series("dialogues")
    make_event(series_id=public.id)

    event = write_as_another(series="Dialogues", title="Another one")

    assert event.id != own.id
    assert event.series_id == public.id


def test_event_stays_in_its_series(write_as_another, make_event, make_series):
    own = write_as_another(series="Dialogues")
    series_id = own.series_id
    public = make_series("dialogues")
    make_event(series_id=public.id)

    event = write_as_another(own.id, series="Dialogues", title="Another title")

    assert event.id == own.id
    assert (event.title, event.series_id) == ("Another title", series_id)
