"""Names of speakers in announcements."""

import pytest

from webinars.announcement_parser.fields.speakers import (
    are_speakers,
    end_of_speaker,
    is_speaker,
    may_be_speaker,
    without_speaker,
)


@pytest.mark.parametrize(
    ("text", "is_person"),
    [
        ("Dr. Ann Low", True),
        ("Prof. Jan van der Berg (Delft), engineer", True),
        ("Ombeline Vautravers (Neuchâtel)", True),
        ("Speaker: Ann Low", True),
        ("par Mme Apolline Jaquemet, hydrologue", True),
        ("Frau Dr. Reinhild Fossberg", True),
        ("Ann Low", False),
        ("Annual Meeting (London)", False),
        ("Peat and birds", False),
    ],
)
def test_speakers_have_a_title_an_affiliation_or_a_label(text, is_person):
    assert is_speaker(text) is is_person


@pytest.mark.parametrize(
    ("text", "is_name"),
    [
        ("Ann Low", True),
        ("Y. Tamarind:", True),
        ("Noor el-Amrani", True),
        ("Quiz Night", False),
        ("Friday Conversations", False),
        ("Grand Hall", False),
        ("Maps that lie", False),
    ],
)
def test_capitalised_words_may_be_a_name(text, is_name):
    assert may_be_speaker(text) is is_name


def test_lists_have_speakers_if_most_titles_begin_with_names():
    assert are_speakers(["Ann Low, Peat", "Ben Moss: Birds", "Cy Reed. Bees", "no meeting"])
    assert not are_speakers(["Ann Low, Peat", "Quiz Night", "Barn Dance"])
    assert not are_speakers(["Ann Low, Peat"])


def test_title_begins_after_a_speaker():
    assert end_of_speaker("Ann Low (Leeds), Peat") == len("Ann Low (Leeds), ")
    assert end_of_speaker("Peat and birds, a walk") == 0


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Peat and birds with Dr. Ann Low", "Peat and birds"),
        ("Peat and birds – Speaker: Ann Low", "Peat and birds"),
        ("'Peat' with Ann Low", "'Peat'"),
        ("Okafor2025 presented by Wanda", "Okafor2025"),
        ("Tourbe, par Mme Jaquemet", "Tourbe"),
        ("Working with Google Docs", "Working with Google Docs"),
        ("Poems by Ann Low", "Poems by Ann Low"),
    ],
)
def test_title_ends_before_its_speaker(text, title):
    assert without_speaker(text) == title
