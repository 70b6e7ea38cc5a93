"""Time zones to offer for a language, for texts without any sign of their country."""

# Languages whose countries share one time.
LANGUAGE_ZONES = {"de": "Europe/Berlin", "it": "Europe/Rome"}
# Zones of most readers of a language, offered as choices.
COMMON_ZONES = {
    "en": (
        "Europe/London",
        "America/New_York",
        "America/Chicago",
        "America/Denver",
        "America/Los_Angeles",
        "Asia/Kolkata",
        "Australia/Sydney",
    ),
    "fr": ("Europe/Paris", "America/Toronto", "Africa/Dakar", "Indian/Reunion", "Pacific/Noumea"),
    "es": (
        "Europe/Madrid",
        "America/Mexico_City",
        "America/Bogota",
        "America/Caracas",
        "America/Santiago",
        "America/Argentina/Buenos_Aires",
    ),
    "pt": ("Europe/Lisbon", "America/Sao_Paulo", "Africa/Luanda", "Africa/Maputo"),
    "de": ("Europe/Berlin",),
    "it": ("Europe/Rome",),
}
