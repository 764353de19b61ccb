"""The rules of the configuration file."""

from __future__ import annotations

from pathlib import Path

import pytest

from ennead.engine.config import ConfigError, load
from ennead.model.data import DataClass
from ennead.model.rules import NO_RULES, OwnKey


def loaded(folder: Path, text: str) -> OwnKey | None:
    """The rule that a file gives."""
    (folder / "ennead.toml").write_text(text, encoding="utf-8")
    return load(folder).rules.own_key


def test_no_rule(tmp_path: Path) -> None:
    """A file without the table has no rule, and so has no file."""
    assert load(tmp_path).rules == NO_RULES
    assert loaded(tmp_path, "accounts = []") is None


def test_a_rule(tmp_path: Path) -> None:
    """Classes, kinds and stores are read."""
    text = '[own_key]\nclasses = ["personal"]\nkinds = ["table", "bucket"]\nstores = ["Exports"]\n'
    assert loaded(tmp_path, text) == OwnKey((DataClass.PERSONAL,), ("table", "bucket"), ("Exports",))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("own_key = true", "own_key is a table"),
        ("[own_key]", "own_key is a table"),
        ("[own_key]\nclasses = []", "own_key is a table"),
        ('[own_key]\nclasses = ["secret-ish"]', "no class of data is called 'secret-ish'"),
        ('[own_key]\nkinds = ["function"]', "no kind 'function' has keys"),
        ('[own_key]\nclass = ["personal"]', "did you mean classes?"),
        ('[own_key]\nclasses = "personal"', "classes is a list of texts"),
    ],
)
def test_what_cannot_be_followed_is_an_error(tmp_path: Path, text: str, said: str) -> None:
    """A rule that is not understood is no rule that is passed over."""
    with pytest.raises(ConfigError) as raised:
        loaded(tmp_path, text)
    assert said in str(raised.value)
