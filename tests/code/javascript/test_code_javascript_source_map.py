"""Source maps give back what a bundle was made of; minified files are told by their lines."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ennead.code.javascript.source_map import looks_bundled, looks_minified, originals


def made(*sources: tuple[str, str | None], **more: Any) -> str:
    """A map of these sources."""
    names, texts = [name for name, _ in sources], [text for _, text in sources]
    return json.dumps({"version": 3, "sources": names, "sourcesContent": texts, "mappings": "AAAA", **more})


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (["webpack:///./src/index.ts", "webpack:///src/b.ts?1f2e"], ["src/index.ts", "src/b.ts"]),
        (["webpack://shop/./src/index.ts", "webpack://shop/./lib/b.js"], ["src/index.ts", "lib/b.js"]),
        (["../src/index.ts", "../node_modules/a/b.js"], ["src/index.ts", "node_modules/a/b.js"]),
        (["../src/a.ts", "../../shared/b.ts", "c.ts"], ["_/src/a.ts", "shared/b.ts", "_/_/c.ts"]),
        (["file:///home/a/b.ts", "src\\c.ts", "./d/../e/./f.ts"], ["home/a/b.ts", "src/c.ts", "e/f.ts"]),
        (["webpack/bootstrap", "webpack:///webpack/runtime/x", 'external "aws-sdk"', "", "a.ts"], ["a.ts"]),
        (["a.ts", "./a.ts"], ["a.ts"]),
    ],
)
def test_paths_are_cleaned(names: list[str], expected: list[str]) -> None:
    """Paths have no scheme, query or `..`, and lie to each other as before; what the bundler made is left out."""
    assert [path for path, _ in originals("", made(*[(name, "x") for name in names]))] == expected


def test_sources_without_text_are_left_out() -> None:
    """Only what the map holds is given back, the first of a path."""
    assert originals("", made(("a.ts", "1"), ("b.ts", None), ("./a.ts", "2"))) == [("a.ts", "1")]


def test_the_root_of_the_sources_stands_before_them() -> None:
    """`sourceRoot` is part of every path."""
    assert originals("", made(("a.ts", "1"), sourceRoot="../src/")) == [("src/a.ts", "1")]


def test_an_index_map_gives_all_its_sections() -> None:
    """Maps of sections follow each other."""
    sections = [{"offset": {"line": n}, "map": json.loads(made((f"{n}.ts", str(n))))} for n in range(2)]
    assert originals("", json.dumps({"version": 3, "sections": sections})) == [("0.ts", "0"), ("1.ts", "1")]


def test_a_map_may_stand_inline() -> None:
    """A map at the end of the bundle is read where there is no file of it; the last one counts."""
    data = base64.b64encode(made(("a.ts", "é")).encode()).decode()
    text = f"f()\n//# sourceMappingURL=data:application/json;charset=utf-8;base64,{data}\n"
    assert originals(f"//# sourceMappingURL=data:application/json;base64,!\n{text}") == [("a.ts", "é")]
    assert originals(text, made(("b.ts", "2"))) == [("b.ts", "2")]
    assert (
        originals("//# sourceMappingURL=data:application/json,%7B%22sources%22%3A[],%22sourcesContent%22%3A[]}") == []
    )


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        "[" * 100_000,
        "null",
        '{"sources": 1, "sourcesContent": []}',
        '{"sources": [1, "a"], "sourcesContent": ["x", 2]}',
        '{"sections": [1, {"map": 2}, {"map": {"sections": []}}]}',
        ")]}'\n{}",
    ],
)
def test_what_is_no_map_gives_nothing(text: str) -> None:
    """A map that cannot be read gives no sources."""
    assert originals("//# sourceMappingURL=index.js.map", text) == []


def test_sources_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """What goes beyond the bounds is left out."""
    monkeypatch.setattr("ennead.code.javascript.source_map.MAX_TEXT", 5)
    assert originals("", made(("a", "123"), ("b", "45"), ("c", "6"))) == [("a", "123"), ("b", "45")]
    monkeypatch.setattr("ennead.code.javascript.source_map.MAX_SOURCES", 1)
    assert originals("", made(("a", "123"), ("b", "45"))) == [("a", "123")]


@given(st.text())
def test_any_text_is_taken_for_a_map(text: str) -> None:
    """No text raises."""
    originals(text, text)
    originals(f"//# sourceMappingURL=data:{text}")


LINE = "const value = await client.send(new Command(input));\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (LINE * 100, False),
        (LINE.strip() * 100, True),
        ("a" * 500, False),
        (LINE * 100 + "const page = `" + "x" * 4000 + "`;\n", False),
        (LINE * 100 + "var a=" + "b" * 20_000, True),
        (LINE * 100 + "//# sourceMappingURL=data:application/json;base64," + "A" * 50_000, False),
        ("/*! licence */\n" * 20 + "!function(){" + "a()," * 1000 + "}()", True),
    ],
)
def test_minified_files_have_long_lines(text: str, expected: bool) -> None:
    """Long lines and few of them tell a minified file; an inline map does not."""
    assert looks_minified(text) is expected


def test_bundlers_leave_marks() -> None:
    """A bundle that is not minified is told by what its bundler wrote."""
    assert looks_bundled("var __commonJS = (cb) => cb;\n// node_modules/a/b.js\n")
    assert not looks_bundled(LINE)
