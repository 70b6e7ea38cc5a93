"""Draw the picture that is shown with a link: PNG, 1200 × 630 pixels."""

import io
from collections.abc import Sequence
from dataclasses import dataclass, replace

from PIL import Image, ImageDraw

from webinars.link_previews.logo import read_logo
from webinars.link_previews.text_lines import TextLines, fit
from webinars.link_previews.typefaces import can_shape, drawable, is_right_to_left, typeface_for

# The size that Facebook, LinkedIn, Slack, WhatsApp and X show large without cropping.
WIDTH, HEIGHT = 1200, 630
# Grounds, and what stands on them besides the two colours of the installation: tokens of site.css.
PAPER, INK = "#ffffff", "#14171b"
NIGHT, NIGHT_INK = "#111417", "#f1efea"
STOP, ON_STOP = "#a81f1b", "#ffffff"

_MARGIN, _EDGE, _BAND, _GAP, _BETWEEN = 72, 20, 184, 28, 10
_LOGO, _HEADER_MIDDLE = (360, 84), 100
_LABEL_WIDTH, _LABEL_PADDING, _LABEL_SIZES = 420, 24, ((32, 1), (24, 1))
_NAME_SIZES = ((34, 1), (28, 1), (24, 2))
_TITLE_TOP, _TITLE_SIZES = 176, ((76, 2), (66, 3), (56, 3), (46, 4))
_WHEN_SIZES, _PLACE_SIZES = ((42, 1), (36, 1), (32, 1), (30, 2)), ((30, 1), (26, 1))
_LINE_HEIGHT = 1.24
_PNG_LEVEL = 6


@dataclass(frozen=True)
class PictureContent:
    """What a picture shows; an empty text is left out.

    title, when and place are alternatives: the first that can be drawn is. label: "Cancelled". colour is the
    one for light grounds, dark_colour that for dark ones. logo: a PNG or JPEG file, or empty; a logo of more
    than most_pixels is left out. is_mirrored: the language is written from right to left.
    """

    title: tuple[str, ...]
    when: tuple[str, ...]
    place: tuple[str, ...]
    label: tuple[str, ...]
    site_name: str
    colour: str
    dark_colour: str
    logo: bytes
    most_pixels: int
    is_mirrored: bool


@dataclass(frozen=True)
class _Box:
    """Where a text is drawn, in pixels; lines are aligned at the left or at the right."""

    left: int
    right: int
    is_at_right: bool

    def without(self, width: int, *, at_right: bool) -> "_Box":
        """Return what is left beside something of a width at one side."""
        taken = width + _GAP
        if at_right:
            return replace(self, right=self.right - taken)
        return replace(self, left=self.left + taken)


@dataclass(frozen=True)
class _Text:
    """Lines, their place and colour."""

    lines: TextLines
    box: _Box
    colour: str

    @property
    def height(self) -> int:
        """Return the height of all lines in pixels."""
        return _line_height(self.lines) * len(self.lines.lines)


def draw(content: PictureContent) -> bytes:
    """Return the picture as a PNG file."""
    image = Image.new("RGB", (WIDTH, HEIGHT), PAPER)
    canvas = ImageDraw.Draw(image)
    canvas.rectangle((0, HEIGHT - _BAND, WIDTH, HEIGHT), fill=NIGHT)
    edge = WIDTH - _EDGE if content.is_mirrored else 0
    canvas.rectangle((edge, 0, edge + _EDGE - 1, HEIGHT), fill=content.colour)
    title, name = _first(content.title), drawable(content.site_name)
    _draw_header(image, canvas, content, name if title else "")
    # Without a title that can be drawn, the name of the installation is at its place.
    heading, colour = (title, INK) if title else (name, content.colour)
    _draw_texts(canvas, [_text(heading, _TITLE_SIZES, colour)], top=_TITLE_TOP)
    below = [
        _text(_first(content.when), _WHEN_SIZES, content.dark_colour),
        _text(_first(content.place), _PLACE_SIZES, NIGHT_INK),
    ]
    height = sum(text.height for text in below if text) + _BETWEEN * all(below)
    _draw_texts(canvas, below, top=HEIGHT - (_BAND + height) // 2)
    file = io.BytesIO()
    image.save(file, "PNG", compress_level=_PNG_LEVEL)
    return file.getvalue()


def _first(texts: tuple[str, ...]) -> str:
    return next((text for text in map(drawable, texts) if text), "")


def _draw_header(
    image: Image.Image, canvas: ImageDraw.ImageDraw, content: PictureContent, name: str
) -> None:
    """Draw logo and name where lines begin, and the label at the other side."""
    is_mirrored = content.is_mirrored
    box = _Box(_MARGIN, WIDTH - _MARGIN, is_mirrored)
    label = _first(content.label)
    if label:
        width = _draw_label(canvas, label, box)
        box = box.without(width, at_right=not is_mirrored)
    logo = read_logo(content.logo, _LOGO, content.most_pixels) if content.logo else None
    if logo is not None:
        start = box.right - logo.width if is_mirrored else box.left
        image.paste(logo, (start, _HEADER_MIDDLE - logo.height // 2), logo)
        box = box.without(logo.width, at_right=is_mirrored)
    typeface = typeface_for(name) if name else None
    if typeface is not None:
        lines = fit(name, typeface, width=box.right - box.left, sizes=_NAME_SIZES)
        text = _Text(lines, box, content.colour)
        _draw_lines(canvas, text, top=_HEADER_MIDDLE - text.height // 2)


def _draw_label(canvas: ImageDraw.ImageDraw, label: str, box: _Box) -> int:
    """Draw a label at the end of a box; return its width."""
    typeface = typeface_for(label)
    if typeface is None:
        return 0
    lines = fit(label, typeface, width=_LABEL_WIDTH, sizes=_LABEL_SIZES)
    width = int(lines.font.getlength(lines.lines[0])) + 2 * _LABEL_PADDING
    left = box.left if box.is_at_right else box.right - width
    half = _line_height(lines) // 2 + _LABEL_PADDING // 2
    canvas.rounded_rectangle(
        (left, _HEADER_MIDDLE - half, left + width, _HEADER_MIDDLE + half), 12, fill=STOP
    )
    canvas.text(
        (left + width // 2, _HEADER_MIDDLE), lines.lines[0], ON_STOP, lines.font, anchor="mm"
    )
    return width


def _text(text: str, sizes: tuple[tuple[int, int], ...], colour: str) -> _Text | None:
    """Return a text across the picture, at the side where its lines begin; None if it is empty."""
    typeface = typeface_for(text) if text else None
    if typeface is None:
        return None
    box = _Box(_MARGIN, WIDTH - _MARGIN, is_right_to_left(text))
    return _Text(fit(text, typeface, width=box.right - box.left, sizes=sizes), box, colour)


def _draw_texts(canvas: ImageDraw.ImageDraw, texts: Sequence[_Text | None], *, top: int) -> None:
    for text in filter(None, texts):
        _draw_lines(canvas, text, top=top)
        top += text.height + _BETWEEN


def _draw_lines(canvas: ImageDraw.ImageDraw, text: _Text, *, top: int) -> None:
    at, anchor = (text.box.right, "rm") if text.box.is_at_right else (text.box.left, "lm")
    # Each line in the direction of the whole text, which its own first letter may not have.
    is_reversed = is_right_to_left(" ".join(text.lines.lines))
    direction = ("rtl" if is_reversed else "ltr") if can_shape() else None
    line_height = _line_height(text.lines)
    for number, line in enumerate(text.lines.lines):
        middle = top + number * line_height + line_height // 2
        canvas.text(
            (at, middle), line, text.colour, text.lines.font, anchor=anchor, direction=direction
        )


def _line_height(lines: TextLines) -> int:
    return round(lines.size * _LINE_HEIGHT)
