"""Values of fields with the span that they were parsed from, and the choice among candidates."""

from collections.abc import Iterable
from typing import Generic, NamedTuple, TypeVar

T = TypeVar("T")


class Candidate(NamedTuple, Generic[T]):
    """A value that a field may have: the lower its rank, the surer; start and end are offsets in the text."""

    rank: int
    value: T
    start: int
    end: int


def surest(candidates: Iterable[Candidate[T]]) -> Candidate[T] | None:
    """Return the candidate of the lowest rank; None if several of that rank have different values."""
    ordered = sorted(candidates, key=lambda candidate: candidate.rank)
    best = [candidate for candidate in ordered if candidate.rank == ordered[0].rank]
    is_clear = best and all(candidate.value == best[0].value for candidate in best)
    return best[0] if is_clear else None
