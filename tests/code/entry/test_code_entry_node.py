"""Node handlers: JavaScript and TypeScript, built or not."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ennead.code.entry import Entry
from ennead.model.app import Layer
from tests.code.entry.folders import entry, found, function, refused

NODE = "nodejs22.x"


@pytest.mark.parametrize("ending", [".js", ".mjs", ".cjs", ".ts", ".mts", ".cts", ".tsx", ".jsx"])
def test_every_ending(tmp_path: Path, ending: str) -> None:
    """A module is there in each of the endings."""
    fn = function(NODE, "lib/index.main.run")
    assert found(tmp_path, (f"src/lib/index{ending}",), fn) == (f"src/lib/index{ending}", "main.run", "code")


def test_sources_come_before_what_is_built_of_them(tmp_path: Path) -> None:
    """Where TypeScript and JavaScript lie side by side, the source is read."""
    assert found(tmp_path, ("src/a.js", "src/a.ts"), function(NODE, "a.handler"))[0] == "src/a.ts"


def test_a_name_with_dots(tmp_path: Path) -> None:
    """A file's name may have dots, though the runtime ends it at the first."""
    assert found(tmp_path, ("src/get.user.js",), function(NODE, "get.user.handler"))[:2] == (
        "src/get.user.js",
        "handler",
    )


@pytest.mark.parametrize(
    ("code", "handler", "source", "origin"),
    [
        ("fn/dist", "index.handler", "fn/src/index.ts", "source"),
        ("fn", "dist/index.handler", "fn/src/index.ts", "source"),
        ("fn", "dist/src/index.handler", "fn/src/index.ts", "source"),
        ("fn/.aws-sam/build/Fn", "index.handler", "fn/index.ts", "source"),
        ("fn", "out/index.handler", "fn/index.ts", "source"),
        ("build", "a/b/index.handler", "app/a/b/index.ts", "source"),
        ("fn/dist/index.zip", "index.handler", "fn/src/index.ts", "search"),
    ],
)
def test_a_built_folder_that_is_not_there(tmp_path: Path, code: str, handler: str, source: str, origin: str) -> None:
    """Its sources lie in the folders beside it."""
    file, name, how = found(tmp_path, (source,), function(NODE, handler, code))
    assert (file, name) == (source, "handler")
    assert how in {origin, "source", "search"}


def test_the_compiler_s_folders(tmp_path: Path) -> None:
    """`outDir` and `rootDir` of a `tsconfig.json`, with its comments and those it extends; aliases go with it."""
    base = '{"compilerOptions": {"outDir": "./made", "rootDir": "./code/ts", /* so */ "strict": true,}}'
    own = '{"extends": "./base.json", // mine\n"compilerOptions": {"baseUrl": ".", "paths": {"@/*": ["code/ts/*"]}}}'
    files = {"fn/base.json": base, "fn/tsconfig.json": own, "fn/code/ts/a/index.ts": ""}
    answer = entry(tmp_path, files, function(NODE, "a/index.handler", "fn/made"))
    assert isinstance(answer, Entry)
    assert (answer.file, answer.origin) == ("fn/code/ts/a/index.ts", "outdir")
    assert (answer.aliases, answer.roots) == ((("@/*", "fn/code/ts/*"),), ("fn/code/ts", "fn"))


def test_entry_points_of_a_bundle(tmp_path: Path) -> None:
    """The one entry, or the one of the module's name."""
    one = function(NODE, "app.handler", packaging=(("build", "esbuild"), ("entry", "main/start.ts")))
    assert found(tmp_path, ("src/main/start.ts",), one) == ("src/main/start.ts", "handler", "entry")
    packaging = (("build", "esbuild"), ("entry", "main/start.ts"), ("entry", "main/app.ts"))
    two = function(NODE, "app.handler", packaging=packaging)
    assert found(tmp_path, ("src/main/app.ts",), two) == ("src/main/app.ts", "handler", "entry")


def test_build_scripts_name_the_source(tmp_path: Path) -> None:
    """A script of `package.json`, a bundler's configuration."""
    package = json.dumps({"scripts": {"build": "esbuild code/orders.ts --bundle --outfile=dist/orders.js"}})
    files = {"fn/package.json": package, "fn/code/orders.ts": "", "other/orders.ts": ""}
    assert found(tmp_path, files, function(NODE, "orders.handler", "fn/dist")) == (
        "fn/code/orders.ts",
        "handler",
        "entry",
    )


def test_a_handler_in_a_layer(tmp_path: Path) -> None:
    """By its place below `/opt`; modules of layers are looked up too."""
    layer = Layer(id="layer/L", name="l", code="layer")
    fn = function(NODE, "/opt/nodejs/wrap/index.handler", layers=("layer/L",))
    answer = entry(tmp_path, ("layer/nodejs/wrap/index.js",), fn, layer)
    assert isinstance(answer, Entry)
    assert (answer.file, answer.origin) == ("layer/nodejs/wrap/index.js", "layer")
    assert answer.roots == ("layer/nodejs", "layer/nodejs/node_modules")


def test_a_makefile_or_nothing(tmp_path: Path) -> None:
    """What a makefile builds is resolved only where the handler's file is there."""
    fn = function(NODE, "index.handler", packaging=(("build", "makefile"),))
    assert refused(tmp_path, ("src/Makefile",), fn)[0] == "missing"
    assert found(tmp_path, ("src/index.js",), fn)[2] == "code"


@pytest.mark.parametrize(
    "text", ["", "[]", "{" * 5000, '{"compilerOptions": {"outDir": 1, "paths": [1]}}', '"\\"' * 9, "/*" * 9]
)
def test_a_broken_project_file_says_nothing(tmp_path: Path, text: str) -> None:
    """It costs nothing but what it would have said."""
    files = {"src/tsconfig.json": text, "src/package.json": text, "src/a.ts": ""}
    assert found(tmp_path, files, function(NODE, "a.handler"))[0] == "src/a.ts"
