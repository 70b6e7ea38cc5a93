"""Documents behind the personal link of a registrant, and behind a secret link of their own."""

import io
import re
import zipfile

import pytest

from tests.documents.stored import PDF, store_document
from tests.links import link_token
from webinars.database import transaction
from webinars.documents.enums import DocumentAccess
from webinars.documents.models import Document
from webinars.events.models import Event
from webinars.registrations.cancellation import cancel_registration

HREF = re.compile(r'href="([^"]+\.pdf)"')


@pytest.fixture
def event(clock, make_event):
    event = make_event()
    store_document("A/1", event_id=event.id, access=DocumentAccess.REGISTRANTS)
    with transaction() as session:
        session.get_one(Event, event.id).documents_revision = 1
    return event


def test_registrant_reads_by_their_link_until_the_registration_ends(
    event, client, make_registration
):
    registration = make_registration(event)
    own = f"/registrations/{link_token('manage', registration.id)}"
    assert f'href="{own}/documents"' in client.get(own).text

    page = client.get(f"{own}/documents")
    [file] = HREF.findall(page.text)
    answer = client.get(file)
    packed = client.get(f"{own}/documents.zip")

    assert (answer.status_code, answer.data) == (200, PDF)
    assert zipfile.ZipFile(io.BytesIO(packed.data)).namelist() == ["A-1-en.pdf"]
    for response in (page, answer, packed):
        assert "no-store" in response.headers["Cache-Control"]
        assert response.headers["Referrer-Policy"] in {"strict-origin", "no-referrer"}
        assert "noindex" in response.headers["X-Robots-Tag"]
    public = f"/documents/files/{file.rsplit('/', 2)[1]}/{file.rsplit('/', 1)[1]}"
    assert client.get(public).status_code == 404
    assert client.get(file.replace("A-1", "x")).location == file

    with transaction() as session:
        cancel_registration(session, registration.id)
    assert client.get(file).status_code == 404
    assert client.get(f"{own}/documents.zip").location == f"{own}/documents"
    page = client.get(f"{own}/documents").text
    assert HREF.findall(page) == []
    assert "once your registration is confirmed" in page


def test_secret_link_opens_one_document_and_its_files(event, client):
    document_id = store_document("B/1", event_id=event.id, access=DocumentAccess.LINK)
    token = link_token("document", document_id)
    path = f"/document-links/{token}"

    page = client.get(path)
    [file] = HREF.findall(page.text)

    assert "Title of B/1" in page.text
    assert client.get(file).data == PDF
    assert page.headers["Cache-Control"] == "no-store"
    of_other = f"{path}/1/A-1-en.pdf"
    for refused in ("/documents/B/1", "/document-links/x", of_other):
        assert client.get(refused).status_code == 404
    with transaction() as session:
        session.get_one(Document, document_id).published_at = None
    assert client.get(path).status_code == client.get(file).status_code == 404


def test_page_behind_a_link_says_when_an_embargo_ends(event, client, clock):
    until = clock.now().replace(hour=14)
    document_id = store_document(
        "B/1", event_id=event.id, access=DocumentAccess.LINK, embargo_until=until,
        embargo_timezone="America/New_York",
    )  # fmt: skip
    path = f"/document-links/{link_token('document', document_id)}"

    client.set_cookie("zone", "Europe/Zurich")
    page = client.get(path).text

    assert (
        "Under embargo until Wednesday 25 November 2026, 15:00 your time (09:00 New York)." in page
    )
    assert HREF.findall(page) == []
    clock.stop(until)
    assert len(HREF.findall(client.get(path).text)) == 1
