"""The kinds of registration as an organiser settles them: nobody is told anything before it was shown."""

import pytest

from tests.web.conftest import token_of
from tests.web.pages import text_of
from webinars.database import db, transaction
from webinars.events.kinds import Kind, kinds_of, set_kinds
from webinars.events.rules import Format, Presence
from webinars.outbox.models import Message


@pytest.fixture
def event(make_event, make_registration, site):
    """Give a hybrid event with a kind for each way to take part, and somebody who comes in person."""
    event = make_event(format=Format.HYBRID, place="Room XX")
    with transaction() as session:
        said = [Kind("Room", Presence.IN_PERSON), Kind("Web <b>", Presence.ONLINE)]
        set_kinds(session, event.id, said=said, revision=event.revision, site=site)
    make_registration(event, kind_id=kinds_of(db.session(), event.id)[0].id)
    return event


@pytest.fixture
def save(signed_in, event):
    """Give an action that sends the form of the kinds as it stands, but for what is said."""
    path = f"/organise/events/{event.id}/kinds"
    token = token_of(signed_in.get(path))

    def save(do="save", **said):
        db.session.rollback()
        fields = {"revision": str(db.session.get_one(type(event), event.id).revision)}
        for n, kind in enumerate(kinds_of(db.session(), event.id), 1):
            fields |= {
                f"id_{n}": str(kind.id),
                f"name_{n}": kind.name,
                f"presence_{n}": kind.presence.value,
                f"capacity_{n}": str(kind.capacity or ""),
            }
        return signed_in.post(path, data={"csrf_token": token, **fields, **said, "do": do})

    return save


def kept(event):
    db.session.rollback()
    return [kind.presence for kind in kinds_of(db.session(), event.id)]


def facts():
    db.session.rollback()
    return [row.topic for row in db.session.query(Message) if row.topic.startswith("kind.")]


def test_another_way_to_take_part_is_shown_before_it_is_saved(save, event):
    answer = save(presence_1="online")

    said = text_of(answer)
    assert answer.status_code == 200
    assert "1 person is told of this change" in said
    assert "Was Room: In a place Is now Room: Online" in said
    assert "Whoever takes part online has the link to join" in said
    assert 'name="do" value="tell"' in answer.text
    assert 'form="kinds"' in answer.text
    assert "Save without telling" not in said
    assert kept(event) == [Presence.IN_PERSON, Presence.ONLINE]
    assert facts() == []


def test_telling_saves_it_and_posts_it_once(save, event, signed_in):
    answer = save("tell", presence_1="online")

    assert answer.location.endswith("done=told")
    assert "Whoever takes part in another way now is told" in signed_in.get(answer.location).text
    assert kept(event) == [Presence.ONLINE, Presence.ONLINE]
    assert facts() == ["kind.changed"]


def test_back_keeps_what_is_typed_and_saves_nothing(save, event):
    answer = save("look", presence_1="online", name_1="The room")

    assert answer.status_code == 200
    assert 'value="The room"' in answer.text
    assert kept(event) == [Presence.IN_PERSON, Presence.ONLINE]


def test_a_kind_that_nobody_has_is_changed_at_once(save, event):
    answer = save(presence_2="")

    assert answer.location.endswith("done=saved")
    assert kept(event) == [Presence.IN_PERSON, Presence.AS_EVENT]
    assert facts() == []
