"""The configuration file: `ennead.toml`, or `[tool.ennead]` of `pyproject.toml`.

The nearest one counts, going up from the scanned folder and stopping at the folder that holds `.git`;
in one folder `ennead.toml` wins.  Whatever it says and we do not understand is an error: a setting
that is passed over in silence is a suppression nobody gave, or a check nobody runs.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from ennead.model.data import DataClass, Declared, Level
from ennead.model.finding import Severity
from ennead.model.rules import KEYED, NO_ROLE_RULES, NO_RULES, OwnKey, RoleRules, Rules

MAXIMUM_BYTES = 1_000_000
_KEYS = (
    "accounts", "code_signing", "data", "environment", "fail_on", "ignore", "own_key", "parameters", "roles",
    "select", "suppress",
)  # fmt: skip
_DATA_KEYS = ("availability", "classes", "confidentiality", "integrity")
_OWN_KEY_KEYS = ("classes", "kinds", "stores")
_ROLES_KEYS = ("boundary", "name", "path")
_BOUNDARY = re.compile(
    r"(?:arn:(?:aws[a-z-]*|\$\{AWS::Partition\}):iam::(?:[0-9]{12}|aws|\$\{AWS::AccountId\}):policy/[\w+=,.@/-]+"
    r"|[A-Za-z][\w-]*)\Z",
    re.ASCII,
)
_PATH = re.compile(r"/(?:[\w+=,.@-]+/)*\Z", re.ASCII)
_LONGEST_PATH = 512
_NAME = re.compile(r"(?:[\w+=,.@-]|\{\w+\})+\Z", re.ASCII)
_LONGEST_NAME = 64
_NAMED = ("function", "region", "stack")
_SUPPRESS_KEYS = ("check", "expires", "function", "identity", "path", "reason", "resource")


class ConfigError(ValueError):
    """The configuration file says something that cannot be followed: where, what, and what to write."""


@dataclass(frozen=True, slots=True)
class Suppression:
    """A fault somebody accepts.  All that is given has to hold; `expires` is the last day it does.

    `path` is a glob relative to the configuration file, `identity` a unique prefix.
    """

    reason: str
    check: str | None = None
    resource: str | None = None
    function: str | None = None
    path: str | None = None
    identity: str | None = None
    expires: date | None = None


@dataclass(frozen=True, slots=True)
class Config:
    """What the file says; the defaults where there is none.

    `source` is the file, `prefix` the scanned folder as seen from the file's own (`""` for the same one).
    `fail_on` None: findings never fail a run.  `accounts` are the user's own (12 digits each).
    `code_signing` None: the file does not say whether code has to be signed.  `data` is what it says of stores,
    `rules` what it asks of the application.
    """

    source: Path | None = None
    prefix: str = ""
    fail_on: Severity | None = Severity.HIGH
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    environment: str | None = None
    parameters: tuple[tuple[str, str], ...] = ()
    suppress: tuple[Suppression, ...] = ()
    accounts: tuple[str, ...] = ()
    code_signing: bool | None = None
    data: tuple[Declared, ...] = ()
    rules: Rules = NO_RULES


def load(scanned: Path) -> Config:
    """The configuration for a scan of a folder or a template.

    Raises:
        ConfigError: the nearest file cannot be read, or has a key or value that is not known.
    """
    folder = scanned.resolve()
    folder = folder if folder.is_dir() else folder.parent
    for place in (folder, *folder.parents):
        for name in ("ennead.toml", "pyproject.toml"):
            table = _table(place / name)
            if table is not None:
                return _config(table, place / name, folder.relative_to(place).as_posix())
        if (place / ".git").exists():
            break
    return Config()


def load_file(path: Path, scanned: Path) -> Config:
    """The configuration in a file that was named.

    Raises:
        ConfigError: as `load`, and where the file is not there or holds no `[tool.ennead]`.
    """
    table = _table(path)
    if table is None:
        raise ConfigError(f"{path} holds no configuration: name an ennead.toml or a pyproject.toml with [tool.ennead]")
    folder = scanned.resolve()
    folder = folder if folder.is_dir() else folder.parent
    home = path.resolve().parent
    return _config(table, path, folder.relative_to(home).as_posix() if folder.is_relative_to(home) else "")


def _table(path: Path) -> Mapping[str, object] | None:
    """The table for us, or None where the file is not there or does not speak of us."""
    try:
        if not path.is_file():
            return None
        with path.open("rb") as file:
            raw = file.read(MAXIMUM_BYTES + 1)
    except OSError as error:
        raise ConfigError(f"{path} cannot be read: {error.strerror or error}") from error
    if len(raw) > MAXIMUM_BYTES:
        raise ConfigError(f"{path} has more than {MAXIMUM_BYTES} bytes, which no configuration file has")
    is_shared = path.name == "pyproject.toml"
    if is_shared and b"ennead" not in raw:
        return None
    document = _parse(path, raw)
    if not is_shared:
        return document
    tool = document.get("tool")
    table = tool.get("ennead") if isinstance(tool, dict) else None
    if table is not None and not isinstance(table, dict):
        raise ConfigError(f"{path}: tool.ennead is a table: write [tool.ennead] and the keys below it")
    return table


def _parse(path: Path, raw: bytes) -> Mapping[str, object]:
    import tomllib  # noqa: PLC0415 only when it is needed

    try:
        return tomllib.loads(raw.decode("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path} is not TOML: {error}") from error
    except RecursionError as error:
        raise ConfigError(f"{path} is nested too deeply to be a configuration file") from error


def _config(table: Mapping[str, object], path: Path, prefix: str) -> Config:
    _only(table, _KEYS, path, "")
    read = _Reader(path)
    environment = read.text(table, "environment")
    return Config(
        source=path,
        prefix="" if prefix == "." else prefix,
        fail_on=read.fail_on(table),
        select=read.texts(table, "select"),
        ignore=read.texts(table, "ignore"),
        environment=environment,
        parameters=read.parameters(table),
        suppress=tuple(read.suppression(entry, number) for number, entry in read.tables(table, "suppress")),
        accounts=read.accounts(table),
        code_signing=read.flag(table, "code_signing"),
        data=read.data(table),
        rules=Rules(read.own_key(table), read.roles(table)),
    )


@dataclass(frozen=True, slots=True)
class _Reader:
    """Values of the file by the type they must have; errors name the file and the key."""

    path: Path

    def text(self, table: Mapping[str, object], key: str, where: str = "") -> str | None:
        value = table.get(key)
        if value is not None and (not isinstance(value, str) or not value.strip()):
            raise ConfigError(f'{self.path}: {where}{key} is a text: write {key} = "..."')
        return value

    def texts(self, table: Mapping[str, object], key: str) -> tuple[str, ...]:
        value = table.get(key, [])
        if not isinstance(value, list) or not all(isinstance(item, str) and item.strip() for item in value):
            raise ConfigError(f'{self.path}: {key} is a list of texts: write {key} = ["...", "..."]')
        return tuple(value)

    def flag(self, table: Mapping[str, object], key: str) -> bool | None:
        value = table.get(key)
        if value is not None and not isinstance(value, bool):
            raise ConfigError(f"{self.path}: {key} is true or false")
        return value

    def fail_on(self, table: Mapping[str, object]) -> Severity | None:
        value = table.get("fail_on", Severity.HIGH.value)
        if value == "none":
            return None
        if not isinstance(value, str) or value not in set(Severity):
            known = ", ".join([*Severity, "none"])
            raise ConfigError(f"{self.path}: fail_on is {value!r}; it is one of {known}")
        return Severity(value)

    def parameters(self, table: Mapping[str, object]) -> tuple[tuple[str, str], ...]:
        value = table.get("parameters", {})
        if not isinstance(value, dict):
            raise ConfigError(f"{self.path}: parameters is a table: write [parameters] and one NAME = value a line")
        return tuple((name, self._parameter(name, item)) for name, item in sorted(value.items()))

    def _parameter(self, name: str, value: object) -> str:
        if isinstance(value, bool):
            return "true" if value else "false"
        if isinstance(value, str | int | float):
            return str(value)
        if isinstance(value, list) and all(isinstance(item, str | int) for item in value):
            return ",".join(str(item) for item in value)
        raise ConfigError(f"{self.path}: parameters.{name} is a text, a number, true, false or a list of texts")

    def accounts(self, table: Mapping[str, object]) -> tuple[str, ...]:
        found = self.texts(table, "accounts")
        for account in found:
            if len(account) != 12 or not (account.isascii() and account.isdigit()):
                raise ConfigError(f'{self.path}: accounts holds {account!r}; an account id is a text of 12 digits, "…"')
        return found

    def data(self, table: Mapping[str, object]) -> tuple[Declared, ...]:
        value = table.get("data", {})
        if not isinstance(value, dict):
            raise ConfigError(f'{self.path}: data is a table: write [data] and one STORE = ["personal"] a line')
        return tuple(self._declared(name, item) for name, item in sorted(value.items()))

    def _declared(self, name: str, item: object) -> Declared:
        said = {"classes": item} if isinstance(item, list) else item
        where = f"data.{name}: "
        if not isinstance(said, dict) or not said or said.get("classes") == []:
            raise ConfigError(
                f'{self.path}: {where}write a list of classes, or {{ classes = ["…"], integrity = "high" }}'
            )
        _only(said, _DATA_KEYS, self.path, where)
        levels = {aim: self._level(said[aim], aim, where) for aim in _DATA_KEYS if aim in said and aim != "classes"}
        classes = tuple(self._class(one, where) for one in self.texts(said, "classes"))
        return Declared(name, classes, **levels, source=self.path.name)

    def own_key(self, table: Mapping[str, object]) -> OwnKey | None:
        value = table.get("own_key")
        if value is None:
            return None
        if not isinstance(value, dict) or not any(value.values()):
            raise ConfigError(f'{self.path}: own_key is a table: write [own_key] and classes = ["personal"] below it')
        _only(value, _OWN_KEY_KEYS, self.path, "own_key: ")
        kinds = self.texts(value, "kinds")
        for kind in kinds:
            if kind not in KEYED:
                raise ConfigError(f"{self.path}: own_key: no kind {kind!r} has keys; known are {', '.join(KEYED)}")
        classes = tuple(self._class(one, "own_key: ") for one in self.texts(value, "classes"))
        return OwnKey(classes, kinds, self.texts(value, "stores"))

    def roles(self, table: Mapping[str, object]) -> RoleRules:
        value = table.get("roles")
        if value is None:
            return NO_ROLE_RULES
        if not isinstance(value, dict) or not value:
            raise ConfigError(f'{self.path}: roles is a table: write [roles] and boundary = "arn:…" below it')
        _only(value, _ROLES_KEYS, self.path, "roles: ")
        boundary = self.text(value, "boundary", "roles: ")
        if boundary is not None and not _BOUNDARY.match(boundary):
            advice = 'write "arn:aws:iam::123456789012:policy/NAME", or the name of the parameter that holds it'
            raise ConfigError(f"{self.path}: roles: boundary = {boundary!r} is no policy: {advice}")
        path = self.text(value, "path", "roles: ")
        if path is not None and (not _PATH.match(path) or len(path) > _LONGEST_PATH):
            raise ConfigError(f'{self.path}: roles: path = {path!r} is no path of IAM: write "/app/", both slashes too')
        return RoleRules(boundary, path, self._name(value))

    def _name(self, table: Mapping[str, object]) -> str | None:
        """The pattern of a role's name."""
        name = self.text(table, "name", "roles: ")
        if name is None:
            return None
        where = f"{self.path}: roles: name = {name!r}"
        held = re.findall(r"\{(\w*)\}", name)
        if unknown := next((one for one in held if one not in _NAMED), None):
            known = ", ".join(f"{{{one}}}" for one in _NAMED)
            raise ConfigError(f"{where}: nothing is called {{{unknown}}}; known are {known}")
        if not _NAME.match(name):
            raise ConfigError(f"{where} holds what no role's name may: letters, digits and +=,.@_- do")
        if "function" not in held:
            raise ConfigError(f"{where}: two functions would get the same: put {{function}} in it")
        if len(re.sub(r"\{\w+\}", "", name)) + len(held) > _LONGEST_NAME:
            raise ConfigError(f"{where}: a role's name has at most {_LONGEST_NAME} characters")
        return name

    def _class(self, word: str, where: str) -> DataClass:
        if word not in set(DataClass):
            raise ConfigError(
                f"{self.path}: {where}no class of data is called {word!r}; known are {', '.join(DataClass)}"
            )
        return DataClass(word)

    def _level(self, word: object, aim: str, where: str) -> Level:
        if not isinstance(word, str) or word not in set(Level):
            raise ConfigError(f"{self.path}: {where}{aim} is {word!r}; it is one of low, moderate, high, unknown")
        return Level(word)

    def tables(self, table: Mapping[str, object], key: str) -> Iterable[tuple[int, Mapping[str, object]]]:
        value = table.get(key, [])
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            raise ConfigError(f"{self.path}: {key} is a list of tables: write [[{key}]] above each")
        return enumerate(value, start=1)

    def suppression(self, entry: Mapping[str, object], number: int) -> Suppression:
        where = f"suppress number {number}: "
        _only(entry, _SUPPRESS_KEYS, self.path, where)
        check, identity = self.text(entry, "check", where), self.text(entry, "identity", where)
        reason = self.text(entry, "reason", where)
        if check is None and identity is None:
            raise ConfigError(f'{self.path}: {where}it names no fault: write check = "open-route" or an identity')
        if check is not None and not check.rstrip("*"):
            raise ConfigError(f"{self.path}: {where}check = {check!r} accepts every fault: name the check")
        if reason is None:
            raise ConfigError(f'{self.path}: {where}it has no reason: write reason = "why this is accepted"')
        return Suppression(
            reason=reason,
            check=check,
            resource=self.text(entry, "resource", where),
            function=self.text(entry, "function", where),
            path=self.text(entry, "path", where),
            identity=identity,
            expires=self._day(entry, where),
        )

    def _day(self, entry: Mapping[str, object], where: str) -> date | None:
        value = entry.get("expires")
        if isinstance(value, str):
            try:
                value = date.fromisoformat(value)
            except ValueError:
                value = False
        if value is None or (isinstance(value, date) and not isinstance(value, datetime)):
            return value
        raise ConfigError(f"{self.path}: {where}expires is a day: write expires = 2027-01-31")


def _only(table: Mapping[str, object], known: tuple[str, ...], path: Path, where: str) -> None:
    """Raise for the first key that is not known, and name the nearest that is."""
    for key in table:
        if key in known:
            continue
        from difflib import get_close_matches  # noqa: PLC0415 only when it is needed

        near = get_close_matches(key.replace("-", "_"), known, n=1, cutoff=0.5)
        advice = f"did you mean {near[0]}?" if near else f"known are {', '.join(known)}"
        raise ConfigError(f"{path}: {where}unknown key {key}; {advice}")
