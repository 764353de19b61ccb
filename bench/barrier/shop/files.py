# ruff: noqa: PTH118, PTH123
"""Files of a folder by a name from outside, and the same with the name checked."""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import unquote

NOT_THERE = "no such file"


def opened(folder: str, v: str) -> str:
    """Put together as text."""
    try:
        with open(folder + "/" + v, "rb") as file:
            return file.read().decode("latin-1")
    except FileNotFoundError:
        return NOT_THERE


def joined(folder: str, v: str) -> str:
    """Put together by `os.path`."""
    try:
        with open(os.path.join(folder, v), "rb") as file:
            return file.read().decode("latin-1")
    except FileNotFoundError:
        return NOT_THERE


def pathlib(folder: str, v: str) -> str:
    """Put together by `pathlib`."""
    try:
        return (Path(folder) / v).read_bytes().decode("latin-1")
    except FileNotFoundError:
        return NOT_THERE


def unquoted(folder: str, v: str) -> str:
    """Decoded once more first."""
    try:
        with open(folder + "/" + unquote(v), "rb") as file:
            return file.read().decode("latin-1")
    except FileNotFoundError:
        return NOT_THERE


def opened_checked(folder: str, v: str) -> str:
    """The same, the folder's own files only."""
    return _own(folder, folder + "/" + v)


def joined_checked(folder: str, v: str) -> str:
    """The same, the folder's own files only."""
    return _own(folder, os.path.join(folder, v))


def pathlib_checked(folder: str, v: str) -> str:
    """The same, the folder's own files only."""
    path = (Path(folder) / v).resolve()
    if not path.is_relative_to(Path(folder).resolve()):
        return "refused"
    try:
        return path.read_bytes().decode("latin-1")
    except FileNotFoundError:
        return NOT_THERE


def unquoted_checked(folder: str, v: str) -> str:
    """The same, decoded before it is checked."""
    return _own(folder, folder + "/" + unquote(v))


def _own(folder: str, name: str) -> str:
    path = os.path.realpath(name)
    if not path.startswith(os.path.realpath(folder) + os.sep):
        return "refused"
    try:
        with open(path, "rb") as file:
            return file.read().decode("latin-1")
    except FileNotFoundError:
        return NOT_THERE
