"""A small installation in which everyone owns rows, and all private fields contain canary words.

Amira and Bo announce events, Chipo administrates; Wanjiru is registered at Amira's event, Xenia at Bo's,
Yusuf at both. What is not for others' eyes is spelled "canary" and the name of its field, so a search for
one word tells what got out, and "canary" is a fair thing to search for on the pages themselves.
"""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from alembic.script import ScriptDirectory
from sqlalchemy import text

from tests.conftest import NOON, Browser, make_app
from tests.links import link_token
from tests.security import founding
from tests.security.words import DRAFT, PUBLISHED, PURPOSES, REGISTRANT, SUBSCRIBER, canary
from tests.web.conftest import token_of
from webinars import paths
from webinars.accounts.sign_in_links import issue_sign_in_token
from webinars.database import Base, db, transaction
from webinars.events.roles import Role
from webinars.registrations.models import Registration
from webinars.registrations.organiser.attendance import mark_present
from webinars.registrations.personal_calendar.calendars import get_or_create_calendar
from webinars.registrations.registrant.details_change import change_details
from webinars.timezones import clock


@dataclass(frozen=True)
class Subject:
    """Values for the address of a route."""

    slug: str
    series: str
    series_id: int
    event_id: int
    registration_id: int
    message_id: int
    organiser_id: int
    question_id: int = 0
    invitee_id: int = 0
    delegation_id: int = 0
    nomination_id: int = 0
    comment_id: int = 0
    event_message_id: int = 0
    bulk_action_id: int = 0
    subscription_id: int = 0
    poll_id: int = 0
    option_id: int = 0
    participant_id: int = 0
    document_id: int = 0
    version_id: int = 0
    upload_key: str = ""
    symbol: str = ""


@dataclass(frozen=True, eq=False)
class Person:
    """A person with the cookie of their browser and its CSRF token."""

    name: str
    cookie: str
    token: str
    links: dict[str, str] = field(default_factory=dict)


@contextmanager
def founded(folder: Path, **settings: object) -> Iterator["World"]:
    """Return an installation with these settings and a stopped clock."""
    clock.stop(NOON)
    app = make_app(
        folder,
        **{
            "FORMS_LIMIT": "1000000 per minute",
            "DOCUMENT_ZIPS_LIMIT": "1000000 per minute",
            "SECURITY_CONTACT": "sec@example.org",
        }
        | settings,
    )
    with app.app_context():
        world = World(app, folder)
        yield world
        world.close()
    clock.go()


class World:
    """The installation and its people; restore() undoes the changes of a request."""

    def __init__(self, app, folder: Path) -> None:
        self.app = app
        app.test_client_class = Browser
        self.browser = app.test_client(use_cookies=False)
        self.path = Path(db.engine.url.database)
        self.site = app.extensions["site"]
        self._build()
        self._people()
        db.session.remove()
        db.engine.dispose()
        self.kept = folder / "pristine.db"
        with sqlite3.connect(self.path) as live, sqlite3.connect(self.kept) as result:
            live.backup(result)
        live.close()
        result.close()
        self.before = self.dump()
        # Detects at low cost whether anything was written.
        self.watch = sqlite3.connect(self.path, isolation_level=None)
        self.seen = self.watch.execute("PRAGMA data_version").fetchone()

    def close(self) -> None:
        """Close the database connections."""
        self.watch.close()
        db.session.remove()
        db.engine.dispose()

    def ask(self, person: Person, method: str, path: str, **fields):
        """Send a request as a person; a POST has their CSRF token unless data is given."""
        headers = {"Cookie": person.cookie, **fields.pop("headers", {})}
        if method == "POST":
            fields.setdefault("data", {"csrf_token": person.token})
        return self.browser.open(path, method=method, headers=headers, buffered=True, **fields)

    def dump(self) -> str:
        """Return all stored rows except cached ones."""
        with sqlite3.connect(self.path) as live:
            lines = [line for line in live.iterdump() if 'INTO "calendar_fragments"' not in line]
        live.close()
        return "\n".join(line for line in lines if 'INTO "sqlite_sequence"' not in line)

    def has_changed(self) -> bool:
        """Return whether any stored row has changed."""
        version = self.watch.execute("PRAGMA data_version").fetchone()
        if version == self.seen:
            return False
        self.seen = version
        return self.dump() != self.before

    def restore(self) -> None:
        """Restore the initial database."""
        db.session.remove()
        db.engine.dispose()
        with sqlite3.connect(self.kept) as result, sqlite3.connect(self.path) as live:
            live.execute("PRAGMA synchronous=OFF")
            result.backup(live)
        live.close()
        result.close()
        self.seen = self.watch.execute("PRAGMA data_version").fetchone()

    def path_of(self, rule, about: Subject, token: str = "") -> str:
        """Return the path of a rule for a subject; an unknown argument fails the test."""
        is_series = "/series/" in rule.rule
        values = {
            "slug": about.series if is_series else about.slug,
            "token": token,
            "filename": "report.pdf" if "version_id" in rule.arguments else "site.css",
            "day": "2099-01-01",  # is asked for again: a page of a former day is tested elsewhere
            "event_id": about.event_id,
            "series_id": about.series_id,
            "registration_id": about.registration_id,
            "message_id": about.message_id,
            "organiser_id": about.organiser_id,
            "question_id": about.question_id,
            "invitee_id": about.invitee_id,
            "delegation_id": about.delegation_id,
            "nomination_id": about.nomination_id,
            "comment_id": about.comment_id,
            "event_message_id": about.event_message_id,
            "bulk_action_id": about.bulk_action_id,
            "subscription_id": about.subscription_id,
            "poll_id": about.poll_id,
            "option_id": about.option_id,
            "participant_id": about.participant_id,
            "document_id": about.document_id,
            "version_id": about.version_id,
            "upload_key": about.upload_key,
            "symbol": about.symbol,
            "name": "report.pdf",
        }
        return re.sub(r"<(?:[^:<>]+:)?(\w+)>", lambda result: str(values[result[1]]), rule.rule)

    # --- Content of the installation

    def _build(self) -> None:
        Base.metadata.create_all(db.engine)
        with transaction() as session:
            session.execute(text("CREATE TABLE alembic_version (version_num VARCHAR(32))"))
            for head in ScriptDirectory(str(paths.MIGRATIONS)).get_heads():
                session.execute(text("INSERT INTO alembic_version VALUES (:v)"), {"v": head})
            self.admin_row = founding.organiser(session, "chipo@example.org", "Chipo", admin=True)
            self.a_row = founding.organiser(session, "amira@example.org", "Amira Haddad")
            self.b_row = founding.organiser(
                session, f"{canary('organiseremail')}@example.org", canary("organisername")
            )
            self.viewer_row, self.check_in_row, self.registrations_row, self.editor_row = (
                founding.organiser(session, f"{name.lower()}@example.org", name)
                for name in ("Zola", "Kofi", "Thandi", "Efua")
            )
            session.flush()
            self.a_draft = founding.event(session, self.site, self.a_row, "Amira's draft")
            self.a_event = founding.event(
                session, self.site, self.a_row, "Amira's event", public=True
            )
            self.b_draft = founding.event(
                session, self.site, self.b_row, canary("drafttitle"), **DRAFT
            )
            self.b_event = founding.event(
                session, self.site, self.b_row, "Bo's event", public=True, **PUBLISHED
            )
            founding.hold_again(session, self.site, self.a_row, self.a_event, self.a_draft)
            founding.hold_again(session, self.site, self.b_row, self.b_event, self.b_draft)
            for event in (self.b_draft, self.b_event):
                founding.member(session, event, self.viewer_row, Role.VIEWER)
                founding.member(session, event, self.check_in_row, Role.CHECK_IN)
            founding.designed(session, self.a_draft, "plain")
            founding.designed(session, self.b_draft, canary("draft"))
            self.wanjiru = founding.place(session, self.a_event, "wanjiru@example.com", "Wanjiru")
            self.yusuf_at_a = founding.place(session, self.a_event, "yusuf@example.com", "Yusuf")
            self.yusuf = founding.place(session, self.b_event, "yusuf@example.com", "Yusuf")
            self.xenia = founding.place(
                session,
                self.b_event,
                REGISTRANT["email"],
                REGISTRANT["name"],
                affiliation=REGISTRANT["affiliation"],
                timezone=REGISTRANT["timezone"],
                language=REGISTRANT["language"],
            )
            self.xenia.internal_note = REGISTRANT["internal_note"]
            for place, address in (
                (self.wanjiru, "wanjiru.new@example.com"),
                (self.xenia, REGISTRANT["new_email"]),
            ):
                change_details(
                    session, place.id, name=place.name, email=address, timezone=place.timezone,
                    affiliation=place.affiliation, language=place.language,
                )  # fmt: skip
            founding.member_of_series(session, self.b_event, self.check_in_row, Role.CHECK_IN)
            for event in (self.b_draft, self.b_event):
                founding.member_of_series(
                    session, event, self.registrations_row, Role.REGISTRATIONS
                )
                founding.member_of_series(session, event, self.editor_row, Role.EDITOR)
            mark_present(
                session,
                event_id=self.b_event.id,
                registration_id=self.xenia.id,
                organiser_id=self.check_in_row.id,
            )
            founding.refused_with_a_note(session, self.xenia, "canary")
            founding.replied(session, self.wanjiru, "plain")
            founding.replied(session, self.xenia, "canary")
            self.a_message = founding.failed(session, self.a_event, self.wanjiru, "plain")
            self.b_message = founding.failed(session, self.b_event, self.xenia, "canary")
            a_file = founding.filed(session, self.a_event, self.wanjiru, "plain")
            b_file = founding.filed(session, self.b_event, self.xenia, "canary")
            session.flush()
            self.asked = {
                self.wanjiru.id: founding.asked(session, self.a_event, "plain"),
                self.yusuf.id: founding.asked(session, self.b_event, "guest"),
                self.xenia.id: founding.asked(session, self.b_event, "canary"),
            }
            self.calendars = {
                place.id: get_or_create_calendar(session, place.id)
                for place in (self.wanjiru, self.yusuf, self.xenia)
            }
            self.date_rows = {
                place.id: founding.takes_all_dates(session, event, place)
                for event, place in (
                    (self.a_event, self.wanjiru),
                    (self.b_event, self.yusuf),
                    (self.b_event, self.xenia),
                )
            }
            self.comments = {
                place.id: founding.heard(session, event, place, word)
                for event, place, word in (
                    (self.a_event, self.wanjiru, "plain"),
                    (self.b_event, self.yusuf, "guest"),
                    (self.b_event, self.xenia, "canary"),
                )
            }
            self.subscriptions = {
                place.id: founding.subscribed(session, event, *subscriber)
                for event, place, *subscriber in (
                    (self.a_event, self.wanjiru, "wanjiru@example.com"),
                    (self.b_event, self.yusuf, "yusuf@example.com"),
                    (self.b_event, self.xenia, SUBSCRIBER["email"], SUBSCRIBER["timezone"]),
                )
            }
            self.polled = {
                place.id: founding.polled(session, event, word)
                for event, place, word in (
                    (self.a_event, self.wanjiru, "plain"),
                    (self.b_event, self.yusuf, "guest"),
                    (self.b_event, self.xenia, "canary"),
                )
            }
            self.documents = {
                event.id: founding.documented(session, event, title)
                for event, title in (
                    (self.a_event, "Amira's event"),
                    (self.a_draft, "Amira's draft"),
                    (self.b_event, "Bo's event"),
                    (self.b_draft, canary("documenttitle")),
                )
            }
            self.canary_subscriber_id = self.subscriptions[self.xenia.id][1]
            self.of_a = self._subject(
                self.a_event, self.wanjiru, self.a_message, self.a_row, a_file,
                *self.asked[self.wanjiru.id], founding.left(session, self.a_event, "plain"),
                founding.wrote(session, self.a_event, "plain"),
                founding.chose(session, self.a_event, self.wanjiru),
                self.subscriptions[self.wanjiru.id][0],
                *self.polled[self.wanjiru.id],
            )  # fmt: skip
            self.of_b = self._subject(
                self.b_event, self.xenia, self.b_message, self.b_row, b_file,
                *self.asked[self.xenia.id], founding.left(session, self.b_event, "canary"),
                founding.wrote(session, self.b_event, "canary"),
                founding.chose(session, self.b_event, self.xenia),
                self.subscriptions[self.xenia.id][0],
                *self.polled[self.xenia.id],
            )  # fmt: skip
            self.of_a_draft = self._subject(self.a_draft, self.wanjiru, self.a_message, self.a_row)
            self.of_b_draft = self._subject(self.b_draft, self.xenia, self.b_message, self.b_row)

    def _subject(self, event, place, message, organiser, *numbers) -> Subject:
        return Subject(
            event.slug,
            event.series_slug,
            event.series_id,
            event.id,
            place.id,
            message.id,
            organiser.id,
            *numbers,
            **self.documents[event.id],
        )

    def _people(self) -> None:
        self.anonymous = self._person("anonymous")
        self.registrant = self._person("registrant", self.wanjiru, self.wanjiru)
        self.other = self._person("other registrant", self.yusuf, self.wanjiru, forged=True)
        self.a = self._person("organiser A", signed_in_as=self.a_row)
        self.b = self._person("organiser B", signed_in_as=self.b_row)
        self.admin = self._person("administrator", signed_in_as=self.admin_row)
        self.viewer = self._person("viewer of B's events", signed_in_as=self.viewer_row)
        self.check_in = self._person("check-in at B's events", signed_in_as=self.check_in_row)
        self.registrations = self._person(
            "registrations of B's series", signed_in_as=self.registrations_row
        )
        self.editor = self._person("editor of B's series", signed_in_as=self.editor_row)
        self.yusuf_at_b = self._person("guest of B's event", self.yusuf)
        self.xenia_herself = self._person("registrant of B's event", self.xenia)
        self.everyone = (
            self.anonymous, self.registrant, self.other, self.a, self.b, self.admin
        )  # fmt: skip
        with transaction() as session:
            self.sign_in_secret = issue_sign_in_token(session, session.merge(self.a_row))

    def _person(self, name, own=None, about=None, forged=False, signed_in_as=None) -> Person:
        browser = self.app.test_client()
        if signed_in_as is not None:
            with transaction() as session:
                secret = issue_sign_in_token(session, session.merge(signed_in_as))
            path = f"/sign-in/{secret}"
            answer = browser.post(path, data={"csrf_token": token_of(browser.get(path))})
            assert answer.status_code == 303
        token = token_of(browser.get("/links"))
        cookie = "; ".join(f"{one.key}={one.value}" for one in browser._cookies.values())
        links = {}
        if own is not None:
            links = {purpose: self.link(purpose, own) for purpose in PURPOSES}
        if forged:
            # A person who combines their own link with half of another.
            links = {
                purpose: self.link(purpose, about)[:20] + item[20:]
                for purpose, item in links.items()
            }
        return Person(name, cookie, token, links)

    def link(self, purpose: str, place: Registration) -> str:
        """Return the token that opens the pages of a purpose for a registration."""
        if purpose in {"invitee", "delegation"}:
            invitee_id, delegation_id, _named = self.asked[place.id]
            row_id = invitee_id if purpose == "invitee" else delegation_id
            return link_token(purpose, row_id)
        if purpose in {"poll", "poll-entry"}:
            poll_id, _option_id, participant_id = self.polled[place.id]
            return link_token(purpose, participant_id if purpose == "poll" else poll_id)
        if purpose == "document":
            return link_token(purpose, self.documents[place.event_id]["document_id"])
        if purpose == "comment":
            left = self.comments[place.id]
            return link_token(purpose, left.id)
        if purpose in {"subscriber", "end-subscription"}:
            return link_token(purpose, self.subscriptions[place.id][1])
        if purpose == "calendar":
            made = self.calendars[place.id]
            return link_token(purpose, made.id)
        if purpose == "dates":
            return link_token(purpose, self.date_rows[place.id])
        return link_token(purpose, place.id)
