"""A minute of the adversary run, half of it on each database: make adversary plays for ten."""

import secrets

from tests.adversary.__main__ import report
from tests.adversary.flaws import FLAWS
from tests.adversary.play import play, play_on_each
from tests.adversary.stage import KINDS

SECONDS, PATIENCE_SECONDS = 40, 240


def test_nobody_gets_at_what_is_not_theirs():
    seed = secrets.randbelow(1_000_000)

    result, missing = play_on_each(KINDS, SECONDS, seed, least=1, patience=PATIENCE_SECONDS)

    print(report(result, missing))  # noqa: T201 - the seed and the figures
    assert result.wrong == []
    assert missing == []


def test_planted_flaws_are_found():
    run = play(
        "sqlite", 5, "flaws", flaw=",".join(FLAWS), is_enough=found_all, patience=PATIENCE_SECONDS
    )

    assert found_all(run), sorted(run.wrong)


def found_all(run):
    """Tell whether each flaw was reported."""
    return all(any(each.startswith(begins) for each in run.wrong) for _, begins in FLAWS.values())
