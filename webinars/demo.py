"""The sample listing: the hand-kept page it all began from, as past events, and coming ones of every kind."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from webinars.events.actions import (
    cancel_event,
    create_event,
    create_series,
    postpone_event,
    publish,
)
from webinars.events.announcement import Announcement
from webinars.events.models import Event
from webinars.events.rules import Format, Notify
from webinars.people.actions import add_organiser
from webinars.people.models import Organiser
from webinars.registration.actions import register
from webinars.site import Site
from webinars.timekeeping import clock, zones
from webinars.timekeeping.guard import guard
from webinars.timekeeping.when import Days, Month, Timed

ORGANISER = "organiser@example.org"
GENEVA, NEW_YORK, VIENNA, NAIROBI = (
    "Europe/Zurich",
    "America/New_York",
    "Europe/Vienna",
    "Africa/Nairobi",
)
ROOM = "https://rooms.example.org/"


@dataclass(frozen=True)
class Loaded:
    """What the sample listing left: the organiser's address, and how many events it made (0 if it was there)."""

    organiser: str
    events: int


def load(session: Session, site: Site) -> Loaded:
    """Fill an empty installation with the sample listing; leave one that has events as it is."""
    organiser = session.scalar(select(Organiser).where(Organiser.address == ORGANISER))
    if session.scalar(select(func.count()).select_from(Event)):
        return Loaded(ORGANISER if organiser else "", 0)
    if organiser is None:
        organiser = add_organiser(
            session, email=ORGANISER, name="Events Team", admin=True, zone=site.zone
        )
    sample = _Sample(session, organiser, site)
    sample.past()
    sample.coming()
    return Loaded(ORGANISER, sample.made)


class _Sample:
    """Writes the events through the same actions as everybody else."""

    def __init__(self, session: Session, organiser: Organiser, site: Site) -> None:
        self.session, self.organiser, self.site = session, organiser, site
        self.today = zones.to_local(clock.now(), site.zone).date()
        self.made = 0
        self.parties = create_series(
            session,
            name="Conference of the Parties",
            description="Sessions on the United Nations Convention against Transnational Organized Crime.",
        )
        self.dialogues = create_series(
            session,
            name="Human Rights Dialogues",
            description="Conversations between those who study rights and those who live without them.",
        )

    def announce(self, said: Announcement) -> Event:
        event = create_event(self.session, organiser=self.organiser, said=said, site=self.site)
        self.made += 1
        return publish(self.session, event.id, self.site)

    def past(self) -> None:
        """The page as it was: three entries, their facts in our words."""
        self.announce(
            Announcement(
                title="Conference of the Parties to the Convention against Transnational Organized Crime",
                when=Days(date(2020, 10, 12), date(2020, 10, 15), VIENNA),
                cities=("VIE",),
                format=Format.IN_PERSON,
                place="Vienna International Centre, Vienna",
                series_id=self.parties.id,
                held_by="UNODC",
                takes_registrations=False,
                description=(
                    "The tenth session of the States Parties. Article 32 of the Convention set the Conference up to help "
                    "them fight organized crime across borders and to review how the Convention is carried out.\n\n"
                    "At its ninth session it had adopted resolution 9/1, which set up the review mechanism. Five working "
                    "groups prepare its decisions, and the documents of every session since 2004 are kept."
                ),
            )
        )
        self.announce(
            Announcement(
                title="Special session of the General Assembly against corruption",
                when=Month(2021, 4, NEW_YORK),
                cities=("NYC",),
                format=Format.IN_PERSON,
                place="United Nations Headquarters, New York",
                held_by="United Nations General Assembly",
                takes_registrations=False,
                description=(
                    "Corruption slows development, drives investment away and bends elections and courts. The session "
                    "took up the Convention against Corruption, the only binding instrument against it that is open to "
                    "the whole world, and the peer review by which States measure their progress."
                ),
            )
        )
        self.announce(
            Announcement(
                title="Covid-19 and children deprived of liberty",
                when=Timed(datetime(2020, 7, 16, 15), datetime(2020, 7, 16, 16), GENEVA),
                cities=("GVA", "NYC"),
                series_id=self.dialogues.id,
                takes_registrations=False,
                description=(
                    "How the pandemic bore on children in detention and children left without care, what the United "
                    "Nations global study on children deprived of liberty had found, and which practices helped.\n\n"
                    "Close quarters and little access to water, sanitation and medical care put these children at "
                    "greater risk of infection."
                ),
            )
        )

    def coming(self) -> None:
        """Events from tomorrow to next summer, one of each kind and state."""
        self._this_month()
        self._next_months()
        self._next_summer()

    def _this_month(self) -> None:
        self.announce(
            Announcement(
                title="Safe water in small island states: six ways to pay for it",
                when=self._timed(10, time(15), 90),
                cities=("GVA", "NYC"),
                closes_at=clock.now() - timedelta(hours=1),
                room_url=ROOM + "water",
                notify=Notify.DAILY,
                description="Finance ministers and engineers compare what worked. Registration has closed; the recording will be linked here.",
            )
        )
        full = self.announce(
            Announcement(
                title="Drafting clinic: writing a shadow report in one afternoon",
                when=self._timed(16, time(14), 180),
                cities=("GVA", "NBO"),
                series_id=self.dialogues.id,
                capacity=2,
                notify=Notify.NEVER,
                room_url=ROOM + "clinic",
                languages=("English", "French"),
                description="Two organisations bring a draft and leave with a text they can hand in. Every place is taken; new names join the waiting list.",
            )
        )
        for name in ("First Sample", "Second Sample"):
            register(
                self.session,
                event_id=full.id,
                name=name,
                email=f"{name.split()[0].lower()}@example.org",
                affiliation="Sample listing",
                zone=GENEVA,
                language="en",
            )
        self.announce(
            Announcement(
                title="One study, five continents: opening of the regional round",
                when=self._timed(23, time(14), 60),
                cities=("GVA", "NYC", "NBO", "BKK", "SUV"),
                series_id=self.dialogues.id,
                capacity=500,
                room_url=ROOM + "regions",
                languages=("English", "French", "Spanish"),
                description=(
                    "Five regional offices say in ten minutes each what the global study has changed in their laws.\n\n"
                    "- Which measures keep children out of cells\n- What they cost, and who pays\n- Where they failed, and why"
                ),
            )
        )

    def _next_months(self) -> None:
        cancelled = self.announce(
            Announcement(
                title="Remedies in forced displacement: a regional hearing",
                when=self._timed(34, time(10), 120, NAIROBI),
                cities=("NBO", "GVA"),
                format=Format.HYBRID,
                place="United Nations Office at Nairobi, Conference Room 4",
                description="The hearing does not take place. Written statements are still welcome.",
            )
        )
        cancel_event(self.session, cancelled.id, self.site)
        self.announce(
            Announcement(
                title="Intersessional meeting on the right to development",
                when=self._timed(41, time(10), 180, VIENNA),
                cities=("VIE", "NYC"),
                format=Format.IN_PERSON,
                place="Vienna",
                held_by="a partner institute",
                held_elsewhere_url="https://meetings.example.org/development",
                description="Our partners hold this meeting and take the registrations.",
            )
        )
        postponed = self.announce(
            Announcement(
                title="Lawyers at borders: a practical exchange",
                when=self._timed(55, time(16), 60),
                cities=("GVA", "NYC"),
                room_url=ROOM + "borders",
                description="A new date is being looked for.",
            )
        )
        postpone_event(self.session, postponed.id, self.site)
        self.announce(
            Announcement(
                title="Access to justice in many languages",
                when=self._five_hours(),
                cities=("GVA", "NYC"),
                series_id=self.dialogues.id,
                capacity=300,
                room_url=ROOM + "justice",
                languages=("English", "Arabic", "French"),
                description=(
                    "Interpreters and judges on hearings that everybody in the room can follow.\n\nMind the hour: that week "
                    "New York is five hours behind Geneva, not six."
                ),
            )
        )
        month = (self.today.replace(day=1) + timedelta(days=31 * 5)).replace(day=1)
        self.announce(
            Announcement(
                title="Follow-up to the special session against corruption",
                when=Month(month.year, month.month, NEW_YORK),
                cities=("NYC",),
                format=Format.IN_PERSON,
                place="United Nations Headquarters, New York",
                held_by="United Nations General Assembly",
                takes_registrations=False,
                description="The month is agreed, the day is not. It will stand here as soon as it is fixed.",
            )
        )

    def _next_summer(self) -> None:
        day = date(self.today.year, 7, 16)
        if day <= self.today:
            day = date(self.today.year + 1, 7, 16)
        self.announce(
            Announcement(
                title=f"Children deprived of liberty: {day.year - 2020} years on",
                when=Timed(
                    datetime.combine(day, time(15)), datetime.combine(day, time(16, 30)), GENEVA
                ),
                cities=("GVA", "NYC"),
                series_id=self.dialogues.id,
                capacity=500,
                room_url=ROOM + "children",
                languages=("English", "French", "Arabic"),
                description=(
                    "The pandemic made children in detention, and children left without care, more vulnerable still. "
                    "What has been learnt since the first webinar on it, and what must change?\n\n"
                    "Speakers from six countries present alternatives to detention that have lasted, and take questions."
                ),
            )
        )
        spring = self._weekday(self.today + timedelta(days=120), weekday=0)
        first = self._weekday(self.today + timedelta(days=318), weekday=0)
        self.announce(
            Announcement(
                title="Conference of the Parties: thirteenth session",
                when=Days(first, first + timedelta(days=3), VIENNA),
                cities=("VIE",),
                format=Format.IN_PERSON,
                place="Vienna International Centre, Hall A, Vienna",
                series_id=self.parties.id,
                opens_at=zones.to_instant(datetime.combine(spring, time(9)), VIENNA),
                capacity=800,
                description="States Parties meet to review how the Convention is carried out. Registration opens in the spring.",
            )
        )

    def _timed(self, days: int, at: time, minutes: int, zone: str = GENEVA) -> Timed:
        day = self.today + timedelta(days=days)
        while day.weekday() > 4:  # noqa: PLR2004 - Saturday and Sunday
            day += timedelta(days=1)
        start = datetime.combine(day, at)
        return Timed(start, start + timedelta(minutes=minutes), zone)

    def _weekday(self, day: date, weekday: int) -> date:
        return day + timedelta(days=(weekday - day.weekday()) % 7)

    def _five_hours(self) -> Timed:
        """Return the next Wednesday in a week when Geneva and New York are not six hours apart."""
        day = self._weekday(self.today + timedelta(days=1), weekday=2)
        while True:
            start = datetime.combine(day, time(15))
            if guard(zones.to_instant(start, GENEVA), GENEVA, NEW_YORK) is not None:
                return Timed(start, start + timedelta(minutes=75), GENEVA)
            day += timedelta(days=7)
