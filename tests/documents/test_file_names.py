"""Names of files say symbol, version and language."""

import pytest

from webinars.documents.details import VersionKey
from webinars.documents.enums import VersionType
from webinars.documents.file_names import comparable, parse_file_name
from webinars.documents.symbols import clean_symbol
from webinars.errors import InvalidInputError

REVISION, CORRIGENDUM = VersionType.REVISION, VersionType.CORRIGENDUM


@pytest.mark.parametrize(
    ("name", "symbol", "key"),
    [
        ("CTOC_COP_2020_1_E.pdf", "CTOC/COP/2020/1", VersionKey("en")),
        ("CTOC-COP-2020-1-Rev.1-A.docx", "CTOC/COP/2020/1", VersionKey("ar", REVISION, 1)),
        ("CTOC_COP_2020_1_C_Rev2.pdf", "CTOC/COP/2020/1", VersionKey("zh", REVISION, 2)),
        ("CTOC_COP_2020_1_Corr_3_S.pdf", "CTOC/COP/2020/1", VersionKey("es", CORRIGENDUM, 3)),
        ("CTOC_COP_2020_1_Add.1_R.pdf", "CTOC/COP/2020/1/Add.1", VersionKey("ru")),
        ("CTOC_COP_2020_1_Rev.1_Corr.2.pdf", "CTOC/COP/2020/1/Rev.1", VersionKey("", CORRIGENDUM, 2)),
        ("A-HRC-43-1-AR.pdf", "A/HRC/43/1", VersionKey("ar")),
        ("a-hrc-43-1-add1-fr (2).pdf", "A/HRC/43/1/Add.1", VersionKey("fr")),
        ("E_CN.7_2020_L.3.pdf", "E/CN.7/2020/L.3", VersionKey("")),
        ("CTOC\u2013COP\u20132020\u20131\u2013PT.pdf", "CTOC/COP/2020/1", VersionKey("pt")),
        ("CTOC COP 2020 1 Report of the session english.pdf", "CTOC/COP/2020/1", VersionKey("en")),
        ("Annex_A.pdf", "", VersionKey("")),
        ("Programme_of_work_2026_EN.pdf", "", VersionKey("en")),
        ("programme-of-work-2026.pdf", "", VersionKey("")),
        ("تقرير_2020.pdf", "", VersionKey("")),
        ("CTOC_.._2020_1_E.pdf", "", VersionKey("")),
        ("scan0001.pdf", "", VersionKey("")),
        ("E.pdf", "", VersionKey("")),
        ("Rev.1.pdf", "", VersionKey("")),
        (".pdf", "", VersionKey("")),
    ],
)  # fmt: skip
def test_name_says_symbol_version_and_language(name, symbol, key):
    parsed = parse_file_name(name)

    assert (parsed.symbol, parsed.key) == (symbol, key)


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("CTOC_COP_2020_1_Report of the session_E.pdf", "Report of the session"),
        ("Programme_of_work_2026_EN.pdf", "Programme of work 2026"),
        ("Annex_A.pdf", "Annex A"),
        ("CTOC_COP_2020_1_E.pdf", ""),
    ],
)
def test_rest_of_name_is_the_title(name, title):
    assert parse_file_name(name).title == title


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("СТОС_СОР_2020_1_E.pdf", "symbol-character"),  # Cyrillic
        ("CTOC_C\u039fP_2020_1_E.pdf", "symbol-character"),  # a Greek letter
        ("FILES_2020_1_E.pdf", "symbol-reserved"),
    ],
)
def test_name_that_only_looks_like_a_symbol_is_refused(name, code):
    with pytest.raises(InvalidInputError) as caught:
        clean_symbol(parse_file_name(name).symbol)

    assert caught.value.code == code


def test_names_and_symbols_compare_by_letters_and_digits():
    assert comparable("CTOC_COP_WG_2_2020_1") == comparable("CTOC/COP/WG.2/2020/1")
    assert comparable("A/1/2") != comparable("A/12")
