"""Nothing selects documents, their versions or files without the guard, but what edits and stores them."""

import ast

from tests.sources import PACKAGE, syntax_trees

TABLES = {
    "Document",
    "DocumentVersion",
    "DocumentFile",
    "DocumentFileChunk",
    "DocumentRevision",
    "FormerAddress",
}
READS = {"select", "exists", "get", "get_one", "query", "table"}
GUARD = "webinars.documents.access"
# What organisers do with the documents that they edit, and what has been given a checked row.
UNGUARDED = {
    "demo/updates.py": "subscribes somebody to a document of the sample",
    "documents/addresses.py": "of a document that is edited",
    "documents/history.py": "for those who edit a document",
    "documents/lifting.py": "of a message; shows nothing",
    "documents/locks.py": "of a document that is edited",
    "documents/readership.py": "of a document that is edited",
    "documents/removal.py": "of documents that are deleted",
    "documents/search/indexing.py": "writes the words of all; document_list decides which are searched",
    "documents/storage/": "the bytes of a file that was checked, and sums of sizes",
    "documents/versions.py": "of a document that is edited",
    "email_subscriptions/pending.py": "numbers of documents; what composes e-mails decides what is named",
    "events/series/joining.py": "moves and counts rows",
    "installation/site_source.py": "whether some are public; the main menu names none",
    "events/settings/registration_types.py": "names a document to those who edit its event",
}


def reads_documents(tree):
    """Return whether a module reads one of the tables, by its class or by name."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        called = getattr(node.func, "id", getattr(node.func, "attr", ""))
        if called not in READS:
            continue
        names = {one.id for arg in node.args for one in ast.walk(arg) if isinstance(one, ast.Name)}
        if names & TABLES or (called == "table" and _is_documents(node)):
            return True
    return False


def _is_documents(call):
    first = call.args[0] if call.args else None
    return isinstance(first, ast.Constant) and str(first.value).startswith(
        ("document", "former_document")
    )


def imports_guard(tree):
    """Return whether a module imports conditions or checks of the guard."""
    return any(
        isinstance(node, ast.ImportFrom)
        and (
            node.module == GUARD
            or (node.module == "webinars.documents" and "access" in names_of(node))
        )
        for node in ast.walk(tree)
    )


def names_of(node):
    return {one.name for one in node.names}


def test_only_the_guard_decides_which_documents_are_read():
    reading, unguarded = set(), []
    for path, tree in syntax_trees().items():
        name = path.relative_to(PACKAGE).as_posix()
        if name == "documents/access.py" or "documents" not in path.read_text("utf-8"):
            continue
        if not reads_documents(tree):
            continue
        reading.add(name)
        if not imports_guard(tree) and not name.startswith(tuple(UNGUARDED)):
            unguarded.append(name)

    assert unguarded == []
    assert {one for one in UNGUARDED if not any(name.startswith(one) for name in reading)} == set()
    assert {"documents/queries.py", "documents/session_zip.py"} <= reading
