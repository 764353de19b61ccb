"""Bundles: what a source map, comments, stores' paths and licences tell, and what they do not."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ennead.packages.deployed.bundles import licensed, mapped, module_of, scripted
from tests.packages.deployed.build import by_name, function, module, read, reasons, spelt, wheel, zipped

NODE = function("nodejs20.x")
ESBUILD = (
    """"use strict";
var __commonJS = (cb, mod) => function __require() {};
// node_modules/ms/index.js
var require_ms = __commonJS({});
// node_modules/@aws-sdk/client-s3/dist-es/index.js
// src/index.ts
"""
    + "x();\n" * 500
)
MINIFIED = "(()=>{var e={123:(e,t,r)=>{" + "a=b;" * 20_000 + "}};var t={};function __webpack_require__(r){}})();"


def test_bundle_that_tells_nothing(tmp_path: Path) -> None:
    """A minified bundle without anything beside it is said to hold packages that nobody knows."""
    found = read(tmp_path, {"fn.zip": zipped({"index.js": MINIFIED})}, NODE)
    assert not spelt(found.named)
    assert "fn.zip/index.js: a bundler swallowed packages without metadata" in reasons(found)


def test_source_map_names_packages(tmp_path: Path) -> None:
    """A source map names all packages of a bundle, with a version only where a store's path holds it."""
    sources = [
        "webpack://fn/./src/index.ts",
        "webpack://fn/./node_modules/lodash/lodash.js",
        "../node_modules/.pnpm/ms@2.1.3/node_modules/ms/index.js",
        "../node_modules/a/node_modules/@s/b/x.js",
    ]
    files = {"index.js": MINIFIED, "index.js.map": json.dumps({"version": 3, "sources": sources, "mappings": ""})}
    found = read(tmp_path, {"fn.zip": zipped(files)}, NODE)
    assert spelt(found.named) == ["@s/b", "lodash", "ms@2.1.3"]
    assert not found.unread
    one = by_name(found)["lodash"]
    assert (one.at.path, one.bundled_in) == ("fn.zip/index.js.map", "fn.zip/index.js")
    assert "without its version" in str(one.reason)
    assert by_name(found)["ms"].reason is None


def test_comments_of_esbuild_name_packages(tmp_path: Path) -> None:
    """The paths before each module tell of all packages in a bundle that was not minified."""
    found = read(tmp_path, {"fn.zip": zipped({"index.js": ESBUILD})}, NODE)
    assert spelt(found.named) == ["@aws-sdk/client-s3", "ms"]
    assert not found.unread


def test_bundle_of_the_applications_own_files(tmp_path: Path) -> None:
    """A bundle whose comments name files of the application alone holds no package."""
    text = "var __toESM = 1;\n// src/a.ts\n// src/b.ts\n" + "x();\n" * 500
    found = read(tmp_path, {"fn.zip": zipped({"index.mjs": text})}, NODE)
    assert not spelt(found.named)
    assert not found.unread


def test_licences_name_some(tmp_path: Path) -> None:
    """A file of licences names some libraries of a bundle; that there may be others is said."""
    licences = (
        "/*! lodash v4.17.15 */\n\n/**\n * @license React\n */\n/*! decimal.js v10.2.0 https://x */\n/*! a. BSD-3 */\n"
    )
    found = read(tmp_path, {"fn.zip": zipped({"index.js": MINIFIED, "index.js.LICENSE.txt": licences})}, NODE)
    assert spelt(found.named) == ["decimal", "lodash"]
    assert by_name(found)["lodash"].wanted == "4.17.15"
    assert "swallowed" in reasons(found)


def test_written_code_is_no_bundle(tmp_path: Path) -> None:
    """Code that somebody wrote is none, however much of it there is."""
    found = read(
        tmp_path,
        {"fn.zip": zipped({"index.js": "exports.handler = async (event) => {\n" + "  work();\n" * 20_000 + "}\n"})},
        NODE,
    )
    assert not found.unread


def test_minified_file_of_no_known_bundler(tmp_path: Path) -> None:
    """A large minified file is not known, but for one that lies beside `node_modules`."""
    text = "a=b;" * 40_000
    assert "it is minified" in reasons(read(tmp_path / "a", {"fn.zip": zipped({"index.js": text})}, NODE))
    beside = {"fn.zip": zipped({"index.js": text, **module("ms")})}
    assert not read(tmp_path / "b", beside, NODE).unread


def test_scripts_of_packages_are_theirs(tmp_path: Path) -> None:
    """A bundle in a package belongs to that."""
    found = read(tmp_path, {"fn.zip": zipped({**module("ms"), "node_modules/ms/dist/min.js": MINIFIED})}, NODE)
    assert not found.unread


def test_scripts_that_a_package_of_python_brought(tmp_path: Path) -> None:
    """A bundle that a package's record lists belongs to that package."""
    files = wheel("notebook", "7.0", "notebook/static/app.js") | {"notebook/static/app.js": MINIFIED}
    assert not read(tmp_path, {"fn.zip": zipped(files)}).unread


def test_scripts_beside_sources_of_another_language(tmp_path: Path) -> None:
    """In a folder of sources a bundle is looked at only where the runtime runs it."""
    files = {"src/app.py": "", "src/web/app.js": MINIFIED}
    assert not read(tmp_path, files, function(code="src")).unread
    assert read(tmp_path, files, function("nodejs20.x", "src")).unread


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("src/index.ts", None),
        ("node_modules/ms/index.js", ("ms", None)),
        ("webpack:///./node_modules/@aws-sdk/client-s3/x.js", ("@aws-sdk/client-s3", None)),
        ("a/node_modules/x/node_modules/y/z.js", ("y", None)),
        ("node_modules/.pnpm/@s+b@1.2.3-beta.1_react@18.0.0/node_modules/@s/b/x.js", ("@s/b", "1.2.3-beta.1")),
        ("node_modules/.pnpm/ms@2.1.3(x@1.0.0)/node_modules/ms/x.js", ("ms", "2.1.3")),
        (".yarn/cache/lodash-npm-4.17.21-6382451519-eb835a2e51.zip/node_modules/lodash/x.js", ("lodash", "4.17.21")),
        (r"..\node_modules\ms\index.js", ("ms", None)),
        ("node_modules/.bin/x/y", None),
        ("x_node_modules/ms/index.js", None),
    ],
)
def test_package_that_a_path_leads_into(path: str, expected: tuple[str, str | None] | None) -> None:
    """The last `node_modules` of a path tells whose file it is, and the stores of pnpm and Yarn its version."""
    assert module_of(path) == expected


def test_webpack_names_modules_by_their_paths() -> None:
    """A development build of webpack tells of all its modules."""
    text = b'/***/ "./node_modules/ms/index.js":\n  !*** ./node_modules/debug/src/node.js ***!\n/***/ "./src/a.js":\n'
    found = scripted(text)
    assert found is not None
    assert (found.names, found.whole) == ((("debug", None), ("ms", None)), True)


def test_map_of_maps() -> None:
    """A map may be one of several."""
    found = mapped(
        json.dumps({"sections": [{"map": {"sources": ["node_modules/ms/a.js", 3]}}, {"map": 1}, 2]}).encode()
    )
    assert found is not None
    assert found.names == (("ms", None),)


@pytest.mark.parametrize("data", [b"", b"[]", b"{", b"[" * 9999, b"\xff"])
def test_map_that_is_none(data: bytes) -> None:
    """What is no map tells nothing."""
    assert mapped(data) is None


def test_map_without_sources() -> None:
    """A map that lists nothing names nothing."""
    found = mapped(b'{"sources": 1, "sections": {}}')
    assert found is not None
    assert not found.names


def test_licences_once() -> None:
    """A library that is named twice is told once."""
    assert licensed(b"/*! ms v1.0.0 */\n/*! ms v1.0.0 */\n\xff") == (("ms", "1.0.0"),)
