"""webinars archive: write the public pages of a year as plain files, or verify such a folder."""

from pathlib import Path

import click

from webinars.archive.archive_folder import ArchiveFolderError, differences
from webinars.archive.pages import ArchiveYear
from webinars.archive.year_archive import write_year
from webinars.commands.errors import CommandError
from webinars.commands.installation import open_installation
from webinars.database import db
from webinars.errors import InvalidInputError
from webinars.timezones import clock
from webinars.web.core.current_site import site
from webinars.web.core.locale import translator

FIRST_YEAR, LAST_YEAR = 1970, 9998
MOST_LISTED = 20


@click.command()
@click.argument("folder", metavar="FOLDER", type=click.Path(path_type=Path))
@click.option(
    "--year",
    type=click.IntRange(FIRST_YEAR, LAST_YEAR),
    help="Year of the events. Default: the one that ended last, in UTC.",
)
@click.option("--language", help="Language of the pages. Default: the first of WEBINARS_LANGUAGES.")
@click.option("--check", "is_check", is_flag=True, help="Only verify the files of FOLDER.")
def archive(folder: Path, year: int | None, language: str | None, *, is_check: bool) -> None:
    """Write the public pages of a year as plain files into FOLDER.

    The pages of its events, months, bodies and series, the calendar file of each event, the style sheet and
    checksums (SHA256SUMS): any web server shows them, without this program. Run again, the archive is
    replaced once the new one is complete, and files that have not changed stay as they are. FOLDER must be
    missing, empty or the archive of the same year.
    """
    try:
        if is_check:
            _check(folder)
        else:
            _write(folder, year or clock.now().year - 1, language)
    except ArchiveFolderError as error:
        raise CommandError(str(error)) from error
    except InvalidInputError as error:
        raise CommandError(f"--language {language} is none of WEBINARS_LANGUAGES") from error
    except OSError as error:
        raise CommandError(f"{error.strerror or error}: {error.filename or folder}") from error


def _check(folder: Path) -> None:
    count = 0
    for count, difference in enumerate(differences(folder), start=1):
        if count <= MOST_LISTED:
            click.echo(difference, err=True)
    if count:
        raise CommandError(f"{folder} differs from its checksums in {count} files")
    click.echo(f"All files of {folder} are as they were written")


def _write(folder: Path, year: int, language: str | None) -> None:
    with open_installation() as app:
        language = language or app.extensions["site"].languages[0]
        # The templates of the site ask for the language of a request; that of a feed is in its query.
        request = app.test_request_context(
            "/events.json", query_string={"lang": language}, base_url=app.config["BASE_URL"]
        )
        with request:
            app.preprocess_request()
            of = ArchiveYear(year, translator(), site())
            written = write_year(db.session(), folder, of)
    click.echo(
        f"Wrote the archive of {year} to {folder}: {written.written} files are new or changed, "
        f"{written.unchanged} unchanged"
    )
