"""Revisions of registrations and of members of the team as text."""

from collections.abc import Mapping
from typing import Any

from webinars.accounts.organisers import shown_name
from webinars.events.roles import Role
from webinars.i18n import N_
from webinars.registrations.organiser.event_history import ActingAccount, RecordedRevision
from webinars.registrations.status import CancelReason, Status
from webinars.web.organiser.history.value_text import (
    NOTHING,
    Reader,
    Text,
    ValueChange,
    changed_fields,
    choice_text,
    instant_text,
)
from webinars.web.organiser.messages.audience_fields import type_names
from webinars.web.organiser.registrations.registrant_rows import status_word
from webinars.web.organiser.team import ROLE_LABELS

_APPROVED = {
    Status.AWAITING_APPROVAL: N_("Registration approved"),
    Status.REFUSED: N_("Registration restored"),
}
_ENDED = {
    Status.REFUSED: N_("Registration declined"),
    Status.CANCELLED: N_("Registration cancelled"),
    Status.OFFERED: N_("Place offered"),
}


def registration_headline(change: RecordedRevision) -> str:
    """Return what happened to the registration, to be translated."""
    if change.is_new:
        return N_("Registration added")
    if "status" not in change.previous:
        is_moved = "registration_type_id" in change.previous
        return N_("Registration type changed") if is_moved else N_("Deadline extended")
    if change.values["cancel_reason"] == CancelReason.REMOVED:
        return N_("Registration removed")
    former, status = Status(change.previous["status"]), Status(change.values["status"])
    return _ENDED.get(status) or _APPROVED.get(former) or N_("Registration confirmed")


def registrant_name(change: RecordedRevision, reader: Reader) -> str:
    """Return the name of the registrant, unless it was erased."""
    return change.registrant or reader.t("a person whose data was deleted")


def registration_changes(change: RecordedRevision, reader: Reader) -> list[ValueChange]:
    """Return the status, registration type and deadline that changed."""
    before, after = (_with_word(side, reader) for side in (change.before, change.values))
    return changed_fields(before, after, _REGISTRATION_FIELDS, reader)


def member_headline(change: RecordedRevision) -> str:
    """Return what happened to the member, to be translated."""
    if change.values.get("role") == Role.OWNER:
        return N_("Made owner")
    if change.is_of_series:
        return _series_headline(change)
    if change.is_new:
        return N_("Added to the team")
    return N_("No longer on the team") if change.is_removed else N_("Role changed")


def _series_headline(change: RecordedRevision) -> str:
    if change.is_new:
        return N_("Added to the team of the series")
    is_removed = change.is_removed
    return (
        N_("No longer on the team of the series")
        if is_removed
        else N_("Role on the series changed")
    )


def member_name(change: RecordedRevision, reader: Reader) -> str:
    """Return who is on the team, as the page of the team shows them.

    Until they were here since the change, that is the address for those who manage the team.
    """
    account, t = change.member, reader.t
    if account is None:
        return t("a person whose account was deleted")
    is_here = account.seen_at is not None and account.seen_at >= change.changed_at
    if not is_here and change.values.get("role") != Role.OWNER:
        return account.email if reader.manages_team else t("Invited person")
    return account_name(account)


def member_changes(change: RecordedRevision, reader: Reader) -> list[ValueChange]:
    """Return the role before and after."""
    return changed_fields(change.before, change.values, _MEMBER_FIELDS, reader)


def account_name(account: ActingAccount | None) -> str:
    """Return the name of an account, or what is before the @ of its address; empty for none."""
    return shown_name(account.name, account.email) if account else ""


def _with_word(side: Mapping[str, Any], reader: Reader) -> Mapping[str, Any]:
    if not side:
        return side
    return {**side, "status": status_word(Status(side["status"]), side["cancel_reason"], reader.t)}


def _text(value: str, _reader: Reader) -> str:
    return value


def _type_text(type_id: int | None, reader: Reader) -> str:
    return NOTHING if type_id is None else type_names(reader.own_event).get(type_id, NOTHING)


_REGISTRATION_FIELDS: dict[str, tuple[str, Text]] = {
    "status": (N_("Status"), _text),
    "registration_type_id": (N_("Registration type"), _type_text),
    "ends_at": (N_("Deadline"), instant_text),
}
_MEMBER_FIELDS: dict[str, tuple[str, Text]] = {"role": (N_("Role"), choice_text(ROLE_LABELS))}
