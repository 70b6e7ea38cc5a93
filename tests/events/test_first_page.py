"""docs/first-page.md says what each line of the page that the project began from became in the sample listing."""

import re
from html import unescape
from pathlib import Path

from webinars.database import transaction
from webinars.demo.sample_data import load_sample_data

PAGE = Path(__file__).resolve().parents[2] / "docs" / "first-page.md"
ROW = re.compile(r"^\| .+ \| .+ \| `(/.*)` \| (.+) \|$", re.MULTILINE)


def test_addresses_of_the_page_show_what_became_of_its_lines(clock, site, client):
    with transaction() as session:
        load_sample_data(session, site)
    text = PAGE.read_text("utf-8")
    rows = ROW.findall(text)
    others = re.findall(r"\(`(/.*)`\)", text)

    missing = [row for row in rows if row[1] not in text_of(client.get(row[0]))]

    assert (len(rows), missing) == (20, [])
    assert [client.get(address).status_code for address in others] == [200] * 4


def text_of(response):
    """Return the words of a page; a page that is not found has none."""
    return unescape(re.sub(r"<[^>]+>", "", response.text)) if response.status_code == 200 else ""
