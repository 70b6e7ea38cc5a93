"""Sample bodies: those of the page that the project started from, with their sessions since 2004."""

from datetime import date

from webinars.demo.sample import VIENNA, Sample
from webinars.events.details import EventDetails
from webinars.events.enums import Format
from webinars.events.models import Series
from webinars.events.series.editing import make_body
from webinars.events.series.series_details import SeriesDetails
from webinars.timezones.schedule import Days

OTHER_SITE = "https://crime.example.org/"
RULES, RESOLUTION = "/documents/CTOC/COP/2004/2", "/documents/CTOC/COP/RES/9/1"
WORKING_GROUPS = (
    ("Working Group on International Cooperation", "Extradition, mutual legal assistance and joint investigations."),
    ("Working Group on Technical Assistance", "What States need to carry the Convention out, and who helps them."),
    ("Working Group on Trafficking in Persons", "The Protocol against trafficking, especially in women and children."),
    ("Working Group on the Smuggling of Migrants", "The Protocol against smuggling by land, sea and air."),
    ("Working Group on Firearms", "The Protocol against illicit firearms, their parts and ammunition."),
)  # fmt: skip
# Number, first and last day of each session before the tenth.
SESSIONS = (
    (1, date(2004, 6, 28), date(2004, 7, 8)),
    (2, date(2005, 10, 10), date(2005, 10, 21)),
    (3, date(2006, 10, 9), date(2006, 10, 18)),
    (4, date(2008, 10, 8), date(2008, 10, 17)),
    (5, date(2010, 10, 18), date(2010, 10, 22)),
    (6, date(2012, 10, 15), date(2012, 10, 19)),
    (7, date(2014, 10, 6), date(2014, 10, 10)),
    (8, date(2016, 10, 17), date(2016, 10, 21)),
    (9, date(2018, 10, 15), date(2018, 10, 19)),
)


def make_bodies(sample: Sample) -> None:
    """Create the bodies, and the series of other sample events."""
    of_parties = sample.url("/documents?body=conference-of-the-parties")
    sample.parties = _body(
        sample,
        name="Conference of the Parties",
        short_name="COP",
        description=(
            "Article 32 of the Convention against Transnational Organized Crime set the Conference up to improve "
            "the capacity of States to fight organized crime across borders, and to promote and review how the "
            "Convention is carried out. It meets in regular sessions since 2004; five working groups prepare its "
            "decisions.\n\n"
            f"Its ninth session adopted [resolution 9/1]({sample.url(RESOLUTION)}) on the review mechanism. The "
            f"[documents and reports of every session]({of_parties}) since the first one in 2004 are here, among them "
            f"[resolutions]({of_parties}&type=resolution), [decisions]({of_parties}&type=decision), the "
            f"[rules of procedure]({sample.url(RULES)}) and [background information]({of_parties}&type=background)."
        ),
        links=(
            (
                "Information gathering: programmes, plans and practices of each State",
                OTHER_SITE + "information-gathering",
            ),
        ),
        contact_name="Secretariat of the Conference",
        contact_email="parties@example.org",
    )
    for name, description in WORKING_GROUPS:
        _body(sample, name=name, description=description, parent_id=sample.parties.id)
    _body(
        sample,
        name="Review Mechanism",
        description=(
            "The mechanism for the review of the implementation of the Convention and its Protocols, which the "
            f"ninth session set up by [resolution 9/1]({sample.url(RESOLUTION)})."
        ),
        links=(("The preparatory phase", OTHER_SITE + "preparatory-phase"),),
        parent_id=sample.parties.id,
    )
    states_parties = _body(
        sample,
        name="Conference of the States Parties",
        short_name="COSP",
        description=(
            "The main policy-making body of the Convention against Corruption, the only binding instrument "
            "against corruption that is open to the whole world.\n\n"
            "Corruption weakens democratic institutions, elections and courts, and keeps investment and small "
            "businesses away. The Conference guides what UNODC does about it: technical assistance to States in "
            "prevention, education, asset recovery and the integrity of criminal justice."
        ),
        links=(("Action against corruption and economic crime", OTHER_SITE + "corruption"),),
    )
    _body(
        sample,
        name="Implementation Review Mechanism",
        description="The peer review by which States measure how they carry the Convention against Corruption out.",
        parent_id=states_parties.id,
    )
    sample.dialogues = _body(
        sample,
        name="Human Rights Dialogues",
        description="Conversations between those who study rights and those who live without them.",
    )


def announce_sessions(sample: Sample) -> None:
    """Create the sessions of the Conference of the Parties before the tenth."""
    for number, first, last in SESSIONS:
        sample.sessions[number] = sample.announce(
            EventDetails(
                title="Conference of the Parties to the Convention against Transnational Organized Crime",
                when=Days(first, last, VIENNA),
                cities=("VIE",),
                format=Format.IN_PERSON,
                place="Vienna International Centre, Vienna",
                series_id=sample.parties.id,
                session_number=number,
                hosted_by="UNODC",
                accepts_registrations=False,
            )
        )


def _body(
    sample: Sample,
    *,
    name: str,
    description: str,
    short_name: str = "",
    links: tuple[tuple[str, str], ...] = (),
    contact_name: str = "",
    contact_email: str = "",
    parent_id: int | None = None,
) -> Series:
    details = SeriesDetails(
        name=name,
        short_name=short_name,
        parent_id=parent_id,
        description=description,
        links=links,
        contact_name=contact_name,
        contact_email=contact_email,
        is_published=True,
    )
    body = make_body(sample.session, details, by=sample.organiser)
    sample.bodies[name] = body
    return body
