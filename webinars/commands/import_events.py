"""webinars import: create and update events from a calendar file, a table or an address."""

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import click

from webinars.accounts.acting_account import acting_for
from webinars.commands.errors import CommandError
from webinars.commands.installation import open_installation
from webinars.commands.organiser import organiser_of_events, organiser_option
from webinars.database import transaction
from webinars.errors import InvalidInputError
from webinars.event_import.fetch import fetch, host_at
from webinars.event_import.one_import import (
    EventImport,
    approved_plan,
    batches,
    makes_series,
    preview_import,
    save_batch,
)
from webinars.event_import.plan import Outcome, PlannedEvent
from webinars.event_import.reader import read_source
from webinars.event_import.source_events import MAX_BYTES, ReadingChoices
from webinars.i18n import Translator, translator_for
from webinars.site import Site
from webinars.timezones import clock, zones
from webinars.timezones.local_times import to_local
from webinars.web.organiser.event_import import plan_text

INCOMPLETE = 3  # exit status
SCHEMES = ("http://", "https://", "webcal://")
INDENT = "   "


@click.command("import")
@click.argument("source", metavar="FILE|URL")
@organiser_option
@click.option(
    "--publish", "publishing", is_flag=True, help="Publish new events. Default: they are drafts."
)
@click.option(
    "--series", default="", metavar="NAME", help="Put all events into this body or series."
)
@click.option(
    "--zone", default="", metavar="ZONE", help="Time zone of times that name none: Europe/Zurich."
)
@click.option("--dry-run", is_flag=True, help="Print what would be done, and do nothing.")
def import_events(
    source: str, email: str, series: str, zone: str, *, publishing: bool, dry_run: bool
) -> None:
    """Create and update events from a calendar or table.

    FILE is a calendar file (.ics) or a table (.csv), or - for standard input. An address is one of http,
    https or webcal, of a calendar file or a table that everybody may fetch. The columns of a table are in
    docs/organisers.md.

    Events are recognised by their identifier (UID), so a command that is repeated with the same file changes
    nothing, and with a changed one only what has changed there. The people who are registered for a published
    event are told of its new time or place, or that it is cancelled, as of every change: --dry-run says how
    many. A recurring entry becomes one event for each of its dates.

    Exit status: 0; 3 if something was refused, and the rest is imported; 2 if nothing was.
    """
    with open_installation() as app:
        site: Site = app.extensions["site"]
        t = translator_for("en")
        if zone and zone not in zones.NAMES:
            raise CommandError(f"there is no time zone {zone}; write Europe/Zurich")
        today = to_local(clock.now(), site.timezone).date()
        choices = ReadingChoices(site.timezone, today, zone)
        name, content = _read(source, t)
        try:
            read = read_source(content, choices)
        except InvalidInputError as error:
            raise CommandError(f"{name}: {plan_text.error_text(error, t)}") from error
        with transaction() as session:
            organiser = organiser_of_events(session, email)
            one = EventImport(
                organiser, read, name, site, " ".join(series.split()), publishing=publishing
            )
            if makes_series(session, one):
                click.echo(f"There is no body or series “{one.series}” yet: it is made.")
            if dry_run:
                done = preview_import(session, one)
            else:
                planned, _ = approved_plan(session, one, lambda _planned: True)
        if not dry_run:
            done = _save(one, planned)
        for line in report(done, t, publishing=publishing, is_saved=not dry_run):
            click.echo(line)
    if any(planned.outcome is Outcome.REFUSED for planned in done):
        raise SystemExit(INCOMPLETE)


def _save(one: EventImport, planned: Sequence[PlannedEvent]) -> list[PlannedEvent]:
    """Save a plan batch by batch; what is saved stays if the command is interrupted, and can be repeated."""
    done: list[PlannedEvent] = []
    for batch in batches(planned):
        with transaction() as session, acting_for(session, one.organiser.id):
            done += save_batch(session, one, batch, done)
    return done


def _read(source: str, t: Translator) -> tuple[str, bytes]:
    """Return the name of the source, for an address its host, and its content.

    Raises:
        CommandError: it cannot be read or fetched.
    """
    if source.lower().startswith(SCHEMES):
        try:
            # An address may be secret, so only its host is printed and recorded.
            return host_at(source), fetch(source)
        except InvalidInputError as error:
            raise CommandError(f"{host_at(source)}: {plan_text.error_text(error, t)}") from error
    name = "standard input" if source == "-" else Path(source).name
    try:
        if source == "-":
            return name, sys.stdin.buffer.read(MAX_BYTES + 1)
        with Path(source).open("rb") as opened:
            return name, opened.read(MAX_BYTES + 1)
    except OSError as error:
        raise CommandError(f"cannot read {source}: {error.strerror}") from error


def report(
    planned: Sequence[PlannedEvent], t: Translator, *, publishing: bool, is_saved: bool
) -> Iterator[str]:
    """Yield what is printed: each event with what becomes of it, and how many of each there are."""
    for one in planned:
        number = f"{one.number}. " if one.number else ""
        yield f"{number}{one.title or '(no title)'}: {plan_text.outcome_text(one, t).lower()}"
        if when := plan_text.when_text(one.when, t) if one.error is None else "":
            yield f"{INDENT}when: {when}"
        for sentence in plan_text.detail_lines(one, t, publishing=publishing):
            yield f"{INDENT}{sentence}"
    words = [
        f"{count} {t(plan_text.OUTCOMES[outcome]).lower()}"
        for outcome, count in plan_text.counts(planned).items()
    ]
    yield ""
    yield f"{'' if is_saved else 'Nothing was saved. '}{', '.join(words)}."
