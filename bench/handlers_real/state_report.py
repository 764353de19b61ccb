"""Report: a state machine passes the statement, as its author wrote it, and the words to fill in."""

import sqlite3

database = sqlite3.connect(":memory:")
database.executescript(
    """
    CREATE TABLE sales (day TEXT, shop TEXT, amount INTEGER, note TEXT);
    INSERT INTO sales VALUES ('2026-01-01', 'Köln', 12, 'first'), ('2026-01-01', 'Bonn', 7, 'it''s'),
      ('2026-01-02', 'Köln', 30, 'select me'), ('2026-01-03', 'Aachen', 1, NULL), ('2026-01-03', 'Bonn', 5, 'x -- y');
    """
)


def handler(event, context):
    cursor = database.execute(event["query"], event.get("parameters", []))
    columns = [column[0] for column in cursor.description]
    lines = [event["title"], "-" * len(event["title"])]
    lines += ["\t".join("" if value is None else str(value) for value in row) for row in cursor]
    return {"columns": columns, "report": "\n".join(lines)}
