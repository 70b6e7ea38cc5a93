"""Upcoming sample events: one of each type and state, at dates relative to today."""

from datetime import date, datetime, time, timedelta

from webinars.demo.polls import announce_decided
from webinars.demo.sample import GENEVA, NAIROBI, NEW_YORK, VIENNA, Sample, weekday_from
from webinars.demo.weekly import announce_weekly
from webinars.event_dates.added_alternatives import NewTime, add_alternatives
from webinars.events.details import EventDetails
from webinars.events.enums import Format, NotificationMode
from webinars.events.lifecycle import cancel_event, postpone_event
from webinars.localized_text import LocalizedText
from webinars.timezones import clock
from webinars.timezones.local_times import to_instant
from webinars.timezones.schedule import Days, Month, Timed

ROOM = "https://rooms.example.org/"
SOON_TITLE = "Open office hour: how to announce an event"


def announce_coming(sample: Sample) -> None:
    """Create events from tomorrow to next summer, one of each type and state."""
    _this_month(sample)
    announce_weekly(sample)
    _next_months(sample)
    _next_summer(sample)


def add_drafts(sample: Sample) -> None:
    """Create drafts as a pasted announcement leaves them: with questions."""
    day = sample.today + timedelta(days=70)
    for title, code in (
        ("Regional round: second meeting", "day-or-month"),
        ("Round table on alternatives to detention", "zone-not-stated"),
    ):
        start = datetime.combine(day, time(15))
        sample.draft(
            EventDetails(
                title=title,
                when=Timed(start, start + timedelta(hours=1), GENEVA),
                series_id=sample.dialogues.id,
            ),
            {
                "proposed": ["title"],
                "assumed": ["end"],
                "questions": [{"code": code, "readings": []}],
            },
        )


def announce_soon(sample: Sample) -> None:
    """Create an event that starts within the hour, to show countdown, reminder and join link."""
    sample.soon = sample.announce_soon(
        SOON_TITLE,
        "Register, then watch the countdown on your join page. You get a reminder 20 minutes before the start, and "
        "you can join 15 minutes before it.",
        ROOM + "office-hour",
    )


def _this_month(sample: Sample) -> None:
    start = datetime.combine(sample.today + timedelta(days=1), time(10))
    sample.tomorrow = sample.announce(
        EventDetails(
            title="Coffee with a judge: questions from students",
            when=Timed(start, start + timedelta(hours=1), GENEVA),
            cities=("GVA", "NBO"),
            capacity=20,
            description="Bring one question. The meeting has no link yet: *Home* says so to its organiser.",
        )
    )
    sample.announce(
        EventDetails(
            title="Safe water in small island states: six ways to pay for it",
            when=sample.timed(10, time(15), 90),
            cities=("GVA", "NYC"),
            closes_at=clock.now() - timedelta(hours=1),
            meeting_url=ROOM + "water",
            notification_mode=NotificationMode.DAILY,
            description="Finance ministers and engineers compare what worked. Registration has closed; the recording will be linked here.",
        )
    )
    sample.clinic = sample.announce(
        EventDetails(
            title="Drafting clinic: writing a shadow report in one afternoon",
            when=sample.timed(16, time(14), 180),
            cities=("GVA", "NBO"),
            series_id=sample.dialogues.id,
            capacity=2,
            notification_mode=NotificationMode.NEVER,
            meeting_url=ROOM + "clinic",
            languages=("English", "French"),
            description="Two organisations bring a draft and leave with a text they can submit.",
        )
    )
    sample.study = sample.announce(
        EventDetails(
            title=LocalizedText(
                "One study, five continents: opening of the regional round",
                {
                    "fr": "Une étude, cinq continents : ouverture du cycle régional",
                    "es": "Un estudio, cinco continentes: apertura de la ronda regional",
                },
            ),
            text_language="en",
            when=sample.timed(23, time(14), 60),
            cities=("GVA", "NYC", "NBO", "BKK", "SUV"),
            series_id=sample.dialogues.id,
            capacity=40,
            meeting_url=ROOM + "regions",
            languages=("English", "French", "Spanish"),
            description=LocalizedText(
                "Five regional offices say in ten minutes each what the global study has changed in their laws.\n\n"
                "- Which measures keep children out of cells\n- What they cost, and who pays\n- Where they failed, and why",
                {
                    "fr": "Cinq bureaux régionaux disent en dix minutes chacun ce que l’étude mondiale a changé dans leurs lois."
                },
            ),
        )
    )
    # In the morning of Suva and Bangkok, on the same day in Geneva.
    add_alternatives(
        sample.session,
        sample.study.id,
        times=[
            NewTime(
                sample.timed(23, time(4), 60),
                tuple(sample.study.languages),
                capacity=40,
                meeting_url=ROOM + "regions-east",
            )
        ],
        by=sample.organiser,
        site=sample.site,
        publishing=True,
    )


def _next_months(sample: Sample) -> None:
    cancelled = sample.announce(
        EventDetails(
            title="Remedies in forced displacement: a regional hearing",
            when=sample.timed(34, time(10), 120, NAIROBI),
            cities=("NBO", "GVA"),
            format=Format.HYBRID,
            place="United Nations Office at Nairobi, Conference Room 4",
            description="The hearing will not take place. Written statements are still welcome.",
        )
    )
    cancel_event(sample.session, cancelled.id, sample.site)
    sample.announce(
        EventDetails(
            title="Intersessional meeting on the right to development",
            when=sample.timed(41, time(10), 180, VIENNA),
            cities=("VIE", "NYC"),
            format=Format.IN_PERSON,
            place="Vienna",
            hosted_by="a partner institute",
            external_url="https://meetings.example.org/development",
            description="Our partners hold this meeting and take the registrations.",
        )
    )
    sample.postponed = sample.announce(
        EventDetails(
            title="Lawyers at borders: a practical exchange",
            when=sample.timed(55, time(16), 60),
            cities=("GVA", "NYC"),
            meeting_url=ROOM + "borders",
            description="We are looking for a new date.",
        )
    )
    postpone_event(sample.session, sample.postponed.id, sample.site)
    sample.justice = sample.announce(
        EventDetails(
            title="Access to justice in many languages",
            when=sample.five_hours(),
            cities=("GVA", "NYC"),
            series_id=sample.dialogues.id,
            capacity=300,
            meeting_url=ROOM + "justice",
            languages=("English", "Arabic", "French"),
            description=(
                "Interpreters and judges on hearings that everyone in the room can follow.\n\nMind the hour: that week "
                "New York is five hours behind Geneva, not six."
            ),
        )
    )
    announce_decided(sample)
    month = (sample.today.replace(day=1) + timedelta(days=31 * 5)).replace(day=1)
    sample.follow_up = sample.announce(
        EventDetails(
            title="Follow-up to the special session against corruption",
            when=Month(month.year, month.month, NEW_YORK),
            cities=("NYC",),
            format=Format.IN_PERSON,
            place="United Nations Headquarters, New York",
            hosted_by="United Nations General Assembly",
            accepts_registrations=False,
            description="The month is agreed, but the day is not. The date will appear here once it is set.",
        )
    )


def _next_summer(sample: Sample) -> None:
    day = date(sample.today.year, 7, 16)
    if day <= sample.today:
        day = date(sample.today.year + 1, 7, 16)
    sample.children = sample.announce(
        EventDetails(
            title=f"Children deprived of liberty: {day.year - 2020} years on",
            when=Timed(
                datetime.combine(day, time(15)), datetime.combine(day, time(16, 30)), GENEVA
            ),
            cities=("GVA", "NYC"),
            series_id=sample.dialogues.id,
            capacity=500,
            meeting_url=ROOM + "children",
            languages=("English", "French", "Arabic"),
            description=(
                "The pandemic made children in detention, and children left without care, more vulnerable still. "
                "What has been learnt since the first webinar on it, and what must change?\n\n"
                "Speakers from six countries present alternatives to detention that have lasted, and take questions."
            ),
        )
    )
    spring = weekday_from(sample.today + timedelta(days=120), weekday=0)
    first = weekday_from(sample.today + timedelta(days=318), weekday=0)
    sample.conference = sample.announce(
        EventDetails(
            title="Conference of the Parties: thirteenth session",
            when=Days(first, first + timedelta(days=3), VIENNA),
            cities=("VIE",),
            format=Format.IN_PERSON,
            place="Vienna International Centre, Hall A, Vienna",
            series_id=sample.parties.id,
            opens_at=to_instant(datetime.combine(spring, time(9)), VIENNA),
            capacity=800,
            description="States Parties meet to review how the Convention is implemented. Registration opens in the spring.",
        )
    )
