"""Webhook receiver: the signature of the body is checked, the event noted, the sender answered."""

import base64
import hashlib
import hmac
import json
import os
import sqlite3
import tempfile
from urllib.parse import urlsplit

SECRET = os.environ.get("WEBHOOK_SECRET", "whsec").encode()
database = sqlite3.connect(os.path.join(tempfile.gettempdir(), "hooks.db"))
database.execute("PRAGMA synchronous = OFF")
database.execute("CREATE TABLE IF NOT EXISTS hooks (id TEXT PRIMARY KEY, kind TEXT, note TEXT, seen INTEGER)")


def answer(status, **body):
    return {"statusCode": status, "headers": {"content-type": "application/json"}, "body": json.dumps(body)}


def handler(event, context):
    raw = event["body"].encode()
    if event.get("isBase64Encoded"):
        raw = base64.b64decode(raw)
    headers = {name.lower(): value for name, value in event["headers"].items()}
    wanted = "sha256=" + hmac.new(SECRET, raw, hashlib.sha256).hexdigest()
    if not hmac.compare_digest(wanted, headers.get("x-signature", "")):
        return answer(401, error="signature")
    hook = json.loads(raw)
    with database:
        database.execute(
            "INSERT INTO hooks VALUES (:id, :kind, :note, 1) ON CONFLICT(id) DO UPDATE SET seen = seen + 1, note = :note",
            {"id": hook["id"], "kind": hook["type"], "note": json.dumps(hook["data"], ensure_ascii=False)},
        )
    kind, note, seen = database.execute("SELECT kind, note, seen FROM hooks WHERE id = '%s'" % hook["id"]).fetchone()
    back = urlsplit(hook.get("callback") or "")
    return answer(200, kind=kind, data=json.loads(note), seen=seen, host=back.hostname, path=back.path)
