"""Sample documents of each type: in several languages, due, revised, withdrawn, under embargo, and not for everyone."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from webinars.demo.bodies import SESSIONS, WORKING_GROUPS
from webinars.demo.document_texts import DocumentTexts
from webinars.demo.sample import VIENNA, Sample
from webinars.demo.sample_documents import ORIGINAL, SampleDocument, add_document
from webinars.documents.enums import DocumentAccess, DocumentType, Stage, VersionType
from webinars.timezones.local_times import to_instant, to_local

_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth")
_NUMBERS_OF_REPORTS = (6, 8, 14, 19, 17, 15, 13, 15, 13)
_NUMBERS_OF_GROUPS = (3, 2, 4, 7, 6)
_TENTH = date(2020, 10, 15)
_REVISED = (VersionType.REVISION, 1)


def add_documents(sample: Sample) -> None:
    """Create and publish the documents of bodies and events."""
    sample.texts = DocumentTexts()
    for one in (
        *_of_sessions(sample),
        *_of_tenth_session(sample),
        *_of_other_bodies(sample),
        *_of_past_events(sample),
        *_of_coming_events(sample),
    ):
        add_document(sample, one)


def _of_sessions(sample: Sample) -> Iterable[SampleDocument]:
    soon = sample.today + timedelta(days=14)
    yield SampleDocument(
        "CTOC/COP/2004/2",
        DocumentType.RULES_OF_PROCEDURE,
        Stage.BEFORE,
        sample.texts.of("rules"),
        date(2004, 6, 28),
        series=sample.parties,
        also={_REVISED: (sample.texts.of("revised-rules"), date(2018, 10, 19))},
        due={_REVISED: {"ar": soon, "zh": soon, "ru": None, "es": soon}},
    )
    for (number, _first, last), ordinal, report in zip(
        SESSIONS, _ORDINALS, _NUMBERS_OF_REPORTS, strict=True
    ):
        yield SampleDocument(
            f"CTOC/COP/{last.year}/{report}",
            DocumentType.REPORT,
            Stage.AFTER,
            sample.texts.of("report", ordinal=ordinal),
            last,
            event=sample.sessions[number],
            series=sample.parties,
        )
    yield SampleDocument(
        "CTOC/COP/RES/9/1",
        DocumentType.RESOLUTION,
        Stage.AFTER,
        sample.texts.of("resolution"),
        date(2018, 10, 19),
        event=sample.sessions[9],
        series=sample.parties,
        also={
            (VersionType.CORRIGENDUM, 1): (
                sample.texts.of("corrected-resolution"),
                date(2018, 12, 3),
            )
        },
    )


def _of_tenth_session(sample: Sample) -> Iterable[SampleDocument]:
    tenth, parties = sample.sessions[10], sample.parties
    first = date(2020, 10, 12)
    yield SampleDocument(
        "CTOC/COP/2020/1",
        DocumentType.BACKGROUND,
        Stage.BEFORE,
        sample.texts.of("agenda"),
        date(2020, 8, 3),
        event=tenth,
        series=parties,
        also={_REVISED: (sample.texts.of("revised-agenda"), date(2020, 9, 21))},
    )
    yield SampleDocument(
        "CTOC/COP/2020/2",
        DocumentType.BACKGROUND,
        Stage.BEFORE,
        sample.texts.of("information"),
        date(2020, 9, 7),
        event=tenth,
        series=parties,
        withdrawn={"es": "The table on page 2 was that of another year. A correct text follows."},
    )
    yield SampleDocument(
        "",
        DocumentType.PRESENTATION,
        Stage.DURING,
        sample.texts.of("slides-on-mechanism"),
        first,
        tenth,
        parties,
    )
    yield SampleDocument(
        "",
        DocumentType.STATEMENT,
        Stage.DURING,
        sample.texts.of("statement"),
        _TENTH,
        tenth,
        parties,
    )
    yield SampleDocument(
        "",
        DocumentType.RECORDING,
        Stage.AFTER,
        sample.texts.of("opening"),
        first,
        tenth,
        parties,
        videos={"en": "cop-10-opening", "fr": "cop-10-ouverture"},
    )
    yield SampleDocument(
        "CTOC/COP/2020/10",
        DocumentType.REPORT,
        Stage.AFTER,
        sample.texts.of("report-of-tenth-session"),
        _TENTH,
        tenth,
        parties,
    )
    yield SampleDocument(
        "CTOC/COP/DEC/10/1",
        DocumentType.DECISION,
        Stage.AFTER,
        sample.texts.of("decision"),
        _TENTH,
        tenth,
        parties,
        due={ORIGINAL: dict.fromkeys(("ar", "zh", "ru"))},
    )


def _of_other_bodies(sample: Sample) -> Iterable[SampleDocument]:
    for (name, about), number in zip(WORKING_GROUPS, _NUMBERS_OF_GROUPS, strict=True):
        yield SampleDocument(
            f"CTOC/COP/WG.{number}/2020/3",
            DocumentType.REPORT,
            Stage.AFTER,
            sample.texts.of("working-group", name=name, about=about),
            date(2020, 7, 9),
            series=sample.bodies[name],
        )
    yield SampleDocument(
        "CTOC/COP/2020/5",
        DocumentType.BACKGROUND,
        Stage.BEFORE,
        sample.texts.of("questionnaire"),
        date(2020, 9, 21),
        series=sample.bodies["Review Mechanism"],
    )
    yield SampleDocument(
        "CAC/COSP/IRG/2021/1",
        DocumentType.BACKGROUND,
        Stage.BEFORE,
        sample.texts.of("peer-review"),
        date(2021, 5, 3),
        series=sample.bodies["Implementation Review Mechanism"],
        due={ORIGINAL: {"fr": sample.today + timedelta(days=21)}},
    )
    yield SampleDocument(
        "CAC/COSP/2019/4",
        DocumentType.REPORT,
        Stage.BEFORE,
        sample.texts.of("technical-assistance"),
        date(2019, 10, 1),
        series=sample.bodies["Conference of the States Parties"],
    )


def _of_past_events(sample: Sample) -> Iterable[SampleDocument]:
    webinar = sample.first_webinar
    day = date(2020, 7, 16)
    yield SampleDocument(
        "A/RES/S-32/1",
        DocumentType.RESOLUTION,
        Stage.AFTER,
        sample.texts.of("declaration"),
        date(2021, 6, 2),
        sample.special_session,
    )
    yield SampleDocument(
        "",
        DocumentType.BACKGROUND,
        Stage.BEFORE,
        sample.texts.of("findings"),
        date(2020, 7, 1),
        webinar,
    )
    yield SampleDocument(
        "",
        DocumentType.PRESENTATION,
        Stage.DURING,
        sample.texts.of("slides-of-webinar"),
        day,
        webinar,
    )


def _of_coming_events(sample: Sample) -> Iterable[SampleDocument]:
    conference = sample.conference
    first = to_local(conference.starts_at, VIENNA).date()
    due = first - timedelta(days=60)
    prefix = f"CTOC/COP/{first.year}"
    yield SampleDocument(
        f"{prefix}/1",
        DocumentType.BACKGROUND,
        Stage.BEFORE,
        sample.texts.of("coming-agenda"),
        event=conference,
        series=sample.parties,
        due={ORIGINAL: {**dict.fromkeys(("ar", "fr", "es"), due), "zh": None, "ru": None}},
    )
    yield SampleDocument(
        f"{prefix}/2",
        DocumentType.REPORT,
        Stage.BEFORE,
        sample.texts.of("first-phase"),
        event=conference,
        series=sample.parties,
        embargo_until=to_instant(datetime.combine(first, time(10)), VIENNA),
    )
    yield SampleDocument(
        f"{prefix}/L.1",
        DocumentType.RESOLUTION,
        Stage.DURING,
        sample.texts.of("draft-resolution"),
        event=conference,
        access=DocumentAccess.LINK,
    )
    for event, document in (
        (sample.study, sample.texts.of("round-questions")),
        (sample.soon, sample.texts.of("checklist")),
    ):
        yield SampleDocument(
            "",
            DocumentType.BACKGROUND,
            Stage.BEFORE,
            document,
            event=event,
            access=DocumentAccess.REGISTRANTS,
        )
    yield SampleDocument(
        "", DocumentType.BACKGROUND, Stage.BEFORE, sample.texts.of("glossary"), event=sample.justice
    )
