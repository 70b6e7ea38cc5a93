"""HTTP clients of a server: registrants, focal points and an organiser, who retry when it is down."""

import http.client
import re
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from urllib.parse import urlencode

from tests.faults.installation import HOST
from tests.links import link_token, reply_token
from tests.replies.mails import CALENDARS, REPLY_ADDRESS, written
from tests.web.organiser.conftest import FILLED
from webinars.access.delegations import add_delegation
from webinars.accounts.queries import organiser_by_email
from webinars.accounts.sign_in_links import issue_sign_in_token
from webinars.database import db, transaction
from webinars.replies.parsing.parse_mail import parse_incoming
from webinars.replies.process_mail import process_email
from webinars.timezones import clock

DISCONNECTED = (http.client.HTTPException, OSError)
TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')


@dataclass(frozen=True)
class Response:
    """A response, when it was requested, and the seconds it took."""

    status: int | str
    headers: http.client.HTTPMessage | None
    text: str
    begun: float
    seconds: float


def send_request(port, path, cookie="", fields=None, timeout=60):
    """Send a GET request, or a POST with fields."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=timeout)
    headers = {"Cookie": cookie} if cookie else {}
    begun = time.monotonic()
    try:
        if fields is None:
            connection.request("GET", path, headers=headers)
        else:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
            connection.request("POST", path, urlencode(fields), headers)
        response = connection.getresponse()
        text = response.read().decode()
    finally:
        connection.close()
    return Response(response.status, response.headers, text, begun, time.monotonic() - begun)


def addresses(start, count=100_000):
    """Return an iterator over unused addresses."""
    return (f"p{number}@example.org" for number in range(start, start + count))


def register_person(crowd, name):
    """Submit the registration form."""
    fields = {"csrf_token": crowd.token, "name": "Ana", "email": name, "zone": "Europe/Zurich"}
    return send_request(crowd.port, crowd.path, crowd.cookie, fields)


def cancel(crowd, token):
    """Cancel a registration by its link."""
    path = f"/registrations/{token}/cancellation"
    return send_request(crowd.port, path, crowd.cookie, {"csrf_token": crowd.token})


def accept_offer(crowd, token):
    """Accept an offered place by the link."""
    path = f"/registrations/{token}/acceptance"
    return send_request(crowd.port, path, crowd.cookie, {"csrf_token": crowd.token})


def decline_invitation(installation, registration_id, address, uid):
    """Process a declining calendar reply; the response's status is its outcome."""
    begun = time.monotonic()
    with installation.app.app_context():
        local, _, domain = REPLY_ADDRESS.partition("@")
        raw = written(
            CALENDARS[registration_id % len(CALENDARS)],
            to=f"{local}+{reply_token(registration_id)}@{domain}", person=address, uid=uid,
            stamp=f"{clock.now():%Y%m%dT%H%M%SZ}",
        )  # fmt: skip
        with transaction() as session:
            outcome = process_email(session, parse_incoming(raw, reply_address=REPLY_ADDRESS))
        db.session.remove()
    return Response(outcome, None, "", begun, time.monotonic() - begun)


def nominate(crowd, token, names):
    """Nominate people with the form of a delegation."""
    fields = {"csrf_token": crowd.token, "rows": len(names)}
    for number, name in enumerate(names, 1):
        fields |= {f"name-{number}": "Ana", f"email-{number}": name}
    return send_request(crowd.port, f"/delegations/{token}", crowd.cookie, fields)


def delegation_token(installation, event_id):
    """Add a delegation to an event; return the token of its link."""
    with installation.app.app_context():
        with transaction() as session:
            made = add_delegation(
                session, event_id=event_id, name="Kenya", focal_name="Wanjiru", quota=None,
                focal_email="focal@example.org", language="en",
            )  # fmt: skip
            number = made.id
        installation.close_connections()
    return _token(installation, "delegation", number)


def manage_token(installation, registration_id):
    """Return the token of a registration's link."""
    return _token(installation, "manage", registration_id)


# Closing connections must not interrupt another thread.
_one_at_a_time = threading.Lock()


def _token(installation, purpose, number):
    with _one_at_a_time, installation.app.app_context():
        token = link_token(purpose, number)
        installation.close_connections()
    return token


class OrganiserClient:
    """An organiser, signed in."""

    def __init__(self, installation, port):
        with installation.app.app_context():
            with transaction() as session:
                secret = issue_sign_in_token(session, organiser_by_email(session, HOST))
            installation.close_connections()
        self.port, path = port, f"/sign-in/{secret}"
        page = send_request(port, path)
        token, cookie = TOKEN.search(page.text)[1], cookie_of(page)
        self.cookie = cookie_of(send_request(port, path, cookie, {"csrf_token": token}))
        page = send_request(port, "/organise/events/new", self.cookie)
        self.token = TOKEN.search(page.text)[1]
        # The response with the form put the CSRF token into the cookie.
        self.cookie = cookie_of(page) or self.cookie

    def cancel_registration(self, event_id, registration_id):
        """Cancel a registration as its organiser."""
        path = f"/organise/events/{event_id}/registrations/{registration_id}/cancellation"
        return send_request(self.port, path, self.cookie, {"csrf_token": self.token})

    def reschedule(self, event_id, when, do):
        """Submit the event form with another time: do is "save", which previews the effects, or "tell"."""
        page = send_request(self.port, f"/organise/events/{event_id}/edit", self.cookie)
        revision = re.search(r'name="revision"[^>]*value="(\d+)"', page.text)[1]
        fields = {
            **FILLED, "csrf_token": self.token, "revision": revision, "do": do, "title": "Rush",
            "description": "", "languages": "", "cities": "Geneva", "meeting_url": "", "capacity": "",
            "notification_mode": "never", "contact_name": "Host", "contact_email": HOST,
            "date": f"{when.start:%Y-%m-%d}", "start": f"{when.start:%H:%M}", "end": f"{when.end:%H:%M}",
        }  # fmt: skip
        return send_request(self.port, f"/organise/events/{event_id}/edit", self.cookie, fields)

    def bulk_register(self, event_id, names):
        """Register people from a pasted list that was previewed."""
        fields = {
            "csrf_token": self.token,
            "text": "\n".join(["Name,E-mail", *(f"Ana,{name}" for name in names)]),
            "lang": "en",
            "do": "register",
            "seen": 0,
        }
        return send_request(self.port, f"/organise/events/{event_id}/invitees", self.cookie, fields)


def cookie_of(response):
    """Return the cookie that a response sets."""
    return (response.headers["Set-Cookie"] or "").partition(";")[0]


def run_concurrently(tasks, threads):
    """Run tasks in threads that start together; return their results."""
    gate = threading.Barrier(threads)

    def work(share):
        gate.wait(60)
        return [task() for task in share]

    with ThreadPoolExecutor(threads) as pool:
        shares = [tasks[start::threads] for start in range(threads)]
        return [response for responses in pool.map(work, shares) for response in responses]


def register_continuously(crowd, names, stop, pause=0.0):
    """Register until stopped or disconnected; return the addresses and responses."""
    seen = []
    for name in names:
        if stop():
            break
        try:
            seen.append((name, register_person(crowd, name)))
        except DISCONNECTED:
            break
        time.sleep(pause)
    return seen


def p99(responses):
    """Return the 99th percentile of the response times in milliseconds."""
    times = sorted(response.seconds for response in responses)
    return round(1000 * times[max(0, -(-len(times) * 99 // 100) - 1)])
