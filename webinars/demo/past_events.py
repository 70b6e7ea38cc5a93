"""Past sample events, from the manually maintained page that the project started from."""

from datetime import date, datetime

from webinars.demo.bodies import RESOLUTION, RULES
from webinars.demo.sample import GENEVA, NEW_YORK, VIENNA, Sample
from webinars.events.details import EventDetails
from webinars.events.enums import Format
from webinars.events.materials import set_materials
from webinars.timezones.schedule import Days, Month, Timed


def announce_past(sample: Sample) -> None:
    """Create the three events of that page, reworded."""
    sample.sessions[10] = sample.announce(
        EventDetails(
            title="Conference of the Parties to the Convention against Transnational Organized Crime",
            when=Days(date(2020, 10, 12), date(2020, 10, 15), VIENNA),
            cities=("VIE",),
            format=Format.IN_PERSON,
            place="Vienna International Centre, Vienna",
            series_id=sample.parties.id,
            session_number=10,
            hosted_by="UNODC",
            accepts_registrations=False,
            description=(
                "The tenth session of the States Parties. Article 32 of the Convention set the Conference up to help "
                "them fight organized crime across borders and to review how the Convention is carried out.\n\n"
                f"At its ninth session it had adopted [resolution 9/1]({sample.url(RESOLUTION)}), which set up the "
                f"review mechanism. It met by its [rules of procedure]({sample.url(RULES)}), and what came of it is in "
                f"the [report of the session]({sample.url('/documents/CTOC/COP/2020/10')})."
            ),
        )
    )
    sample.special_session = sample.announce(
        EventDetails(
            title="Special session of the General Assembly against corruption",
            when=Month(2021, 4, NEW_YORK),
            cities=("NYC",),
            format=Format.IN_PERSON,
            place="United Nations Headquarters, New York",
            hosted_by="United Nations General Assembly",
            accepts_registrations=False,
            description=(
                "Corruption slows development, drives investment away and bends elections and courts. The session "
                "took up the Convention against Corruption, the only binding instrument against it that is open to "
                "the whole world, and the peer review by which States measure their progress."
            ),
        )
    )
    webinar = sample.first_webinar = sample.announce(
        EventDetails(
            title="Covid-19 and children deprived of liberty",
            when=Timed(datetime(2020, 7, 16, 15), datetime(2020, 7, 16, 16), GENEVA),
            cities=("GVA", "NYC"),
            series_id=sample.dialogues.id,
            accepts_registrations=False,
            description=(
                "How the pandemic bore on children in detention and children left without care, what the United "
                "Nations global study on children deprived of liberty had found, and which practices helped.\n\n"
                "Close quarters and little access to water, sanitation and medical care put these children at "
                "greater risk of infection."
            ),
        )
    )
    set_materials(
        sample.session,
        webinar.id,
        [
            ("Recording", "https://video.example.org/children-deprived-of-liberty"),
            ("Slides", "https://files.example.org/children-deprived-of-liberty.pdf"),
        ],
        revision=webinar.revision,
        site=sample.site,
    )
