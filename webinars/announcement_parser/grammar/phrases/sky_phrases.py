"""Phrases for astronomical phenomena, which are not events: "The Moon passes Mars"."""

import re
from collections.abc import Mapping

_BODIES: Mapping[str, str] = {
    "en": r"moon|sun|mercury|venus|mars|jupiter|saturn|space station|iss|comet|meteors?",
    "fr": r"lune|soleil|mercure|vénus|mars|jupiter|saturne|station spatiale|comète|météores",
    "es": r"luna|sol|mercurio|venus|marte|júpiter|saturno|estación espacial|cometa|meteoros",
    "de": r"mond|sonne|merkur|venus|mars|jupiter|saturn|raumstation|iss|komet|meteore",
    "it": r"luna|sole|mercurio|venere|marte|giove|saturno|stazione spaziale|cometa",
    "pt": r"lua|sol|mercúrio|vénus|vênus|marte|júpiter|saturno|estação espacial|cometa",
}
_MOVES: Mapping[str, str] = {
    "en": (
        r"pass(?:es|ing)?|rises?|sets?|reach(?:es)?|occults?|meets?|peaks?|returns?|enters?"
        r"|transits?|flyovers?|is|are"
    ),
    "fr": r"passe(?:nt)?|croise(?:nt)?|se lève(?:nt)?|se couche(?:nt)?|atteint|occulte|rencontre|est|sont",
    "es": r"pasan?|cruzan?|salen?|se ponen?|alcanzan?|oculta|está|están",
    "de": r"ziehen|zieht|geht|gehen|steht|stehen|trifft|bedeckt|erreicht|passiert",
    "it": r"passano?|sorge|tramonta|raggiunge|occulta|è",
    "pt": r"passam?|nasce|se põe|põe-se|alcança|oculta|está",
}
HAPPENS_IN_SKY = re.compile(
    rf"\b(?:{'|'.join(_BODIES.values())})s? (?:{'|'.join(_MOVES.values())})\b", re.IGNORECASE
)
