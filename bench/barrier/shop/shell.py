# ruff: noqa: S602, S605, PLW1510
"""Careless command lines, and the same as lists of arguments."""

from __future__ import annotations

import os
import subprocess


def argument(v: str) -> str:
    """Without quotes."""
    return str(os.system("echo order " + v))


def argument_list(v: str) -> str:
    """The same as a list."""
    return str(subprocess.run(["echo", "order", v]).returncode)


def double(v: str) -> str:
    """Between double quotes."""
    return str(subprocess.run('echo "' + v + '"', shell=True).returncode)


def double_list(v: str) -> str:
    """The same as a list."""
    return str(subprocess.run(["echo", v]).returncode)


def single(v: str) -> str:
    """Between single quotes."""
    with os.popen("echo '" + v + "'") as pipe:
        return pipe.read()


def single_list(v: str) -> str:
    """The same as a list."""
    return subprocess.run(["echo", v], stdout=subprocess.PIPE, text=True).stdout
