"""Time zones of the readers of a language, for texts that show nothing of where they are from."""

# Languages whose countries have one time; that of the first of them.
LANGUAGE_ZONES = {"de": "Europe/Berlin", "it": "Europe/Rome"}
# Times of most readers of a language, offered where a page shows nothing of where it is from.
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
