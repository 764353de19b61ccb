"""The contract's edges in the form in which they are asked: sets and dicts, made once at start."""

from __future__ import annotations

import os
import re

from . import names

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

_MODES = ("observe", "alert", "enforce", "off")
_VARIABLE = re.compile(r"\$\{(?:env:)?(\w+)\}")
_MOST_KEPT = 1024
_VAGUE = frozenset(("unknown", "user_content"))
"""Classes of the map behind which anything may be: with them, nothing is said."""
_NONE: frozenset[str] = frozenset()


class Flow:
    """One allowed flow: operations (None: all), classes of data (None: nothing is said), bytes, and its own mode."""

    __slots__ = ("classes", "max_bytes", "mode", "ops")

    def __init__(self, rule: dict[str, Any]) -> None:
        ops = _words(rule.get("ops"))
        self.ops = None if not ops or "*" in ops else frozenset(one for op in ops for one in names.spellings(op))
        told = rule.get("classes")
        vague = told is None or not _VAGUE.isdisjoint(_words(told))
        self.classes = None if vague else frozenset(names.members(_words(told)))
        size = rule.get("max_bytes")
        self.max_bytes = size if isinstance(size, int) and size > 0 else None
        mode = rule.get("mode")
        self.mode = mode if mode in _MODES else None

    def takes(self, operation: str) -> bool:
        """Whether this operation is among those allowed."""
        if self.ops is None or not operation:
            return True
        return any(
            one in self.ops or one.partition(":")[0] + ":*" in self.ops
            for one in names.asked(operation.partition(" ")[0])
        )


class Table:
    """What may be reached, started, written, opened; None where the contract says nothing."""

    def __init__(self, rules: dict[str, Any]) -> None:
        self.exact: dict[str, list[Flow]] = {}
        self.patterns: list[tuple[re.Pattern[str], Flow]] = []
        self.hosts: list[re.Pattern[str]] = []
        self.host_ports: set[str] = set()
        self.named = rules.get("flows") is not None
        for rule in _dicts(rules.get("flows")):
            self._add(_filled(str(rule.get("to", ""))), Flow(rule))
        self.deny = [
            (names.pattern(_filled(str(rule.get("to", "*")))), frozenset(names.members(_words(rule.get("class")))))
            for rule in _dicts(rules.get("deny"))
        ]
        told = rules.get("paths")
        paths: dict[str, Any] = told if isinstance(told, dict) else {}
        self.processes, self.written = _programs(rules.get("processes"))
        self.write = _folders(paths.get("write"))
        self.read = _folders(paths.get("read"))
        ports = rules.get("ports")
        self.ports = None if ports is None else frozenset(str(port) for port in (ports if type(ports) is list else ()))
        flows = [flow for many in self.exact.values() for flow in many] + [flow for _, flow in self.patterns]
        self.weighs_data = bool(self.deny) or any(flow.classes is not None or flow.max_bytes for flow in flows)
        """Whether anything is said of what flows carry."""
        self._kept: dict[tuple[str, str], Flow | None] = {}
        self._lawful_names: dict[str, bool] = {}

    def _add(self, to: str, flow: Flow) -> None:
        kind, _, name = to.partition("/")
        if kind == "external":
            host, port = names.split(name)
            self.hosts.append(names.host_pattern(host))
            self.host_ports.add(port)
            self.patterns.append((names.external_pattern(host, port), flow))
        elif to == "*":
            self.hosts.append(names.host_pattern("*"))
            self.host_ports.add("*")
            self.patterns.append((names.pattern(to), flow))
        elif "*" in to:
            self.patterns.append((names.pattern(to), flow))
        else:
            self.exact.setdefault(to, []).append(flow)
            made = names.made_by_stack(to)  # the template's id, where the stack made the name up
            if made is not None:
                self.patterns.append((made, flow))

    def flow(self, target: str, operation: str = "") -> Flow | None:
        """The flow of the contract that covers this edge, or None."""
        key = (target, operation)
        try:
            return self._kept[key]
        except KeyError:
            if len(self._kept) >= _MOST_KEPT:
                self._kept.clear()
            found = self._kept[key] = self._find(target, operation)
            return found

    def _find(self, target: str, operation: str) -> Flow | None:
        for flow in self.exact.get(target, ()):
            if flow.takes(operation):
                return flow
        for pattern, flow in self.patterns:
            if flow.takes(operation) and pattern.fullmatch(target):
                return flow
        return None

    def names_host(self, host: str) -> bool:
        """Whether a flow leads to this host, at whatever port."""
        found = self._lawful_names.get(host)
        if found is None:
            if len(self._lawful_names) >= _MOST_KEPT:
                self._lawful_names.clear()
            bare = host.rstrip(".").lower()
            found = self._lawful_names[host] = any(pattern.fullmatch(bare) for pattern in self.hosts)
        return found

    def names_port(self, port: str) -> bool:
        """Whether a flow leads to any host at this port."""
        return port in self.host_ports or "*" in self.host_ports or (port == "443" and bool(self.exact))

    def denied(self, target: str) -> frozenset[str]:
        """Classes that may not go to this target."""
        found = _NONE
        for pattern, classes in self.deny:
            if pattern.fullmatch(target):
                found |= classes
        return found


def _dicts(value: Any) -> list[dict[str, Any]]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def _words(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    return [str(one) for one in value] if isinstance(value, (list, tuple)) else []


def _programs(value: Any) -> tuple[frozenset[str] | None, frozenset[str] | None]:
    """Names of programs; and of those known by a whole path: only they may lie where anybody can write."""
    if value is None:
        return None, None
    words = [_filled(word) for word in _words(value)]
    names = {word.rpartition("/")[2] for word in words}
    return frozenset(names), frozenset(word.rpartition("/")[2] for word in words if word.startswith("/"))


def _folders(value: Any) -> tuple[str, ...] | None:
    """Folders with their slash at the end, so that `/data` does not stand for `/database`."""
    if value is None:
        return None
    return tuple(_absolute(_filled(word)) for word in _words(value))


def _absolute(folder: str) -> str:
    from .. import instance

    if not folder.startswith("/"):
        folder = instance.TASK_ROOT.rstrip("/") + "/" + folder
    return os.path.normpath(folder).rstrip("/") + "/"


def _filled(text: str) -> str:
    """`${NAME}` is what the variable holds at start: names that only the deployment knows."""
    return _VARIABLE.sub(lambda found: os.environ.get(found.group(1), found.group()), text)


def within(path: str, folders: Iterable[str]) -> bool:
    """Whether a path (absolute, without dots) is one of these folders or lies in one."""
    return (path + "/").startswith(tuple(folders))
