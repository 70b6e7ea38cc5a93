"""Forms and histories of a body that was joined into another, and the choice of the other one."""

import pytest

from tests.documents.stored import store_document
from tests.web.organiser.test_series_pages import id_of, post, stored, submit
from tests.web.pages import text_of
from webinars.database import db, transaction
from webinars.documents.locks import renew_pages
from webinars.documents.models import Document, DocumentUpload
from webinars.documents.storage.uploads import UploadOwner, start_upload
from webinars.events.changes import change_event
from webinars.events.details import details_of
from webinars.events.lifecycle import unpublish_event
from webinars.events.queries import event_by_id


@pytest.fixture
def overrides():
    return {"LANGUAGES": ["en", "fr"]}


@pytest.fixture
def send_form(signed_in):
    """Return a function that submits the form of a body, by default a new one, as an administrator."""
    return lambda series_id=None, **values: submit(signed_in, series_id, **values)


def join(browser, source, target):
    answer = post(browser, f"/organise/series/{source}/joining", target=stored(target).slug,
                  do=f"join {target}")  # fmt: skip
    assert id_of(answer) == target


def test_form_of_a_joined_body_keeps_what_was_typed(signed_in, send_form):
    source, target = (id_of(send_form(name=name)) for name in ("Old", "New"))
    join(signed_in, source, target)

    answer = send_form(source, name="Old", description="Typed text", label_1="Typed link")

    assert answer.status_code == 409
    assert "“Old” was joined into “New” meanwhile" in text_of(answer)
    for text in ("Typed text", 'value="Typed link"', f'action="/organise/series/{target}"'):
        assert text in answer.text
    assert stored(target).description == "**Text**"
    revision = str(stored(target).revision)
    assert f'name="revision" type="hidden" value="{revision}"' in answer.text
    again = send_form(target, name="New", description="Typed text", revision=revision)
    assert id_of(again) == target


def test_other_pages_of_a_joined_body_lead_to_the_other_one(
    signed_in, send_form, as_another, another
):
    source, target = (id_of(send_form(name=name)) for name in ("Old", "New"))
    join(signed_in, source, target)

    for page in ("", "/team", "/history", "/joining"):
        assert signed_in.get(f"/organise/series/{source}{page}").location == (
            f"/organise/series/{target}{page}"
        )
        assert as_another.get(f"/organise/series/{source}{page}").status_code == 404
    for page, fields in (
        ("/team", {"email": "new@example.org"}),
        ("/joining", {"target": "Third"}),
    ):
        answer = post(signed_in, f"/organise/series/{source}{page}", **fields)
        assert answer.status_code == 409
        assert "“Old” was joined into “New” meanwhile." in text_of(answer)
        assert next(iter(fields.values())) in answer.text
    assert submit(as_another, source, name="Mine").status_code == 404


def test_documents_move_with_their_body(signed_in, send_form):
    source, target = (id_of(send_form(name=name)) for name in ("Old", "New"))
    document_id = store_document("A/1", series_id=source)
    with transaction() as session:
        renew_pages(session, session.get_one(Document, document_id))
        upload = start_upload(session, UploadOwner(1, series_id=source), name="a.pdf", size=9)
        upload_id = upload.id
    preview = post(signed_in, f"/organise/series/{source}/joining", target="New", do="preview")
    assert "1 document moves. Its address stays as it is." in text_of(preview)

    db.session.remove()
    join(signed_in, source, target)

    db.session.remove()
    assert db.session().get_one(Document, document_id).series_id == target
    assert db.session().get_one(DocumentUpload, upload_id).series_id == target
    assert "A/1" in text_of(signed_in.get("/series/new"))


def test_histories_name_joined_bodies(signed_in, send_form, make_event, site):
    source, middle, target, below = (
        id_of(send_form(name=name, short_name="", name_fr=""))
        for name in ("Old", "Middle", "New", "Below")
    )
    send_form(below, name="Below", name_fr="", parent="Old")
    event = make_event()
    with transaction() as session:
        details = details_of(event_by_id(session, event.id))
        details = type(details)(**{**vars(details), "series_id": source})
        change_event(session, event.id, details=details, revision=event.revision, site=site)
    join(signed_in, source, middle)
    join(signed_in, middle, target)

    of_event = text_of(signed_in.get(f"/organise/events/{event.id}/history"))
    of_body = text_of(signed_in.get(f"/organise/series/{below}/history"))

    assert "Body or series Before: – After: Old" in of_event
    assert "Part of Before: – After: Old" in of_body


def test_bodies_of_one_name_are_told_apart_and_joined(signed_in, send_form, make_event):
    one = id_of(send_form(name="Forum", name_fr=""))
    above = id_of(send_form(name="Above"))
    other = id_of(send_form(name="Forum", name_fr="", same_name="Forum", parent="Above"))
    third = id_of(send_form(name="Forum", name_fr="", same_name="Forum"))
    make_event(series_id=other)
    path = f"/organise/series/{one}/joining"

    offered = signed_in.get(path)
    asked = post(signed_in, path, target="Forum", do="preview")
    preview = post(signed_in, path, target="Forum", take="forum-2")

    assert '<option value="forum-2" label="Forum – Above">' in " ".join(offered.text.split())
    assert 'value="forum"' not in offered.text
    assert asked.status_code == 422
    assert "Several bodies or series have this name. Choose one below." in text_of(asked)
    text = text_of(asked)
    assert "/series/forum-2 Part of: Above 1 event See what moves /series/forum-2" in text
    assert "/series/forum-3 Part of: – 0 events" in text
    assert preview.status_code == 200
    assert "/series/forum · 0 events /series/forum-2 · Part of: Above · 1 event" in text_of(preview)
    join(signed_in, third, other)
    alone = post(signed_in, path, target="Forum", do="preview")
    assert alone.status_code == 200
    assert above
    nothing = post(signed_in, path, target="Nothing", do="preview")
    assert "Choose a body that exists" in text_of(nothing)


def test_list_shows_parents_and_public_pages_of_bodies_with_public_events(
    signed_in, send_form, make_event
):
    send_form(name="Above", short_name="", is_published="")
    below = id_of(send_form(name="Below", short_name="", parent="Above", is_published=""))
    make_event(series_id=below)

    text = text_of(signed_in.get("/organise/series"))

    assert "Above Below Part of: Above Public page Below" in text


def test_events_below_are_found_by_the_name_of_a_body_while_it_has_a_public_event(
    client, send_form, make_event, deliver, site
):
    above = id_of(send_form(name="Merger commission", short_name="", is_published=""))
    below = id_of(send_form(name="Hearings", short_name="", parent="Merger commission"))
    make_event(title="Autumn meeting", series_id=below)

    def is_found():
        deliver()
        return "Autumn meeting" in text_of(client.get("/?q=merger"))

    def move(event, series_id):
        with transaction() as session:
            details = details_of(event_by_id(session, event.id))
            details = type(details)(**{**vars(details), "series_id": series_id})
            revision = event_by_id(session, event.id).revision
            change_event(session, event.id, details=details, revision=revision, site=site)

    answers = [is_found()]
    event = make_event(title="Own", series_id=above)
    answers.append(is_found())
    move(event, None)
    answers.append(is_found())
    move(event, above)
    answers.append(is_found())
    with transaction() as session:
        unpublish_event(session, event.id, site)
    answers.append(is_found())

    assert answers == [False, True, False, True, False]
