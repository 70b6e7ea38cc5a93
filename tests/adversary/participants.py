"""Participants, invitees and focal points; each has a browser, an address and links of their own."""

import re
import time
from urllib.parse import urljoin

from tests.adversary import payloads
from tests.adversary.browser import Browser
from tests.adversary.state import Actor, action

PDF = b"%PDF-1.7 a small file"
FOUND = {200, 303}
# Statuses that manage pages may return while organisers change the event.
MANAGE_STATUSES = (200, 303, 400, 403, 404, 409, 422, 429)


class Person(Actor):
    """Someone with an e-mail address and a name that are secret to others."""

    domain = "people"

    def __init__(self, run, event, owner):
        word = run.secrets.new_word("address", owner.key)
        super().__init__(run, word)
        self.event, self.owner = event, owner
        self.address = self.origin = f"{word}@{self.domain}.example"
        self.key = f"person:{self.address}"
        self.label = run.secrets.new_word("name", owner.key, self.key)
        run.secrets.reveal(word, self.key)
        self.browser = Browser(run, run.client(), {self.key})
        self.manage = self.join = ""
        self.is_done = self.is_registered = self.is_named = False
        # Registering again and erasing data exclude each other: one person does either.
        self.keeps_one_registration = self.rng.random() < 0.5
        self.action_count = 0
        self.began = time.monotonic()

    def _open_form(self):
        """Open the registration form, with the key of its secret link."""
        if self.event.secret_link_key:
            description = "secret link of an event"
            self.run.secrets.note(self.event.secret_link_key, description, *self.browser.keys)
        return self.browser.get(self.event.form)

    def leave(self):
        """Leave the run; an invitation of theirs is not used again."""
        self.browser.close()
        self.event.invited.pop(self.origin, None)
        self.event.focal_points.pop(self.origin, None)

    def available_actions(self):
        """Return no actions after leaving: an erased name must not be submitted again."""
        return [] if self.is_done else super().available_actions()

    def mails(self):
        """Return the e-mails received, oldest first."""
        return self.run.mailbox.to(self.address)

    def find_links(self):
        """Adopt the links of the newest e-mail with live ones."""
        for mail in reversed(self.mails()):
            if mail.link("/registrations/"):
                link = self.run.links.get(_token(mail.link("/registrations/")))
                if link and link.revoked_at == float("inf"):
                    self.manage, self.join = link.path, mail.link("/join/")
                    return True
        return False

    def end_registration(self, reason):
        """Record that all links of the registration are revoked."""
        for key in self.browser.keys:
            for prefix in ("registrations", "join", "calendars", "invited"):
                self.run.revoke_links(reason, holder=key, prefix=prefix)
        self.is_done, self.manage, self.join = True, "", ""

    def form_values(self, form, **values):
        """Return values for the fields of a form, some of them hostile."""
        for field in form.fields:
            if field.name in values or field.name in {"csrf_token", "lang"}:
                continue
            if field.name == "name":
                values["name"] = f"{self.label} {self.rng.choice(payloads.NAMES[:5])}"[:100]
            elif field.name == "email":
                values["email"] = self.address
            elif field.name == "affiliation":
                values["affiliation"] = f"{self.label} institute"
            elif field.name in {"zone", "registration_type"} and field.options:
                values[field.name] = field.value or self.rng.choice(field.options)
            elif field.control_type in {"text", "textarea"}:
                values[field.name] = f"{self.label} answers"
            elif field.control_type == "select" and field.options:
                values[field.name] = self.rng.choice(field.options)
            elif field.control_type == "radio":
                same = [one.options[0] for one in form.fields if one.name == field.name]
                values[field.name] = self.rng.choice(same)
        return values


class Participant(Person):
    """Registers with the public form of an event, and uses the manage pages."""

    def _is_unregistered(self):
        return not self.is_registered

    def _has_page(self):
        return bool(self.manage) or (self.is_registered and self.find_links())

    @action(condition=_is_unregistered)
    def register(self):
        """Register with a hostile name."""
        page = self._open_form()
        forms = [form for form in page.forms if form.has_fields("email")]
        if not forms:
            self.is_done = True
            return False
        files = [
            (field.name, "cv.pdf", PDF) for field in forms[0].fields if field.control_type == "file"
        ]
        response = self.browser.submit(page, forms[0], files=files, **self.form_values(forms[0]))
        self.expect(response, *FOUND, 403, 409, 422, 429, description="registering")
        if response.status != 303:
            self.is_done = response.status in {403, 404, 409}
            return False
        self.is_registered = True
        self.event.people.append(self)
        self.browser.get(response.location)
        return None

    @action(condition=_is_unregistered)
    def submit_hostile_address(self):
        """Submit a hostile address, which must be rejected or questioned."""
        page = self._open_form()
        forms = [form for form in page.forms if form.has_fields("email")]
        if not forms:
            return False
        fields = self.form_values(forms[0], email=self.rng.choice(payloads.ADDRESSES))
        fields["name"] = self.rng.choice(payloads.NAMES)
        # Some are valid addresses: that registration is another person's, who cannot erase it.
        fields["affiliation"] = "Institute"
        self.expect(
            self.browser.submit(page, forms[0], **fields), 400, 403, 409, 413, 422, 429, 303, 200,
            description="a hostile address",
        )  # fmt: skip
        return None

    @action(condition=lambda self: self.is_registered and not self.keeps_one_registration)
    def register_again(self):
        """Register again; the response is the same, and no second registration is created."""
        page = self._open_form()
        forms = [form for form in page.forms if form.has_fields("email")]
        if not forms:
            return False
        response = self.browser.submit(page, forms[0], **self.form_values(forms[0]))
        self.expect(response, 303, 403, 404, 409, 422, 429, description="registering again")
        return None

    @action(condition=_has_page)
    def open_manage_page(self):
        """Open the manage page."""
        self.browser.get(self.manage)

    @action(condition=_has_page)
    def download_calendar_and_data(self):
        """Download the calendar file and the exported data."""
        for tail in (".ics", "/data.json"):
            self.browser.get(f"{self.manage}{tail}")

    @action(condition=_has_page)
    def manage_personal_calendar(self):
        """Create, read, replace or delete the personal calendar."""
        page = self.browser.get(f"{self.manage}/calendar")
        if not page.forms:
            return False
        before = [path for path, _ in _calendars(page.text)]
        form = self.rng.choice(page.forms)
        button = self.rng.choice(form.buttons) if form.buttons else None
        self.browser.submit(page, form, button)
        shown = self.browser.get(f"{self.manage}/calendar")
        now = [path for path, _ in _calendars(shown.text)]
        for path in now:
            self.browser.get(path)
        for path in before:
            if path not in now:
                self.run.revoke_links("replaced", path=path)
        return None

    @action(condition=_has_page)
    def change_details(self):
        """Change the name to another hostile one."""
        page = self.browser.get(f"{self.manage}/details")
        if page.forms:
            self.browser.submit(page, page.forms[-1], **self.form_values(page.forms[-1]))

    @action(
        condition=lambda self: (
            self.keeps_one_registration and not self.is_named and self._has_page()
        )
    )
    def change_address(self):
        """Change the address; after verification, links sent to the old address are revoked."""
        page = self.browser.get(f"{self.manage}/details")
        if not page.forms or not page.forms[-1].has_fields("email"):
            return False
        word = self.run.secrets.new_word("new address", self.owner.key, *self.browser.keys)
        new = f"{word}@{self.domain}.example"
        key = f"person:{new}"
        self.run.secrets.reveal(word, key)
        for known in (self.label, self.address):
            self.run.secrets.reveal(known, key)
        old_keys = set(self.browser.keys)
        for known in self.run.secrets.find_in(self.address).values():
            known.viewers.add(key)
        self.browser.keys.add(key)
        response = self.browser.submit(
            page, page.forms[-1], **self.form_values(page.forms[-1], email=new)
        )
        if response.status != 303:
            return False
        mail = self._await_mail(new, "/address")
        if mail is None:
            return False
        before = time.monotonic()
        response = self.browser.send(mail.link("/registrations/", "/address"))
        self.expect(response, 303, 404, 409, description="confirming a new address")
        if response.status == 303:
            for old in old_keys:
                for prefix in ("registrations", "join", "calendars"):
                    reason = "its address was changed"
                    self.run.revoke_links(reason, holder=old, prefix=prefix, born_before=before)
            self.run.revoke_links("used", path=mail.link("/registrations/", "/address"))
            self.address, self.manage, self.join = new, "", ""
        return None

    def _await_mail(self, address, suffix, seconds=7.0):
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            for mail in self.run.mailbox.to(address):
                if mail.link("/registrations/", suffix):
                    return mail
            time.sleep(0.2)
        return None

    @action(condition=lambda self: self.event.profile == "verified" and self._has_page())
    def verify_address(self):
        """Verify the address by the button of the manage page."""
        page = self.browser.get(self.manage)
        if self._press(page, "offer.verification") is False:
            response = self.browser.post(
                f"{self.manage}/verification", {"csrf_token": self.browser.token()}
            )
            self.expect(response, *MANAGE_STATUSES, description="proving the address")

    @action(condition=_has_page)
    def accept_offer(self):
        """Accept an offered place; without an offer this is rejected."""
        page = self.browser.get(self.manage)
        if self._press(page, "offer.acceptance") is False:
            self.browser.post(f"{self.manage}/acceptance", {"csrf_token": self.browser.token()})

    @action(condition=_has_page)
    def cancel(self):
        """Cancel the registration."""
        response = self.browser.send(f"{self.manage}/cancellation")
        self.expect(response, *MANAGE_STATUSES, description="cancelling")

    @action(condition=lambda self: not self.keeps_one_registration and self._has_page())
    def reregister(self):
        """Register again from the manage page, whether or not that is allowed."""
        page = self.browser.get(self.manage)
        if self._press(page, "manage.register_again") is False:
            response = self.browser.post(
                f"{self.manage}/reregistration", {"csrf_token": self.browser.token()}
            )
            self.expect(response, *MANAGE_STATUSES, description="coming again")

    @action(condition=lambda self: self.event.profile == "questions" and self._has_page())
    def answer_questions(self):
        """Submit answers with valid and invalid files."""
        page = self.browser.get(f"{self.manage}/answers")
        if not page.forms:
            return False
        form = page.forms[-1]
        files = [
            (field.name, *self.rng.choice([("cv.pdf", PDF), ("x.svg", b"<svg/>"), ("a.png", PDF)]))
            for field in form.fields if field.control_type == "file"
        ]  # fmt: skip
        self.browser.submit(page, form, files=files, **self.form_values(form))
        shown = self.browser.get(f"{self.manage}/answers")
        for path in re.findall(r'href="([^"]+/file)"', shown.text):
            self.browser.get(urljoin(shown.path, path))
        return None

    @action(condition=lambda self: self._has_page() and self.join)
    def open_join_page(self):
        """Open the join page and press its button."""
        page = self.browser.get(self.join)
        response = self.browser.submit(page, page.forms[0]) if page.forms else None
        if response is None:
            response = self.browser.post(self.join, {"csrf_token": self.browser.token()})
        self.expect(response, 303, 403, 404, 409, description="joining")
        if response.status == 303 and self.event.meeting_id not in response.location:
            self.run.report("joining redirects elsewhere", f"{response.location}")

    @action(condition=_has_page)
    def request_links(self):
        """Request the links by e-mail."""
        response = self.browser.send("/links", email=self.address)
        self.expect(response, 303, 429, description="asking for links")
        self.browser.get("/links/sent")

    @action(
        condition=lambda self: (
            self.keeps_one_registration
            and not self.is_named
            and self.action_count > 5
            and self._has_page()
        )
    )
    def erase_data(self):
        """Erase all data: links are revoked, and the name must not appear again."""
        page = self.browser.get(f"{self.manage}/erasure")
        if not page.forms:
            return False
        response = self.browser.submit(page, page.forms[-1])
        self.expect(response, *MANAGE_STATUSES, description="erasing")
        if response.status == 303 and response.location.startswith("/registrations/erased"):
            self.browser.get(response.location)
            time.sleep(1)  # a message in delivery may still arrive
            self.end_registration("erased")
            self.run.secrets.hide(self.label)
        return None

    @action(condition=lambda self: self.is_registered)
    def submit_comment(self):
        """Submit a comment, visible to the organiser only."""
        word = self.run.secrets.new_word("comment", self.owner.key, *self.browser.keys)
        page = self.browser.get(f"/events/{self.event.slug}/comments")
        forms = [form for form in page.forms if form.has_fields("text")]
        if not forms:
            return False
        text = f"{word} {self.rng.choice(payloads.MARKDOWN)[:300]}"
        name = self.run.secrets.new_word("name under a comment", self.owner.key, *self.browser.keys)
        response = self.browser.submit(
            page, forms[0], **self.form_values(forms[0], text=text, name=name)
        )
        self.expect(response, 303, 409, 422, 429, 404, description="a comment")
        if response.status == 303:
            self.browser.get(response.location)
        return None

    @action(condition=lambda self: any(mail.link("/comments/") for mail in self.mails()), weight=2)
    def erase_comment(self):
        """Erase a comment by the link in the answer, which revokes the link."""
        for mail in self.mails():
            path = mail.link("/comments/")
            link = self.run.links.get(_token(path)) if path else None
            if link and link.revoked_at == float("inf"):
                response = self.browser.send(path)
                if response.status == 303:
                    self.browser.get(response.location)
                    self.run.revoke_links("its comment was erased", path=path)
                return None
        return False

    @action(condition=_has_page)
    def submit_any_form(self):
        """Submit any form of the manage pages."""
        page = self.browser.get(self.manage)
        join_links = _join_links(page)
        paths = {
            path for (endpoint, method), paths in self.browser.known.items() for path in paths
            if method == "GET" and path.startswith(self.manage) and endpoint != "manage.erasure"
        }  # fmt: skip
        if paths:
            page = self.browser.get(self.rng.choice(sorted(paths)))
        forms = [
            form for form in page.forms
            if urljoin(page.path, form.action).startswith(f"{self.manage}/")
            and not form.action.endswith(("/erasure", "/reregistration"))
        ]  # fmt: skip
        if not forms:
            return False
        form = self.rng.choice(forms)
        button = self.rng.choice(form.buttons) if form.buttons else None
        response = self.browser.submit(page, form, button)
        self.expect(response, *MANAGE_STATUSES, description=f"own form {response.endpoint}")
        self._note_replacement(response, join_links)
        return None

    def _note_replacement(self, response, join_links):
        """Record that the links of a registration were revoked, if they were replaced by e-mail.

        Links of an earlier registration of the same person stay valid, and the new ones may have arrived.
        """
        if response.status == 303 and response.path == f"{self.manage}/links":
            for path in (self.manage, *join_links):
                self.run.revoke_links("replaced by its holder", path=path)
            self.manage = self.join = ""

    def _press(self, page, endpoint):
        form = page.form_to(endpoint, self.run.routes)
        if form is None:
            return False
        self.expect(self.browser.submit(page, form), *MANAGE_STATUSES, description=endpoint)
        return None

    @action(condition=_has_page, weight=3)
    def request_least_used_route(self):
        """Request the least used route with an own token, whether or not it makes sense."""
        counts = self.run.counts["route"]
        values = {
            "token": self.manage.split("/")[2],
            "question_id": self.rng.choice([*self.browser.rows.get((None, "question_id"), {}), 1]),
        }
        paths = [
            (f"{method} {endpoint}", method, path)
            for method, endpoint, path in self.run.routes.paths(("link",), **values)
            if path.startswith(self.manage)
            and not path.endswith(
                (
                    "/erasure",
                    "/address",
                    *(["/reregistration"] if self.keeps_one_registration else []),
                )
            )
        ]
        _, method, path = min(paths, key=lambda path: (counts[path[0]], self.rng.random()))
        if method == "GET":
            response = self.browser.get(path)
        else:
            join_links = _join_links(self.browser.get(self.manage))
            response = self.browser.post(path, {"csrf_token": self.browser.token()})
            self._note_replacement(response, join_links)
        self.expect(response, *MANAGE_STATUSES, description=f"{method} {response.endpoint}")


class Invitee(Participant):
    """Registers with the link of an invitation."""

    def __init__(self, run, event, owner, address, label):
        super().__init__(run, event, owner)
        self.address, self.origin, self.label = address, address, label
        self.key = f"person:{address}"
        self.browser.keys = {self.key}

    def _invitation(self):
        for mail in self.mails():
            path = mail.link("/invited/")
            link = self.run.links.get(_token(path)) if path else None
            if link and link.revoked_at == float("inf"):
                return link.path
        return ""

    @action(condition=lambda self: bool(self._invitation()))
    def open_invitation(self):
        """Open the invitation and report that it was opened."""
        path = self._invitation()
        page = self.browser.get(path)
        if page.status == 200:
            self.browser.post(f"{path}/opening", {"csrf_token": self.browser.token()})

    @action(condition=lambda self: not self.is_registered and bool(self._invitation()))
    def accept_invitation(self):
        """Register with the form of the invitation."""
        page = self.browser.get(self._invitation())
        forms = [form for form in page.forms if form.has_fields("name")]
        if not forms:
            return False
        response = self.browser.submit(page, forms[0], **self.form_values(forms[0]))
        self.expect(response, 303, 404, 409, 422, description="taking up an invitation")
        if response.status == 303:
            self.is_registered = True
            self.event.people.append(self)
        return None

    @action(
        condition=lambda self: (
            self.is_registered and not self.keeps_one_registration and bool(self._invitation())
        )
    )
    def reuse_invitation(self):
        """Use the invitation again; it must not restore a removed registrant."""
        page = self.browser.get(self._invitation())
        forms = [form for form in page.forms if form.has_fields("name")]
        if forms:
            self.browser.submit(page, forms[0], **self.form_values(forms[0]))


class FocalPoint(Person):
    """Nominates the participants of a delegation."""

    def __init__(self, run, event, owner, address):
        super().__init__(run, event, owner)
        self.address, self.origin, self.key = address, address, f"person:{address}"
        self.browser.keys = {self.key}
        self.named = []

    def _link(self):
        for mail in self.mails():
            path = mail.link("/delegations/")
            link = self.run.links.get(_token(path)) if path else None
            if link and link.revoked_at == float("inf"):
                return link.path
        return ""

    @action(condition=lambda self: bool(self._link()))
    def nominate_people(self):
        """Nominate a new person, and someone who may be registered; responses must not differ."""
        path = self._link()
        page = self.browser.get(path)
        form = next((form for form in page.forms if form.has_fields("rows")), None)
        if form is None:
            return False
        name = self.run.secrets.new_word("name", self.owner.key, self.key)
        word = self.run.secrets.new_word("address", self.owner.key, self.key)
        address = f"{word}@named.example"
        self.run.secrets.reveal(f"{name} {word}", f"person:{address}")
        fields = {"name-1": name, "email-1": address, "do": "name"}
        if self.event.people and self.rng.random() < 0.4:
            known = self.rng.choice(self.event.people)
            # A focal point knows the address now, so it must not move to another person.
            known.is_named = True
            self.run.secrets.reveal(known.address, self.key)
            self.run.secrets.reveal(name, *known.browser.keys)
            fields |= {"name-2": name, "email-2": known.address}
        pairs = [(key, value) for key, value in form.default_values() if key not in fields]
        response = self.browser.post(path, [*pairs, *fields.items()])
        self.expect(response, 303, 404, 409, 422, description="naming people")
        if response.status == 303:
            self.browser.get(response.location)
        return None

    @action(condition=lambda self: bool(self._link()))
    def paste_list(self):
        """Paste a list with valid and invalid lines."""
        path = self._link()
        page = self.browser.get(path)
        form = next((form for form in page.forms if form.has_fields("text")), None)
        if form is None:
            # A field that the page does not have is ignored.
            form = next((form for form in page.forms if form.has_fields("rows")), None)
        if form is None:
            return False
        button = form.buttons[0] if form.buttons else None
        response = self.browser.submit(page, form, button, text=self.rng.choice(payloads.LISTS))
        self.expect(response, 200, 303, 404, 409, 413, 422, description="pasting a list")
        return None

    @action(condition=lambda self: bool(self._link()))
    def withdraw_nomination(self):
        """Withdraw a nomination."""
        page = self.browser.get(self._link())
        paths = re.findall(
            r'href="(?:https://[^/"]+)?(/delegations/[^"]+/cancellation)"', page.text
        )
        if not paths:
            return False
        response = self.browser.send(self.rng.choice(paths))
        self.expect(response, 303, 404, 409, description="withdrawing a nomination")
        return None

    @action(condition=lambda self: bool(self._link()))
    def request_nomination_of_others(self):
        """Request the nomination of another delegation, which must not exist."""
        path = self._link()
        nomination_id = self.rng.randint(5000, 9000)
        response = self.browser.get(f"{path}/people/{nomination_id}/cancellation")
        self.expect(response, 404, description="another delegation's nomination")


def _token(path):
    return path.split("/")[2] if path.count("/") >= 2 else ""


def _join_links(page):
    """Return the join links of a manage page."""
    return re.findall(r'href="(?:https://[^/"]+)?(/join/[\w.-]+)"', page.text)


def _calendars(text):
    return re.findall(r"(/calendars/([A-Za-z0-9._-]+)\.ics)", text)
