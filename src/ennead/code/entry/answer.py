"""The answers: where a function's code starts, or why that could not be told."""

from __future__ import annotations

from typing import NamedTuple

from ennead.code.ir import Language


class Entry(NamedTuple):
    """Where a function's code starts; all paths are relative to the scanned folder.

    `name` is the dotted path inside the file (`handler`, `App.handleRequest`).  `roots` are the folders in which
    absolute imports are looked up, in order: the code's own, Java's source roots, the layers'.  `origin` says how the
    file was found: code, inline, layer, image, java-source; archive (it holds the same file); framework (a
    library calls it); entry, outdir, source, search (for files that are built or copied first); sourcemap,
    bundle, asset (for the copy in a cloud assembly).

    Code in the template itself is in `inline`, `file` is then the template; its first line stands on `inline_line`
    there, or all of it does where `inline_flat`.  `mounts` are layers: (path in the function, folder), the path as
    `/opt/nodejs`.  `aliases` are import patterns of the project's own: (`@app/*`, `src/app/*`).

    Where a `framework` (spring, function, micronaut, quarkus) finds the code below the first root, `file` and `name`
    are the class it begins with, and `chosen` the function it is told to call, "" for all.
    """

    language: Language
    file: str
    name: str
    roots: tuple[str, ...]
    origin: str
    inline: str | None = None
    inline_line: int = 0
    inline_flat: bool = False
    mounts: tuple[tuple[str, str], ...] = ()
    aliases: tuple[tuple[str, str], ...] = ()
    framework: str = ""
    chosen: str = ""


class NoEntry(NamedTuple):
    """Why there is no entry, in words, with what was looked for.

    `klass`: runtime (a language that is not read), image, missing (the file is not there), handler (none is told),
    archive, remote (not in the scanned folder), framework (the handler is a library's), adapter (a web server).
    """

    reason: str
    klass: str


class Found(NamedTuple):
    """A file, how it was found, and the folder its own module path starts at; the framework that calls what is there,
    and which function it calls."""

    file: str
    origin: str
    root: str
    framework: str = ""
    chosen: str = ""
