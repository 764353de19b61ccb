"""YAML with lines, from the C parser's events.  Every scalar stays text; aliases are refused."""

from __future__ import annotations

from typing import Any

import yaml

from ennead.packages.locks.text.lined import MAX_DEPTH, MAX_MEMBERS, Items, Malformed, Table


def parse_table(text: str) -> Table:
    """The first document, which must be a mapping.  Raises Malformed."""
    try:
        root = _Builder().whole(text)
    except (yaml.YAMLError, ValueError) as error:
        if isinstance(error, Malformed):
            raise
        mark = getattr(error, "problem_mark", None)
        raise Malformed("not valid YAML", mark.line + 1 if mark else 0) from error
    if not isinstance(root, Table):
        raise Malformed("no YAML mapping", 1)
    return root


class _Builder:
    def __init__(self) -> None:
        self.opened: list[Table | Items] = []
        self.keys: list[tuple[str, int] | None] = []
        """For each open container the key that waits for its value."""
        self.members = 0

    def whole(self, text: str) -> Any:
        for event in yaml.parse(text, Loader=yaml.CSafeLoader):
            if isinstance(event, yaml.DocumentEndEvent):
                return None
            root = self._take(event)
            if root is not None:
                return root
        return None

    def _take(self, event: yaml.Event) -> Any:
        line = event.start_mark.line + 1 if event.start_mark is not None else 0
        if isinstance(event, yaml.AliasEvent):
            raise Malformed("an alias, which no tool writes into a lock", line)
        if isinstance(event, yaml.ScalarEvent):
            return self._put(event.value, line)
        if isinstance(event, yaml.MappingStartEvent | yaml.SequenceStartEvent):
            return self._open(Table() if isinstance(event, yaml.MappingStartEvent) else Items(), line)
        if isinstance(event, yaml.MappingEndEvent | yaml.SequenceEndEvent):
            container = self.opened.pop()
            self.keys.pop()
            return container if not self.opened else None
        return None

    def _open(self, container: Table | Items, line: int) -> None:
        if len(self.opened) >= MAX_DEPTH:
            raise Malformed(f"nested deeper than {MAX_DEPTH} levels", line)
        if self.opened:
            self._put(container, line)
        self.opened.append(container)
        self.keys.append(None)

    def _put(self, value: Any, line: int) -> Any:
        self.members += 1
        if self.members > MAX_MEMBERS:
            raise Malformed(f"more than {MAX_MEMBERS} members", line)
        if not self.opened:
            return value
        here, key = self.opened[-1], self.keys[-1]
        if isinstance(here, Items):
            here.put(value, line)
        elif key is None:
            if not isinstance(value, str):
                raise Malformed("a key that is no text", line)
            self.keys[-1] = (value, line)
        else:
            here.put(key[0], value, key[1])
            self.keys[-1] = None
        return None
