"""Copies in a cloud assembly lead back to the files they were made of."""

from __future__ import annotations

import json
from pathlib import Path

from ennead.code.entry import Entry
from tests.code.entry.folders import entry, found, function

ASSET = "app/cdk.out/asset.1f"
BUNDLE = (
    "// node_modules/dep/index.js\nvar d;\n// lib/shared.ts\nvar s;\n"
    "// lib/orders.ts\nvar handler;\nexports.handler = handler;\n"
)
NODE = "nodejs22.x"


def test_a_bundle_with_a_map(tmp_path: Path) -> None:
    """The last of the map's sources that is there and has the handler's name."""
    sources = ["../../node_modules/dep/index.js", "../../lib/orders.ts", "../../../../etc/x.ts"]
    files = {
        f"{ASSET}/index.js": "exports.handler = 1",
        f"{ASSET}/index.js.map": json.dumps({"sources": sources}),
        "app/lib/orders.ts": "export const handler = 1",
    }
    assert found(tmp_path, files, function(NODE, "index.handler", ASSET)) == (
        "app/lib/orders.ts",
        "handler",
        "sourcemap",
    )


def test_a_bundle_without_a_map(tmp_path: Path) -> None:
    """The comments that esbuild puts before each file."""
    files = {
        f"{ASSET}/index.js": BUNDLE, "app/lib/orders.ts": "export const handler = 1", "app/lib/shared.ts": "",
    }  # fmt: skip
    assert found(tmp_path, files, function(NODE, "index.handler", ASSET)) == ("app/lib/orders.ts", "handler", "bundle")


def test_a_bundle_that_says_nothing_is_read_itself(tmp_path: Path) -> None:
    """Where no source is in the repository, the copy is the entry."""
    files = {f"{ASSET}/index.js": BUNDLE, f"{ASSET}/index.js.map": "no map"}
    assert found(tmp_path, files, function(NODE, "index.handler", ASSET)) == (f"{ASSET}/index.js", "handler", "code")


def test_a_plain_copy(tmp_path: Path) -> None:
    """The one file of the repository with the same text at the same path; of two neither."""
    text = "def handler(event, context): ..."
    files = {f"{ASSET}/pkg/app.py": text, "app/lambda/pkg/app.py": text, "app/old/pkg/app.py": "other"}
    fn = function("python3.13", "pkg.app.handler", ASSET)
    answer = entry(tmp_path, files, fn)
    assert isinstance(answer, Entry)
    assert (answer.file, answer.origin, answer.roots) == ("app/lambda/pkg/app.py", "asset", ("app/lambda",))
    assert found(tmp_path, {"app/twin/pkg/app.py": text}, fn)[0] == f"{ASSET}/pkg/app.py"
