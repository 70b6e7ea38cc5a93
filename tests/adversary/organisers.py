"""Two organisers and an administrator: each does their work, and looks for what is another's."""

import re
import time
from collections import Counter
from datetime import timedelta
from urllib.parse import urljoin
from zoneinfo import ZoneInfo

from tests.adversary import checks, hostile
from tests.adversary.browser import Browser
from tests.adversary.run import Player, action
from tests.adversary.secrets import ADMIN
from tests.web.organiser.conftest import FILLED
from webinars.timezones import clock

ZONE = ZoneInfo("Europe/Zurich")
MOST_EVENTS = 8
# What only directed actions do, because others must know that it was done.
DIRECTED = {
    "organiser_lifecycle.delete", "organiser_lifecycle.unpublish", "organiser_invitees.withdraw", "organiser_delegations.withdraw",
    "organiser_lifecycle.cancel", "organiser_lifecycle.reinstate", "organiser_lifecycle.postpone", "organiser_registrations.cancel",
    "organiser_event_form.edit", "organiser_settings.edit", "organiser_event_form.new", "sign_in.sign_out", "sign_in.request_link", "sign_in.link",
    "organiser_comments.answer", "organiser_comments.publish", "organiser_comments.remove", "organiser_comments.restore",
    "organiser_accounts.list", "organiser_accounts.change_access", "organiser_accounts.change_role", "organiser_approval.decide", "organiser_invitees.list",
    "organiser_announcements.new", "organiser_registration_types.edit", "organiser_delegations.list",
}  # fmt: skip
# After which links and events are no more: the harness must know of each.
ENDING = {
    "organiser_lifecycle.delete", "organiser_lifecycle.unpublish", "organiser_invitees.withdraw", "organiser_delegations.withdraw",
    "organiser_lifecycle.cancel", "organiser_lifecycle.reinstate", "organiser_lifecycle.postpone",
}  # fmt: skip
FLAVOURS = {
    "open": {},
    "small": {"capacity": "3"},
    "soon": {"starts_in": timedelta(minutes=12)},
    "invited": {"terms": {"access_mode": "invited", "accepts_delegations": "y"}},
    "approved": {"capacity": "30", "terms": {"requires_approval": "y", "verification_hours": "24"}},
    "proved": {"terms": {"verification_hours": "24"}},
    "secret": {"terms": {"access_mode": "secret_link"}},
    "asked": {"presets": ("diet", "badge"), "kinds": ("Speaker", "Guest")},
}


class Event:
    """What an organiser knows of an event of theirs."""

    def __init__(self, number, flavour, title, room):
        self.number, self.flavour, self.title, self.room = number, flavour, title, room
        self.slug = self.access_code = ""
        self.state = "draft"
        self.people, self.invited, self.focal_points = [], {}, {}

    def path(self, page):
        """Return the address of one of its organiser's pages."""
        return f"/organise/events/{self.number}/{page}"

    @property
    def form(self):
        """Return the address of its form, with its key if it has one."""
        key = f"?key={self.access_code}" if self.access_code else ""
        return f"/events/{self.slug}/registrations{key}"


class Organiser(Player):
    """Somebody who announces events, signed in."""

    def __init__(self, run, name, *, admin=False):
        super().__init__(run, f"organiser {name}")
        self.key, self.email = f"organiser:{name}", f"{name}@organisers.example.org"
        run.organisers[self.email] = self.key
        self.browser = Browser(run, run.client(), {self.key})
        self.events, self.others = [], []
        options = ["--admin"] if admin else []
        status, _ = run.stage.command("organiser", "add", self.email, "--name", name, *options)
        assert status == 0
        self.used_links = []
        self.sign_in()

    # --- Signing in

    def sign_in(self):
        """Sign in by a link that the operator made."""
        status, printed = self.run.stage.command("organiser", "link", self.email)
        if status != 0:
            self.run.report("webinars organiser link fails", f"{status} {printed}")
            return
        path = printed.strip().removeprefix("https://events.example.org")
        self.run.secrets.note(path.rpartition("/")[2], "sign-in link", self.key)
        self._use(path)

    def _use(self, path):
        answer = self.browser.send(path)
        self.expect(answer, 303, what="a sign-in link")
        self.used_links.append(path)

    @action()
    def uses_a_sign_in_link_twice(self):
        """The second time it is no link at all, whoever asks."""
        path = self.chance.choice(self.used_links)
        for browser in (self.browser, Browser(self.run, self.run.client())):
            self.expect(browser.get(path), 404, what="a used sign-in link")
            browser.close() if browser is not self.browser else None

    @action()
    def signs_out_and_replays_the_cookie(self):
        """The cookie of before opens nothing."""
        before = dict(self.browser.cookies)
        page = self.browser.get("/organise/events")
        token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page.text)
        self.browser.post("/sign-out", {"csrf_token": token[1] if token else ""})
        thief = Browser(self.run, self.run.client())
        thief.cookies = before
        self.expect(thief.get("/organise/events"), 401, what="a cookie from before signing out")
        thief.close()
        self.run.dead_sessions.append(before)
        self.sign_in()

    @action(when=lambda self: self.chance.random() < 0.1)
    def signs_in_by_e_mail(self):
        """The link comes by e-mail, five times in a quarter of an hour at most."""
        asks = Browser(self.run, self.run.client(), {self.key})
        before = len(self.run.mailroom.to(self.email))
        sent = asks.send("/sign-in", email=self.email)
        self.expect(sent, 303, 429, what="asking for a sign-in link")
        asks.get("/sign-in/sent")
        until = time.monotonic() + 5
        while sent.status == 303 and time.monotonic() < until:
            for mail in self.run.mailroom.to(self.email)[before:]:
                if mail.link("/sign-in/"):
                    answer = asks.send(mail.link("/sign-in/"))
                    self.expect(answer, 303, what="a mailed sign-in link")
                    self.run.kill("used", path=mail.link("/sign-in/"))
                    self.used_links.append(mail.link("/sign-in/"))
                    until = 0
            time.sleep(0.2)
        asks.close()

    # --- Events

    def _missing_flavours(self):
        """Return the flavours of which no event is published."""
        return FLAVOURS.keys() - {event.flavour for event in self.of("published")}

    @action(when=lambda self: self._missing_flavours() or len(self.events) < MOST_EVENTS)
    def makes_and_publishes_an_event(self, flavour=""):
        """Of the flavour that there is least of, unless it is told which."""
        have = [event.flavour for event in self.of("published")]
        flavour = flavour or min(
            FLAVOURS, key=lambda flavour: (have.count(flavour), self.chance.random())
        )
        setup = FLAVOURS[flavour]
        word, room, key = (
            self.run.secrets.word(what, self.key) for what in ("title of a draft", "room", "room")
        )
        starts = clock.now() + setup.get("starts_in", timedelta(days=self.chance.randint(3, 300)))
        local = starts.astimezone(ZONE)
        fields = {
            **FILLED, "title": f"Talk {word} {self.chance.choice(hostile.NAMES[:5])}"[:150],
            "description": self.chance.choice(hostile.MARKDOWN)[:3000], "do": "save",
            "meeting_url": f"https://rooms.example.org/{room}?pwd={key}", "capacity": setup.get("capacity", ""),
            "date": f"{local:%Y-%m-%d}", "start": f"{local:%H:%M}", "year": str(local.year),
            "notification_mode": self.chance.choice(["each", "daily", "never"]), "contact_email": self.email,
        }  # fmt: skip
        answer = self.browser.send("/organise/events/new", **fields)
        match = re.search(r"/organise/events/(\d+)/edit", answer.location)
        if not match:
            self.expect(answer, 303, what="making an event")
            return
        event = Event(int(match[1]), flavour, word, room)
        self.run.events[event.number] = self.key
        self._settle(event, setup)
        self._publish(event)
        self.events.append(event)

    def _settle(self, event, setup):
        if setup.get("terms"):
            page = self.browser.get(event.path("registration-settings"))
            form = next(form for form in page.forms if form.holds("access_mode"))
            answer = self.browser.submit(page, form, ("do", "save", ""), **setup["terms"])
            self.expect(answer, 303, what="saving terms")
        for preset in setup.get("presets", ()):
            page = self.browser.get(event.path("questions"))
            self.browser.submit(page, page.forms[0], ("preset", preset, ""))
        if setup.get("presets"):
            page = self.browser.get(event.path("questions/new?kind=file"))
            if page.forms:
                self.browser.submit(page, page.forms[-1], label="A letter")
        if setup.get("kinds"):
            page = self.browser.get(event.path("registration-types"))
            names = {f"name_{n}": name for n, name in enumerate(setup["kinds"], 1)}
            self.browser.submit(page, page.forms[0], ("do", "save", ""), **names)
        if event.flavour == "secret":
            page = self.browser.get(event.path("registration-settings"))
            match = re.search(r'id="secret-url"[^>]*value="[^"]*[?&;]key=([^"&]+)', page.text)
            event.access_code = match[1] if match else ""
            if match:
                self.run.secrets.note(event.access_code, "secret link of an event", self.key, ADMIN)

    def _publish(self, event):
        self.run.secrets.show(event.title, public=True)
        page = self.browser.get(event.path("edit"))
        form = next((form for form in page.forms if form.holds("revision", "title")), None)
        if form is None:
            return
        answer = self.browser.submit(page, form, ("do", "publish", ""))
        self.expect(answer, 303, what="publishing")
        page = self.browser.get(event.path("edit"))
        match = re.search(r'href="(?:https://events\.example\.org)?/events/([\w-]+)"', page.text)
        if match:
            event.slug, event.state = match[1], "published"
            self.run.events[event.slug] = self.key

    def of(self, *states, flavour=None):
        """Return the events that are in a state."""
        return [
            event for event in self.events
            if event.state in states and flavour in {None, event.flavour}
        ]  # fmt: skip

    def one(self, *states, flavour=None):
        """Return one of the events that are in a state."""
        events = self.of(*states or ("published",), flavour=flavour)
        return self.chance.choice(events) if events else None

    @action(when=lambda self: self.of("published"))
    def moves_an_event(self):
        """To another day; whoever is registered is told."""
        event = self.one()
        if event.flavour == "soon":
            return False
        page = self.browser.get(event.path("edit"))
        form = next((form for form in page.forms if form.holds("revision", "date")), None)
        if form is None:
            return False
        day = clock.now() + timedelta(days=self.chance.randint(3, 300))
        fields = {"date": f"{day:%Y-%m-%d}", "year": str(day.year)}
        answer = self.browser.submit(page, form, ("do", "save", ""), **fields)
        if answer.status == 200:
            form = next((form for form in answer.forms if form.holds("revision", "date")), None)
            buttons = (
                [button for button in form.buttons if button[1] in {"tell", "told"}] if form else []
            )
            if buttons:
                answer = self.browser.submit(answer, form, buttons[0])
        self.expect(answer, 303, 200, 409, 422, what="moving an event")
        return None

    def _turn(self, event, page, state):
        """Send the form that asks once more; note the state if it was done."""
        answer = self.browser.get(event.path(page))
        if answer.status != 200 or not answer.forms:
            return False
        fields = (
            {"note": self.chance.choice(hostile.TEXTS)[:300]}
            if answer.forms[-1].holds("note")
            else {}
        )
        answer = self.browser.submit(answer, answer.forms[-1], **fields)
        self.expect(answer, 303, 409, 422, what=page)
        if answer.status == 303:
            event.state = state
            return True
        return False

    @action(when=lambda self: len(self.of("published")) > 3)
    def cancels_an_event(self):
        """Everybody is told."""
        self._turn(self.one(), "cancellation", "cancelled")

    @action(when=lambda self: self.of("cancelled"))
    def restores_an_event(self):
        """It takes place after all."""
        self._turn(self.one("cancelled"), "restoration", "published")

    def _duplicates(self):
        """Return the published events of the most common flavour, if there are several."""
        published = self.of("published")
        flavours = Counter(event.flavour for event in published).most_common(1)
        if not flavours or flavours[0][1] < 2:
            return []
        return [event for event in published if event.flavour == flavours[0][0]]

    @action(when=_duplicates)
    def postpones_an_event(self):
        """And leaves it so; one of several of its flavour, so that each flavour stays available."""
        event = self._duplicates()[0]
        if self._turn(event, "postponement", "postponed"):
            self.events.remove(event)

    @action()
    def invites_takes_back_and_removes(self):
        """The event goes with every link of it, and the next one may get its number."""
        self.makes_and_publishes_an_event("invited")
        event = self.events[-1]
        self.invites_people(event)
        self.adds_a_delegation(event)
        until = time.monotonic() + 3
        while time.monotonic() < until and not all(
            self.run.mailroom.to(address) for address in {*event.invited, *event.focal_points}
        ):
            time.sleep(0.2)
        if not self._turn(event, "withdrawal", "draft"):
            return False
        if not self._turn(event, "removal", "gone"):
            return False
        self._bury(event)
        self.makes_and_publishes_an_event("invited")
        self.invites_people(self.events[-1])
        self.adds_a_delegation(self.events[-1])
        return None

    def _bury(self, event):
        self.events.remove(event)
        self.run.events.pop(event.number, None)
        for holder in {*event.invited, *event.focal_points}:
            for prefix in ("invited", "delegations"):
                self.run.kill("its event was removed", holder=f"person:{holder}", prefix=prefix)
        for person in event.people:
            person.lose("its event was removed")

    @action(when=lambda self: self.of("published"))
    def makes_a_draft_and_removes_it(self):
        """Number and slug are free again, but for what must not happen."""
        event = self.one()
        page = self.browser.get(event.path("edit"))
        form = page.form_to("organiser_lifecycle.copy", self.run.routes)
        if form is None:
            return False
        answer = self.browser.submit(page, form)
        match = re.search(r"/organise/events/(\d+)/", answer.location)
        if match:
            copy = Event(int(match[1]), "copy", "", "")
            page = self.browser.get(copy.path("removal"))
            if page.forms:
                self.expect(self.browser.submit(page, page.forms[-1]), 303, what="removing a draft")
        return None

    @action(when=lambda self: self.of("published"))
    def changes_terms(self):
        """Waiting list, approval, proof and reminders."""
        event = self.one()
        page = self.browser.get(event.path("registration-settings"))
        form = next((form for form in page.forms if form.holds("access_mode")), None)
        if form is None:
            return False
        fields = {
            "waiting_list": self.chance.choice(["offers", "by_hand"]),
            "offer_hours": self.chance.choice(["48", "1", "0", "9999", hostile.NAMES[0]]),
            "reminders": self.chance.sample(["1440", "60"], 1),
        }
        answer = self.browser.submit(page, form, ("do", "save", ""), **fields)
        self.expect(answer, 303, 200, 409, 422, what="changing terms")
        return None

    @action(when=lambda self: self.of("published", flavour="secret"))
    def makes_a_new_secret_link(self):
        """The one of before opens the form no more."""
        event = self.one("published", flavour="secret")
        before = event.form
        page = self.browser.get(event.path("registration-settings"))
        form = next((form for form in page.forms if form.holds("access_mode")), None)
        if form is None or not event.access_code:
            return False
        answer = self.browser.submit(page, form, ("do", "new-key", ""))
        if answer.status != 303:
            return False
        page = self.browser.get(event.path("registration-settings"))
        match = re.search(r'id="secret-url"[^>]*value="[^"]*[?&;]key=([^"&]+)', page.text)
        event.access_code = match[1] if match else ""
        self.run.secrets.note(event.access_code, "secret link of an event", self.key, ADMIN)
        stranger = Browser(self.run, self.run.client())
        shown = stranger.get(before)
        if any(form.holds("email") for form in shown.forms):
            self.run.report("an old secret link opens the form", before)
        stranger.close()
        return None

    # --- People

    @action(when=lambda self: self.of("published", flavour="invited"))
    def invites_people(self, event=None):
        """By a pasted list."""
        event = event or self.one("published", flavour="invited")
        people = {}
        for _ in range(2):
            word = self.run.secrets.word("invited name", self.key)
            address = f"{self.run.secrets.word('invited address', self.key)}@people.example"
            self.run.secrets.show(f"{word} {address}", f"person:{address}")
            people[address] = word
        text = "\n".join(f"{name} <{address}>" for address, name in people.items())
        looked = self.browser.send(event.path("invitees"), text=text, do="read")
        if looked.status == 200 and looked.forms:
            sent = self.browser.submit(looked, looked.forms[0], ("do", "invite", ""))
            self.expect(sent, 303, what="inviting")
            event.invited |= people

    @action(when=lambda self: self.of("published"))
    def pastes_a_hostile_list(self):
        """A sentence, and nothing is sent."""
        event = self.one()
        answer = self.browser.send(
            event.path("invitees"), text=self.chance.choice(hostile.LISTS), do="read"
        )
        self.expect(answer, 200, 303, 409, 413, 422, what="a hostile list")

    @action(when=lambda self: any(event.invited for event in self.of("published")))
    def withdraws_an_invitation(self):
        """Its link opens nothing from then on."""
        events = [event for event in self.of("published") if event.invited]
        if not events:
            return False
        event = self.chance.choice(events)
        page = self.browser.get(event.path("invitees"))
        forms = [
            form for form in page.forms
            if self.run.routes.endpoint("POST", form.action) == "organiser_invitees.withdraw"
        ]  # fmt: skip
        for form in forms[:1]:
            row = _row_of(page.text, form.action)
            address = next((address for address in list(event.invited) if address in row), None)
            if address is None:
                return False
            answer = self.browser.submit(page, form)
            if answer.status == 303 and "done=withdrawn" in answer.location:
                self.run.kill("withdrawn", holder=f"person:{address}", prefix="invited")
                event.invited.pop(address, None)  # they may have left meanwhile
        return None if forms else False

    @action(when=lambda self: self.of("published", flavour="invited"))
    def adds_a_delegation(self, event=None):
        """The link goes to its focal point."""
        event = event or self.one("published", flavour="invited")
        if len(event.focal_points) > 4:
            return False
        word = self.run.secrets.word("focal point", self.key)
        address = f"{word}@delegations.example"
        self.run.secrets.show(word, f"person:{address}")
        fields = {"name": "Kenya", "focal_name": "Wanjiru", "focal_email": address, "quota": "4"}
        answer = self.browser.send(event.path("delegations"), **fields)
        self.expect(answer, 303, 409, 422, what="adding a delegation")
        if answer.status == 303:
            event.focal_points[address] = time.monotonic()
        return None

    @action(when=lambda self: any(event.focal_points for event in self.of("published")))
    def withdraws_a_delegation_and_adds_another(self):
        """The link of the first must not open the second."""
        delegations = [
            (event, address) for event in self.of("published") for address in [*event.focal_points]
        ]
        if not delegations:
            return False
        event, address = self.chance.choice(delegations)
        page = self.browser.get(event.path("delegations"))
        number = _number_beside(page.text, address, r"/delegations/(\d+)")
        if number is None:
            return False
        shown = self.browser.get(event.path(f"delegations/{number}/withdrawal"))
        if not shown.forms:
            return False
        answer = self.browser.submit(shown, shown.forms[-1])
        self.expect(answer, 303, 409, what="withdrawing a delegation")
        if answer.status == 303:
            self.run.kill("withdrawn", holder=f"person:{address}", prefix="delegations")
            event.focal_points.pop(address, None)
            self.adds_a_delegation(event)
        return None

    @action(when=lambda self: self.of("published", flavour="approved"))
    def decides_on_requests(self):
        """Approves or refuses whoever asks."""
        event = self.one("published", flavour="approved")
        page = self.browser.get(event.path("registrations"))
        form = page.form_to("organiser_approval.decide", self.run.routes)
        boxes = [field for field in form.fields if field.kind == "checkbox"] if form else []
        if not boxes or not form.buttons:
            return False
        box = self.chance.choice(boxes)
        answer = self.browser.submit(
            page, form, self.chance.choice(form.buttons), **{box.name: box.options[0]}
        )
        if answer.status == 200 and answer.forms:
            answer = self.browser.submit(answer, answer.forms[-1])
        self.expect(answer, 303, 200, 409, 422, what="deciding")
        return None

    @action(when=lambda self: any(event.people for event in self.of("published")))
    def cancels_or_removes_a_registration(self):
        """By whichever button there is."""
        event = self.chance.choice([event for event in self.of("published") if event.people])
        known = self.browser.known.get(("organiser_registrations.cancel", "GET"), {})
        self.browser.get(event.path("registrations"))
        own_paths = [path for path in known if path.startswith(event.path(""))]
        if not own_paths:
            return False
        page = self.browser.get(self.chance.choice(own_paths))
        if not page.forms:
            return False
        played = self.run.played["attack"]
        outcome = min(("remove", "cancel"), key=lambda name: played[f"organisers {name} somebody"])
        answer = self.browser.submit(page, page.forms[-1], how=outcome)
        self.expect(answer, 303, 409, 422, what="cancelling for somebody")
        if answer.status == 303:
            self.run.count("attack", f"organisers {outcome} somebody")
        return None

    def removes(self, event, address):
        """Remove the person with an address from an event."""
        page = self.browser.get(event.path(f"registrations?q={address}"))
        match = re.search(r'"([^"]*/registrations/\d+/cancellation)"', page.text)
        if match is None:
            self.run.report("a registration is not listed", f"{event.number} {address}")
            return
        asked = self.browser.get(urljoin(page.path, match[1]))
        answer = self.browser.submit(asked, asked.forms[-1], how="remove")
        self.expect(answer, 303, what="removing somebody")

    # --- Comments

    @action(when=lambda self: self.of("published"), weight=5)
    def minds_the_comments(self):
        """Answers, publishes, removes and restores them."""
        event = self.one()
        page = self.browser.get(event.path("comments"))
        actions = ("publication", "removal", "restoration")
        forms = [form for form in page.forms if form.action.rpartition("/")[2] in actions]
        answers = [
            path for path in self.browser.known.get(("organiser_comments.answer", "GET"), {})
            if path.startswith(event.path("comments/"))
        ]  # fmt: skip
        # Prefer comments of participants, who read the answer and may erase their comment.
        answers = [path for path in answers if "zq" in _row_of(page.text, path)] or answers
        if answers and self.chance.random() < 0.7:
            shown = self.browser.get(self.chance.choice(answers))
            if shown.forms:
                buttons = shown.forms[-1].buttons or [("do", "mail", "")]
                # An answer by e-mail has the link that erases the comment.
                mailed = [button for button in buttons if button[1] == "mail"]
                button = self.chance.choice([*buttons, *mailed, *mailed])
                if button[1] == "page":
                    self.run.secrets.show(shown.text, public=True)
                self.browser.submit(
                    shown,
                    shown.forms[-1],
                    button,
                    answer=self.chance.choice(hostile.MARKDOWN)[:500],
                )
            return None
        if not forms:
            return False
        form = self.chance.choice(forms)
        if "publication" in form.action or "restoration" in form.action:
            self.run.secrets.show(page.text, public=True)
        self.browser.submit(page, form)
        return None

    # --- Text

    @action()
    def pastes_a_hostile_announcement(self):
        """What is read is shown, and nothing is saved."""
        text = self.chance.choice(hostile.PASTED)
        answer = self.browser.send("/organise/announcements", text=text, do="read")
        self.expect(answer, 200, 303, 413, 422, what="a hostile announcement")

    @action()
    def previews_hostile_text(self):
        """It is shown as text."""
        page = self.browser.get("/organise/events/new")
        fields = {**FILLED, "description": self.chance.choice(hostile.MARKDOWN)}
        form = page.forms[0]
        token = [value for name, value in form.untouched() if name == "csrf_token"]
        answer = self.browser.post(
            "/organise/events/preview", {"csrf_token": token[0] if token else "", **fields}
        )
        self.expect(answer, 200, 413, 422, what="a preview")

    # --- Whatever there is

    def _paths(self, method):
        return {
            (endpoint, path)
            for (endpoint, path_method), paths in list(self.browser.known.items())
            for path in list(paths)
            if path_method == method
            and path.startswith("/organise")
            and not self._is_untouched(path)
        }

    def _is_untouched(self, path):
        match = re.match(r"/organise/events/(\d+)", path)
        return bool(match) and int(match[1]) == self.run.untouched

    @action(weight=4)
    def looks_at_a_page(self):
        """The one of the route that was played least."""
        pages = self._paths("GET")
        if not pages:
            self.browser.get("/organise/events")
            return
        played = self.run.played["route"]
        endpoint = min(
            {name for name, _ in pages},
            key=lambda name: (played[f"GET {name}"], self.chance.random()),
        )
        path = self.chance.choice(sorted(path for name, path in pages if name == endpoint))
        answer = self.browser.get(path)
        self.expect(answer, 200, 303, 404, 409, 401, what=f"GET {endpoint}")

    @action(weight=4)
    def sends_a_form(self):
        """Of a page that is theirs, filled in with what harms."""
        pages = sorted({path for _, path in self._paths("GET")})
        if not pages:
            return False
        page = self.browser.get(self.chance.choice(pages))
        forms = [
            form for form in page.forms
            if self.run.routes.endpoint("POST", urljoin(page.path, form.action)) not in {*DIRECTED, None}
        ]  # fmt: skip
        if not forms:
            return False
        played = self.run.played["route"]
        form = min(
            forms,
            key=lambda form: (
                played[f"POST {self.run.routes.endpoint('POST', urljoin(page.path, form.action))}"],
                self.chance.random(),
            ),
        )
        fields = {}
        for field in form.fields:
            if field.kind in {"text", "textarea"} and self.chance.random() < 0.5:
                fields[field.name] = self.chance.choice(hostile.TEXTS)
            elif field.kind == "select" and field.options:
                fields[field.name] = self.chance.choice(field.options)
        button = self.chance.choice(form.buttons) if form.buttons else None
        answer = self.browser.submit(page, form, button, **fields)
        self.expect(
            answer, 200, 303, 400, 401, 404, 409, 413, 422, 429, 403, what=f"POST {answer.endpoint}"
        )
        return None

    @action(when=lambda self: self.others)
    def reaches_for_what_is_anothers(self):
        """Each page and form of theirs is none for this organiser, as if it were not there."""
        other = self.chance.choice(self.others)
        method = self.chance.choice(["GET", "POST"])
        paths = sorted(
            path
            for endpoint, path in other._paths(method)
            if "<int" in endpoint or "/events/" in path
        )
        paths = [path for path in paths if self._owner(path) == other.key]
        if not paths:
            return False
        path = self.chance.choice(paths)
        fields = {"csrf_token": self._token(), "do": "save", "revision": "1"}
        answer = self.browser.get(path) if method == "GET" else self.browser.post(path, fields)
        self.expect(answer, 404, what=f"another organiser's {method} {answer.endpoint}")
        return None

    @action(when=lambda self: self.others and self.of("published"))
    def puts_anothers_numbers_into_own_forms(self):
        """The event in the address is theirs, the rest is another's."""
        other = self.chance.choice(self.others)
        event = self.one()
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
        tail = self.chance.choice(tails)
        rows, number = re.search(r"([a-z-]+)/(\d+)", tail).groups()
        # An error page links to its own address, whatever number that had: it may be one of this event.
        table = {"waiting-list": "registrations"}.get(rows, rows)
        if checks.rows(
            self.run.stage.url,
            f"SELECT 1 FROM {table} WHERE id = :id AND event_id = :event_id",
            id=int(number),
            event_id=event.number,
        ):
            return False
        fields = {"csrf_token": self._token(), "do": "save", "id_1": number, "registration": number}
        for answer in (
            self.browser.get(event.path(tail)),
            self.browser.post(event.path(tail), fields),
        ):
            self.expect(
                answer,
                404,
                405,
                409,  # the state of one's own event comes first
                what=f"another organiser's row by one's own event, {answer.endpoint}",
            )
        return None

    def _token(self):
        return self.browser.token("/organise/events")

    def _owner(self, path):
        match = re.match(r"/organise/events/(\d+)", path)
        return self.run.events.get(int(match[1])) if match else None

    @action(when=lambda self: bool(self.of("published")), weight=5)
    def asks_for_the_least_played_route(self):
        """About an event of theirs, whether or not it makes sense now."""
        played, event = self.run.played["route"], self.one()
        values = {"event_id": event.number}
        names = {name for _, name in self.browser.rows} | {
            "message_id",
            "registration_id",
            "question_id",
        }
        for name in names - {"event_id", "token", "slug", "organiser_id"}:
            rows = self.browser.rows.get((event.number, name))
            values[name] = self.chance.choice(list(rows)) if rows else self.chance.randint(1, 9)
        paths = [
            (f"{method} {endpoint}", method, path)
            for method, endpoint, path in self.run.routes.paths(("organiser",), **values)
            if method == "GET" or endpoint not in ENDING
        ]
        name, method, path = min(paths, key=lambda path: (played[path[0]], self.chance.random()))
        if method == "GET":
            answer = self.browser.get(path)
        else:
            if "/comments/" in path:
                self.run.secrets.show(self.browser.get(event.path("comments")).text, public=True)
            answer = self.browser.post(path, {"csrf_token": self._token()})
        self.expect(answer, 200, 303, 400, 404, 409, 413, 422, 429, what=name)


class Administrator(Organiser):
    """The administrator, who has an event that nobody touches."""

    def __init__(self, run):
        super().__init__(run, "admin", admin=True)

    @action()
    def minds_the_organisers(self):
        """Adds one, and changes what they may."""
        page = self.browser.get("/organise/people")
        if page.status != 200:
            return False
        forms = [
            form for form in page.forms
            if self.run.routes.endpoint("POST", urljoin(page.path, form.action)) != "organiser_accounts.list"
            and int(re.search(r"/people/(\d+)", form.action)[1]) > len(self.run.organisers)
        ]  # fmt: skip
        adds = next((form for form in page.forms if form.holds("email")), None)
        if adds and (not forms or self.chance.random() < 0.3):
            word = self.run.secrets.word("organiser's address")
            address = f"{word}@others.example.org"
            self.run.secrets.show(word, f"person:{address}")
            fields = {"email": address}
            if adds.holds("name"):
                fields["name"] = self.chance.choice(hostile.NAMES)
            self.browser.submit(page, adds, **fields)
            return None
        if not forms:
            return False
        played = self.run.played["route"]
        form = min(
            forms,
            key=lambda form: (
                played[f"POST {self.run.routes.endpoint('POST', form.action)}"], self.chance.random(),
            ),
        )  # fmt: skip
        button = self.chance.choice(form.buttons) if form.buttons else None
        self.browser.submit(page, form, button)
        return None


def _row_of(text, address):
    """Return the row of a table, or the entry of a list, that a form or a link stands in."""
    at = text.find(address)
    begins = text.rfind("<tr", 0, at)
    return text[begins if begins >= 0 else max(text.rfind("<li", 0, at), 0) : at]


def _number_beside(text, word, pattern):
    """Return the number of a link in the row in which a word stands."""
    at = text.find(word)
    begins = max(text.rfind("<tr", 0, at), text.rfind("<li", 0, at), 0)
    ends = min(
        (position for position in (text.find("</tr", at), text.find("</li", at)) if position > 0),
        default=at,
    )
    match = re.search(pattern, text[begins:ends])
    return match[1] if match else None
