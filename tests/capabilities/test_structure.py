"""Nothing goes round the table of capabilities, and no id is given out twice."""

import ast

import pytest
from sqlalchemy import Integer
from sqlalchemy.dialects import sqlite
from sqlalchemy.schema import CreateTable

from tests.sources import PACKAGE, syntax_trees
from webinars.capabilities.link_purposes import SUBJECTS, Purpose
from webinars.capabilities.models import Capability
from webinars.database import Base, db
from webinars.web.core.security import endpoint_policies

# capabilities/tokens.py derives tokens, and emails/threads.py identifiers of threads; secrets are encrypted, backups
# are authenticated, and limits keep no address of a client. Flask
# signs the cookie of a visit, and Flask-WTF the token of a form.
MAY_SIGN = {
    "capabilities/tokens.py",
    "capabilities/encryption.py",
    "backup/container.py",
    "emails/threads.py",
    "security/prepared_signer.py",  # of the session cookie and the form's token, as Flask signs them
    "web/core/security/csrf.py",
    "web/core/rate_limits/limiter.py",
}
TABLES = sorted(Base.metadata.tables)


def imported(tree):
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""


def test_every_private_link_is_resolved_as_a_capability():
    behind_links = {
        name: item for name, item in endpoint_policies.POLICIES.items() if item.is_for_link
    }

    assert [name for name, item in behind_links.items() if item.purpose not in set(Purpose)] == []
    assert [
        name
        for name, item in endpoint_policies.POLICIES.items()
        if item.purpose and not item.is_for_link
    ] == []


def test_no_module_signs_or_verifies_tokens_by_itself():
    signing = {
        str(path.relative_to(PACKAGE))
        for path, tree in syntax_trees().items()
        if {"hmac", "itsdangerous"} & {name.partition(".")[0] for name in imported(tree)}
    }

    assert signing == MAY_SIGN


def test_every_purpose_names_a_subject_whose_row_takes_the_capability_along():
    for column in set(SUBJECTS.values()):
        [key] = Capability.__table__.c[column].foreign_keys
        assert key.ondelete == "CASCADE"
    assert set(SUBJECTS) == set(Purpose)


@pytest.mark.parametrize("name", TABLES)
def test_no_table_reuses_ids(name):
    table = Base.metadata.tables[name]
    key = list(table.primary_key.columns)
    is_id = isinstance(key[0].type, Integer) and not key[0].foreign_keys
    is_numbered = len(key) == 1 and is_id

    made = str(CreateTable(table).compile(dialect=sqlite.dialect()))

    assert ("AUTOINCREMENT" in made) is is_numbered


def test_id_of_deleted_row_is_not_reused(app):
    with db.engine.begin() as connection:
        given = []
        for word in ("a", "b"):
            row = {"slug": word, "name": word, "description": ""}
            given += connection.execute(
                Base.metadata.tables["series"].insert(), row
            ).inserted_primary_key
            connection.execute(Base.metadata.tables["series"].delete())

    assert given[1] > given[0]
