"""Names of months and weekdays by language, with abbreviations and other spellings."""

from collections.abc import Mapping

from webinars.announcement_parser.grammar.vocabulary.word_tables import numbers

MONTHS: Mapping[str, tuple[str, ...]] = {
    # One string per month, January first: the name, then abbreviations and other spellings.
    "en": (
        "january jan",
        "february feb",
        "march mar",
        "april apr",
        "may",
        "june jun",
        "july jul",
        "august aug",
        "september sept sep",
        "october oct",
        "november nov",
        "december dec",
    ),
    "fr": (
        "janvier janv jan",
        "février fevrier févr fevr fév",
        "mars",
        "avril avr",
        "mai",
        "juin",
        "juillet juil",
        "août aout",
        "septembre sept",
        "octobre oct",
        "novembre nov",
        "décembre decembre déc",
    ),
    # Without "ago" and "set": both are English words.
    "es": (
        "enero ene",
        "febrero feb",
        "marzo mar",
        "abril abr",
        "mayo",
        "junio jun",
        "julio jul",
        "agosto",
        "septiembre setiembre sept sep",
        "octubre oct",
        "noviembre nov",
        "diciembre dic",
    ),
    "de": (
        "januar jänner",
        "februar feber",
        "märz maerz mrz",
        "april apr",
        "mai",
        "juni jun",
        "juli jul",
        "august aug",
        "september sept sep",
        "oktober okt",
        "november nov",
        "dezember dez",
    ),
    # Without "gen", "ago" and "set".
    "it": (
        "gennaio",
        "febbraio febbr",
        "marzo",
        "aprile",
        "maggio magg",
        "giugno giu",
        "luglio lug",
        "agosto",
        "settembre sett",
        "ottobre ott",
        "novembre nov",
        "dicembre dic",
    ),
    # Without "set" and "out".
    "pt": (
        "janeiro jan",
        "fevereiro fev",
        "março",
        "abril abr",
        "maio",
        "junho jun",
        "julho jul",
        "agosto",
        "setembro",
        "outubro",
        "novembro nov",
        "dezembro dez",
    ),
}

WEEKDAYS: Mapping[str, tuple[str, ...]] = {
    # Monday first.
    "en": (
        "monday mon",
        "tuesday tue tues",
        "wednesday wed weds",
        "thursday thu thur thurs",
        "friday fri",
        "saturday sat",
        "sunday sun",
    ),
    # Without abbreviations that are months, cities or first names elsewhere: mar, vie, sam.
    "fr": (
        "lundi lun",
        "mardi",
        "mercredi mer",
        "jeudi jeu",
        "vendredi ven",
        "samedi",
        "dimanche dim",
    ),
    "es": (
        "lunes lun",
        "martes",
        "miércoles miercoles mié",
        "jueves jue",
        "viernes",
        "sábado sabado sáb",
        "domingo",
    ),
    "de": (
        "montag",
        "dienstag",
        "mittwoch",
        "donnerstag",
        "freitag",
        "samstag sonnabend",
        "sonntag",
    ),
    "it": (
        "lunedì lunedi",
        "martedì martedi",
        "mercoledì mercoledi",
        "giovedì giovedi",
        "venerdì venerdi",
        "sabato",
        "domenica",
    ),
}
# Words that are weekdays before a number ("Mi 5. Mai", "terça, 16") or "-feira", and other words elsewhere.
WEEKDAYS_BEFORE_DAYS: Mapping[str, tuple[str, ...]] = {
    "fr": ("", "mar", "", "", "", "sam", ""),
    "es": ("", "mar", "", "", "vie", "", "dom"),
    "de": ("mo", "di", "mi", "do", "fr", "sa", "so"),
    "pt": ("segunda", "terça terca", "quarta", "quinta", "sexta", "", ""),
}

# Names of months that are also common words: in lower case they need a year.
COMMON_WORDS = frozenset({"may", "march", "mar"})
# Names of months that are proper names if capitalised: then they need a day.
PROPER_NAMES = frozenset({"Mars"})


MONTH_NUMBERS = numbers(MONTHS, 1)
# A dot after these ends a sentence.
FULL_MONTH_NAMES = frozenset(row.split()[0] for rows in MONTHS.values() for row in rows)
WEEKDAY_NUMBERS = numbers(WEEKDAYS, 0)
WEEKDAY_BEFORE_DAY_NUMBERS = numbers(WEEKDAYS_BEFORE_DAYS, 0)
