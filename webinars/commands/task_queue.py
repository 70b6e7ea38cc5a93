"""The order in which waitress's threads handle requests: pages do not wait until all forms were handled."""

# Hundreds of forms may arrive at once, and each waits for its event. In order of arrival, a page requested
# after them would be sent after the last one.

from collections import deque
from typing import Any

from waitress.task import ThreadedTaskDispatcher

# So many pages are handled before a form that waits; a form costs about as much as they do together.
PAGES_BEFORE_FORM = 8


class TaskQueue:
    """Requests in order of arrival, pages before forms."""

    def __init__(self) -> None:
        self._pages: deque[Any] = deque()
        self._forms: deque[Any] = deque()
        self._pages_in_row = 0

    def __len__(self) -> int:
        """Return how many wait."""
        return len(self._pages) + len(self._forms)

    def append(self, task: Any) -> None:
        """Add a connection whose first request has arrived."""
        command = getattr(task.requests[0], "command", "") if task.requests else ""
        (self._pages if command in {"GET", "HEAD"} else self._forms).append(task)

    def popleft(self) -> Any:
        """Remove and return the connection that is next."""
        is_turn_of_form = self._pages_in_row >= PAGES_BEFORE_FORM or not self._pages
        if self._forms and is_turn_of_form:
            self._pages_in_row = 0
            return self._forms.popleft()
        self._pages_in_row += 1
        return self._pages.popleft()


class TaskDispatcher(ThreadedTaskDispatcher):
    """waitress's threads with this queue."""

    def __init__(self, threads: int) -> None:
        super().__init__()
        self.queue = TaskQueue()  # type: ignore[assignment]  # it needs no more
        self.set_thread_count(threads)
