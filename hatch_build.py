"""Compiles translations and compresses static files when the package is built; git keeps neither."""

import gzip
import tempfile
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface

COMPRESSED = (".css", ".js", ".svg")


class BuildHook(BuildHookInterface):
    """Writes messages.mo beside each messages.po, and puts NAME.gz beside static files into the wheel."""

    PLUGIN_NAME = "custom"
    _folder = None

    def initialize(self, version, build_data):
        """Compile every catalogue and compress static files before files are collected."""
        for source in Path(self.root, "webinars", "translations").glob("*/LC_MESSAGES/*.po"):
            with source.open("rb") as file:
                catalogue = read_po(file, locale=source.parent.parent.name)
            with source.with_suffix(".mo").open("wb") as file:
                write_mo(file, catalogue)
        # A checkout serves its files as they are: compressed ones would be stale after the next change.
        if self.target_name == "wheel" and version == "standard":
            build_data["force_include"].update(self._compress_static_files())

    def finalize(self, version, build_data, artifact_path):
        """Remove the compressed files, which are in the wheel."""
        if self._folder is not None:
            self._folder.cleanup()

    def _compress_static_files(self):
        """Return the path in the wheel of each compressed file."""
        self._folder = tempfile.TemporaryDirectory(prefix="webinars-static-")
        included = {}
        for source in sorted(Path(self.root, "webinars", "static").iterdir()):
            if source.suffix in COMPRESSED:
                packed = Path(self._folder.name, f"{source.name}.gz")
                packed.write_bytes(gzip.compress(source.read_bytes(), mtime=0))
                included[str(packed)] = f"webinars/static/{packed.name}"
        return included
