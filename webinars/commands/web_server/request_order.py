"""The order in which waitress's threads handle requests: no rush of one sort keeps the others waiting."""

# Hundreds of people may register at once: they request the form together, send it, and each form waits for
# its event. In order of arrival, a page requested after them would be sent after the last one.

import re
from collections import deque
from contextlib import AbstractContextManager
from typing import Any

from waitress.task import ThreadedTaskDispatcher

# A request is passed over by so many others; a form costs about as much as so many pages together.
MOST_PASSED_OVER = 8
# The form of an event, and the page after it.
_REGISTRATION_PAGE = re.compile(r"/events/[^/]+/registrations(/|$)")
# A file may have to be copied to this disk first, which takes a second.
_DOWNLOAD = re.compile(
    r"/documents/files/|/(registrations/[^/]+/documents|document-links/[^/]+)/\d+/"
)
# A thread makes one as fast as its client takes it.
_ZIP = re.compile(r"/.*/documents\.zip$")
# Drawing one takes as long as dozens of pages, and no person waits for it.
_PICTURE = re.compile(r"/events(/[^/]+)?\.png$")

_DOWNLOADS, _ZIPS = 3, 4


class _Limited:
    """A connection whose request counts among those of its level that are handled now."""

    def __init__(
        self, task: Any, level: int, handled: list[int], lock: AbstractContextManager[Any]
    ) -> None:
        self._task, self._level, self._handled, self._lock = task, level, handled, lock

    def service(self) -> None:
        """Handle the request; its thread takes the next one of the level then."""
        try:
            self._task.service()
        finally:
            with self._lock:
                self._handled[self._level] -= 1

    def cancel(self) -> None:
        """Close the connection; the dispatcher stops, and holds the lock."""
        self._handled[self._level] -= 1
        self._task.cancel()


class TaskQueue:
    """Requests in order of arrival: pages, forms and pages of registrations, those forms, downloads, ZIPs.

    threads: that handle them. Of these, half handle downloads and a quarter ZIPs at the same time; further
    ones wait. lock: of whoever uses the queue.
    """

    def __init__(self, threads: int, lock: AbstractContextManager[Any]) -> None:
        self._levels: tuple[deque[Any], ...] = deque(), deque(), deque(), deque(), deque()
        self._passed_over, self._handled = [0] * len(self._levels), [0] * len(self._levels)
        self._most = {_DOWNLOADS: max(threads // 2, 1), _ZIPS: max(threads // 4, 1)}
        self._lock = lock

    def __len__(self) -> int:
        """Return how many wait."""
        return sum(map(len, self._levels))

    def __bool__(self) -> bool:
        """Return whether one may be handled now."""
        return bool(self._waiting())

    def append(self, task: Any) -> None:
        """Add a connection whose first request has arrived."""
        self._levels[_level(task.requests[0] if task.requests else None)].append(task)

    def popleft(self) -> Any:
        """Remove and return the connection that is next."""
        waiting = self._waiting()
        overdue = [number for number in waiting if self._passed_over[number] >= MOST_PASSED_OVER]
        chosen = (overdue or waiting)[0]
        for number in waiting:
            self._passed_over[number] += 1
        self._passed_over[chosen] = 0
        task = self._levels[chosen].popleft()
        if chosen not in self._most:
            return task
        self._handled[chosen] += 1
        return _Limited(task, chosen, self._handled, self._lock)

    def _waiting(self) -> list[int]:
        """Return the levels of which a request may be handled now."""
        return [
            number
            for number, level in enumerate(self._levels)
            if level and (number not in self._most or self._handled[number] < self._most[number])
        ]


def _level(request: Any) -> int:
    is_page = getattr(request, "command", "") in {"GET", "HEAD"}
    path = getattr(request, "path", "")
    if is_page and _DOWNLOAD.match(path):
        return _DOWNLOADS
    if is_page and _ZIP.match(path):
        return _ZIPS
    comes_later = bool(_REGISTRATION_PAGE.match(path) or _PICTURE.search(path))
    return comes_later + (not is_page)


class TaskDispatcher(ThreadedTaskDispatcher):
    """waitress's threads with this queue."""

    def __init__(self, threads: int) -> None:
        super().__init__()
        self.queue = TaskQueue(threads, self.lock)  # type: ignore[assignment]  # it needs no more
        self.set_thread_count(threads)
