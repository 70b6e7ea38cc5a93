"""What many are told is rendered once, and each one's own values stand in it as if it had been rendered for them."""

import pytest
from jinja2 import Environment, UndefinedError, nodes

from webinars import paths
from webinars.emails import templates
from webinars.emails.batch import Batch
from webinars.emails.templates import OWN, render
from webinars.i18n import translator_for

FOLDER = paths.TEMPLATES / "mail"
HOSTILE = [
    "Ann",
    "<b>Ann</b> & 'Bob' \"Eve\"",
    "{{ own_url }} {% raw %} %(name)s %s %",
    "\ue000:name\ue001",
    "آن \u2068x\u2069",
]
SHARED = {
    "_": translator_for("en"),
    "ngettext": translator_for("en").plural,
    "language": "en",
    "direction": "ltr",
    "site_name": "Webinars",
    "sender_name": "Geneva <Forum>",
    "contact_name": "Amira",
    "contact_email": "amira@example.org",
    "title": "Children & \ue000:name\ue001",
    "when": "Thursday",
    "held": 3,
    "capacity": 5,
    "status": "confirmed",
    "gone": False,
    "waiting": False,
    "requires_approval": False,
    "people_url": "https://example.org/organise/events/1/registrations",
}


@pytest.fixture
def once(session, site):
    return Batch(session, site).once


def plainly(folder, values):
    return tuple(templates.template(folder, part).render(values) for part in templates.PARTS)


def test_each_letter_is_as_if_it_had_been_rendered_for_its_person(once):
    for who in HOSTILE:
        values = SHARED | {"name": "Host", "who": who}

        assert render("organiser-registration", values, once) == plainly(
            "organiser-registration", values
        )


def test_three_letters_that_say_the_same_are_rendered_once(once, monkeypatch):
    rendered = []
    real = templates._rendered
    monkeypatch.setattr(
        templates, "_rendered", lambda *facts: rendered.append(facts) or real(*facts)
    )

    for who in HOSTILE[:3]:
        render("organiser-registration", SHARED | {"name": who, "who": who}, once)
    assert len(rendered) == 1
    render("organiser-registration", SHARED | {"name": "", "who": "Ann"}, once)
    render("organiser-registration", SHARED | {"name": "Ann", "who": "Ann", "held": 4}, once)
    assert len(rendered) == 3


def test_what_cannot_be_remembered_is_rendered_each_time(once):
    values = SHARED | {"name": "Host", "who": "Ann", "items": [{"a": 1}]}

    assert render("organiser-registration", values, once) == plainly(
        "organiser-registration", values
    )


@pytest.mark.parametrize(
    "source",
    [
        "{{ name == 'Ann' }}",
        "{{ name != other }}",
        "{{ name < 'B' }}",
        "{{ name in ['Ann'] }}",
        "{{ name in 'Annabel' }}",
        "{{ name[:2] }}",
        "{{ name|length }}",
        "{{ name + '!' }}",
        "{{ name * 2 }}",
        "{{ name|first }}",
        "{{ name|sort }}",
        "{{ name.upper() }}",
        "{% for letter in name %}{{ letter }}{% endfor %}",
        "{{ {name: 1} }}",
        "{{ name|upper }}",
        "{{ name|urlencode }}",
    ],
)
@pytest.mark.parametrize("escaping", [True, False])
def test_a_template_that_looks_into_a_slot_is_found(source, escaping):
    found = templates._templates(escaping=escaping).from_string(source)

    with pytest.raises((TypeError, UndefinedError)):
        templates._pieces(found.render(name=templates._Slot("name"), other="x"))


def _asked(look):
    """Return the names whose values a template looks into; a loop may print one in each of its rounds."""
    seen = look.iter if isinstance(look, nodes.For) else look
    return [seen] if isinstance(seen, nodes.Name) else list(seen.find_all(nodes.Name))


def test_our_templates_look_into_nothing_that_is_one_person_s_own():
    looking = (nodes.Filter, nodes.FilterBlock, nodes.Compare, nodes.Test, nodes.Getitem, nodes.For)
    sources = {path: path.read_text() for path in FOLDER.rglob("*.*") if path.is_file()}
    asked = {
        (path.name, name.name)
        for path, source in sources.items()
        for look in Environment().parse(source).find_all(looking)
        for name in _asked(look)
    }

    assert len(sources) > 50
    assert {name for _, name in asked} & OWN == set()
    # What its macros are given by any name may be a person's own.
    assert {name for file, name in asked if file == "parts.html"} == {
        "direction",
        "moment",
        "lines",
    }
