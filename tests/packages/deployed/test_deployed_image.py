"""Images: both layouts, layers over one another, what cannot be read."""

from __future__ import annotations

import gzip
import json
import tarfile
from pathlib import Path

import pytest

from ennead.model.package import Origin
from ennead.packages.deployed.image import Layer as ImageLayer
from ennead.packages.deployed.image import merged
from ennead.packages.deployed.items import Contents, Item
from tests.packages.deployed.build import (
    by_name,
    function,
    jar,
    module,
    oci,
    pom,
    read,
    reasons,
    saved,
    spelt,
    tarred,
    wheel,
    zipped,
)  # fmt: skip

SITE = "var/lang/lib/python3.12/site-packages/"
IMAGE = function(None, "image.tar")


def test_image_that_docker_saved(tmp_path: Path) -> None:
    """All packages of an image are told, those of each language, with paths behind the image's name."""
    base = tarred(wheel("boto3", "1.28.0", folder=SITE) | module("npm", "10.0.0", "usr/lib/node_modules"))
    code = tarred(
        {
            "var/task/app.py": "",
            **wheel("idna", "3.4", folder="var/task/"),
            "var/task/lib/gson-2.8.5.jar": jar(pom("g", "gson", "2.8.5")),
        }
    )
    found = read(tmp_path, {"image.tar": saved(base, code)}, IMAGE)
    assert spelt(found.named) == ["boto3@1.28.0", "g:gson@2.8.5", "idna@3.4", "npm@10.0.0"]
    assert by_name(found)["idna"].at.path == "image.tar/var/task/idna-3.4.dist-info/METADATA"
    assert {one.origin for one in found.named} == {Origin.IMAGE}
    assert not found.unread
    assert found.built


@pytest.mark.parametrize("name", ["image.tar.gz", "image.tgz", "image.tar"])
def test_image_that_is_packed(tmp_path: Path, name: str) -> None:
    """An image is read packed, whatever its name says."""
    content = gzip.compress(saved(tarred(wheel("idna", "3.4", folder="var/task/"))))
    assert spelt(read(tmp_path, {name: content}, function(None, name)).named) == ["idna@3.4"]


def test_image_named_as_such(tmp_path: Path) -> None:
    """SAM takes the file of an image where its address stands, relative to the template."""
    content = saved(tarred(wheel("idna", "3.4", folder="var/task/")))
    assert spelt(read(tmp_path, {"image.tar": content}, function(None, None, image="image.tar")).named) == ["idna@3.4"]


@pytest.mark.parametrize("packed", [True, False])
def test_image_of_the_open_layout(tmp_path: Path, packed: bool) -> None:
    """The layout of the Open Container Initiative is read in a file and as a folder."""
    files = oci(tarred(wheel("idna", "3.4", folder="var/task/")), tarred(wheel("six", "1.16.0", folder="var/task/")))
    given = (
        {"image.tar": tarred(files)} if packed else {f"image.tar/{name}": content for name, content in files.items()}
    )
    assert spelt(read(tmp_path, given, IMAGE).named) == ["idna@3.4", "six@1.16.0"]


def test_image_for_several_processors(tmp_path: Path) -> None:
    """Of an index the image for the function's processor is taken, through indexes in it, and no statement about it."""
    intel, arm = (
        oci(tarred(wheel("a", "1", folder="var/task/"))),
        oci(tarred(wheel("b", "1", folder="var/task/")), architecture="arm64"),
    )
    entries = [json.loads(one["index.json"])["manifests"][0] for one in (arm, intel)]
    statement = {"digest": "sha256:0", "annotations": {"vnd.docker.reference.type": "attestation-manifest"}}
    inner = json.dumps({"manifests": [statement, *entries]}).encode()
    files = {
        **intel,
        **arm,
        "blobs/sha256/inner": inner,
        "index.json": json.dumps({"manifests": [{"digest": "sha256:inner"}]}).encode(),
    }
    assert spelt(read(tmp_path, {"image.tar": tarred(files)}, IMAGE).named) == ["a@1"]
    assert spelt(read(tmp_path, {}, function(None, "image.tar", architectures=("arm64",))).named) == ["b@1"]


def test_whiteouts(tmp_path: Path) -> None:
    """What an upper layer deletes is gone: a file, a folder, all of a folder that it fills anew."""
    lower = tarred(
        wheel("a", "1", folder="var/task/")
        | wheel("b", "1", folder="var/task/")
        | wheel("c", "1", folder="opt/python/")
    )
    upper = tarred(
        {"var/task/.wh.a-1.dist-info": "", "opt/python/.wh..wh..opq": "", **wheel("d", "1", folder="opt/python/")}
    )
    assert spelt(read(tmp_path, {"image.tar": saved(lower, upper)}, IMAGE).named) == ["b@1", "d@1"]


def test_package_that_was_replaced(tmp_path: Path) -> None:
    """An upper layer's file stands over a lower one's, and a package deleted and installed anew is the new one."""
    lower = tarred(wheel("a", "1", folder=SITE) | module("ms", "1.0.0", "var/task/node_modules"))
    upper = tarred(
        {
            f"{SITE}.wh.a-1.dist-info": "",
            **wheel("a", "2", folder=SITE),
            **module("ms", "2.0.0", "var/task/node_modules"),
        }
    )
    assert spelt(read(tmp_path, {"image.tar": saved(lower, upper)}, IMAGE).named) == ["a@2", "ms@2.0.0"]


def item(name: str) -> Item:
    """A file."""
    return Item(name, "image", 0, Origin.IMAGE)


def test_layers_from_the_uppermost_down() -> None:
    """A whiteout hides what is below its own layer only; a file hides a folder; the root can be emptied."""
    bottom = ImageLayer(Contents({"a/x": item("1"), "b": item("1"), "c/y": item("1"), "d": item("1")}))
    middle = ImageLayer(Contents({"a/x": item("2"), "c": item("2")}), removed={"b"})
    top = ImageLayer(Contents({"b": item("3")}), removed={"d", "nowhere"})
    assert {path: one.where for path, one in merged([bottom, middle, top]).items.items()} == {
        "a/x": "2",
        "c": "2",
        "b": "3",
    }
    assert not merged([bottom, ImageLayer(Contents(), emptied={""})]).items
    assert not merged([bottom, ImageLayer(Contents(), removed={"a", "b", "c", "d"})]).items


def test_search_order_of_an_image(tmp_path: Path) -> None:
    """The code, the working folder and `PYTHONPATH` come before what is installed; a runtime's provisions are read."""
    layer = tarred(
        wheel("a", "2", folder="app/")
        | wheel("a", "1", folder=SITE)
        | wheel("b", "1", folder="more/")
        | wheel("b", "0", folder="var/runtime/")
    )
    config = {"WorkingDir": "/app", "Env": ["PYTHONPATH=/more:/other", "X", 1]}
    found = read(tmp_path, {"image.tar": saved(layer, config=config)}, function("python3.12", "image.tar"))
    assert spelt(found.named) == ["a@2", "b@1"]
    assert len(found.named) == 2


def test_hard_links(tmp_path: Path) -> None:
    """A second name of a file in a layer is that file."""
    files: dict[str, str | bytes | tuple[bytes, str]] = {
        "x/METADATA": "",
        "var/task/a-1.dist-info/METADATA": "Name: a\nVersion: 1\n",
        "var/task/b.dist-info/METADATA": (tarfile.LNKTYPE, "var/task/a-1.dist-info/METADATA"),
        "var/task/c": (tarfile.LNKTYPE, "nowhere"),
    }
    assert spelt(read(tmp_path, {"image.tar": saved(tarred(files))}, IMAGE).named) == ["a@1", "a@1"]


def test_layer_that_is_stored_as_a_link(tmp_path: Path) -> None:
    """A layer that equals another one is a link to it."""
    manifest = json.dumps([{"Layers": ["b/layer.tar"], "Config": "c.json"}])
    files: dict[str, str | bytes | tuple[bytes, str]] = {
        "manifest.json": manifest,
        "a/layer.tar": tarred(wheel("a", "1", folder="var/task/")),
        "b/layer.tar": (tarfile.SYMTYPE, "../a/layer.tar"),
    }
    assert spelt(read(tmp_path, {"image.tar": tarred(files)}, IMAGE).named) == ["a@1"]


@pytest.mark.parametrize(
    ("files", "reason"),
    [
        ({}, "it is no image"),
        ({"manifest.json": "["}, "manifest.json is no JSON"),
        ({"manifest.json": "[]"}, "names no image"),
        ({"manifest.json": "{}"}, "names no image"),
        ({"manifest.json": '[{"Layers": 1}]'}, "names no layers"),
        ({"manifest.json": json.dumps([{"Layers": ["x"] * 201}])}, "names no layers"),
        ({"manifest.json": '[{"Layers": ["../x/layer.tar"]}]'}, "its layer ../x/layer.tar is not there"),
        ({"index.json": "{}"}, "names no image"),
        ({"index.json": '{"manifests": [{"digest": "sha256:1"}, 2, {"digest": 3}]}'}, "names no image"),
        ({"index.json": '{"layers": 1}'}, "names no layers"),
        ({"manifest.json": '[{"Layers": ["blobs/a"]}]', "blobs/a": b"\x28\xb5\x2f\xfd" + b"\0" * 600}, "Zstandard"),
        ({"manifest.json": '[{"Layers": ["a/layer.tar"]}]', "a/layer.tar": b"\x01" * 600}, "no tar file, or damaged"),
        ({"manifest.json": '[{"Layers": []}, {"Layers": []}]'}, "several images: the first was read"),
        (
            {"manifest.json": '[{"Layers": ["blobs/a"]}]', "blobs/a": gzip.compress(b"x" * 9999)[:40]},
            "its layer blobs/a: it ",
        ),
    ],
)
def test_image_that_cannot_be_read(tmp_path: Path, files: dict[str, str | bytes], reason: str) -> None:
    """What is wrong with an image, or missing from it, is said."""
    assert reason in reasons(read(tmp_path, {"image.tar": tarred({**files, "z": ""})}, IMAGE))


@pytest.mark.parametrize(
    "content", [b"", b"x" * 600, gzip.compress(b"")[:9], gzip.compress(b"x" * 2000), b"\x1f\x8b" + b"\0" * 99]
)
def test_file_that_is_no_image(tmp_path: Path, content: bytes) -> None:
    """A file that is no image at all is said to be none."""
    found = read(tmp_path, {"image.tar": content}, IMAGE)
    assert found.unread
    assert not found.named


def test_image_that_ends_too_early(tmp_path: Path) -> None:
    """Of an image that was cut what was read stands, and that the rest is missing is said."""
    whole = tarred(
        {
            "manifest.json": '[{"Layers": ["a/layer.tar", "b/layer.tar"]}]',
            "a/layer.tar": tarred(wheel("a", "1", folder="var/task/")),
            "b/layer.tar": b"\0" * 20_000,
        }
    )
    found = read(tmp_path, {"image.tar": whole[:-15_000]}, IMAGE)
    assert spelt(found.named) == ["a@1"]
    assert "it ends too early" in reasons(found)


def test_archive_in_an_image(tmp_path: Path) -> None:
    """Archives of an image are gone into while its layer is read."""
    layer = tarred({"var/task/deps.zip": zipped(wheel("idna", "3.4")), "var/task/bad.zip": b"PK"})
    found = read(tmp_path, {"image.tar": saved(layer)}, IMAGE)
    assert spelt(found.named) == ["idna@3.4"]
    assert "image.tar/var/task/bad.zip: it is damaged" in reasons(found)


def test_image_that_is_not_here(tmp_path: Path) -> None:
    """An image that is built elsewhere is said not to be known."""
    for fn in (
        function(None, None, image="123.dkr.ecr.eu-west-1.amazonaws.com/fn:1"),
        function(None, "src", packaging=(("dockerfile", "Dockerfile"),)),
    ):
        found = read(tmp_path, {"src/Dockerfile": "FROM x"}, fn)
        assert "template.yaml: its image is not in the scanned folder" in reasons(found)
        assert not found.named
