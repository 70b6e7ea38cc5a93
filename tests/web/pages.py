"""Helpers of page tests: text, titles and queries of pages."""

import re
from contextlib import contextmanager
from datetime import datetime, timedelta

from sqlalchemy import event as sqlalchemy_event

from webinars.database import db
from webinars.timezones.schedule import Timed


def path_of(rule, slug="no-such-event", token="no-such-token"):
    """Return a path of a rule of the address map."""
    path = rule.rule.replace("<slug>", slug).replace("<token>", token)
    path = re.sub(
        "<int[^>]*>", "4711", path.replace("<filename>", "site.css").replace("<day>", "2026-03-01")
    )
    return re.sub(r"<string\(length=(\d+)\)[^>]*>", lambda length: "k" * int(length[1]), path)


@contextmanager
def statements():
    """Collect the statements sent to the database."""
    seen = []

    def note(_connection, _cursor, statement, *_rest):
        seen.append(statement)

    sqlalchemy_event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        sqlalchemy_event.remove(db.engine, "before_cursor_execute", note)


def at(*start, minutes=90, zone="Europe/Zurich"):
    begin = datetime(*start)
    return Timed(begin, begin + timedelta(minutes=minutes), zone)


def text_of(response):
    """Return the words of a page, without its markup, in one line."""
    main = response.text.partition("<main")[2].partition("</main>")[0]
    plain = re.sub(r"<svg.*?</svg>", " ", main, flags=re.S)
    return " ".join(re.sub(r"<[^>]+>", " ", plain).split())


def titles(response):
    return re.findall(r"<h3><a [^>]*><bdi>(.*?)</bdi></a></h3>", response.text)


def months(response):
    return re.findall(r'<h2 id="m[^"]*">(\w+) <span>(\d+)</span>', response.text)
