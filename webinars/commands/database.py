"""webinars db: create, upgrade, check, copy and reindex the database, and accept another secret key."""

import click
from sqlalchemy import Engine

from webinars.capabilities.key_check import replace_key
from webinars.commands.database_copy import (
    CopyCounts,
    CopyDiffersError,
    CopyRejectedError,
    NotEmptyError,
    copy_all,
)
from webinars.commands.errors import CommandError
from webinars.commands.installation import (
    check_database_exists,
    create_checked_application,
    display_url,
    open_app,
    open_installation,
)
from webinars.commands.schema import (
    check_secret_key,
    initialize_or_check,
    is_current,
    make_data_folder,
    upgrade_schema,
)
from webinars.database import db, transaction
from webinars.documents.search.indexing import document_search_faults, rebuild_document_index
from webinars.events.listing.upcoming_or_past import correct_listings, count_wrong_listings
from webinars.events.search.index_rebuild import rebuild_index, search_faults
from webinars.events.search.series_search import rebuild_words
from webinars.registrations.places import registration_counts
from webinars.timezones import clock


@click.group("db")
def schema() -> None:
    """Create, upgrade, check, index and copy the database."""


@schema.command("upgrade")
def upgrade() -> None:
    """Create the database, or upgrade its schema.

    Run it after each upgrade of the program. The command can be repeated at any time; it keeps existing
    data. Make a backup first.
    """
    with open_app(create_checked_application()) as app:
        make_data_folder(app)
        was_current = is_current()
        upgrade_schema(app)
        state = "was already up to date" if was_current else "is up to date"
        click.echo(f"The database {state}: {display_url(app)}")


@schema.command("check")
def check() -> None:
    """Check the schema, the search index, event lists and counts.

    Exit status: 0 if they are right, 1 if anything but the schema is not, 2 if the schema is out of date.
    """
    with open_installation() as app:
        click.echo(f"The database is up to date: {display_url(app)}")
        with transaction() as session:
            faults = [
                f"search: {fault}"
                for fault in (*search_faults(session), *document_search_faults(session))
            ]
            if number := count_wrong_listings(session):
                faults.append(f"lists: {number} events are in a wrong one")
            counts = registration_counts.count_faults(session.connection())
            faults += [f"counts of registrations: {fault}" for fault in counts]
        for fault in faults:
            click.echo(f"Problem: {fault}; run webinars db reindex")
    raise SystemExit(1 if faults else 0)


@schema.command("reindex")
def reindex() -> None:
    """Build the search index, event lists and counts anew.

    The counts are those of registrations, which wait while they are counted; everything else can go on.
    Run it if webinars db check reports a problem.
    """
    with open_installation():
        with transaction() as session:
            registration_counts.rebuild_counts(session)
        rebuild_words()
        rebuild_document_index()
        number = rebuild_index()
        with transaction() as session:
            # Once the index is whole: it follows each change of a list.
            corrected = correct_listings(session, clock.now())
        if corrected:
            number = rebuild_index()
        click.echo(f"The search index is complete: {number} public events.")


@schema.command("rekey")
def rekey() -> None:
    """Accept a secret key without the former one.

    WEBINARS_SECRET_KEY becomes the key of the database. This is needed only if the former key is lost or must
    not be used any more, so that it is not in WEBINARS_SECRET_KEY_FALLBACKS. Everyone is signed out.
    """
    with open_installation(any_key=True) as app:
        with transaction() as session:
            replace_key(session, app.extensions["site"].keys[0])
        check_secret_key(app)
        click.echo("The secret key is that of the database now; restart all hosts with it.")


@schema.command("copy")
@click.option(
    "--from",
    "origin",
    metavar="URL",
    help="The old database. Default: the SQLite file in the data folder.",
)
def copy(origin: str | None) -> None:
    """Copy all data into another database, such as PostgreSQL.

    Stop webinars, set WEBINARS_DATABASE_URL to the new, empty database, run this command and start
    webinars again. Each row is read back and compared; if anything fails, nothing is kept. The old
    database is not changed.
    """
    target, source = (
        create_checked_application(),
        create_checked_application(DATABASE_URL=origin or ""),
    )
    if display_url(target) == display_url(source):
        raise CommandError(
            "the settings name the old database: set WEBINARS_DATABASE_URL to the new one"
        )
    check_database_exists(source)
    with open_app(source):
        if not is_current():
            raise CommandError(
                "the schema of the old database is out of date: run webinars db upgrade on it first"
            )
        old = db.engine
        with open_app(target):
            initialize_or_check(target)
            copied = _copy(old)
    click.echo(f"Copied and compared {copied.rows} rows of {copied.tables} tables.")
    click.echo(f"The new database is complete: {display_url(target)}")


def _copy(old: Engine) -> CopyCounts:
    try:
        with transaction() as session:
            return copy_all(old, session)
    except NotEmptyError as error:
        raise CommandError(f"the new database is not empty: it contains {error}") from error
    except CopyRejectedError as error:
        raise CommandError(f"nothing was copied: the new database rejected {error}") from error
    except CopyDiffersError as error:
        raise CommandError(f"nothing was copied: a row reads back differently: {error}") from error
