"""Islands, states and provinces with a time zone of their own: by name, code and postal code."""

import re
from collections.abc import Mapping, Sequence

from webinars.timezones.city_search import normalize


def _by_name(rows: Mapping[str, str]) -> dict[str, str]:
    return {normalize(name): zone for zone, row in rows.items() for name in row.split("|")}


ISLAND_ZONES = _by_name(
    {
        "Atlantic/Canary": (
            "Las Palmas|Gran Canaria|Las Palmas de Gran Canaria|Tenerife|Santa Cruz de Tenerife|Lanzarote"
            "|Fuerteventura|La Gomera|El Hierro|Santa Cruz de La Palma|Islas Canarias|Canarias|Canary Islands"
            "|Kanaren|Teneriffa|Arrecife|Puerto del Rosario|San Cristóbal de La Laguna|Ténérife"
        ),
        "Atlantic/Madeira": "Ilha da Madeira|Funchal|Porto Santo|Região Autónoma da Madeira",
        "Atlantic/Azores": (
            "Açores|Azores|Azoren|Ponta Delgada|Angra do Heroísmo|Ilha Terceira|São Miguel (Açores)"
            "|Região Autónoma dos Açores|Praia da Vitória"
        ),
        "America/Guadeloupe": "Guadeloupe|Pointe-à-Pitre|Basse-Terre|Les Abymes",
        "America/Martinique": "Martinique|Fort-de-France|Le Lamentin",
        "America/Cayenne": "Guyane|Guyane française|Cayenne|Kourou|Saint-Laurent-du-Maroni",
        "Indian/Reunion": "La Réunion|Île de la Réunion|Saint-Denis de La Réunion|Saint-Denis (La Réunion)",
        "Indian/Mayotte": "Mayotte|Mamoudzou",
        "Pacific/Tahiti": "Tahiti|Papeete|Polynésie française|French Polynesia",
        "Pacific/Noumea": "Nouméa|Nouvelle-Calédonie|New Caledonia",
        "America/Miquelon": "Saint-Pierre-et-Miquelon",
        "Pacific/Galapagos": "Galápagos|Islas Galápagos|Puerto Ayora|Puerto Baquerizo Moreno",
        "Pacific/Easter": "Rapa Nui|Isla de Pascua|Hanga Roa",
    }
)
STATE_ZONES = _by_name(
    {
        "Australia/Brisbane": "Queensland",
        "Australia/Sydney": "New South Wales|Australian Capital Territory",
        "Australia/Adelaide": "South Australia",
        "Australia/Perth": "Western Australia",
        "Australia/Hobart": "Tasmania",
        "Australia/Darwin": "Northern Territory",
        "America/Halifax": "Nova Scotia|Prince Edward Island|Nouvelle-Écosse",
        "America/Moncton": "New Brunswick|Nouveau-Brunswick",
        "America/St_Johns": "Newfoundland",
        "America/Winnipeg": "Manitoba",
        "America/Regina": "Saskatchewan",
        "America/Edmonton": "Alberta",
        "America/Vancouver": "British Columbia|Colombie-Britannique",
        "America/Whitehorse": "Yukon",
        "America/Cancun": "Quintana Roo|Q. Roo|Q.Roo",
        "America/Mazatlan": "Baja California Sur|Sinaloa|Nayarit",
        "America/Tijuana": "Baja California",
        "America/Hermosillo": "Sonora",
        "America/Mexico_City": (
            "Oaxaca de Juárez|Jalisco|Guanajuato|Michoacán|Chiapas|Querétaro|Tlaxcala"
            "|San Luis Potosí|Zacatecas"
        ),
        "America/Cuiaba": "Mato Grosso",
        "America/Campo_Grande": "Mato Grosso do Sul",
        "America/Porto_Velho": "Rondônia",
        "America/Boa_Vista": "Roraima",
        "America/Sao_Paulo": "Minas Gerais|Rio Grande do Sul|Santa Catarina",
    }
)
# Codes of states that are a part of an address of their own, by language: "Cuiabá/MT", "La Paz, BCS".
_CANADIAN = {
    **dict.fromkeys(("NS", "PEI"), "America/Halifax"),
    **dict.fromkeys(("ON", "QC"), "America/Toronto"),
    "NB": "America/Moncton",
    "NL": "America/St_Johns",
    "MB": "America/Winnipeg",
    "SK": "America/Regina",
    "AB": "America/Edmonton",
    "BC": "America/Vancouver",
}
_CODES = {
    "en": {
        **_CANADIAN,
        "NSW": "Australia/Sydney",
        "VIC": "Australia/Melbourne",
        "QLD": "Australia/Brisbane",
        "TAS": "Australia/Hobart",
    },
    "fr": _CANADIAN,
    "pt": {
        **dict.fromkeys(
            ("SP", "RJ", "MG", "ES", "PR", "SC", "RS", "DF", "GO"), "America/Sao_Paulo"
        ),
        "MT": "America/Cuiaba",
        "MS": "America/Campo_Grande",
        "RO": "America/Porto_Velho",
        "RR": "America/Boa_Vista",
        "AC": "America/Rio_Branco",
        "AM": "America/Manaus",
    },
    "es": {
        "BCS": "America/Mazatlan",
        "B.C.S": "America/Mazatlan",
        "BC": "America/Tijuana",
        "B.C": "America/Tijuana",
        "Sin": "America/Mazatlan",
        "Son": "America/Hermosillo",
    },
}
# Postal codes before or after the town, by the language in which they are certain.
_POSTAL_CODES = {
    "fr": (
        (r"971\d\d|9770\d|9771\d|978\d\d", "America/Guadeloupe"),
        (r"972\d\d", "America/Martinique"),
        (r"973\d\d", "America/Cayenne"),
        (r"974\d\d", "Indian/Reunion"),
        (r"975\d\d", "America/Miquelon"),
        (r"976\d\d", "Indian/Mayotte"),
        (r"986\d\d", "Pacific/Wallis"),
        (r"987\d\d", "Pacific/Tahiti"),
        (r"988\d\d", "Pacific/Noumea"),
    ),
    "es": ((r"3[58]\d{3}", "Atlantic/Canary"),),
    "pt": ((r"9[0-4]\d\d-\d{3}", "Atlantic/Madeira"), (r"9[5-9]\d\d-\d{3}", "Atlantic/Azores")),
    "en": (
        (r"(?:NSW|ACT) 2\d{3}", "Australia/Sydney"),
        (r"VIC 3\d{3}", "Australia/Melbourne"),
        (r"QLD 4\d{3}", "Australia/Brisbane"),
        (r"SA 5\d{3}", "Australia/Adelaide"),
        (r"WA 6\d{3}", "Australia/Perth"),
        (r"TAS 7\d{3}", "Australia/Hobart"),
        (r"NT 08\d\d", "Australia/Darwin"),
        (r"(?:NS|PE) [BC]\d[A-Z] ?\d[A-Z]\d", "America/Halifax"),
        (r"NB E\d[A-Z] ?\d[A-Z]\d", "America/Moncton"),
        (r"NL A\d[A-Z] ?\d[A-Z]\d", "America/St_Johns"),
        (r"QC [GHJ]\d[A-Z] ?\d[A-Z]\d", "America/Toronto"),
        (r"ON [KLMN]\d[A-Z] ?\d[A-Z]\d", "America/Toronto"),
        (r"MB R\d[A-Z] ?\d[A-Z]\d", "America/Winnipeg"),
        (r"SK S\d[A-Z] ?\d[A-Z]\d", "America/Regina"),
        (r"AB T\d[A-Z] ?\d[A-Z]\d", "America/Edmonton"),
        (r"BC V\d[A-Z] ?\d[A-Z]\d", "America/Vancouver"),
    ),
}
_POSTAL = {
    language: [
        # A town stands beside the code of French and Spanish departments.
        (
            re.compile(
                rf"\b(?:{code})\b" if language in {"en", "pt"} else rf"\b(?:{code})\s+[A-ZÀ-Ý]"
            ),
            zone,
        )
        for code, zone in rows
    ]
    for language, rows in _POSTAL_CODES.items()
}
_PREPOSITIONS = frozenset(
    {"de", "del", "da", "do", "dos", "en", "na", "nos", "à", "in", "of", "la"}
)
# Streets and houses that are named after an island.
_NAMED_AFTER = frozenset(
    {
        "av", "avenida", "avenue", "bar", "c", "café", "calle", "hotel", "paseo", "place", "plaza", "praça",
        "rua", "rue", "sala", "salle", "salón", "street",
    }
)  # fmt: skip
_TAIL_WORDS = (3, 2, 1)


def far_zone(part: str, language: str, *, is_venue: bool) -> str:
    """Return the zone of an island, state or province that a part of an address names, or "".

    Args:
        part: the part of an address.
        language: that of the announcement: 35000 is in the Canary Islands, in French it is Rennes.
        is_venue: whether the text is certainly an address; in others only the whole part counts.
    """
    postal = (zone for code, zone in _POSTAL.get(language, ()) if code.search(part))
    zone = next(postal, "")
    zone = zone or (_CODES.get(language, {}).get(part.rstrip("."), "") if is_venue else "")
    words = [word for word in part.split() if not any(map(str.isdigit, word))]
    name = normalize(" ".join(words))
    zone = zone or ISLAND_ZONES.get(name, "") or STATE_ZONES.get(name, "")
    return zone or (_zone_at_end(words) if is_venue else "")


def _zone_at_end(words: Sequence[str]) -> str:
    """Return the zone of an island after a preposition: "Cabildo de Tenerife", not "Calle de Tenerife"."""
    if not words or words[0].casefold().rstrip(".") in _NAMED_AFTER:
        return ""
    for length in _TAIL_WORDS:
        if len(words) > length and words[-length - 1].casefold() in _PREPOSITIONS:
            zone = ISLAND_ZONES.get(normalize(" ".join(words[-length:])), "")
            if zone:
                return zone
    return ""
