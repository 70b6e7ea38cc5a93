"""What administrators state on the privacy and accessibility pages."""

import pytest

from tests.web.conftest import token_of
from tests.web.pages import statements, text_of
from webinars.accounts.models import Organiser
from webinars.database import transaction
from webinars.documents.storage.stored_files import store_file

PATH = "/organise/site/privacy"


@pytest.fixture
def overrides():
    return {"LANGUAGES": ["en", "fr"]}


@pytest.fixture
def save(signed_in):
    """Return a function that saves the form of a page as a browser does."""

    def save(path=PATH, revision="0", **fields):
        token = token_of(signed_in.get(path))
        return signed_in.post(path, data={"csrf_token": token, "revision": revision, **fields})

    return save


def test_statement_is_shown_by_language_on_its_page_only(save, client):
    assert text_of(client.get("/privacy")).count("Who is responsible") == 0

    answer = save(
        responsible_body="Office of Hard Work <b>",
        responsible_body_fr="Bureau du travail",
        contact="privacy@example.org\nPalais",
        complaint="The commissioner",
        dated_on="2026-11-30",
    )

    assert answer.status_code == 303
    page = client.get("/privacy")
    text = text_of(page)
    assert "Office of Hard Work &lt;b&gt;" in page.text
    assert "Who is responsible" in text
    assert "privacy@example.org<br>Palais" in page.text
    assert "Complaints The commissioner" in text
    assert "This page was last checked on 30 November 2026." in text
    french = client.get("/privacy?lang=fr", follow_redirects=True)
    assert "Bureau du travail" in french.text
    assert "Office of Hard Work" not in french.text
    assert "Who is responsible" not in text_of(client.get("/accessibility"))


def test_statement_is_read_once_for_many_requests(save, app):
    save("/organise/site/accessibility", contact="help@example.org")
    reader = app.test_client()
    assert "help@example.org" in reader.get("/accessibility").text

    with statements() as executed:
        reader.get("/accessibility")
        reader.get("/privacy")

    assert executed == []


def test_second_editor_sees_what_the_first_saved(save, client):
    save(contact="first@example.org")

    refused = save(contact="second@example.org")

    assert refused.status_code == 409
    assert "Someone else saved this page in the meantime" in text_of(refused)
    assert "first@example.org" in refused.text
    assert "first@example.org" in client.get("/privacy").text
    assert save(contact="second@example.org", revision="1").status_code == 303
    assert "second@example.org" in client.get("/privacy").text


def test_bad_date_is_refused_at_its_field(save):
    refused = save(dated_on="30 Nov", contact="kept")

    assert refused.status_code == 422
    assert "Enter a date as year, month and day" in text_of(refused)
    assert "kept" in refused.text


def test_organiser_who_is_no_administrator_has_no_such_page(signed_in, organiser):
    assert 'href="/organise/site"' in signed_in.get("/organise").text
    with transaction() as session:
        session.get_one(Organiser, organiser.id).is_admin = False

    assert signed_in.get(PATH).status_code == 404
    assert 'href="/organise/site"' not in signed_in.get("/organise").text


@pytest.mark.parametrize(
    "overrides",
    [{"DOCUMENT_QUOTA_MB": 2_000, "OBJECT_STORE_URL": "s3://KEY:SECRET@s3.example.org/papers"}],
)
def test_storage_shows_places_sizes_and_limits_and_no_key(app, signed_in):
    empty = text_of(signed_in.get("/organise/site/storage"))
    with transaction() as session:
        store_file(session, "a.txt", b"x" * 4_000)
        store_file(session, "b.txt", b"y" * 1_048_576)

    page = signed_in.get("/organise/site/storage")

    assert "Used Nothing yet, of 2,000 MB" in empty
    assert (
        "Used 1 MB of 2,000 MB Database 2 files, 1 MB Largest file 100 MB New files up to 10 MB "
        "Database Larger new files Object store s3.example.org/papers"
    ) in text_of(page)
    assert "SECRET" not in page.text
