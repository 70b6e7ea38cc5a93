"""The head of an event: its date, its times, and whose clocks they are read from."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from webinars.announcement_parser.grammar.dates import ParsedDate, Shift
from webinars.announcement_parser.grammar.scanner import Filler, Item, Word
from webinars.announcement_parser.grammar.times import Clock, Length
from webinars.announcement_parser.grammar.vocabulary import SMALL
from webinars.announcement_parser.grammar.zone_references import Ref
from webinars.timezones.cities import City

MOST_CLAIMS = 24
TO = SMALL["to"] | {"-"}
TIME_WORDS = SMALL["time"] | SMALL["local"]


@dataclass(frozen=True)
class Claim:
    """One time of the announcement, and the clocks said to show it."""

    clock: Clock
    refs: tuple[Ref, ...] = ()
    shift: int | None = None
    date: ParsedDate | None = None  # its own date: "09:00 Tokyo (17 July)"
    end: Clock | None = None  # where the end stands apart: "15:00 CEST to 16:00 CEST"


@dataclass(frozen=True)
class Header:
    """What an announcement says about when one event is, as it is written."""

    date: ParsedDate
    claims: tuple[Claim, ...] = ()
    end_date: ParsedDate | None = None
    others: tuple[ParsedDate, ...] = ()
    minutes: int | None = None
    zone: Ref | None = None  # a zone or place for all of it
    cities: tuple[City, ...] | None = None  # where a line lists them
    place: tuple[int, int] | None = None
    items: tuple[Item, ...] = field(default=(), repr=False)


def assemble(items: Sequence[Item], ends: Sequence[Item] = ()) -> Header | None:
    """Return the head that the items of a stretch make, if they hold a date; ends are an end's own line."""
    head = _build(items).head()
    if head is None or not ends:
        return head
    last = _build(ends)
    if last.dates:
        head = replace(head, end_date=last.dates[0])
    if not last.claims or not head.claims:
        return head
    end = last.claims[0]
    said = {ref.meanings for ref in end.refs}
    same = [claim for claim in head.claims if said & {ref.meanings for ref in claim.refs}]
    target = (same or head.claims)[0]
    claims = (replace(claim, end=end.clock) if claim is target else claim for claim in head.claims)
    return replace(head, claims=tuple(claims))


def _build(items: Sequence[Item]) -> "_Builder":
    builder = _Builder(items)
    for at, item in enumerate(items):
        builder.take(at, item)
    return builder


class _Builder:
    """Takes items one by one and gives each its part in the head."""

    def __init__(self, items: Sequence[Item]) -> None:
        self.items = items
        self.following = _following(items)
        self.dates: list[ParsedDate] = []
        self.end_date: ParsedDate | None = None
        self.claims: list[Claim] = []
        self.pending: list[Ref] = []  # clocks named before their time
        self.joints: list[str] = []  # signs and small words since the last item
        self.minutes: int | None = None
        self.is_place_first = False
        self.after_comma: list[Ref] = []
        self.before_date: list[Ref] = []

    def take(self, at: int, item: Item) -> None:
        """Take the item at a place."""
        if isinstance(item, Filler):
            self.joints.append(item.low)
            return
        if isinstance(item, ParsedDate):
            self._take_date(item)
        elif isinstance(item, Clock):
            self._take_clock(at, item)
            self.claims = self.claims[:MOST_CLAIMS]
        elif isinstance(item, Ref):
            self._take_ref(at, item)
        elif isinstance(item, Shift) and self.claims:
            self.claims[-1] = replace(self.claims[-1], shift=item.days)
        elif isinstance(item, Length):
            self.minutes = item.minutes
        self.joints = []

    def head(self) -> Header | None:
        """Return what was taken."""
        if self.pending and self.claims and not self.is_place_first:
            self.claims[-1] = replace(self.claims[-1], refs=(*self.claims[-1].refs, *self.pending))
        if not self.dates:
            return None
        place = self._place()
        return Header(
            date=self.dates[0],
            claims=tuple(self.claims),
            end_date=self.end_date,
            others=tuple(self.dates[1:]),
            minutes=self.minutes,
            zone=self.pending[0] if self.pending and not self.claims else None,
            place=(place.start, place.end) if place else None,
            items=tuple(self.items),
        )

    def _place(self) -> Ref | None:
        """Return the city that is where it happens, and not only whose clock is read."""
        if not self.claims:
            return next((ref for ref in self.pending if ref.city is not None), None)
        found = [*self.before_date, *self.after_comma]
        return found[0] if len(found) == len(self.claims) == 1 else None

    def _take_date(self, found: ParsedDate) -> None:
        is_to = bool(TO & set(self.joints))
        if not self.dates:
            self.dates.append(found)
        elif self.claims and is_to and self.end_date is None:
            self.end_date = found
        elif self.claims and "(" in self.joints and self.claims[-1].date is None:
            self.claims[-1] = replace(self.claims[-1], date=found)
        else:
            self.dates.append(found)

    def _take_clock(self, at: int, clock: Clock) -> None:
        last = self.claims[-1] if self.claims else None
        if last is not None and self._is_end(at, last, clock):
            self.claims[-1] = replace(last, end=clock)
            return
        self.is_place_first = self.is_place_first or (last is None and bool(self.pending))
        self.claims.append(Claim(clock, tuple(self.pending)))
        self.pending = []

    def _is_end(self, at: int, last: Claim, clock: Clock) -> bool:
        """Return whether the time ends the last one: "15:00 CEST to 16:00 CEST"."""
        is_open = last.end is None and last.clock.options[0].end is None
        if not is_open or clock.options[0].end is not None or self.pending:
            return False
        if self.end_date is not None and len(self.claims) == 1:
            return True
        follower = self.following[at]
        is_same = not isinstance(follower, Ref) or [r.meanings for r in last.refs] == [
            follower.meanings
        ]
        return bool(TO & set(self.joints)) and is_same

    def _take_ref(self, at: int, ref: Ref) -> None:
        last = self.claims[-1] if self.claims else None
        is_clock_next = isinstance(self.following[at], Clock)
        if last is None or (is_clock_next and self._looks_ahead(at, last)):
            self.pending.append(ref)
            if not self.dates and ref.city is not None and not self._is_clock(at):
                self.before_date.append(ref)
            return
        if "," in self.joints and ref.city is not None and not self._is_clock(at):
            self.after_comma.append(ref)
        if ref.meanings not in [known.meanings for known in last.refs]:
            self.claims[-1] = replace(last, refs=(*last.refs, ref))

    def _is_clock(self, at: int) -> bool:
        """Return whether the words beside a city say that its clock is meant: "Geneva time"."""
        after = self.items[at + 1 : at + 3]
        words = {item.low for item in after if isinstance(item, Filler)}
        return bool((words | set(self.joints)) & TIME_WORDS)

    def _looks_ahead(self, at: int, last: Claim) -> bool:
        """Return whether a clock's place, with a time before and after it, belongs to the later."""
        if self.is_place_first or not last.refs:
            return self.is_place_first
        clock_at = next(
            place
            for place in range(at + 1, len(self.items))
            if isinstance(self.items[place], Clock)
        )
        return not isinstance(self.following[clock_at], Ref)


def _following(items: Sequence[Item]) -> list[Item | None]:
    """Return for each item the next one that is neither sign nor word."""
    found: list[Item | None] = []
    following: Item | None = None
    for item in reversed(items):
        found.append(following)
        if not isinstance(item, Filler | Word):
            following = item
    found.reverse()
    return found
