"""The package imports no module that fetches URLs, runs programs, renders or unpacks, but for those listed.

These checks of docs/security-checks.md (server-side request forgery, typesetting) hold until a line here changes.
"""

import ast
from functools import cache

import pytest

from tests.sources import PACKAGE, syntax_trees

# What speaks to someone else, and the one place that may: where an operator's setting says to whom.
SPEAKING = {
    "smtplib": {"emails/smtp.py", "emails/pipelining.py"},
    "imaplib": {"replies/imap.py"},
    "imap_tools": {"replies/imap.py"},
    "psycopg": {"commands/security_checks.py"},
    # They listen; smtp.py and imap.py name the error of a host that is not found. Calendars are fetched from
    # addresses that organisers type, if they are public ones.
    "socket": {
        "bounded_socket.py",
        "commands/serve.py",
        "commands/web_server/http_server.py",
        "emails/smtp.py",
        "event_import/fetch.py",
        "replies/imap.py",
        "replies/lmtp.py",
        "second_reader/client.py",
    },
    "ssl": {
        "emails/smtp.py",
        "event_import/fetch.py",
        "replies/imap.py",
        "second_reader/client.py",
    },
    "http.client": {"event_import/fetch.py", "second_reader/client.py"},
    "urllib.request": set(),
    "ftplib": set(),
    "requests": set(),
    "urllib3": set(),
    "httpx": set(),
    "aiohttp": set(),
    "xmlrpc": set(),
    "webbrowser": set(),
}
# What would act on a stranger's words or files: run, unpack, draw, typeset, unfreeze.
ACTING = {
    "subprocess", "pty", "ctypes", "pickle", "shelve", "marshal", "dill", "zipfile", "tarfile", "zlib", "gzip",
    "bz2", "lzma", "PIL", "wand", "cairosvg", "weasyprint", "reportlab", "pdfkit", "xhtml2pdf", "pylatex",
    "lxml", "yaml",
}  # fmt: skip
# The first tells the C library a number of its own, before anyone is listened to; the second runs pg_dump and
# pg_restore for the commands of an operator, without a shell; the third compresses our own feeds, and unpacks nothing.
# The files of an announcement, which an organiser chooses, are read in a Python process of our own, with fixed
# arguments and with limits of time and memory; the sizes that a Word file declares are checked before it is read.
# What an import carries from its preview to the next page is compressed, and unpacked up to the size of an upload.
# Pictures of link previews show texts of organisers, and the logo that an administrator chose, within limits.
ACTS = {
    # Reads the text of a file in a process with limits.
    ("documents/search/file_text.py", "subprocess"),
    ("announcement_parser/files/reader.py", "subprocess"),
    ("announcement_parser/files/word_file.py", "zipfile"),
    ("announcement_parser/files/child.py", "ctypes"),  # so that it ends with its parent
    ("documents/search/office_text.py", "zipfile"),  # in the process with limits
    ("commands/web_server/malloc_arenas.py", "ctypes"),
    ("commands/web_server/web_processes.py", "ctypes"),
    ("backup/postgres.py", "subprocess"),
    ("documents/session_zip.py", "zipfile"),  # writes one, unpacks none
    ("demo/document_files.py", "zipfile"),  # writes Word files of the sample
    ("caching/response_caches.py", "gzip"),
    ("link_previews/logo.py", "PIL.Image"),
    ("link_previews/logo.py", "PIL.PngImagePlugin"),
    ("link_previews/picture.py", "PIL.Image"),
    ("link_previews/picture.py", "PIL.ImageDraw"),
    ("link_previews/text_lines.py", "PIL.ImageFont"),
    ("link_previews/typefaces.py", "PIL.ImageFont"),
    ("link_previews/typefaces.py", "PIL.features"),
    ("web/organiser/event_import/form.py", "zlib"),
}


TEXT_READER = "webinars.documents.search.text_reader"
# What reads XML; web/public/news_atom.py writes some.
READING = (
    "fromstring",
    "fromstringlist",
    "XML",
    "XMLID",
    "iterparse",
    "XMLParser",
    "XMLPullParser",
    "minidom",
)


@cache
def read():
    """Return the source of each file of the package."""
    return [
        (path.relative_to(PACKAGE).as_posix(), list(ast.walk(tree)))
        for path, tree in syntax_trees().items()
    ]


def imported():
    """Yield the full names of what each file of the package imports."""
    for place, nodes in read():
        for node in nodes:
            if isinstance(node, ast.Import):
                yield from ((place, name.name) for name in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module:
                yield from ((place, f"{node.module}.{name.name}") for name in node.names)


def is_of(name, module):
    return name == module or name.startswith(f"{module}.")


@pytest.mark.parametrize("module", SPEAKING)
def test_only_hosts_from_settings_are_contacted(module):
    places = {place for place, name in imported() if is_of(name, module)}

    assert places == SPEAKING[module]


def test_uploads_are_never_executed_unpacked_or_rendered():
    results = {
        (place, name) for place, name in imported() if any(is_of(name, item) for item in ACTING)
    }

    assert results == ACTS


def test_xml_is_parsed_in_the_process_with_limits_only():
    results = [
        (place, name)
        for place, nodes in read()
        for node in nodes
        if (name := getattr(node, "attr", getattr(node, "id", ""))) in READING
    ]

    assert {place for place, name in imported() if is_of(name, "xml")} == {
        "web/public/news_atom.py",
        "documents/search/office_text.py",
    }
    users = {place for place, name in imported() if "office_text" in name}
    assert users == {"documents/search/text_reader.py"}
    readers = {place for place, name in imported() if is_of(name, f"{TEXT_READER}.read_text")}
    assert readers == set()  # only the process itself calls it
    assert results == []


@pytest.mark.parametrize(
    "call", ["os.system", "os.popen", "os.execv", "os.spawnv", "eval", "exec", "__import__"]
)
def test_no_text_is_executed_as_code(call):
    results = [
        place
        for place, nodes in read()
        for node in nodes
        if isinstance(node, ast.Call) and ast.unparse(node.func) == call
    ]

    assert results == []


def test_web_and_worker_do_not_import_modules_that_run_programs():
    users = {
        place
        for place, name in imported()
        if is_of(name, "webinars.backup") and not place.startswith("backup/")
    }

    assert users == {"commands/backup.py"}
