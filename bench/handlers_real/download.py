"""File download by name, out of a folder of the function."""

import base64
import mimetypes
import os
from pathlib import Path
from urllib.parse import unquote

FOLDER = Path(os.environ["LAMBDA_TASK_ROOT"]) / "files"


def handler(event, context):
    name = unquote(event["pathParameters"]["name"])
    path = (FOLDER / name).resolve()
    if not path.is_relative_to(FOLDER.resolve()):
        return {"statusCode": 404, "body": "not found"}
    try:
        with open(os.path.join(FOLDER, name), "rb") as file:
            body = file.read()
    except (FileNotFoundError, IsADirectoryError, NotADirectoryError):
        return {"statusCode": 404, "body": "not found: " + name}
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    return {
        "statusCode": 200,
        "headers": {"content-type": kind, "content-disposition": f'attachment; filename="{path.name}"'},
        "isBase64Encoded": True,
        "body": base64.b64encode(body).decode(),
    }
