"""Compiles the catalogues of translations when the package is built, so that git keeps only their sources."""

from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CatalogueHook(BuildHookInterface):
    """Writes messages.mo beside each messages.po."""

    PLUGIN_NAME = "custom"

    def initialize(self, version, build_data):
        """Compile every catalogue before files are collected."""
        for source in Path(self.root, "webinars", "translations").glob("*/LC_MESSAGES/*.po"):
            with source.open("rb") as file:
                catalogue = read_po(file, locale=source.parent.parent.name)
            with source.with_suffix(".mo").open("wb") as file:
                write_mo(file, catalogue)
