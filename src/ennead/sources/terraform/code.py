"""Where a function's code lies: the folder or file its archive is made of, relative to the template's file; or the
code itself, where the configuration holds it."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from typing import Any, NamedTuple

from ennead.model.unknown import Unknown
from ennead.sources.cloudformation.marks import Mark, mark_of
from ennead.sources.terraform.convert_json import structure
from ennead.sources.terraform.convert_values import convert
from ennead.sources.terraform.draft import Draft, as_key
from ennead.sources.terraform.instance import Instance, Pointer, Unclear
from ennead.sources.terraform.modules.functions import SOURCE, source_folder
from ennead.sources.terraform.owners import owner

ARCHIVE = "archive_file"
_SOURCES = (("content", "filename"), ("source_content", "source_content_filename"))
"""Arguments that hold a file's text, and its name in the archive."""


class Written(NamedTuple):
    """A text of the configuration that becomes a file of an archive: the file's name, the text, the argument's place,
    and the names of the others in the archive."""

    name: str
    text: Any
    mark: Mark | None
    others: tuple[str, ...] = ()


def code_of(instance: Instance, draft: Draft) -> tuple[Any, Mark | None] | None:
    """The code as `Code` has it: a path beside the function's file, or Unknown; None where it is elsewhere."""
    values = instance.attributes
    packed = _packed(instance, draft)
    if packed is not None:
        return _beside(packed, instance, draft), mark_of(values, SOURCE) or mark_of(values, "filename")
    for value, mark in _told(instance, draft):
        if value is None:
            return None
        folder = archived(value, draft)
        if folder is None and isinstance(value, str):
            folder = value
        if folder is None:
            return Unknown("the file of its code could not be told"), mark
        return _beside(folder, instance, draft), mark
    return None


def _told(instance: Instance, draft: Draft) -> Iterator[tuple[Any, Mark | None]]:
    """What is said of the archive, and where; an object's is the file that is uploaded, None where none is."""
    for argument in ("filename", "s3_key"):
        value = instance.attributes.get(argument)
        if value is not None:
            yield value if argument == "filename" else _uploaded(value, draft), mark_of(instance.attributes, argument)


def written_of(instance: Instance, draft: Draft) -> Written | None:
    """The text that the handler is in, where the archive is made of texts of the configuration."""
    if _packed(instance, draft) is not None:
        return None
    archive = next((_archive(value, draft) for value, _ in _told(instance, draft) if value is not None), None)
    texts = list(_texts(archive, draft)) if archive is not None else []
    if not texts:
        return None
    handler = instance.attributes.get("handler")
    found = next((one for one in texts if isinstance(handler, str) and _is_in(one.name, handler)), texts[0])
    return found._replace(others=tuple(one.name for one in texts if one is not found))


def _texts(archive: Instance, draft: Draft) -> Iterator[Written]:
    blocks = archive.attributes.get("source")
    for values in (archive.attributes, *(blocks if isinstance(blocks, list) else (blocks,))):
        for content, name in _SOURCES:
            text = values.get(content) if isinstance(values, dict) else None
            file = values.get(name) if text is not None else None
            if isinstance(file, str):
                told = Unknown(text.reason) if isinstance(text, Unclear) else convert(text, draft)
                yield Written(posixpath.normpath(file), told, mark_of(values, content) or archive.mark)


def _is_in(file: str, handler: str) -> bool:
    """Whether a file is the module that a handler names: `app/main.py` is `app.main.run`, `app.mjs` is `app.run`."""
    stem = posixpath.splitext(file)[0]
    handler = handler.removeprefix("./").lstrip("/")
    return handler.startswith(f"{stem}.") or handler.rpartition(".")[0].replace(".", "/") == stem


def _packed(instance: Instance, draft: Draft) -> str | None:
    """The folder that the well-known module packs: by its input, or by what it hands its own program."""
    value = instance.attributes.get(SOURCE)
    if value is None and not isinstance(instance.attributes.get("filename"), str):
        prepare = draft.instances.get(f"{instance.module}.data.external.archive_prepare[0]")
        query = prepare.attributes.get("query") if prepare else None
        value = structure(query.get("source_path")) if isinstance(query, dict) else None
    return source_folder(value)


def archived(value: Any, draft: Draft) -> str | None:
    """The folder that the archive at a path is made of; None where no archive of the configuration is it."""
    archive = _archive(value, draft)
    if archive is None:
        return None
    folder, file = archive.attributes.get("source_dir"), archive.attributes.get("source_file")
    if isinstance(folder, str):
        return folder
    return (posixpath.dirname(file) or ".") if isinstance(file, str) else None


def _archive(value: Any, draft: Draft) -> Instance | None:
    """The archive of the configuration that is written to a path."""
    archive = draft.instance(value) if isinstance(value, Pointer) else None
    if archive is None or archive.type != ARCHIVE:
        if draft.archives is None:
            every = (*draft.of_type("managed", ARCHIVE), *draft.of_type("data", ARCHIVE))
            draft.archives = {_file(one.attributes.get("output_path")): one for one in every}
        archive = draft.archives.get(_file(value)) if value is not None else None
    return archive


def _file(value: Any) -> Any:
    """A path as a key."""
    if isinstance(value, str):
        return posixpath.normpath(value)
    return as_key(value)


def _uploaded(key: Any, draft: Draft) -> Any:
    """The file that an object of the configuration uploads under a key."""
    found = owner(key, draft, "aws_s3_object", "aws_s3_bucket_object")
    return found.attributes.get("source") if found else None


def _beside(path: str, instance: Instance, draft: Draft) -> str:
    """A path of the root module as seen from the file the function is written in."""
    base = posixpath.dirname(instance.mark[0]) or "."
    return path if path.startswith("/") else posixpath.relpath(posixpath.join(draft.folder or ".", path), base)
