"""Any text is read: places, depth, hostile input, and a great deal of real code."""

from __future__ import annotations

import sysconfig
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from ennead.code.ir import Call, Define, Do, Language, column_of, line_of
from ennead.code.python.read import read
from tests.code.python.showing import show

_WORDS = ["def f(", "class A:", "    ", "\n", "if x:", "x", "=", "(", ")", "[", "]", '"', "'", "f'{", "}", ":", ",",
          "import a", "from . import", "match x:", "case", "lambda", "*", "@", "print 'x'", "async", "await", "yield",
          "try:", "except A, e:", "\0", "\ud800", "é", "\\", "\t", "<<<<<<<", "#", "0777", "1e", "not"]  # fmt: skip


def test_a_module_and_its_places() -> None:
    """Lines and columns are from 1; an empty file is an empty module."""
    module = read("\ufeffx = 1\ndef f():\n    return g(\n        1)\n  \n", "lib/app.py")
    assert (module.path, module.language, module.problems) == ("lib/app.py", Language.PYTHON, ())
    define = module.body[1]
    assert isinstance(define, Define)
    assert (line_of(define.at), column_of(define.at)) == (2, 1)
    assert line_of(define.function.end) == 4
    assert read("", "a.py").body == ()


@pytest.mark.parametrize("first", ["", "print 1\n"])
def test_a_call_stands_where_it_starts(first: str) -> None:
    """A call over several lines has the place where its expression starts, however the file is read."""
    line = read(first + "(boto3\n  .client('s3')\n  .get_object())\n", "a.py").body[-1]
    assert isinstance(line, Do)
    assert isinstance(line.value, Call)
    assert (line_of(line.value.at), column_of(line.value.at)) == (1 + bool(first), 2)


_DEEP = {
    "parentheses": "x = " + "(" * 1000 + "1" + ")" * 1000,
    "sum": "x = " + " + ".join(["a"] * 50_000),
    "sum that ast takes": "x = " + " + ".join(["a"] * 1000),
    "attributes": "x = a" + ".b" * 50_000,
    "chain of calls": "x = a" + ".b()" * 500,
    "calls": "f(" * 180 + ")" * 180,
    "dictionaries": "{1:" * 180 + "1" + "}" * 180,
    "comprehensions": "[x for x in " * 180 + "y" + "]" * 180,
    "text in text": "x = " + 'f"{' * 300 + "x" + '}"' * 300,
    "elif": "if a: b\n" + "elif c: d\n" * 20_000,
    "not": "not " * 1500 + "1",
    "functions": "".join(" " * depth + "def f():\n" for depth in range(300)) + " " * 300 + "x()\n",
    "match": "".join("  " * depth + f"match a:\n{'  ' * depth} case A:\n" for depth in range(200)) + " " * 400 + "x\n",
    "types": "x: " + "A[" * 199 + "1" + "]" * 199,
    "open brackets": "x = " + "[" * 20_000,
}


@pytest.mark.parametrize("name", _DEEP)
def test_what_is_nested_too_deep_is_said(name: str) -> None:
    """Depth ends in a module with a problem, with a good part of the stack in use by others."""

    def after(frames: int) -> bool:
        return after(frames - 1) if frames else bool(read(_DEEP[name], "a.py").problems)

    assert after(200)


def test_a_long_sum_is_a_chain() -> None:
    """What is put together of many pieces is told whole, up to the depth that is followed."""
    module = read("x = " + " + ".join("abc" * 40), "a.py")
    assert module.problems == ()
    assert show(module.body[0]).count("Operate") == 119


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(_WORDS), max_size=40).map("".join) | st.text(max_size=200))
@example("if x:\n    (\n")
def test_any_text_gives_a_module(text: str) -> None:
    """Whatever a file holds, it is read without an exception, and the same way each time."""
    assert read(text, "a.py") == read(text, "a.py")


def _installed() -> list[Path]:
    root = Path(sysconfig.get_path("purelib"))
    files = sorted(root.rglob("*.py"))
    return files[:: len(files) // 400 + 1]


def test_real_code_is_read_whole() -> None:
    """A part of what is installed, up to four hundred files, is read; only formulas by the thousand are too deep."""
    refused = []
    for path in _installed():
        module = read(path.read_text("utf-8", "replace"), path.name)
        problems = [one for one in module.problems if "nested deeper" not in one.reason]
        if problems:
            refused.append((path, problems))
    assert refused == []
