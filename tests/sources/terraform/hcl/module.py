"""Small root modules for tests."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ennead.sources.terraform.configuration import configurations
from ennead.sources.terraform.instance import Configuration, Instance


def written(root: Path, files: Mapping[str, str]) -> Path:
    """The files, below a folder."""
    for name, text in files.items():
        file = root / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return root


def read(root: Path, files: Mapping[str, str] | str, folder: str = ".", **given: str) -> Configuration:
    """The one configuration of a folder with these files; text stands for `main.tf`."""
    written(root, {"main.tf": files} if isinstance(files, str) else files)
    (only,) = configurations(root, folder, given)
    return only


def value(root: Path, expression: str, more: str = "", files: Mapping[str, str] | None = None) -> Any:
    """What an expression comes to in a root module that holds nothing but it and `more`."""
    text = f'{more}\noutput "it" {{\n  value = {expression}\n}}\n'
    return read(root, {**(files or {}), "main.tf": text}).outputs["it"]


def instances(configuration: Configuration) -> dict[str, Instance]:
    """By address."""
    return {instance.address: instance for instance in configuration.instances}


def attributes(configuration: Configuration, address: str) -> dict[str, Any]:
    return dict(instances(configuration)[address].attributes)
