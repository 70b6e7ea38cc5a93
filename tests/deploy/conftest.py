"""Fixtures of deploy/: the shipped service behind the shipped proxy."""

import time
from contextlib import contextmanager
from email import message_from_bytes, policy

import pytest

from tests.conftest import SUMMER, make_app
from tests.deploy.shipped import SECONDS, free_port, nginx, service, settings
from webinars.accounts.organisers import add_organiser
from webinars.database import db, transaction
from webinars.events.creation import create_event
from webinars.events.details import EventDetails
from webinars.events.lifecycle import publish_event

KEY = "a key that is only good for tests, and long"


class Site:
    """An installation made from deploy/, with a published event."""

    def __init__(self, folder, database_url):
        self.folder, self.mail = folder, folder / "mail"
        self.settings = settings(
            WEBINARS_DATA_DIR=str(folder / "var"),
            WEBINARS_DATABASE_URL=database_url,
            WEBINARS_SMTP_URL=f"file://{self.mail}",
            WEBINARS_SECRET_KEY=KEY,
        )
        (folder / "var").mkdir(exist_ok=True)

    @contextmanager
    def running(self):
        """Run the service and the proxy; yield the proxy and the service's process."""
        port = free_port()
        with service(self.settings, port) as process:
            self.slug = self._announce()
            with nginx(self.folder / "nginx", port) as proxy:
                yield proxy, process

    def _announce(self):
        settings = {name.removeprefix("WEBINARS_"): value for name, value in self.settings.items()}
        app = make_app(self.folder, **settings | {"TRUSTED_PROXIES": 1})
        with app.app_context():
            with transaction() as session:
                host = add_organiser(
                    session, email="host@example.org", timezone="Europe/Zurich", admin=True
                )
                event = create_event(
                    session,
                    organiser=host,
                    details=EventDetails(title="Open", when=SUMMER, cities=("GVA",)),
                    site=app.extensions["site"],
                )
                publish_event(session, event.id, app.extensions["site"])
                slug = event.slug
            db.session.remove()
            db.engine.dispose()
        return slug

    def mail_to(self, address):
        """Return the text of the first e-mail to an address, once delivered."""
        end = time.monotonic() + SECONDS
        while True:
            for path in self.mail.glob("*.eml") if self.mail.is_dir() else ():
                message = message_from_bytes(path.read_bytes(), policy=policy.default)
                if address in str(message["To"]):
                    return message.get_body(("plain",)).get_content()
            assert time.monotonic() < end, f"no mail to {address}"
            time.sleep(0.05)


@pytest.fixture(params=["sqlite", "postgresql"])
def site(request, tmp_path):
    """Create an installation on each kind of database."""
    url = request.getfixturevalue("postgres_url") if request.param == "postgresql" else ""
    return Site(tmp_path, url)
