"""What `odd-source` finds: a stray host in a lock, one that settings do not name, addresses in plain."""

from __future__ import annotations

from pathlib import Path

import pytest

from ennead.practices.p4_dependencies.odd_source import odd_source
from tests.checks.coded import HEAD, findings, function
from tests.checks.packaged import lock, of, place

__all__ = ["place"]
NAMES = [f"package-{number}" for number in range(8)]
PACKAGES = [(name, "1.0.0") for name in NAMES]


def files(text: str, **more: str) -> dict[str, str]:
    """An application with this lock."""
    wanted = ", ".join(f'"{name}": "1.0.0"' for name in NAMES)
    return {
        "template.yaml": HEAD + function("Orders").replace("python3.13", "nodejs22.x"),
        "src/app.js": "exports.handler = async () => 1;\n",
        "src/package.json": f'{{"dependencies": {{{wanted}}}}}',
        "src/package-lock.json": text,
        **more,
    }


def stray(host: str) -> str:
    """A lock of which one package comes from another host."""
    return lock(*PACKAGES).replace("registry.npmjs.org/package-3", f"{host}/package-3")


def test_one_package_from_elsewhere(tmp_path: Path, place: Path) -> None:
    """It is named with its host, at its own line."""
    (found,) = findings(of(tmp_path, odd_source, files(stray("packages.elsewhere.example"))))
    assert "fetches package-3 from packages.elsewhere.example" in found.message
    assert found.at.path == "src/package-lock.json"


def test_a_host_that_the_settings_do_not_name(tmp_path: Path, place: Path) -> None:
    """Where the project names its registry, everything has to come from there."""
    settings = {"src/.npmrc": "registry=https://registry.shop.example/\n"}
    (found,) = findings(of(tmp_path, odd_source, files(lock(*PACKAGES), **settings)))
    assert len(found.related) == 8


def test_addresses_in_plain(tmp_path: Path, place: Path) -> None:
    """An address without encryption is found once for a lock, with its reference."""
    (found,) = findings(of(tmp_path, odd_source, files(lock(*PACKAGES).replace("https://", "http://"))))
    assert "over http from registry.npmjs.org" in found.message
    assert "CWE-319" in found.references


@pytest.mark.parametrize(
    "given",
    [
        files(lock(*PACKAGES)),
        files(stray("registry.yarnpkg.com")),
        files(
            lock(*PACKAGES, host="registry.shop.example"), **{"src/.npmrc": "registry=https://registry.shop.example/\n"}
        ),
        files(
            stray("npm.shop.example"),
            **{"src/.npmrc": "registry=https://registry.npmjs.org\n@s:registry=https://npm.shop.example\n"},
        ),
    ],
    ids=["one host", "two names of one registry", "as the settings say", "two hosts of the settings"],
)
def test_what_is_none(tmp_path: Path, place: Path, given: dict[str, str]) -> None:
    """One host, or those that the project's own settings name, are no finding."""
    assert of(tmp_path, odd_source, given) == []
