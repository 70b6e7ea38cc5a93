"""webinars zones: what new rules for clocks do to the events that are announced."""

from collections.abc import Iterator

import click
from sqlalchemy.orm import Session

from webinars.commands.context import installation
from webinars.database import transaction
from webinars.errors import InvalidInputError
from webinars.events.actions import apply_timezone_update
from webinars.events.timezone_updates import (
    MovedEvent,
    UpdateChoice,
    adopt_release_for_unmoved,
    moved_events,
)
from webinars.i18n import translator_for
from webinars.registrations.queries import count_active
from webinars.site import Site
from webinars.timezones import clock, formatting, zones


@click.group("zones")
def zone_rules() -> None:
    """Look after time zones, whose rules governments change."""


@zone_rules.command("check")
@click.option(
    "--apply", is_flag=True, help="Let each event keep its wall clock, and tell its people."
)
def check(*, apply: bool) -> None:
    """List the coming events that new rules for clocks have moved; run it after each upgrade.

    Their organisers see them in the workspace and may decide for each; --apply decides for all of them that
    the wall clock stays. Exit 0 when nothing is left to decide, 1 otherwise.
    """
    with installation() as app:
        site: Site = app.extensions["site"]
        with transaction() as session:
            adopt_release_for_unmoved(session, clock.now())
            found = moved_events(session, clock.now())
            said = [(each.event.id, list(_told(session, each, site))) for each in found]
        have = "1 coming event has" if len(said) == 1 else f"{len(said)} coming events have"
        click.echo(f"Zone rules of {zones.RELEASE}: {have} moved.")
        left = 0
        for event_id, about in said:
            for line in about:
                click.echo(line)
            left += not (apply and _applied(event_id, site))
    raise SystemExit(1 if left else 0)


def _told(session: Session, found: MovedEvent, site: Site) -> Iterator[str]:
    t, event = translator_for("en"), found.event
    wall = (
        f"{formatting.date_text(event.local_start.date(), t)}, {event.local_start:%H:%M}"
        if event.local_start
        else ""
    )
    yield f"{event.title}"
    yield f"   {wall} {event.zone}, {site.url(f'/organise/events/{event.id}/edit')}"
    was = f"{event.starts_at:%Y-%m-%d %H:%M} UTC"
    if found.now is None:
        yield f"   was {was}; clocks there do not show that time once: its organiser has to choose another"
    else:
        yield f"   was {was}, is {found.now.starts_at:%Y-%m-%d %H:%M} UTC"
    yield f"   {count_active(session, event.id)} people have a place or wait for one"


def _applied(event_id: int, site: Site) -> bool:
    try:
        with transaction() as session:
            apply_timezone_update(session, event_id, keeping=UpdateChoice.WALL_CLOCK, site=site)
    except InvalidInputError:
        return False
    return True
