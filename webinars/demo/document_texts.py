"""Titles and texts of the sample documents, from document_texts.toml."""

import tomllib
from pathlib import Path

# Title and paragraphs by language.
Texts = dict[str, tuple[str, list[str]]]

_FILE = Path(__file__).with_suffix(".toml")


class DocumentTexts:
    """The contents of the file; notes say of each document what it is, by language."""

    def __init__(self) -> None:
        self._texts = tomllib.loads(_FILE.read_text("utf-8"))
        self.notes: dict[str, str] = self._texts.pop("note")

    def of(self, name: str, /, **facts: str) -> Texts:
        """Return title and paragraphs of a document by language, with facts in their places."""
        return {
            language: (
                _with_facts(text["title"], facts),
                [" ".join(one.split()) for one in _with_facts(text["text"], facts).split("\n\n")],
            )
            for language, text in self._texts[name].items()
        }


def _with_facts(text: str, facts: dict[str, str]) -> str:
    for name, fact in facts.items():
        text = text.replace(f"{{{name}}}", fact)
    return text
