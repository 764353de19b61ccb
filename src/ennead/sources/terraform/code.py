"""Where a function's code lies: the folder or file its archive is made of, relative to the template's file."""

from __future__ import annotations

import posixpath
from typing import Any

from ennead.model.unknown import Unknown
from ennead.sources.cloudformation.marks import Mark, mark_of
from ennead.sources.terraform.convert_json import structure
from ennead.sources.terraform.draft import Draft, as_key
from ennead.sources.terraform.instance import Instance, Pointer
from ennead.sources.terraform.modules.functions import SOURCE, source_folder
from ennead.sources.terraform.owners import owner

ARCHIVE = "archive_file"


def code_of(instance: Instance, draft: Draft) -> tuple[Any, Mark | None] | None:
    """The code as `Code` has it: a path beside the function's file, or Unknown; None where it is elsewhere."""
    values = instance.attributes
    packed = _packed(instance, draft)
    if packed is not None:
        return _beside(packed, instance, draft), mark_of(values, SOURCE) or mark_of(values, "filename")
    for argument in ("filename", "s3_key"):
        value = values.get(argument)
        if value is None:
            continue
        mark = mark_of(values, argument)
        if argument == "s3_key":
            value = _uploaded(value, draft)
            if value is None:
                return None
        folder = archived(value, draft)
        if folder is None and isinstance(value, str):
            folder = value
        if folder is None:
            return Unknown("the file of its code could not be told"), mark
        return _beside(folder, instance, draft), mark
    return None


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
    archive = draft.instance(value) if isinstance(value, Pointer) else None
    if archive is None or archive.type != ARCHIVE:
        if draft.archives is None:
            every = (*draft.of_type("managed", ARCHIVE), *draft.of_type("data", ARCHIVE))
            draft.archives = {_file(one.attributes.get("output_path")): one for one in every}
        archive = draft.archives.get(_file(value)) if value is not None else None
    if archive is None:
        return None
    folder, file = archive.attributes.get("source_dir"), archive.attributes.get("source_file")
    if isinstance(folder, str):
        return folder
    return (posixpath.dirname(file) or ".") if isinstance(file, str) else None


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
