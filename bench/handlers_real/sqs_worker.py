"""Worker of a queue: a batch goes into a database, and records that are no order are named in the answer."""

import json
import os
import sqlite3
import tempfile

database = sqlite3.connect(os.path.join(tempfile.gettempdir(), "orders.db"))
database.execute("PRAGMA synchronous = OFF")
database.execute("DROP TABLE IF EXISTS orders")
database.execute("CREATE TABLE orders (id TEXT PRIMARY KEY, customer TEXT, note TEXT, total REAL)")


def store(cursor, order):
    names = ", ".join(order)
    values = ", ".join(":" + name for name in order)
    changes = ", ".join(f"{name} = excluded.{name}" for name in order if name != "id")
    cursor.execute(f"INSERT INTO orders ({names}) VALUES ({values}) ON CONFLICT(id) DO UPDATE SET {changes}", order)


def handler(event, context):
    failed = []
    cursor = database.cursor()
    for record in event["Records"]:
        try:
            order = json.loads(record["body"])
            store(cursor, {name: order[name] for name in ("id", "customer", "note", "total") if name in order})
        except (ValueError, KeyError, sqlite3.Error):
            failed.append({"itemIdentifier": record["messageId"]})
    database.commit()
    ids = [json.loads(record["body"])["id"] for record in event["Records"] if record["body"].startswith("{")]
    marks = ",".join("?" * len(ids))
    rows = cursor.execute(
        f"SELECT id, customer, note, total FROM orders WHERE id IN ({marks}) ORDER BY id", ids
    ).fetchall()
    return {"batchItemFailures": failed, "rows": rows}
