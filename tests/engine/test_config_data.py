"""`[data]` of the configuration file: what it says of stores."""

from __future__ import annotations

from pathlib import Path

import pytest

from ennead.engine.config import ConfigError, load
from ennead.engine.scan import Request, map_of, readings
from ennead.model.data import DataClass, Declared, Level
from ennead.sources.read import AppReading


def _config(folder: Path, text: str) -> tuple[Declared, ...]:
    (folder / "ennead.toml").write_text(text, encoding="utf-8")
    return load(folder).data


def test_classes_and_levels(tmp_path: Path) -> None:
    """A list of classes, or a table with classes and levels."""
    found = _config(
        tmp_path,
        '[data]\nOrders = ["financial", "personal"]\n"bucket/B" = {classes = ["public"], integrity = "high"}\n'
        'C = {availability = "low"}\n',
    )
    assert set(found) == {
        Declared("Orders", (DataClass.FINANCIAL, DataClass.PERSONAL)),
        Declared("bucket/B", (DataClass.PUBLIC,), integrity=Level.HIGH),
        Declared("C", availability=Level.LOW),
    }


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("data = 3", "data is a table"),
        ('[data]\nT = "personal"', "data.T: write a list"),
        ("[data]\nT = {}", "data.T: write a list"),
        ("[data]\nT = []", "data.T: write a list"),
        ('[data]\nT = ["persnal"]', "no class of data is called 'persnal'"),
        ("[data]\nT = [1]", "classes is a list of texts"),
        ('[data]\nT = {integrity = "medium"}', "integrity is 'medium'"),
        ("[data]\nT = {integrity = 1}", "integrity is 1"),
        ('[data]\nT = {integrety = "high"}', "did you mean integrity?"),
    ],
)
def test_faults(tmp_path: Path, text: str, told: str) -> None:
    """Whatever cannot be followed is an error that says where and what."""
    with pytest.raises(ConfigError, match=f"ennead.toml.*{told.replace('?', '[?]')}"):
        _config(tmp_path, text)


def test_it_reaches_the_map(tmp_path: Path) -> None:
    """What the file says of a store is what the map shows."""
    (tmp_path / "ennead.toml").write_text('[data]\nOrders = ["business"]\n', encoding="utf-8")
    template = "Resources: {Orders: {Type: AWS::S3::Bucket}}\n"
    (tmp_path / "template.yaml").write_text(template, encoding="utf-8")
    config = load(tmp_path)
    (reading,) = readings(tmp_path, Request((), config=config))
    assert isinstance(reading, AppReading)
    node = map_of(reading, config.data).nodes["bucket/Orders"]
    assert [(one.data_class, one.reason) for one in node.data_classes] == [(DataClass.BUSINESS, "ennead.toml says so")]
