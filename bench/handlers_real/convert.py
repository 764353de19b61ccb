"""File conversion by child processes: an uploaded text is stored, changed by the system's own programs, and told."""

import os
import shlex
import subprocess
import tempfile

WORK = os.path.join(tempfile.gettempdir(), "convert")
os.makedirs(WORK, exist_ok=True)


def handler(event, context):
    name = os.path.basename(event["name"])
    path = os.path.join(WORK, name)
    with open(path, "w", encoding="utf-8") as file:
        file.write(event["content"])
    try:
        if event["to"] == "upper":
            done = subprocess.run(
                ["tr", "a-z", "A-Z"], input=event["content"].encode(), stdout=subprocess.PIPE, check=True
            )
            text = done.stdout
        elif event["to"] == "sorted":
            text = subprocess.check_output(
                "sort < " + shlex.quote(path), shell=True, env={"LC_ALL": "C", "PATH": "/usr/bin:/bin"}
            )
        elif event["to"] == "counted":
            with os.popen(f"wc -c < {shlex.quote(path)}") as out:
                text = out.read().strip().encode()
        elif event["to"] == "titled":
            text = subprocess.check_output(
                ["sh", "-c", 'printf "%s: " "$1"; head -c 40 "$2"', "sh", event["title"], path]
            )
        else:
            os.system('cp "%s" "%s.copy"' % (path, path))
            with open(path + ".copy", "rb") as copy:
                text = copy.read()
            os.unlink(path + ".copy")
    finally:
        os.remove(path)
    return {"name": name, "size": len(text), "text": text.decode("utf-8", "replace")}
