"""Link rows of the event form: show, edit, remove, refuse, and edit conflicts."""

import re

import pytest

from tests.web.organiser.conftest import all_stored, stored

PAPER = {"url": "https://example.org/paper", "text": "The paper"}
MORE = {"url": "https://example.org/more", "text": "Read more"}
SHOWN = {
    "link_text_1": "The paper",
    "link_url_1": "https://example.org/paper",
    "link_text_2": "Read more",
    "link_url_2": "https://example.org/more",
}


def rows(page):
    """Return the text and address of each row on a page."""
    result = dict(re.findall(r'<input[^>]* name="(link_\w+)"[^>]* value="([^"]*)"', page.text))
    numbers = range(1, len(result) // 2 + 1)
    return [(result[f"link_text_{n}"], result[f"link_url_{n}"]) for n in numbers]


def test_new_event_saves_link_rows(write, signed_in, client):
    new = signed_in.get("/organise/events/new")
    write(do="publish", link_text_2="The paper", link_url_2="HTTPS://Example.org/paper")

    [event] = all_stored()
    assert rows(new) == [("", ""), ("", "")]
    assert event.links == [PAPER]
    page = client.get(f"/events/{event.slug}").text
    assert (
        '<a href="https://example.org/paper" rel="nofollow noopener"><bdi>The paper</bdi>' in page
    )


def test_links_of_announcement_are_editable(write, signed_in, make_event):
    event = make_event(links=[PAPER, MORE])
    page = signed_in.get(f"/organise/events/{event.id}/edit")

    write(event.id, **{**SHOWN, "link_text_1": "The whole paper", "link_url_3": "https://un.org"})

    assert rows(page) == [
        (PAPER["text"], PAPER["url"]),
        (MORE["text"], MORE["url"]),
        ("", ""),
        ("", ""),
    ]
    assert stored(event.id).links == [
        {**PAPER, "text": "The whole paper"},
        MORE,
        {"url": "https://un.org/", "text": "https://un.org/"},
    ]


def test_text_equal_to_address_is_not_shown(signed_in, make_event):
    event = make_event(links=[{"url": PAPER["url"], "text": PAPER["url"]}])

    page = signed_in.get(f"/organise/events/{event.id}/edit")

    assert rows(page)[0] == ("", PAPER["url"])
    assert "Links and documents (1)" in page.text


def test_emptied_row_removes_link(write, make_event):
    event = make_event(links=[PAPER, MORE])

    write(event.id, **{**SHOWN, "link_text_1": "", "link_url_1": " "})

    assert stored(event.id).links == [MORE]


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "www", "ftp://example.org/", "https://a:b@c.d/"]
)
def test_invalid_address_shows_error_at_its_row(write, address):
    answer = write(link_text_1="Paper", link_url_1=address)

    assert answer.status_code == 422
    assert '<a href="#link_url_1">Enter a web address that begins with https://' in answer.text
    assert rows(answer)[0] == ("Paper", address)
    assert all_stored() == []


def test_text_without_address_shows_error(write):
    answer = write(link_text_1="The paper")

    assert answer.status_code == 422
    assert "Enter the address of this link, or remove its text." in answer.text


def test_filled_rows_add_spare_rows_up_to_maximum(write):
    full = {f"link_url_{n}": f"https://example.org/{n}" for n in range(1, 41)}

    more = write(do="look", link_url_2="https://example.org/2")
    most = write(do="look", **full, link_url_41="https://example.org/41")

    assert rows(more) == [("", ""), ("", "https://example.org/2"), ("", ""), ("", "")]
    assert len(rows(most)) == 40


def test_links_beyond_last_row_are_kept(write, make_event):
    links = [{"url": f"https://example.org/{n}", "text": f"{n}"} for n in range(45)]
    event = make_event(links=links)
    sent = {f"link_url_{n + 1}": links[n]["url"] for n in range(40)}
    sent |= {f"link_text_{n + 1}": links[n]["text"] for n in range(40)}

    write(event.id, **{**sent, "link_url_1": "", "link_text_1": ""})

    assert stored(event.id).links == links[1:]


def test_edit_conflict_shows_added_links(write, make_event):
    event = make_event(links=[PAPER])
    one = {"link_text_1": PAPER["text"], "link_url_1": PAPER["url"]}
    six = {f"link_url_{n}": f"https://example.org/{n}" for n in range(2, 7)}
    seen = str(stored(event.id).revision)
    write(event.id, **one, **six)

    answer = write(event.id, revision=seen, **one)

    assert answer.status_code == 409
    assert '<a href="#link_url_6">Address of link 6</a>' in answer.text
    assert '<bdi class="preformatted">https://example.org/6</bdi>' in answer.text
    assert len(stored(event.id).links) == 6
