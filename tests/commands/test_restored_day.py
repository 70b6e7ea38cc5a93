"""Pages of a former day say what a database says that was restored from the backup of that day."""

from dataclasses import replace
from datetime import UTC, date, datetime

from tests.web.former_days import document_rows, words
from tests.web.pages import at
from webinars.accounts.queries import organiser_by_email
from webinars.commands.installation import open_installation
from webinars.database import transaction
from webinars.documents import editing, versions
from webinars.documents.details import Content, DocumentDetails, VersionKey
from webinars.documents.enums import DocumentType, Stage
from webinars.documents.models import Document, DocumentVersion
from webinars.documents.storage.stored_files import store_file
from webinars.events.changes import change_event
from webinars.events.creation import create_event
from webinars.events.details import EventDetails
from webinars.events.details import details_of as event_details
from webinars.events.enums import Format
from webinars.events.history.as_on import end_of_day
from webinars.events.lifecycle import publish_event
from webinars.events.models import Event, Series
from webinars.events.series.editing import change_series
from webinars.events.series.series_details import details_of as series_details
from webinars.events.series_creation import create_series

DAY = date(2026, 11, 25)  # that of the stopped clock


def test_pages_of_a_day_are_those_of_the_backup_of_that_day(
    run, made, clock, tmp_path, monkeypatch
):
    with open_installation() as app:
        paths = set_up(app)
        assert run("backup", "day.backup").status == 0
        clock.stop(datetime(2027, 3, 1, tzinfo=UTC))
        change_all(app)
        client = app.test_client()
        former = {path: client.get(f"{path}/as-on/{DAY}", follow_redirects=True) for path in paths}
        present = {path: client.get(path, follow_redirects=True) for path in paths}
    monkeypatch.setenv("WEBINARS_DATA_DIR", str(tmp_path / "new"))
    assert run("restore", "day.backup").status == 0
    clock.stop(end_of_day(DAY))
    with open_installation() as app:
        client = app.test_client()
        of_day = {path: client.get(path) for path in paths}

    assert {path: page.status_code for path, page in former.items()} == dict.fromkeys(paths, 200)
    for path in paths:
        assert document_rows(former[path]) == document_rows(of_day[path])
        # Those of bodies and the list have other headings and forms.
        if not path.startswith(("/series/", "/documents")) or "COP" in path:
            assert words(former[path]) == words(of_day[path]) != words(present[path])
    assert [len(document_rows(of_day[path])) for path in paths] == [2, 1, 0, 0, 0, 3]


def set_up(app):
    """Create a body with an event and three documents; return the paths of their pages."""
    site = app.extensions["site"]
    with transaction() as session:
        body = create_series(session, name="Conference of the Parties", description="What it does.")
        body.is_published = True
        details = EventDetails(
            title="Tenth session", when=at(2026, 12, 7, 9), cities=("GVA",), format=Format.HYBRID,
            place="Room XX", description="With **interpretation**.", series_id=body.id,
        )  # fmt: skip
        host = organiser_by_email(session, "amira@example.org")
        event = create_event(session, organiser=host, details=details, site=site)
        publish_event(session, event.id, site)
        file = store_file(session, "report.pdf", b"%PDF-1.7 report")
        for symbol, owner, embargo_until in (
            ("COP/1", {"event_id": event.id}, None),
            ("COP/2", {"series_id": body.id}, None),
            ("COP/3", {"event_id": event.id}, datetime(2026, 12, 8, tzinfo=UTC)),
        ):
            made = editing.create_document(
                session,
                DocumentDetails(
                    title=f"Document {symbol}", symbol=symbol, document_type=DocumentType.REPORT,
                    stage=Stage.BEFORE, embargo_until=embargo_until, embargo_timezone="UTC" if embargo_until else "",
                    **{"event_id": None, "series_id": None, **owner},
                ),
            )  # fmt: skip
            for language, content in (
                ("en", Content(file_id=file.id, pages=12)),
                ("fr", Content(url="https://example.org/fr.pdf", dated_on=date(2026, 11, 1))),
                ("ar", None),
            ):
                versions.add_version(
                    session,
                    made.id,
                    VersionKey(language),
                    content=content,
                    due_on=date(2026, 12, 1),
                )
            editing.publish_document(session, made.id)
        return [
            f"/events/{event.slug}", f"/series/{body.slug}",
            *(f"/documents/COP/{number}" for number in (1, 2, 3)), "/documents",
        ]  # fmt: skip


def change_all(app):
    """Change time, place and titles, move documents, publish what is due, add a document and an event."""
    site = app.extensions["site"]
    with transaction() as session:
        [event], [body] = session.query(Event).all(), session.query(Series).all()
        moved = replace(
            event_details(event), title="Eleventh session", when=at(2027, 5, 1, 9), place="Room VII"
        )
        change_event(session, event.id, details=moved, revision=event.revision, site=site)
        details = replace(series_details(body), description="Something else.")
        by = organiser_by_email(session, "amira@example.org")
        change_series(session, body.id, details, revision=body.revision, by=by)
        for document in session.query(Document).order_by(Document.id).all():
            owner = (
                {"event_id": event.id, "series_id": None}
                if document.event_id is None
                else {"event_id": None, "series_id": body.id}
            )
            details = replace(
                editing.details_of(document), title="Renamed", symbol=f"COP/1{document.id}", **owner
            )
            editing.change_document(session, document.id, details, revision=document.revision)
            [due] = session.query(DocumentVersion).filter_by(document_id=document.id, language="ar")
            content = Content(url="https://example.org/ar.pdf")
            versions.publish_version(session, document.id, due.id, content)
