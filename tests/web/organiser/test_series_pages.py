"""Pages of bodies and series for organisers: list, form, organisers, history, joining two."""

import io
import re

import pytest
from sqlalchemy import select
from sqlalchemy.orm import undefer_group

from tests.web.conftest import token_of
from tests.web.organiser.test_appearance import picture
from tests.web.pages import text_of
from webinars.database import db, transaction
from webinars.errors import NotFoundError
from webinars.events.models import PAGE, Event, Series, SeriesRole
from webinars.events.queries import event_by_id
from webinars.events.roles import Role
from webinars.events.series_models import SeriesEditor
from webinars.localized_text import LocalizedText, stored_form
from webinars.outbox.models import Message
from webinars.timezones import clock as wall_clock
from webinars.worker.topic_handlers import HANDLERS

FORM = {
    "revision": "1", "name": "Conference", "short_name": "COP", "parent": "", "description": "**Text**",
    "text_language": "en", "label_1": "Rules", "label_1_fr": "Règlement", "url_1": "https://example.org/r",
    "contact_name": "The desk", "contact_email": "desk@example.org", "is_published": "y",
    "name_fr": "Conférence",
}  # fmt: skip


@pytest.fixture
def overrides():
    return {"LANGUAGES": ["en", "fr"]}


@pytest.fixture
def send_form(signed_in):
    """Return a function that submits the form of a body, by default a new one, as an administrator."""
    return lambda series_id=None, **values: submit(signed_in, series_id, **values)


def submit(browser, series_id=None, **values):
    path = f"/organise/series/{series_id or 'new'}"
    fields = {**FORM, **values, "csrf_token": token_of(browser.get("/organise/series/new"))}
    return browser.post(path, data=fields)


def post(browser, path, **fields):
    return browser.post(path, data={"csrf_token": token_of(browser.get("/organise")), **fields})


def stored(series_id):
    db.session.rollback()
    query = select(Series).where(Series.id == series_id).options(undefer_group(PAGE))
    return db.session.scalars(query.execution_options(populate_existing=True)).one_or_none()


def id_of(answer):
    assert answer.status_code == 303, text_of(answer)
    return int(re.search(r"/organise/series/(\d+)", answer.location)[1])


def test_body_is_created_with_texts_links_and_picture_and_its_creator_is_its_organiser(
    client, as_another, another
):
    made = submit(as_another, picture=(io.BytesIO(picture(30, 20)), "flag.png"))

    series_id = id_of(made)
    series = stored(series_id)
    assert stored_form(series.name) == stored_form(
        LocalizedText("Conference", {"fr": "Conférence"})
    )
    assert (series.short_name, series.contact_email) == ("COP", "desk@example.org")
    [row] = db.session.scalars(select(SeriesEditor))
    assert (row.series_id, row.organiser_id) == (series_id, another.id)
    page = as_another.get("/series/conference?lang=fr", follow_redirects=True)
    assert "Règlement" in text_of(page)
    shown = re.search(r'src="(/pictures/[0-9a-f]{16}\.png)"', page.text)[1]
    answer = as_another.get(shown)
    assert (answer.mimetype, answer.data) == ("image/png", picture(30, 20))
    assert as_another.get(f"{shown[:-4]}.svg").status_code == 404
    # A shared cache would show it after the body became private.
    caching = client.get(shown).headers["Cache-Control"]
    assert caching == "private, max-age=31536000, immutable"
    submit(as_another, series_id, revision="2", is_published="")
    assert as_another.get(shown).headers["Cache-Control"] == "private, no-store"
    assert client.get(shown).status_code == 404
    submit(as_another, series_id, revision="3", removes_picture="y")
    assert as_another.get(shown).status_code == 404


def test_body_of_others_does_not_exist_for_an_organiser(as_another, send_form):
    series_id = id_of(send_form())
    for path in ("", "/team", "/history", "/joining"):
        assert as_another.get(f"/organise/series/{series_id}{path}").status_code == 404
    assert submit(as_another, series_id, name="Mine").status_code == 404
    assert "Conference" not in as_another.get("/organise/series").text
    refused = submit(as_another, name="Below", parent="Conference")
    assert refused.status_code == 422
    assert "Choose a body that exists and that you may change." in text_of(refused)


@pytest.mark.parametrize(
    ("role", "of_owner", "status"),
    [(Role.EDITOR, False, 200), (Role.EDITOR, True, 404), (Role.REGISTRATIONS, False, 404)],
)
def test_editors_of_all_events_change_the_series(
    as_another, another, organiser, send_form, role, of_owner, status
):
    series_id = id_of(send_form())
    with transaction() as session:
        owner_id = organiser.id if of_owner else None
        given = {"organiser_id": another.id, "owner_id": owner_id, "given_at": wall_clock.now()}
        session.add(SeriesRole(series_id=series_id, role=role, **given))

    assert as_another.get(f"/organise/series/{series_id}").status_code == status


def test_second_saver_sees_both_texts_and_loses_nothing(send_form):
    series_id = id_of(send_form())
    send_form(series_id, name="Theirs", description="Their text")

    answer = send_form(series_id, name="Mine", description="My text", label_1="My link")

    assert answer.status_code == 409
    text = text_of(answer)
    assert "Theirs" in text
    assert "Their text" in text
    for value in (
        'value="Mine"',
        "My text",
        'value="My link"',
        'name="revision" type="hidden" value="2"',
    ):
        assert value in answer.text
    assert stored(series_id).name == "Theirs"
    assert id_of(send_form(series_id, name="Mine", revision="2")) == series_id


def test_cycles_and_too_many_levels_are_refused_at_the_field(send_form):
    parents = ["", *(f"Level {level}" for level in range(1, 8))]
    ids = [
        id_of(send_form(name=f"Level {level}", parent=parent))
        for level, parent in enumerate(parents, 1)
    ]

    cycle = send_form(ids[0], name="Level 1", parent="Level 8")
    deep = send_form(name="Level 9", parent="Level 8")

    assert (cycle.status_code, deep.status_code) == (422, 422)
    assert "“Level 8” is itself part of this body." in text_of(cycle)
    assert "Bodies can be nested at most 8 levels deep." in text_of(deep)
    assert 'value="Level 8"' in cycle.text
    assert stored(ids[0]).parent_id is None


def test_form_refuses_what_is_wrong_and_keeps_the_rest(send_form):
    long = send_form(name="", short_name="x" * 41, contact_email="no", url_1="javascript:1")
    file = send_form(picture=(io.BytesIO(b"<svg/>"), "flag.svg"))

    assert (long.status_code, file.status_code) == (422, 422)
    for sentence in ("Enter a name.", "Enter at most 40 characters.", "begins with https://"):
        assert sentence in text_of(long)
    assert "**Text**" in long.text
    assert "Accepted types: jpeg, jpg, png" in text_of(file)
    assert db.session.query(Series).count() == 0


def test_name_of_another_body_is_asked_about(send_form):
    send_form()

    asked = send_form(name="conference")

    assert asked.status_code == 422
    assert "There is a body or series named “conference” already." in text_of(asked)
    assert id_of(send_form(name="conference", same_name="conference"))


def test_list_is_searched_and_paged(signed_in, organiser):
    with transaction() as session:
        some = [Series(slug=f"s{n}", name=f"Body {n:03}") for n in range(60)]
        session.add_all(some)
    submit(signed_in, name="Working Group on Firearms")

    first = signed_in.get("/organise/series")
    following = re.search(r'href="([^"]+)" rel="next"', first.text)[1].replace("&amp;", "&")

    assert first.text.count("Body 0") == 50
    assert "Body 059" in signed_in.get(following).text
    found_text = text_of(signed_in.get("/organise/series?q=firearms+work"))
    assert "Working Group on Firearms" in found_text
    assert "Body" not in found_text.partition("Public page Working")[0].partition("Search Name")[2]
    assert "No body or series matches “nowhere”" in text_of(
        signed_in.get("/organise/series?q=nowhere")
    )


def test_organisers_are_added_by_e_mail_and_removed(signed_in, send_form, another, deliver):
    series_id = id_of(send_form())
    path = f"/organise/series/{series_id}/team"

    post(signed_in, path, email="new@example.org")
    post(signed_in, path, email=another.email)
    post(signed_in, path, email=another.email)

    emails = [one.message for one in deliver()]
    assert ["new@example.org" in emails[0]["To"], another.email in emails[1]["To"]] == [True, True]
    assert {one["Subject"] for one in emails} == {"You are an organiser of Conference"}
    rows = db.session.scalars(select(SeriesEditor.organiser_id)).all()
    assert len(rows) == 3
    answer = post(signed_in, f"{path}/{another.id}")
    assert answer.location.endswith("?done=removed")
    history = text_of(signed_in.get(f"/organise/series/{series_id}/history"))
    assert "Organiser removed: Bo" in history
    assert post(signed_in, f"{path}/{another.id}").status_code == 404


def test_history_shows_who_changed_what(signed_in, send_form):
    series_id = id_of(send_form())
    parent_id = id_of(send_form(name="United Nations"))
    send_form(series_id, name="Parties", parent="United Nations", is_published="")

    history = text_of(signed_in.get(f"/organise/series/{series_id}/history"))

    assert parent_id
    assert "Body or series changed by Amira Haddad" in history
    assert "Name Before: Conference Français: Conférence After: Parties" in history
    assert "Part of Before: – After: United Nations" in history
    assert "Address Before: conference After: parties" in history
    assert "Body or series created by Amira Haddad" in history


def test_renaming_reaches_search_and_feeds_by_the_worker(client, send_form, make_event, deliver):
    series_id = id_of(send_form())
    make_event(title="Autumn meeting", series_id=series_id)
    assert "CATEGORIES:Conference" in client.get("/events.ics").text

    send_form(series_id, name="Assembly")
    deliver()

    assert "CATEGORIES:Assembly" in client.get("/events.ics").text
    assert "Autumn meeting" in text_of(client.get("/?q=assembly"))


def test_search_does_not_tell_the_name_of_a_body_that_is_not_public(
    client, send_form, make_event, deliver
):
    above = id_of(send_form(name="Merger commission", short_name="", is_published=""))
    below = id_of(send_form(name="Hearings", short_name="", parent="Merger commission"))
    make_event(title="Autumn meeting", series_id=below)

    def is_found():
        return "Autumn meeting" in text_of(client.get("/?q=merger"))

    answers = [is_found()]
    for revision, published in ((1, "y"), (2, "")):
        send_form(above, name="Merger commission", revision=str(revision), is_published=published)
        deliver()
        answers.append(is_found())

    assert answers == [False, True, False]


def test_joining_moves_everything_and_keeps_feeds(
    client, signed_in, send_form, make_event, organiser, another
):
    source, target, below = (id_of(send_form(name=name)) for name in ("Old", "New", "Below"))
    send_form(below, name="Below", parent="Old")
    send_form(target, name="New", description="", short_name="")
    events = [make_event(title=f"Event {number}", series_id=source) for number in (1, 2)]
    own = make_event(title="Own", series_id=target)
    with transaction() as session:
        for number, event_id in ((3, events[0].id), (4, events[1].id), (4, own.id)):
            session.get_one(Event, event_id).session_number = number
        given = {"organiser_id": another.id, "given_at": wall_clock.now(), "owner_id": None}
        session.add(SeriesRole(series_id=source, role=Role.EDITOR, **given))
        session.add(SeriesRole(series_id=target, role=Role.VIEWER, **given))
    before = set(re.findall("UID:(.*)", client.get("/series/old.ics").text))

    page = post(signed_in, f"/organise/series/{source}/joining", target="New", do="preview")
    done = post(signed_in, f"/organise/series/{source}/joining", target="new", do=f"join {target}")

    text = text_of(page)
    assert "2 events move. Their calendar entries stay as they are." in text
    assert "1 body below it moves." in text
    assert "so those of Old lose their number: 4" in text
    assert "New lacks this, and gets it: Text, Short name" in text
    assert id_of(done) == target
    assert stored(source) is None
    assert (stored(below).parent_id, stored(target).description) == (target, "**Text**")
    numbers = {event_by_id(db.session(), event.id).session_number for event in events}
    assert numbers == {3, None}
    [role] = db.session.scalars(select(SeriesRole))
    assert (role.series_id, role.role) == (target, Role.EDITOR)
    after = set(re.findall("UID:(.*)", client.get("/series/old.ics").text))
    assert len(before) == 2
    assert before < after
    assert client.get("/series/old").location == "/series/new"
    history = text_of(signed_in.get(f"/organise/series/{target}/history"))
    assert "Another body or series joined into this one" in history
    assert "Joined After: Old" in history
    assert "/series/old" in history
    losing = text_of(signed_in.get(f"/organise/events/{events[1].id}/history"))
    assert "After: New Number of the session Before: 4 After: –" in losing


def test_join_keeps_each_text_in_its_language_and_says_what_becomes_public(signed_in, send_form):
    french = {"text_language": "fr", "name_fr": "", "label_1_fr": "", "short_name": ""}
    texts = {"description": "Texte", "description_en": "Text", "label_1": "Règles"}
    source = id_of(send_form(name="Ancien", **french, **texts, label_1_en="Rules"))
    bare = {"short_name": "", "description": "", "label_1": "", "label_1_fr": "", "url_1": ""}
    target = id_of(send_form(name="New", **bare, is_published=""))

    page = post(signed_in, f"/organise/series/{source}/joining", target="New", do="preview")
    post(signed_in, f"/organise/series/{source}/joining", target="New", do=f"join {target}")

    assert "New is not public yet. Its page becomes public, because" in text_of(page)
    [link], description = stored(target).links, stored(target).description
    assert stored_form(description) == stored_form(LocalizedText("Text", {"fr": "Texte"}))
    assert link["text"] == stored_form(LocalizedText("Rules", {"fr": "Règles"}))
    both = {"description": "Text", "description_fr": "Texte", "revision": "2"}
    assert send_form(target, name="New", **both).status_code == 303


def test_body_is_not_joined_into_itself_or_what_is_below_it(signed_in, send_form):
    above = id_of(send_form(name="Above"))
    below = id_of(send_form(name="Below", parent="Above"))

    itself = post(signed_in, f"/organise/series/{above}/joining", target="Above")
    under = post(signed_in, f"/organise/series/{above}/joining", target="Below")

    assert "Choose another body or series" in text_of(itself)
    assert "“Below” is part of this body." in text_of(under)
    assert (itself.status_code, under.status_code) == (422, 422)
    up = post(signed_in, f"/organise/series/{below}/joining", target="Above", do=f"join {above}")
    assert id_of(up) == above


def test_event_form_asks_before_it_makes_a_series(write, send_form, signed_in, organiser):
    send_form()

    asked = write(series="Conferense", new_series="")
    taken = write(series="Conferense", new_series="", take="series=Conference", do="look")

    assert asked.status_code == 422
    assert "There is no body or series named “Conferense”. Did you mean one of these?" in text_of(
        asked
    )
    assert 'value="series=Conference"' in asked.text
    assert 'value="Conferense"' in asked.text
    assert taken.status_code == 200
    assert 'name="series" type="text" value="Conference"' in taken.text
    assert write(series="Conferense").status_code == 303
    names = {str(name) for name in db.session.scalars(select(Series.name))}
    assert names == {"Conference", "Conferense"}
    assert db.session.query(SeriesEditor).count() == 2


def test_number_of_a_session_is_given_once(write, send_form, make_event):
    send_form()

    first = write(series="Conference", session_number="10")
    second = write(series="Conference", session_number="10", title="Another")
    wrong = write(series="Conference", session_number="0", title="Another")

    assert first.status_code == 303
    assert "Session 10 of this body exists already." in text_of(second)
    assert (second.status_code, wrong.status_code) == (409, 422)
    [event] = db.session.scalars(select(Event))
    assert event.session_number == 10


def test_former_series_of_a_queued_message_is_left_out(app, send_form):
    send_form()
    with transaction() as session:
        message = Message(topic="series.renamed", payload={"series_id": 4711, "after_id": 0})
        assert HANDLERS["series.renamed"](session, message) == 0
    with pytest.raises(NotFoundError):
        event_by_id(db.session(), 1)
