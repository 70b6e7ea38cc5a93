"""Options and votes of a poll, as the pages of organisers and participants show them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from webinars.events.models import Event
from webinars.i18n import N_, Translator
from webinars.polls.models import PollOption, PollParticipant
from webinars.polls.poll_rules import PollState, Vote
from webinars.polls.queries import OptionCounts
from webinars.timezones import formatting
from webinars.timezones.cities import city
from webinars.timezones.schedule import Span
from webinars.web.components.badge import Badge
from webinars.web.components.poll_votes import VOTE_BADGES

STATE_BADGES = {
    PollState.OPEN: Badge("open", "ring", N_("Open")),
    PollState.CLOSED: Badge("wait", "clock", N_("Closed")),
    PollState.CHOSEN: Badge("sure", "check", N_("Date chosen")),
    PollState.CANCELLED: Badge("closed", "give", N_("Cancelled")),
}


@dataclass(frozen=True)
class OptionResult:
    """An option with its number on the page, and how many gave each vote."""

    id: int
    number: int
    when: str
    yes: int
    if_need_be: int
    no: int
    is_best: bool
    is_chosen: bool


@dataclass(frozen=True)
class ParticipantVotes:
    """A participant, and the badge of each vote in the order of the options; None without a vote."""

    id: int
    name: str
    email: str
    comment: str
    votes: tuple[Badge | None, ...]


def state_badge(state: PollState, t: Translator) -> Badge:
    """Return the badge of a poll's state."""
    badge = STATE_BADGES[state]
    return Badge(badge.style, badge.icon, t(badge.label))


def option_results(
    options: Sequence[PollOption],
    counts: Mapping[int, OptionCounts],
    event: Event,
    chosen_id: int | None,
    t: Translator,
) -> list[OptionResult]:
    """Return the options with their counts; the best have the most yes, then the most if need be."""
    scores = {option.id: _score(counts.get(option.id)) for option in options}
    best = max(scores.values(), default=(0, 0))
    return [
        OptionResult(
            id=option.id,
            number=number,
            when=option_text(option, event, t),
            yes=_count(counts, option.id, Vote.YES),
            if_need_be=_count(counts, option.id, Vote.IF_NEED_BE),
            no=_count(counts, option.id, Vote.NO),
            is_best=best > (0, 0) and scores[option.id] == best,
            is_chosen=option.id == chosen_id,
        )
        for number, option in enumerate(options, 1)
    ]


def option_text(option: PollOption, event: Event, t: Translator) -> str:
    """Return when an option is, in the event's cities."""
    span = Span(option.starts_at, option.ends_at)
    return formatting.schedule_text(option.when, span, [city(key) for key in event.cities], t)


def participant_votes(
    participants: Sequence[PollParticipant],
    votes: Mapping[int, Mapping[int, Vote]],
    options: Sequence[PollOption],
    t: Translator,
) -> list[ParticipantVotes]:
    """Return participants with the badges of their votes."""
    return [
        ParticipantVotes(
            person.id,
            person.name,
            person.email,
            person.comment,
            tuple(_badge(votes.get(person.id, {}).get(option.id), t) for option in options),
        )
        for person in participants
    ]


def _badge(vote: Vote | None, t: Translator) -> Badge | None:
    if vote is None:
        return None
    badge = VOTE_BADGES[vote]
    return Badge(badge.style, badge.icon, t(badge.label))


def _score(counts: OptionCounts | None) -> tuple[int, int]:
    if counts is None:
        return (0, 0)
    yes = counts.of(Vote.YES)
    return yes, counts.of(Vote.IF_NEED_BE)


def _count(counts: Mapping[int, OptionCounts], option_id: int, vote: Vote) -> int:
    return counts[option_id].of(vote) if option_id in counts else 0
