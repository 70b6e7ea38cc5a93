"""The cities that announcements name: key, zone, English name, and how else people write them.

Rows are data. The first city of a zone lends the zone its name, hence Geneva stands before Bern.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from babel import Locale

from webinars import paths
from webinars.errors import InvalidInputError
from webinars.i18n import mark
from webinars.timezones import zones
from webinars.timezones.exemplars import exemplar

ENGLISH = Locale("en")


@dataclass(frozen=True)
class City:
    """A place with a clock: its key in announcements, its IANA zone, its English name (a msgid)."""

    key: str
    zone: str
    name: str


class WorldCity(NamedTuple):
    """A large city of the world, and the ISO code of its country."""

    city: City
    country: str


# Key, zone, name, then what else people write. Codes of up to four capitals count only in capitals.
ROWS: tuple[tuple[str, str, str, str], ...] = (
    ("GVA", "Europe/Zurich", mark("Geneva"), "GEN, Genève, Genf, Ginebra, Женева, جنيف, 日内瓦"),
    (
        "NYC",
        "America/New_York",
        mark("New York"),
        "NY, New York City, Nueva York, Нью-Йорк, نيويورك, 纽约",
    ),
    ("VIE", "Europe/Vienna", mark("Vienna"), "Wien, Vienne, Viena, Вена, فيينا, 维也纳"),
    ("NBO", "Africa/Nairobi", mark("Nairobi"), "Найроби, نيروبي, 内罗毕"),
    ("BKK", "Asia/Bangkok", mark("Bangkok"), "Бангкок, بانكوك, 曼谷"),
    (
        "ADD",
        "Africa/Addis_Ababa",
        mark("Addis Ababa"),
        "Addis, Addis-Abeba, أديس أبابا, Addis Abeba",
    ),
    ("BEY", "Asia/Beirut", mark("Beirut"), "Beyrouth, Бейрут, بيروت"),
    ("SCL", "America/Santiago", mark("Santiago"), "Santiago de Chile, Сантьяго"),
    ("PAR", "Europe/Paris", mark("Paris"), "Париж, باريس, 巴黎"),
    ("ROM", "Europe/Rome", mark("Rome"), "Roma, Rom, Рим, روما, 罗马"),
    ("LON", "Europe/London", mark("London"), "LDN, Londres, Лондон, لندن, 伦敦"),
    ("BRU", "Europe/Brussels", mark("Brussels"), "BXL, Bruxelles, Brüssel, Bruselas, Брюссель"),
    ("AMS", "Europe/Amsterdam", mark("Amsterdam"), ""),
    (
        "HAG",
        "Europe/Amsterdam",
        mark("The Hague"),
        "Hague, Den Haag, La Haye, La Haya, Гаага, لاهاي, 海牙",
    ),
    ("BER", "Europe/Berlin", mark("Berlin"), "Берлин"),
    ("BON", "Europe/Berlin", mark("Bonn"), "Бонн"),
    ("HAM", "Europe/Berlin", mark("Hamburg"), "Hambourg, Hamburgo"),
    ("WAS", "America/New_York", mark("Washington"), "DC, Washington DC, Вашингтон"),
    ("YTO", "America/Toronto", mark("Toronto"), ""),
    ("YMQ", "America/Toronto", mark("Montreal"), "MTL, YUL, Монреаль"),
    ("YOW", "America/Toronto", mark("Ottawa"), ""),
    (
        "CPH",
        "Europe/Copenhagen",
        mark("Copenhagen"),
        "København, Copenhague, Kopenhagen, Копенгаген",
    ),
    ("OSL", "Europe/Oslo", mark("Oslo"), ""),
    ("STO", "Europe/Stockholm", mark("Stockholm"), "Estocolmo"),
    ("HEL", "Europe/Helsinki", mark("Helsinki"), ""),
    ("TYO", "Asia/Tokyo", mark("Tokyo"), "TOK, Tokio, Токио, 东京, 東京"),
    ("DEL", "Asia/Kolkata", mark("New Delhi"), "Delhi, Nueva Delhi, Нью-Дели, نيودلهي, 新德里"),
    ("KIN", "America/Jamaica", mark("Kingston"), "Кингстон"),
    ("SUV", "Pacific/Fiji", mark("Suva"), ""),
    ("DKR", "Africa/Dakar", mark("Dakar"), ""),
    ("CAI", "Africa/Cairo", mark("Cairo"), "Le Caire, El Cairo, Kairo, Каир, القاهرة, 开罗"),
    ("AMM", "Asia/Amman", mark("Amman"), ""),
    ("PTY", "America/Panama", mark("Panama City"), "Panama, Ciudad de Panamá"),
    ("BRN", "Europe/Zurich", mark("Bern"), "Berne, Berna"),
    ("ZRH", "Europe/Zurich", mark("Zurich"), ""),
    ("BSL", "Europe/Zurich", mark("Basel"), "Bâle, Basilea"),
    ("LSN", "Europe/Zurich", mark("Lausanne"), "Lausana"),
    ("MAD", "Europe/Madrid", mark("Madrid"), "Мадрид"),
    ("BCN", "Europe/Madrid", mark("Barcelona"), ""),
    ("LIS", "Europe/Lisbon", mark("Lisbon"), "Lisboa, Lisbonne"),
    ("LUX", "Europe/Luxembourg", mark("Luxembourg"), "Luxemburg, Luxemburgo"),
    ("TRN", "Europe/Rome", mark("Turin"), "Torino"),
    ("TRS", "Europe/Rome", mark("Trieste"), ""),
    ("SXB", "Europe/Paris", mark("Strasbourg"), "Straßburg, Estrasburgo"),
    ("PRG", "Europe/Prague", mark("Prague"), "Praha, Praga"),
    ("BUD", "Europe/Budapest", mark("Budapest"), ""),
    ("WAW", "Europe/Warsaw", mark("Warsaw"), "Warszawa, Varsovie, Varsovia"),
    ("ATH", "Europe/Athens", mark("Athens"), "Athènes, Atenas"),
    ("IST", "Europe/Istanbul", mark("Istanbul"), "Estambul"),
    ("ANK", "Europe/Istanbul", mark("Ankara"), ""),
    ("IEV", "Europe/Kyiv", mark("Kyiv"), "Kiev, Киев, Київ"),
    ("MOW", "Europe/Moscow", mark("Moscow"), "MSK, Москва, Moscou, Moscú"),
    ("DUB", "Europe/Dublin", mark("Dublin"), ""),
    ("LIM", "America/Lima", mark("Lima"), ""),
    ("BOG", "America/Bogota", mark("Bogotá"), ""),
    ("BUE", "America/Argentina/Buenos_Aires", mark("Buenos Aires"), ""),
    ("BSB", "America/Sao_Paulo", mark("Brasília"), ""),
    ("RIO", "America/Sao_Paulo", mark("Rio de Janeiro"), "Rio"),
    ("SAO", "America/Sao_Paulo", mark("São Paulo"), ""),
    ("MVD", "America/Montevideo", mark("Montevideo"), ""),
    ("MEX", "America/Mexico_City", mark("Mexico City"), "Ciudad de México, CDMX, Мехико"),
    ("SJO", "America/Costa_Rica", mark("San José"), ""),
    ("POS", "America/Port_of_Spain", mark("Port of Spain"), "Port-d’Espagne, Puerto España"),
    ("BGI", "America/Barbados", mark("Bridgetown"), "Barbados"),
    ("PAP", "America/Port-au-Prince", mark("Port-au-Prince"), "Puerto Príncipe"),
    ("LAX", "America/Los_Angeles", mark("Los Angeles"), "LA"),
    ("SFO", "America/Los_Angeles", mark("San Francisco"), "SF"),
    ("CHI", "America/Chicago", mark("Chicago"), ""),
    ("BJS", "Asia/Shanghai", mark("Beijing"), "PEK, Peking, Pekin, Пекин, بكين, 北京"),
    ("SHA", "Asia/Shanghai", mark("Shanghai"), ""),
    ("HKG", "Asia/Hong_Kong", mark("Hong Kong"), "HK"),
    ("SEL", "Asia/Seoul", mark("Seoul"), "Incheon, Seúl"),
    ("ISB", "Asia/Karachi", mark("Islamabad"), ""),
    ("KHI", "Asia/Karachi", mark("Karachi"), ""),
    ("KTM", "Asia/Kathmandu", mark("Kathmandu"), "Katmandu, Katmandou, Катманду"),
    ("DAC", "Asia/Dhaka", mark("Dhaka"), "Dacca, Daca"),
    ("CMB", "Asia/Colombo", mark("Colombo"), ""),
    ("KBL", "Asia/Kabul", mark("Kabul"), "Kaboul"),
    ("MNL", "Asia/Manila", mark("Manila"), "Manille"),
    ("JKT", "Asia/Jakarta", mark("Jakarta"), "Yakarta, Djakarta"),
    ("KUL", "Asia/Kuala_Lumpur", mark("Kuala Lumpur"), "KL"),
    ("SIN", "Asia/Singapore", mark("Singapore"), "Singapour, Singapur"),
    ("HAN", "Asia/Ho_Chi_Minh", mark("Hanoi"), "Ha Noi"),
    ("DOH", "Asia/Qatar", mark("Doha"), ""),
    ("DXB", "Asia/Dubai", mark("Dubai"), "Abu Dhabi"),
    ("RUH", "Asia/Riyadh", mark("Riyadh"), "Riad, الرياض, Riyad"),
    ("BGW", "Asia/Baghdad", mark("Baghdad"), "Bagdad"),
    ("JRS", "Asia/Jerusalem", mark("Jerusalem"), "Jerusalén"),
    ("ALA", "Asia/Almaty", mark("Almaty"), ""),
    ("TAS", "Asia/Tashkent", mark("Tashkent"), "Tachkent, Taskent"),
    ("JNB", "Africa/Johannesburg", mark("Johannesburg"), "Joburg, Johannesburgo"),
    ("PRY", "Africa/Johannesburg", mark("Pretoria"), ""),
    ("CPT", "Africa/Johannesburg", mark("Cape Town"), "Le Cap, Ciudad del Cabo"),
    ("LOS", "Africa/Lagos", mark("Lagos"), ""),
    ("ABV", "Africa/Lagos", mark("Abuja"), "Abouja"),
    ("ABJ", "Africa/Abidjan", mark("Abidjan"), "Abiyán"),
    ("ACC", "Africa/Accra", mark("Accra"), "Acra"),
    ("BJL", "Africa/Banjul", mark("Banjul"), ""),
    ("ARK", "Africa/Dar_es_Salaam", mark("Arusha"), ""),
    ("KGL", "Africa/Kigali", mark("Kigali"), ""),
    ("TUN", "Africa/Tunis", mark("Tunis"), "Túnez"),
    ("RBA", "Africa/Casablanca", mark("Rabat"), ""),
    ("YAO", "Africa/Douala", mark("Yaoundé"), ""),
    ("SYD", "Australia/Sydney", mark("Sydney"), "Sídney"),
    ("MEL", "Australia/Melbourne", mark("Melbourne"), ""),
    ("AKL", "Pacific/Auckland", mark("Auckland"), ""),
    ("WLG", "Pacific/Auckland", mark("Wellington"), ""),
    ("APW", "Pacific/Apia", mark("Apia"), ""),
    ("UTC", "UTC", "UTC", "GMT, Z, Zulu"),
)

CITIES: dict[str, City] = {key: City(key, zone, name) for key, zone, name, _ in ROWS}

# As written → key. Codes stand here as they are; the rest without accents, dots and capitals.
ALIASES: dict[str, str] = {}


def city(key: str) -> City:
    """Return the city of a key: of a row here, of a time zone, or of the world's large cities.

    Raises:
        InvalidInputError: "unknown-city" (facts: city, shortened).
    """
    found = CITIES.get(key) or _elsewhere(key)
    if found is None:
        raise InvalidInputError("unknown-city", city=str(key)[:60])
    return found


def find(text: str) -> City | None:
    """Return the city that an announcement's words or code name, or None."""
    if len(text) > _LONGEST:
        return None
    key = ALIASES.get(_spelling_key(text))
    return CITIES[key] if key is not None else None


def for_zone(zone: str) -> City | None:
    """Return the city whose name stands for a zone, if the table has one."""
    return _by_zone().get(zones.canonical(zone))


@cache
def world_cities() -> dict[str, WorldCity]:
    """Return the world's large cities by their keys, the largest first; read once, when first asked for."""
    lines = (paths.PACKAGE / "timezones" / "world_cities.tsv").read_text(encoding="utf-8")
    rows = (line.split("\t") for line in lines.splitlines() if not line.startswith("#"))
    return {
        f"g{number}": WorldCity(City(f"g{number}", zones.canonical(zone), name), country)
        for number, name, country, zone in rows
    }


@cache
def zone_cities() -> dict[str, City]:
    """Return the city of each time zone that lists offer, by the zone's name; CLDR gives the name."""
    return {zone: _zone_city(zone) for zone in zones.choices()}


def _zone_city(zone: str) -> City:
    own = zones.canonical(zone)
    return City(zone, own, exemplar(own, ENGLISH))


def _elsewhere(key: str) -> City | None:
    """Return the city of a key that no row has. Zones keep their keys when they get another name."""
    if key in zones.NAMES:
        return _zone_city(key)
    found = world_cities().get(key) if key.startswith("g") and key[1:].isdecimal() else None
    return found and found.city


@cache
def _by_zone() -> dict[str, City]:
    return {found.zone: found for found in reversed(CITIES.values())}


def _spelling_key(text: str) -> str:
    """Return a short code in capitals as it is; other text without accents, dots and capitals."""
    bare = text.replace(".", "").strip()
    if re.fullmatch(r"[A-Z]{1,4}", bare):
        return bare
    split = unicodedata.normalize("NFKD", bare.casefold().replace(",", ""))
    return " ".join("".join(sign for sign in split if not unicodedata.combining(sign)).split())


for _key, _, _name, _others in ROWS:
    for _spelling in filter(None, (_key, _name, _name.upper(), *_others.split(", "))):
        ALIASES[_spelling_key(_spelling)] = _key
_LONGEST = 2 * max(map(len, ALIASES))
