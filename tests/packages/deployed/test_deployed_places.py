"""Where what is deployed lies: what builds left, what the template names, what is not here."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from ennead.code.entry.tree import Tree
from ennead.model.unknown import Unknown
from ennead.model.words import Dialect
from ennead.packages.deployed import Places, deployed
from tests.packages.deployed.build import AT, function, layer, module, read, reasons, spelt, wheel, write, zipped

SLS: dict[str, Any] = {"dialect": Dialect.SERVERLESS, "packaging": (("base", "."),)}


def test_folder_that_sam_built(tmp_path: Path) -> None:
    """What `sam build` left is what is deployed, not the sources."""
    files = {**wheel("a", "1", folder="src/"), **wheel("b", "2", folder=".aws-sam/build/Fn/")}
    found = read(tmp_path, files, function(code="src", logical_id="Fn", dialect=Dialect.SAM))
    assert spelt(found.named) == ["b@2"]
    assert found.built


def test_archive_of_the_serverless_framework(tmp_path: Path) -> None:
    """The function's own archive, or the only one of the service, is what is deployed."""
    own = {".serverless/hello.zip": zipped(wheel("a", "1")), ".serverless/other.zip": zipped(wheel("b", "1"))}
    assert spelt(read(tmp_path / "x", own, function(code=None, logical_id="hello", **SLS)).named) == ["a@1"]
    whole = {".serverless/service.zip": zipped(wheel("c", "1"))}
    assert spelt(read(tmp_path / "y", whole, function(code=None, logical_id="hello", **SLS)).named) == ["c@1"]
    several = {".serverless/x.zip": zipped(wheel("d", "1")), ".serverless/y.zip": zipped({}), **wheel("e", "1")}
    assert spelt(read(tmp_path / "z", several, function(code=None, logical_id="hello", **SLS)).named) == ["e@1"]


def test_artifact(tmp_path: Path) -> None:
    """An artifact that a service names is what is deployed, where it is there."""
    fn = function(code=None, packaging=(("base", "src"), ("artifact", "dist/a.zip")))
    assert spelt(
        read(tmp_path / "a", {"dist/a.zip": zipped(wheel("a", "1")), **wheel("b", "1", folder="src/")}, fn).named
    ) == ["a@1"]
    assert spelt(read(tmp_path / "b", wheel("b", "1", folder="src/"), fn).named) == ["b@1"]


def test_folder_of_an_assembly(tmp_path: Path) -> None:
    """An asset of a cloud assembly is what is deployed."""
    found = read(tmp_path, wheel("a", "1", folder="cdk.out/asset.0123/"), function(code="cdk.out/asset.0123"))
    assert spelt(found.named) == ["a@1"]
    assert found.built


def test_single_file(tmp_path: Path) -> None:
    """Code that is one file ships nothing else, and is looked at as a bundle may be."""
    bundle = "__webpack_require__;" * 500
    found = read(
        tmp_path,
        {"src/index.js": bundle, **module("ms", folder="src/node_modules")},
        function("nodejs20.x", "src/index.js"),
    )
    assert not spelt(found.named)
    assert "src/index.js: a bundler swallowed" in reasons(found)


def test_inline_code(tmp_path: Path) -> None:
    """Code in the template ships nothing; its runtime and its layers bring something all the same."""
    files = {"l.zip": zipped(wheel("a", "1", folder="python/"))}
    found = read(tmp_path, files, function(code=None, inline="def handler(): ..."), layer("L", "l.zip"))
    assert spelt(found.named) == ["a@1"]
    assert {one.package.name for one in found.named} == {"a", "boto3", "botocore"}
    assert not found.unread


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        (None, "it comes from a bucket"),
        (Unknown("the parameter has no value"), "could not be told: the parameter has no value"),
        ("missing.zip", "missing.zip is not there"),
        ("../outside", "../outside is not there"),
        ("/etc", "/etc is not there"),
        ("a\0b", "is not there"),
        ("empty.zip", "it is empty"),
        ("bad.zip", "it is damaged"),
    ],
)
def test_code_that_is_not_known(tmp_path: Path, code: str | Unknown | None, reason: str) -> None:
    """Code that is elsewhere, not told, empty or broken is said to be so, never passed over."""
    found = read(tmp_path, {"empty.zip": zipped({}), "bad.zip": "PK"}, function(code=code))  # type: ignore[arg-type]
    assert reason in reasons(found)


def test_link_that_leads_out(tmp_path: Path) -> None:
    """Code behind a link out of the scanned folder is not there."""
    (tmp_path / "outside").mkdir()
    write(tmp_path / "outside", wheel("a", "1"))
    root = write(tmp_path / "in", {"x": ""})
    (root.root / "src").symlink_to(tmp_path / "outside")
    assert "src is not there" in reasons(read(root.root, {}, function(code="src")))


def test_layers_that_are_not_known(tmp_path: Path) -> None:
    """A layer of somebody else's, one that is built first and one that nobody declares are said not to be known."""
    arn = "arn:aws:lambda:eu-west-1:017000801446:layer:Powertools:7"
    fn = function(code=None, inline="x", layers=("layer/Mine", f"layer/{arn}", "layer/Nowhere"))
    found = read(tmp_path, {}, fn, layer("Mine", "dist/layer.zip"), layer(arn, None))
    text = reasons(found)
    assert "what the layer layer/Mine holds is not known: dist/layer.zip is not there" in text
    assert f"what the layer layer/{arn} holds is not known: it is not in the scanned folder" in text
    assert "layer/Nowhere" in text


def test_layer_folder_for_node_and_java(tmp_path: Path) -> None:
    """A folder that a build makes a layer of comes below the folder that the function's runtime looks into."""
    files = {"index.js": "", **module("ms", folder="l/node_modules")}
    found = read(tmp_path, files, function("nodejs20.x", "index.js"), layer("L", "l"))
    assert spelt(found.named) == ["ms@1.0.0"]


def test_layer_archive_without_a_runtimes_folder(tmp_path: Path) -> None:
    """An archive stands as it is: what is not below a runtime's folder is told all the same, and hides nothing."""
    files = {"fn.zip": zipped(wheel("a", "1")), "l.zip": zipped(wheel("a", "2"))}
    assert spelt(read(tmp_path, files, function(), layer("L", "l.zip")).named) == ["a@1", "a@2"]


def test_layer_that_is_empty(tmp_path: Path) -> None:
    """A layer of nothing is said to be so."""
    found = read(tmp_path, {"l.zip": zipped({})}, function(code=None, inline="x"), layer("L", "l.zip"))
    assert "l.zip: it is empty" in reasons(found)


def test_places_are_read_once(tmp_path: Path) -> None:
    """Several functions that share a layer, and a tree of the code's reader, get the same answer."""
    write(tmp_path, {"fn.zip": zipped({"app.py": ""}), "l.zip": zipped(wheel("a", "1", folder="python/"))})
    tree, given = Tree(tmp_path), layer("L", "l.zip")
    places = Places(tree)
    first = deployed(function(layers=(given.id,)), (given,), tree, places)
    (tmp_path / "l.zip").unlink()
    (tmp_path / "l.zip").write_bytes(b"")
    assert deployed(function(layers=(given.id,)), (given,), tree, places) == first
    assert spelt(first.named) == ["a@1"]


def test_functions_of_one_folder_differ_by_their_runtimes(tmp_path: Path) -> None:
    """Functions that share their code share what was read, and each sees what its runtime loads."""
    write(tmp_path, {**wheel("a", "1", folder="src/"), **module("ms", folder="src/node_modules"), "l/x.py": ""})
    tree, one = Tree(tmp_path), layer("L", "l")
    places = Places(tree)
    answers = [
        deployed(function(runtime, "src", layers=used), (one,), tree, places)
        for runtime, used in (("python3.12", ()), ("nodejs20.x", ()), ("python3.12", (one.id,)), ("python3.12", ()))
    ]
    assert [spelt(found.named) for found in answers] == [["a@1"], ["ms@1.0.0"], ["a@1"], ["a@1"]]


def test_location_of_the_runtimes_packages(tmp_path: Path) -> None:
    """What the runtime brings stands where the runtime is named."""
    found = read(tmp_path, {}, function(code=None, inline="x"))
    assert {one.at for one in found.named} == {AT}


def test_tools_folders_are_not_deployed(tmp_path: Path) -> None:
    """Folders that tools keep in a folder of sources are not looked into."""
    files = {**wheel("a", "1", folder="src/.venv/lib/python3.12/site-packages/"), **wheel("b", "1", folder="src/")}
    assert spelt(read(tmp_path, files, function(code="src")).named) == ["b@1"]


def test_a_folder_that_may_not_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What lies in it is not known, and that is said; the rest is read."""
    scandir = os.scandir

    def refusing(place: str) -> Any:
        if str(place).endswith("closed"):
            raise PermissionError(13, "Permission denied")
        return scandir(place)

    monkeypatch.setattr(os, "scandir", refusing)
    files = {**wheel("a", "1", folder="src/"), **wheel("b", "1", folder="src/closed/")}
    found = read(tmp_path, files, function(code="src"))
    assert spelt(found.named) == ["a@1"]
    assert [(one.at.path, one.reason) for one in found.unread] == [
        ("src/closed", "it cannot be read (Permission denied)")
    ]
