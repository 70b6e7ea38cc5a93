"""Canary words of the installation in world.py, and the fields that contain them."""

# A zone that a registrant alone has: a word of its own, once the lists of all zones are left out.
RARE_ZONE, RARE_ZONE_NAME = "Pacific/Kiritimati", "Kiritimati"


def canary(name: str) -> str:
    """Return the canary word of a field."""
    return f"canary{name}"


# What Xenia is registered with, by column of registrations. The language has too few values for a word.
REGISTRANT = {
    "name": canary("name"),
    "email": f"{canary('email')}@example.com",
    "address": f"{canary('email')}@example.com",
    "new_email": f"{canary('newemail')}@example.com",
    "affiliation": canary("affiliation"),
    "timezone": RARE_ZONE,
    "language": "en",
    "internal_note": canary("internalnote"),
}
# What asks for e-mail updates at the event that Xenia is registered for, by column of subscribers.
SUBSCRIBER = {
    "email": f"{canary('subscriberemail')}@example.com",
    "address": f"{canary('subscriberemail')}@example.com",
    "language": "en",
    "timezone": RARE_ZONE,
}
PURPOSES = (
    "manage",
    "join",
    "address",
    "calendar",
    "invitee",
    "delegation",
    "comment",
    "unsubscribe",
    "subscriber",
    "end-subscription",
    "poll",
    "poll-entry",
    "document",
    "dates",
)
READING = {
    "questions": [
        {"code": "weekday-mismatch", "readings": [canary("questionone"), canary("questiontwo")]}
    ],
    "proposed": [],
    "assumed": [],
}
DRAFT = {
    "description": canary("draftdescription"),
    "place": canary("draftplace"),
    "meeting_url": f"https://rooms.example.org/{canary('draftroom')}",
    "hosted_by": canary("draftheldby"),
    "contact_name": canary("draftcontact"),
    "contact_email": f"{canary('draftcontactemail')}@example.org",
    "links": [{"url": f"https://links.example.org/{canary('draftlink')}", "text": "Papers"}],
    "series": canary("draftseries"),
    "reading": READING,
}
PUBLISHED = {"meeting_url": f"https://rooms.example.org/{canary('room')}", "capacity": 4711}
