"""Pictures of link previews: named by the pages, drawn once per state, private about drafts."""

import re
from datetime import date

import pytest

from tests.link_previews.pictures import opened
from tests.web.organiser.test_appearance import picture
from tests.web.pages import at
from webinars.database import db, transaction
from webinars.events.enums import AccessMode
from webinars.events.lifecycle import cancel_event, postpone_event
from webinars.events.models import Event
from webinars.files.images import UploadedImage
from webinars.installation.appearance import AppearanceDetails, change_appearance
from webinars.timezones.schedule import Days, Month
from webinars.web.core.current_caches import response_caches
from webinars.web.core.current_site import site_source

FACTS = re.compile(r'<meta (?:property|name)="([\w:]+)" content="([^"]*)">')


def facts_of(page):
    """Return what the page says to programs that show a link to it."""
    return dict(FACTS.findall(page.text))


@pytest.fixture
def draw_at_most(app, monkeypatch):
    """Return a function that limits how many pictures are drawn."""
    return lambda most: monkeypatch.setitem(app.config, "DRAWN_PICTURES_LIMIT", f"{most} per day")


def test_page_of_an_event_names_its_picture(client, make_event, clock):
    event = make_event(title="Water & law", when=at(2027, 7, 16, 15))

    facts = facts_of(client.get(f"/events/{event.slug}"))

    address = "http://127.0.0.1:8000/events/water-law.png?lang=en"
    assert facts["og:image"] == address
    assert facts["og:image:type"] == "image/png"
    assert (facts["og:image:width"], facts["og:image:height"]) == ("1200", "630")
    assert facts["og:image:alt"] == (
        "Water &amp; law · Friday 16 July 2027, 15:00 Geneva / 09:00 New York · Online"
    )
    assert facts["twitter:card"] == "summary_large_image"
    response = client.get(address.removeprefix("http://127.0.0.1:8000"))
    assert (response.status_code, response.mimetype) == (200, "image/png")
    assert opened(response.data).size == (1200, 630)
    # Pages of other sites may show it.
    assert response.headers["Cross-Origin-Resource-Policy"] == "cross-origin"


@pytest.mark.parametrize("path", ["/", "/?past=1", "/series/dialogues"])
def test_lists_name_the_general_picture(client, make_series, make_event, path):
    make_event(series_id=make_series("Dialogues").id)

    facts = facts_of(client.get(path))

    assert facts["og:image"] == "http://127.0.0.1:8000/events.png?lang=en"
    assert facts["og:image:alt"] == "Webinars · Upcoming events"
    assert facts["og:title"] == {"/": "Events", "/?past=1": "Past events"}.get(path, "Dialogues")
    assert opened(client.get("/events.png?lang=en").data).size == (1200, 630)


def test_picture_says_when_an_event_is_called_off(client, make_event, site, clock):
    events = [make_event(title="Water", when=at(2027, 7, 16, 15)) for _ in range(3)]
    with transaction() as session:
        postpone_event(session, events[1].id, site)
        cancel_event(session, events[2].id, site)

    texts = [facts_of(client.get(f"/events/{event.slug}"))["og:image:alt"] for event in events]

    when = "Friday 16 July 2027, 15:00 Geneva / 09:00 New York"
    assert texts == [
        f"Water · {when} · Online",
        "Postponed · Water · Online",
        f"Cancelled · Water · {when} · Online",
    ]
    assert len({client.get(f"/events/{event.slug}.png").data for event in events}) == 3


def test_days_and_months_are_as_precise_as_they_are_known(client, make_event):
    days = make_event(when=Days(date(2027, 3, 8), date(2027, 3, 11), "Europe/Vienna"))
    month = make_event(when=Month(2027, 4, "Europe/Zurich"))

    texts = [facts_of(client.get(f"/events/{one.slug}"))["og:image:alt"] for one in (days, month)]

    assert "8–11 March 2027" in texts[0].replace("Monday ", "").replace("Thursday ", "")
    assert " · April 2027 · " in texts[1]
    assert {client.get(f"/events/{one.slug}.png").status_code for one in (days, month)} == {200}


def test_drafts_and_unknown_events_have_no_picture(client, make_event):
    draft = make_event(publish=False)

    answers = [client.get(f"/events/{slug}.png") for slug in (draft.slug, "nowhere")]

    assert [answer.status_code for answer in answers] == [404, 404]
    assert "public" not in answers[0].headers["Cache-Control"]


@pytest.mark.parametrize("mode", AccessMode)
def test_event_for_which_few_can_register_has_one_as_its_page_is_public(client, make_event, mode):
    event = make_event(terms={"access_mode": mode})

    assert client.get(f"/events/{event.slug}").status_code == 200
    assert client.get(f"/events/{event.slug}.png").status_code == 200


def test_picture_is_drawn_once_for_each_state(client, make_event, draw_at_most):
    path = f"/events/{make_event(title='Water').slug}.png"
    draw_at_most(2)
    first = client.get(path)
    assert {client.get(path).headers["ETag"] for _ in range(3)} == {first.headers["ETag"]}

    with transaction() as session:
        event = session.query(Event).one()
        event.title = "Air"
        event.revision += 1
    changed = client.get(path, headers={"If-None-Match": first.headers["ETag"]})

    assert (first.status_code, changed.status_code) == (200, 200)
    assert changed.data != first.data
    refused = client.get("/events.png")
    assert refused.status_code == 429
    assert int(refused.headers["Retry-After"]) > 0
    assert client.get(path).data == changed.data
    elsewhere = {"REMOTE_ADDR": "192.0.2.7"}
    assert client.get("/events.png", environ_base=elsewhere).status_code == 200


def test_picture_that_was_evicted_is_not_drawn_again_for_304(client, app, make_event, draw_at_most):
    path = f"/events/{make_event().slug}.png"
    draw_at_most(1)
    etag = {"If-None-Match": client.get(path).headers["ETag"]}
    with app.app_context():
        pictures = response_caches().pictures
    pictures._cache.clear()

    again = client.get(path, headers=etag)

    assert (again.status_code, again.data) == (304, b"")
    assert again.headers["Cache-Control"].startswith("public, max-age=0, s-maxage=")
    assert again.headers["ETag"] == etag["If-None-Match"]
    assert client.get(path).status_code == 429


class TestTwoLanguages:
    """An installation in English and French."""

    @pytest.fixture
    def overrides(self):
        return {"LANGUAGES": ["en", "fr"]}

    def test_picture_depends_on_its_address_only(self, client, make_event):
        path = f"/events/{make_event().slug}.png"

        plain = client.get(path)

        french = {"Cookie": "lang=fr; zone=Asia/Tokyo", "Accept-Language": "fr"}
        assert client.get(path, headers=french).data == plain.data
        assert client.get(f"{path}?lang=en&zone=Asia/Tokyo").data == plain.data
        assert client.get(f"{path}?lang=fr").data != plain.data
        assert client.get(f"{path}?lang=xx").status_code == 422
        page = client.get(path.removesuffix(".png"), headers=french)
        assert facts_of(page)["og:image"].endswith(f"{path}?lang=fr")


def test_picture_follows_name_colours_and_logo(app, client, make_event):
    path = f"/events/{make_event().slug}.png"
    seen = [client.get(path).data]
    changes = (
        AppearanceDetails(name="Hard Work"),
        AppearanceDetails(name="Hard Work", colour="#6b2c91", revision=1),
        AppearanceDetails(name="Hard Work", colour="#6b2c91", dark_colour="#e0b0ff", revision=2),
    )
    for details in changes:
        with transaction() as session:
            change_appearance(session, details)
        with app.app_context():
            site_source().refresh(at_once=True)
        seen.append(client.get(path).data)

    assert len(set(seen)) == len(seen)
    with transaction() as session:
        # The header of a picture, which is all that was read of it.
        broken = UploadedImage("logo.png", picture(200, 50))
        change_appearance(
            session, AppearanceDetails(**(vars(changes[-1]) | {"revision": 3})), logo=broken
        )
    with app.app_context():
        site_source().refresh(at_once=True)
    assert client.get(path).data == seen[-1]
    db.session.remove()
