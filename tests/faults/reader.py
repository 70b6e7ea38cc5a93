"""Reads replies as the command does, and is gone at the worst moment: what a mail says counts, and it is not moved."""

import os
import signal

from imap_tools.mailbox import BaseMailBox

from webinars.cli import main


def dies_before_move(number):
    """Run webinars replies, and be killed before so many mails and one are moved."""
    move, moved = BaseMailBox.move, []

    def moves(self, *given, **named):
        if len(moved) == number:
            os.kill(os.getpid(), signal.SIGKILL)
        moved.append(1)
        return move(self, *given, **named)

    BaseMailBox.move = moves
    main(["replies"])
