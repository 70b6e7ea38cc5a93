"""Split texts into the words that are searched, by the same rules for both databases and all scripts."""

import re
import unicodedata
from collections.abc import Iterable

MAX_WORD_LENGTH = 64
# Of an indexed text: PostgreSQL takes less than 1 MB of UTF-8.
MAX_TEXT_LENGTH = 200_000
# Stands between two texts, so that no phrase is found across them; no word contains it.
BOUNDARY = "|"

# Characters of scripts that put no blanks between words: Han, Kana, Thai, Lao, Myanmar, Khmer.
_UNSPACED = (
    r"\u3005-\u3007\u3041-\u309f\u30a0-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff"
    r"\U00020000-\U0003ffff\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff"
)
_PART = re.compile(rf"([{_UNSPACED}]+)|[0-9]+|[^ 0-9{_UNSPACED}]+")
_ASCII_PART = re.compile("[0-9]+|[a-z]+")
# Letters that NFKD does not decompose, and Arabic ones that are often written for each other.
_FOLDED = {
    "ø": "o", "ł": "l", "đ": "d", "ħ": "h", "ı": "i", "ŧ": "t", "æ": "ae", "œ": "oe", "þ": "th", "ð": "d",
    "ى": "ي", "ی": "ي", "ے": "ي", "ک": "ك", "ة": "ه", "ٱ": "ا", "ـ": "",
}  # fmt: skip
_VIRAMA = 9  # combining class: unlike an accent, it changes the word
_SELECTORS = re.compile("[\u034f\ufe00-\ufe0f\U000e0100-\U000e01ef]")  # of glyphs, not of letters
_MAX_CACHED = 20_000


class _CharacterFolding(dict[int, str]):
    """What a decomposed, case-folded character becomes in a word: itself, its base, or a blank."""

    def __missing__(self, codepoint: int) -> str:
        folded = _fold_character(chr(codepoint))
        if len(self) < _MAX_CACHED:
            self[codepoint] = folded
        return folded


_folding = _CharacterFolding()


def indexed_text(texts: Iterable[str]) -> str:
    """Return the words of several texts as they are indexed: each between blanks; never an empty text."""
    words: list[str] = []
    for text in filter(None, texts):
        words += [BOUNDARY, *indexed_words(text)]
    line = " ".join(words)
    if len(line) > MAX_TEXT_LENGTH:
        line = line[:MAX_TEXT_LENGTH].rpartition(" ")[0]
    return f" {line} "


def indexed_words(text: str) -> list[str]:
    """Return the words of a text; of an unspaced script, each pair of neighbours and the last character."""
    words: list[str] = []
    for part, is_unspaced in _parts(text):
        words += _pairs(part, is_last=True) if is_unspaced else [part]
    return words


def queried_words(text: str) -> list[str]:
    """Return the words to search for; an unspaced script at the end may go on in the text.

    So the last character of "ABC" is left to the pair "BC".
    """
    words: list[str] = []
    parts = _parts(text)
    for position, (part, is_unspaced) in enumerate(parts, 1):
        words += _pairs(part, is_last=position < len(parts)) if is_unspaced else [part]
    return words


def is_unspaced_character(word: str) -> bool:
    """Return whether a word is a single character of an unspaced script: the beginning of a pair."""
    match = _PART.fullmatch(word)
    return len(word) == 1 and bool(match and match[1])


def _parts(text: str) -> list[tuple[str, bool]]:
    """Return words, numbers and stretches of unspaced script, each with whether it is the latter."""
    if text.isascii():
        return [(part[:MAX_WORD_LENGTH], False) for part in _ASCII_PART.findall(text.lower())]
    folded = _fold(text)
    return [
        (match[0] if match[1] else match[0][:MAX_WORD_LENGTH], bool(match[1]))
        for match in _PART.finditer(folded)
    ]


def _pairs(part: str, *, is_last: bool) -> list[str]:
    pairs = [part[start : start + 2] for start in range(len(part) - 1)]
    return [*pairs, part[-1]] if is_last or not pairs else pairs


def _fold(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text).casefold()
    return unicodedata.normalize("NFKD", decomposed).translate(_folding)


def _fold_character(character: str) -> str:
    if character in _FOLDED:
        return _FOLDED[character]
    category = unicodedata.category(character)
    if category == "Nd":
        return str(unicodedata.decimal(character))
    if category[0] in "LN":
        return character
    if category[0] == "M" and category != "Me":
        is_kept = unicodedata.combining(character) in {0, _VIRAMA}
        return character if is_kept and not _SELECTORS.match(character) else ""
    # Directions and joiners stand within words; punctuation, symbols and halves of surrogates between them.
    return "" if category in {"Cf", "Me"} else " "
