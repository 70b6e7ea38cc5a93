"""Which texts can be drawn without boxes, and with which typeface."""

import string
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webinars.link_previews import typefaces
from webinars.link_previews.typefaces import BUNDLED, drawable, is_right_to_left, typeface_for

# One sentence in each language of the United Nations but Chinese, and in others with these letters.
SENTENCES = {
    "ar": "جميع الناس يولدون أحراراً ومتساوين في الكرامة والحقوق؟ ٠١٢٣",
    "en": "All human beings are born free and equal – “in dignity and rights”…",
    "es": "¿Todos los seres humanos nacen libres? ¡Sí!",
    "fr": "Tous les êtres humains naissent libres : œuvre, « dignité » №",
    "ru": "Все люди рождаются свободными и равными в своём достоинстве",
    "el": "Όλοι οι άνθρωποι γεννιούνται ελεύθεροι",
    "uk": "Всі люди народжуються вільними ґ є ї",
    "vi": "Tất cả mọi người sinh ra đều được tự do",
    "fa": "تمام افراد بشر آزاد به دنیا می‌آیند گ چ پ ژ",
    "mn": "Хүн бүр төрж мэндлэхэд эрх чөлөөтэй",
    "tr": "Bütün insanlar hür, haysiyet ve haklar bakımından eşit doğarlar ğı",
}


def mapped_characters(path):
    """Return the code points that the character map of a typeface has (OpenType, cmap format 4)."""
    body = path.read_bytes()
    tables = {
        body[at : at + 4]: struct.unpack_from(">L", body, at + 8)[0]
        for at in range(12, 12 + 16 * struct.unpack_from(">H", body, 4)[0], 16)
    }
    cmap = tables[b"cmap"]
    starts = {
        cmap + struct.unpack_from(">L", body, cmap + 8 + 8 * number)[0]
        for number in range(struct.unpack_from(">H", body, cmap + 2)[0])
    }
    [start] = [at for at in starts if struct.unpack_from(">H", body, at)[0] == 4]
    double = struct.unpack_from(">H", body, start + 6)[0]
    ends = struct.unpack_from(f">{double // 2}H", body, start + 14)
    firsts = struct.unpack_from(f">{double // 2}H", body, start + 16 + double)
    return {
        code for first, end in zip(firsts, ends, strict=True) for code in range(first, end + 1)
    } - {0xFFFF}


MAPPED = mapped_characters(BUNDLED)


@pytest.mark.parametrize("language", SENTENCES)
def test_bundled_typeface_has_the_letters_of(language):
    typeface = typeface_for(SENTENCES[language], folders=())

    assert typeface is not None
    assert typeface.path == BUNDLED


def test_other_letters_need_an_installed_typeface():
    assert drawable("儿童权利", folders=()) == ""
    assert drawable("儿童权利 2026", folders=()) == ""
    hebrew = typeface_for("זכויות")
    assert hebrew is not None
    assert hebrew.path.name == "NotoSansHebrew-Bold.ttf"
    assert typeface_for("זכויות", folders=()) is None


def test_symbols_are_left_out_if_the_rest_can_be_drawn():
    assert drawable("🎉 Launch ❤️ party 👩‍💻", folders=()) == "Launch party"
    assert drawable("Launch – party", folders=()) == "Launch – party"
    assert drawable("🎉", folders=()) == ""
    assert drawable("🎉 儿童", folders=()) == ""


def test_without_shaping_scripts_that_need_it_are_left_out(monkeypatch):
    monkeypatch.setattr(typefaces, "can_shape", lambda: False)

    assert drawable(SENTENCES["ar"]) == ""
    assert drawable("हिन्दी") == ""
    assert drawable(SENTENCES["ru"]) == SENTENCES["ru"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [("Water", False), ("الماء", True), ("2026: الماء", True), ("COP30 الماء", False), ("2026", False)],
)  # fmt: skip
def test_direction_is_that_of_the_first_letter(text, expected):
    assert is_right_to_left(text) is expected


@given(st.text(st.characters(codec="utf-8", max_codepoint=0x2FFF), max_size=3))
def test_what_is_drawn_has_no_character_without_a_glyph(text):
    """As the table of the typeface says, not as its glyphs look."""
    for char in drawable(text, folders=()):
        assert ord(char) in MAPPED or not typefaces._is_drawn(char)


def test_damaged_typeface_is_passed_over(tmp_path):
    (tmp_path / "NotoSansBroken-Bold.ttf").write_bytes(b"none")

    assert typeface_for("儿", folders=(tmp_path,)) is None
    assert typeface_for(string.ascii_letters, folders=(tmp_path,)) is not None
