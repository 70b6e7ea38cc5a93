"""Replies sent by Cyrus IMAP and Thunderbird count."""

import pytest

from webinars.replies.outcome import Outcome


@pytest.fixture
def overrides(with_either_database):
    return with_either_database


@pytest.mark.parametrize("program", ["cyrus", "thunderbird"])
def test_replies_of_the_program_count(program, story, attendee, request):
    account = request.getfixturevalue(program)(attendee)
    # Thunderbird sends no reply for an answer that is already in the entry.
    unanswered = {"partstat": "NEEDS-ACTION"} if program == "thunderbird" else {}

    def play(step):
        for raw in story.play(step):
            account.take(raw, **unanswered)

    def reply(partstat):
        return story.reply(account.answer(partstat))

    play("register")
    assert reply("DECLINED") == (Outcome.TAKEN, "cancelled")
    play("register")
    assert reply("ACCEPTED") == (Outcome.TAKEN, "confirmed")
    play("move")
    assert reply("TENTATIVE") == (Outcome.TAKEN, "confirmed")
    assert reply("DECLINED") == (Outcome.TAKEN, "cancelled")

    play("register")

    assert reply("ACCEPTED") == (Outcome.TAKEN, "confirmed")


def test_answers_to_the_emails_in_thunderbird_count(story, attendee, thunderbird):
    account = thunderbird(attendee)

    def play_and_reply(step, partstat):
        (raw,) = story.play(step)
        return story.reply(account.reply_to(raw, partstat))

    assert play_and_reply("register", "ACCEPTED") == (Outcome.TAKEN, "confirmed")
    assert play_and_reply("move", "TENTATIVE") == (Outcome.TAKEN, "confirmed")
    assert play_and_reply("move", "DECLINED") == (Outcome.TAKEN, "cancelled")
