"""ETL: a CSV text is read, put into a table, summed up, and written again."""

import csv
import hashlib
import io
import os
import sqlite3
import tempfile
from collections import namedtuple

WORK = tempfile.gettempdir()


def handler(event, context):
    reader = csv.reader(io.StringIO(event["csv"]), delimiter=event.get("delimiter", ","))
    header = [name.strip().lower().replace(" ", "_") for name in next(reader)]
    Row = namedtuple("Row", header)
    rows = [Row(*values) for values in reader if values]
    database = sqlite3.connect(os.path.join(WORK, "etl.db"))
    database.execute("PRAGMA synchronous = OFF")
    database.execute("DROP TABLE IF EXISTS rows")
    database.execute("CREATE TABLE rows (%s)" % ", ".join(f'"{name}" TEXT' for name in header))
    places = ", ".join("?" for _ in header)
    database.executemany(f"INSERT INTO rows VALUES ({places})", rows)
    database.commit()
    group = event.get("group_by", "city")
    sums = database.execute(
        f"SELECT {group}, COUNT(*), SUM(CAST(amount AS REAL)) FROM rows GROUP BY {group} ORDER BY {group}"
    ).fetchall()
    database.close()
    name = os.path.join(WORK, "clean-" + os.path.basename(event["file"]))
    with open(name, "w", newline="", encoding="utf-8") as out:
        writer = csv.writer(out)
        writer.writerow(header)
        writer.writerows(sorted(rows))
    with open(name, "rb") as clean:
        digest = hashlib.sha256(clean.read()).hexdigest()
    os.remove(name)
    return {"rows": len(rows), "sums": sums, "sha256": digest, "file": event["file"]}
