"""A cloud assembly is one application; what it holds is none of its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from ennead.sources.discover import AppSource, app_names, discover
from tests.sources.cdk.assemblies import QUEUE, template, write_assembly
from tests.sources.reading import fragment_in, ids, write

ASSET = "AWSTemplateFormatVersion: '2010-09-09'\nResources: {Q: {Type: AWS::SQS::Queue}}\n"


def _app(folder: Path) -> Path:
    return write_assembly(folder, {"App": template({"Q": QUEUE})}, files={"asset.a1/template.yaml": ASSET})


def test_an_assembly_is_one_application(tmp_path: Path) -> None:
    """Its templates and assets are no applications, and the `cdk.json` beside it is read."""
    found = discover(_app(write(tmp_path, {"cdk.json": "{}"})))
    assert (found.sources, found.unread) == ((AppSource("cdk", "cdk.out"),), ())
    assert list(app_names(found).values()) == [tmp_path.name]


@pytest.mark.parametrize("name", ["cdk.out", "dist"])
def test_an_assembly_is_known_by_name_or_by_its_mark(tmp_path: Path, name: str) -> None:
    """A folder `cdk.out`, or one with the file `cdk.out` in it, is an assembly; scanned itself it is one too."""
    out = _app(tmp_path / "svc") / "cdk.out"
    if name == "cdk.out":
        (out / "cdk.out").unlink()
    out = out.rename(out.parent / name)
    assert discover(tmp_path).others == (AppSource("cdk", f"svc/{name}"),)
    assert discover(out).sources == (AppSource("cdk", "."),)
    assert ids(fragment_in(out)) == {"queue/Q"}


def test_a_manifest_of_something_else_is_none(tmp_path: Path) -> None:
    """A web application's `manifest.json` makes no assembly of its folder."""
    folder = write(tmp_path, {"web/manifest.json": '{"name": "shop"}', "web/template.yaml": ASSET})
    assert discover(folder).sources == (AppSource("template", "web/template.yaml"),)


def test_an_application_that_is_not_synthesised_is_named(tmp_path: Path) -> None:
    """In a monorepo only the `cdk.json` that has an assembly below it is read; the other tells the next command."""
    write(tmp_path, {"a/cdk.json": "{}", "b/cdk.json": "{}", "cdk.json": "{}"})
    found = discover(_app(tmp_path / "a").parent)
    assert sorted(unread.at.path for unread in found.unread) == ["b/cdk.json", "cdk.json"]
    assert all("cdk synth" in unread.reason for unread in found.unread)
