"""Runs the replies command and kills it after a reply was recorded, before its e-mail is moved."""

import os
import signal

from imap_tools.mailbox import BaseMailBox

from webinars.cli import main


def kill_before_move(number):
    """Run `webinars replies`, killed before it moves the next e-mail after this number."""
    move, moved = BaseMailBox.move, []

    def moves(self, *given, **named):
        if len(moved) == number:
            os.kill(os.getpid(), signal.SIGKILL)
        moved.append(1)
        return move(self, *given, **named)

    BaseMailBox.move = moves
    main(["replies"])
