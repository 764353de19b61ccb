"""Packages and files of the application with the same name, in JavaScript."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.code.following import hosts, javascript

CLIENT = "module.exports.ask = () => require('axios').get('https://api.example.org/x');\n"
PACKAGE = '{"%s": {"axios": "1.7.0"}}'


def test_a_file_does_not_import_itself(tmp_path: Path) -> None:
    """A file with the name of a package that requires that name has the package."""
    (tmp_path / "axios.js").write_text(CLIENT)
    answer = javascript(tmp_path, "const {ask} = require('./axios');\nexports.handler = async () => ask();\n")
    assert hosts(answer) == ["axios api.example.org GET"]
    assert not answer.unresolved


@pytest.mark.parametrize("group", ["dependencies", "devDependencies"])
def test_a_declared_package_goes_before_a_file(tmp_path: Path, group: str) -> None:
    """A package that package.json asks for is not the file of that name in the code's folder."""
    (tmp_path / "package.json").write_text(PACKAGE % group)
    (tmp_path / "axios.js").write_text("exports.get = () => 1;\n")
    source = "const axios = require('axios');\nexports.handler = async () => axios.get('https://api.example.org/x');\n"
    assert hosts(javascript(tmp_path, source)) == ["axios api.example.org GET"]


@pytest.mark.parametrize("text", [None, "{}", "[]", "{"])
def test_a_file_in_the_code_s_folder_is_found_by_its_name(tmp_path: Path, text: str | None) -> None:
    """Without such a package, a bare name is a file of the code's folder, where the runtime looks last."""
    if text is not None:
        (tmp_path / "package.json").write_text(text)
    (tmp_path / "ours.js").write_text("exports.ask = () => fetch('https://api.example.org/x');\n")
    source = "const {ask} = require('ours');\nexports.handler = async () => ask();\n"
    assert [one.split()[1] for one in hosts(javascript(tmp_path, source))] == ["api.example.org"]
