"""An organiser at a running server: signed in, requesting pages, submitting forms and downloading files."""

import http.client
from urllib.parse import urlencode

from sqlalchemy import select

from bench.client import TOKEN
from bench.processes import HOST, BenchError
from webinars.accounts.models import Organiser
from webinars.accounts.sign_in_links import issue_sign_in_token
from webinars.database import transaction

_CHUNK = 64 * 1024
_SECONDS = 600


class OrganiserClient:
    """The cookie of a session; each request has a connection of its own."""

    def __init__(self, port: int) -> None:
        self._port, self._cookie = port, ""
        with transaction() as session:
            organiser = session.scalars(select(Organiser).order_by(Organiser.id).limit(1)).one()
            path = f"/sign-in/{issue_sign_in_token(session, organiser)}"
        self.submit(path, path, {})

    def page(self, path: str) -> str:
        """Return a page."""
        return self._answer("GET", path).read().decode()

    def submit(self, form: str, path: str, fields: dict[str, str]) -> str:
        """Submit a form with the token of its page, and return where the answer redirects."""
        token = TOKEN.search(self.page(form))
        if token is None:
            raise BenchError(f"{form} has no form")
        answer = self._answer("POST", path, {**fields, "csrf_token": token[1]})
        answer.read()
        return str(answer.headers["Location"])

    def download(self, path: str) -> int:
        """Read a file to its end, and return how many bytes it has."""
        answer, size = self._answer("GET", path), 0
        while chunk := answer.read(_CHUNK):
            size += len(chunk)
        return size

    def _answer(
        self, method: str, path: str, fields: dict[str, str] | None = None
    ) -> http.client.HTTPResponse:
        headers = {"Cookie": self._cookie} if self._cookie else {}
        body = None
        if fields is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
            body = urlencode(fields)
        connection = http.client.HTTPConnection(HOST, self._port, timeout=_SECONDS)
        connection.request(method, path, body, {**headers, "Connection": "close"})
        answer = connection.getresponse()
        if answer.status not in {http.client.OK, http.client.SEE_OTHER}:
            raise BenchError(f"{method} {path}: {answer.status}")
        if cookie := answer.headers["Set-Cookie"]:
            self._cookie = cookie.partition(";")[0]
        return answer
