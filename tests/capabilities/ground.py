"""An installation of its own with subjects of every purpose, made, ended and asked by the product's own actions."""

from dataclasses import replace as changed
from datetime import datetime

from sqlalchemy import inspect, text

from webinars.access import delegations, invitees
from webinars.access.models import Invitee
from webinars.accounts import organisers as people
from webinars.accounts import sign_in_links
from webinars.accounts.models import Organiser
from webinars.capabilities.link_purposes import SUBJECTS, Purpose
from webinars.capabilities.link_resolution import resolve_token
from webinars.capabilities.live_links import LiveLinks
from webinars.comments import moderation
from webinars.comments import submission as comments
from webinars.database import Base, db, transaction
from webinars.events import creation, lifecycle
from webinars.events.details import EventDetails
from webinars.events.enums import AccessMode
from webinars.events.models import Event
from webinars.events.settings.registration_settings import change_settings, settings_of
from webinars.installation.site_source import SiteSource
from webinars.registrations import new_registration
from webinars.registrations.organiser import delegate_list
from webinars.registrations.personal_calendar import calendars
from webinars.registrations.registrant import details_change
from webinars.security.email_addresses import normalize_address
from webinars.timezones.schedule import Timed

WHEN = Timed(datetime(2027, 7, 16, 15), datetime(2027, 7, 16, 16, 30), "Europe/Zurich")
PERSON = {"affiliation": "", "timezone": "Africa/Nairobi", "language": "en"}


class Ground:
    """One installation: what the actions do to it, which tokens were given out, and what each opens."""

    def __init__(self, app):
        self.app = app
        self.organisers = 0

    # --- Subjects, each by the product's own action; the id is returned

    def organiser(self):
        self.organisers += 1
        with transaction() as session:
            # Someone else is an administrator, so that this one may be disabled.
            email = f"organiser{self.organisers}@example.org"
            made = people.add_organiser(session, email=email, timezone="Europe/Zurich")
            session.flush()
            return made.id

    def event(self, organiser_id, *, public=True):
        with transaction() as session:
            details = EventDetails(title="Children deprived of liberty", when=WHEN, cities=("GVA",))
            organiser = session.get_one(Organiser, organiser_id)
            event = creation.create_event(
                session, organiser=organiser, details=details, site=self.site
            )
            event.reminders, event.accepts_delegations = [], True
            if public:
                lifecycle.publish_event(session, event.id, self.site)
            return event.id

    def register(self, event_id, email):
        with transaction() as session:
            made = new_registration.register_attendee(
                session, event_id=event_id, name="Ann", email=email, **PERSON
            )
            session.flush()
            return made.id

    def invite(self, event_id, email):
        with transaction() as session:
            results = [invitees.Recipient("Ann", email)]
            invitees.send_invitations(session, event_id=event_id, people=results, language="en")
            return session.query(Invitee.id).filter_by(event_id=event_id, address=email).scalar()

    def delegate(self, event_id, email, name):
        with transaction() as session:
            made = delegations.add_delegation(
                session, event_id=event_id, name=name, focal_name="Focal", focal_email=email,
                quota=None, language="en",
            )  # fmt: skip
            return made.id

    def comment(self, event_id, email, words):
        with transaction() as session:
            made = comments.submit_comment(
                session, event_id=event_id, name="Ann", email=email, text=words, language="en"
            )
            session.flush()
            moderation.publish_comment(session, event_id=event_id, comment_id=made.id)
            return made.id

    def calendar(self, registration_id, *, renew=False):
        with transaction() as session:
            return calendars.get_or_create_calendar(session, registration_id, renew=renew).id

    def new_address(self, registration_id, email):
        self.do(details_change.change_details, registration_id, name="Ann", email=email, **PERSON)

    def secret_link(self, event_id, *, renew=False):
        with transaction() as session:
            event = session.get_one(Event, event_id)
            result = changed(
                settings_of(event), access_mode=AccessMode.SECRET_LINK, renews_link=renew
            )
            change_settings(
                session,
                event_id,
                registration_settings=result,
                revision=event.revision,
                site=self.site,
            )

    def sign_in(self, organiser_id):
        with transaction() as session:
            return sign_in_links.issue_sign_in_token(
                session, session.get_one(Organiser, organiser_id)
            )

    # --- What is done to them

    def do(self, action, *args, **named):
        with transaction() as session:
            action(session, *args, **named)

    def delete(self, table, number):
        """Delete a row as nothing in the product does, and all that refers to it and would keep it."""
        with transaction() as session:
            if table == "registrations":
                for child in ("invitees", "nominations", "replies", "invitations"):
                    session.execute(
                        text(f"DELETE FROM {child} WHERE registration_id = :n"), {"n": number}
                    )
            session.execute(text(f"DELETE FROM {table} WHERE id = :n"), {"n": number})

    def forget_ids(self, *tables):
        """Make the database reuse ids, as if AUTOINCREMENT were missing."""
        numbered = [
            one.name
            for one in Base.metadata.sorted_tables
            if "id" in one.c and one.c.id.autoincrement is not False
        ]
        with transaction() as session:
            for table in tables or set(numbered) - {"event_changes", "appearances"}:
                if db.engine.dialect.name == "sqlite":
                    session.execute(
                        text("UPDATE sqlite_sequence SET seq = 0 WHERE name = :t"), {"t": table}
                    )
                else:
                    last = f"(SELECT coalesce(max(id), 0) + 1 FROM {table})"
                    session.execute(text(f"SELECT setval('{table}_id_seq', {last}, false)"))

    def rotate_key(self, key):
        """Sign with a new key, and accept the earlier ones."""
        self.site = changed(self.site, keys=(key, *self.site.keys))

    def forget_old_keys(self):
        self.site = changed(self.site, keys=self.site.keys[:1])

    @property
    def site(self):
        return self.app.extensions["site"]

    @site.setter
    def site(self, site):
        self.app.extensions |= {"site": site, "site_source": SiteSource(site)}

    # --- Tokens, as e-mails carry them, and what they open

    def token(self, purpose, subject_id, address=""):
        with transaction() as session:
            links = LiveLinks(session, self.site.keys)
            if purpose is Purpose.REPLY:
                token = links.reply_token(subject_id, address)
            else:
                token = links.token(purpose, subject_id)
            links.record_tokens()
            return token

    def opens(self, purpose, token):
        """Return the subject that a token opens, and the holder it was made for; None if nothing."""
        db.session.rollback()
        result = resolve_token(db.session(), purpose, token)
        if result is None or not self._is_there(purpose, result.subject_id):
            return None
        return result.subject_id, result.holder

    def opened(self, tokens):
        """Return the subject that each of some tokens opens."""
        return {
            token: result[0] if (result := self.opens(purpose, token)) else None
            for token, (purpose, _subject) in tokens.items()
        }

    def _is_there(self, purpose, number):
        table = Base.metadata.tables["capabilities"].c[SUBJECTS[purpose]]
        [key] = table.foreign_keys
        query = text(f"SELECT 1 FROM {key.column.table.name} WHERE id = :n")
        return db.session.execute(query, {"n": number}).first() is not None

    def place(self, number):
        """Return what is stored of a registration's addresses."""
        return self._places("id", number)[0]

    def places(self, event_id):
        """Return what is stored of the registrations of an event that nobody had erased."""
        return [place for place in self._places("event_id", event_id) if not place["erased"]]

    def _places(self, column, number):
        query = text(
            "SELECT id, address, new_email, erased_at, status FROM registrations"
            f" WHERE {column} = :n ORDER BY id"
        )
        with transaction() as session:
            rows = session.execute(query, {"n": number}).all()
        return [
            {
                "id": row[0],
                "address": row[1],
                "new": row[2],
                "erased": bool(row[3]),
                "status": row[4],
            }
            for row in rows
        ]

    def named(self, delegation_id):
        """Return the addresses that a delegation has named, as its focal point is shown them."""
        with transaction() as session:
            people = delegate_list.delegates(session, delegation_id)
        return {normalize_address(person.email) for person in people if person.is_named}

    def has(self, table, number, address):
        """Check if a row is there that still belongs to an address."""
        column = "email" if table == "comments" else "address"
        query = text(f"SELECT {column} FROM {table} WHERE id = :n")
        with transaction() as session:
            return session.execute(query, {"n": number}).scalar() == address

    def clear(self):
        """Delete every row, and go on counting."""
        db.session.rollback()
        with transaction() as session:
            there = set(inspect(session.connection()).get_table_names())
            for table in reversed(Base.metadata.sorted_tables):
                if table.name in there and table.name != "event_changes":
                    session.execute(table.delete())
