"""The two looks: at what is cheap, after each invocation, and at the rest, now and then."""

from __future__ import annotations

from . import (
    deleted,
    environment,
    executables,
    extensions,
    files,
    meta_path,
    modules,
    patched,
    processes,
    runtime_api,
    sockets,
    threads,
    written,
)
from .base import marks

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from . import Ward
    from .finding import Finding


class Looker:
    """Holds what there is against what there was."""

    def __init__(self, ward: Ward) -> None:
        self.ward, self.base = ward, ward.base
        self.turn = modules.Turn(ward.manifest)

    def cheaply(self) -> Iterator[Finding]:
        """What is looked at after each invocation."""
        base, ward = self.base, self.ward
        yield from patched.look(base)
        yield from meta_path.look(base)
        yield from environment.look(base)
        yield from runtime_api.look(base)
        yield from threads.look(base)
        yield from processes.look(base, ward.names)
        yield from sockets.look(base, ward.ports)
        yield from extensions.look(base)
        yield from deleted.look(base)
        self._note()
        paths = written.new(base)
        yield from self._files(paths)
        yield from modules.look(base, self.turn, paths)

    def deeply(self) -> Iterator[Finding]:
        """What is looked at now and then."""
        base = self.base
        base.thread_count = -1  # the next look lists them
        self._note()
        paths = written.new(base, deep=True)
        yield from self._files(paths)
        yield from modules.look(base, self.turn, paths, deep=True)
        yield from deleted.look(base, deep=True)
        yield from extensions.look(base, deep=True)
        yield from processes.look(base, self.ward.names, deep=True)
        yield from sockets.look(base, self.ward.ports, deep=True)
        yield from patched.look(base, deep=True)

    def _note(self) -> None:
        """What the contract may have removed is taken down before it is forgotten."""
        if self.ward.clearing is not None:
            self.ward.clearing.note(marks)

    def _files(self, paths: list[str]) -> Iterator[Finding]:
        most = files.LARGEST if self.base.keys else 0
        for path in paths:
            one = written.read(path, most)
            if one is not None:
                yield from executables.look(self.base, one, self.ward.names, removes=self.ward.removes)
                yield from files.look(self.base, one)
