"""Series of an event by name: a public one or one's own, never that of another organiser's drafts."""

import pytest

from tests.web.conftest import token_of
from tests.web.organiser.conftest import FILLED, all_stored
from tests.web.pages import text_of
from webinars.accounts.models import Organiser
from webinars.database import db, transaction
from webinars.events.models import Event, EventRole, Series, SeriesRole
from webinars.events.roles import Role
from webinars.timezones import clock as wall_clock


@pytest.fixture
def write_as_another(as_another, another):
    """Return a function that submits an event form as an organiser who is not an administrator."""

    def write(event_id=None, **values):
        path = f"/organise/events/{event_id}/edit" if event_id else "/organise/events/new"
        revision = str(db.session().get(Event, event_id).revision) if event_id else "0"
        token = token_of(as_another.get(path))
        fields = {**FILLED, "do": "save", "csrf_token": token, "revision": revision, **values}
        fields.setdefault("new_series", fields["series"])
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


@pytest.fixture
def put_into(as_another, another, make_event, make_series):
    """Return a function that puts an event that another edits into a series, with a role on it or not."""
    event_id = make_event(title="Heat").id
    target = make_series("Dialogues").id
    make_event(series_id=target)

    def put(owner_id, *, is_owner=False):
        with transaction() as session:
            member = session.get_one(Organiser, another.id)
            member.has_roles = True
            event = session.get_one(Event, event_id)
            if is_owner:
                event.organiser_id = member.id
            given = {"organiser_id": member.id, "given_at": wall_clock.now()}
            session.add(EventRole(event_id=event_id, role=Role.EDITOR, **given))
            if owner_id is not None:
                owner = event.organiser_id if owner_id == "owner" else None
                role = {"owner_id": owner, "role": Role.VIEWER, **given}
                session.add(SeriesRole(series_id=target, **role))
        path = f"/organise/events/{event_id}/edit"
        token, revision = token_of(as_another.get(path)), event.revision
        fields = {**FILLED, "do": "save", "csrf_token": token, "revision": revision}
        answer = as_another.post(path, data={**fields, "series": "Dialogues"})
        db.session().rollback()
        return answer, db.session().get(Event, event_id).series_id == target

    return put


@pytest.mark.parametrize("owner_id", ["owner", "all"])
def test_editor_puts_no_event_into_a_series_that_gives_others_access(put_into, owner_id):
    answer, is_in_series = put_into(owner_id)

    assert (answer.status_code, is_in_series) == (409, False)
    assert "only the owner can change the series" in text_of(answer)
    assert 'id="series-error"' in answer.text


@pytest.mark.parametrize(("owner_id", "is_owner"), [(None, False), ("all", True)])
def test_series_without_roles_is_for_editors_to_choose_and_any_for_the_owner(
    put_into, owner_id, is_owner
):
    answer, is_in_series = put_into(owner_id, is_owner=is_owner)

    assert (answer.status_code, is_in_series) == (303, True)
