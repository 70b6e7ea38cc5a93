"""Extract translatable messages, and check messages and translations.

python -m tools.i18n_check writes webinars/translations/messages.pot.
"""

import re
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
TRANSLATIONS = ROOT / "webinars" / "translations"
METHODS = [
    ("webinars/**.py", "python"),
    ("templates/**.html", "jinja2"),
    ("templates/**.txt", "jinja2"),
    ("templates/**.jinja", "jinja2"),
]
KEYWORDS = {
    "_": None,
    "gettext": None,
    "lazy_gettext": None,
    "t": None,
    "N_": None,
    "ngettext": (1, 2),
    "ngettext_noop": (1, 2),
    "lazy_ngettext": (1, 2),
    "plural": (1, 2),
}
NAMED = re.compile(r"%\((\w+)\)s")
BARE = re.compile(r"%(?![(%])")


def extract_messages() -> Catalog:
    """Return every message of the source and the templates."""
    catalogue = Catalog(project="Webinars", charset="utf-8")
    for file, line, message, comments, context in extract_from_dir(
        ROOT, METHODS, keywords=KEYWORDS, comment_tags=("Translators:",), directory_filter=_is_ours
    ):
        catalogue.add(message, None, [(file, line)], auto_comments=comments, context=context)
    return catalogue


def message_faults() -> list[str]:
    """Return the problems of messages and translations, one line each."""
    catalogue = extract_messages()
    return [*_sentence_faults(catalogue), *_translation_faults(catalogue)]


def _sentence_faults(catalogue: Catalog) -> list[str]:
    faults = []
    for message in catalogue:
        forms = message.id if isinstance(message.id, tuple) else (message.id,)
        for form in forms:
            place = ":".join(map(str, message.locations[0])) if message.locations else "?"
            if form and BARE.search(form):
                faults.append(f"{place}: “{form}” has a place without a name")
    return faults


def _translation_faults(source: Catalog) -> list[str]:
    faults = []
    for path in sorted(TRANSLATIONS.glob("*/LC_MESSAGES/messages.po")):
        language = path.parent.parent.name
        with path.open("rb") as file:
            translated = read_po(file, locale=language)
        for message in source:
            own = translated.get(message.id, message.context) if message.id else None
            if not message.id:
                continue
            if own is None or own.fuzzy or not all(_forms(own.string)):
                faults.append(f"{language}: “{_forms(message.id)[0]}” is not translated")
            elif unknown := _places(own.string) - _places(message.id):
                faults.append(
                    f"{language}: “{_forms(own.string)[0]}” names {', '.join(sorted(unknown))}"
                )
    return faults


def _forms(text: str | tuple[str, ...]) -> tuple[str, ...]:
    return text if isinstance(text, tuple) else (text,)


def _places(text: str | tuple[str, ...]) -> set[str]:
    return {name for form in _forms(text) for name in NAMED.findall(form)}


def _is_ours(folder: str | Path) -> bool:
    name = Path(folder).name
    return not name.startswith(".") and name not in {
        "node_modules",
        "build",
        "dist",
        "tests",
        "tools",
    }


def main() -> None:
    """Write the catalogue template for translators."""
    with (TRANSLATIONS / "messages.pot").open("wb") as file:
        write_po(file, extract_messages(), width=100, sort_by_file=True)


if __name__ == "__main__":
    main()
