"""The organiser's pages of documents: form, versions, withdrawal, history, and who may use them."""

import io
import re
from datetime import UTC, date, datetime, timedelta

import pytest

from tests.documents.conftest import create, details_of, published, stored
from tests.web.conftest import token_of
from tests.web.pages import text_of
from webinars.accounts.models import Organiser
from webinars.accounts.organisers import add_organiser
from webinars.database import db, transaction
from webinars.documents import editing
from webinars.documents.enums import DocumentAccess
from webinars.documents.models import (
    Document,
    DocumentFile,
    DocumentFileChunk,
    DocumentUpload,
    DocumentVersion,
)
from webinars.documents.moving import move_document
from webinars.documents.versions import versions_of
from webinars.email_subscriptions.models import (
    EmailSubscription,
    Frequency,
    Interest,
    Subscriber,
)
from webinars.events.lifecycle import unpublish_event
from webinars.events.models import Event, RegistrationType
from webinars.events.series_models import SeriesEditor

PDF = b"%PDF-1.7\n%%EOF\n"
FORM = {
    "symbol": "CTOC/COP/2020/1", "title": "Report of the session", "document_type": "report",
    "stage": "after", "access": "everyone", "is_on_body": "y", "registration_type": "0",
    "embargo_on": "", "embargo_time": "", "embargo_zone": "Europe/Zurich",
    "language_1": "en", "url_1": "https://example.org/en.pdf", "pages_1": "12",
    "language_2": "fr", "due_2": "2026-12-03",
}  # fmt: skip


@pytest.fixture
def body(clock, make_series):
    """Create a body whose page is public."""
    return published(make_series("Conference of the Parties"))


@pytest.fixture
def make_document(body):
    """Return a factory of documents of the body."""
    return lambda **values: create(body, **values)


@pytest.fixture
def submit(signed_in):
    """Return a function that submits a form, by default that of a new document of an event."""

    def submit(path, **values):
        fields = {"csrf_token": token_of(signed_in.get("/organise")), **revision_at(path), **values}
        return signed_in.post(path, data=fields, content_type="multipart/form-data")

    return submit


def revision_at(path):
    """Return the field with the present revision of the document or version of an address."""
    ids = re.search(r"/documents/(\d+)(?:/versions/(\d+))?", path)
    if ids is None:
        return {}
    db.session.rollback()
    row = db.session.get(*((DocumentVersion, ids[2]) if ids[2] else (Document, ids[1])))
    return {"revision": str(row.revision)}


def test_page_says_for_how_many_addresses_a_language_is_awaited(signed_in, make_document, clock):
    document, now = make_document(), clock.now()
    with transaction() as session:
        for number, (language, confirmed_at) in enumerate((("ar", now), ("", now), ("fr", None))):
            subscriber = Subscriber(
                email="", address=str(number), language="en", timezone="", created_at=now
            )
            session.add(subscriber)
            session.flush()
            row = EmailSubscription(
                subscriber_id=subscriber.id, interest=Interest.DOCUMENTS, document_id=document.id,
                language=language, frequency=Frequency.AT_ONCE, created_at=now, requested_at=now,
                confirmed_at=confirmed_at,
            )  # fmt: skip
            session.add(row)

    page = text_of(signed_in.get(f"/organise/documents/{document.id}"))

    assert "Addresses that get e-mail updates: العربية 1, all languages 1 " in page


def documents():
    db.session.rollback()
    return db.session.query(Document).order_by(Document.id).all()


def current(document_id):
    db.session.rollback()
    return versions_of(db.session(), document_id)


def test_document_is_published_with_its_languages(submit, client, make_event, make_series):
    series = make_series()
    event = make_event(series_id=series.id)

    answer = submit(
        f"/organise/events/{event.id}/documents/new",
        **{**FORM, "do": "publish", "language_3": "ar", "file_3": (io.BytesIO(PDF), "report.pdf")},
    )

    assert answer.status_code == 303, text_of(answer)
    [document] = documents()
    assert (document.event_id, document.series_id) == (event.id, series.id)
    states = {
        one.language: (one.url, one.pages, one.due_on, one.file_id is not None)
        for one in current(document.id)
    }
    assert states == {
        "en": ("https://example.org/en.pdf", 12, None, False),
        "fr": ("", None, date(2026, 12, 3), False),
        "ar": ("", None, None, True),
    }
    page = client.get("/documents/CTOC/COP/2020/1").text
    assert "/documents/files/" in page
    assert "PDF, 1 kB" in page
    assert "CTOC/COP/2020/1" in client.get(f"/series/{series.slug}").text


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"symbol": "СTOC/1"}, "Cyrillic capital letter es"),
        ({"symbol": "TAKEN/1"}, "There is, or was, another document with the symbol TAKEN/1."),
        ({"title": ""}, "Enter a title."),
        ({"embargo_on": "2027-03-28"}, "Enter a time too"),
        ({"embargo_on": "2027-03-28", "embargo_time": "02:30"}, "does not exist there"),
        ({"embargo_on": "2026-10-25", "embargo_time": "02:30"}, "occurs twice there"),
        ({"file_1": (io.BytesIO(PDF), "a.pdf")}, "Choose a file or enter a link, not both."),
        ({"url_1": "http://example.org"}, "Enter an address that begins with https://."),
        ({"language_2": "en"}, "This language is in two rows."),
        ({"url_1": "", "file_1": (io.BytesIO(b"<html>"), "a.pdf")}, "This is not a valid"),
    ],
)
def test_refused_form_keeps_what_was_typed_and_stores_nothing(
    submit,
    make_event,
    make_document,
    values,
    sentence,
):
    make_document(symbol="taken/1")
    event = make_event()

    answer = submit(f"/organise/events/{event.id}/documents/new", **{**FORM, **values})

    assert answer.status_code == 422
    assert sentence in text_of(answer)
    sent = {**FORM, **values}
    assert all(str(sent[name]) in answer.text for name in ("symbol", "title"))
    assert len(documents()) == 1
    # Files of a refused form wait as uploads.
    assert db.session.query(DocumentFile).count() == db.session.query(DocumentUpload).count()


def test_event_without_registration_types_has_documents_for_its_registrants(
    submit, signed_in, client, make_event
):
    event, draft = make_event(), make_event(publish=False)
    values = {name: value for name, value in FORM.items() if name != "registration_type"}

    for owner in (event, draft):
        answer = submit(
            f"/organise/events/{owner.id}/documents/new",
            **{**values, "symbol": f"R/{owner.id}", "access": "registrants", "do": "publish"},
        )
        assert answer.status_code == 303, text_of(answer)

    assert "For registrants" in text_of(client.get(f"/documents/R/{event.id}"))
    pages = [signed_in.get(f"/organise/documents/{one.id}") for one in documents()]
    assert ["Public page" in text_of(page) for page in pages] == [True, False]
    assert "its event is a draft" in text_of(pages[1])


def test_change_of_another_editor_is_shown_beside(submit, make_document):
    document = make_document()
    values = {**FORM, "revision": "1", "title": "Another title"}

    answer = submit(f"/organise/documents/{document.id}", **values)

    assert answer.status_code == 409
    assert "Someone else saved this document in the meantime" in text_of(answer)
    assert "Another title" in answer.text
    assert stored(document.id).title == "Report of the session"


@pytest.mark.parametrize("button", ["publication", "draft"])
def test_button_of_a_page_that_is_out_of_date_does_nothing(submit, clock, make_document, button):
    values = {"publishes": False}
    if button == "draft":
        until = clock.now() + timedelta(days=1)
        values = {"embargo_until": until, "embargo_timezone": "Europe/Zurich"}
    document = make_document(**values)

    stale = submit(f"/organise/documents/{document.id}/{button}", revision="1")

    assert stale.status_code == 409
    assert "Someone else changed this document in the meantime" in text_of(stale)
    assert (stored(document.id).published_at is None) is (button == "publication")
    shown = re.search(r'name="revision" value="(\d+)"', stale.text)[1]
    assert submit(f"/organise/documents/{document.id}/{button}", revision=shown).status_code == 303


def test_version_that_another_editor_changed_is_not_overwritten(submit, make_document):
    document = make_document(due={"ar": None, "fr": None})
    _english, arabic, french = current(document.id)
    path = f"/organise/documents/{document.id}/versions"
    link = "https://example.org/theirs.pdf"
    submit(f"{path}/{french.id}", due_on="2026-12-05")
    submit(f"{path}/{arabic.id}", url=link)

    stale = [
        submit(f"{path}/{arabic.id}", url="https://example.org/ours", pages="7", revision="1"),
        submit(f"{path}/{arabic.id}/withdrawal", reason="Our reason", revision="1"),
        submit(f"{path}/{french.id}/removal", revision="1"),
    ]

    assert [one.status_code for one in stale] == [409] * 3
    assert all(one in text_of(stale[0]) for one in (link, "Someone else changed this version"))
    assert 'value="7"' in stale[0].text
    assert "https://example.org/ours" in text_of(stale[0])
    assert 'value="Our reason"' in stale[1].text
    versions = current(document.id)
    assert [(one.url, one.withdrawn_at) for one in versions[1:]] == [(link, None), ("", None)]
    again = re.search(r'name="revision"[^>]* value="(\d+)"', stale[0].text)[1]
    assert submit(f"{path}/{arabic.id}", pages="7", revision=again).status_code == 303


def test_due_version_is_published_corrected_and_withdrawn(submit, client, make_document):
    document = make_document(due={"ar": None})
    version = current(document.id)[-1]
    path = f"/organise/documents/{document.id}/versions"

    answers = [
        submit(f"{path}/{version.id}", url="https://example.org/ar.pdf", pages="7"),
        submit(f"{path}/{version.id}", pages="8", dated_on="2026-11-01"),
        submit(f"{path}/{version.id}/withdrawal", reason=""),
        submit(f"{path}/{version.id}/withdrawal", reason="Wrong file"),
        submit(f"{path}/new", version_type="corrigendum", number="1", language_1="ar",
             url_1="https://example.org/corr.pdf"),
        submit(f"{path}/new", version_type="corrigendum", language_1="fr", due_1="2026-12-01"),
        submit(f"{path}/{version.id}", url="https://example.org/other.pdf"),
    ]  # fmt: skip

    assert [one.status_code for one in answers] == [303, 303, 422, 303, 303, 422, 404]
    text = text_of(client.get("/documents/CTOC/COP/2020/1"))
    assert "Withdrawn on 25 November 2026: Wrong file" in text
    assert "Corr.1" in text


def test_history_says_who_changed_what(submit, signed_in, make_document):
    document = make_document(due={"ar": None})
    version = current(document.id)[-1]
    submit(f"/organise/documents/{document.id}/versions/{version.id}", url="https://example.org/ar")
    submit(f"/organise/documents/{document.id}", **{**FORM, "revision": str(stored(document.id).revision),
                                                  "stage": "before"})  # fmt: skip

    text = text_of(signed_in.get(f"/organise/documents/{document.id}/history"))

    for part in (
        "by Amira Haddad",
        "Document published in Arabic",
        "Arabic Before: Due After: https://example.org/ar",
        "Document changed",
        "After the session After: Before the session",
        "Document published in English",
    ):
        assert part in text, text


def test_histories_of_event_and_body_tell_of_their_documents(
    submit, signed_in, clock, make_event, body
):
    event = make_event(series_id=body.id)
    submit(f"/organise/events/{event.id}/documents/new", **FORM, do="publish")
    [document] = documents()
    version = current(document.id)[0]
    path = f"/organise/documents/{document.id}"
    clock.stop(clock.now() + timedelta(hours=1))
    submit(f"{path}/versions/{version.id}", pages="13")
    submit(f"{path}/versions/{version.id}/withdrawal", reason="Page 3 was missing")
    submit(f"/organise/series/{body.id}/documents/new", **{**FORM, "symbol": "A/1"}, do="draft")
    others = f"/organise/documents/{documents()[1].id}"

    of_event, of_body = (
        signed_in.get(f"/organise/{owner}/history")
        for owner in (f"events/{event.id}", f"series/{body.id}")
    )

    withdrawn, corrected, published = (
        text_of(of_event).index(f"{change}: CTOC/COP/2020/1")
        for change in (
            "Document withdrawn in English",
            "Date or pages corrected in English",
            "Document published in English",
        )
    )
    assert withdrawn < corrected < published
    assert text_of(of_event).count("CTOC/COP/2020/1") == 3
    assert "https://example.org/en.pdf (12 pages) After: https://example.org/en.pdf (13 pages)" in (
        text_of(of_event)
    )
    assert "After: Withdrawn: Page 3 was missing" in text_of(of_event)
    assert "Draft document created: A/1" in text_of(of_body)
    assert "CTOC/COP/2020/1" not in text_of(of_body)
    assert [
        f'href="{one}"' in page.text for one, page in ((path, of_event), (others, of_body))
    ] == [
        True,
        True,
    ]


def test_document_moves_with_its_address_where_its_editor_may_edit(
    submit, signed_in, client, clock, make_event, make_document, body
):
    event, draft = make_event(series_id=body.id), make_event(publish=False)
    document = make_document()
    path = f"/organise/documents/{document.id}/place"
    others = make_event()
    with transaction() as session:
        other = add_organiser(session, email="other@example.org", timezone="UTC")
        session.get_one(Event, others.id).organiser_id = other.id
        session.query(Organiser).update({"is_admin": False})
        session.add(
            SeriesEditor(series_id=body.id, organiser_id=event.organiser_id, given_at=clock.now())
        )

    refused = [
        submit(path, place=place, do="move")
        for place in (
            "/events/nowhere",
            f"/events/{others.slug}",
            f"/organise/events/{draft.id}",
            "Conference of the Parties",
            "",
        )
    ]
    asked = submit(path, place=f"https://example.org/events/{event.slug}")
    moved = submit(path, place=f"/events/{event.slug}", do="move")

    assert [one.status_code for one in refused] == [422] * 5
    assert "is not public: its address would lead nowhere" in text_of(refused[2])
    assert (asked.status_code, moved.status_code) == (200, 303)
    assert "Yes, move it" in text_of(asked)
    now = stored(document.id)
    assert (now.event_id, now.series_id) == (event.id, body.id)
    assert event.title in text_of(client.get("/documents/CTOC/COP/2020/1"))
    for owner in (f"documents/{document.id}", f"events/{event.id}", f"series/{body.id}"):
        assert "Document moved" in text_of(signed_in.get(f"/organise/{owner}/history"))


def test_document_that_becomes_public_by_moving_is_new(make_event, body, clock):
    draft, event = make_event(publish=False), make_event()
    document = create(body, event_id=draft.id)
    moved_at = []
    for _ in range(2):
        clock.advance(timedelta(days=3))
        with transaction() as session:
            target = {"series_id": published(body).id} if moved_at else {"event_id": event.id}
            move_document(session, document.id, **target)
        [version] = versions_of(db.session, document.id)
        moved_at.append((stored(document.id).published_at, version.public_at))

    assert moved_at == [(clock.now() - timedelta(days=3),) * 2] * 2


def test_histories_name_no_private_body_of_others(signed_in, make_event, make_series, body):
    event, secret = make_event(series_id=body.id), make_series("Secret talks")
    document = create(secret, publishes=False)
    with transaction() as session:
        move_document(session, document.id, event_id=event.id)

    def histories():
        owners = (f"documents/{document.id}", f"events/{event.id}")
        return [text_of(signed_in.get(f"/organise/{owner}/history")) for owner in owners]

    assert ["Secret talks" in one for one in histories()] == [True, True]
    with transaction() as session:
        session.query(Organiser).update({"is_admin": False})
    assert ["another body or series" in one for one in histories()] == [True, True]
    assert ["Secret talks" in one for one in histories()] == [False, False]


def test_draft_that_nobody_could_read_is_deleted_with_its_files(
    submit, signed_in, make_event, make_document, body
):
    event = make_event(series_id=body.id)
    file = (io.BytesIO(PDF), "report.pdf")
    submit(f"/organise/events/{event.id}/documents/new", **{**FORM, "url_1": "", "file_1": file})
    [draft] = documents()
    shown = make_document(symbol="B/1")

    assert "Delete this draft" in text_of(signed_in.get(f"/organise/documents/{draft.id}"))
    pages = [signed_in.get(f"/organise/documents/{one.id}/removal") for one in (draft, shown)]
    assert [page.status_code for page in pages] == [200, 409]
    answers = [
        submit(f"/organise/documents/{one.id}/removal").status_code for one in (draft, shown)
    ]

    assert answers == [303, 409]
    assert [one.id for one in documents()] == [shown.id]
    assert (
        db.session.query(DocumentFile).count() == db.session.query(DocumentFileChunk).count() == 0
    )
    history = text_of(signed_in.get(f"/organise/events/{event.id}/history"))
    assert "Draft document deleted: CTOC/COP/2020/1" in history


def test_discarded_draft_event_leaves_no_files_and_no_public_document(
    submit, make_event, make_document, site
):
    draft, public = make_event(publish=False), make_event()
    for event in (draft, public):
        file = (io.BytesIO(PDF), "report.pdf")
        values = {**FORM, "url_1": "", "file_1": file, "symbol": f"A/{event.id}", "do": "publish"}
        submit(f"/organise/events/{event.id}/documents/new", **values)
    with transaction() as session:
        unpublish_event(session, public.id, site)

    answers = [submit(f"/organise/events/{one.id}/removal") for one in (draft, public)]

    assert [one.status_code for one in answers] == [303, 409]
    assert f"The document “A/{public.id}” of this event" in text_of(answers[1])
    assert [one.symbol for one in documents()] == [f"A/{public.id}"]
    assert db.session.query(DocumentFile).count() == 1


def test_draft_is_published_and_draft_again_only_before_it_was_read(submit, clock, make_document):
    until = clock.now().replace(hour=12)
    ids = [
        make_document(symbol=f"A/{number}", **values).id
        for number, values in enumerate(
            (
                {},
                {"embargo_until": until, "embargo_timezone": "Europe/Zurich"},
                {"publishes": False},
            )
        )
    ]

    answers = [submit(f"/organise/documents/{one}/draft").status_code for one in ids]
    published = submit(f"/organise/documents/{ids[2]}/publication").status_code

    assert (answers, published) == ([409, 303, 409], 303)
    assert [stored(one).published_at is not None for one in ids] == [True, False, True]


def test_history_says_for_which_registrants_it_was(signed_in, make_event, body):
    event = make_event()
    with transaction() as session:
        delegate = RegistrationType(event_id=event.id, position=1, name="Delegate")
        session.add(delegate)
        session.flush()
        type_id = delegate.id
    values = {"event_id": event.id, "access": DocumentAccess.REGISTRANTS}
    document = create(body, registration_type_id=type_id, **values)
    with transaction() as session:
        editing.change_document(
            session, document.id, details_of(body, **values), revision=stored(document.id).revision
        )

    text = text_of(signed_in.get(f"/organise/documents/{document.id}/history"))

    assert "Registration type Before: Delegate After: All types" in text


def test_embargo_does_not_hide_that_a_withdrawn_version_was_read(submit, clock, make_document):
    document = make_document()
    [version] = current(document.id)
    path = f"/organise/documents/{document.id}"
    clock.stop(clock.now() + timedelta(hours=1))
    submit(f"{path}/versions/{version.id}/withdrawal", reason="Wrong file")
    # The clocks of Zurich go forward before its end.
    values = {**FORM, "embargo_on": "2027-04-01", "embargo_time": "09:00"}
    submit(path, **values, revision=str(stored(document.id).revision))

    answer = submit(f"{path}/draft")

    assert stored(document.id).embargo_until == datetime(2027, 4, 1, 7, tzinfo=UTC)
    assert answer.status_code == 409


def test_document_of_body_is_edited_by_its_organisers_only(client, signed_in, make_document, body):
    document = make_document()
    paths = (
        f"/organise/documents/{document.id}",
        f"/organise/documents/{document.id}/history",
        f"/organise/documents/{document.id}/versions/new",
        f"/organise/series/{body.id}/documents",
        f"/organise/series/{body.id}/documents/new",
    )

    assert [signed_in.get(path).status_code for path in paths] == [200] * 5
    with transaction() as session:
        session.query(Organiser).update({"is_admin": False})
    assert [signed_in.get(path).status_code for path in paths] == [404] * 5


def test_list_shows_drafts_and_what_is_due(signed_in, make_event, body):
    event = make_event()
    create(body, event_id=event.id, due={"ar": None}, publishes=False)

    text = text_of(signed_in.get(f"/organise/events/{event.id}/documents"))

    for part in ("CTOC/COP/2020/1", "Draft", "العربية", "(due)"):
        assert part in text
    assert db.session.query(DocumentVersion).count() == 2


def test_secret_link_is_shown_and_replaced(signed_in, submit, client, make_document):
    document = make_document(access=DocumentAccess.LINK)
    path = f"/organise/documents/{document.id}"
    link = re.compile(r'value="http[^"]*(/document-links/[^"]+)"')
    [shown] = link.findall(signed_in.get(path).text)
    assert client.get(shown).status_code == 200

    answer = submit(f"{path}/secret-link")

    page = signed_in.get(answer.location).text
    assert "There is a new secret link." in page
    [again] = link.findall(page)
    assert [client.get(one).status_code for one in (shown, again)] == [404, 200]
    submit(path, **{**FORM, "access": "everyone"})
    assert "-en.pdf" in client.get(again).text
    submit(path, **{**FORM, "access": "link"})
    [third] = link.findall(signed_in.get(path).text)
    assert [client.get(one).status_code for one in (shown, again, third)] == [404, 404, 200]
