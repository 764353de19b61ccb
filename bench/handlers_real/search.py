"""Search: words, order and page of the query string, with ORDER BY and LIKE put together as the request wants them."""

import json
import sqlite3

database = sqlite3.connect(":memory:")
database.executescript(
    "CREATE TABLE items (id INTEGER PRIMARY KEY, name TEXT, owner TEXT, price INTEGER, created TEXT);"
)
database.executemany(
    "INSERT INTO items (name, owner, price, created) VALUES (?, ?, ?, ?)",
    [(f"item {n} {w}", o, n * 7 % 50, f"2026-01-{n % 28 + 1:02}")
     for n, (w, o) in enumerate([("tea", "ada"), ("50% off", "bob"), ("O'Brien", "cem"), ("order by", "dörte"), ("a_b", "eve")] * 8)],
)  # fmt: skip


def handler(event, context):
    asked = event.get("queryStringParameters") or {}
    words = ["SELECT id, name, owner, price FROM items"]
    values = []
    if asked.get("q"):
        words.append("WHERE name LIKE ? ESCAPE '\\'")
        values.append("%" + asked["q"].replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%")
    if asked.get("owner"):
        words.append(("AND" if values else "WHERE") + " owner = '" + asked["owner"].replace("'", "''") + "'")
    words.append("ORDER BY " + asked.get("sort", "id") + " " + asked.get("dir", "asc").upper())
    words.append("LIMIT %d OFFSET %s" % (int(asked.get("size", 10)), asked.get("offset", "0")))
    rows = database.execute(" ".join(words), values).fetchall()
    return {"statusCode": 200, "body": json.dumps({"asked": asked, "rows": rows}, ensure_ascii=False)}
