"""Every sentence of the pages is translated, shown with two pseudo-languages, one of them right to left."""

import re

import pytest
from babel import Locale

from tests import pseudo
from tests.comments.leaving import act, answer, leave, stored
from tests.links import link_token
from webinars import paths
from webinars.database import transaction
from webinars.events.models import Event
from webinars.timezones.schedule import Month
from webinars.web.core import locale as core_locale
from webinars.web.organiser.accounts import DONE
from webinars.web.organiser.comments import DONE as COMMENTS_DONE

DATA = (
    "Webinars",
    "Qwxz",
    "Zkvq",
    "qwxz@example.org",
    "zkvq@example.org",
    "example.org",
    "events@example.org",
)


@pytest.fixture(scope="session")
def catalogues(tmp_path_factory):
    folder = tmp_path_factory.mktemp("translations")
    for tag in ("fr", "ar"):
        pseudo.catalogue(tag, folder)
    return folder


@pytest.fixture
def overrides(catalogues, monkeypatch):
    monkeypatch.setattr(paths, "TRANSLATIONS", catalogues)
    return {
        "LANGUAGES": ["en", "fr", "ar"],
        "BABEL_TRANSLATION_DIRECTORIES": str(catalogues),
        "SECURITY_CONTACT": "mailto:qwxz@example.org",
    }


@pytest.fixture
def pages(app, clock, site, make_event, make_series, make_registration):
    """Return the addresses of every page that a participant can meet, in several states."""
    series = make_series(name="Qwxz", description="Zkvq")
    fields = {"title": "Qwxz", "description": "Zkvq", "place": "Zkvq", "contact_name": "Qwxz"}
    event = make_event(**fields, contact_email="qwxz@example.org", series_id=series.id, capacity=1)
    off = make_event(
        **fields, when=Month(2027, 4, "Europe/Zurich"), contact_email="qwxz@example.org"
    )
    place = make_registration(event, name="Qwxz", email="qwxz@example.org", affiliation="Zkvq")
    waiting = make_registration(event, name="Zkvq", email="zkvq@example.org", affiliation="Zkvq")

    def own(purpose, registration):
        return link_token(purpose, registration.id)

    result, behind = own("manage", place), own("manage", waiting)
    asked = left_under(event)
    link = link_token("comment", asked.id)
    with transaction() as session:
        session.get_one(Event, off.id).accepts_comments = False
    return [
        "/",
        "/?past=1",
        "/?q=qwxz",
        "/?q=nothing",
        f"/events/{event.slug}",
        f"/events/{event.slug}-2",
        f"/events/{event.slug}/registrations",
        f"/events/{event.slug}/registrations/received",
        f"/events/{event.slug}/comments",
        f"/events/{event.slug}/comments/received",
        f"/events/{event.slug}-2/comments",
        f"/comments/{link}/erasure",
        "/comments/erased",
        f"/series/{series.slug}",
        f"/registrations/{result}",
        f"/registrations/{result}/details",
        f"/registrations/{result}/cancellation",
        f"/registrations/{result}/erasure",
        f"/registrations/{behind}",
        f"/join/{own('join', place)}",
        f"/join/{own('join', waiting)}",
        "/links",
        "/privacy",
        "/accessibility",
        "/sign-in",
        "/sign-in/unknown",
        "/nowhere",
    ]


def left_under(event):
    """Add comments in every state; return one with a published answer."""
    fields = {"name": "Qwxz", "email": "qwxz@example.org"}
    answered, mailed, gone = (leave(event, text=f"Zkvq {n}", **fields) for n in range(3))
    answer(event, answered, "Zkvq")
    answer(event, mailed, "Zkvq", on_page=False)
    act("remove", event, gone)
    leave(event, text="Zkvq", **fields)
    return stored(answered)


@pytest.mark.parametrize("tag", ["fr", "ar"])
def test_pages_of_comments_are_translated(clock, signed_in, make_event, tag):
    event, off = make_event(title="Qwxz"), make_event(title="Qwxz")
    asked = left_under(event)
    with transaction() as session:
        session.get_one(Event, off.id).accepts_comments = False
    work, left = f"/organise/events/{event.id}/comments", {}
    for address in (
        "/organise/events",
        *(f"{work}?done={done}&which=3" for done in sorted(COMMENTS_DONE)),
        *(f"{work}/{number}" for number in range(asked.id, asked.id + 4)),
        f"/organise/events/{off.id}/comments",
    ):
        shown = signed_in.get(address, headers={"Accept-Language": tag})
        assert shown.status_code == 200, address
        words = (*DATA, "Amira", "Haddad", *calendar_words(tag))
        left[address] = pseudo.unmarked(shown.text, *words)

    assert {address: words for address, words in left.items() if words} == {}


@pytest.mark.parametrize("tag", ["fr", "ar"])
def test_all_pages_are_translated(client, pages, tag):
    left = {}
    for address in pages:
        shown = client.get(address, headers={"Accept-Language": tag})
        assert shown.status_code < 500, address
        html = shown.get_data(as_text=True)
        assert f'lang="{tag}"' in html, address
        left[address] = pseudo.unmarked(without_zones(html), *DATA, *calendar_words(tag))

    assert {address: words for address, words in left.items() if words} == {}


@pytest.mark.parametrize("tag", ["fr", "ar"])
def test_pages_of_accounts_and_emails_are_translated(
    clock, signed_in, make_event, make_registration, cancel, tag
):
    event = make_event(title="Qwxz", capacity=1)
    for name in ("Qwxz", "Zkvq"):
        make_registration(event, name=name, email=f"{name}@example.org", affiliation="Zkvq")
    empty, over = make_event(title="Qwxz"), make_event(title="Qwxz")
    make_registration(over, name="Qwxz", email="qwxz@example.org", affiliation="")
    cancel(over)
    left = {}
    for address in (
        *(f"events/{item.id}/registrations?done=again" for item in (event, empty, over)),
        f"events/{event.id}/registrations?q=nobody&done=taken-back",
        f"events/{event.id}/registrations/1/cancellation",
        f"events/{event.id}/registrations/2/cancellation",
        *(f"events/{item.id}/emails?done=again" for item in (event, empty, over)),
        *(f"people?who=1&done={done}" for done in sorted(DONE)),
    ):
        shown = signed_in.get(f"/organise/{address}", headers={"Accept-Language": tag})
        assert shown.status_code == 200, address
        words = pseudo.unmarked(shown.text, *DATA, "Amira", "Haddad", "amira", *calendar_words(tag))
        left[address] = words
    table = signed_in.get(
        f"/organise/events/{event.id}/registrations.csv", headers={"Accept-Language": tag}
    ).text
    head = table.split("\r\n")[0].removeprefix("\ufeff").strip('"').split('","')

    assert {address: words for address, words in left.items() if words} == {}
    assert all(cell.startswith("⟦") for cell in head)


def test_page_has_direction_of_its_language(client, pages):
    html = client.get("/", headers={"Accept-Language": "ar"}).get_data(as_text=True)

    assert re.search(r'<html lang="ar" dir="rtl"', html)


def test_text_of_others_does_not_take_direction_of_the_page(client, pages):
    left = {}
    for address in pages:
        html = client.get(address).get_data(as_text=True)
        left[address] = pseudo.not_isolated(html, "Qwxz|Zkvq|qwxz@example.org|zkvq@example.org")

    assert {address: texts for address, texts in left.items() if texts} == {}


def test_text_of_others_does_not_take_direction_of_organiser_pages(
    signed_in, make_event, make_registration
):
    event = make_event(title="Qwxz", description="Zkvq", place="Zkvq", capacity=1)
    for name in ("Qwxz", "Zkvq"):
        make_registration(event, name=name, email=f"{name}@example.org", affiliation="Zkvq")
    left_under(event)
    left = {}
    for address in (
        "events",
        *(
            f"events/{event.id}/{page}"
            for page in ("edit", "registrations", "waiting-list", "comments", "messages")
        ),
        f"events/{event.id}/registrations/1/cancellation",
        f"events/{event.id}/cancellation",
    ):
        shown = signed_in.get(f"/organise/{address}")
        assert shown.status_code == 200, address
        left[address] = pseudo.not_isolated(shown.text, "Qwxz|Zkvq|(?:Qwxz|Zkvq|qwxz)@example.org")

    assert {address: texts for address, texts in left.items() if texts} == {}


def test_check_finds_untranslated_sentence():
    assert pseudo.unmarked("<p>⟦Kept ⟦apart⟧⟧</p><p title='Plain'>Forgotten 12</p>") == [
        "Plain",
        "Forgotten",
    ]


def calendar_words(tag: str) -> set[str]:
    """Return the words that CLDR gives for dates, and the names of the languages."""
    locale = Locale.parse(tag)
    words = set(core_locale.LANGUAGE_NAMES.values()) | {"UTC"}
    words |= {
        locale.languages[one] for one in core_locale.LANGUAGE_NAMES if one in locale.languages
    }
    for names in (locale.months, locale.days):
        for context in names.values():
            for width in context.values():
                for name in width.values():
                    words |= {part for part in re.split(r"[^\w.]+", name) if len(part) > 1}
    return words


def without_zones(html: str) -> str:
    """Leave out the long lists of zones, countries and languages: their names come from CLDR."""
    return re.sub(
        r'<select[^>]*name="(?:zone|fair_zone|embargo_zone|lives|country|language_[0-9])".*?</select>',
        "",
        html,
        flags=re.DOTALL,
    )
