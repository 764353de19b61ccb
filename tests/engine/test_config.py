"""The configuration file: which one counts, what it may say, and what the errors advise."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ennead.engine.config import MAXIMUM_BYTES, Config, ConfigError, Suppression, load, load_file
from ennead.model.finding import Severity


def _write(folder: Path, text: str, name: str = "ennead.toml") -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def _root(tmp_path: Path) -> Path:
    """A folder above which nothing is looked at."""
    (tmp_path / ".git").mkdir()
    return tmp_path


def _refusal(tmp_path: Path, text: str) -> str:
    path = _write(_root(tmp_path), text)
    with pytest.raises(ConfigError) as refused:
        load(tmp_path)
    message = str(refused.value)
    assert str(path) in message
    return message


def test_without_a_file_the_defaults_hold(tmp_path: Path) -> None:
    """Where no file is found, findings fail from high on and every check runs."""
    config = load(_root(tmp_path))
    assert config == Config()
    assert config.fail_on is Severity.HIGH
    assert config.select == config.ignore == ()


def test_everything_a_file_may_say(tmp_path: Path) -> None:
    """Each key arrives with its type."""
    path = _write(
        _root(tmp_path),
        """
        fail_on = "medium"
        select = ["public-*", "practice:3"]
        ignore = ["log-retention"]
        environment = "prod"
        accounts = ["012345678901"]
        code_signing = true
        [parameters]
        Stage = "prod"
        Count = 5
        Debug = false
        Subnets = ["a", "b"]
        [[suppress]]
        check = "open-route"
        resource = "Api"
        function = "Status"
        path = "services/*.yml"
        reason = "the status page is public"
        expires = 2027-01-31
        [[suppress]]
        identity = "open-route-3f2a"
        reason = "same"
        expires = "2027-02-28"
        """,
    )
    assert load(tmp_path) == Config(
        source=path,
        fail_on=Severity.MEDIUM,
        select=("public-*", "practice:3"),
        ignore=("log-retention",),
        environment="prod",
        parameters=(("Count", "5"), ("Debug", "false"), ("Stage", "prod"), ("Subnets", "a,b")),
        suppress=(
            Suppression(
                "the status page is public",
                check="open-route",
                resource="Api",
                function="Status",
                path="services/*.yml",
                expires=date(2027, 1, 31),
            ),
            Suppression("same", identity="open-route-3f2a", expires=date(2027, 2, 28)),
        ),
        accounts=("012345678901",),
        code_signing=True,
    )


def test_none_switches_failing_off(tmp_path: Path) -> None:
    """`fail_on = "none"`: findings never fail a run."""
    _write(_root(tmp_path), 'fail_on = "none"')
    assert load(tmp_path).fail_on is None


def test_the_nearest_file_counts(tmp_path: Path) -> None:
    """Of two files above each other the lower one counts, alone."""
    _write(_root(tmp_path), 'environment = "far"\nignore = ["x"]')
    _write(tmp_path / "a", 'environment = "near"')
    (tmp_path / "a" / "b").mkdir()
    config = load(tmp_path / "a" / "b")
    assert (config.environment, config.ignore, config.prefix) == ("near", (), "b")


def test_a_template_is_looked_for_from_its_folder(tmp_path: Path) -> None:
    """A scan of one template reads the file beside it."""
    _write(_root(tmp_path), 'environment = "x"')
    template = _write(tmp_path, "Resources: {}", "template.yml")
    assert load(template).environment == "x"


def test_ennead_toml_wins_in_one_folder(tmp_path: Path) -> None:
    """With both files in a folder, `ennead.toml` is the one."""
    _write(_root(tmp_path), '[tool.ennead]\nenvironment = "shared"', "pyproject.toml")
    _write(tmp_path, 'environment = "own"')
    assert load(tmp_path).environment == "own"


def test_pyproject_without_our_table_is_passed_over(tmp_path: Path) -> None:
    """A `pyproject.toml` that only depends on us does not end the search."""
    _write(_root(tmp_path), 'environment = "above"')
    _write(tmp_path / "a", '[project]\ndependencies = ["ennead"]', "pyproject.toml")
    assert load(tmp_path / "a").environment == "above"


def test_pyproject_of_others_may_be_broken(tmp_path: Path) -> None:
    """A broken `pyproject.toml` that does not speak of us is not our business; one that does is an error."""
    broken = _write(_root(tmp_path), "[project", "pyproject.toml")
    assert load(tmp_path) == Config()
    broken.write_text("[tool.ennead", encoding="utf-8")
    with pytest.raises(ConfigError, match="is not TOML"):
        load(tmp_path)


def test_the_search_stops_at_the_repository(tmp_path: Path) -> None:
    """A file above the folder that holds `.git` does not count."""
    _write(tmp_path, 'environment = "outside"')
    inner = tmp_path / "repository"
    inner.mkdir()
    assert load(_root(inner)) == Config()


def test_a_named_file_counts(tmp_path: Path) -> None:
    """A file that is named is read wherever it lies; one without our table is an error."""
    elsewhere = _write(tmp_path / "x", 'environment = "x"', "mine.toml")
    scanned = tmp_path / "y"
    scanned.mkdir()
    config = load_file(elsewhere, scanned)
    assert (config.environment, config.prefix) == ("x", "")
    other = _write(tmp_path / "x", "[project]", "pyproject.toml")
    for path in (other, tmp_path / "missing.toml"):
        with pytest.raises(ConfigError, match="holds no configuration"):
            load_file(path, scanned)


@pytest.mark.parametrize(
    ("text", "advice"),
    [
        ('fail-on = "low"', "unknown key fail-on; did you mean fail_on?"),
        ('supress = "x"', "unknown key supress; did you mean suppress?"),
        ("zzz = 1", "unknown key zzz; known are accounts"),
        ('[tool.ennead]\nfail_on = "low"', "unknown key tool"),
        ('fail_on = "severe"', "one of critical, high, medium, low, info, none"),
        ("fail_on = 3", "one of critical"),
        ('select = "open-route"', "select is a list of texts"),
        ('ignore = ["a", 3]', "ignore is a list of texts"),
        ('environment = ["prod"]', "environment is a text"),
        ('environment = " "', "environment is a text"),
        ("accounts = [12345678901]", "accounts is a list of texts"),
        ('accounts = ["12345678901"]', "a text of 12 digits"),
        ('code_signing = "yes"', "code_signing is true or false"),
        ("parameters = 3", "parameters is a table"),
        ("parameters = {A = {b = 1}}", "parameters.A is a text"),
        ("suppress = 3", "suppress is a list of tables"),
        ('[[suppress]]\ncheck = "a"', "suppress number 1: it has no reason"),
        ('[[suppress]]\ncheck = "a"\nreason = "  "', "suppress number 1: reason is a text"),
        ('[[suppress]]\nreason = "r"', "it names no fault"),
        ('[[suppress]]\nreason = "r"\npath = "*"', "it names no fault"),
        ('[[suppress]]\ncheck = "*"\nreason = "r"', "accepts every fault"),
        ('[[suppress]]\ncheck = "a"\nreason = "r"\nexpire = 2027-01-01', "unknown key expire; did you mean expires?"),
        ('[[suppress]]\ncheck = "a"\nreason = "r"\nexpires = "soon"', "expires is a day"),
        ('[[suppress]]\ncheck = "a"\nreason = "r"\nexpires = 2027-01-01T00:00:00', "expires is a day"),
        ("x = ", "is not TOML"),
    ],
)
def test_what_is_not_understood_is_an_error_that_advises(tmp_path: Path, text: str, advice: str) -> None:
    """A wrong key or value names the file, the key and what to write."""
    assert advice in _refusal(tmp_path, text)


def test_a_file_that_is_no_text_is_an_error(tmp_path: Path) -> None:
    """Bytes that are no UTF-8, too many of them, and deep nesting are said, not raised as they are."""
    path = _root(tmp_path) / "ennead.toml"
    for raw in (b"\xff\xfe", b"#" * (MAXIMUM_BYTES + 1), b"x = " + b"[" * 5000):
        path.write_bytes(raw)
        with pytest.raises(ConfigError):
            load(tmp_path)


_KEYS = st.sampled_from(["fail_on", "select", "ignore", "environment", "accounts", "parameters", "suppress", "x"])
_VALUES = st.sampled_from(
    ["1", "-0.5", "true", '"a"', "[]", '["a"]', "[[1]]", "{}", '[{check="a",reason="r"}]', "1979-05-27"]
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(entries=st.dictionaries(_KEYS, _VALUES))
def test_any_value_is_read_or_refused(tmp_path: Path, entries: dict[str, str]) -> None:
    """Whatever stands behind a key, it is a configuration or a ConfigError, never another error."""
    (tmp_path / ".git").mkdir(exist_ok=True)
    _write(tmp_path, "\n".join(f"{key} = {value}" for key, value in entries.items()))
    try:
        config = load(tmp_path)
    except ConfigError:
        return
    assert "x" not in entries
    assert all(entry.reason for entry in config.suppress)
