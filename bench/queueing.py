"""A discrete-event simulation: shared cores, locks, a disk that flushes for many, and threads of work."""

import heapq
from collections import deque
from collections.abc import Callable, Generator
from itertools import count

Resume = Callable[[], None]
# A step of a thread: it is given the function that goes on with the thread, and calls it once.
Step = Callable[[Resume], None]
Thread = Generator[Step, None, None]


class Clock:
    """The events to come, in order of time; times are in seconds."""

    def __init__(self) -> None:
        self.now = 0.0
        self._events: list[tuple[float, int, Resume]] = []
        self._numbers = count()

    def at(self, time: float, event: Resume) -> None:
        """Add an event."""
        heapq.heappush(self._events, (time, next(self._numbers), event))

    def start(self, thread: Thread) -> None:
        """Run a thread to its next step, and go on when that is done."""
        step = next(thread, None)
        if step is not None:
            step(lambda: self.start(thread))

    def pause(self, seconds: float) -> Step:
        """Return the step that waits."""
        return lambda resume: self.at(self.now + seconds, resume)

    def run(self, until: float) -> None:
        """Let events happen until a time."""
        while self._events and self._events[0][0] <= until:
            self.now, _, event = heapq.heappop(self._events)
            event()
        self.now = until


class Cores:
    """Cores that all runnable jobs share alike; others, who are always runnable, take their share."""

    def __init__(self, clock: Clock, cores: float, others: float = 0.0) -> None:
        self.busy = 0.0
        self._clock, self._cores, self._others = clock, cores, others
        self._jobs: list[tuple[float, int, Resume]] = []
        self._numbers = count()
        # Work that each job has been given since the beginning; a job ends when this reaches its end.
        self._given, self._since, self._turn = 0.0, 0.0, 0

    def work(self, seconds: float) -> Step:
        """Return the step that takes so much CPU time."""
        return lambda resume: self._add(seconds, resume)

    def _speed(self) -> float:
        return min(1.0, self._cores / (len(self._jobs) + self._others))

    def _advance(self) -> None:
        if self._jobs:
            given = (self._clock.now - self._since) * self._speed()
            self._given += given
            self.busy += given * len(self._jobs)
        self._since = self._clock.now

    def _add(self, seconds: float, resume: Resume) -> None:
        self._advance()
        heapq.heappush(self._jobs, (self._given + seconds, next(self._numbers), resume))
        self._plan()

    def _plan(self) -> None:
        self._turn += 1
        if self._jobs:
            turn, left = self._turn, max(0.0, self._jobs[0][0] - self._given)
            self._clock.at(self._clock.now + left / self._speed(), lambda: self._end(turn))

    def _end(self, turn: int) -> None:
        if turn != self._turn:
            return  # another job came or ended meanwhile
        self._advance()
        end, _, resume = heapq.heappop(self._jobs)
        self._given = max(self._given, end)
        self._plan()
        resume()


class Lock:
    """A number of permits, given in order of arrival: a lock, the threads of a process, a pool."""

    def __init__(self, permits: int = 1) -> None:
        self._free = permits
        self._waiting: deque[Resume] = deque()

    def acquire(self, resume: Resume) -> None:
        """Wait for a permit: a step."""
        if self._free:
            self._free -= 1
            resume()
        else:
            self._waiting.append(resume)

    def release(self) -> None:
        """Give the permit to whoever waits longest."""
        if self._waiting:
            self._waiting.popleft()()
        else:
            self._free += 1


class Disk:
    """A disk that flushes a log: who comes during a flush waits for the next one, with all others."""

    def __init__(self, clock: Clock, seconds: float) -> None:
        self.flushes = 0
        self._clock, self._seconds = clock, seconds
        self._waiting: list[Resume] = []
        self._is_busy = False

    def flush(self, resume: Resume) -> None:
        """Wait until what was written is on the disk: a step."""
        self._waiting.append(resume)
        if not self._is_busy:
            self._begin()

    def _begin(self) -> None:
        together, self._waiting, self._is_busy = self._waiting, [], True
        self.flushes += 1
        self._clock.at(self._clock.now + self._seconds, lambda: self._end(together))

    def _end(self, together: list[Resume]) -> None:
        self._is_busy = False
        if self._waiting:
            self._begin()
        for resume in together:
            resume()
