"""Files of the forms of documents: those of a refused form wait, and are never asked for again."""

import gc
import io
import re

import pytest

from tests.documents.test_stored_files import largest_file
from tests.web.conftest import token_of
from tests.web.pages import statements, text_of
from webinars.accounts.organisers import add_organiser
from webinars.database import db, transaction
from webinars.documents.models import Document, DocumentFile, DocumentUpload, DocumentVersion
from webinars.documents.storage import uploads
from webinars.documents.storage.settings import MEBIBYTE
from webinars.documents.storage.uploads import UploadOwner

PDF = b"%PDF-1.7\n%%EOF\n"
FORM = {
    "symbol": "", "title": "Report", "document_type": "report", "stage": "after", "access": "everyone",
    "embargo_zone": "Europe/Zurich",
}  # fmt: skip
WAITING = re.compile(r'name="upload_1" value="(\w+)"')


@pytest.fixture
def path(clock, make_event):
    """Return the address of the form of a new document."""
    path = f"/organise/events/{make_event().id}/documents/new"
    db.session.rollback()
    return path


@pytest.fixture
def submit(signed_in, path):
    """Return a function that submits the form with files by field."""

    def submit(*, files=None, **values):
        fields = {"csrf_token": token_of(signed_in.get("/organise")), **FORM, **values}
        sent = {name: (io.BytesIO(body), file) for name, (body, file) in (files or {}).items()}
        return signed_in.post(path, data={**fields, **sent}, content_type="multipart/form-data")

    return submit


def counts():
    """Return the numbers of documents, files, versions with a file, and uploads."""
    db.session.rollback()
    with_file = db.session.query(DocumentVersion).where(DocumentVersion.file_id.is_not(None))
    return (
        db.session.query(Document).count(),
        db.session.query(DocumentFile).count(),
        with_file.count(),
        db.session.query(DocumentUpload).count(),
    )


def test_file_of_a_refused_form_waits_and_is_stored_with_the_next(submit):
    refused = submit(files={"file_1": (PDF, "A_1_E.pdf")}, title="")
    [key] = WAITING.findall(refused.text)
    again = submit(upload_1=key, title="")
    saved = submit(upload_1=key, language_1="en")

    assert (refused.status_code, again.status_code, saved.status_code) == (422, 422, 303)
    assert "A_1_E.pdf" in text_of(again)
    assert "Choose the file again" not in refused.text
    assert WAITING.findall(again.text) == [key]
    assert counts() == (1, 1, 1, 0)


def test_waiting_file_is_removed_or_replaced(submit):
    [first] = WAITING.findall(submit(files={"file_1": (PDF, "a.pdf")}, title="").text)
    [second] = WAITING.findall(
        submit(files={"file_1": (PDF, "b.pdf")}, upload_1=first, title="").text
    )
    assert counts() == (0, 1, 0, 1)
    removed = submit(upload_1=second, drop_1="y", title="")

    assert WAITING.findall(removed.text) == []
    assert counts() == (0, 0, 0, 0)


def test_file_that_is_refused_does_not_wait_and_the_others_do(submit):
    refused = submit(
        files={"file_1": (b"<html>", "a.pdf"), "file_2": (PDF, "b.pdf")},
        language_1="en",
        language_2="fr",
    )

    assert refused.status_code == 422
    assert "This is not a valid pdf file" in text_of(refused)
    assert re.findall(r'name="upload_(\d)" value="\w+"', refused.text) == ["2"]
    assert counts() == (0, 1, 0, 1)


def test_version_is_replaced_by_an_upload_and_keeps_its_reason(submit, signed_in, path):
    submit(files={"file_1": (PDF, "a.pdf")}, language_1="en")
    [key] = WAITING.findall(submit(files={"file_1": (PDF + b"2", "b.pdf")}, title="").text)
    [version] = db.session.query(DocumentVersion).where(DocumentVersion.file_id.is_not(None))
    place = f"/organise/documents/{version.document_id}/versions/{version.id}/replacement"
    form = signed_in.get(f"{place}?upload={key}")
    fields = {"csrf_token": token_of(form), "upload": key, "revision": str(version.revision)}

    refused = signed_in.post(place, data=fields)
    saved = signed_in.post(place, data={**fields, "reason": "Page 3 was missing"})

    assert "b.pdf" in text_of(form)
    assert (refused.status_code, saved.status_code) == (422, 303)
    assert "b.pdf" in text_of(refused)
    assert counts() == (1, 2, 2, 0)
    rows = db.session.query(DocumentVersion).order_by(DocumentVersion.id)
    assert [one.withdrawal_reason for one in rows if one.file_id] == ["Page 3 was missing", ""]


def test_form_stores_its_files_before_it_locks_a_document(submit, signed_in):
    """Others hold the event while they wait for the lock of the quota, and this one the other way round."""
    with statements() as new:
        submit(files={"file_1": (PDF, "a.pdf")}, language_1="en")
    [version] = db.session.query(DocumentVersion).where(DocumentVersion.file_id.is_not(None))
    document = f"/organise/documents/{version.document_id}/versions"
    fields = {"csrf_token": token_of(signed_in.get("/organise")), "revision": str(version.revision)}

    def sent(path, name, **values):
        data = {**fields, **values, name: (io.BytesIO(PDF), "b.pdf")}
        with statements() as seen:
            answer = signed_in.post(
                f"{document}/{path}", data=data, content_type="multipart/form-data"
            )
        assert answer.status_code == 303
        return seen

    replaced = sent(f"{version.id}/replacement", "file", reason="Page 3 was missing")
    added = sent("new", "file_1", language_1="fr", version_type="original")

    for one in (new, replaced, added):
        [quota] = [number for number, text in enumerate(one) if "sum(document_files.size)" in text]
        changes = ("INSERT INTO documents", "UPDATE document", "UPDATE events")
        assert quota < min(number for number, text in enumerate(one) if text.startswith(changes))


def test_upload_of_another_account_is_no_file_of_a_form(submit):
    with transaction() as session:
        other = add_organiser(session, email="b@example.org", name="B", timezone="Europe/Zurich")
        session.flush()
        owner = UploadOwner(other.id)
        key = uploads.store_upload(session, owner, name="secret.pdf", body=PDF).key

    answer = submit(upload_1=key)

    assert answer.status_code == 404
    assert "This upload does not exist any more. Choose the file again." in text_of(answer)
    assert "secret.pdf" not in answer.text
    assert counts() == (0, 1, 0, 1)


# Werkzeug leaves the temporary file to the garbage collector.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.filterwarnings("ignore::ResourceWarning")
def test_disk_that_is_full_while_a_form_arrives_is_said(signed_in, path):
    """A file of more than 500 kB is in a temporary file before the form is checked."""
    token = token_of(signed_in.get("/organise"))
    head = 'Content-Disposition: form-data; name="{}"\r\n\r\n{}\r\n'
    lines = [head.format("csrf_token", token), *(head.format(*item) for item in FORM.items())]
    file = f'Content-Disposition: form-data; name="file_1"; filename="a.pdf"\r\n\r\n{"x" * MEBIBYTE}\r\n'
    body = "".join(f"--b\r\n{line}" for line in (*lines, file)).encode() + b"--b--\r\n"
    with largest_file(MEBIBYTE // 2):
        refused = signed_in.post(path, data=body, content_type="multipart/form-data; boundary=b")
    gc.collect()

    assert refused.status_code == 507
    assert "The server has no disk space left." in text_of(refused)
    assert counts() == (0, 0, 0, 0)
