"""The order in which waitress's threads handle requests: registrations of a rush keep nobody else waiting."""

# Hundreds of people may register at once: they request the form together, send it, and each form waits for
# its event. In order of arrival, a page requested after them would be sent after the last one.

import re
from collections import deque
from typing import Any

from waitress.task import ThreadedTaskDispatcher

# A request is passed over by so many others; a form costs about as much as so many pages together.
MOST_PASSED_OVER = 8
# The form of an event, and the page after it.
_REGISTRATION_PAGE = re.compile(r"/events/[^/]+/registrations(/|$)")
# A file may have to be copied to this disk first, which takes a second, and a ZIP is made by a thread.
_DOWNLOAD = re.compile(
    r"/documents/files/|/(registrations/[^/]+/documents|document-links/[^/]+)/\d+/|/.*/documents\.zip$"
)
# Drawing one takes as long as dozens of pages, and no person waits for it.
_PICTURE = re.compile(r"/events(/[^/]+)?\.png$")

_LAST = 3


class TaskQueue:
    """Requests in order of arrival: pages, forms and pages of registrations, those forms, downloads."""

    def __init__(self) -> None:
        self._levels: tuple[deque[Any], ...] = deque(), deque(), deque(), deque()
        self._passed_over = [0] * len(self._levels)

    def __len__(self) -> int:
        """Return how many wait."""
        return sum(map(len, self._levels))

    def append(self, task: Any) -> None:
        """Add a connection whose first request has arrived."""
        self._levels[_level(task.requests[0] if task.requests else None)].append(task)

    def popleft(self) -> Any:
        """Remove and return the connection that is next."""
        waiting = [number for number, level in enumerate(self._levels) if level]
        overdue = [number for number in waiting if self._passed_over[number] >= MOST_PASSED_OVER]
        chosen = (overdue or waiting)[0]
        for number in waiting:
            self._passed_over[number] += 1
        self._passed_over[chosen] = 0
        return self._levels[chosen].popleft()


def _level(request: Any) -> int:
    is_page = getattr(request, "command", "") in {"GET", "HEAD"}
    path = getattr(request, "path", "")
    if is_page and _DOWNLOAD.match(path):
        return _LAST
    comes_later = bool(_REGISTRATION_PAGE.match(path) or _PICTURE.search(path))
    return comes_later + (not is_page)


class TaskDispatcher(ThreadedTaskDispatcher):
    """waitress's threads with this queue."""

    def __init__(self, threads: int) -> None:
        super().__init__()
        self.queue = TaskQueue()  # type: ignore[assignment]  # it needs no more
        self.set_thread_count(threads)
