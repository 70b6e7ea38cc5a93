"""An event's links in its form: shown, changed, taken out, refused, and nobody's work overwritten."""

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
    """Return the values of the rows that a page shows, words and address."""
    found = dict(re.findall(r'<input[^>]* name="(link_\w+)"[^>]* value="([^"]*)"', page.text))
    numbers = range(1, len(found) // 2 + 1)
    return [(found[f"link_text_{n}"], found[f"link_url_{n}"]) for n in numbers]


def test_a_new_event_has_empty_rows_and_keeps_what_is_written_in_them(write, signed_in, client):
    new = signed_in.get("/organise/events/new")
    write(do="publish", link_text_2="The paper", link_url_2="HTTPS://Example.org/paper")

    [event] = all_stored()
    assert rows(new) == [("", ""), ("", "")]
    assert event.links == [PAPER]
    page = client.get(f"/events/{event.slug}").text
    assert (
        '<a href="https://example.org/paper" rel="nofollow noopener"><bdi>The paper</bdi>' in page
    )


def test_the_links_of_an_announcement_are_there_to_be_changed(write, signed_in, make_event):
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


def test_words_that_are_the_address_are_not_shown_twice(signed_in, make_event):
    event = make_event(links=[{"url": PAPER["url"], "text": PAPER["url"]}])

    page = signed_in.get(f"/organise/events/{event.id}/edit")

    assert rows(page)[0] == ("", PAPER["url"])
    assert "Links and documents (1)" in page.text


def test_a_link_whose_row_is_emptied_is_taken_out(write, make_event):
    event = make_event(links=[PAPER, MORE])

    write(event.id, **{**SHOWN, "link_text_1": "", "link_url_1": " "})

    assert stored(event.id).links == [MORE]


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "www", "ftp://example.org/", "https://a:b@c.d/"]
)
def test_what_is_no_web_address_is_refused_at_its_row(write, address):
    answer = write(link_text_1="Paper", link_url_1=address)

    assert answer.status_code == 422
    assert '<a href="#link_url_1">Enter a web address that begins with https://' in answer.text
    assert rows(answer)[0] == ("Paper", address)
    assert all_stored() == []


def test_words_without_an_address_are_not_lost_in_silence(write):
    answer = write(link_text_1="The paper")

    assert answer.status_code == 422
    assert "Enter the address of this link, or remove its text." in answer.text


def test_more_rows_come_without_a_script_until_there_are_enough(write):
    full = {f"link_url_{n}": f"https://example.org/{n}" for n in range(1, 41)}

    more = write(do="look", link_url_2="https://example.org/2")
    most = write(do="look", **full, link_url_41="https://example.org/41")

    assert rows(more) == [("", ""), ("", "https://example.org/2"), ("", ""), ("", "")]
    assert len(rows(most)) == 40


def test_links_beyond_the_rows_stay(write, make_event):
    links = [{"url": f"https://example.org/{n}", "text": f"{n}"} for n in range(45)]
    event = make_event(links=links)
    sent = {f"link_url_{n + 1}": links[n]["url"] for n in range(40)}
    sent |= {f"link_text_{n + 1}": links[n]["text"] for n in range(40)}

    write(event.id, **{**sent, "link_url_1": "", "link_text_1": ""})

    assert stored(event.id).links == links[1:]


def test_who_saves_second_sees_the_links_that_another_has_added(write, make_event):
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
