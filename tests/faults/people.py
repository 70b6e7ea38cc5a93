"""People in front of a server: they register, look, give back, organise, and come back when it is gone."""

import http.client
import re
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from urllib.parse import urlencode

from tests.faults.ground import HOST
from tests.links import link_token, reply_token
from tests.replies.mails import CALENDARS, REPLY_ADDRESS, written
from tests.web.organiser.conftest import FILLED
from webinars.access.delegations import add_delegation
from webinars.accounts.actions import sign_in_link
from webinars.accounts.queries import organiser_by_email
from webinars.database import db, transaction
from webinars.replies.actions import process
from webinars.replies.parse_mail import read_mail
from webinars.timezones import clock

GONE = (http.client.HTTPException, OSError)
TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')


@dataclass(frozen=True)
class Answer:
    """What came back, when it was asked for, and how long it took."""

    status: int | str
    headers: http.client.HTTPMessage | None
    text: str
    begun: float
    seconds: float


def ask(port, path, cookie="", fields=None, timeout=60):
    """Look at a page, or send a form."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=timeout)
    headers = {"Cookie": cookie} if cookie else {}
    begun = time.monotonic()
    try:
        if fields is None:
            connection.request("GET", path, headers=headers)
        else:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
            connection.request("POST", path, urlencode(fields), headers)
        answer = connection.getresponse()
        text = answer.read().decode()
    finally:
        connection.close()
    return Answer(answer.status, answer.headers, text, begun, time.monotonic() - begun)


def addresses(start, count=100_000):
    """Give addresses that nobody else has."""
    return (f"p{number}@example.org" for number in range(start, start + count))


def come(crowd, name):
    """Register once."""
    fields = {"csrf_token": crowd.token, "name": "Ana", "email": name, "zone": "Europe/Zurich"}
    return ask(crowd.port, crowd.path, crowd.cookie, fields)


def give_back(crowd, token):
    """Give a place back by its link."""
    path = f"/registrations/{token}/cancellation"
    return ask(crowd.port, path, crowd.cookie, {"csrf_token": crowd.token})


def accept(crowd, token):
    """Take the place that is offered, by the personal link."""
    path = f"/registrations/{token}/acceptance"
    return ask(crowd.port, path, crowd.cookie, {"csrf_token": crowd.token})


def decline(ground, registration_id, address, uid):
    """Decline in a calendar; the answer's status is what became of the mail."""
    begun = time.monotonic()
    with ground.app.app_context():
        local, _, domain = REPLY_ADDRESS.partition("@")
        raw = written(
            CALENDARS[registration_id % len(CALENDARS)],
            to=f"{local}+{reply_token(registration_id)}@{domain}", person=address, uid=uid,
            stamp=f"{clock.now():%Y%m%dT%H%M%SZ}",
        )  # fmt: skip
        with transaction() as session:
            outcome = process(session, read_mail(raw, reply_address=REPLY_ADDRESS))
        db.session.remove()
    return Answer(outcome, None, "", begun, time.monotonic() - begun)


def name_people(crowd, token, names):
    """Name several people by a focal point's link, with one form."""
    fields = {"csrf_token": crowd.token, "rows": len(names)}
    for number, name in enumerate(names, 1):
        fields |= {f"name-{number}": "Ana", f"email-{number}": name}
    return ask(crowd.port, f"/delegations/{token}", crowd.cookie, fields)


def link_of_delegation(ground, event_id):
    """Add a delegation to an event; return what the link of its focal point carries."""
    with ground.app.app_context():
        with transaction() as session:
            made = add_delegation(
                session, event_id=event_id, name="Kenya", focal_name="Wanjiru", quota=None,
                focal_email="focal@example.org", language="en",
            )  # fmt: skip
            number = made.id
        ground.let_go()
    return _token(ground, "delegation", number)


def link_of(ground, registration_id):
    """Return what the personal link of a registration carries."""
    return _token(ground, "manage", registration_id)


# Letting go of the connections of this process would take them from another thread's hands.
_one_at_a_time = threading.Lock()


def _token(ground, purpose, number):
    with _one_at_a_time, ground.app.app_context():
        token = link_token(purpose, number)
        ground.let_go()
    return token


class Host:
    """The organiser, signed in at a server."""

    def __init__(self, ground, port):
        with ground.app.app_context():
            with transaction() as session:
                secret = sign_in_link(session, organiser_by_email(session, HOST))
            ground.let_go()
        self.port, path = port, f"/sign-in/{secret}"
        page = ask(port, path)
        token, cookie = TOKEN.search(page.text)[1], cookie_of(page)
        self.cookie = cookie_of(ask(port, path, cookie, {"csrf_token": token}))
        page = ask(port, "/organise/events/new", self.cookie)
        self.token = TOKEN.search(page.text)[1]
        # The token was put into the cookie with the form.
        self.cookie = cookie_of(page) or self.cookie

    def take_back(self, event_id, registration_id):
        """Give a place back for somebody."""
        path = f"/organise/events/{event_id}/registrations/{registration_id}/cancellation"
        return ask(self.port, path, self.cookie, {"csrf_token": self.token})

    def move(self, event_id, when, do):
        """Send the form of an event with another time: do is save, which shows what follows, or tell."""
        page = ask(self.port, f"/organise/events/{event_id}/edit", self.cookie)
        revision = re.search(r'name="revision"[^>]*value="(\d+)"', page.text)[1]
        fields = {
            **FILLED, "csrf_token": self.token, "revision": revision, "do": do, "title": "Rush",
            "description": "", "languages": "", "cities": "Geneva", "meeting_url": "", "capacity": "",
            "notification_mode": "never", "contact_name": "Host", "contact_email": HOST,
            "date": f"{when.start:%Y-%m-%d}", "start": f"{when.start:%H:%M}", "end": f"{when.end:%H:%M}",
        }  # fmt: skip
        return ask(self.port, f"/organise/events/{event_id}/edit", self.cookie, fields)

    def write_down(self, event_id, names):
        """Register people from a pasted list that was looked at."""
        fields = {
            "csrf_token": self.token,
            "text": "\n".join(["Name,E-mail", *(f"Ana,{name}" for name in names)]),
            "lang": "en",
            "do": "register",
            "seen": 0,
        }
        return ask(self.port, f"/organise/events/{event_id}/invitees", self.cookie, fields)


def cookie_of(answer):
    """Return the cookie that an answer set."""
    return (answer.headers["Set-Cookie"] or "").partition(";")[0]


def at_once(tasks, hands):
    """Do everything with so many hands that start together; return the answers."""
    gate = threading.Barrier(hands)

    def work(share):
        gate.wait(60)
        return [task() for task in share]

    with ThreadPoolExecutor(hands) as pool:
        shares = [tasks[start::hands] for start in range(hands)]
        return [answer for answers in pool.map(work, shares) for answer in answers]


def keep_coming(crowd, names, stop, pause=0.0):
    """Register one after the other until told to stop or the server is gone; return name and answer of each."""
    seen = []
    for name in names:
        if stop():
            break
        try:
            seen.append((name, come(crowd, name)))
        except GONE:
            break
        time.sleep(pause)
    return seen


def p99(answers):
    """Return within how many milliseconds 99 of 100 answers came."""
    times = sorted(answer.seconds for answer in answers)
    return round(1000 * times[max(0, -(-len(times) * 99 // 100) - 1)])
