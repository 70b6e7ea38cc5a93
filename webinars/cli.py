"""The webinars command line; converts errors to one line and exit status 2."""

# Importing creates many lasting objects; searching them for garbage takes a third of the time of a command.
import gc

gc.disable()

import os
from typing import Any

import click
from sqlalchemy.exc import SQLAlchemyError

from webinars.commands.announce import announce
from webinars.commands.archive import archive
from webinars.commands.backup import backup, restore
from webinars.commands.check import check
from webinars.commands.database import schema
from webinars.commands.demo import demo
from webinars.commands.errors import CommandError
from webinars.commands.fair_time import fair_time
from webinars.commands.import_events import import_events
from webinars.commands.installation import error_summary
from webinars.commands.organiser import organiser
from webinars.commands.outbox import outbox
from webinars.commands.replies import replies
from webinars.commands.serve import serve
from webinars.commands.timezones import zone_rules
from webinars.commands.worker import worker
from webinars.errors import WebinarsError
from webinars.settings import SettingError
from webinars.web.core.errors.messages import MESSAGES

gc.freeze()  # what was imported stays for good, so no collection needs to search it
gc.enable()


class Commands(click.Group):
    """A command group that reports expected errors in one line."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command; convert errors of settings, features and the database to CommandError."""
        try:
            return super().invoke(ctx)
        except SettingError as error:
            raise CommandError(str(error)) from error
        except WebinarsError as error:
            raise CommandError(error_sentence(error)) from error
        except SQLAlchemyError as error:
            raise CommandError(f"the database does not answer: {error_summary(error)}") from error


def error_sentence(error: WebinarsError) -> str:
    """Return the English message of an error."""
    message = MESSAGES.get(error.code)
    return message % error.facts if message else str(error)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="webinars", message="%(prog)s %(version)s")
def main() -> None:
    """Publish events with correct local times, and manage registrations.

    Settings are environment variables named WEBINARS_<NAME>; docs/settings.md lists them.
    To try it out: webinars serve --try-out. To run it: webinars db upgrade, webinars organiser add,
    webinars serve. For help on a command: webinars COMMAND --help.
    """
    # Files, such as e-mails with private links, are readable by the user of the process only.
    os.umask(0o077)


for command in (
    serve,
    worker,
    schema,
    demo,
    organiser,
    announce,
    import_events,
    check,
    replies,
    outbox,
    archive,
    backup,
    restore,
    zone_rules,
    fair_time,
):
    main.add_command(command)


if __name__ == "__main__":
    main()
