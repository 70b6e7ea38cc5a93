"""People who register, are invited, or name others; each has a browser, an address and links of their own."""

import re
import time
from urllib.parse import urljoin

from tests.adversary import hostile
from tests.adversary.browser import Browser
from tests.adversary.run import Player, action

PDF = b"%PDF-1.7 a small file"
FOUND = {200, 303}
# What a page of one's own may answer while organisers change everything meanwhile.
OWN = (200, 303, 400, 403, 404, 409, 422, 429)


class Person(Player):
    """Somebody with an e-mail address and a name, both known to nobody else."""

    kind = "people"

    def __init__(self, run, event, owner):
        word = run.secrets.word("address", owner.key)
        super().__init__(run, word)
        self.event, self.owner = event, owner
        self.address = self.origin = f"{word}@{self.kind}.example"
        self.key = f"person:{self.address}"
        self.label = run.secrets.word("name", owner.key, self.key)
        run.secrets.show(word, self.key)
        self.browser = Browser(run, run.client(), {self.key})
        self.manage = self.join = ""
        self.is_done = self.is_registered = self.is_named = False
        # Whoever registers twice has two rows, and erases one of them: some do the one, some the other.
        self.is_steady = self.chance.random() < 0.5
        self.acts = 0
        self.began = time.monotonic()

    def _open_form(self):
        """Open the form of the event; who has its secret link has its key."""
        if self.event.access_code:
            what = "secret link of an event"
            self.run.secrets.note(self.event.access_code, what, *self.browser.keys)
        return self.browser.get(self.event.form)

    def leave(self):
        """Go, and take an invitation along that is not to be used again."""
        self.browser.close()
        self.event.invited.pop(self.origin, None)
        self.event.focal_points.pop(self.origin, None)

    def possible(self):
        """Return nothing once they are gone: the name that was erased must not be typed again."""
        return [] if self.is_done else super().possible()

    def mails(self):
        """Return what came for them, the newest last."""
        return self.run.mailroom.to(self.address)

    def look_for_links(self):
        """Take the links of the newest e-mail that has some."""
        for mail in reversed(self.mails()):
            if mail.link("/registrations/"):
                link = self.run.links.get(_token(mail.link("/registrations/")))
                if link and link.dead_at == float("inf"):
                    self.manage, self.join = link.path, mail.link("/join/")
                    return True
        return False

    def lose(self, why):
        """Note that the links of their registration are of no use from now on."""
        for key in self.browser.keys:
            for prefix in ("registrations", "join", "calendars", "invited"):
                self.run.kill(why, holder=key, prefix=prefix)
        self.is_done, self.manage, self.join = True, "", ""

    def fill(self, form, **values):
        """Return what they type into a form of theirs, some of it hostile."""
        for field in form.fields:
            if field.name in values or field.name in {"csrf_token", "lang"}:
                continue
            if field.name == "name":
                values["name"] = f"{self.label} {self.chance.choice(hostile.NAMES[:5])}"[:100]
            elif field.name == "email":
                values["email"] = self.address
            elif field.name == "affiliation":
                values["affiliation"] = f"{self.label} institute"
            elif field.name in {"zone", "registration_type"} and field.options:
                values[field.name] = field.value or self.chance.choice(field.options)
            elif field.kind in {"text", "textarea"}:
                values[field.name] = f"{self.label} answers"
            elif field.kind == "select" and field.options:
                values[field.name] = self.chance.choice(field.options)
            elif field.kind == "radio":
                same = [one.options[0] for one in form.fields if one.name == field.name]
                values[field.name] = self.chance.choice(same)
        return values


class Participant(Person):
    """Somebody who registers by the form of an event, and goes on from there."""

    def _fresh(self):
        return not self.is_registered

    def _has_page(self):
        return bool(self.manage) or (self.is_registered and self.look_for_links())

    @action(when=_fresh)
    def registers(self):
        """By the form, with a hostile name."""
        page = self._open_form()
        forms = [form for form in page.forms if form.holds("email")]
        if not forms:
            self.is_done = True
            return False
        files = [(field.name, "cv.pdf", PDF) for field in forms[0].fields if field.kind == "file"]
        answer = self.browser.submit(page, forms[0], files=files, **self.fill(forms[0]))
        self.expect(answer, *FOUND, 403, 409, 422, 429, what="registering")
        if answer.status != 303:
            self.is_done = answer.status in {403, 404, 409}
            return False
        self.is_registered = True
        self.event.people.append(self)
        self.browser.get(answer.location)
        return None

    @action(when=_fresh)
    def types_a_hostile_address(self):
        """It is refused with a sentence, or asked about."""
        page = self._open_form()
        forms = [form for form in page.forms if form.holds("email")]
        if not forms:
            return False
        fields = self.fill(forms[0], email=self.chance.choice(hostile.ADDRESSES))
        fields["name"] = self.chance.choice(hostile.NAMES)
        # Some are addresses: that registration is another person's, whom this one cannot erase.
        fields["affiliation"] = "Institute"
        self.expect(
            self.browser.submit(page, forms[0], **fields), 400, 409, 413, 422, 429, 303, 200,
            what="a hostile address",
        )  # fmt: skip
        return None

    @action(when=lambda self: self.is_registered and not self.is_steady)
    def registers_once_more(self):
        """The answer is the same, and there is no second registration."""
        page = self._open_form()
        forms = [form for form in page.forms if form.holds("email")]
        if not forms:
            return False
        answer = self.browser.submit(page, forms[0], **self.fill(forms[0]))
        self.expect(answer, 303, 403, 404, 409, 422, 429, what="registering again")
        return None

    @action(when=_has_page)
    def opens_the_own_page(self):
        """And whatever it leads to."""
        self.browser.get(self.manage)

    @action(when=_has_page)
    def takes_calendar_and_data(self):
        """The calendar file and all that is known of them."""
        for tail in (".ics", "/data.json"):
            self.browser.get(f"{self.manage}{tail}")

    @action(when=_has_page)
    def subscribes_to_the_own_calendar(self):
        """Makes its address, reads it, and perhaps makes a new one."""
        page = self.browser.get(f"{self.manage}/calendar")
        if not page.forms:
            return False
        before = [path for path, _ in _calendars(page.text)]
        form = self.chance.choice(page.forms)
        button = self.chance.choice(form.buttons) if form.buttons else None
        self.browser.submit(page, form, button)
        shown = self.browser.get(f"{self.manage}/calendar")
        now = [path for path, _ in _calendars(shown.text)]
        for path in now:
            self.browser.get(path)
        for path in before:
            if path not in now:
                self.run.kill("replaced", path=path)
        return None

    @action(when=_has_page)
    def changes_details(self):
        """The name, to another hostile one."""
        page = self.browser.get(f"{self.manage}/details")
        if page.forms:
            self.browser.submit(page, page.forms[-1], **self.fill(page.forms[-1]))

    @action(when=lambda self: self.is_steady and not self.is_named and self._has_page())
    def moves_to_another_address(self):
        """Once it is confirmed from the new mailbox, every link mailed to the old one is dead."""
        page = self.browser.get(f"{self.manage}/details")
        if not page.forms or not page.forms[-1].holds("email"):
            return False
        word = self.run.secrets.word("new address", self.owner.key, *self.browser.keys)
        new = f"{word}@{self.kind}.example"
        key = f"person:{new}"
        self.run.secrets.show(word, key)
        for known in (self.label, self.address):
            self.run.secrets.show(known, key)
        old_keys = set(self.browser.keys)
        for known in self.run.secrets.found_in(self.address).values():
            known.viewers.add(key)
        self.browser.keys.add(key)
        answer = self.browser.submit(page, page.forms[-1], **self.fill(page.forms[-1], email=new))
        if answer.status != 303:
            return False
        mail = self._await_mail(new, "/address")
        if mail is None:
            return False
        before = time.monotonic()
        answer = self.browser.send(mail.link("/registrations/", "/address"))
        self.expect(answer, 303, 404, 409, what="confirming a new address")
        if answer.status == 303:
            for old in old_keys:
                for prefix in ("registrations", "join", "calendars"):
                    why = "its address was changed"
                    self.run.kill(why, holder=old, prefix=prefix, born_before=before)
            self.run.kill("used", path=mail.link("/registrations/", "/address"))
            self.address, self.manage, self.join = new, "", ""
        return None

    def _await_mail(self, address, suffix, seconds=7.0):
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            for mail in self.run.mailroom.to(address):
                if mail.link("/registrations/", suffix):
                    return mail
            time.sleep(0.2)
        return None

    @action(when=lambda self: self.event.flavour == "proved" and self._has_page())
    def proves_the_address(self):
        """By the button of the own page."""
        page = self.browser.get(self.manage)
        if self._press(page, "offer.verification") is False:
            answer = self.browser.post(
                f"{self.manage}/verification", {"csrf_token": self.browser.token()}
            )
            self.expect(answer, *OWN, what="proving the address")

    @action(when=_has_page)
    def accepts_an_offer(self):
        """Where a place is offered; else it is refused."""
        page = self.browser.get(self.manage)
        if self._press(page, "offer.acceptance") is False:
            self.browser.post(f"{self.manage}/acceptance", {"csrf_token": self.browser.token()})

    @action(when=_has_page)
    def cancels(self):
        """By the own page."""
        answer = self.browser.send(f"{self.manage}/cancellation")
        self.expect(answer, *OWN, what="cancelling")

    @action(when=lambda self: not self.is_steady and self._has_page())
    def comes_again(self):
        """Registers again by the own page, whether or not that is allowed."""
        page = self.browser.get(self.manage)
        if self._press(page, "manage.register_again") is False:
            answer = self.browser.post(
                f"{self.manage}/reregistration", {"csrf_token": self.browser.token()}
            )
            self.expect(answer, *OWN, what="coming again")

    @action(when=lambda self: self.event.flavour == "asked" and self._has_page())
    def answers_questions(self):
        """With text and files, good and bad."""
        page = self.browser.get(f"{self.manage}/answers")
        if not page.forms:
            return False
        form = page.forms[-1]
        files = [
            (field.name, *self.chance.choice([("cv.pdf", PDF), ("x.svg", b"<svg/>"), ("a.png", PDF)]))
            for field in form.fields if field.kind == "file"
        ]  # fmt: skip
        self.browser.submit(page, form, files=files, **self.fill(form))
        shown = self.browser.get(f"{self.manage}/answers")
        for path in re.findall(r'href="([^"]+/file)"', shown.text):
            self.browser.get(urljoin(shown.path, path))
        return None

    @action(when=lambda self: self._has_page() and self.join)
    def joins(self):
        """Looks at the join page and presses its button."""
        page = self.browser.get(self.join)
        answer = self.browser.submit(page, page.forms[0]) if page.forms else None
        if answer is None:
            answer = self.browser.post(self.join, {"csrf_token": self.browser.token()})
        self.expect(answer, 303, 403, 404, 409, what="joining")
        if answer.status == 303 and self.event.room not in answer.location:
            self.run.report("joining leads elsewhere", f"{answer.location}")

    @action(when=_has_page)
    def asks_for_links_again(self):
        """By the page that mails them."""
        answer = self.browser.send("/links", email=self.address)
        self.expect(answer, 303, 429, what="asking for links")
        self.browser.get("/links/sent")

    @action(
        when=lambda self: (
            self.is_steady and not self.is_named and self.acts > 5 and self._has_page()
        )
    )
    def erases_everything(self):
        """Links end, and nobody reads the name any more."""
        page = self.browser.get(f"{self.manage}/erasure")
        if not page.forms:
            return False
        answer = self.browser.submit(page, page.forms[-1])
        self.expect(answer, *OWN, what="erasing")
        if answer.status == 303 and answer.location.startswith("/registrations/erased"):
            self.browser.get(answer.location)
            time.sleep(1)  # a message that was being sent meanwhile may still arrive
            self.lose("erased")
            self.run.secrets.forget(self.label)
        return None

    @action(when=lambda self: self.is_registered)
    def leaves_a_comment(self):
        """Which the organiser alone reads."""
        word = self.run.secrets.word("comment", self.owner.key, *self.browser.keys)
        page = self.browser.get(f"/events/{self.event.slug}/comments")
        forms = [form for form in page.forms if form.holds("text")]
        if not forms:
            return False
        text = f"{word} {self.chance.choice(hostile.MARKDOWN)[:300]}"
        name = self.run.secrets.word("name under a comment", self.owner.key, *self.browser.keys)
        answer = self.browser.submit(page, forms[0], **self.fill(forms[0], text=text, name=name))
        self.expect(answer, 303, 409, 422, 429, 404, what="a comment")
        if answer.status == 303:
            self.browser.get(answer.location)
        return None

    @action(when=lambda self: any(mail.link("/comments/") for mail in self.mails()), weight=2)
    def erases_a_comment(self):
        """By the link in the answer; the link ends with it."""
        for mail in self.mails():
            path = mail.link("/comments/")
            link = self.run.links.get(_token(path)) if path else None
            if link and link.dead_at == float("inf"):
                answer = self.browser.send(path)
                if answer.status == 303:
                    self.browser.get(answer.location)
                    self.run.kill("its comment was erased", path=path)
                return None
        return False

    @action(when=_has_page)
    def sends_any_form_of_the_own_pages(self):
        """The one that was played least."""
        page = self.browser.get(self.manage)
        joins = _joins(page)
        paths = {
            path for (endpoint, method), paths in self.browser.known.items() for path in paths
            if method == "GET" and path.startswith(self.manage) and endpoint != "manage.erasure"
        }  # fmt: skip
        if paths:
            page = self.browser.get(self.chance.choice(sorted(paths)))
        forms = [
            form for form in page.forms
            if urljoin(page.path, form.action).startswith(f"{self.manage}/")
            and not form.action.endswith(("/erasure", "/reregistration"))
        ]  # fmt: skip
        if not forms:
            return False
        form = self.chance.choice(forms)
        button = self.chance.choice(form.buttons) if form.buttons else None
        answer = self.browser.submit(page, form, button)
        self.expect(answer, *OWN, what=f"own form {answer.endpoint}")
        self._note_replacement(answer, joins)
        return None

    def _note_replacement(self, answer, joins):
        """Note that the links of a registration ended, if they were replaced: others come by e-mail.

        Those of an earlier registration of the same person go on, and the new ones may have arrived.
        """
        if answer.status == 303 and answer.path == f"{self.manage}/links":
            for path in (self.manage, *joins):
                self.run.kill("replaced by its holder", path=path)
            self.manage = self.join = ""

    def _press(self, page, endpoint):
        form = page.form_to(endpoint, self.run.routes)
        if form is None:
            return False
        self.expect(self.browser.submit(page, form), *OWN, what=endpoint)
        return None

    @action(when=_has_page, weight=3)
    def asks_for_the_least_played_route(self):
        """Of their own link, whether or not it makes sense now."""
        played = self.run.played["route"]
        values = {
            "token": self.manage.split("/")[2],
            "question_id": self.chance.choice(
                [*self.browser.rows.get((None, "question_id"), {}), 1]
            ),
        }
        paths = [
            (f"{method} {endpoint}", method, path)
            for method, endpoint, path in self.run.routes.paths(("link",), **values)
            if path.startswith(self.manage)
            and not path.endswith(
                ("/erasure", "/address", *(["/reregistration"] if self.is_steady else []))
            )
        ]
        _, method, path = min(paths, key=lambda path: (played[path[0]], self.chance.random()))
        if method == "GET":
            answer = self.browser.get(path)
        else:
            joins = _joins(self.browser.get(self.manage))
            answer = self.browser.post(path, {"csrf_token": self.browser.token()})
            self._note_replacement(answer, joins)
        self.expect(answer, *OWN, what=f"{method} {answer.endpoint}")


class Invitee(Participant):
    """Somebody whom an organiser invited: the link in the e-mail opens the form."""

    def __init__(self, run, event, owner, address, label):
        super().__init__(run, event, owner)
        self.address, self.origin, self.label = address, address, label
        self.key = f"person:{address}"
        self.browser.keys = {self.key}

    def _invitation(self):
        for mail in self.mails():
            path = mail.link("/invited/")
            link = self.run.links.get(_token(path)) if path else None
            if link and link.dead_at == float("inf"):
                return link.path
        return ""

    @action(when=lambda self: bool(self._invitation()))
    def opens_the_invitation(self):
        """And tells that it was opened."""
        path = self._invitation()
        page = self.browser.get(path)
        if page.status == 200:
            self.browser.post(f"{path}/opening", {"csrf_token": self.browser.token()})

    @action(when=lambda self: not self.is_registered and bool(self._invitation()))
    def takes_up_the_invitation(self):
        """By its form."""
        page = self.browser.get(self._invitation())
        forms = [form for form in page.forms if form.holds("name")]
        if not forms:
            return False
        answer = self.browser.submit(page, forms[0], **self.fill(forms[0]))
        self.expect(answer, 303, 404, 409, 422, what="taking up an invitation")
        if answer.status == 303:
            self.is_registered = True
            self.event.people.append(self)
        return None

    @action(
        when=lambda self: self.is_registered and not self.is_steady and bool(self._invitation())
    )
    def uses_the_invitation_again(self):
        """It must not be a way back for whoever was removed."""
        page = self.browser.get(self._invitation())
        forms = [form for form in page.forms if form.holds("name")]
        if forms:
            self.browser.submit(page, forms[0], **self.fill(forms[0]))


class FocalPoint(Person):
    """Somebody who names the people of a delegation."""

    def __init__(self, run, event, owner, address):
        super().__init__(run, event, owner)
        self.address, self.origin, self.key = address, address, f"person:{address}"
        self.browser.keys = {self.key}
        self.named = []

    def _link(self):
        for mail in self.mails():
            path = mail.link("/delegations/")
            link = self.run.links.get(_token(path)) if path else None
            if link and link.dead_at == float("inf"):
                return link.path
        return ""

    @action(when=lambda self: bool(self._link()))
    def names_people(self):
        """Some new, and somebody who may be registered already: both look the same."""
        path = self._link()
        page = self.browser.get(path)
        form = next((form for form in page.forms if form.holds("rows")), None)
        if form is None:
            return False
        name = self.run.secrets.word("name", self.owner.key, self.key)
        word = self.run.secrets.word("address", self.owner.key, self.key)
        address = f"{word}@named.example"
        self.run.secrets.show(f"{name} {word}", f"person:{address}")
        fields = {"name-1": name, "email-1": address, "do": "name"}
        if self.event.people and self.chance.random() < 0.4:
            known = self.chance.choice(self.event.people)
            # Whoever names an address knows it, and it must stay the same person's.
            known.is_named = True
            self.run.secrets.show(known.address, self.key)
            self.run.secrets.show(name, *known.browser.keys)
            fields |= {"name-2": name, "email-2": known.address}
        pairs = [(key, value) for key, value in form.untouched() if key not in fields]
        answer = self.browser.post(path, [*pairs, *fields.items()])
        self.expect(answer, 303, 404, 409, 422, what="naming people")
        if answer.status == 303:
            self.browser.get(answer.location)
        return None

    @action(when=lambda self: bool(self._link()))
    def pastes_a_list(self):
        """Where the page takes one; good lines and bad."""
        path = self._link()
        page = self.browser.get(path)
        form = next((form for form in page.forms if form.holds("text")), None)
        if form is None:
            # A field that the page does not have is not read.
            form = next((form for form in page.forms if form.holds("rows")), None)
        if form is None:
            return False
        button = form.buttons[0] if form.buttons else None
        answer = self.browser.submit(page, form, button, text=self.chance.choice(hostile.LISTS))
        self.expect(answer, 200, 303, 404, 409, 413, 422, what="pasting a list")
        return None

    @action(when=lambda self: bool(self._link()))
    def withdraws_somebody(self):
        """Names and withdraws the same person over and over: no e-mail for each."""
        page = self.browser.get(self._link())
        paths = re.findall(
            r'href="(?:https://[^/"]+)?(/delegations/[^"]+/cancellation)"', page.text
        )
        if not paths:
            return False
        answer = self.browser.send(self.chance.choice(paths))
        self.expect(answer, 303, 404, 409, what="withdrawing somebody")
        return None

    @action(when=lambda self: bool(self._link()))
    def reaches_for_others_by_number(self):
        """People whom others named, and those who were not named at all, are not there."""
        path = self._link()
        number = self.chance.randint(5000, 9000)
        answer = self.browser.get(f"{path}/people/{number}/cancellation")
        self.expect(answer, 404, what="somebody else's person")


def _token(path):
    return path.split("/")[2] if path.count("/") >= 2 else ""


def _joins(page):
    """Return the links to join that a page of somebody's own shows."""
    return re.findall(r'href="(?:https://[^/"]+)?(/join/[\w.-]+)"', page.text)


def _calendars(text):
    return re.findall(r"(/calendars/([A-Za-z0-9._-]+)\.ics)", text)
