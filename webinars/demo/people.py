"""People of the sample listing, all with addresses at example domains."""

from collections.abc import Iterator
from itertools import cycle

from webinars.registrations.registrant_details import RegistrantDetails

# Name, organisation, time zone.
_PEOPLE = (
    ("Wanjiru Kamau", "Legal Aid Network", "Africa/Nairobi"),
    ("Tomás Herrera", "Universidad de la Costa", "America/Bogota"),
    ("Amélie Laurent", "Institut des droits de l’enfant", "Europe/Paris"),
    ("Nguyễn Thị Lan", "Youth Justice Centre", "Asia/Bangkok"),
    ("David Okafor", "Ministry of Justice", "Africa/Lagos"),
    ("Sofia Marković", "Ombudsman for Children", "Europe/Belgrade"),
    ("Rania Haddad", "Bar Association", "Asia/Amman"),
    ("Lukas Brunner", "Kanton Bern", "Europe/Zurich"),
    ("Priya Raman", "Child Rights Clinic", "Asia/Kolkata"),
    ("Maria da Silva", "Defensoria Pública", "America/Sao_Paulo"),
    ("Kofi Mensah", "Prisons Service", "Africa/Accra"),
    ("Hana Suzuki", "Law School", "Asia/Tokyo"),
    ("Emily Carter", "Juvenile Defender Project", "America/New_York"),
    ("Sione Taufa", "Pacific Regional Office", "Pacific/Fiji"),
    ("Ana Popescu", "Save a Childhood", "Europe/Bucharest"),
    ("Ibrahim Diallo", "Réseau des éducateurs", "Africa/Dakar"),
    ("Chen Wei", "Research Institute", "Asia/Shanghai"),
    ("Freja Nielsen", "Municipality", "Europe/Copenhagen"),
    ("Omar Farouk", "Community Mediation", "Africa/Cairo"),
    ("Grace Wilson", "Independent consultant", "Australia/Sydney"),
    ("Aisha Bello", "Women Lawyers’ Forum", "Africa/Lagos"),
    ("Jan Novák", "Probation Service", "Europe/Prague"),
    ("Lucía Fernández", "Defensoría del Pueblo", "America/Lima"),
    ("Mohammed Alami", "Ligue des droits humains", "Africa/Casablanca"),
    ("Siobhan Murphy", "Children’s Rights Alliance", "Europe/Dublin"),
    ("Tendai Moyo", "Street Law Project", "Africa/Harare"),
    ("Yuki Tanaka", "Family Court", "Asia/Tokyo"),
    ("Elena Rossi", "Università del Sud", "Europe/Rome"),
    ("Pedro Alves", "Ordem dos Advogados", "Europe/Lisbon"),
    ("Leila Karimi", "Refugee Law Clinic", "Europe/Berlin"),
    ("Samuel Osei", "Youth Parliament", "Africa/Accra"),
    ("Ingrid Larsen", "Save a Childhood", "Europe/Oslo"),
    ("Farah Siddiqui", "Legal Resources Centre", "Asia/Karachi"),
    ("Marie Tremblay", "Barreau", "America/Toronto"),
    ("Andriy Kovalenko", "Monitoring Mission", "Europe/Kyiv"),
    ("Mereana Tautahi", "Community Law", "Pacific/Auckland"),
)
_DOMAINS = ("example.org", "example.com", "example.net")


def sample_people(number: int) -> Iterator[tuple[str, RegistrantDetails]]:
    """Yield addresses with the details of registrations; after the last name they begin again."""
    for turn, (name, affiliation, timezone) in zip(range(number), cycle(_PEOPLE), strict=False):
        email = f"person{turn + 1}@{_DOMAINS[turn % len(_DOMAINS)]}"
        yield (
            email,
            RegistrantDetails(name=name, affiliation=affiliation, timezone=timezone, language="en"),
        )
