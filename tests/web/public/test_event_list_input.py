"""What cannot be read in the address of the list is named at its place, and nothing else is lost."""

import pytest

from tests.web.pages import text_of, titles


@pytest.fixture(autouse=True)
def _stopped(clock):
    return clock


@pytest.mark.parametrize(
    ("query", "field", "message"),
    [
        ("month=2026-13", "month", "“2026-13” is not a month. Use the form 2026-10."),
        ("month=0001-01", "month", "“0001-01” is not a month. Use the form 2026-10."),
        ("month=2026-7", "month", "“2026-7” is not a month. Use the form 2026-10."),
        (
            "month=%D9%A2%D9%A0%D9%A2%D9%A7-%D9%A0%D9%A1",
            "month",
            "“٢٠٢٧-٠١” is not a month. Use the form 2026-10.",
        ),
        ("series=none", "series", "This series does not exist."),
        ("format=radio", "format", "“radio” is not one of these formats."),
        ("q=" + "x" * 201, "q", "Enter at most 200 characters."),
    ],
)
def test_what_cannot_be_read_is_named_at_its_field(client, make_event, query, field, message):
    make_event()

    page = client.get(f"/?{query}&zone=Africa/Nairobi")

    assert page.status_code == 422
    assert f'id="{field}-error"><span>{message}</span>' in page.text
    assert f'aria-describedby="{field}-error"' in page.text
    assert titles(page) == []


def test_a_bad_month_loses_no_other_choice(client):
    page = client.get("/?q=water&format=online&month=junk")

    assert page.status_code == 422
    assert 'value="water"' in page.text
    assert 'value="online" selected' in page.text


@pytest.mark.parametrize(
    "after", ["junk", "1.2", "9" * 80, "202707.1.99999999999999999999", "-1.0.0"]
)
def test_a_damaged_page_address_leads_to_the_first_page(client, make_event, after):
    make_event()

    page = client.get(f"/?q=liberty&after={after}")

    assert page.status_code == 422
    assert "The address of this page is not valid." in text_of(page)
    assert 'href="/?q=liberty">First page</a>' in page.text


@pytest.mark.parametrize("query", ["zone=Mars/Base", "lang=xx", "past=2"])
def test_other_bad_parameters_are_refused(client, query):
    assert client.get(f"/?{query}").status_code == 422
