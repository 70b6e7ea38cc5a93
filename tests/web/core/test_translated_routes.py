"""The page of every route is translated, also of routes added later."""

import re
from itertools import chain

import pytest

from tests import pseudo
from tests.security.pages import pages, pages_while_offered
from tests.security.world import founded
from tests.web.core.test_translated_pages import calendar_words, without_zones
from webinars import paths

PEOPLE = (
    "Amira Haddad",
    "Amira",
    "amira",
    "Wanjiru",
    "wanjiru",
    "Chipo",
    "chipo",
    "Yusuf",
    *chain.from_iterable((name, name.lower()) for name in ("Zola", "Kofi", "Thandi", "Efua")),
    "yusuf",
    "Zola",
    "zola",
    "Kofi",
    "kofi",
)
EVENTS = (
    "Amira's event",
    "Amira's draft",
    "Bo's event",
    "Series of",
    "The desk",
    "desk",
    ", once more",
)
ASKED = ("Letter", "Why?", "Other", "report.pdf", ".pdf", "PDF", "EN", "FR")
SHAPES = ("Webinars", "https://", "example.org", "example.com", "example")
# How announcements are written in three languages: examples of what is read, for nobody to translate.
SAMPLES = (
    "Friday",
    "October",
    "Vienna",
    "April",
    "GVA",
    "NY",
    "vendredi",
    "juillet",
    "heure de Genève",
)
# What everyone typed begins with one of these.
TYPED = ("plain", "guest", "canary")
# Placeholders of messages, and previews of e-mails in the language of their recipient.
VERBATIM = re.compile(r"<code[^>]*>{.*?</code>|<(h3|p)[^>]* lang=\"en\">.*?</\1>", re.DOTALL)
LEAST_PAGES = 50


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    """Return an installation with data of every account, in pseudo-languages."""
    folder, catalogues = tmp_path_factory.mktemp("world"), tmp_path_factory.mktemp("catalogues")
    for tag in ("fr", "ar"):
        pseudo.catalogue(tag, catalogues)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(paths, "TRANSLATIONS", catalogues)
        settings = {
            "LANGUAGES": ["en", "fr", "ar"],
            "BABEL_TRANSLATION_DIRECTORIES": str(catalogues),
        }
        with founded(folder, **settings) as world:
            yield world


@pytest.mark.parametrize("tag", ["fr", "ar"])
def test_page_of_every_route_is_translated(world, tag):
    left, shown = {}, 0
    for person, path in chain(pages(world), pages_while_offered(world)):
        answer = world.ask(person, "GET", path, headers={"Accept-Language": tag})
        if answer.mimetype != "text/html" or answer.status_code == 303:
            continue
        shown += 1
        assert f'lang="{tag}"' in answer.text, path
        html = VERBATIM.sub("", without_zones(answer.text))
        html = re.sub(rf"\b({'|'.join(TYPED)})\w*", "", html)
        words = pseudo.unmarked(
            html, *PEOPLE, *EVENTS, *ASKED, *SHAPES, *SAMPLES, *calendar_words(tag)
        )
        if words:
            left[path] = words

    assert left == {}
    assert shown >= LEAST_PAGES
