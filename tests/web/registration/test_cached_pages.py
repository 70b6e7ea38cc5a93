"""Form and page after registering are cached, with the token and the address of each reader in their places."""

from datetime import timedelta

import pytest
from flask import g

from tests.web.conftest import token_of
from tests.web.pages import statements, text_of
from webinars.database import transaction
from webinars.events.settings.registration_settings import RegistrationSettings, change_settings

ANA = {"name": "Ana", "email": "ana@example.org", "affiliation": "", "zone": "America/Lima"}


@pytest.fixture(autouse=True)
def _stopped(clock):
    return clock


def form_of(event):
    return f"/events/{event.slug}/registrations"


def first_view(browser, event):
    g.pop("csrf_token", None)  # the tests' application context outlives a request
    return browser.get(form_of(event))


def test_each_browser_gets_a_form_with_its_own_token(app, make_event):
    event, browsers = make_event(), [app.test_client() for _ in range(3)]
    pages = [first_view(browser, event) for browser in browsers]
    tokens = [token_of(page) for page in pages]

    answers = [
        browser.post(form_of(event), data={"csrf_token": token, **ANA, "email": f"{n}@example.org"})
        for n, (browser, token) in enumerate(zip(browsers, tokens, strict=True))
    ]

    assert len(set(tokens)) == 3
    assert [answer.status_code for answer in answers] == [303] * 3
    assert [page.headers["Cache-Control"] for page in pages] == ["private, no-cache"] * 3
    # It would never match: the next page has another token.
    assert not any("ETag" in page.headers for page in pages)
    parts = {page.text.replace(token, "") for page, token in zip(pages, tokens, strict=True)}
    assert len(parts) == 1


def test_cached_form_is_in_the_zone_and_language_of_its_reader(client, make_event):
    event = make_event()
    zones = ("America/Lima", "Africa/Nairobi")
    pages = [client.get(form_of(event), query_string={"zone": zone}).text for zone in zones * 2]

    chosen = [f'<option selected value="{zone}">' in page for page in pages for zone in zones]

    assert chosen == [True, False, False, True] * 2


def test_cached_form_shows_last_place_taken_and_changed_settings_at_once(
    client, make_event, make_registration, app
):
    event = make_event(capacity=1)
    titles = [client.get(form_of(event)).text.partition("<h1>")[2].partition("<")[0]]
    make_registration(event)
    titles.append(client.get(form_of(event)).text.partition("<h1>")[2].partition("<")[0])
    with transaction() as session:
        change_settings(
            session,
            event.id,
            registration_settings=RegistrationSettings(domains=("example.org",)),
            revision=event.revision,
            site=app.extensions["site"],
        )

    page = text_of(client.get(form_of(event)))

    assert titles == ["Register", "Join the waiting list"]
    assert "Only addresses at these domains can register: example.org" in page


def test_form_is_cached_for_the_next_reader_and_what_one_typed_is_not(client, make_event, send):
    event = make_event()
    refused = send(form_of(event), **ANA | {"name": "Typed by Ana", "email": "not an address"})

    with statements() as seen:
        page = client.get(form_of(event))

    assert refused.status_code == 422
    assert "Typed by Ana" in refused.text
    assert "Typed by Ana" not in page.text
    assert len(seen) == 1


def test_page_after_registering_is_cached_and_shows_each_their_own_address(app, make_event):
    event, texts = make_event(), []
    for address in ("ana@example.org", "o'brien@example.org"):
        browser = app.test_client()
        token = token_of(first_view(browser, event))
        browser.post(
            form_of(event),
            data={"csrf_token": token, **ANA, "email": address, "confirmed_email": address},
        )
        path = f"{form_of(event)}/received"
        with statements() as seen:
            texts.append(browser.get(path).text)

    assert "o&#39;brien@example.org" in texts[1]
    assert "ana" not in texts[1]
    assert len(seen) == 1


def test_cached_page_after_registering_says_how_soon_the_event_starts(client, make_event, clock):
    event = make_event()
    clock.advance(event.starts_at - clock.now() - timedelta(minutes=50))
    texts = []
    for _ in range(3):
        texts.append(text_of(client.get(f"{form_of(event)}/received")))
        clock.advance(timedelta(minutes=20))

    assert ["The event starts in 50 minutes" in texts[0], "in 30 minutes" in texts[1]] == [
        True,
        True,
    ]
    assert "in 10 minutes" in texts[2]
