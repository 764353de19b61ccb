"""How values go through branches, loops, calls and modules, in Python and JavaScript."""

from __future__ import annotations

from pathlib import Path

import pytest

from ennead.code.entry import Entry, Tree
from ennead.code.evaluate.modules import Sources
from ennead.code.evaluate.run import facts_of
from ennead.code.facts import Facts
from ennead.code.ir import Language
from ennead.code.values import Choice, Known, Value, full_name


def follow(folder: Path, text: str, file: str = "app.py", **others: str) -> Facts:
    """The facts of a program of one file, or of several."""
    (folder / file).write_text(text)
    for name, other in others.items():
        (folder / name.replace("__", ".")).write_text(other)
    language = Language.PYTHON if file.endswith(".py") else Language.JAVASCRIPT
    return facts_of(Entry(language, file, "handler", (".",), "code"), Sources(Tree(folder)))


def sent(facts: Facts) -> set[object]:
    """All constants that may have been handed to `out.send`."""
    found: set[object] = set()
    for call in facts.calls:
        if full_name(call.callee) == "out.send":
            found |= {told(one) for one in _options(call.args[0])}
    return found


def told(value: Value) -> object:
    return value.value if isinstance(value, Known) else type(value).__name__


def _options(value: Value) -> tuple[Value, ...]:
    return value.options if isinstance(value, Choice) else (value,)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("x = 'a'\n if event: x = 'b'\n out.send(x)", {"a", "b"}),
        ("x = 'a'\n if True: x = 'b'\n out.send(x)", {"b"}),
        ("x = 'a'\n if event:\n  x = 'b'\n  return\n out.send(x)", {"a"}),
        ("x = 'a'\n for y in event:\n  x = 'b'\n  if y: break\n  x = 'c'\n out.send(x)", {"a", "b", "c"}),
        ("x = 'a'\n while event:\n  if x: x = 'b'; continue\n out.send(x)", {"a", "b"}),
        ("try:\n  x = 'a'\n  event()\n except OSError:\n  x = 'b'\n out.send(x)", {"a", "b"}),
        ("try:\n  x = event()\n except OSError:\n  raise\n finally:\n  y = 'c'\n out.send(y)", {"c"}),
        ("x = [n for n in ['a', 'b']]\n for y in x: out.send(y)", {"a", "b"}),
        ("x = {'k': 'a', 'l': 'b'}\n out.send(x[event])", {"a", "b"}),
        ("x = {'k': 'a', 'l': 'b'}\n out.send(x['l'])", {"b"}),
        ("x = f\"{'a'}-{'b'}\"\n out.send(x)", {"a-b"}),
        ("x = 'a'\n def f():\n  nonlocal x\n  x = 'b'\n f()\n out.send(x)", {"b"}),
        ("x = 'a' if event else 'b'\n out.send('n-' + x)", {"n-a", "n-b"}),
    ],
)
def test_python_values(tmp_path: Path, body: str, expected: set[object]) -> None:
    """A variable is what it came to on any of the ways to the place, and on no other."""
    assert sent(follow(tmp_path, f"import out\n\ndef handler(event, context):\n {body}\n")) == expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("let x = 'a'; if (event) { x = 'b' } out.send(x)", {"a", "b"}),
        (
            "let x = 'a'; switch (event) { case 1: x = 'b'; break; case 2: x = 'c'; default: x = 'd' } out.send(x)",
            {"b", "d"},
        ),
        ("let x = 'a'; { let x = 'b'; } out.send(x)", {"a"}),
        ("const {x = 'a', ...rest} = event.y ? {x: 'b'} : {}; out.send(x)", {"a", "b"}),
        ("for (const x of ['a', 'b']) out.send(x)", {"a", "b"}),
        ("['a', 'b'].map((x) => x + '!').forEach((x) => out.send(x))", {"a!", "b!"}),
        ("Promise.resolve('a').then((x) => out.send(x))", {"a"}),
        ("new Promise((yes) => yes('a')).then((x) => out.send(x))", {"a"}),
        ("class A { n = 'a'; get m() { return this.n } } out.send(new A().m)", {"a"}),
        ("function f() { return g() } function g() { return 'a' } out.send(f())", {"a"}),
        ("let x; for (let i = 0; ; i++) { try { x = 'a'; break } catch { if (i > 3) throw i } } out.send(x)", {"a"}),
    ],
)
def test_javascript_values(tmp_path: Path, body: str, expected: set[object]) -> None:
    """The same in JavaScript, with its blocks, patterns, promises and getters."""
    text = f"const out = require('out');\nexports.handler = async (event) => {{ {body} }};\n"
    assert sent(follow(tmp_path, text, "index.js")) == expected


def test_a_module_that_one_branch_loads_is_there_on_the_other(tmp_path: Path) -> None:
    """A file runs once, and its names stay, whichever way to it is followed first."""
    text = (
        "import out\n\ndef handler(event, context):\n    if event:\n        import names\n"
        "    import names\n    out.send(names.A)\n"
    )
    assert sent(follow(tmp_path, text, names__py="A = 'a'\n")) == {"a"}


def test_many_ways_out_of_a_function_are_all_kept(tmp_path: Path) -> None:
    """What a function wrote before it was left stays, on however many ways it was left."""
    ways = "".join(f"    if event == {one}:\n        kept['x'] = 'v{one}'\n        return\n" for one in range(40))
    text = (
        f"import out\n\nkept = {{}}\n\ndef leave(event):\n{ways}\ndef handler(event, context):\n    leave(event['n'])\n"
    )
    assert sent(follow(tmp_path, f"{text}    out.send(kept['x'])\n")) >= {f"v{number}" for number in range(40)}


def test_a_name_that_a_module_does_not_give_out_is_said(tmp_path: Path) -> None:
    """A call of it is no call that does nothing."""
    text = "const other = require('./other');\nexports.handler = async () => other.missing();\n"
    facts = follow(tmp_path, text, "index.js", other__js="exports.there = () => 1;\n")
    assert [(one.klass, one.at.line) for one in facts.unresolved] == [("module", 2)]


def test_a_missing_handler_is_said(tmp_path: Path) -> None:
    """A file without the handler is no handler that does nothing."""
    facts = follow(tmp_path, "def other(event, context):\n    pass\n")
    assert [one.klass for one in facts.unresolved] == ["handler"]


def test_recursion_and_endless_loops_end(tmp_path: Path) -> None:
    """Programs that never end are followed to an end."""
    text = (
        "import out\n\ndef down(n):\n    out.send('a')\n    return down(n + 1)\n\n"
        "def handler(event, context):\n    while True:\n        down(0)\n"
    )
    assert sent(follow(tmp_path, text)) == {"a"}


def test_more_code_than_is_followed_is_said(tmp_path: Path) -> None:
    """Where the bound is met, that is among the unresolved."""
    calls = "\n".join(f"    f{number}(event)" for number in range(40))
    body = "\n".join(f"    a{number} = [event, {number}, event.get('x', {number})]" for number in range(400))
    functions = "\n".join(
        f"def f{number}(event):\n{body}\n"
        f"    f{(number * 7 + 1) % 40}(event + '{number}')\n    f{(number + 3) % 40}(event)\n"
        for number in range(40)
    )
    facts = follow(tmp_path, f"{functions}\ndef handler(event, context):\n{calls}\n")
    assert "bound" in {one.klass for one in facts.unresolved}
