"""The archive of a year: which pages it has, that nothing private is in them, and that they are repeatable."""

import re
from datetime import timedelta

import pytest

from tests.web.pages import at
from webinars.archive import year_contents
from webinars.archive.archive_folder import differences
from webinars.database import db, transaction
from webinars.events.lifecycle import cancel_event
from webinars.events.models import Event, Series
from webinars.timezones.schedule import Days, Month


@pytest.fixture(params=["sqlite", "postgresql"])
def overrides(request):
    """Ask each database: pages of the year follow the order of an index."""
    url = request.getfixturevalue("postgres_tables_url") if request.param == "postgresql" else ""
    return {"DATABASE_URL": url}


def titles(folder, path):
    return re.findall(r"<bdi[^>]*>([^<]*)</bdi></a>", (folder / path).read_text())


def test_year_has_its_public_events_by_month_and_body(
    tmp_path, monkeypatch, clock, write_archive, make_event, make_series, make_registration, site
):
    monkeypatch.setattr(year_contents, "PAGE_LENGTH", 2)
    above, body = make_series("United Nations"), make_series("Conference")
    with transaction() as session:
        session.get_one(Series, above.id).is_published = True
        session.get_one(Series, body.id).parent_id = above.id
    march = [
        make_event(title=f"March {n}", when=at(2026, 3, n, 9), series_id=body.id) for n in (5, 4, 3)
    ]
    reaches = make_event(
        title="Over new year",
        when=Days(at(2025, 12, 30, 9).start.date(), at(2026, 1, 2, 9).start.date(), "UTC"),
    )
    make_event(title="In a month", when=Month(2026, 5, "Europe/Vienna"))
    off = make_event(title="Off", when=at(2026, 12, 31, 23, zone="America/New_York"))
    make_event(title="Next year", when=at(2027, 1, 1, 0, zone="Asia/Tokyo"))
    make_event(title="Canarydraft", when=at(2026, 6, 1, 9), publish=False)
    make_registration(off, name="Canaryname")
    with transaction() as session:
        cancel_event(session, off.id, site)
        session.get_one(Event, march[0].id).contact_email = "canary@example.org"
    folder = tmp_path / "2026"

    first = write_archive(folder)
    contents = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    clock.advance(timedelta(days=100))
    second = write_archive(folder)

    assert titles(folder, "months/earlier.html") == ["Over new year"]
    assert titles(folder, "months/2026-03.html") == ["March 3", "March 4"]
    assert titles(folder, "months/2026-03-2.html") == ["March 5"]
    assert titles(folder, "series/conference.html") == ["United Nations", "March 3", "March 4"]
    assert titles(folder, "series/conference/2.html") == ["United Nations", "March 5"]
    assert titles(folder, "series/united-nations.html") == ["Conference"]
    assert "Cancelled" in (folder / "months/2026-12.html").read_text()
    assert "1 January 2027, 04:00 to 05:30 UTC" in (folder / f"events/{off.slug}.html").read_text()
    assert len(list((folder / "events").glob("*.html"))) == 6
    assert len(list((folder / "events").glob("*.ics"))) == 5
    assert "2025" in (folder / f"events/{reaches.slug}.html").read_text()
    for word in (b"anary", b"secret-room", b"<script", b"<form", b"Next year"):
        assert not [path for path, content in contents.items() if word in content]
    assert (first.written, second.written) == (len(contents) - 1, 0)
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == contents
    assert list(differences(folder)) == []
    assert db.session().get(Event, off.id)
