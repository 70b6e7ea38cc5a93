"""Remove secrets from unencrypted backups, because a reader could act for other people."""

# Private links are stored as digests or derived from the secret key, which such a backup does not contain.
# Composed messages contain them in clear text: their bytes are left out and composed again after a restore.
# Messages that need a token to be composed, such as sign-in links, are left out: they are valid for minutes.

# On both databases; the payload of a message is JSON.
IS_LEFT_OUT = """CAST(payload AS TEXT) LIKE '%"token"%'"""
REASON = "left out of a backup that was not encrypted"
COLUMNS = {
    "body": "NULL",
    "payload": f"CASE WHEN {IS_LEFT_OUT} THEN '{{}}' ELSE CAST(payload AS TEXT) END",
    "key": f"CASE WHEN {IS_LEFT_OUT} THEN NULL ELSE key END",
    "state": f"CASE WHEN {IS_LEFT_OUT} THEN 'superseded' ELSE state END",
    "reason": f"CASE WHEN {IS_LEFT_OUT} THEN '{REASON}' ELSE reason END",
}
TABLE = "messages"
# In one statement, so that every expression sees the original row.
_SET = ", ".join(f"{name} = {value}" for name, value in COLUMNS.items())
UPDATE = f"UPDATE {TABLE} SET {_SET}"  # noqa: S608 - constants


def scrubbed_select(columns: list[str]) -> str:
    """Return the SELECT statement for the scrubbed columns of the table."""
    values = ", ".join(COLUMNS.get(name, name) for name in columns)
    return f"SELECT {values} FROM {TABLE} ORDER BY id"  # noqa: S608 - our column names
