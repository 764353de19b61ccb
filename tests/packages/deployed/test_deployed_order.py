"""Lambda's search order: what hides what, for each language."""

from __future__ import annotations

from pathlib import Path

import pytest

from ennead.model.package import Origin
from ennead.packages.deployed.order import version_of
from ennead.packages.deployed.provided import REASON
from tests.packages.deployed.build import by_name, function, layer, module, read, spelt, wheel, zipped

NODE = function("nodejs20.x")


def test_code_comes_before_layers_in_python(tmp_path: Path) -> None:
    """A package of the code hides that of a layer."""
    files = {
        "fn.zip": zipped(wheel("requests", "2.31.0")),
        "l.zip": zipped(wheel("requests", "2.19.1", folder="python/") | wheel("idna", "3.4", folder="python/")),
    }
    found = read(tmp_path, files, function(), layer("L", "l.zip"))
    assert spelt(found.named) == ["idna@3.4", "requests@2.31.0"]


def test_site_packages_of_a_layer_come_before_its_top(tmp_path: Path) -> None:
    """Of one layer `lib/pythonX.Y/site-packages` comes before `python` itself."""
    site = "python/lib/python3.12/site-packages/"
    files = {
        "fn.zip": zipped({"app.py": ""}),
        "l.zip": zipped(wheel("six", "1.16.0", folder=site) | wheel("six", "1.10.0", folder="python/")),
    }
    found = read(tmp_path, files, function(), layer("L", "l.zip"))
    assert spelt(found.named) == ["six@1.16.0"]


def test_site_packages_of_another_version_are_not_looked_into(tmp_path: Path) -> None:
    """A folder for another Python is on nobody's path, unless the runtime is not known."""
    layers = {
        "fn.zip": zipped({"app.py": ""}),
        "l.zip": zipped(wheel("six", "1.16.0", folder="python/lib/python3.9/site-packages/")),
    }
    found = read(tmp_path / "a", layers, function(), layer("L", "l.zip"))
    assert spelt(found.named) == []
    assert spelt(read(tmp_path / "b", layers, function(None), layer("L", "l.zip")).named) == ["six@1.16.0"]


def test_later_layer_wins(tmp_path: Path) -> None:
    """Of the same folder in two layers the files of the later one stand, and so does its package."""
    files = {
        "fn.zip": zipped({"app.py": ""}),
        "a.zip": zipped(wheel("six", "1.10.0", folder="python/")),
        "b.zip": zipped(wheel("six", "1.16.0", folder="python/")),
    }
    found = read(tmp_path / "x", files, function(), layer("A", "a.zip"), layer("B", "b.zip"))
    assert spelt(found.named) == ["six@1.16.0"]
    found = read(tmp_path / "y", files, function(), layer("B", "b.zip"), layer("A", "a.zip"))
    assert spelt(found.named) == ["six@1.10.0"]


def test_same_record_in_two_layers(tmp_path: Path) -> None:
    """A file that two layers have is the later one's, once."""
    files = {
        "fn.zip": zipped({"app.py": ""}),
        "a.zip": zipped(wheel("six", "1.16.0", folder="python/")),
        "b.zip": zipped(wheel("six", "1.16.0", folder="python/")),
    }
    found = read(tmp_path, files, function(), layer("A", "a.zip"), layer("B", "b.zip"))
    assert spelt(found.named) == ["six@1.16.0"]
    assert by_name(found)["six"].at.path.startswith("b.zip/")


def test_two_versions_in_the_code_are_both_told(tmp_path: Path) -> None:
    """Two records of a package in one folder: which code lies there is not told by them."""
    found = read(tmp_path, {"fn.zip": zipped(wheel("six", "1.10.0") | wheel("six", "1.16.0"))})
    assert spelt(found.named) == ["six@1.10.0", "six@1.16.0"]


def test_packages_elsewhere_hide_nothing(tmp_path: Path) -> None:
    """A folder that is on no path by itself neither hides a package nor is hidden."""
    files = {
        "fn.zip": zipped(wheel("six", "1.16.0", folder="vendor/")),
        "l.zip": zipped(wheel("six", "1.10.0", folder="python/")),
    }
    assert spelt(read(tmp_path, files, function(), layer("L", "l.zip")).named) == ["six@1.10.0", "six@1.16.0"]


def test_runtime_provides_boto(tmp_path: Path) -> None:
    """What Python's runtime brings is listed without a version, with the reason."""
    named = by_name(read(tmp_path, {"fn.zip": zipped({"app.py": ""})}))
    assert sorted(named) == ["boto3", "botocore"]
    assert {(one.origin, one.package.version, one.reason) for one in named.values()} == {(Origin.RUNTIME, None, REASON)}


def test_shipped_package_hides_the_runtimes(tmp_path: Path) -> None:
    """A package of the code or of a layer comes before the runtime's."""
    files = {"fn.zip": zipped(wheel("boto3", "1.28.0")), "l.zip": zipped(wheel("botocore", "1.31.0", folder="python/"))}
    found = read(tmp_path, files, function(), layer("L", "l.zip"))
    assert spelt(found.named) == ["boto3@1.28.0", "botocore@1.31.0"]
    assert {one.package.name for one in found.named if one.origin is Origin.RUNTIME} == set()


@pytest.mark.parametrize(
    ("runtime", "expected"),
    [("nodejs16.x", "aws-sdk"), ("nodejs12.x", "aws-sdk"), ("nodejs18.x", "@aws-sdk/*"), ("nodejs22.x", "@aws-sdk/*"),
     ("java21", None), ("provided.al2023", None), ("nodejs", None), (None, None), ("python3.13", "boto3")],
)  # fmt: skip
def test_what_runtimes_provide(tmp_path: Path, runtime: str | None, expected: str | None) -> None:
    """The SDK of Node's runtimes is of version 2 up to Node 16, of version 3 from Node 18 on; Java's has none."""
    named = read(tmp_path, {"fn.zip": zipped({"index.js": ""})}, function(runtime)).named
    assert next((one.package.name for one in named), None) == expected


def test_code_comes_before_layers_in_node(tmp_path: Path) -> None:
    """A package of the code hides those of layers; the folder for the runtime's version comes before the common one."""
    layers = (
        module("ms", "1.0.0", "nodejs/node_modules")
        | module("ms", "1.5.0", "nodejs/node20/node_modules")
        | module("a", "1.0.0", "nodejs/node_modules")
        | module("a", "2.0.0", "nodejs/node20/node_modules")
    )
    files = {"fn.zip": zipped(module("ms", "2.0.0")), "l.zip": zipped(layers)}
    found = read(tmp_path, files, NODE, layer("L", "l.zip"))
    assert spelt(found.named) == ["a@2.0.0", "ms@2.0.0"]


def test_package_that_its_neighbours_ask_for_is_not_hidden(tmp_path: Path) -> None:
    """A package of a layer that another one there asks for is found beside it, whatever the code has."""
    layers = module("ms", "1.0.0", "nodejs/node_modules") | module(
        "debug", "2.6.9", "nodejs/node_modules", dependencies={"ms": "1"}
    )
    files = {"fn.zip": zipped(module("ms", "2.0.0")), "l.zip": zipped(layers)}
    found = read(tmp_path, files, NODE, layer("L", "l.zip"))
    assert spelt(found.named) == ["debug@2.6.9", "ms@1.0.0", "ms@2.0.0"]


def test_folder_for_another_node(tmp_path: Path) -> None:
    """A layer's folder for another version of Node is not looked into."""
    files = {"fn.zip": zipped({"index.js": ""}), "l.zip": zipped(module("ms", "1.0.0", "nodejs/node18/node_modules"))}
    found = read(tmp_path, files, NODE, layer("L", "l.zip"))
    assert spelt(found.named) == []


def test_alias_hides_by_its_folder(tmp_path: Path) -> None:
    """Node looks up folders: a package under an alias hides the one whose folder is called so."""
    aliased = {"node_modules/ms/package.json": '{"name": "my-ms", "version": "9.0.0"}'}
    files = {"fn.zip": zipped(aliased), "l.zip": zipped(module("ms", "1.0.0", "nodejs/node_modules"))}
    found = read(tmp_path, files, NODE, layer("L", "l.zip"))
    assert spelt(found.named) == ["my-ms@9.0.0"]


@pytest.mark.parametrize(
    ("runtime", "version"),
    [("python3.12", "3.12"), ("nodejs20.x", "20"), ("java21", None), (None, None), ("python", None), (3, None)],
)
def test_version_in_a_runtimes_name(runtime: object, version: str | None) -> None:
    """The version of Python and Node stands in the runtime's name."""
    assert version_of(runtime) == version
