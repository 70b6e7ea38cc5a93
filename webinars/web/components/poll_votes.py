"""Votes of polls in words, as pages show them."""

from webinars.i18n import N_
from webinars.polls.poll_rules import Vote
from webinars.web.components.badge import Badge

VOTE_BADGES = {
    Vote.YES: Badge("sure", "check", N_("Yes")),
    Vote.IF_NEED_BE: Badge("wait", "ring", N_("If need be")),
    Vote.NO: Badge("closed", "give", N_("No")),
}
