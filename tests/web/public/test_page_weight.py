"""A first view of the list and of an event is few requests and few bytes."""

import gzip
import re
from datetime import timedelta

import pytest

from tests.web.pages import at
from webinars.timezones import clock as the_clock

FILES = re.compile(
    r'(?:<link rel="(?:stylesheet|icon)" href|<script[^>]* src|<use href|<img[^>]* src)="([^"#]+)'
)
ABOUT = "How offices share what they know, with examples. " * 20


@pytest.fixture
def load(client, clock):
    """Return a function that loads a page and its files: their bytes by address, as sent to a browser."""

    def size(file):
        with client.get(file, headers={"Accept-Encoding": "gzip"}) as response:
            return len(response.data)

    def load(path):
        page = client.get(path, headers={"Accept-Encoding": "gzip, deflate, br"})
        files = set(FILES.findall(client.get(path).text))
        return {path: len(page.data)} | {file: size(file) for file in files}

    return load


@pytest.mark.parametrize("where", ["list", "event"])
def test_first_view_is_at_most_60_kb_in_6_requests(load, make_event, where):
    day = the_clock.now().replace(tzinfo=None) + timedelta(days=3)
    events = [
        make_event(
            title=f"Webinar {number}", description=ABOUT, when=at(day.year, day.month, day.day, 9)
        )
        for number in range(30 if where == "list" else 1)
    ]

    loaded = load("/" if where == "list" else f"/events/{events[0].slug}")

    assert [path for path in loaded if path.endswith("/site.css")]
    assert len(loaded) <= 6, loaded
    assert sum(loaded.values()) <= 60_000, loaded


def test_page_is_compressed_for_browsers_and_plain_for_others(client, make_event):
    path = f"/events/{make_event().slug}"

    plain, packed = client.get(path), client.get(path, headers={"Accept-Encoding": "gzip"})
    again = client.get(
        path, headers={"Accept-Encoding": "gzip", "If-None-Match": packed.headers["ETag"]}
    )
    other = client.get(path, headers={"If-None-Match": packed.headers["ETag"]})

    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.data) == plain.data
    assert "Content-Encoding" not in plain.headers
    assert "Accept-Encoding" in plain.headers["Vary"]
    assert "Accept-Encoding" in packed.headers["Vary"]
    assert (again.status_code, other.status_code) == (304, 304)
