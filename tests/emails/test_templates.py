"""E-mails with the same values are rendered once, with the personal values of each recipient filled in."""

import pytest
from jinja2 import Environment, UndefinedError, nodes

from webinars import paths
from webinars.emails import templates
from webinars.emails.templates import PERSONAL, render, render_parts
from webinars.i18n import translator_for

FOLDER = paths.TEMPLATES / "emails"
HOSTILE = [
    "Ann",
    "<b>Ann</b> & 'Bob' \"Eve\"",
    "{{ manage_url }} {% raw %} %(name)s %s %",
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
    "colour": "#0055a8",
    "dark_colour": "#8fc7ff",
    "logo_url": "https://example.org/appearance/1.png",
    "contact_name": "Amira",
    "contact_email": "amira@example.org",
    "title": "Children & \ue000:name\ue001",
    "when": "Thursday",
    "places": "3 of 5 places are taken.",
    "status": "confirmed",
    "is_cancelled": False,
    "waiting": False,
    "registrations_url": "https://example.org/organise/events/1/registrations",
}


def test_every_email_equals_one_rendered_without_slots():
    for who in HOSTILE:
        values = SHARED | {"name": "Host", "who": who}

        assert render("organiser-registration", values) == render_parts(
            "organiser-registration", values
        )


def test_emails_with_the_same_values_are_rendered_once(monkeypatch):
    rendered = []
    real = templates.render_parts
    monkeypatch.setattr(
        templates, "render_parts", lambda *facts: rendered.append(facts) or real(*facts)
    )
    templates._rendered_pieces.cache_clear()

    for who in HOSTILE[:3]:
        render("organiser-registration", SHARED | {"name": who, "who": who})
    assert len(rendered) == 1
    render("organiser-registration", SHARED | {"name": "", "who": "Ann"})
    render("organiser-registration", SHARED | {"name": "Ann", "who": "Ann", "waiting": True})
    assert len(rendered) == 3
    render("organiser-registration", SHARED | {"name": "Ann", "who": "Ann", "places": "4 taken."})
    assert len(rendered) == 3


def test_unhashable_values_are_rendered_every_time():
    values = SHARED | {"name": "Host", "who": "Ann", "items": [{"a": 1}]}

    assert render("organiser-registration", values) == render_parts(
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
        "{% for character in name %}{{ character }}{% endfor %}",
        "{{ {name: 1} }}",
        "{{ name|upper }}",
        "{{ name|urlencode }}",
    ],
)
@pytest.mark.parametrize("escaping", [True, False])
def test_template_that_inspects_a_slot_raises(source, escaping):
    template = templates._environment(escaping=escaping).from_string(source)

    with pytest.raises((TypeError, UndefinedError)):
        templates._pieces(template.render(name=templates._Slot("name"), other="x"))


def _inspected(node):
    """Return the names whose values a node inspects; a loop may print one in each iteration."""
    inspected = node.iter if isinstance(node, nodes.For) else node
    if isinstance(inspected, nodes.Name):
        return [inspected]
    return list(inspected.find_all(nodes.Name))


def test_templates_inspect_no_personal_value():
    inspecting = (
        nodes.Filter,
        nodes.FilterBlock,
        nodes.Compare,
        nodes.Test,
        nodes.Getitem,
        nodes.For,
    )
    sources = {path: path.read_text() for path in FOLDER.rglob("*.*") if path.is_file()}
    inspected = {
        (path.name, name.name)
        for path, source in sources.items()
        for node in Environment().parse(source).find_all(inspecting)
        for name in _inspected(node)
    }

    assert len(sources) > 40
    assert {name for _, name in inspected} & PERSONAL == set()
    # Arguments of macros may be personal values under another name.
    macros = {"_macros.html", "_macros.txt", "_shared.jinja"}
    assert {name for file, name in inspected if file in macros} == {
        "direction",
        "event_time",
        "item",  # a document or a language
        "kind",
        "label",
        "line",
        "lines",
        "note_paragraphs",
        "row",  # a date of an event: its title, time and status
        "title",
    }
