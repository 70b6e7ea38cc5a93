"""Uploaded files, at each endpoint that accepts them: refused ones store nothing and lose no values.

Accepted files are stored unchanged in the database and downloaded as attachments: never unpacked, decoded or
displayed.
"""

from pathlib import Path

import pytest
from sqlalchemy import func, select

from tests.files.hostile import FOREIGN, NAMES, SVG, TWOFOLD, overlapping
from tests.files.made import docx
from tests.links import link_token
from tests.questions.asking import PDF, ask, file_names, give
from tests.web.conftest import token_of
from tests.web.pages import text_of
from webinars.database import Base, db, transaction
from webinars.files import validation
from webinars.questions.question_spec import Upload
from webinars.registrations import erasure
from webinars.registrations.registrant.links import replace_links
from webinars.web.core.security import endpoint_policies

ANA = {"name": "Ana Quispe", "email": "ana@example.org", "zone": "America/Lima", "lang": "en"}
TYPED = "typed with <care> & patience"


@pytest.fixture(autouse=True)
def stopped(clock):
    """Stop the clock."""


@pytest.fixture
def event(make_event):
    """Return an event with a file question."""
    return make_event()


@pytest.fixture
def letter(event):
    """Return the id of the file question."""
    return ask(event, "file", "Your letter")


@pytest.fixture
def why(event, letter):
    """Return the id of a text question."""
    return ask(event)


@pytest.fixture
def place(event, make_registration):
    """Return someone's registration."""
    return make_registration(event)


@pytest.fixture
def doors(event, place, site, signed_in):
    """Return the addresses of all forms that take files, and what else each of them asks for."""
    own = f"/registrations/{link_token('manage', place.id)}/answers"
    theirs = f"/organise/events/{event.id}/registrations/{place.id}/answers"
    return {
        "form": (f"/events/{event.slug}/registrations", ANA),
        "own": (own, {}),
        "organiser": (theirs, {}),
    }


@pytest.fixture
def hand_in(client, doors, letter, why):
    """Return a function that uploads a file by a form, with other fields, as a browser does."""

    def hand_in(door, body, name):
        path, fields = doors[door]
        values = {"csrf_token": token_of(client.get(path)), **fields, f"q-{why}": TYPED}
        return client.post(path, data=form(values, f"q-{letter}", body, name), content_type=KIND)

    return hand_in


@pytest.fixture
def fetch(client, doors, letter):
    """Return a function that downloads the file, as registrant or organiser."""
    return lambda door: client.get(f"{doors[door][0]}/{letter}/file")


DOORS = pytest.mark.parametrize("door", ["form", "own", "organiser"])


KIND = "multipart/form-data; boundary=xyz"


def form(text, field, body, name):
    """Return a form with a file as browsers write it, who leave in a file's name all but quotes and line ends."""
    for sign, written in (('"', "%22"), ("\r", "%0D"), ("\n", "%0A")):
        name = name.replace(sign, written)
    head = 'Content-Disposition: form-data; name="'
    parts = [f'{head}{key}"\r\n\r\n{value}'.encode() for key, value in text.items()]
    parts.append(f'{head}{field}"; filename="{name}"\r\n\r\n'.encode() + body)
    return b"".join(b"--xyz\r\n" + part + b"\r\n" for part in parts) + b"--xyz--\r\n"


def rows():
    """Return how many rows each table holds."""
    db.session.rollback()
    return {
        name: db.session.scalar(select(func.count()).select_from(table))
        for name, table in Base.metadata.tables.items()
        if name not in {"organiser_sessions", "calendar_fragments"}
    }


def files_of(app):
    """Return what lies in the data folder beside the database."""
    data = Path(app.config["DATA_DIR"])
    return sorted(item for item in data.rglob("*") if not item.name.startswith("webinars.db"))


def test_all_endpoints_that_accept_files_are_tested():
    assert {name for name, item in endpoint_policies.POLICIES.items() if item.accepts_files} == {
        "registration.create",
        "invitation.register",  # the same form, for someone who was invited
        "answers.complete",  # the same form, on the registration page
        "answers.edit",
        "dates_data.answers",  # the same form, for several dates
        "organiser_answers.edit",
        "organiser_announcements.new",  # read for its text, and not stored
        "organiser_import.new",  # read for its events, and not stored
        "organiser_appearance.edit",  # a picture, tested with the rest of its page
        "organiser_series.new",  # a picture, likewise
        "organiser_series.edit",
        "organiser_document_form.new_of_event",  # tested with the pages of documents
        "organiser_document_form.new_of_series",  # the same form
        "organiser_document_versions.add",
        "organiser_version_replacement.replace",
        "organiser_many_files.of_event",  # tested with the names of files
        "organiser_many_files.of_series",  # the same form
        "organiser_document_versions.edit",
        "organiser_uploads.add_part",  # tested with uploads in parts
    }


@pytest.mark.parametrize("kind", FOREIGN)
def test_invalid_file_is_refused_and_not_stored(app, hand_in, letter, kind):
    before, files = rows(), files_of(app)
    stored = (*ANA.values(), "typed with &lt;care&gt; &amp; patience", f'id="q-{letter}-error"')
    wrong = []

    for name, body in FOREIGN[kind].items():
        answer = hand_in("form", body, name)
        if answer.status_code != 422 or not all(item in answer.text for item in stored):
            wrong.append((name, answer.status_code))

    assert wrong == []
    assert (rows(), files_of(app)) == (before, files)


@DOORS
def test_refused_upload_stores_nothing_and_loses_no_values(app, hand_in, letter, door):
    hand_in("own", PDF, "before.pdf")
    before, files = rows(), files_of(app)
    largest = PDF + b"x" * (validation.MAX_BYTES - len(PDF))

    for body, name in (
        (SVG, "a.png"),
        (largest + b"x", "a.pdf"),
        (docx(**{"word/vbaData.xml": b""}), "a.docx"),
    ):
        answer = hand_in(door, body, name)

        assert answer.status_code == 422
        assert f'id="q-{letter}-error"' in answer.text
        assert "typed with &lt;care&gt; &amp; patience" in answer.text
        assert (rows(), files_of(app)) == (before, files)
    assert file_names() == ["before.pdf"]
    assert hand_in(door, largest, "largest.pdf").status_code == 303


@DOORS
def test_file_quota_of_event_is_enforced(monkeypatch, hand_in, letter, doors, door, client):
    monkeypatch.setattr(validation, "MAX_BYTES_PER_EVENT", 3 * len(PDF))
    first = {"form": "own", "own": "form", "organiser": "form"}[door]
    assert hand_in(first, PDF + b"x" * len(PDF), "first.pdf").status_code == 303
    before = rows()

    answer = hand_in(door, PDF + b"x", "one octet too many.pdf")

    assert answer.status_code == 409
    assert "The file storage of this event is full." in text_of(answer)
    assert f'id="q-{letter}-error"' in answer.text
    assert "typed with &lt;care&gt; &amp; patience" in answer.text
    assert rows() == before
    assert hand_in(door, PDF, "just right.pdf").status_code == 303


def test_file_quota_does_not_reveal_registrations(monkeypatch, hand_in, place, letter):
    monkeypatch.setattr(validation, "MAX_BYTES_PER_EVENT", 1)

    answers = []
    for email in (place.email, "nobody@example.org"):
        monkeypatch.setitem(ANA, "email", email)
        answers.append(hand_in("form", PDF, "a.pdf"))

    assert [answer.status_code for answer in answers] == [409, 409]


def test_file_name_contains_no_path(app, hand_in, fetch):
    files, stored = files_of(app), {}

    for name in NAMES:
        assert hand_in("own", PDF, name).status_code == 303
        [stored[name]] = file_names()
        for door in ("own", "organiser"):
            headers = fetch(door).headers
            [disposition] = headers.getlist("Content-Disposition")
            assert disposition.startswith("attachment; filename=")
            assert not set(disposition) & set("\r\n\0/\\")
            assert disposition.isascii()
            assert "x=1" not in headers.get("Set-Cookie", "")

    assert stored == NAMES
    assert files_of(app) == files


def test_truncated_part_header_is_no_file(client, doors, letter):
    path, _ = doors["own"]
    result = form({"csrf_token": token_of(client.get(path))}, f"q-{letter}", PDF, "a~.pdf")

    answer = client.post(path, data=result.replace(b"~", b"\r\nX: y"), content_type=KIND)

    assert answer.status_code == 303
    assert file_names() == []


def test_file_is_downloaded_unchanged_as_attachment(hand_in, fetch):
    for name, (body, kind) in TWOFOLD.items():
        assert hand_in("own", body, name).status_code == 303
        for door in ("own", "organiser"):
            answer = fetch(door)
            headers = answer.headers
            assert (answer.data, answer.mimetype) == (body, kind)
            assert headers["Content-Disposition"] == f"attachment; filename={name}"
            assert headers["X-Content-Type-Options"] == "nosniff"
            assert headers.getlist("Content-Security-Policy") == ["default-src 'none'; sandbox"]
            assert headers["Cache-Control"] == "no-store"
            assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
            assert headers["X-Frame-Options"] == "DENY"


def test_archives_are_never_unpacked(monkeypatch, hand_in, fetch):
    bomb = overlapping()
    assert len(bomb) < 20_000
    for name in ("zipfile.ZipFile", "zlib.decompressobj", "tarfile.open", "shutil.unpack_archive"):
        monkeypatch.setattr(name, lambda *_: pytest.fail("it was unpacked"))

    assert [hand_in(door, bomb, "bomb.docx").status_code for door in ("form", "own")] == [303, 303]

    assert file_names() == ["bomb.docx", "bomb.docx"]
    assert fetch("own").data == bomb


def test_uploaded_images_are_never_decoded():
    """There is no decoder of pictures in what is installed with us (docs/decisions/0014).

    Only Pillow is, which draws link previews: tests/security/test_imports.py lists what may import it.
    """
    root = Path(__file__).resolve().parents[3]
    locks = [path.read_text("utf-8").lower() for path in root.glob("requirements*.lock")]

    assert len(locks) == 2
    for name in ("wand", "opencv", "imageio", "pyvips", "cairosvg"):
        assert not any(f"\n{name}" in lock for lock in locks)


def test_only_registrant_and_organiser_can_download_file(
    hand_in, fetch, client, doors, letter, app, place
):
    hand_in("own", PDF, "a.pdf")
    path, theirs = (f"{doors[door][0]}/{letter}/file" for door in ("own", "organiser"))
    stranger = app.test_client()

    assert [client.get(path).status_code, client.get(theirs).status_code] == [200, 200]
    assert stranger.get(theirs).status_code == 401
    assert stranger.get(path.replace("/registrations/", "/registrations/x")).status_code == 404
    with transaction() as session:
        replace_links(session, place.id)
    assert stranger.get(path).status_code == 404


# --- How long they stay


def test_file_is_deleted_with_its_answer_or_registration(hand_in, place, letter, event, fetch):
    hand_in("own", PDF, "first.pdf")
    hand_in("own", PDF, "second.pdf")
    assert file_names() == ["second.pdf"]

    give(place, {letter: ""})
    assert file_names() == []

    give(place, {letter: Upload("third.pdf", PDF)})
    assert file_names() == ["third.pdf"]
    with transaction() as session:
        erasure.erase_registrant(session, place.id)
    assert file_names() == []
    assert [fetch(door).status_code for door in ("own", "organiser")] == [404, 404]
