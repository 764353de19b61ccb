"""Transformation of a delivery stream: records are read, cut to what is wanted, and given back."""

import base64
import json
import re
from html import unescape

TAGS = re.compile(r"<[^>]*>")


def handler(event, context):
    answers = []
    for record in event["records"]:
        try:
            data = json.loads(base64.b64decode(record["data"]))
            data["text"] = unescape(TAGS.sub("", data["text"])).strip()
            out, result = base64.b64encode((json.dumps(data, ensure_ascii=False) + "\n").encode()).decode(), "Ok"
        except ValueError:
            out, result = record["data"], "ProcessingFailed"
        answers.append({"recordId": record["recordId"], "result": result, "data": out})
    return {"records": answers}
