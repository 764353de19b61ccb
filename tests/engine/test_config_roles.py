"""What the configuration file asks of roles."""

from __future__ import annotations

from pathlib import Path

import pytest

from ennead.engine.config import ConfigError, load
from ennead.model.rules import NO_ROLE_RULES, RoleRules

ARN = "arn:aws:iam::111111111111:policy/team/edge"


def loaded(folder: Path, text: str, name: str = "ennead.toml") -> RoleRules:
    """The rules that a file gives."""
    (folder / name).write_text(text, encoding="utf-8")
    return load(folder).rules.roles


def test_nothing_is_asked(tmp_path: Path) -> None:
    """A file without the table asks nothing, and so does no file."""
    assert load(tmp_path).rules.roles == NO_ROLE_RULES
    assert loaded(tmp_path, "accounts = []") == NO_ROLE_RULES


def test_what_is_asked(tmp_path: Path) -> None:
    """A boundary, a path and a name are read, also from pyproject.toml."""
    table = f'boundary = "{ARN}"\npath = "/app/"\nname = "{{stack}}-{{function}}"\n'
    asked = RoleRules(ARN, "/app/", "{stack}-{function}")
    assert loaded(tmp_path, f"[tool.ennead.roles]\n{table}", "pyproject.toml") == asked
    assert loaded(tmp_path, f"[roles]\n{table}") == asked


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("boundary", "arn:${AWS::Partition}:iam::${AWS::AccountId}:policy/edge"),
        ("boundary", "arn:aws-cn:iam::aws:policy/ReadOnlyAccess"),
        ("boundary", "BoundaryArn"),
        ("boundary", "boundary_arn"),
        ("path", "/"),
        ("path", "/a/b.c/"),
        ("name", "{function}"),
        ("name", "app-{region}-{function}"),
    ],
)
def test_what_may_stand_there(tmp_path: Path, key: str, value: str) -> None:
    """ARNs with pseudo parameters, names of parameters, any path of IAM."""
    assert getattr(loaded(tmp_path, f'[roles]\n{key} = "{value}"\n'), key) == value


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("roles = true", "roles is a table"),
        ("[roles]", "roles is a table"),
        ('[roles]\npermissions_boundary = "x"', "unknown key permissions_boundary; did you mean boundary?"),
        ("[roles]\nboundary = 1", "boundary is a text"),
        ('[roles]\nboundary = "arn:aws:iam::1:policy/edge"', "no policy: write"),
        ('[roles]\nboundary = "arn:aws:iam::111111111111:role/edge"', "no policy: write"),
        ('[roles]\nboundary = "arn:aws:iam::*:policy/*"', "no policy: write"),
        ('[roles]\npath = "app"', 'write "/app/", both slashes too'),
        ('[roles]\npath = "/app"', "no path of IAM"),
        ('[roles]\npath = "/a b/"', "no path of IAM"),
        ('[roles]\nname = "app"', "put {function} in it"),
        ('[roles]\nname = "{stage}-{function}"', "nothing is called {stage}; known are {function}, {region}, {stack}"),
        ('[roles]\nname = "a/{function}"', "holds what no role's name may"),
        (f'[roles]\nname = "{"a" * 64}{{function}}"', "at most 64 characters"),
    ],
)
def test_what_cannot_be_followed_is_an_error(tmp_path: Path, text: str, said: str) -> None:
    """A rule that is not understood is no rule that is passed over."""
    with pytest.raises(ConfigError) as raised:
        loaded(tmp_path, text)
    assert said in str(raised.value)
