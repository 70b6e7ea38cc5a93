"""Source checks, ruff bans and the template lint find what they are for; make check runs them."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tools import source_checks, template_lint


@pytest.mark.parametrize(
    ("rule", "source"),
    [
        (
            source_checks.names_are_cleaned_as_names,
            "said = clean_line(each.focal_name, longest=200)",
        ),
        (
            source_checks.only_the_guard_judges_addresses,
            'said = address.startswith(("http://", "//"))',
        ),
        (source_checks.only_the_guard_judges_addresses, 'said = address.partition("://")[2]'),
        (source_checks.only_the_guard_judges_addresses, 'said = scheme in {"http", "https"}'),
        (source_checks.only_the_guard_judges_addresses, 'said = re.match("https?://", address)'),
        (
            source_checks.redirects_lead_where_we_say,
            "def go(said):\n    return redirect(said, 303)",
        ),
        (source_checks.stored_text_is_no_template, "said = event.title.format(name=name)"),
        (
            source_checks.interfaces_query_through_features,
            "event = db.session().get(Event, event_id)",
        ),
        (
            source_checks.interfaces_query_through_features,
            "event = db.session.query(Event).first()",
        ),
        (source_checks.rows_are_locked_for_no_key_update, "select(Event).with_for_update()"),
        (
            source_checks.rows_are_locked_for_no_key_update,
            'text("SELECT 1 FROM events FOR UPDATE")',
        ),
        (source_checks.events_and_messages_are_locked_in_order, "for_update(select(Event.id))"),
        (
            source_checks.events_and_messages_are_locked_in_order,
            "for_update(queued(Message.id == 1))",
        ),
        (source_checks.events_and_messages_are_locked_in_order, "for_update(statement)"),
        (
            source_checks.events_and_messages_are_locked_in_order,
            "update(Message).values(body=None)",
        ),
        (source_checks.events_and_messages_are_locked_in_order, "delete(Message).where(mine)"),
    ],
)
def test_rule_reports(rule, source, tmp_path, monkeypatch):
    (tmp_path / "web").mkdir()
    (tmp_path / "web" / "door.py").write_text(source)
    monkeypatch.setattr(source_checks, "ROOT", tmp_path)
    monkeypatch.setattr(source_checks, "PACKAGE", tmp_path)

    assert len(rule()) == 1


@pytest.mark.parametrize(
    ("source", "code"),
    [
        ("import cachetools", "TID251"),
        ("import csv", "TID251"),
        ("import pytz", "TID251"),
        ("from pytz import timezone", "TID251"),
        ("from email.message import EmailMessage", "TID251"),
        ("from email.mime.text import MIMEText", "TID251"),
        ("from flask import render_template_string", "TID251"),
        ("from functools import cache", "TID251"),
        ("from functools import lru_cache", "TID251"),
        ("import datetime\nnow = datetime.datetime.now(datetime.UTC)", "TID251"),
        ("from datetime import date\ntoday = date.today()", "TID251"),
        ("import time\nseconds = time.monotonic()", "TID251"),
        ("from time import time", "TID251"),
        ("from urllib.parse import urlsplit", "TID251"),
        ("import urllib.parse\nparts = urllib.parse.urlparse(address)", "TID251"),
        ("from markupsafe import Markup\nhtml = Markup(name)", "S704"),
    ],
)
def test_ruff_reports_names_that_only_one_module_may_use(source, code):
    root = Path(__file__).resolve().parent.parent
    command = [sys.executable, "-m", "ruff", "check", "--select", code, "--output-format", "json"]

    result = subprocess.run(
        [
            *command,
            "--no-cache",
            "--stdin-filename",
            root / "webinars" / "events" / "rules.py",
            "-",
        ],
        input=source,
        capture_output=True,
        text=True,
        cwd=root,
        check=False,
    )

    assert {violation["code"] for violation in json.loads(result.stdout)} == {code}


def test_browser_queries_wait_for_the_page():
    tests = Path(__file__).parent / "browser"

    elsewhere = [
        path.name
        for path in tests.glob("*.py")
        if path.name != "page_checks.py"
        and re.search(r"Axe\(|scrollWidth|best-practice", path.read_text())
    ]

    assert elsewhere == []


def test_unneeded_exception_is_reported(tmp_path, monkeypatch):
    monkeypatch.setattr(source_checks, "PACKAGE", tmp_path)

    assert len(source_checks.exceptions_are_needed()) == len(source_checks.ADDRESSES_OF_OTHERS)


@pytest.mark.parametrize(
    ("source", "fault"),
    [
        ("<p>Hello world</p>", "“Hello world” is not passed through gettext"),
        ('<p>{{ _("Hello") }} there</p>', "“… there” is not passed through gettext"),
        ('<img alt="A picture">', "“A picture” is not passed through gettext"),
        ('<p style="color: red">', "<p> is styled inline"),
        ('<p onclick="x">', "<p> has a script in onclick"),
        ("<script>x</script>", "a script stands in the page"),
        ("{{ x|safe }}", "line 1: the filter safe lets markup through"),
        (
            "{% autoescape false %}{{ x }}{% endautoescape %}",
            "line 1: autoescape is not switched off in a template",
        ),
        ("\n" + "·" * 161, "line 2 has 161 characters, more than 160"),
    ],
)
def test_template_lint_reports(source, fault):
    assert template_lint.faults_in(source) == [fault]


@pytest.mark.parametrize(
    "source",
    [
        '<p{% if a %} class="b"{% endif %}>{{ c }}</p>',
        "{% trans %}Hello you{% endtrans %}",
        "<code>webinars check</code> · {{ n }} × 3",
        '{% set hint %}{{ id }}-hint{% endset %}<input aria-describedby="{{ hint }}">',
        '<script type="application/ld+json">{{ data|tojson }}</script>',
        "·" * 160,
    ],
)
def test_template_lint_accepts(source):
    assert template_lint.faults_in(source) == []
