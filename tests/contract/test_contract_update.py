"""A contract brought up to date: it says what templates and code do, and everything a person wrote stays."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ennead.contract.compare import compare
from ennead.contract.errors import ContractError
from ennead.contract.read import read
from ennead.contract.update import updated
from ennead.contract.words import Made
from ennead.contract.write import rendered
from tests.contract.making import SHOP, WORK, app, function, made

HEAD = "schema: ennead.contract/1\n"


def clean(text: str, one: Made) -> bool:
    """Whether nothing differs."""
    return compare(one, read(text, "x")).differences == ()


@lru_cache(maxsize=1)
def shop() -> Made:
    """The sample's contract, as it is made."""
    return made(SHOP / "vulnerable")


def test_nothing_to_change() -> None:
    """A contract that is as templates and code are stays byte for byte."""
    text = rendered(shop())
    assert updated(text, shop()) == text


def test_a_new_function_comes_with_its_reasons(tmp_path: Path) -> None:
    """A function that is new is written as `init` writes it, at its place in the order."""
    one = made(app(tmp_path, function("Ant"), function("Bee", more=""), function("Cat", more="")))
    whole = rendered(one)
    start, end = whole.index("  Bee:"), whole.index("  Cat:")
    without = (whole[:start] + whole[end:]).replace("  Cat:\n", "  # the cat's own\n  Cat:\n")
    after = updated(without, one)
    assert after == whole.replace("  Cat:\n", "  # the cat's own\n  Cat:\n")
    last = whole[:end].rstrip("\n") + "\n"
    assert updated(last, one) == whole


@pytest.mark.parametrize("text", [HEAD, f"{HEAD}functions: {{}}\n", f"{HEAD}functions: {{}}  # none\ndefault: {{}}\n"])
def test_the_first_function(tmp_path: Path, text: str) -> None:
    """A contract without a function gets its first."""
    one = made(app(tmp_path))
    assert clean(updated(text, one), one)


def test_what_a_person_wrote_stays(tmp_path: Path) -> None:
    """Comments, order, quotes, modes, limits and flows with a reason are as they were; only what differs is changed."""
    one = made(app(tmp_path))
    text = rendered(one).replace("  Work:\n", "  # ours\n  Work:   # the heart\n    mode: alert\n")
    text = text.replace("limits: {}", "limits: {invocation_s: 3}  # measured")
    mine = "      # by the library\n      - to: external/x.example\n        because: 'the library asks it'\n"
    text = text.replace("      - to: table/Orders\n", f"{mine}      - to: table/Gone\n")
    after = updated(text, one)
    assert clean(after, one)
    kept = ("  # ours\n  Work:   # the heart\n    mode: alert\n", "limits: {invocation_s: 3}  # measured", mine)
    assert [part for part in kept if part not in after] == []
    assert "table/Gone" not in after


def test_a_function_that_is_gone(tmp_path: Path) -> None:
    """What was agreed for a function that is no longer there goes, and nothing else."""
    one = made(app(tmp_path))
    text = rendered(one)
    assert updated(f"{text}\n  Zebra:\n    flows: []\n", one).rstrip("\n") == text.rstrip("\n")


def test_the_line_breaks_of_the_file(tmp_path: Path) -> None:
    """A contract with Windows' line breaks can be brought up to date too."""
    one = made(app(tmp_path))
    text = rendered(one).replace("[Orders]", "[Others]").replace("\n", "\r\n")
    after = updated(text, one)
    assert clean(after, one)
    assert "\r\n" in after


@pytest.mark.parametrize(
    "text", [f"{HEAD}functions: {{Other: {{}}}}\n", f"{HEAD}functions:\n    Other: {{flows: []}}\n"]
)
def test_what_cannot_be_changed_in_place(tmp_path: Path, text: str) -> None:
    """Where a person wrote functions in a way of his own, that is said rather than spoilt."""
    one = made(app(tmp_path, function("Work"), function("Other", more="")))
    with pytest.raises(ContractError, match=r"by hand|in place"):
        updated(text, one)


LINES = re.compile(
    r'          "?(route|queue|table|function|bucket)/|      [a-z0-9-]+:[A-Z]\w+: \[|          [\w.\[\]"]+: any$'
)


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_whatever_was_taken_away_comes_back(data: st.DataObject) -> None:
    """Senders, fields, actions, flows and whole functions that were taken away are proposed again, and nothing differs
    then; comments that stood elsewhere are still there."""
    text = rendered(shop())
    lines = text.splitlines(keepends=True)
    taken = data.draw(st.sets(st.sampled_from([n for n, line in enumerate(lines) if LINES.match(line)]), max_size=8))
    blocks = [match.span() for match in re.finditer(r"^      - to: .*\n(?:        .*\n)*", text, re.MULTILINE)]
    offsets = [0]
    for line in lines:
        offsets.append(offsets[-1] + len(line))
    cuts = {(offsets[n], offsets[n + 1]) for n in taken}
    cuts |= data.draw(st.sets(st.sampled_from(blocks), max_size=4))
    starts = [match.start() for match in re.finditer(r"^  \w[\w.]*:\n", text, re.MULTILINE)][1:]
    ends = [*starts[1:], len(text)]
    gone = data.draw(st.sets(st.sampled_from(list(zip(starts, ends, strict=True))), max_size=2))
    cuts = {cut for cut in cuts if not any(start <= cut[0] < end for start, end in gone)} | gone
    for start, end in sorted(cuts, reverse=True):
        text = text[:start] + text[end:]
    text = _filled(text)
    marked = text.replace("    decoys: []\n", "    decoys: []  # mine\n")
    after = updated(marked, shop())
    assert clean(after, shop())
    assert after.count("# mine") == marked.count("# mine")
    assert updated(after, shop()) == after


def _filled(text: str) -> str:
    """The text with `{}` and `[]` behind keys that have lost all that stood below them."""
    for key, empty in (("from", "{}"), ("fields", "{}"), ("actions", "{}"), ("flows", "[]")):
        pattern = re.compile(rf"^( +){key}:\n(?!(?:\1 +#.*\n)*\1 +[^ #\n])", re.MULTILINE)
        text = pattern.sub(rf"\1{key}: {empty}\n", text)
    return text


def test_every_part_comes_back(tmp_path: Path) -> None:
    """Programs, folders, ports and untrusted targets that are new are proposed."""
    code = "import os, socket, subprocess\nimport boto3\n\n" + WORK.replace(
        "    body =",
        "    subprocess.run(['convert'])\n    open('/mnt/data/x', 'w')\n    socket.socket().bind(('', 8080))\n"
        "    table.get_item(Key={'id': event['body']})\n    body =",
    )
    one = made(app(tmp_path, code=code))
    text = rendered(one)
    assert "untrusted:\n      - table/Orders" in text
    bare = re.sub(r"untrusted:\n      - .*\n", "untrusted: []\n", text)
    bare = bare.replace("[convert]", "[]").replace("[/mnt/data]", "[]").replace("[8080]", "[]")
    assert bare.count("[]") >= text.count("[]") + 4
    assert clean(updated(bare, one), one)
