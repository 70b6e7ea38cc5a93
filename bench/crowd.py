"""People who come at the same moment, in a process of its own: each request on a connection of its own.

Reads one job per line as JSON and answers each with its results. Meanwhile an event page is requested at
regular intervals, whether or not earlier requests were answered.
"""

import asyncio
import json
import re
import sys
import time
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from bench.client import NO_TOKEN, TOKEN, form_headers, registrant

PAGE_SECONDS = 0.05  # interval of the event page
LONGEST_SECONDS = 600  # on a machine with much other load 2,000 people wait for minutes
HOST = "127.0.0.1"
_COOKIE = re.compile(r"(?im)^set-cookie: ([^;\r\n]+)")


@dataclass(frozen=True)
class Job:
    """How many people take which steps, and the event page that others read.

    steps: paths of form, registration and page after; if it is the registration alone, forms are sent with
    the token of the page token_of.
    """

    port: int
    people: int
    steps: Sequence[str]
    page: str
    batch: str
    token_of: str = ""


@dataclass(frozen=True)
class Answer:
    """Status, cookie and text of a response, and how long it took; status 0 without one."""

    status: int
    cookie: str
    text: str
    seconds: float


class Crowd:
    """The people of one job."""

    def __init__(self, job: Job) -> None:
        self.job = job
        self.statuses: Counter[int] = Counter()
        self._is_over = asyncio.Event()
        self._gate = asyncio.Event()

    async def result(self) -> dict[str, Any]:
        """Let all come at once; return statuses and times."""
        job = self.job
        cookie, token = "webinars=" + "x" * 100, NO_TOKEN
        if job.token_of:
            form = await self._request("GET", job.token_of)
            cookie, token = form.cookie, _token(form)
        readers = asyncio.create_task(self._read_pages())
        people = [
            asyncio.create_task(self._person(turn, cookie, token)) for turn in range(job.people)
        ]
        await asyncio.sleep(0.5)
        began = time.monotonic()
        self._gate.set()
        await asyncio.gather(*people)
        seconds = time.monotonic() - began
        self._is_over.set()
        pages = await readers
        return {
            "seconds": seconds,
            "statuses": self.statuses,
            "pages": len(pages),
            "page_statuses": Counter(page.status for page in pages),
            "page_p95_s": sorted(page.seconds for page in pages)[len(pages) * 95 // 100],
        }

    async def _person(self, turn: int, cookie: str, token: str) -> None:
        *before, post, after = self.job.steps if len(self.job.steps) > 1 else (*self.job.steps, "")
        await self._gate.wait()
        for path in before:
            form = await self._request("GET", path)
            self.statuses[form.status] += 1
            cookie, token = form.cookie, _token(form)
        headers = form_headers(cookie, self.job.batch, turn)
        body = urlencode(registrant(self.job.batch, turn, token))
        done = await self._request("POST", post, headers, body)
        self.statuses[done.status] += 1
        if after:
            page = await self._request("GET", after, {"Cookie": done.cookie})
            self.statuses[page.status] += 1

    async def _read_pages(self) -> list[Answer]:
        await self._gate.wait()
        readers = []
        while not self._is_over.is_set():
            readers.append(asyncio.create_task(self._request("GET", self.job.page)))
            with suppress(TimeoutError):
                await asyncio.wait_for(self._is_over.wait(), PAGE_SECONDS)
        return await asyncio.gather(*readers)

    async def _request(
        self, method: str, path: str, headers: dict[str, str] | None = None, body: str = ""
    ) -> Answer:
        lines = {"Host": HOST, "Connection": "close", **(headers or {})}
        if body:
            lines["Content-Length"] = str(len(body))
        head = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
        began = time.monotonic()
        try:
            async with asyncio.timeout(LONGEST_SECONDS):
                reader, writer = await asyncio.open_connection(HOST, self.job.port)
                writer.write(f"{method} {path} HTTP/1.1\r\n{head}\r\n{body}".encode())
                answer = (await reader.read()).decode()
                writer.close()
        except OSError:
            answer = ""
        cookie = _COOKIE.search(answer)
        status = int(answer[9:12] or 0)
        return Answer(status, cookie[1] if cookie else "", answer, time.monotonic() - began)


def _token(form: Answer) -> str:
    match = TOKEN.search(form.text)
    return match[1] if match else ""


def main() -> None:
    """Run the jobs on standard input until it closes."""
    for line in sys.stdin:
        job = Job(**json.loads(line))

        async def run(job: Job = job) -> dict[str, Any]:
            return await Crowd(job).result()

        sys.stdout.write(json.dumps(asyncio.run(run())) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
