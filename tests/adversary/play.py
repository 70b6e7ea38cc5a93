"""Lets everybody play for a while, a few at once, whoever has done least first; then asks what must be true."""

import random
import threading
import time
from collections import Counter
from dataclasses import dataclass, field

from tests.adversary import checks, hostile, outside, strangers
from tests.adversary.organisers import FLAVOURS, Administrator, Organiser
from tests.adversary.outside import Forger, Liar
from tests.adversary.people import FocalPoint, Invitee, Participant
from tests.adversary.run import Run, name_of
from tests.adversary.stage import stage
from tests.adversary.strangers import Crooked, Network, Stranger

HANDS = 8
# Limits for people who come by themselves, for those who were invited, and for what one of them does.
MOST_PARTICIPANTS, MOST_GUESTS, MOST_ACTS = 24, 32, 20
CROWD = 10
# Events with actions of their own get more participants.
FLAVOUR_WEIGHTS = {"asked": 3, "proved": 3, "approved": 2}
EPISODE_SECONDS = 60
PLAYERS = (
    Organiser,
    Administrator,
    Participant,
    Invitee,
    FocalPoint,
    Stranger,
    Crooked,
    Network,
    Liar,
    Forger,
)


@dataclass
class Result:
    """What came of some runs: how often everything was played, and what was wrong."""

    seed: int
    played: dict = field(default_factory=dict)
    wrong: list = field(default_factory=list)
    requests: int = 0
    mails: int = 0
    secrets: int = 0
    dead_links: int = 0
    removed: int = 0
    routes: list = field(default_factory=list)

    def add(self, kind, run):
        """Add a run on a kind of database."""
        for what, counter in run.played.items():
            self.played.setdefault(what, Counter()).update(counter)
        self.wrong += [
            (kind, violation.what, violation.count, violation.detail)
            for violation in run.wrong.values()
        ]
        self.requests += sum(run.played["route"].values())
        self.mails += len(run.mailroom.all)
        self.secrets += len(run.secrets)
        self.dead_links += len(run.dead_links())
        self.removed += len(run.removed())

    def missing(self, routes, least, also=None):
        """Return what was played less often than it should be, with how often; what is played now counts also."""
        also = also or {}
        wanted = {
            "route": routes,
            "reply": outside.SHAPES,
            "action": sorted({name for player in PLAYERS for name in player.names()}),
            "attack": [
                *(f"body: {body}" for body in hostile.BODIES),
                *(f"smuggled: {name}" for name in strangers.SMUGGLED),
                *(f"mail server: {script.name}" for script in outside.LIES),
            ],
        }
        missing = []
        for what, names in wanted.items():
            counts = Counter(self.played.get(what, {})) + Counter(also.get(what, {}))
            missing += [(what, name, counts[name]) for name in names if counts[name] < least]
        return missing


def play_on_each(kinds, seconds, seed, *, least, flaw="", patience=0, most_registrations=None):
    """Play on kinds of databases, on the last until all was played often enough; return what came of it.

    Return also what was played too seldom even so.
    """
    result, routes = Result(seed), []
    for kind in kinds:
        is_last = kind == kinds[-1]

        def is_enough(run):
            return not result.missing(run.routes.names(), least, run.played)

        run = play(
            kind, seconds / len(kinds), seed,
            flaw=flaw, is_enough=is_enough if is_last else None, patience=patience,
            most_registrations=most_registrations,
        )  # fmt: skip
        result.add(kind, run)
        routes = run.routes.names()
    result.routes = routes
    return result, result.missing(routes, least)


def play(kind, seconds, seed, *, flaw="", is_enough=None, patience=0, most_registrations=None):
    """Play on a kind of database; return the run. is_enough lets it go on for so many seconds at most.

    most_registrations: the limit per client, event and hour, if not the default.
    """
    with stage(kind, flaw, most_registrations) as made:
        run = Run(made, f"{seed} {kind}")
        cast = Cast(run)
        cast.play(seconds)
        until = time.monotonic() + patience
        while is_enough and not is_enough(run) and time.monotonic() < until:
            cast.play(min(10, until - time.monotonic()))
        cast.run_required_scenarios()
        checks.drain(run)
        checks.invariants(run, at_the_end=True)
        checks.removed(run)
        checks.client_limits(run)
        checks.budgets(run)
        checks.backup(run)
        cast.look_at_the_untouched()
        # The logs last: whatever was asked before stands in them.
        checks.logs(run)
        cast.close()
    return run


class Cast:
    """All players of a run."""

    def __init__(self, run):
        self.run = run
        self.chance = random.Random(f"{run.seed} cast")
        self.admin = Administrator(run)
        self.admin.makes_and_publishes_an_event()
        self.a, self.b = Organiser(run, "a"), Organiser(run, "b")
        self.a.others, self.b.others = [self.b, self.admin], [self.a, self.admin]
        self.lonely = self.admin.events.pop()
        run.events.pop(self.lonely.slug, None)
        run.untouched = self.lonely.number
        self.digest = checks.untouched(run, self.lonely.number)
        self.people, self.network = [], Network(run)
        self.steady = [
            self.admin, self.a, self.b, Stranger(run), Stranger(run, "second stranger"), Crooked(run), self.network,
            Liar(run), Forger(run),
        ]  # fmt: skip
        for number, flavour in enumerate(FLAVOURS):
            (self.a, self.b)[number % 2].makes_and_publishes_an_event(flavour)
        for organiser in (self.a, self.b):
            organiser.makes_and_publishes_an_event("open")
        self._lock = threading.Lock()

    def play(self, seconds):
        """Play in episodes; after each, ask what must be true."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            ends = min(until, time.monotonic() + EPISODE_SECONDS)
            hands = [threading.Thread(target=self._hand, args=(ends,)) for _ in range(HANDS)]
            for hand in hands:
                hand.start()
            for hand in hands:
                hand.join()
            self.run.mailroom.look()
            checks.invariants(self.run)
            checks.removed(self.run)
            checks.client_limits(self.run)
            checks.logs(self.run)
            self.look_at_the_untouched()

    def run_required_scenarios(self):
        """Exceed the limit of one client, register a removed person again, and flood one mailbox.

        A short run may not have got to these.
        """
        for owner in (self.a, self.b):
            # The list has another button for registrations that await approval.
            for event in [event for event in owner.of("published") if event.flavour != "approved"]:
                address = self.network.registers_until_refused(event.slug)
                if address:
                    owner.removes(event, address)
                    self.network.registers_again(event.slug, address)
                    self.network.floods_one_mailbox(event.slug)
                    return

    def look_at_the_untouched(self):
        """Report if the event that is nobody's business was changed."""
        if checks.untouched(self.run, self.lonely.number) != self.digest:
            self.run.report("an event that nobody may touch was changed", self.lonely.title)

    def close(self):
        """Let everybody hang up."""
        for browser in list(self.run.browsers):
            browser.close()

    def _hand(self, until):
        while time.monotonic() < until:
            with self._lock:
                self._let_people_come()
                player, action = self._next()
            if player is None:
                time.sleep(0.05)
                continue
            try:
                self.run.act(action)
                if hasattr(player, "acts"):
                    player.acts += 1
            finally:
                player.busy.release()

    def _next(self):
        """Return a player who has nothing to do, and what was done least of all that anybody could do."""
        options = []
        groups = (self._participants(), self._guests())
        crowd = [
            actor for group in groups for actor in self.chance.sample(group, min(len(group), CROWD))
        ]
        for player in (*self.steady, *crowd):
            if player.busy.locked():
                continue
            for action in player.possible():
                name = name_of(action)
                # What was tried in vain comes again soon, but not before all else.
                done = self.run.played["action"][name] + self.run.tried[name] / 4
                done /= action.action.weight
                options.append((done * self.chance.uniform(0.5, 1.5), len(options), player, action))
        if not options:
            return None, None
        _, _, player, action = min(options)
        player.busy.acquire()
        return player, action

    def _let_people_come(self):
        for person in [
            person for person in self.people if person.is_done or person.acts > MOST_ACTS
        ]:
            if not person.busy.locked():
                person.leave()
                self.people.remove(person)
        if len(self._guests()) < MOST_GUESTS:
            self._let_guests_come()
        events = [
            (
                len(event.people) / FLAVOUR_WEIGHTS.get(event.flavour, 1),
                self.chance.random(),
                event,
                owner,
            )
            for owner in (self.a, self.b)
            for event in owner.of("published")
            if event.flavour != "invited"
        ]
        if events and len(self._participants()) < MOST_PARTICIPANTS:
            # Where the fewest people were.
            _, _, event, owner = min(events)
            self.people.append(Participant(self.run, event, owner))

    def _let_guests_come(self):
        here = {person.origin for person in self.people}
        for owner in (self.a, self.b):
            for event in owner.of("published"):
                for address in event.focal_points.keys() - here:
                    self.people.append(FocalPoint(self.run, event, owner, address))
                for address, label in [*event.invited.items()]:
                    if address not in here:
                        self.people.append(Invitee(self.run, event, owner, address, label))

    def _participants(self):
        return [person for person in self.people if type(person) is Participant]

    def _guests(self):
        return [person for person in self.people if type(person) is not Participant]
