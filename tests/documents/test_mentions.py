"""Where a text names documents."""

import pytest

from webinars.announcement_parser.draft import InlineLink
from webinars.documents.enums import DocumentType
from webinars.documents.mentions import NamedDocument, mentions

RULES = NamedDocument(
    "rules",
    "CTOC/COP/2020/2",
    ("Rules of Procedure of the Conference",),
    DocumentType.RULES_OF_PROCEDURE,
)
MECHANISM = NamedDocument(
    "mechanism", "CTOC/COP/RES/9/1", ("Establishment of the Mechanism",), DocumentType.RESOLUTION, 9
)
NINTH = NamedDocument(
    "ninth", "CTOC/COP/2018/13", ("Report of the Conference", "Rapport"), DocumentType.REPORT, 9
)
EIGHTH = NamedDocument("eighth", "CTOC/COP/2016/15", ("Report",), DocumentType.REPORT, 8)
AGENDA = NamedDocument(
    "agenda", "", ("Provisional agenda", "第十届会议临时议程"), DocumentType.BACKGROUND
)
ALL = (RULES, MECHANISM, NINTH, EIGHTH, AGENDA)


def found(text, documents=ALL, taken=()):
    return [
        (link.paragraph[link.start : link.end], link.url)
        for link in mentions([text], documents, taken)
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It adopted at its ninth session resolution 9/1.", [("resolution 9/1", "mechanism")]),
        ("The decision 9/1 is another text.", []),
        ("See resolution 9/10 and resolution 19/1.", []),
        (
            "– Rules of Procedure of the Conference",
            [("Rules of Procedure of the Conference", "rules")],
        ),
        ("the rules of procedure", [("rules of procedure", "rules")]),
        ("Le règlement intérieur s’applique", [("règlement intérieur", "rules")]),
        ("议事规则", [("议事规则", "rules")]),
        ("The report of its eighth session", [("report of its eighth session", "eighth")]),
        ("report on the 9th session", [("report on the 9th session", "ninth")]),
        ("The report of the session", []),  # of which of the two
        ("report of the tenth session", []),
        (
            "(CTOC/COP/2018/13, CTOC/COP/2016/15)",
            [("CTOC/COP/2018/13", "ninth"), ("CTOC/COP/2016/15", "eighth")],
        ),
        ("CTOC/COP/2018/13/Add.1, CTOC/COP/2018/131, XCTOC/COP/2018/13", []),
        ("in CTOC/COP/2018/13.", [("CTOC/COP/2018/13", "ninth")]),
        ("请参阅第十届会议临时议程。", [("第十届会议临时议程", "agenda")]),
        ("A report, and a rapport.", []),  # titles of one word are words of every text
    ],
)
def test_document_is_named_by_symbol_title_or_type(text, expected):
    assert sorted(found(text)) == sorted(expected)


def test_document_is_linked_once():
    assert mentions(["CTOC/COP/2018/13", "Again: CTOC/COP/2018/13"], ALL) == (
        InlineLink("CTOC/COP/2018/13", 0, 16, "ninth"),
    )


def test_words_of_other_links_stay_as_they_are():
    text = "The rules of procedure, and CTOC/COP/2018/13"
    other = InlineLink(text, 4, 22, "https://example.org/rules")
    assert found(text, taken=[other]) == [("CTOC/COP/2018/13", "ninth")]


def test_two_documents_with_one_title_are_not_linked():
    first, second = (
        NamedDocument(url, "", ("Provisional agenda of the session",), DocumentType.BACKGROUND)
        for url in "ab"
    )
    assert found("The provisional agenda of the session is out", [first, second]) == []
    assert found("The provisional agenda of the session is out", [first]) == [
        ("provisional agenda of the session", "a")
    ]
