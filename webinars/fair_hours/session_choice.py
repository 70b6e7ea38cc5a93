"""Choose start times: with the fewest people at night, or the fewest sessions with nobody at night."""

# Starts are quarters of the day in the meeting's zone. Of equally good ones a full hour is chosen, then a
# half hour, then the earliest.

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations

from webinars.fair_hours.day_grid import DayGrid, PlaceRow
from webinars.fair_hours.day_parts import DayPart

MOST_SESSIONS = 3


@dataclass(frozen=True)
class SessionChoice:
    """Starts of sessions, of which each place attends one; examined counts the combinations compared.

    starts is empty if even MOST_SESSIONS leave somebody at night.
    """

    starts: tuple[int, ...]
    examined: int


def roundness(quarter: int) -> int:
    """Return 0 for a full hour, 1 for a half hour, 2 for the other quarters."""
    return 0 if quarter % 4 == 0 else 1 if quarter % 2 == 0 else 2


def fewest_at_night(grid: DayGrid) -> int:
    """Return the start with the fewest people at night, then on a day off, then in the morning or evening."""

    def order(quarter: int) -> tuple[int, int, int, int, int]:
        _, evening, day_off, night = grid.people(quarter)
        return night, day_off, evening, roundness(quarter), quarter

    return min(grid.starts, key=order)


def fewest_sessions(grid: DayGrid) -> SessionChoice:
    """Return the smallest number of sessions of which each place has one that is not at night.

    Among those, fewest people have only sessions on a day off, then only in the morning or evening. Every
    combination of different starts is compared, at most 96 + 4,560 + 142,880.
    """
    masks = _Masks(grid.rows, grid.starts)
    candidates = masks.distinct(grid.starts)
    examined = 0
    for number in range(1, MOST_SESSIONS + 1):
        feasible = []
        for starts in combinations(candidates, number):
            examined += 1
            if masks.leaves_nobody_at_night(starts):
                feasible.append(starts)
        if feasible:
            best = min(feasible, key=masks.order)
            return SessionChoice(tuple(sorted(best)), examined)
    return SessionChoice((), examined)


def session_of(row: PlaceRow, starts: Sequence[int]) -> int:
    """Return the start that suits a place best."""
    return min(starts, key=lambda start: (row.parts[start], starts.index(start)))


class _Masks:
    """For each start and part of the day, which groups of places are not worse off, as bits."""

    def __init__(self, rows: Iterable[PlaceRow], starts: Iterable[int]) -> None:
        people: dict[bytes, int] = {}
        for row in rows:
            people[row.parts] = people.get(row.parts, 0) + row.place.people
        self._people = list(people.values())
        self._every = (1 << len(people)) - 1
        self._masks = {
            start: tuple(
                sum(1 << bit for bit, parts in enumerate(people) if parts[start] <= part)
                for part in (DayPart.DAY_OFF, DayPart.EVENING, DayPart.WORK)
            )
            for start in starts
        }
        self._counts: dict[int, int] = {}

    def distinct(self, starts: Iterable[int]) -> list[int]:
        """Return one start of those that are the same for everyone, in the order of preference."""
        chosen: dict[tuple[int, ...], int] = {}
        for start in sorted(starts, key=lambda start: (roundness(start), start)):
            chosen.setdefault(self._masks[start], start)
        return list(chosen.values())

    def leaves_nobody_at_night(self, starts: Sequence[int]) -> bool:
        """Return whether each place has a session that is not at night."""
        awake = 0
        for start in starts:
            awake |= self._masks[start][0]
        return awake == self._every

    def order(self, starts: Sequence[int]) -> tuple[int, int]:
        """Return how many people have no session outside a day off, and how many none in working hours."""
        free = work = 0
        for start in starts:
            _, free_then, work_then = self._masks[start]
            free, work = free | free_then, work | work_then
        return self._missing(free), self._missing(work)

    def _missing(self, mask: int) -> int:
        if mask not in self._counts:
            self._counts[mask] = sum(
                number for bit, number in enumerate(self._people) if not mask >> bit & 1
            )
        return self._counts[mask]
