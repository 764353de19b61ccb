"""Scheduled clean-up: files and rows older than a rule says are removed."""

import glob
import os
import shutil
import sqlite3
import tempfile

WORK = os.path.join(tempfile.gettempdir(), "jobs")
database = sqlite3.connect(":memory:")
database.execute("CREATE TABLE jobs (name TEXT, age INTEGER)")


def handler(event, context):
    rule = event["detail"]
    os.makedirs(WORK, exist_ok=True)
    with database:
        database.execute("DELETE FROM jobs")
        database.executemany("INSERT INTO jobs VALUES (?, ?)", [(job["name"], job["age"]) for job in rule["jobs"]])
    for job in rule["jobs"]:
        folder = os.path.join(WORK, job["name"].replace("/", "_").replace(".", "_")[:80])
        os.makedirs(folder, exist_ok=True)
        with open(os.path.join(folder, "state.txt"), "w", encoding="utf-8") as file:
            file.write(job["name"])
    old = [row[0] for row in database.execute("SELECT name FROM jobs WHERE age > %d ORDER BY name" % rule["days"])]
    removed = 0
    for path in glob.glob(os.path.join(WORK, "*", "state.txt")):
        with open(path, encoding="utf-8") as file:
            if file.read() in old:
                shutil.rmtree(os.path.dirname(path))
                removed += 1
    left = sorted(os.listdir(WORK))
    for name in left:
        shutil.rmtree(os.path.join(WORK, name))
    return {"old": old, "removed": removed, "left": left}
