"""Resolver of a GraphQL API: one function for several fields."""

import json
import sqlite3

database = sqlite3.connect(":memory:")
database.row_factory = sqlite3.Row
database.execute("CREATE TABLE posts (id INTEGER PRIMARY KEY, author TEXT, title TEXT, text TEXT, tags TEXT)")


def add_post(arguments, identity):
    with database:
        database.execute("DELETE FROM posts WHERE id > 200")
        database.execute(
            "INSERT INTO posts (author, title, text, tags) VALUES (?, ?, ?, ?)",
            (identity["username"], arguments["title"], arguments["text"], json.dumps(arguments.get("tags", []))),
        )
    return dict(database.execute("SELECT author, title, text, tags FROM posts ORDER BY id DESC LIMIT 1").fetchone())


def list_posts(arguments, identity):
    wanted = {name: value for name, value in (arguments.get("filter") or {}).items() if name in ("author", "title")}
    where = " AND ".join(f"{name} = :{name}" for name in wanted) or "1 = 1"
    order = "DESC" if arguments.get("newest") else "ASC"
    found = database.execute(f"SELECT title FROM posts WHERE {where} ORDER BY id {order} LIMIT 5", wanted)
    return {"items": [row["title"] for row in found], "filter": wanted}


def echo(arguments, identity):
    return {"text": arguments["text"], "by": identity["username"], "shout": arguments["text"].upper()[:200]}


FIELDS = {"addPost": add_post, "listPosts": list_posts, "echo": echo}


def handler(event, context):
    return FIELDS[event["info"]["fieldName"]](event["arguments"], event["identity"])
