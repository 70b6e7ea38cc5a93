"""Runs actors in threads, the least used action first, then checks what must hold."""

import random
import threading
import time
from collections import Counter
from dataclasses import dataclass, field

from tests.adversary import attackers, checks, mail_actors, payloads
from tests.adversary.attackers import AddressRange, Attacker, RawSocketClient
from tests.adversary.installation import installation
from tests.adversary.mail_actors import FaultyMailServer, ReplyForger
from tests.adversary.organisers import PROFILES, Administrator, Organiser
from tests.adversary.participants import FocalPoint, Invitee, Participant
from tests.adversary.state import Run, name_of

THREADS = 8
# Limits of participants, of invited people, and of the actions of one person.
MAX_PARTICIPANTS, MAX_INVITEES, MAX_ACTIONS = 24, 32, 20
SAMPLE = 10
# Profiles with actions of their own get more participants.
PROFILE_WEIGHTS = {"questions": 3, "verified": 3, "approved": 2}
EPISODE_SECONDS = 60
EXTENSION_SECONDS = 3  # between two looks whether everything was counted
ACTORS = (
    Organiser,
    Administrator,
    Participant,
    Invitee,
    FocalPoint,
    Attacker,
    RawSocketClient,
    AddressRange,
    FaultyMailServer,
    ReplyForger,
)


@dataclass
class Result:
    """Counts and violations of one or more runs."""

    seed: int
    counts: dict = field(default_factory=dict)
    violations: list = field(default_factory=list)
    requests: int = 0
    mails: int = 0
    secrets: int = 0
    revoked_links: int = 0
    removed: int = 0
    routes: list = field(default_factory=list)

    def add(self, database, run):
        """Add a run on one database."""
        for category, counter in run.counts.items():
            self.counts.setdefault(category, Counter()).update(counter)
        self.violations += [
            (database, violation.description, violation.count, violation.detail)
            for violation in run.violations.values()
        ]
        self.requests += sum(run.counts["route"].values())
        self.mails += len(run.mailbox.all)
        self.secrets += len(run.secrets)
        self.revoked_links += len(run.revoked_links())
        self.removed += len(run.removed_registration_ids())

    def missing(self, routes, min_count, also=None):
        """Return the names counted less often than min_count; also holds counts of a run not yet added."""
        also = also or {}
        wanted = {
            "route": routes,
            "reply": mail_actors.SHAPES,
            "action": sorted({name for actor in ACTORS for name in actor.names()}),
            "attack": [
                *(f"body: {body}" for body in payloads.BODIES),
                *(f"smuggled: {name}" for name in attackers.SMUGGLED),
                *(f"mail server: {script.name}" for script in mail_actors.FAULTS),
            ],
        }
        missing = []
        for category, names in wanted.items():
            counts = Counter(self.counts.get(category, {})) + Counter(also.get(category, {}))
            missing += [
                (category, name, counts[name]) for name in names if counts[name] < min_count
            ]
        return missing


def run_on_each(
    databases, seconds, seed, *, min_count, flaw="", patience=0, max_actions=None, max_registrations=None
):  # fmt: skip
    """Run on each database, on the last until everything was counted often enough.

    Return the result, and what was counted too seldom. max_actions: ends the run on each database before the time.
    """
    result, routes = Result(seed), []
    for database in databases:
        is_last = database == databases[-1]

        def is_complete(run):
            return not result.missing(run.routes.names(), min_count, run.counts)

        run = run_on(
            database, seconds / len(databases), seed,
            flaw=flaw, is_complete=is_complete if is_last else None, patience=patience,
            max_actions=max_actions, max_registrations=max_registrations,
        )  # fmt: skip
        result.add(database, run)
        routes = run.routes.names()
    result.routes = routes
    return result, result.missing(routes, min_count)


def run_on(
    database, seconds, seed, *, flaw="", is_complete=None, patience=0, max_actions=None, max_registrations=None
):  # fmt: skip
    """Run on one database and return the run; is_complete extends it by at most patience seconds.

    max_registrations: the limit per client, event and hour, if not the default.
    """
    with installation(database, flaw, max_registrations) as installed:
        run = Run(installed, f"{seed} {database}")
        actors = ActorPool(run)
        actors.act_for(seconds, max_actions)
        until = time.monotonic() + patience
        while is_complete and not is_complete(run) and time.monotonic() < until:
            actors.act_for(min(EXTENSION_SECONDS, until - time.monotonic()))
        actors.run_required_scenarios()
        checks.wait_until_drained(run)
        checks.check_invariants(run, at_the_end=True)
        checks.check_removals(run)
        checks.check_client_limits(run)
        checks.check_budgets(run)
        checks.check_backup(run)
        actors.check_control_event()
        # Logs are searched last, because earlier requests appear in them.
        checks.check_logs(run)
        actors.close()
    return run


class ActorPool:
    """All actors of a run."""

    def __init__(self, run):
        self.run = run
        self.rng = random.Random(f"{run.seed} actors")
        self.admin = Administrator(run)
        self.admin.create_and_publish_event()
        self.a, self.b = Organiser(run, "a"), Organiser(run, "b")
        self.a.others, self.b.others = [self.b, self.admin], [self.a, self.admin]
        self.control_event = self.admin.events.pop()
        run.events.pop(self.control_event.slug, None)
        run.control_event_id = self.control_event.id
        self.control_digest = checks.event_digest(run, self.control_event.id)
        self.people, self.network = [], AddressRange(run)
        self.permanent = [
            self.admin, self.a, self.b, Attacker(run), Attacker(run, "second attacker"), RawSocketClient(run), self.network,
            FaultyMailServer(run), ReplyForger(run),
        ]  # fmt: skip
        for index, profile in enumerate(PROFILES):
            (self.a, self.b)[index % 2].create_and_publish_event(profile)
        for organiser in (self.a, self.b):
            organiser.create_and_publish_event("open")
        self._lock = threading.Lock()

    def act_for(self, seconds, max_actions=None):
        """Act in episodes, with checks after each, until the time is over or enough was done."""
        until = time.monotonic() + seconds
        max_actions = float("inf") if max_actions is None else max_actions
        while time.monotonic() < until and self._action_count() < max_actions:
            episode_end = min(until, time.monotonic() + EPISODE_SECONDS)
            threads = [
                threading.Thread(target=self._act_until, args=(episode_end, max_actions))
                for _ in range(THREADS)
            ]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            self.run.mailbox.poll()
            checks.check_invariants(self.run)
            checks.check_removals(self.run)
            checks.check_client_limits(self.run)
            checks.check_logs(self.run)
            self.check_control_event()

    def run_required_scenarios(self):
        """Exceed the limit of one client, register a removed person again, and flood one mailbox.

        A short run may not have reached these.
        """
        for owner in (self.a, self.b):
            # The list has another button for registrations that await approval.
            for event in [
                event for event in owner.events_in_state("published") if event.profile != "approved"
            ]:
                address = self.network.register_until_refused(event.slug)
                if address:
                    owner.remove_registration(event, address)
                    self.network.register_removed_address(event.slug, address)
                    self.network.flood_mailbox(event.slug)
                    return

    def check_control_event(self):
        """Report changes of the control event, which no actor may modify."""
        if checks.event_digest(self.run, self.control_event.id) != self.control_digest:
            self.run.report("the control event was changed", self.control_event.title)

    def close(self):
        """Close all connections."""
        for browser in list(self.run.browsers):
            browser.close()

    def _action_count(self):
        return sum(self.run.counts["action"].values())

    def _act_until(self, until, max_actions):
        while time.monotonic() < until and self._action_count() < max_actions:
            with self._lock:
                self._replace_visitors()
                actor, action = self._claim_action()
            if actor is None:
                time.sleep(0.05)
                continue
            try:
                self.run.perform(action)
                if hasattr(actor, "action_count"):
                    actor.action_count += 1
            finally:
                actor.busy.release()

    def _claim_action(self):
        """Return an idle actor and the least used of the available actions."""
        options = []
        groups = (self._participants(), self._invitees())
        crowd = [
            actor for group in groups for actor in self.rng.sample(group, min(len(group), SAMPLE))
        ]
        for actor in (*self.permanent, *crowd):
            if actor.busy.locked():
                continue
            for action in actor.available_actions():
                name = name_of(action)
                # An action that could not be done is retried soon, but after others.
                done = self.run.counts["action"][name] + self.run.attempts[name] / 4
                done /= action.action.weight
                options.append((done * self.rng.uniform(0.5, 1.5), len(options), actor, action))
        if not options:
            return None, None
        _, _, actor, action = min(options)
        actor.busy.acquire()
        return actor, action

    def _replace_visitors(self):
        for person in [
            person for person in self.people if person.is_done or person.action_count > MAX_ACTIONS
        ]:
            if not person.busy.locked():
                person.leave()
                self.people.remove(person)
        if len(self._invitees()) < MAX_INVITEES:
            self._add_invitees()
        events = [
            (
                len(event.people) / PROFILE_WEIGHTS.get(event.profile, 1),
                self.rng.random(),
                event,
                owner,
            )
            for owner in (self.a, self.b)
            for event in owner.events_in_state("published")
            if event.profile != "invited"
        ]
        if events and len(self._participants()) < MAX_PARTICIPANTS:
            # The event with the fewest people.
            _, _, event, owner = min(events)
            self.people.append(Participant(self.run, event, owner))

    def _add_invitees(self):
        here = {person.origin for person in self.people}
        for owner in (self.a, self.b):
            for event in owner.events_in_state("published"):
                for address in event.focal_points.keys() - here:
                    self.people.append(FocalPoint(self.run, event, owner, address))
                for address, label in [*event.invited.items()]:
                    if address not in here:
                        self.people.append(Invitee(self.run, event, owner, address, label))

    def _participants(self):
        return [person for person in self.people if type(person) is Participant]

    def _invitees(self):
        return [person for person in self.people if type(person) is not Participant]
