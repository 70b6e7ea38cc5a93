"""An archive served by nginx alone: each link leads to a page or file, dates are those of the site."""

import http.client
import re
from urllib.parse import urljoin

from tests.deploy.shipped import plain_nginx
from tests.web.pages import at
from webinars.database import transaction
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
        f"/{path.relative_to(tmp_path / '2026')}"
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
    assert "5 March 2026, 08:00 to 09:30 UTC" in seen[f"/events/{events[0].slug}.html"][2].decode()
    assert b"https://example.org/s" in seen[f"/events/{events[0].slug}.html"][2]
    assert seen["/style.css"][1] == "text/css"
