"""The picture of a link preview: its size, what is on it, and its limits for logos."""

import struct
import zlib
from dataclasses import replace

import pytest
from PIL import Image, ImageChops

from tests.link_previews.pictures import USUAL, chunk, logo, opened
from webinars.installation.appearance import DARK_GROUNDS, LIGHT_GROUNDS
from webinars.link_previews import picture
from webinars.link_previews.logo import read_logo
from webinars.link_previews.picture import HEIGHT, WIDTH, draw
from webinars.security.contrast import LEAST_CONTRAST, contrast

LONG = "Consultation on the independence of judges and lawyers in small island states, " * 4
WORD = "W" * 300
ARABIC = "حقوق الطفل في المياه: ندوة COP30 حول الدراسة العالمية"
BAND_TOP = 446


def colours(image, box):
    """Return the colours in a part of a picture, as (red, green, blue)."""
    return {colour for _, colour in image.crop(box).getcolors(1 << 20)}


def rgb(colour):
    return tuple(bytes.fromhex(colour[1:]))


def ink(image, box):
    """Return left and right of what is drawn in a part of a picture, on the ground at its left upper corner."""
    part = image.crop(box)
    ground = Image.new("RGB", part.size, part.getpixel((0, 0)))
    left, _, right, _ = ImageChops.difference(part, ground).getbbox()
    return left, right


def test_picture_has_the_size_and_both_colours():
    image = opened(draw(replace(USUAL, colour="#6b2c91", dark_colour="#e0b0ff")))

    assert (image.size, image.mode) == ((WIDTH, HEIGHT), "RGB")
    assert (WIDTH, HEIGHT) == (1200, 630)
    assert rgb("#6b2c91") in colours(image, (0, 0, 20, HEIGHT))
    assert rgb("#e0b0ff") in colours(image, (60, BAND_TOP, WIDTH, HEIGHT))
    assert rgb("#8fc7ff") not in colours(image, (0, 0, WIDTH, HEIGHT))


def test_every_text_has_the_contrast_that_is_asked_of_colours():
    """The two colours are on grounds that the form checks them for."""
    assert picture.PAPER in LIGHT_GROUNDS
    assert picture.NIGHT in DARK_GROUNDS
    for text, ground in (
        (picture.INK, picture.PAPER),
        (picture.NIGHT_INK, picture.NIGHT),
        (picture.ON_STOP, picture.STOP),
    ):
        assert contrast(text, ground) >= LEAST_CONTRAST


@pytest.mark.parametrize(
    ("text", "is_mirrored"),
    [(LONG, False), (WORD, True), (ARABIC * 6, True), ("网络研讨会" * 60, False)],
    ids=["words", "word", "arabic", "without a typeface"],
)
def test_long_texts_stay_within_their_places(text, is_mirrored):
    content = replace(
        USUAL,
        title=(text,),
        when=(text,),
        place=(text,),
        site_name=text,
        label=("Cancelled",),
        logo=logo(400, 100),
        is_mirrored=is_mirrored,
    )

    image = opened(draw(content))

    white, night = {rgb(picture.PAPER)}, {rgb(picture.NIGHT)}
    for x in ((22, 70), (WIDTH - 66, WIDTH - 22)):
        assert colours(image, (x[0], 0, x[1], BAND_TOP)) == white
        assert colours(image, (x[0], BAND_TOP, x[1], HEIGHT)) == night
    for y in ((0, 50), (150, 172), (BAND_TOP - 12, BAND_TOP)):
        assert colours(image, (22, y[0], WIDTH - 22, y[1])) == white
    for y in ((BAND_TOP, BAND_TOP + 10), (HEIGHT - 10, HEIGHT)):
        assert colours(image, (22, y[0], WIDTH - 22, y[1])) == night


def test_texts_begin_at_the_side_of_their_script():
    title = (22, 172, WIDTH - 22, BAND_TOP)
    left = ink(opened(draw(replace(USUAL, title=("Water",)))), title)
    right = ink(opened(draw(replace(USUAL, title=("الماء",)))), title)

    assert left[0] < 80
    assert left[1] < 400
    assert right[0] > 700
    assert right[1] > 1050


def test_letters_of_arabic_are_joined():
    """Separate letters are wider together than the word that they form."""
    title = (22, 172, WIDTH - 22, BAND_TOP)
    word = ink(opened(draw(replace(USUAL, title=("ببببب",)))), title)
    letters = ink(opened(draw(replace(USUAL, title=("ب\u200cب\u200cب\u200cب\u200cب",)))), title)

    assert word[1] - word[0] < 0.8 * (letters[1] - letters[0])


def test_title_that_cannot_be_drawn_is_replaced_by_the_name(monkeypatch):
    unknown = replace(USUAL, title=("\u13a0\ua500\U00010380",))  # Cherokee, Vai, Ugaritic
    monkeypatch.setattr("webinars.link_previews.typefaces.FOLDERS", ())

    image = opened(draw(unknown))

    place_of_title = (22, 172, WIDTH - 22, BAND_TOP)
    assert rgb(USUAL.colour) in colours(image, place_of_title)
    assert rgb(picture.INK) not in colours(image, place_of_title)
    assert colours(image, (22, 50, WIDTH - 22, 150)) == {rgb(picture.PAPER)}


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_logo_is_scaled_into_its_box(kind):
    wide, high = (
        read_logo(logo(*size, kind), (360, 84), 4_000_000) for size in ((720, 20), (9, 90))
    )

    assert (wide.size, high.size) == ((360, 10), (8, 84))
    with_logo = opened(draw(replace(USUAL, logo=logo(40, 20, kind, "#00ff00"))))
    greens = [c for c in colours(with_logo, (72, 58, 240, 142)) if c[1] > 240 and c[0] < 20]
    assert greens


def sized_png(width, height, *chunks):
    """Return a PNG file that claims a size, without its pixels."""
    header = chunk(b"IHDR", struct.pack(">LLBBBBB", width, height, 8, 6, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + b"".join(chunks)


SMALL_JPEG = logo(40, 20, "JPEG")
HUGE_JPEG = SMALL_JPEG.replace(struct.pack(">HH", 20, 40), struct.pack(">HH", 40_000, 40_000), 1)
TEXT_BOMB = chunk(b"zTXt", b"a\0\0" + zlib.compress(bytes(60_000_000)))
PIXELS = chunk(b"IDAT", zlib.compress(bytes(4 * 40 * 20 + 20)))
BROKEN = {
    "no picture": b"<svg/>",
    "gif": b"GIF89a" + bytes(40),
    "header": sized_png(200, 50),
    "cut": logo(400, 400)[:-60],
    "cut jpeg": SMALL_JPEG[:-80],
    "huge png": sized_png(40_000, 40_000, chunk(b"IDAT", zlib.compress(bytes(9)))),
    "large png": logo(4_000, 1_001),
    "large jpeg": logo(1_001, 4_000, "JPEG"),
    "huge jpeg": HUGE_JPEG,
    "text bomb": sized_png(40, 20, TEXT_BOMB, PIXELS),
    "profile": sized_png(40, 20, PIXELS, chunk(b"iCCP", b""), chunk(b"IEND", b"")),
    "checksum": logo()[:40] + b"xxxx" + logo()[44:],
}


@pytest.mark.parametrize("name", BROKEN)
def test_logo_that_is_broken_or_too_large_is_left_out(name):
    assert read_logo(BROKEN[name], (360, 84), 4_000_000) is None


def test_picture_with_a_broken_logo_is_that_without_one():
    assert draw(replace(USUAL, logo=BROKEN["cut"])) == draw(USUAL)


def test_picture_is_the_same_for_the_same_content():
    assert draw(USUAL) == draw(replace(USUAL))
    texts = [replace(USUAL, **{name: ("Other",)}) for name in ("title", "when", "place", "label")]
    drawn = [draw(content) for content in (USUAL, *texts, replace(USUAL, site_name="Other"))]
    assert len(set(drawn)) == len(drawn)


def test_first_text_that_can_be_drawn_is():
    assert draw(replace(USUAL, title=("\U0010fffd", *USUAL.title))) == draw(USUAL)
