"""Packages of Python: records of wheels and eggs, what they import, copies without metadata."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ennead.model.package import Ecosystem, Origin
from tests.packages.deployed.build import by_name, function, layer, read, reasons, spelt, wheel, zipped


def test_wheel_in_an_archive(tmp_path: Path) -> None:
    """A package of an archive has its name as PyPI compares it, its version, its line and where it stands."""
    files = {"fn.zip": zipped({"app.py": "", **wheel("Jinja2", "3.1.2", "jinja2/__init__.py", "jinja2/ext.py")})}
    found = read(tmp_path, files)
    one = by_name(found)["jinja2"]
    assert (one.package.ecosystem, one.package.version, one.origin) == (Ecosystem.PYPI, "3.1.2", Origin.ARCHIVE)
    assert (one.at.path, one.at.line) == ("fn.zip/Jinja2-3.1.2.dist-info/METADATA", 3)
    assert one.imports == ("jinja2",)
    assert one.direct is None
    assert one.reason is None
    assert found.files == ("fn.zip/Jinja2-3.1.2.dist-info/METADATA",)
    assert found.built
    assert not found.unread


def test_wheels_in_a_folder(tmp_path: Path) -> None:
    """Packages that lie in the folder of the code are told, and that folder is one that a build may add to."""
    found = read(tmp_path, {"src/app.py": "", **wheel("idna", "3.4", folder="src/")}, function(code="src"))
    assert spelt(found.named) == ["idna@3.4"]
    assert not found.built


def test_only_what_the_runtime_loads_counts_in_a_folder(tmp_path: Path) -> None:
    """A folder of sources holds packages of other languages' tools; an archive is deployed as it is."""
    files = wheel("idna", "3.4", folder="src/") | {
        "src/node_modules/a/package.json": '{"name": "a", "version": "1.0.0"}'
    }
    assert spelt(read(tmp_path / "a", files, function(code="src")).named) == ["idna@3.4"]
    assert spelt(read(tmp_path / "b", files, function("nodejs20.x", "src")).named) == ["a@1.0.0"]
    packed = {"fn.zip": zipped({name.removeprefix("src/"): text for name, text in files.items()})}
    assert spelt(read(tmp_path / "c", packed).named) == ["a@1.0.0", "idna@3.4"]


def test_imports_of_a_namespace_are_its_parts(tmp_path: Path) -> None:
    """A package in a namespace is imported by its part of it, a module by its name, a library by its own."""
    modules = (
        "google/cloud/storage/__init__.py",
        "google/cloud/storage/blob.py",
        "_fast.cpython-312-x86_64-linux-gnu.so",
        "six.py",
    )
    found = read(tmp_path, {"fn.zip": zipped(wheel("google-cloud-storage", "2.1.0", *modules))})
    assert by_name(found)["google-cloud-storage"].imports == ("_fast", "google.cloud.storage", "six")


def test_imports_by_the_list_of_top_levels(tmp_path: Path) -> None:
    """Without a record of files the list of names at the top tells."""
    info = "PyYAML-6.0.dist-info"
    found = read(
        tmp_path,
        {
            "fn.zip": zipped(
                {f"{info}/METADATA": "Name: PyYAML\nVersion: 6.0\n", f"{info}/top_level.txt": "_yaml\nyaml\n../x\n"}
            )
        },
    )
    assert by_name(found)["pyyaml"].imports == ("_yaml", "yaml")


def test_asked_for_by_name(tmp_path: Path) -> None:
    """pip marks what it was asked for: the others came with it."""
    files = wheel("requests", "2.31.0", REQUESTED="") | wheel("idna", "3.4")
    found = by_name(read(tmp_path, {"fn.zip": zipped(files)}))
    assert (found["requests"].direct, found["idna"].direct) == (True, False)


def test_installed_from_an_address(tmp_path: Path) -> None:
    """An address that a package was installed from is told without its user and password."""
    told = {"url": "https://user:secret@example.com/a.git?token=1", "vcs_info": {"vcs": "git", "commit_id": "1"}}
    one = by_name(read(tmp_path, {"fn.zip": zipped(wheel("a", "1", direct_url_json=json.dumps(told)))}))["a"]
    assert one.source == "https://example.com/a.git"
    assert not one.own
    assert one.hashes is None


def test_installed_from_a_folder_is_ones_own(tmp_path: Path) -> None:
    """What was installed from a folder here is the project's own module."""
    told = {"url": "file:///src/mine", "dir_info": {}}
    found = read(tmp_path, {"fn.zip": zipped(wheel("mine", "1", direct_url_json=json.dumps(told)))})
    assert by_name(found)["mine"].own


def test_hash_of_an_archive(tmp_path: Path) -> None:
    """A hash of the archive that a package came from counts."""
    told = {"url": "https://example.com/a.whl", "archive_info": {"hashes": {"sha256": "0"}}}
    found = read(tmp_path, {"fn.zip": zipped(wheel("a", "1", direct_url_json=json.dumps(told)))})
    assert by_name(found)["a"].hashes is True


@pytest.mark.parametrize("text", ["[", "[1]", '{"url": 1}', "[" * 3000, '{"url": "http://[::1"}'])
def test_address_that_is_none(tmp_path: Path, text: str) -> None:
    """What a package was installed from may be no JSON or no address: the package is told all the same."""
    one = by_name(read(tmp_path, {"fn.zip": zipped(wheel("a", "1", direct_url_json=text))}))["a"]
    assert one.source is None
    assert one.package.version == "1"


def test_eggs(tmp_path: Path) -> None:
    """Eggs are told: as a file beside the module, as a folder of metadata, as a folder of their own."""
    files = {
        "a-1.0-py3.8.egg-info": "Name: a\nVersion: 1.0\n",
        "b.egg-info/PKG-INFO": "Name: b\nVersion: 2.0\n",
        "b.egg-info/top_level.txt": "b\n",
        "c-3.0-py3.8.egg/EGG-INFO/PKG-INFO": "Name: c\nVersion: 3.0\n",
        "d-4.0-py3.8.egg-info/PKG-INFO": "",
    }
    assert spelt(read(tmp_path, {"fn.zip": zipped(files)}).named) == ["a@1.0", "b@2.0", "c@3.0", "d@4.0"]


def test_wheel_and_egg_that_lie_about(tmp_path: Path) -> None:
    """A wheel that was not installed is told, with the file that carries it."""
    inner = zipped(wheel("idna", "3.4", "idna/__init__.py"))
    egg = zipped({"EGG-INFO/PKG-INFO": "Name: six\nVersion: 1.16.0\n"})
    found = read(tmp_path, {"fn.zip": zipped({"wheels/idna-3.4-py3-none-any.whl": inner, "six-1.16.0-py3.8.egg": egg})})
    assert spelt(found.named) == ["idna@3.4", "six@1.16.0"]
    assert by_name(found)["idna"].bundled_in == "fn.zip/wheels/idna-3.4-py3-none-any.whl"
    assert by_name(found)["idna"].at.path == "fn.zip/wheels/idna-3.4-py3-none-any.whl/idna-3.4.dist-info/METADATA"


def test_requirements_in_an_archive_of_their_own(tmp_path: Path) -> None:
    """The archive that a plug-in of the Serverless Framework puts requirements into is gone into."""
    found = read(tmp_path, {"fn.zip": zipped({".requirements.zip": zipped(wheel("idna", "3.4"))})})
    assert spelt(found.named) == ["idna@3.4"]


def test_vendored_by_a_package(tmp_path: Path) -> None:
    """A package that lies in another one says which that is."""
    outer = wheel("setuptools", "75.1.0", "setuptools/__init__.py")
    inner = wheel("wheel", "0.45.1", "wheel/__init__.py", folder="setuptools/_vendor/")
    found = by_name(read(tmp_path, {"fn.zip": zipped(outer | inner)}))
    assert found["wheel"].bundled_in == "setuptools@75.1.0"
    assert found["setuptools"].bundled_in is None


def test_name_of_the_folder_where_metadata_was_stripped(tmp_path: Path) -> None:
    """A record without its metadata is called as its folder."""
    found = read(tmp_path, {"fn.zip": zipped({"typing_extensions-4.8.0.dist-info/RECORD": "typing_extensions.py,,\n"})})
    assert spelt(found.named) == ["typing-extensions@4.8.0"]
    assert by_name(found)["typing-extensions"].imports == ("typing_extensions",)


def test_metadata_without_a_version(tmp_path: Path) -> None:
    """A package whose version is not told is named, with the reason."""
    one = by_name(read(tmp_path, {"fn.zip": zipped({"a.dist-info/METADATA": "Name: a\n\nVersion: 1\n"})}))["a"]
    assert one.package.version is None
    assert one.reason == "its metadata holds no version"


@pytest.mark.parametrize("text", ["Name: \x1b[2Ja\nVersion: 1\n", "Name: " + "a" * 5000 + "\n", "Name: a b\n"])
def test_metadata_with_no_name(tmp_path: Path, text: str) -> None:
    """What cannot be a package's name is none, and that is said."""
    found = read(tmp_path, {"fn.zip": zipped({"_.dist-info/METADATA": text})})
    assert not spelt(found.named)
    assert "does not say of which" in reasons(found)


def test_version_that_is_none(tmp_path: Path) -> None:
    """A version with spaces or letters that steer a terminal is none."""
    found = read(tmp_path, {"fn.zip": zipped({"a.dist-info/METADATA": "Name: a\nVersion: 1 \x1b[2J\n"})})
    assert by_name(found)["a"].package.version is None


def test_library_copied_without_metadata(tmp_path: Path) -> None:
    """A known library that a build stripped of its metadata is told by the version in its code."""
    files = {
        "requests/__init__.py": "from .x import y\n",
        "requests/__version__.py": "__title__ = 'requests'\n__version__ = '2.19.1'\n",
        "yaml/__init__.py": "__version__ = '5.1'\n",
        "dateutil/__init__.py": "",
        "mine/__init__.py": "__version__ = '1.0'\n",
    }
    found = read(tmp_path, {"fn.zip": zipped(files)})
    assert spelt(found.named) == ["python-dateutil", "pyyaml@5.1", "requests@2.19.1"]
    assert by_name(found)["requests"].at.line == 2
    assert by_name(found)["requests"].imports == ("requests",)
    assert "without metadata" in str(by_name(found)["python-dateutil"].reason)


def test_library_with_metadata_is_told_once(tmp_path: Path) -> None:
    """A library whose record lies there is told by that alone, and so is a copy that another package carries."""
    files = wheel("PyYAML", "6.0", "yaml/__init__.py") | {"yaml/__init__.py": "__version__ = '6.0'\n"}
    files |= wheel("botocore", "1.0.0", "botocore/__init__.py") | {
        "botocore/vendored/requests/__init__.py": "__version__ = '2.7.0'\n"
    }
    assert spelt(read(tmp_path, {"fn.zip": zipped(files)}).named) == ["botocore@1.0.0", "pyyaml@6.0"]


def test_single_file_libraries(tmp_path: Path) -> None:
    """A library that is one file is known too."""
    found = read(tmp_path, {"fn.zip": zipped({"six.py": '"""Utilities."""\n__version__ = "1.12.0"\n'})})
    assert spelt(found.named) == ["six@1.12.0"]


def test_layer_folder_as_it_is_built(tmp_path: Path) -> None:
    """Packages of a layer's folder are of the layer, with `python` in it or without."""
    files = {
        "fn.zip": zipped({"app.py": ""}),
        **wheel("idna", "3.4", folder="a/python/"),
        **wheel("six", "1.16.0", folder="b/"),
    }
    found = read(tmp_path, files, function(), layer("A", "a"), layer("B", "b"))
    assert spelt(found.named) == ["idna@3.4", "six@1.16.0"]
    assert {one.origin for one in found.named if one.package.version} == {Origin.LAYER}
