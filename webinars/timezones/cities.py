"""Table of the cities that announcements name: key, time zone, English name and other spellings."""

# The first city of a zone is the label of that zone, so Geneva comes before Bern.

import re
import unicodedata
from dataclasses import dataclass
from typing import NamedTuple

from babel import Locale

from webinars import paths
from webinars.caching.memoize import ONCE, memoize
from webinars.errors import InvalidInputError
from webinars.i18n import N_
from webinars.timezones import zones
from webinars.timezones.exemplars import exemplar

ENGLISH = Locale("en")


@dataclass(frozen=True)
class City:
    """A city: its key in announcements, its IANA time zone and its English name (a msgid)."""

    key: str
    timezone: str
    name: str


class WorldCity(NamedTuple):
    """A large city and the ISO code of its country."""

    city: City
    country: str


# Key, zone, name, other spellings. Codes of up to four capitals match only in capitals.
ROWS: tuple[tuple[str, str, str, str], ...] = (
    ("GVA", "Europe/Zurich", N_("Geneva"), "GEN, Genève, Genf, Ginebra, Женева, جنيف, 日内瓦"),
    (
        "NYC",
        "America/New_York",
        N_("New York"),
        "NY, New York City, Nueva York, Нью-Йорк, نيويورك, 纽约",
    ),
    ("VIE", "Europe/Vienna", N_("Vienna"), "Wien, Vienne, Viena, Вена, فيينا, 维也纳"),
    ("NBO", "Africa/Nairobi", N_("Nairobi"), "Найроби, نيروبي, 内罗毕"),
    ("BKK", "Asia/Bangkok", N_("Bangkok"), "Бангкок, بانكوك, 曼谷"),
    (
        "ADD",
        "Africa/Addis_Ababa",
        N_("Addis Ababa"),
        "Addis, Addis-Abeba, أديس أبابا, Addis Abeba",
    ),
    ("BEY", "Asia/Beirut", N_("Beirut"), "Beyrouth, Бейрут, بيروت"),
    ("SCL", "America/Santiago", N_("Santiago"), "Santiago de Chile, Сантьяго"),
    ("PAR", "Europe/Paris", N_("Paris"), "Париж, باريس, 巴黎"),
    ("ROM", "Europe/Rome", N_("Rome"), "Roma, Rom, Рим, روما, 罗马"),
    ("LON", "Europe/London", N_("London"), "LDN, Londres, Лондон, لندن, 伦敦"),
    ("BRU", "Europe/Brussels", N_("Brussels"), "BXL, Bruxelles, Brüssel, Bruselas, Брюссель"),
    ("AMS", "Europe/Amsterdam", N_("Amsterdam"), ""),
    (
        "HAG",
        "Europe/Amsterdam",
        N_("The Hague"),
        "Hague, Den Haag, La Haye, La Haya, Гаага, لاهاي, 海牙",
    ),
    ("BER", "Europe/Berlin", N_("Berlin"), "Берлин"),
    ("BON", "Europe/Berlin", N_("Bonn"), "Бонн"),
    ("HAM", "Europe/Berlin", N_("Hamburg"), "Hambourg, Hamburgo"),
    ("WAS", "America/New_York", N_("Washington"), "DC, Washington DC, Вашингтон"),
    ("YTO", "America/Toronto", N_("Toronto"), ""),
    ("YMQ", "America/Toronto", N_("Montreal"), "MTL, YUL, Монреаль"),
    ("YOW", "America/Toronto", N_("Ottawa"), ""),
    (
        "CPH",
        "Europe/Copenhagen",
        N_("Copenhagen"),
        "København, Copenhague, Kopenhagen, Копенгаген",
    ),
    ("OSL", "Europe/Oslo", N_("Oslo"), ""),
    ("STO", "Europe/Stockholm", N_("Stockholm"), "Estocolmo"),
    ("HEL", "Europe/Helsinki", N_("Helsinki"), ""),
    ("TYO", "Asia/Tokyo", N_("Tokyo"), "TOK, Tokio, Токио, 东京, 東京"),
    ("DEL", "Asia/Kolkata", N_("New Delhi"), "Delhi, Nueva Delhi, Нью-Дели, نيودلهي, 新德里"),
    ("KIN", "America/Jamaica", N_("Kingston"), "Кингстон"),
    ("SUV", "Pacific/Fiji", N_("Suva"), ""),
    ("DKR", "Africa/Dakar", N_("Dakar"), ""),
    ("CAI", "Africa/Cairo", N_("Cairo"), "Le Caire, El Cairo, Kairo, Каир, القاهرة, 开罗"),
    ("AMM", "Asia/Amman", N_("Amman"), ""),
    ("PTY", "America/Panama", N_("Panama City"), "Panama, Ciudad de Panamá"),
    ("BRN", "Europe/Zurich", N_("Bern"), "Berne, Berna"),
    ("ZRH", "Europe/Zurich", N_("Zurich"), ""),
    ("BSL", "Europe/Zurich", N_("Basel"), "Bâle, Basilea"),
    ("LSN", "Europe/Zurich", N_("Lausanne"), "Lausana"),
    ("MAD", "Europe/Madrid", N_("Madrid"), "Мадрид"),
    ("BCN", "Europe/Madrid", N_("Barcelona"), ""),
    ("LIS", "Europe/Lisbon", N_("Lisbon"), "Lisboa, Lisbonne"),
    ("LUX", "Europe/Luxembourg", N_("Luxembourg"), "Luxemburg, Luxemburgo"),
    ("TRN", "Europe/Rome", N_("Turin"), "Torino"),
    ("TRS", "Europe/Rome", N_("Trieste"), ""),
    ("SXB", "Europe/Paris", N_("Strasbourg"), "Straßburg, Estrasburgo"),
    ("PRG", "Europe/Prague", N_("Prague"), "Praha, Praga"),
    ("BUD", "Europe/Budapest", N_("Budapest"), ""),
    ("WAW", "Europe/Warsaw", N_("Warsaw"), "Warszawa, Varsovie, Varsovia"),
    ("ATH", "Europe/Athens", N_("Athens"), "Athènes, Atenas"),
    ("IST", "Europe/Istanbul", N_("Istanbul"), "Estambul"),
    ("ANK", "Europe/Istanbul", N_("Ankara"), ""),
    ("IEV", "Europe/Kyiv", N_("Kyiv"), "Kiev, Киев, Київ"),
    ("MOW", "Europe/Moscow", N_("Moscow"), "MSK, Москва, Moscou, Moscú"),
    ("DUB", "Europe/Dublin", N_("Dublin"), ""),
    ("LIM", "America/Lima", N_("Lima"), ""),
    ("BOG", "America/Bogota", N_("Bogotá"), ""),
    ("BUE", "America/Argentina/Buenos_Aires", N_("Buenos Aires"), ""),
    ("BSB", "America/Sao_Paulo", N_("Brasília"), ""),
    ("RIO", "America/Sao_Paulo", N_("Rio de Janeiro"), "Rio"),
    ("SAO", "America/Sao_Paulo", N_("São Paulo"), ""),
    ("MVD", "America/Montevideo", N_("Montevideo"), ""),
    ("MEX", "America/Mexico_City", N_("Mexico City"), "Ciudad de México, CDMX, Мехико"),
    ("SJO", "America/Costa_Rica", N_("San José"), ""),
    ("POS", "America/Port_of_Spain", N_("Port of Spain"), "Port-d’Espagne, Puerto España"),
    ("BGI", "America/Barbados", N_("Bridgetown"), "Barbados"),
    ("PAP", "America/Port-au-Prince", N_("Port-au-Prince"), "Puerto Príncipe"),
    ("LAX", "America/Los_Angeles", N_("Los Angeles"), "LA"),
    ("SFO", "America/Los_Angeles", N_("San Francisco"), "SF"),
    ("CHI", "America/Chicago", N_("Chicago"), ""),
    ("BJS", "Asia/Shanghai", N_("Beijing"), "PEK, Peking, Pekin, Пекин, بكين, 北京"),
    ("SHA", "Asia/Shanghai", N_("Shanghai"), ""),
    ("HKG", "Asia/Hong_Kong", N_("Hong Kong"), "HK"),
    ("SEL", "Asia/Seoul", N_("Seoul"), "Incheon, Seúl"),
    ("ISB", "Asia/Karachi", N_("Islamabad"), ""),
    ("KHI", "Asia/Karachi", N_("Karachi"), ""),
    ("KTM", "Asia/Kathmandu", N_("Kathmandu"), "Katmandu, Katmandou, Катманду"),
    ("DAC", "Asia/Dhaka", N_("Dhaka"), "Dacca, Daca"),
    ("CMB", "Asia/Colombo", N_("Colombo"), ""),
    ("KBL", "Asia/Kabul", N_("Kabul"), "Kaboul"),
    ("MNL", "Asia/Manila", N_("Manila"), "Manille"),
    ("JKT", "Asia/Jakarta", N_("Jakarta"), "Yakarta, Djakarta"),
    ("KUL", "Asia/Kuala_Lumpur", N_("Kuala Lumpur"), "KL"),
    ("SIN", "Asia/Singapore", N_("Singapore"), "Singapour, Singapur"),
    ("HAN", "Asia/Ho_Chi_Minh", N_("Hanoi"), "Ha Noi"),
    ("DOH", "Asia/Qatar", N_("Doha"), ""),
    ("DXB", "Asia/Dubai", N_("Dubai"), "Abu Dhabi"),
    ("RUH", "Asia/Riyadh", N_("Riyadh"), "Riad, الرياض, Riyad"),
    ("BGW", "Asia/Baghdad", N_("Baghdad"), "Bagdad"),
    ("JRS", "Asia/Jerusalem", N_("Jerusalem"), "Jerusalén"),
    ("ALA", "Asia/Almaty", N_("Almaty"), ""),
    ("TAS", "Asia/Tashkent", N_("Tashkent"), "Tachkent, Taskent"),
    ("JNB", "Africa/Johannesburg", N_("Johannesburg"), "Joburg, Johannesburgo"),
    ("PRY", "Africa/Johannesburg", N_("Pretoria"), ""),
    ("CPT", "Africa/Johannesburg", N_("Cape Town"), "Le Cap, Ciudad del Cabo"),
    ("LOS", "Africa/Lagos", N_("Lagos"), ""),
    ("ABV", "Africa/Lagos", N_("Abuja"), "Abouja"),
    ("ABJ", "Africa/Abidjan", N_("Abidjan"), "Abiyán"),
    ("ACC", "Africa/Accra", N_("Accra"), "Acra"),
    ("BJL", "Africa/Banjul", N_("Banjul"), ""),
    ("ARK", "Africa/Dar_es_Salaam", N_("Arusha"), ""),
    ("KGL", "Africa/Kigali", N_("Kigali"), ""),
    ("TUN", "Africa/Tunis", N_("Tunis"), "Túnez"),
    ("RBA", "Africa/Casablanca", N_("Rabat"), ""),
    ("YAO", "Africa/Douala", N_("Yaoundé"), ""),
    ("SYD", "Australia/Sydney", N_("Sydney"), "Sídney"),
    ("MEL", "Australia/Melbourne", N_("Melbourne"), ""),
    ("AKL", "Pacific/Auckland", N_("Auckland"), ""),
    ("WLG", "Pacific/Auckland", N_("Wellington"), ""),
    ("APW", "Pacific/Apia", N_("Apia"), ""),
    ("UTC", "UTC", "UTC", "GMT, Z, Zulu"),
)

CITIES: dict[str, City] = {key: City(key, zone, name) for key, zone, name, _ in ROWS}

# Normalized spelling (see _spelling_key) to key.
ALIASES: dict[str, str] = {}


def city(key: str) -> City:
    """Return the city of a key: in this table, a time zone, or one of the large cities.

    Raises:
        InvalidInputError: "unknown-city" (facts: city, shortened).
    """
    match = CITIES.get(key) or _other_city(key)
    if match is None:
        raise InvalidInputError("unknown-city", city=str(key)[:60])
    return match


def find_known_city(text: str) -> City | None:
    """Return the city of a name or code in an announcement, or None."""
    if len(text) > _MAX_LENGTH:
        return None
    key = ALIASES.get(_spelling_key(text))
    return CITIES[key] if key is not None else None


def city_of_zone(zone: str) -> City | None:
    """Return the city that is the label of a zone, if the table has one."""
    return _BY_ZONE.get(zones.canonical(zone))


@memoize(ONCE)
def world_cities() -> dict[str, WorldCity]:
    """Load the large cities by key, the largest first."""
    lines = (paths.PACKAGE / "timezones" / "world_cities.tsv").read_text(encoding="utf-8")
    rows = (line.split("\t") for line in lines.splitlines() if not line.startswith("#"))
    return {
        f"g{number}": WorldCity(City(f"g{number}", zones.canonical(zone), name), country)
        for number, name, country, zone in rows
    }


def zone_cities() -> dict[str, City]:
    """Return a city for each selectable time zone, with its CLDR name."""
    return {zone: _zone_city(zone) for zone in zones.choices()}


def _zone_city(zone: str) -> City:
    canonical = zones.canonical(zone)
    return City(zone, canonical, exemplar(canonical, ENGLISH))


def _other_city(key: str) -> City | None:
    """Return the city of a key outside the table. A renamed zone keeps its key."""
    if key in zones.NAMES:
        return _zone_city(key)
    match = world_cities().get(key) if key.startswith("g") and key[1:].isdecimal() else None
    return match and match.city


def _spelling_key(text: str) -> str:
    """Normalize a spelling: short codes in capitals stay, other text loses accents, dots and case."""
    bare = text.replace(".", "").strip()
    if re.fullmatch(r"[A-Z]{1,4}", bare):
        return bare
    return " ".join(without_accents(bare.casefold().replace(",", "")).split())


def without_accents(text: str) -> str:
    """Return a text without the accents of its letters."""
    if text.isascii():
        return text
    split = unicodedata.normalize("NFKD", text)
    return "".join(char for char in split if not unicodedata.combining(char))


for _key, _, _name, _others in ROWS:
    for _spelling in filter(None, (_key, _name, _name.upper(), *_others.split(", "))):
        ALIASES[_spelling_key(_spelling)] = _key
_MAX_LENGTH = 2 * max(map(len, ALIASES))
_BY_ZONE = {city.timezone: city for city in reversed(CITIES.values())}
