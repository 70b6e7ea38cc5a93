"""Unbreakable words, such as URLs in a venue or a question, on a small phone."""

import pytest

from tests.browser import page_checks
from tests.links import link_token
from tests.questions.asking import ask
from webinars.events.enums import Format

WORD = "https://www.example.org/" + "x" * 170
SMALL = {"width": 320, "height": 700}


@pytest.fixture
def event(clock, make_event):
    made = make_event(
        title=WORD,
        description=f"# {WORD}\n\n{WORD}\n\n- {WORD}",
        format=Format.HYBRID,
        place=WORD,
        contact_name="C" * 150,
        links=({"url": WORD, "text": WORD},),
    )
    ask(made, label=WORD, help=WORD)
    ask(made, kind="single", label=f"{WORD}2", choices=(WORD, f"{WORD}b"))
    return made


def wide(page, addresses):
    """Return the URLs of pages wider than the phone, with their width."""
    overflows = {}
    for address in addresses:
        page.goto(address)
        overflows[address] = page_checks.width(page)
    return {address: width for address, width in overflows.items() if width > SMALL["width"]}


def test_public_and_manage_pages_do_not_overflow(
    new_page, live_server, event, make_registration, site
):
    place = make_registration(event, name="N" * 150, affiliation="A" * 150)
    own = f"{live_server}/registrations/{link_token('manage', place.id)}"
    join = f"{live_server}/join/{link_token('join', place.id)}"
    path = f"{live_server}/events/{event.slug}"
    page = new_page(viewport=SMALL)

    assert not wide(
        page,
        [
            f"{live_server}/",
            *(f"{path}{rest}" for rest in ("", "/registrations", "/registrations/received")),
            f"{path}/comments",
            *(f"{own}{rest}" for rest in ("", "/details", "/answers", "/cancellation")),
            join,
        ],
    )


def test_organiser_pages_do_not_overflow(
    new_page, sign_in_organiser, live_server, event, make_registration
):
    place = make_registration(event, name="N" * 150, affiliation="A" * 150)
    path = f"{live_server}/organise/events/{event.id}"
    views = ("edit", "registrations", "questions", "terms", "messages", "cancellation")
    person = f"{path}/registrations/{place.id}"
    page = sign_in_organiser(new_page(viewport=SMALL))

    assert not wide(
        page,
        [
            f"{live_server}/organise/events",
            *(f"{path}/{view}" for view in views),
            f"{person}/cancellation",
            f"{person}/answers",
        ],
    )
