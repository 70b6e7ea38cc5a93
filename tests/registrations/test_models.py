"""Every column of registrations is personal data or listed here as not personal."""

from webinars.registrations.models import Registration

NOT_PERSONAL = {
    "id",
    "event_id",
    "status",
    "token_version",
    "verified_at",
    "created_at",
    "status_at",
    "attended_at",
    "registration_type_id",
    "type_changed_at",
    "delegation_id",
    "queued_at",
    "ends_at",
    "cancel_reason",
    "erased_at",
}


def test_every_column_of_registrations_is_declared_personal_or_not():
    columns = set(Registration.__table__.columns.keys())

    assert set(Registration.PERSONAL) | NOT_PERSONAL == columns
    assert not set(Registration.PERSONAL) & NOT_PERSONAL
