"""Trigger of a user pool: who may sign up, what the account looks like, and how the message reads."""

import json
import os
import sqlite3
import tempfile
from string import Template

database = sqlite3.connect(os.path.join(tempfile.gettempdir(), "users.db"))
database.execute("PRAGMA synchronous = OFF")
database.execute("CREATE TABLE IF NOT EXISTS users (name TEXT PRIMARY KEY, email TEXT, extra TEXT)")
WELCOME = Template("Dear ${name}, your code is ${code}. Yours, ${shop}")


def handler(event, context):
    kind = event["triggerSource"].split("_")[0]
    attributes = event["request"]["userAttributes"]
    if kind == "PreSignUp":
        if not attributes["email"].rpartition("@")[2]:
            raise ValueError("no address")
        event["response"]["autoConfirmUser"] = attributes["email"].lower().endswith("@shop.example")
    elif kind == "PostConfirmation":
        with database:
            database.execute(
                "INSERT OR REPLACE INTO users VALUES (?, ?, ?)",
                (event["userName"], attributes["email"], json.dumps(attributes, sort_keys=True)),
            )
    elif kind == "CustomMessage":
        name = attributes.get("name") or event["userName"]
        event["response"]["emailMessage"] = WELCOME.safe_substitute(
            name=name, code=event["request"]["codeParameter"], shop="shop"
        )
        event["response"]["smsMessage"] = "{0}: {1:.40}".format("shop", name)
    return event
