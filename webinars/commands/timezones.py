"""webinars zones: find upcoming events affected by new time zone rules."""

from collections import Counter
from collections.abc import Iterator

import click
from sqlalchemy.orm import Session

from webinars.commands.installation import open_installation
from webinars.database import transaction
from webinars.errors import InvalidInputError
from webinars.events.changes import apply_timezone_update, enqueue_timezone_notices
from webinars.events.models import Event
from webinars.events.timezone_updates import (
    MovedEvent,
    UpdateChoice,
    adopt_release_for_unmoved,
    moved_events,
)
from webinars.i18n import translator_for
from webinars.registrations.places.places_held import count_active
from webinars.registrations.stated_local_times import (
    LocalTimeChange,
    adopt_release_for_unaffected,
    affected_by_event,
    affected_registrants,
)
from webinars.site import Site
from webinars.timezones import clock, formatting, zones
from webinars.timezones.rule_changes import reason_text


@click.group("zones")
def zone_rules() -> None:
    """Check events against changed time zone rules."""


@zone_rules.command("check")
@click.option(
    "--apply",
    is_flag=True,
    help="Keep the local time of each event, and notify everyone whose time changes.",
)
def check(*, apply: bool) -> None:
    """List events and registrants whose times have changed.

    Run it after each upgrade of the time zone data. Only upcoming events are listed. Organisers see the
    same on the page of each event and can decide for it; --apply keeps the local time of all events, and
    e-mails everyone whose local time changes, once. Exit status: 0 if nothing is left to decide, 1
    otherwise.
    """
    with open_installation() as app:
        site: Site = app.extensions["site"]
        with transaction() as session:
            adopt_release_for_unmoved(session, clock.now())
            moved = moved_events(session, clock.now())
            described = [(event.event.id, list(_describe(session, event, site))) for event in moved]
        with transaction() as session:
            adopt_release_for_unaffected(session)
            affected = affected_by_event(affected_registrants(session))
            notices = [
                (event.id, list(_describe_affected(event, changes, site)))
                for event, changes in affected.items()
            ]
        have = (
            "1 upcoming event has"
            if len(described) == 1
            else f"{len(described)} upcoming events have"
        )
        click.echo(f"Time zone data {zones.RELEASE}: {have} moved.")
        left = 0
        for event_id, lines in described:
            for line in lines:
                click.echo(line)
            left += not (apply and _apply(event_id, site))
        left += _notify(notices, apply=apply)
    raise SystemExit(1 if left else 0)


def _notify(notices: list[tuple[int, list[str]]], *, apply: bool) -> int:
    """Print affected registrants by event, and notify them if wanted; return how many events are left."""
    if notices:
        count = "1 event" if len(notices) == 1 else f"{len(notices)} events"
        click.echo(f"Some registrants of {count} have a new local time.")
    for event_id, lines in notices:
        for line in lines:
            click.echo(line)
        if apply:
            with transaction() as session:
                enqueue_timezone_notices(session, event_id)
    return 0 if apply else len(notices)


def _describe_affected(
    event: Event, changes: Counter[LocalTimeChange], site: Site
) -> Iterator[str]:
    t = translator_for("en")
    yield f"{event.title}"
    yield f"   {site.url(f'/organise/events/{event.id}/edit')}"
    for change, count in changes.items():
        people = "1 registrant" if count == 1 else f"{count} registrants"
        yield (
            f"   {change.timezone}: was {change.former:%Y-%m-%d %H:%M}, is {change.current:%Y-%m-%d %H:%M}"
            f" ({people}). {reason_text(change.reason, t)}"
        )


def _describe(session: Session, moved: MovedEvent, site: Site) -> Iterator[str]:
    t, event = translator_for("en"), moved.event
    wall = (
        f"{formatting.date_text(event.local_start.date(), t)}, {event.local_start:%H:%M}"
        if event.local_start
        else ""
    )
    yield f"{event.title}"
    yield f"   {wall} {event.timezone}, {site.url(f'/organise/events/{event.id}/edit')}"
    was = f"{event.starts_at:%Y-%m-%d %H:%M} UTC"
    if moved.now is None:
        yield f"   was {was}; that local time is skipped or repeated there: the organiser must choose another"
    else:
        yield f"   was {was}, is {moved.now.starts_at:%Y-%m-%d %H:%M} UTC"
    yield f"   Registrations, including the waiting list: {count_active(session, event.id)}"


def _apply(event_id: int, site: Site) -> bool:
    try:
        with transaction() as session:
            apply_timezone_update(session, event_id, keeping=UpdateChoice.WALL_CLOCK, site=site)
    except InvalidInputError:
        return False
    return True
