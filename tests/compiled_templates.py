"""Compiled templates, shared by the applications of a test run and by processes forked from its own."""

import os
import pickle
import shutil
import tempfile
from contextlib import suppress
from pathlib import Path

from jinja2 import BytecodeCache
from jinja2.bccache import Bucket

from webinars.app import Application, create_app

# The environment variable that names the folder of a run.
FOLDER = "COMPILED_TEMPLATES_OF_TESTS"


def pytest_configure(config):
    """Make a folder for the compiled templates of all processes of the run, unless another one has."""
    if FOLDER not in os.environ:
        os.environ[FOLDER] = tempfile.mkdtemp(prefix="webinars-test-templates-")
        config.add_cleanup(lambda: shutil.rmtree(os.environ.pop(FOLDER)))


class CompiledTemplates(BytecodeCache):
    """Cache of templates compiled by any application of the run; those of this process are in memory."""

    def __init__(self, codes: dict[tuple[str, str], bytes] | None = None) -> None:
        self.codes = codes or {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Load a cached template."""
        code = self.codes.get((bucket.key, bucket.checksum))
        if code is None and (file := _file(bucket)):
            with suppress(FileNotFoundError):
                code = self.codes[bucket.key, bucket.checksum] = file.read_bytes()
        if code is not None:
            bucket.bytecode_from_string(code)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Cache a compiled template."""
        code = self.codes[bucket.key, bucket.checksum] = bucket.bytecode_to_string()
        if file := _file(bucket):
            new = file.with_suffix(f".{os.getpid()}")
            new.write_bytes(code)
            new.replace(file)  # at once, as other processes read it


def _file(bucket: Bucket) -> Path | None:
    folder = os.environ.get(FOLDER)
    return Path(folder, f"{bucket.key}-{bucket.checksum}") if folder else None


def share_compiled_templates() -> None:
    """Give all applications of this process, and of its forks, the compiled templates.

    They are compiled in a fork, so that nothing else of an application remains here.
    """
    reader, writer = os.pipe()
    compiler = os.fork()
    if not compiler:
        with os.fdopen(writer, "wb") as out:
            pickle.dump(_compiled(), out)
        os._exit(0)
    os.close(writer)
    with os.fdopen(reader, "rb") as codes:
        cache = CompiledTemplates(pickle.load(codes))
    os.waitpid(compiler, 0)
    Application.jinja_options = {**Application.jinja_options, "bytecode_cache": cache}


def _compiled() -> dict[tuple[str, str], bytes]:
    for name in [name for name in os.environ if name.startswith("WEBINARS_")]:
        del os.environ[name]
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(DATA_DIR=folder)
        cache = app.jinja_env.bytecode_cache = CompiledTemplates()
        for name in app.jinja_env.list_templates():
            app.jinja_env.get_template(name)
    return cache.codes
