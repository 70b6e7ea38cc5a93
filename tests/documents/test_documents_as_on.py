"""Documents on a former day: what everyone could read then and may read now, and nothing else."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from tests.documents.conftest import stored
from tests.postgres import on_both_databases
from tests.statements import sent_statements
from tests.web.former_days import document_rows, words
from webinars.database import transaction
from webinars.documents import editing, versions
from webinars.documents.details import Content
from webinars.documents.enums import DocumentAccess, DocumentType
from webinars.documents.models import DocumentRevision
from webinars.events.changes import change_event
from webinars.events.details import details_of as event_details
from webinars.events.lifecycle import publish_event, unpublish_event
from webinars.events.models import Event, Series
from webinars.events.series.editing import change_series
from webinars.events.series.series_details import details_of
from webinars.timezones import clock as the_clock

DAY = "2026-11-25"  # that of the stopped clock
LIST = f"/documents/as-on/{DAY}"


def change(document, **values):
    """Change details of a document."""
    with transaction() as session:
        now = stored(document.id)
        details = replace(editing.details_of(now), **values)
        editing.change_document(session, now.id, details, revision=now.revision)


def versions_of(document):
    with transaction() as session:
        return [one.id for one in versions.versions_of(session, document.id)]


def on_day(client, document, day=DAY):
    return client.get(f"/documents/{stored(document.id).address}/as-on/{day}")


def test_document_reads_as_it_was_and_links_to_files_of_now(client, clock, make_document):
    document = make_document(due={"ar": date(2026, 12, 1), "es": None})
    _english, arabic, spanish = versions_of(document)
    clock.advance(timedelta(days=2))
    change(document, title="Revised report", symbol="CTOC/COP/2020/2")
    with transaction() as session:
        content = Content(url="https://example.org/later.pdf")
        versions.publish_version(session, document.id, arabic, content)
        versions.remove_due_version(session, document.id, spanish)

    page = on_day(client, document)
    former = client.get(f"/documents/ctoc/cop/2020/1/as-on/{DAY}")

    text = words(page)
    for part in ("CTOC/COP/2020/1", "Report of the session", "Due on 1 December 2026", "Español"):
        assert part in text
    assert "Revised" not in text
    assert f"https://example.org/{document.id}-en.pdf" in page.text
    assert "later.pdf" not in page.text
    assert former.location == f"/documents/CTOC/COP/2020/2/as-on/{DAY}"
    assert '<meta name="robots" content="noindex">' in page.text
    assert 'canonical" href="http://127.0.0.1:8000/documents/CTOC/COP/2020/2"' in page.text
    assert f'action="/documents/{stored(document.id).address}/as-on"' in page.text


def test_withdrawn_version_keeps_its_place_and_reason_and_not_its_bytes(
    client, clock, make_document, make_event
):
    event = make_event()
    document = make_document(languages=("en", "fr"), event_id=event.id)
    unread = make_document(
        symbol="A/2", event_id=event.id, embargo_until=clock.now() + timedelta(days=5),
        embargo_timezone="UTC",
    )  # fmt: skip
    clock.advance(timedelta(days=2))
    for one in (document, unread):
        [version, *_] = versions_of(one)
        with transaction() as session:
            versions.withdraw_version(session, one.id, version, reason="Page 3 was missing")

    pages = [on_day(client, document), client.get(f"/events/{event.slug}/as-on/{DAY}")]

    assert "English Withdrawn on 27 November 2026: Page 3 was missing" in words(pages[0])
    assert "EN English (withdrawn since) FR Français" in words(pages[1])
    for page in pages:
        assert "-fr.pdf" in page.text
        assert "-en.pdf" not in page.text
    # Nobody could read the other one.
    assert "English" not in words(on_day(client, unread)) + document_rows(pages[1])[0]


def hide(document):
    change(document, access=DocumentAccess.LINK)
    change(document, access=DocumentAccess.EVERYONE)


def hide_title(document):
    until = the_clock.now() + timedelta(hours=1)
    embargo = {"embargo_until": until, "embargo_timezone": "UTC", "is_title_embargoed": True}
    change(document, **embargo)
    change(document, embargo_until=None, embargo_timezone="", is_title_embargoed=False)


def restrict(document):
    change(document, access=DocumentAccess.REGISTRANTS)


@on_both_databases
def test_nothing_comes_back_that_was_or_is_not_for_everyone(
    client, clock, make_document, make_event, site, body
):
    event, draft, other = make_event(), make_event(publish=False), make_event()
    taken_back = make_event(title="Taken back", series_id=body.id)
    still_draft = make_event(publish=False)
    tomorrow = {"embargo_until": clock.now() + timedelta(days=1), "embargo_timezone": "UTC"}
    values = {
        "public": {},
        "draft": {"publishes": False},
        "hidden": {"is_title_embargoed": True, **tomorrow},
        "embargo": tomorrow,
        "link": {"access": DocumentAccess.LINK},
        "registrants": {"access": DocumentAccess.REGISTRANTS},
        "of-draft": {"event_id": draft.id},
        "of-event-taken-back": {"event_id": taken_back.id},
        "moved-to-draft": {},
        "hidden-since": {},
        "title-hidden-since": {"languages": ()},
        "restricted-since": {},
    }
    made = {
        name: make_document(
            symbol=f"A/{number}", title=f"Former {name}", **{"event_id": event.id, **more}
        )
        for number, (name, more) in enumerate(values.items())
    }
    made["of-body"] = make_document(symbol="B/1", title="Former of-body")
    clock.advance(timedelta(days=2))
    with transaction() as session:
        publish_event(session, draft.id, site)
        unpublish_event(session, taken_back.id, site)
        publish_event(session, taken_back.id, site)
        editing.publish_document(session, made["draft"].id)
    hide(made["hidden-since"])
    hide_title(made["title-hidden-since"])
    restrict(made["restricted-since"])
    for name in ("link", "registrants"):
        change(made[name], access=DocumentAccess.EVERYONE)
    places = {"of-body": None, "moved-to-draft": still_draft.id}
    for name, document in made.items():
        change(document, title=f"Present {name}", event_id=places.get(name, other.id))

    pages = {name: on_day(client, document) for name, document in made.items()}
    of_event = client.get(f"/events/{event.slug}/as-on/{DAY}")
    listed = client.get(LIST)

    shown = {"public", "embargo", "registrants", "restricted-since", "of-body"}
    assert {name for name, page in pages.items() if page.status_code == 200} == shown
    readable = {name for name, page in pages.items() if "https://example.org/" in page.text}
    assert readable == {"public", "of-body"}
    assert "For registrants" in words(pages["restricted-since"])
    assert "Under embargo until" in words(pages["embargo"])
    assert "has withdrawn what this page said" in words(pages["hidden-since"])
    for page, names in ((of_event, shown - {"of-body"}), (listed, shown)):
        assert {name for name in made if f"Former {name}<" in page.text} == names
        assert "Present" not in page.text
        assert page.text.count("https://example.org/") == len(names & readable)
    everything = of_event.text + listed.text + "".join(page.text for page in pages.values())
    for name in values.keys() - shown:
        assert f"Former {name}" not in everything
    of_body = client.get(f"/series/{body.slug}/as-on/{DAY}")
    assert "Former of-body" in of_body.text
    assert "Taken back" not in of_body.text


@on_both_databases
def test_list_of_a_day_has_the_documents_of_a_body_and_its_events_then(
    client, clock, make_document, make_event, make_series, body, organiser, site
):
    other, later = make_series("Other body"), make_series("Later body")
    session_of_body, leaves = make_event(series_id=body.id), make_event(series_id=body.id)
    make_event(series_id=other.id)
    made = [
        make_document(symbol="A/1", event_id=session_of_body.id),
        make_document(symbol="A/2", event_id=leaves.id, document_type=DocumentType.DECISION),
        make_document(symbol="A/3"),
        make_document(symbol="A/4", series_id=other.id),
        make_document(symbol="A/5", series_id=later.id),
    ]
    clock.advance(timedelta(days=2))
    make_document(symbol="A/6")
    with transaction() as session:
        stored_event = session.get_one(Event, leaves.id)
        details = replace(event_details(stored_event), series_id=other.id)
        change_event(session, leaves.id, details=details, revision=stored_event.revision, site=site)
        stored_series = session.get_one(Series, later.id)
        details = replace(details_of(stored_series), is_published=True)
        change_series(session, later.id, details, revision=stored_series.revision, by=organiser)
    change(made[2], event_id=None, series_id=other.id)

    def symbols(**query):
        page = client.get(LIST, query_string=query)
        return [row.split()[0] for row in document_rows(page)]

    assert symbols() == ["A/4", "A/3", "A/2", "A/1"]
    assert symbols(body=body.slug) == ["A/3", "A/2", "A/1"]
    assert symbols(body=body.slug, type="decision") == ["A/2"]
    assert symbols(session=session_of_body.slug) == ["A/1"]
    assert client.get(LIST, query_string={"body": "no-such"}).status_code == 404
    assert client.get(LIST, query_string={"body": later.slug}).status_code == 404
    assert client.get(LIST, query_string={"type": "novel"}).status_code == 422
    beyond = client.get(LIST, query_string={"type": "decision", "after": "x"})
    assert beyond.status_code == 422
    assert f'href="{LIST}?type=decision">First page' in beyond.text


def test_page_before_the_record_says_so(client, clock, make_document, make_event):
    event = make_event()
    document = make_document(event_id=event.id)
    clock.advance(timedelta(days=2))
    for text in (
        words(client.get("/documents/as-on/2026-11-20")),
        words(client.get("/documents/as-on/2026-11-24")),
    ):
        assert "is not known: their changes are stored since 25 November 2026" in text
    assert on_day(client, document, "2026-11-24").status_code == 404
    with transaction() as session:
        session.query(DocumentRevision).delete()

    assert "is not known" in words(on_day(client, document))
    for path in (f"/events/{event.slug}/as-on/{DAY}", LIST):
        assert "There may have been more documents" in words(client.get(path))


@pytest.mark.parametrize("path", ["/documents/A/1/as-on", "/documents/as-on"])
def test_days_are_asked_for_by_the_form_of_the_present_page(client, clock, make_document, path):
    make_document(symbol="A/1")
    present = client.get(path.removesuffix("/as-on")).text

    assert f'action="{path}"' in present
    assert client.get(path).status_code == 200
    assert client.get(f"{path}?day=2026-11-20").location == f"{path}/2026-11-20"
    for refused in (f"{path}?day=2026-11-25", f"{path}/2026-11-25"):
        answer = client.get(refused)
        assert answer.status_code == 422
        assert "Enter a day before 25 November 2026" in answer.text
    assert client.get(f"{path}/20261120").status_code == 404


def test_filters_stay_with_the_day(client, clock, make_document, body):
    make_document()
    present = client.get(f"/documents?body={body.slug}").text

    answer = client.get(f"/documents/as-on?day=2026-11-20&body={body.slug}&language=")

    assert f'<input type="hidden" name="body" value="{body.slug}">' in present
    assert answer.location == f"/documents/as-on/2026-11-20?body={body.slug}"
    assert 'action="/documents/as-on"' not in client.get("/documents?q=report").text


def test_pages_of_a_day_take_few_statements_however_many_documents(
    client, clock, make_document, make_event, body
):
    event = make_event(series_id=body.id)
    for number in range(4):
        make_document(symbol=f"A/{number}", event_id=event.id, series_id=body.id)
        make_document(symbol=f"B/{number}", languages=("en", "fr"))
    clock.advance(timedelta(days=2))
    for path, most in (
        (f"/events/{event.slug}/as-on/{DAY}", 10),
        (f"/series/{body.slug}/as-on/{DAY}", 14),
        (f"/documents/B/1/as-on/{DAY}", 9),
        (f"/documents/A/1/as-on/{DAY}", 13),
        (LIST, 11),
        (f"{LIST}?body={body.slug}", 14),
    ):
        with sent_statements() as sent:
            assert client.get(path).status_code == 200
        assert len(sent) <= most, path
