"""Where a command's result goes."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click


def write(text: str, file: Path | None) -> None:
    """To a file, or to stdout.  Raises click.ClickException where the file cannot be written."""
    if file is None or str(file) == "-":
        _to_stdout(text)
        return
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text if text.endswith("\n") else f"{text}\n", encoding="utf-8")
    except OSError as error:
        raise click.ClickException(f"cannot write {file}: {error.strerror}") from error


def _to_stdout(text: str) -> None:
    try:
        click.echo(text, nl=not text.endswith("\n"))
    except BrokenPipeError:
        # The reader has had enough (`| head`): no error, and the exit code stays that of the work done.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
