"""The people of an organiser's week, each in a browser of their own, and the worker that sends their e-mails."""

import threading

from sqlalchemy import select

from tests.browser import page_checks
from webinars.database import db
from webinars.registrations.models import DataPurge
from webinars.worker.loop import deliver_once, run_worker


class Week:
    """The people of the week, each with a page of their own, and the e-mails they get."""

    def __init__(self, app, new_page, emails):
        self._app, self._new_page, self.emails = app, new_page, emails
        self.address, self.faults = emails.address, []
        self.visitor = self.add_person("")

    def add_person(self, email, **options):
        """Open a page for a person, where links in their e-mails are followed as well."""
        page = self._new_page(reduced_motion="reduce", **options)
        self.emails.people[email] = page
        return page

    def deliver(self):
        """Send what is due and open it; return who got what, by the first words of the subject."""
        deliver_once(self._app)
        return self.emails.open_new()

    def sign_in(self, email):
        """Ask for a link and follow it; what else arrives is opened by deliver()."""
        page = self.emails.people[email]
        page.goto(f"{self.address}/sign-in")
        page.get_by_label("E-mail").fill(email)
        page.get_by_role("button", name="E-mail me a link").click()
        self.accept(email)

    def accept(self, email):
        """Follow the sign-in link that an address gets by e-mail."""
        deliver_once(self._app)
        self.emails.follow_sign_in(email)

    def purge(self):
        """Run the worker until personal data is deleted."""
        stop = threading.Event()
        worker = threading.Thread(target=run_worker, args=(self._app, stop))
        worker.start()
        try:
            while worker.is_alive() and not db.session.scalar(select(DataPurge.finished_at)):
                db.session.rollback()
                worker.join(0.1)
        finally:
            stop.set()
            worker.join()

    def check(self, page):
        """Look at a state of a page that no other test has."""
        self.faults += page_checks.problems(page)
