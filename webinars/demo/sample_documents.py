"""Create a sample document with its files, and what else there is of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from webinars.demo.document_files import sample_file
from webinars.demo.document_texts import Texts
from webinars.demo.sample import VIENNA, Sample
from webinars.documents.details import Content, DocumentDetails, NewVersion, VersionKey
from webinars.documents.editing import create_document, publish_document
from webinars.documents.enums import DocumentAccess, DocumentType, Stage, VersionType
from webinars.documents.models import DocumentText, DocumentVersion
from webinars.documents.storage.stored_files import store_file
from webinars.documents.versions import add_versions, withdraw_version
from webinars.events.models import Event, Series
from webinars.events.search.words import indexed_text
from webinars.localized_text import LocalizedText

ORIGINAL = (VersionType.ORIGINAL, 0)
_VIDEO = "https://video.example.org/"


@dataclass(frozen=True)
class SampleDocument:
    """A document of the sample.

    texts: of its files by language. dated_on: the date on them; None for today. also: texts and date of
    revisions and corrigenda, by type and number. due: languages that are due, by type and number, with the day if it is known.
    videos: paths of recordings by language. withdrawn: reasons by language of what was withdrawn.
    """

    symbol: str
    document_type: DocumentType
    stage: Stage
    texts: Texts
    dated_on: date | None = None
    event: Event | None = None
    series: Series | None = None
    also: Mapping[tuple[VersionType, int], tuple[Texts, date]] = field(default_factory=dict)
    due: Mapping[tuple[VersionType, int], Mapping[str, date | None]] = field(default_factory=dict)
    videos: Mapping[str, str] = field(default_factory=dict)
    withdrawn: Mapping[str, str] = field(default_factory=dict)
    access: DocumentAccess = DocumentAccess.EVERYONE
    embargo_until: datetime | None = None


def add_document(sample: Sample, one: SampleDocument) -> None:
    """Create and publish a document with its versions."""
    session = sample.session
    document = create_document(session, _details(one))
    files = {ORIGINAL: ({} if one.videos else one.texts, one.dated_on), **one.also}
    words: list[str] = []
    versions: list[NewVersion] = []
    for (version_type, number), (by_language, day) in files.items():
        for language, (title, text) in by_language.items():
            paragraphs = [
                _heading(one, version_type, number),
                title,
                *text,
                sample.texts.notes[language],
            ]
            content = _stored(sample, one, language, paragraphs, day)
            words.append(indexed_text(["\n".join(paragraphs)]))
            versions.append(NewVersion(VersionKey(language, version_type, number), None, content))
    made = add_versions(session, document.id, [*versions, *_others(one)])
    # What the worker would read in the files, later.
    session.add_all(
        DocumentText(document_id=document.id, version_id=version.id, search_text=text)
        for version, text in zip(made, words, strict=False)
    )
    publish_document(session, document.id)
    _withdraw(sample, one, made)


def _details(one: SampleDocument) -> DocumentDetails:
    titles = {language: title for language, (title, _text) in one.texts.items()}
    title = titles.pop("en")
    return DocumentDetails(
        title=LocalizedText(title, titles) if titles else title,
        document_type=one.document_type,
        stage=one.stage,
        event_id=one.event.id if one.event else None,
        series_id=one.series.id if one.series else None,
        symbol=one.symbol,
        text_language="en",
        access=one.access,
        embargo_until=one.embargo_until,
        embargo_timezone=VIENNA if one.embargo_until else "",
    )


def _heading(one: SampleDocument, version_type: VersionType, number: int) -> str:
    suffixes = {VersionType.REVISION: f"/Rev.{number}", VersionType.CORRIGENDUM: f"/Corr.{number}"}
    return one.symbol + suffixes.get(version_type, "") or "Webinars"


def _stored(
    sample: Sample,
    one: SampleDocument,
    language: str,
    paragraphs: list[str],
    dated_on: date | None,
) -> Content:
    is_slides = one.document_type is DocumentType.PRESENTATION
    extension, body = sample_file(language, paragraphs, is_slides=is_slides)
    heading, title, *others = paragraphs
    stem = heading if one.symbol else title
    name = f"{stem.replace('/', '-')}-{language}.{extension}"
    pages = len(others) if is_slides else 1
    stored = store_file(sample.session, name, body)
    return Content(file_id=stored.id, pages=pages, dated_on=dated_on)


def _others(one: SampleDocument) -> list[NewVersion]:
    """Return the versions without a file: links to recordings, and what is due."""
    videos = [
        NewVersion(VersionKey(language), None, Content(url=_VIDEO + path, dated_on=one.dated_on))
        for language, path in one.videos.items()
    ]
    due = [
        NewVersion(VersionKey(language, version_type, number), day)
        for (version_type, number), days in one.due.items()
        for language, day in days.items()
    ]
    return videos + due


def _withdraw(sample: Sample, one: SampleDocument, versions: list[DocumentVersion]) -> None:
    for version in versions:
        if version.language in one.withdrawn:
            withdraw_version(
                sample.session,
                version.document_id,
                version.id,
                reason=one.withdrawn[version.language],
            )
