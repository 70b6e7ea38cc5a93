"""Many files at once: the dry run, and all of them stored or none."""

import io
import re
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.documents.conftest import create
from tests.postgres import on_both_databases, wait_until_blocked
from tests.web.conftest import token_of
from tests.web.pages import text_of
from webinars.accounts.models import Organiser
from webinars.database import db, transaction
from webinars.documents.details import VersionKey
from webinars.documents.enums import DocumentType, Stage, VersionType
from webinars.documents.locks import lock_document, mark_changed
from webinars.documents.models import Document, DocumentFile, DocumentUpload, DocumentVersion
from webinars.documents.placement import FilesNotPlacedError, PlacedFile, store_files
from webinars.documents.storage import uploads
from webinars.documents.storage.uploads import UploadOwner
from webinars.documents.versions import key_of, versions_of
from webinars.events.models import Series
from webinars.events.series_models import SeriesEditor
from webinars.timezones import clock as the_clock
from webinars.web.organiser.documents import many_files_form

PDF = b"%PDF-1.7\n%%EOF\n"
FIELDS = re.compile(r'<(?:input|select)[^>]* name="(f\d+-\w+)"[^>]*?(?: value="([^"]*)")?>')
CHOSEN = re.compile(r'<select[^>]* name="(f\d+-\w+)"[^>]*>(.*?)</select>', re.DOTALL)


@pytest.fixture
def overrides(database_url):
    """Run on SQLite, and on PostgreSQL what tests.postgres.on_both_databases marks."""
    return {"DATABASE_URL": database_url}


@pytest.fixture
def body(clock, make_series):
    """Create a body."""
    return make_series("Conference of the Parties")


@pytest.fixture
def path(body):
    """Return the address of the page of the body."""
    path = f"/organise/series/{body.id}/documents/upload"
    db.session.rollback()
    return path


@pytest.fixture
def upload(signed_in, path):
    """Return a function that submits the page with names of files, and with what its rows say."""

    def upload(*names, page=None, do="check", body=PDF, **changes):
        fields = {"csrf_token": token_of(signed_in.get("/organise")), "do": do}
        fields |= {"document_type": "report", "stage": "after"}
        if page is not None:
            fields |= row_fields(page)
        files = [(io.BytesIO(body), name) for name in names]
        return signed_in.post(
            path,
            data={**fields, **changes, "files": files},
            content_type="multipart/form-data",
        )

    return upload


def row_fields(page):
    """Return the fields of the rows of a page by their names."""
    fields = {name: value for name, value in FIELDS.findall(page.text) if not name.endswith("drop")}
    for name, options in CHOSEN.findall(page.text):
        fields[name] = re.search(r'<option[^>]* selected[^>]*? value="([^"]*)"', options)[1]
    return fields


def field_of(page, file, name):
    """Return the name of a field of the row of a file."""
    row = re.search(rf'name="(f\d+)-upload"[^>]*>\s*<bdi>{re.escape(file)}<', page.text)
    return f"{row[1]}-{name}"


def stored():
    """Return the versions of each document by its symbol, with what they are."""
    db.session.rollback()
    return {
        document.symbol or document.title: {
            (key.language, key.version_type, key.number)
            for key in map(key_of, versions_of(db.session(), document.id))
        }
        for document in db.session.query(Document).order_by(Document.id)
    }


def counts():
    db.session.rollback()
    return tuple(
        db.session.query(table).count() for table in (Document, DocumentVersion, DocumentUpload)
    )


@on_both_databases
def test_files_become_drafts_and_versions_by_their_names(upload, body):
    create(body, ["en"], publishes=False, symbol="CTOC/COP/WG.2/2020/1", due={"fr": None})
    page = upload(
        "CTOC_COP_2020_1_E.pdf",
        "CTOC-COP-2020-1-Rev.1-AR.pdf",
        "CTOC_COP_WG_2_2020_1_F.pdf",
        "Programme_EN.pdf",
        "Programme_FR.pdf",
    )
    title = field_of(page, "CTOC_COP_2020_1_E.pdf", "title")
    before = counts()

    answer = upload(page=page, do="store", **{title: "Report"})

    assert page.status_code == 200, text_of(page)
    assert before == (1, 2, 5)
    assert answer.status_code == 303, text_of(answer)
    original = VersionType.ORIGINAL
    assert stored() == {
        "CTOC/COP/WG.2/2020/1": {("en", original, 0), ("fr", original, 0)},
        "CTOC/COP/2020/1": {("en", original, 0), ("ar", VersionType.REVISION, 1)},
        "Programme": {("en", original, 0), ("fr", original, 0)},
    }
    assert counts() == (3, 6, 0)
    assert db.session.query(Document).where(Document.published_at.is_not(None)).count() == 0
    due = db.session.query(DocumentVersion).where(DocumentVersion.published_at.is_(None))
    assert due.count() == 0


def test_file_that_cannot_be_placed_stores_none_and_loses_nothing(upload, body):
    create(body, ["en"], symbol="A/1/2020")
    page = upload("A_1_2020_E.pdf", "A_2_2020_E.pdf", "A_2_2020_F.pdf", "СTOC_2020_1_E.pdf")
    title = field_of(page, "A_2_2020_E.pdf", "title")
    before = counts()

    refused = upload(page=page, do="store", **{title: "Typed title"})

    assert refused.status_code == 422
    assert counts() == before
    shown = text_of(refused)
    assert "2 files cannot be stored as they are." in shown
    assert "There is this version in this language already." in shown
    assert "Cyrillic capital letter es" in shown
    assert row_fields(refused)[title] == "Typed title"
    assert len(re.findall(r'name="f\d+-upload"', refused.text)) == 4
    fixed = {
        field_of(refused, "A_1_2020_E.pdf", "drop"): "y",
        field_of(refused, "СTOC_2020_1_E.pdf", "symbol"): "CTOC/2020/1",
        field_of(refused, "СTOC_2020_1_E.pdf", "title"): "Another",
    }
    assert upload(page=refused, do="store", **fixed).status_code == 303
    assert sorted(stored()) == ["A/1/2020", "A/2/2020", "CTOC/2020/1"]
    assert db.session.query(DocumentFile).count() == 3


@pytest.mark.parametrize(
    ("names", "changes", "sentence"),
    [
        (("A_2_2020_E.pdf", "A_2_2020_E (1).pdf"), {"f0-title": "T"}, "Another file is the same version"),
        (("A_2_2020_E.pdf",), {"f0-title": ""}, "Enter a title: there is no"),
        (("A_2_2020_E.pdf",), {"f0-title": "T", "f0-version_type": "revision"}, "from 1 to 99"),
        (("A_2_2020_E.pdf",), {"f0-title": "T", "f0-symbol": "files/x"}, "cannot begin with"),
        (("A_2_2020_E.pdf",), {"f0-title": "T", "f0-language": "not a tag!"}, ""),
        (("A_1_2020_F.pdf",), {}, "so its new file would be public at once"),
    ],
)  # fmt: skip
def test_problem_is_at_the_row_of_its_file(upload, body, names, changes, sentence):
    create(body, ["en"], symbol="A/1/2020")
    page = upload(*names)
    before = counts()

    refused = upload(page=page, do="store", **changes)

    assert (refused.status_code, counts()) == (422, before)
    assert sentence in text_of(refused)


def test_upload_that_is_gone_when_files_are_stored_stores_none(upload, body, organiser):
    upload("A_1_2020_E.pdf")
    owner = UploadOwner(organiser.id, series_id=body.id)
    key = db.session.query(DocumentUpload.key).scalar()
    files = [
        PlacedFile(one, symbol, "Title", DocumentType.REPORT, Stage.AFTER, VersionKey("en"))
        for one, symbol in ((key, "A/1/2020"), ("0" * 32, "A/2/2020"))
    ]
    before = counts()

    with pytest.raises(FilesNotPlacedError) as caught, transaction() as session:
        store_files(session, organiser, owner, files, publishes=False)

    errors = [(one.error and one.error.code, one.field) for one in caught.value.placements]
    assert errors == [(None, ""), ("no-such-upload", "upload")]
    assert counts() == before


@pytest.mark.parametrize("database", ["postgresql"])
def test_documents_of_a_body_are_locked_together(app, database, body, organiser):
    """The first would be changed with its body while another transaction changes the second with it."""
    made = [create(body, publishes=False, symbol=f"A/{number}/2020") for number in (1, 2)]
    owner = UploadOwner(organiser.id, series_id=body.id)
    with transaction() as session:
        keys = [uploads.store_upload(session, owner, name="a.pdf", body=PDF).key for _ in made]
    files = [
        PlacedFile(key, one.symbol, "", DocumentType.REPORT, Stage.AFTER, VersionKey("fr"))
        for key, one in zip(keys, made, strict=True)
    ]
    second_id, organiser_id = made[1].id, organiser.id
    db.session.rollback()

    def store():
        with app.app_context(), transaction() as session:
            account = session.get_one(Organiser, organiser_id)
            return len(store_files(session, account, owner, files, publishes=False))

    with ThreadPoolExecutor(1) as others:
        with transaction() as session:
            second = lock_document(session, second_id)
            storing = others.submit(store)
            wait_until_blocked(db.engine, storing)
            mark_changed(session, second)
        assert storing.result() == 2


def test_publish_now_publishes_documents_and_their_files(upload, body):
    create(body, ["en"], symbol="A/1/2020")
    create(body, ["en"], symbol="A/2/2020", publishes=False)
    page = upload("A_1_2020_F.pdf", "A_2_2020_F.pdf", "A_3_2020_F.pdf")
    title = field_of(page, "A_3_2020_F.pdf", "title")

    answer = upload(page=page, do="store", publishes="y", **{title: "New"})

    assert answer.status_code == 303, text_of(answer)
    assert all(("fr", VersionType.ORIGINAL, 0) in versions for versions in stored().values())
    assert db.session.query(Document).where(Document.published_at.is_(None)).count() == 0


def test_refused_file_is_named_and_the_others_wait(upload):
    page = upload("a.exe", body=b"MZ")
    assert page.status_code == 422
    assert "a.exe : This type of file is not accepted" in text_of(page)

    page = upload(*(f"A_{number}_2020_E.pdf" for number in range(1, 4)))

    assert len(re.findall(r'name="f\d+-upload"', page.text)) == 3
    assert counts() == (0, 0, 3)


def test_document_that_the_account_may_not_edit_takes_no_file(upload, body, make_series, organiser):
    """Its symbol is taken, and nothing else is told of it."""
    create(make_series("Secret body"), ["en"], symbol="A/1/2020", title="Secret title")
    edits = SeriesEditor(series_id=body.id, organiser_id=organiser.id, given_at=the_clock.now())
    with transaction() as session:
        session.query(Organiser).update({"is_admin": False})
        session.add(edits)

    page = upload("A_1_2020_F.pdf")
    before = counts()
    refused = upload(page=page, do="store", **{"f0-title": "Mine", "publishes": "y"})

    assert (page.status_code, refused.status_code, counts()) == (200, 422, before)
    assert "There is, or was, another document with the symbol A/1/2020." in text_of(page)
    assert "Secret title" not in page.text + refused.text


def test_page_of_an_event_gives_its_documents_its_body(signed_in, make_event, body):
    event_id = make_event(series_id=body.id).id
    path = f"/organise/events/{event_id}/documents/upload"
    token = token_of(signed_in.get("/organise"))
    sent = {"csrf_token": token, "do": "check", "document_type": "report", "stage": "after"}
    page = signed_in.post(
        path,
        data={**sent, "files": (io.BytesIO(PDF), "A_1_2020_E.pdf")},
        content_type="multipart/form-data",
    )

    fields = {**sent, **row_fields(page), "f0-title": "Title", "do": "store"}
    assert signed_in.post(path, data=fields).status_code == 303

    db.session.rollback()
    [document] = db.session.query(Document).all()
    assert (document.event_id, document.series_id) == (event_id, body.id)
    assert db.session.query(Series).count() == 1


def test_what_is_typed_stays_when_files_are_added(upload, monkeypatch):
    """The last rows had numbers beyond those that a form may have."""
    monkeypatch.setattr(many_files_form, "MOST_UPLOADS", 4)
    page = upload("A_1_2020_E.pdf", "A_2_2020_E.pdf", "A_3_2020_E.pdf")
    page = upload("A_4_2020_E.pdf", page=page)
    title = field_of(page, "A_4_2020_E.pdf", "title")

    answer = upload(page=page, **{title: "Typed title"})

    assert row_fields(answer)[title] == "Typed title"


@pytest.mark.parametrize("first", ["A_1_2020_E.pdf", "A_1_2020_Report_E.pdf"])
def test_document_has_one_title_whatever_its_files_are_called(upload, first):
    page = upload(first, "A_1_2020_Rapport_F.pdf")

    answer = upload(page=page, do="store")

    assert "cannot be stored" not in text_of(page)
    assert answer.status_code == 303, text_of(answer)
    [document] = db.session.query(Document).all()
    assert document.title == "Rapport"


def test_only_what_was_seen_is_stored(upload, body):
    """Another tab added a file; then another stored all, and this one was sent twice."""
    page = upload("A_1_2020_Report_E.pdf")
    second = upload("A_2_2020_Report_E.pdf")
    added = upload(page=page, do="store")
    before = stored()
    upload(page=second, do="check", **{field_of(second, "A_1_2020_Report_E.pdf", "drop"): "y"})
    removed = upload(page=added, do="store")
    again = [upload(page=removed, do="store") for _ in range(2)]

    assert (added.status_code, removed.status_code, before) == (422, 422, {})
    assert "Files were added meanwhile." in text_of(added)
    assert "Some of the files were stored or removed meanwhile" in text_of(removed)
    assert [one.status_code for one in again] == [303, 422]
    assert "There are no files: they were stored" in text_of(again[1])
    assert sorted(stored()) == ["A/2/2020"]


@pytest.mark.parametrize("database", ["postgresql"])
def test_file_that_is_removed_while_all_are_stored_is_said_to_be_gone(upload, organiser):
    page = upload("A_1_2020_Report_E.pdf")
    key = db.session.query(DocumentUpload.key).scalar()

    with ThreadPoolExecutor(1) as pool:
        with transaction() as session:
            uploads.abort_upload(session, upload_key=key, organiser_id=organiser.id)
            storing = pool.submit(upload, page=page, do="store")
            wait_until_blocked(db.engine, storing)
            assert not storing.done()
        answer = storing.result(30)

    assert (answer.status_code, stored()) == (422, {})
    assert "There are no files: they were stored or removed" in text_of(answer)
