"""What an unencrypted backup leaves out, because its reader could act for registrants."""

# Private links are stored as digests or derived from the secret key, which is not in such a backup. Composed
# messages contain them in clear: their bytes are left out, and composed again after a restore. A message that
# cannot be composed without a token, such as a link that signs in, is left out: it lives for minutes.

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
# All of it at once: a statement reads each row as it was.
_SET = ", ".join(f"{name} = {value}" for name, value in COLUMNS.items())
UPDATE = f"UPDATE {TABLE} SET {_SET}"  # noqa: S608 - words of ours


def selected(columns: list[str]) -> str:
    """Return the statement that reads the table's columns as an unencrypted backup holds them."""
    values = ", ".join(COLUMNS.get(name, name) for name in columns)
    return f"SELECT {values} FROM {TABLE} ORDER BY id"  # noqa: S608 - names of columns of ours
