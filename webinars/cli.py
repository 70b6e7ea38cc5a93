"""The command webinars: a group of commands, and the one place that turns refusals into a line and exit 2."""

import os
from typing import Any

import click
from sqlalchemy.exc import SQLAlchemyError

from webinars.commands.announce import announce
from webinars.commands.backup import backup, restore
from webinars.commands.check import check
from webinars.commands.context import CommandError, error_summary
from webinars.commands.database import schema
from webinars.commands.demo import demo
from webinars.commands.organiser import organiser
from webinars.commands.outbox import outbox
from webinars.commands.replies import replies
from webinars.commands.serve import serve
from webinars.commands.timezones import zone_rules
from webinars.commands.worker import worker
from webinars.errors import WebinarsError
from webinars.settings import SettingError
from webinars.web.core.error_messages import WORDS


class Commands(click.Group):
    """Commands whose refusals are one line each."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command; what it refuses, and what its settings or its database refuse, is one line."""
        try:
            return super().invoke(ctx)
        except SettingError as error:
            raise CommandError(str(error)) from error
        except WebinarsError as error:
            raise CommandError(sentence(error)) from error
        except SQLAlchemyError as error:
            raise CommandError(f"the database does not answer: {error_summary(error)}") from error


def sentence(error: WebinarsError) -> str:
    """Return what a refusal says, in English."""
    words = WORDS.get(error.code)
    return words % error.facts if words else str(error)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="webinars", message="%(prog)s %(version)s")
def main() -> None:
    """Announce an event once; everyone sees it at the right time and gets a place.

    Settings are read from the environment, each as WEBINARS_<NAME>: docs/settings.md lists them.
    To try it out: webinars serve --try-out. To run it: webinars db upgrade, webinars organiser add,
    webinars serve. Each command explains itself: webinars COMMAND --help.
    """
    # What we write, mails with personal links among it, is for the user alone that runs us.
    os.umask(0o077)


for command in (
    serve,
    worker,
    schema,
    demo,
    organiser,
    announce,
    check,
    replies,
    outbox,
    backup,
    restore,
    zone_rules,
):
    main.add_command(command)


if __name__ == "__main__":
    main()
