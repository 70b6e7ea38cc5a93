"""An archive served by nginx alone: each link leads to a page or file, dates are those of the site."""

import http.client
import re
from datetime import date
from urllib.parse import quote, urljoin

from tests.deploy.shipped import plain_nginx
from tests.web.pages import at
from webinars.database import transaction
from webinars.documents import editing, versions
from webinars.documents.details import Content, DocumentDetails, VersionKey
from webinars.documents.enums import DocumentType, Stage
from webinars.documents.storage.stored_files import store_file
from webinars.events.lifecycle import cancel_event
from webinars.events.materials import set_materials
from webinars.events.models import Series
from webinars.timezones.schedule import Days, Month

TIME = re.compile(
    r'<p class="(?:event-time-clock|event-time-date|cities)[^"]*">(.*?)</p>', flags=re.S
)
SEEN_IN = "Europe/Zurich"


def dates(page):
    """Return the words of the times on an event's page."""
    return [" ".join(re.sub(r"<[^>]+>", " ", part).split()) for part in TIME.findall(page)]


def versions_in(page):
    """Return the words of each language version on a document's page, without the way to an e-mail."""
    plain = re.sub(r"<svg.*?</svg>|<a href=\"/documents/updates/.*?</a>", "", page, flags=re.DOTALL)
    rows = re.findall(r"<tr role=\"row\" class.*?</tr>", plain, re.DOTALL)
    return [" ".join(re.sub(r"<[^>]+>", " ", row).split()) for row in rows]


def add_document(event_id):
    """Add a document of an event with a version of each state; return its symbol."""
    with transaction() as session:
        details = DocumentDetails(
            title="Agenda", symbol="CTOC/2026/1 (II)", document_type=DocumentType.REPORT,
            stage=Stage.BEFORE, event_id=event_id, series_id=None,
        )  # fmt: skip
        made = editing.create_document(session, details)
        file = store_file(session, "agenda é.pdf", b"%PDF-1.7 agenda")
        for language, content, due_on in (
            ("en", Content(file_id=file.id, pages=2), None),
            ("fr", Content(file_id=file.id, dated_on=date(2026, 2, 1)), None),
            ("es", Content(url="https://example.org/es.pdf"), None),
            ("ar", None, date(2026, 3, 1)),
        ):
            versions.add_version(
                session, made.id, VersionKey(language), content=content, due_on=due_on
            )
        editing.publish_document(session, made.id)
        first = versions.versions_of(session, made.id)[0]
        versions.withdraw_version(session, made.id, first.id, reason="Page 3")
        return made.symbol


def test_nginx_alone_shows_the_archive(
    tmp_path, clock, client, write_archive, make_event, make_series, site
):
    body = make_series("Conference", "What it does.")
    with transaction() as session:
        session.get_one(Series, body.id).links = [{"text": "Rules", "url": "https://example.org/r"}]
    events = [
        make_event(
            title="Online", when=at(2026, 3, 5, 9), cities=("GVA", "NYC", "SUV"), series_id=body.id
        ),
        make_event(title="Late", when=at(2026, 10, 24, 23, minutes=300), cities=("GVA", "NYC")),
        make_event(
            title="Days",
            when=Days(at(2026, 4, 5, 9).start.date(), at(2026, 4, 7, 9).start.date(), SEEN_IN),
            cities=(),
        ),
        make_event(title="Month", when=Month(2026, 5, SEEN_IN), cities=()),
        make_event(title="Cancelled", when=at(2026, 12, 5, 9)),
    ]
    with transaction() as session:
        cancel_event(session, events[-1].id, site)
        set_materials(
            session,
            events[0].id,
            [("Slides", "https://example.org/s")],
            revision=events[0].revision,
            site=site,
        )
    symbol = add_document(events[0].id)
    write_archive(tmp_path / "2026")
    seen, wanted = {}, ["/index.html"]
    client.set_cookie("zone", SEEN_IN)

    with plain_nginx(tmp_path / "nginx", tmp_path / "2026") as port:
        connection = http.client.HTTPConnection("127.0.0.1", port)
        while wanted:
            path = wanted.pop()
            connection.request("GET", path)
            answer = connection.getresponse()
            seen[path] = (answer.status, answer.getheader("Content-Type"), answer.read())
            links = (
                re.findall(rb'(?:href|src)="([^"#]+)"', seen[path][2])
                if path.endswith(".html")
                else []
            )
            inside = {urljoin(path, link.decode()) for link in links}
            wanted += [
                link for link in inside if link.startswith("/") and link not in {*seen, *wanted}
            ]
        connection.close()

    files = {
        quote(f"/{path.relative_to(tmp_path / '2026')}")
        for path in (tmp_path / "2026").rglob("*")
        if path.is_file()
    }
    assert {path for path, (status, *_) in seen.items() if status != 200} == set()
    assert files - seen.keys() == {"/SHA256SUMS", "/ARCHIVE.txt"}
    for event in events:
        present = dates(client.get(f"/events/{event.slug}").text)
        assert dates(seen[f"/events/{event.slug}.html"][2].decode()) == present
        assert present
        if event.title != "Month":
            assert (
                seen[f"/events/{event.slug}.ics"][2] == client.get(f"/events/{event.slug}.ics").data
            )
    archived = seen[quote(f"/documents/{symbol}.html")][2].decode()
    assert versions_in(archived) == versions_in(client.get(f"/documents/{symbol}").text)
    assert "1 February 2026" in " ".join(versions_in(archived))
    assert "5 March 2026, 08:00 to 09:30 UTC" in seen[f"/events/{events[0].slug}.html"][2].decode()
    assert b"https://example.org/s" in seen[f"/events/{events[0].slug}.html"][2]
    assert seen["/style.css"][1] == "text/css"
