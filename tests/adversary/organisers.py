"""Two organisers and an administrator: each manages events and tries to access those of the others."""

import re
import time
from collections import Counter
from datetime import timedelta
from urllib.parse import urljoin
from zoneinfo import ZoneInfo

from tests.adversary import checks, payloads
from tests.adversary.browser import Browser
from tests.adversary.secrets import ADMIN
from tests.adversary.state import Actor, action
from tests.web.organiser.conftest import FILLED
from webinars.timezones import clock

ZONE = ZoneInfo("Europe/Zurich")
MAX_EVENTS = 8
# Endpoints used only by specific actions, because other actors must learn of the effect.
DIRECTED = {
    "organiser_lifecycle.delete", "organiser_lifecycle.unpublish", "organiser_invitees.withdraw", "organiser_delegations.withdraw",
    "organiser_lifecycle.cancel", "organiser_lifecycle.reinstate", "organiser_lifecycle.postpone", "organiser_registrations.cancel",
    "organiser_event_form.edit", "organiser_settings.edit", "organiser_event_form.new", "sign_in.sign_out", "sign_in.request_link", "sign_in.link",
    "organiser_comments.answer", "organiser_comments.publish", "organiser_comments.remove", "organiser_comments.restore",
    "organiser_accounts.list", "organiser_accounts.change_access", "organiser_accounts.change_role", "organiser_approval.decide", "organiser_invitees.list",
    "organiser_announcements.new", "organiser_registration_types.edit", "organiser_delegations.list",
}  # fmt: skip
# Endpoints that end links or events, which the run must record.
ENDING = {
    "organiser_lifecycle.delete", "organiser_lifecycle.unpublish", "organiser_invitees.withdraw", "organiser_delegations.withdraw",
    "organiser_lifecycle.cancel", "organiser_lifecycle.reinstate", "organiser_lifecycle.postpone",
}  # fmt: skip
PROFILES = {
    "open": {},
    "small": {"capacity": "3"},
    "soon": {"starts_in": timedelta(minutes=12)},
    "invited": {"settings": {"access_mode": "invited", "accepts_delegations": "y"}},
    "approved": {
        "capacity": "30",
        "settings": {"requires_approval": "y", "verification_hours": "24"},
    },
    "verified": {"settings": {"verification_hours": "24"}},
    "secret": {"settings": {"access_mode": "secret_link"}},
    "questions": {"presets": ("diet", "badge"), "types": ("Speaker", "Guest")},
}


class Event:
    """What an organiser knows about one of their events."""

    def __init__(self, event_id, profile, title, meeting_id):
        self.id, self.profile, self.title, self.meeting_id = event_id, profile, title, meeting_id
        self.slug = self.secret_link_key = ""
        self.state = "draft"
        self.people, self.invited, self.focal_points = [], {}, {}

    def path(self, page):
        """Return the path of one of its organiser pages."""
        return f"/organise/events/{self.id}/{page}"

    @property
    def form(self):
        """Return the path of its registration form, with the key if it has one."""
        key = f"?key={self.secret_link_key}" if self.secret_link_key else ""
        return f"/events/{self.slug}/registrations{key}"


class Organiser(Actor):
    """A signed-in organiser."""

    def __init__(self, run, name, *, admin=False):
        super().__init__(run, f"organiser {name}")
        self.key, self.email = f"organiser:{name}", f"{name}@organisers.example.org"
        run.organisers[self.email] = self.key
        self.browser = Browser(run, run.client(), {self.key})
        self.events, self.others = [], []
        options = ["--admin"] if admin else []
        status, _ = run.installation.command(
            "organiser", "add", self.email, "--name", name, *options
        )
        assert status == 0
        self.used_links = []
        self.sign_in()

    # --- Signing in

    def sign_in(self):
        """Sign in with a link created on the command line."""
        status, printed = self.run.installation.command("organiser", "link", self.email)
        if status != 0:
            self.run.report("webinars organiser link fails", f"{status} {printed}")
            return
        path = printed.strip().removeprefix("https://events.example.org")
        self.run.secrets.note(path.rpartition("/")[2], "sign-in link", self.key)
        self._use(path)

    def _use(self, path):
        response = self.browser.send(path)
        self.expect(response, 303, description="a sign-in link")
        self.used_links.append(path)

    @action()
    def reuse_sign_in_link(self):
        """Open a used sign-in link; it must not exist any more, in any browser."""
        path = self.rng.choice(self.used_links)
        for browser in (self.browser, Browser(self.run, self.run.client())):
            self.expect(browser.get(path), 404, description="a used sign-in link")
            browser.close() if browser is not self.browser else None

    @action()
    def replay_cookie_after_sign_out(self):
        """Present a session cookie from before a sign-out."""
        before = dict(self.browser.cookies)
        page = self.browser.get("/organise/events")
        token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page.text)
        self.browser.post("/sign-out", {"csrf_token": token[1] if token else ""})
        thief = Browser(self.run, self.run.client())
        thief.cookies = before
        self.expect(
            thief.get("/organise/events"), 401, description="a cookie from before signing out"
        )
        thief.close()
        self.run.dead_sessions.append(before)
        self.sign_in()

    @action(condition=lambda self: self.rng.random() < 0.1)
    def sign_in_by_email(self):
        """Request a sign-in link by e-mail and use it; at most five are sent per quarter of an hour."""
        asks = Browser(self.run, self.run.client(), {self.key})
        before = len(self.run.mailbox.to(self.email))
        sent = asks.send("/sign-in", email=self.email)
        self.expect(sent, 303, 429, description="asking for a sign-in link")
        asks.get("/sign-in/sent")
        until = time.monotonic() + 5
        while sent.status == 303 and time.monotonic() < until:
            for mail in self.run.mailbox.to(self.email)[before:]:
                if mail.link("/sign-in/"):
                    response = asks.send(mail.link("/sign-in/"))
                    self.expect(response, 303, description="a mailed sign-in link")
                    self.run.revoke_links("used", path=mail.link("/sign-in/"))
                    self.used_links.append(mail.link("/sign-in/"))
                    until = 0
            time.sleep(0.2)
        asks.close()

    # --- Events

    def _missing_profiles(self):
        """Return the profiles without a published event."""
        return PROFILES.keys() - {event.profile for event in self.events_in_state("published")}

    @action(condition=lambda self: self._missing_profiles() or len(self.events) < MAX_EVENTS)
    def create_and_publish_event(self, profile=""):
        """Create an event of a profile, or of the rarest one."""
        have = [event.profile for event in self.events_in_state("published")]
        profile = profile or min(
            PROFILES, key=lambda profile: (have.count(profile), self.rng.random())
        )
        setup = PROFILES[profile]
        word, meeting_id, key = (
            self.run.secrets.new_word(description, self.key)
            for description in ("title of a draft", "join URL", "join URL")
        )
        starts = clock.now() + setup.get("starts_in", timedelta(days=self.rng.randint(3, 300)))
        local = starts.astimezone(ZONE)
        fields = {
            **FILLED, "title": f"Talk {word} {self.rng.choice(payloads.NAMES[:5])}"[:150],
            "description": self.rng.choice(payloads.MARKDOWN)[:3000], "do": "save",
            "meeting_url": f"https://rooms.example.org/{meeting_id}?pwd={key}", "capacity": setup.get("capacity", ""),
            "date": f"{local:%Y-%m-%d}", "start": f"{local:%H:%M}", "year": str(local.year),
            "notification_mode": self.rng.choice(["each", "daily", "never"]), "contact_email": self.email,
        }  # fmt: skip
        response = self.browser.send("/organise/events/new", **fields)
        match = re.search(r"/organise/events/(\d+)/edit", response.location)
        if not match:
            self.expect(response, 303, description="making an event")
            return
        event = Event(int(match[1]), profile, word, meeting_id)
        self.run.events[event.id] = self.key
        self._apply_profile(event, setup)
        self._publish(event)
        self.events.append(event)

    def _apply_profile(self, event, setup):
        if setup.get("settings"):
            page = self.browser.get(event.path("registration-settings"))
            form = next(form for form in page.forms if form.has_fields("access_mode"))
            response = self.browser.submit(page, form, ("do", "save", ""), **setup["settings"])
            self.expect(response, 303, description="saving terms")
        for preset in setup.get("presets", ()):
            page = self.browser.get(event.path("questions"))
            self.browser.submit(page, page.forms[0], ("preset", preset, ""))
        if setup.get("presets"):
            page = self.browser.get(event.path("questions/new?type=file"))
            if page.forms:
                self.browser.submit(page, page.forms[-1], label="A letter")
        if setup.get("types"):
            page = self.browser.get(event.path("registration-types"))
            names = {f"name_{n}": name for n, name in enumerate(setup["types"], 1)}
            self.browser.submit(page, page.forms[0], ("do", "save", ""), **names)
        if event.profile == "secret":
            page = self.browser.get(event.path("registration-settings"))
            match = re.search(r'id="secret-url"[^>]*value="[^"]*[?&;]key=([^"&]+)', page.text)
            event.secret_link_key = match[1] if match else ""
            if match:
                self.run.secrets.note(
                    event.secret_link_key, "secret link of an event", self.key, ADMIN
                )

    def _publish(self, event):
        self.run.secrets.reveal(event.title, public=True)
        page = self.browser.get(event.path("edit"))
        form = next((form for form in page.forms if form.has_fields("revision", "title")), None)
        if form is None:
            return
        response = self.browser.submit(page, form, ("do", "publish", ""))
        self.expect(response, 303, description="publishing")
        page = self.browser.get(event.path("edit"))
        match = re.search(r'href="(?:https://events\.example\.org)?/events/([\w-]+)"', page.text)
        if match:
            event.slug, event.state = match[1], "published"
            self.run.events[event.slug] = self.key

    def events_in_state(self, *states, profile=None):
        """Return the events in any of the states."""
        return [
            event for event in self.events
            if event.state in states and profile in {None, event.profile}
        ]  # fmt: skip

    def random_event(self, *states, profile=None):
        """Return a random event in any of the states; None if there is none."""
        events = self.events_in_state(*states or ("published",), profile=profile)
        return self.rng.choice(events) if events else None

    @action(condition=lambda self: self.events_in_state("published"))
    def reschedule_event(self):
        """Move an event to another day and notify its registrants."""
        event = self.random_event()
        if event.profile == "soon":
            return False
        page = self.browser.get(event.path("edit"))
        form = next((form for form in page.forms if form.has_fields("revision", "date")), None)
        if form is None:
            return False
        day = clock.now() + timedelta(days=self.rng.randint(3, 300))
        fields = {"date": f"{day:%Y-%m-%d}", "year": str(day.year)}
        response = self.browser.submit(page, form, ("do", "save", ""), **fields)
        if response.status == 200:
            form = next(
                (form for form in response.forms if form.has_fields("revision", "date")), None
            )
            buttons = (
                [button for button in form.buttons if button[1] in {"tell", "told"}] if form else []
            )
            if buttons:
                response = self.browser.submit(response, form, buttons[0])
        self.expect(response, 303, 200, 409, 422, description="moving an event")
        return None

    def _change_state(self, event, page, state):
        """Submit a confirmation page; record the state if it was accepted."""
        response = self.browser.get(event.path(page))
        if response.status != 200 or not response.forms:
            return False
        fields = (
            {"note": self.rng.choice(payloads.TEXTS)[:300]}
            if response.forms[-1].has_fields("note")
            else {}
        )
        response = self.browser.submit(response, response.forms[-1], **fields)
        self.expect(response, 303, 409, 422, description=page)
        if response.status == 303:
            event.state = state
            return True
        return False

    @action(condition=lambda self: len(self.events_in_state("published")) > 3)
    def cancel_event(self):
        """Cancel an event."""
        self._change_state(self.random_event(), "cancellation", "cancelled")

    @action(condition=lambda self: self.events_in_state("cancelled"))
    def reinstate_event(self):
        """Reinstate a cancelled event."""
        self._change_state(self.random_event("cancelled"), "restoration", "published")

    def _surplus_events(self):
        """Return the published events of the most common profile, if there are several."""
        published = self.events_in_state("published")
        profiles = Counter(event.profile for event in published).most_common(1)
        if not profiles or profiles[0][1] < 2:
            return []
        return [event for event in published if event.profile == profiles[0][0]]

    @action(condition=_surplus_events)
    def postpone_event(self):
        """Postpone one of several events of a profile for good, so that each profile stays available."""
        event = self._surplus_events()[0]
        if self._change_state(event, "postponement", "postponed"):
            self.events.remove(event)

    @action()
    def invite_then_delete_event(self):
        """Delete an event with invitees, then create one that may reuse its id."""
        self.create_and_publish_event("invited")
        event = self.events[-1]
        self.invite_people(event)
        self.add_delegation(event)
        until = time.monotonic() + 3
        while time.monotonic() < until and not all(
            self.run.mailbox.to(address) for address in {*event.invited, *event.focal_points}
        ):
            time.sleep(0.2)
        if not self._change_state(event, "withdrawal", "draft"):
            return False
        if not self._change_state(event, "removal", "gone"):
            return False
        self._forget_event(event)
        self.create_and_publish_event("invited")
        self.invite_people(self.events[-1])
        self.add_delegation(self.events[-1])
        return None

    def _forget_event(self, event):
        self.events.remove(event)
        self.run.events.pop(event.id, None)
        for holder in {*event.invited, *event.focal_points}:
            for prefix in ("invited", "delegations"):
                self.run.revoke_links(
                    "its event was removed", holder=f"person:{holder}", prefix=prefix
                )
        for person in event.people:
            person.end_registration("its event was removed")

    @action(condition=lambda self: self.events_in_state("published"))
    def copy_event_and_delete_copy(self):
        """Copy an event and delete the copy, whose id and slug may be reused."""
        event = self.random_event()
        page = self.browser.get(event.path("edit"))
        form = page.form_to("organiser_copy_event.copy", self.run.routes)
        if form is None:
            return False
        response = self.browser.submit(page, form)
        match = re.search(r"/organise/events/(\d+)/", response.location)
        if match:
            copy = Event(int(match[1]), "copy", "", "")
            page = self.browser.get(copy.path("removal"))
            if page.forms:
                self.expect(
                    self.browser.submit(page, page.forms[-1]), 303, description="removing a draft"
                )
        return None

    @action(condition=lambda self: self.events_in_state("published"))
    def change_registration_settings(self):
        """Change the waiting list, the time to accept offers and the reminders."""
        event = self.random_event()
        page = self.browser.get(event.path("registration-settings"))
        form = next((form for form in page.forms if form.has_fields("access_mode")), None)
        if form is None:
            return False
        fields = {
            "waiting_list": self.rng.choice(["offers", "by_hand"]),
            "offer_hours": self.rng.choice(["48", "1", "0", "9999", payloads.NAMES[0]]),
            "reminders": self.rng.sample(["1440", "60"], 1),
        }
        response = self.browser.submit(page, form, ("do", "save", ""), **fields)
        self.expect(response, 303, 200, 409, 422, description="changing terms")
        return None

    @action(condition=lambda self: self.events_in_state("published", profile="secret"))
    def replace_secret_link(self):
        """Create a new secret link; the old one must not open the form any more."""
        event = self.random_event("published", profile="secret")
        before = event.form
        page = self.browser.get(event.path("registration-settings"))
        form = next((form for form in page.forms if form.has_fields("access_mode")), None)
        if form is None or not event.secret_link_key:
            return False
        response = self.browser.submit(page, form, ("do", "new-key", ""))
        if response.status != 303:
            return False
        page = self.browser.get(event.path("registration-settings"))
        match = re.search(r'id="secret-url"[^>]*value="[^"]*[?&;]key=([^"&]+)', page.text)
        event.secret_link_key = match[1] if match else ""
        self.run.secrets.note(event.secret_link_key, "secret link of an event", self.key, ADMIN)
        stranger = Browser(self.run, self.run.client())
        shown = stranger.get(before)
        if any(form.has_fields("email") for form in shown.forms):
            self.run.report("an old secret link opens the form", before)
        stranger.close()
        return None

    # --- People

    @action(condition=lambda self: self.events_in_state("published", profile="invited"))
    def invite_people(self, event=None):
        """Invite two people from a pasted list."""
        event = event or self.random_event("published", profile="invited")
        people = {}
        for _ in range(2):
            word = self.run.secrets.new_word("invited name", self.key)
            address = f"{self.run.secrets.new_word('invited address', self.key)}@people.example"
            self.run.secrets.reveal(f"{word} {address}", f"person:{address}")
            people[address] = word
        text = "\n".join(f"{name} <{address}>" for address, name in people.items())
        looked = self.browser.send(event.path("invitees"), text=text, do="read")
        if looked.status == 200 and looked.forms:
            sent = self.browser.submit(looked, looked.forms[0], ("do", "invite", ""))
            self.expect(sent, 303, description="inviting")
            event.invited |= people

    @action(condition=lambda self: self.events_in_state("published"))
    def paste_hostile_list(self):
        """Paste a hostile list of recipients; nothing is sent."""
        event = self.random_event()
        response = self.browser.send(
            event.path("invitees"), text=self.rng.choice(payloads.LISTS), do="read"
        )
        self.expect(response, 200, 303, 409, 413, 422, description="a hostile list")

    @action(
        condition=lambda self: any(event.invited for event in self.events_in_state("published"))
    )
    def withdraw_invitation(self):
        """Withdraw an invitation, which revokes its link."""
        events = [event for event in self.events_in_state("published") if event.invited]
        if not events:
            return False
        event = self.rng.choice(events)
        page = self.browser.get(event.path("invitees"))
        forms = [
            form for form in page.forms
            if self.run.routes.endpoint("POST", form.action) == "organiser_invitees.withdraw"
        ]  # fmt: skip
        for form in forms[:1]:
            row = _row_containing(page.text, form.action)
            address = next((address for address in list(event.invited) if address in row), None)
            if address is None:
                return False
            response = self.browser.submit(page, form)
            if response.status == 303 and "done=withdrawn" in response.location:
                self.run.revoke_links("withdrawn", holder=f"person:{address}", prefix="invited")
                event.invited.pop(address, None)  # may have left meanwhile
        return None if forms else False

    @action(condition=lambda self: self.events_in_state("published", profile="invited"))
    def add_delegation(self, event=None):
        """Add a delegation, whose focal point receives a link."""
        event = event or self.random_event("published", profile="invited")
        if len(event.focal_points) > 4:
            return False
        word = self.run.secrets.new_word("focal point", self.key)
        address = f"{word}@delegations.example"
        self.run.secrets.reveal(word, f"person:{address}")
        fields = {"name": "Kenya", "focal_name": "Wanjiru", "focal_email": address, "quota": "4"}
        response = self.browser.send(event.path("delegations"), **fields)
        self.expect(response, 303, 409, 422, description="adding a delegation")
        if response.status == 303:
            event.focal_points[address] = time.monotonic()
        return None

    @action(
        condition=lambda self: any(
            event.focal_points for event in self.events_in_state("published")
        )
    )
    def replace_delegation(self):
        """Withdraw a delegation and add another; the old link must not open the new one."""
        delegations = [
            (event, address)
            for event in self.events_in_state("published")
            for address in [*event.focal_points]
        ]
        if not delegations:
            return False
        event, address = self.rng.choice(delegations)
        page = self.browser.get(event.path("delegations"))
        delegation_id = _id_in_row_of(page.text, address, r"/delegations/(\d+)")
        if delegation_id is None:
            return False
        shown = self.browser.get(event.path(f"delegations/{delegation_id}/withdrawal"))
        if not shown.forms:
            return False
        response = self.browser.submit(shown, shown.forms[-1])
        self.expect(response, 303, 409, description="withdrawing a delegation")
        if response.status == 303:
            self.run.revoke_links("withdrawn", holder=f"person:{address}", prefix="delegations")
            event.focal_points.pop(address, None)
            self.add_delegation(event)
        return None

    @action(condition=lambda self: self.events_in_state("published", profile="approved"))
    def decide_requests(self):
        """Approve or decline a request."""
        event = self.random_event("published", profile="approved")
        page = self.browser.get(event.path("registrations"))
        form = page.form_to("organiser_approval.decide", self.run.routes)
        boxes = [field for field in form.fields if field.control_type == "checkbox"] if form else []
        if not boxes or not form.buttons:
            return False
        box = self.rng.choice(boxes)
        response = self.browser.submit(
            page, form, self.rng.choice(form.buttons), **{box.name: box.options[0]}
        )
        if response.status == 200 and response.forms:
            response = self.browser.submit(response, response.forms[-1])
        self.expect(response, 303, 200, 409, 422, description="deciding")
        return None

    @action(condition=lambda self: any(event.people for event in self.events_in_state("published")))
    def cancel_or_remove_registration(self):
        """Cancel or remove a registration, whichever was done less often."""
        event = self.rng.choice(
            [event for event in self.events_in_state("published") if event.people]
        )
        known = self.browser.known.get(("organiser_registrations.cancel", "GET"), {})
        self.browser.get(event.path("registrations"))
        own_paths = [path for path in known if path.startswith(event.path(""))]
        if not own_paths:
            return False
        page = self.browser.get(self.rng.choice(own_paths))
        if not page.forms:
            return False
        counts = self.run.counts["attack"]
        outcome = min(("remove", "cancel"), key=lambda name: counts[f"organisers {name}"])
        response = self.browser.submit(page, page.forms[-1], how=outcome)
        self.expect(response, 303, 409, 422, description="cancelling a registration")
        if response.status == 303:
            self.run.count("attack", f"organisers {outcome}")
        return None

    def remove_registration(self, event, address):
        """Remove the registration of an address from an event."""
        page = self.browser.get(event.path(f"registrations?q={address}"))
        match = re.search(r'"([^"]*/registrations/\d+/cancellation)"', page.text)
        if match is None:
            self.run.report("a registration is not listed", f"{event.id} {address}")
            return
        confirmation = self.browser.get(urljoin(page.path, match[1]))
        response = self.browser.submit(confirmation, confirmation.forms[-1], action="remove")
        self.expect(response, 303, description="removing a registration")

    # --- Comments

    @action(condition=lambda self: self.events_in_state("published"), weight=5)
    def moderate_comments(self):
        """Answer, publish, remove or restore a comment."""
        event = self.random_event()
        page = self.browser.get(event.path("comments"))
        actions = ("publication", "removal", "restoration")
        forms = [form for form in page.forms if form.action.rpartition("/")[2] in actions]
        responses = [
            path for path in self.browser.known.get(("organiser_comments.answer", "GET"), {})
            if path.startswith(event.path("comments/"))
        ]  # fmt: skip
        # Prefer comments of participants, who read the answer and may erase their comment.
        responses = [
            path for path in responses if "zq" in _row_containing(page.text, path)
        ] or responses
        if responses and self.rng.random() < 0.7:
            shown = self.browser.get(self.rng.choice(responses))
            if shown.forms:
                buttons = shown.forms[-1].buttons or [("do", "mail", "")]
                # An answer by e-mail has the link that erases the comment.
                mailed = [button for button in buttons if button[1] == "mail"]
                button = self.rng.choice([*buttons, *mailed, *mailed])
                if button[1] == "page":
                    self.run.secrets.reveal(shown.text, public=True)
                self.browser.submit(
                    shown,
                    shown.forms[-1],
                    button,
                    answer=self.rng.choice(payloads.MARKDOWN)[:500],
                )
            return None
        if not forms:
            return False
        form = self.rng.choice(forms)
        if "publication" in form.action or "restoration" in form.action:
            self.run.secrets.reveal(page.text, public=True)
        self.browser.submit(page, form)
        return None

    # --- Text

    @action()
    def paste_hostile_announcement(self):
        """Parse a hostile announcement; nothing is saved."""
        text = self.rng.choice(payloads.PASTED)
        response = self.browser.send("/organise/announcements", text=text, do="read")
        self.expect(response, 200, 303, 413, 422, description="a hostile announcement")

    @action()
    def preview_hostile_text(self):
        """Preview a hostile description, which must be escaped."""
        page = self.browser.get("/organise/events/new")
        fields = {**FILLED, "description": self.rng.choice(payloads.MARKDOWN)}
        form = page.forms[0]
        token = [value for name, value in form.default_values() if name == "csrf_token"]
        response = self.browser.post(
            "/organise/events/preview", {"csrf_token": token[0] if token else "", **fields}
        )
        self.expect(response, 200, 413, 422, description="a preview")

    # --- Whatever there is

    def _paths(self, method):
        return {
            (endpoint, path)
            for (endpoint, path_method), paths in list(self.browser.known.items())
            for path in list(paths)
            if path_method == method
            and path.startswith("/organise")
            and not self._is_control_event(path)
        }

    def _is_control_event(self, path):
        match = re.match(r"/organise/events/(\d+)", path)
        return bool(match) and int(match[1]) == self.run.control_event_id

    @action(weight=4)
    def open_least_used_page(self):
        """Open a known page of the least used endpoint."""
        pages = self._paths("GET")
        if not pages:
            self.browser.get("/organise/events")
            return
        counts = self.run.counts["route"]
        endpoint = min(
            {name for name, _ in pages},
            key=lambda name: (counts[f"GET {name}"], self.rng.random()),
        )
        path = self.rng.choice(sorted(path for name, path in pages if name == endpoint))
        response = self.browser.get(path)
        self.expect(response, 200, 303, 404, 409, 401, description=f"GET {endpoint}")

    @action(weight=4)
    def submit_any_form(self):
        """Submit a form of an own page, filled with hostile text."""
        pages = sorted({path for _, path in self._paths("GET")})
        if not pages:
            return False
        page = self.browser.get(self.rng.choice(pages))
        forms = [
            form for form in page.forms
            if self.run.routes.endpoint("POST", urljoin(page.path, form.action)) not in {*DIRECTED, None}
        ]  # fmt: skip
        if not forms:
            return False
        counts = self.run.counts["route"]
        form = min(
            forms,
            key=lambda form: (
                counts[f"POST {self.run.routes.endpoint('POST', urljoin(page.path, form.action))}"],
                self.rng.random(),
            ),
        )
        fields = {}
        for field in form.fields:
            if field.control_type in {"text", "textarea"} and self.rng.random() < 0.5:
                fields[field.name] = self.rng.choice(payloads.TEXTS)
            elif field.control_type == "select" and field.options:
                fields[field.name] = self.rng.choice(field.options)
        button = self.rng.choice(form.buttons) if form.buttons else None
        response = self.browser.submit(page, form, button, **fields)
        self.expect(
            response,
            200,
            303,
            400,
            401,
            404,
            409,
            413,
            422,
            429,
            403,
            description=f"POST {response.endpoint}",
        )
        return None

    @action(condition=lambda self: self.others)
    def request_page_of_another_organiser(self):
        """Request a page or form of another organiser; it must answer 404."""
        other = self.rng.choice(self.others)
        method = self.rng.choice(["GET", "POST"])
        paths = sorted(
            path
            for endpoint, path in other._paths(method)
            if "<int" in endpoint or "/events/" in path
        )
        paths = [path for path in paths if self._owner(path) == other.key]
        if not paths:
            return False
        path = self.rng.choice(paths)
        fields = {"csrf_token": self._token(), "do": "save", "revision": "1"}
        response = self.browser.get(path) if method == "GET" else self.browser.post(path, fields)
        self.expect(response, 404, description=f"another organiser's {method} {response.endpoint}")
        return None

    @action(condition=lambda self: self.others and self.events_in_state("published"))
    def use_row_ids_of_another_event(self):
        """Use ids of another organiser's rows in the URL of an own event."""
        other = self.rng.choice(self.others)
        event = self.random_event()
        matches = [
            re.match(r"/organise/events/\d+/(.+/\d+.*)", path)
            for method in ("GET", "POST")
            for _, path in other._paths(method)
        ]
        tails = sorted(
            {match[1] for match in matches if match and self._owner(match[0]) == other.key}
        )
        if not tails:
            return False
        tail = self.rng.choice(tails)
        rows, row_id = re.search(r"([a-z-]+)/(\d+)", tail).groups()
        # An error page links to its own URL, whose id may be that of a row of this event.
        table = {"waiting-list": "registrations"}.get(rows, rows)
        if checks.rows(
            self.run.installation.url,
            f"SELECT 1 FROM {table} WHERE id = :id AND event_id = :event_id",
            id=int(row_id),
            event_id=event.id,
        ):
            return False
        fields = {"csrf_token": self._token(), "do": "save", "id_1": row_id, "registration": row_id}
        for response in (
            self.browser.get(event.path(tail)),
            self.browser.post(event.path(tail), fields),
        ):
            self.expect(
                response,
                404,
                405,
                409,  # the state of the own event is checked first
                description=f"another organiser's row by one's own event, {response.endpoint}",
            )
        return None

    def _token(self):
        return self.browser.token("/organise/events")

    def _owner(self, path):
        match = re.match(r"/organise/events/(\d+)", path)
        return self.run.events.get(int(match[1])) if match else None

    @action(condition=lambda self: bool(self.events_in_state("published")), weight=5)
    def request_least_used_route(self):
        """Request the least used route for an own event, whether or not it makes sense."""
        counts, event = self.run.counts["route"], self.random_event()
        values = {"event_id": event.id}
        names = {name for _, name in self.browser.rows} | {
            "message_id",
            "registration_id",
            "question_id",
        }
        for name in names - {"event_id", "token", "slug", "organiser_id"}:
            rows = self.browser.rows.get((event.id, name))
            values[name] = self.rng.choice(list(rows)) if rows else self.rng.randint(1, 9)
        paths = [
            (f"{method} {endpoint}", method, path)
            for method, endpoint, path in self.run.routes.paths(("organiser",), **values)
            if method == "GET" or endpoint not in ENDING
        ]
        name, method, path = min(paths, key=lambda path: (counts[path[0]], self.rng.random()))
        if method == "GET":
            response = self.browser.get(path)
        else:
            if "/comments/" in path:
                self.run.secrets.reveal(self.browser.get(event.path("comments")).text, public=True)
            response = self.browser.post(path, {"csrf_token": self._token()})
        self.expect(response, 200, 303, 400, 404, 409, 413, 422, 429, description=name)


class Administrator(Organiser):
    """The administrator, who also owns the control event."""

    def __init__(self, run):
        super().__init__(run, "admin", admin=True)

    @action()
    def manage_accounts(self):
        """Add an account, or change the access of one."""
        page = self.browser.get("/organise/people")
        if page.status != 200:
            return False
        forms = [
            form for form in page.forms
            if self.run.routes.endpoint("POST", urljoin(page.path, form.action)) != "organiser_accounts.list"
            and int(re.search(r"/people/(\d+)", form.action)[1]) > len(self.run.organisers)
        ]  # fmt: skip
        adds = next((form for form in page.forms if form.has_fields("email")), None)
        if adds and (not forms or self.rng.random() < 0.3):
            word = self.run.secrets.new_word("organiser's address")
            address = f"{word}@others.example.org"
            self.run.secrets.reveal(word, f"person:{address}")
            fields = {"email": address}
            if adds.has_fields("name"):
                fields["name"] = self.rng.choice(payloads.NAMES)
            self.browser.submit(page, adds, **fields)
            return None
        if not forms:
            return False
        counts = self.run.counts["route"]
        form = min(
            forms,
            key=lambda form: (
                counts[f"POST {self.run.routes.endpoint('POST', form.action)}"], self.rng.random(),
            ),
        )  # fmt: skip
        button = self.rng.choice(form.buttons) if form.buttons else None
        self.browser.submit(page, form, button)
        return None


def _row_containing(text, address):
    """Return the HTML of the table row or list item around the first occurrence of an address."""
    at = text.find(address)
    begins = text.rfind("<tr", 0, at)
    return text[begins if begins >= 0 else max(text.rfind("<li", 0, at), 0) : at]


def _id_in_row_of(text, word, pattern):
    """Return the id in a link of the row that contains a word; None if there is none."""
    at = text.find(word)
    begins = max(text.rfind("<tr", 0, at), text.rfind("<li", 0, at), 0)
    ends = min(
        (position for position in (text.find("</tr", at), text.find("</li", at)) if position > 0),
        default=at,
    )
    match = re.search(pattern, text[begins:ends])
    return match[1] if match else None
