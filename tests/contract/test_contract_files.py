"""The text of a contract: what is written is read back, whatever names are in it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from ennead.contract.compile import compiled
from ennead.contract.deployed import Deployed
from ennead.contract.errors import ContractError
from ennead.contract.read import read
from ennead.contract.text import comment, scalar
from ennead.contract.words import ELSEWHERE, WHO, Contract, Derived, Event, Flow, Made, Rules
from ennead.contract.write import rendered
from tests.contract.making import SHOP, app, compiled_of, contract, made

SPEC = Path(__file__).parents[2] / "spec"
HERE = Path(__file__).parent / "shop"
YAML = Draft202012Validator(json.loads((SPEC / "contract.schema.json").read_text(encoding="utf-8")))
JSON = Draft202012Validator(json.loads((SPEC / "contract-compiled.schema.json").read_text(encoding="utf-8")))
HEAD = "schema: ennead.contract/1\n"


@pytest.mark.parametrize("name", ["vulnerable", "repaired"])
def test_the_shop(name: str) -> None:
    """The sample's contract as `ennead contract init samples/shop/NAME -o tests/contract/shop/NAME.yml` writes it."""
    text = rendered(made(SHOP / name))
    assert text == (HERE / f"{name}.yml").read_text(encoding="utf-8")
    YAML.validate(yaml.safe_load(text))


@pytest.mark.parametrize("name", ["vulnerable", "repaired"])
def test_the_shop_compiled(name: str) -> None:
    """The same compiled, as `ennead contract compile` writes it, and by its schema."""
    done = compiled_of(SHOP / name)
    assert done.data == (HERE / f"{name}.json").read_bytes()
    JSON.validate(json.loads(done.data))


def same(one: Made, found: Contract) -> None:
    """The contract says what was made, and nothing else."""
    assert list(found.functions) == [each.name for each in one.functions]
    for each in one.functions:
        rules = found.functions[each.name]
        for part in ("events", "actions", "flows", "processes", "write", "ports", "untrusted"):
            assert getattr(rules, part) == getattr(each.rules, part), part


def test_it_is_read_back(tmp_path: Path) -> None:
    """What is written is read back as it was made."""
    one = made(app(tmp_path))
    same(one, contract(one))


texts = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12)
words = st.one_of(
    texts,
    st.sampled_from(
        ["yes", "no", "off", "null", "~", "1", "1e3", "0x1f", "1:30", "2020-01-01", "- a", "a: b", "#", "<<", "*", "="]
    ),
)
lists = st.lists(words, max_size=3, unique=True).map(tuple)
events = st.builds(
    Event,
    st.none() | st.dictionaries(words, st.sampled_from(WHO), max_size=3),
    st.just({}) | st.dictionaries(words, st.just("any"), min_size=1, max_size=3).map(lambda held: {"fields": held}),
)
flows = st.builds(
    Flow,
    st.just(ELSEWHERE) | st.tuples(words, words).map("/".join),
    st.none() | lists,
    st.none() | st.just(("personal", "financial")),
    st.none() | st.integers(1, 10**9),
    st.sampled_from([None, "alert", "off"]),
    st.none() | words,
)
rules = st.builds(
    Rules,
    events=st.none() | st.dictionaries(words, events, max_size=2),
    actions=st.none() | st.dictionaries(words, lists, max_size=2),
    flows=st.none() | st.lists(flows, max_size=3).map(tuple),
    processes=st.none() | lists,
    write=st.none() | lists,
    ports=st.none() | st.lists(st.integers(1, 65535), max_size=2).map(tuple),
    untrusted=st.none() | lists,
)
reasons = st.dictionaries(st.sampled_from(["events", "actions", "flows", "paths"]), lists, max_size=2)
functions = st.lists(st.builds(Derived, words, rules, reasons), max_size=3, unique_by=lambda one: one.name)


@given(functions.map(lambda found: Made("app", "ennead.contract.yml", tuple(found))))
def test_any_contract_is_read_back_and_compiled(one: Made) -> None:
    """Whatever the names are: written, read back the same, by the schema, and compiled the same twice."""
    text = rendered(one)
    found = read(text, "x")
    same(one, found)
    YAML.validate(yaml.load(text, yaml.BaseLoader) and _plain(text))  # noqa: S506
    first, again = (compiled(found, Deployed({})) for _ in range(2))
    assert first == again
    document = json.loads(first.data)
    JSON.validate(document)
    assert list(document["functions"]) == sorted(each.name for each in one.functions)


def _plain(text: str) -> object:
    """The document as our reader sees it: YAML 1.2's words."""
    from ennead.contract.read import _Loader  # noqa: PLC0415

    return yaml.load(text, _Loader)  # noqa: S506


@given(words)
def test_a_scalar_is_a_text(text: str) -> None:
    """A text stays the same text for any reader of YAML, in brackets as well."""
    assert yaml.safe_load(f"[{scalar(text)}, {scalar(text)}]") == [text, text]
    assert yaml.safe_load(f"{scalar(text)}: 1") == {text: 1}


@given(st.text())
def test_a_comment_is_one_line(text: str) -> None:
    """No name can end a comment and begin something else."""
    assert yaml.safe_load(f"a: 1  {comment(text)}\nb: 2") == {"a": 1, "b": 2}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "it has to be a mapping"),
        ("schema: other/1\n", "schema: it has to be ennead.contract/1"),
        (f"{HEAD}function: {{}}\n", "did you mean functions?"),
        (f"{HEAD}functions: {{A: {{flow: []}}}}\n", "functions.A: there is no flow here: did you mean flows?"),
        (f"{HEAD}functions: {{A: {{flows: [{{to: Orders}}]}}}}\n", "Orders is no target: write its kind before it"),
        (f"{HEAD}functions: {{A: {{flows: [{{ops: []}}]}}}}\n", "functions.A.flows.0.to: it has to be a text"),
        (f"{HEAD}functions: {{A: {{}}, A: {{}}}}\n", ":2: A stands twice"),
        (f"{HEAD}functions: {{A: &a {{}}, B: *a}}\n", ":2: an alias: write it out"),
        (f"{HEAD}functions: {{1: {{}}}}\n", "1 is no text: put it in quotes"),
        (f"{HEAD}functions: {{A: {{ports: [70000]}}}}\n", "a port is below 65536"),
        (f"{HEAD}functions: {{A: {{refusal: {{records: all}}}}}}\n", "refusal.records: 'all' is none of one_by_one"),
        (f"{HEAD}functions: {{A: {{refusal: {{dead_letter: q}}}}}}\n", "refusal.dead_letter: it is true or false"),
        (f"{HEAD}functions: {{A: {{ports: ['80']}}}}\n", "it has to be a whole number above 0"),
        (f"{HEAD}functions: {{A: {{mode: stop}}}}\n", "'stop' is none of observe, alert, enforce, off"),
        (f"{HEAD}functions: {{A: {{guards: {{sqll: alert}}}}}}\n", "did you mean sql?"),
        (f"{HEAD}functions: {{A: {{limits: {{per_caller: {{rate: -1}}}}}}}}\n", "it has to be a number above 0"),
        (f"{HEAD}functions: {{A: {{events: {{api: {{from: {{x: everyone}}}}}}}}}}\n", "'everyone' is none of internal"),
        (f"{HEAD}functions: {{A: {{deny: [{{class: card}}]}}}}\n", "functions.A.deny.0: to is missing"),
        (f"{HEAD}functions: {{A: {{trusted: [{{guards: [sql]}}]}}}}\n", "functions.A.trusted.0.field"),
        (f"{HEAD}functions: {{A: {{hygiene: {{each: 4}}}}}}\n", "there is no each here"),
        (f"{HEAD}functions: {{A: {{hygiene: {{every: 0}}}}}}\n", "it has to be a whole number above 0"),
        (f"{HEAD}functions: {{A: {{hygiene: {{remove_executables: 1}}}}}}\n", "it is true or false"),
        (f"{HEAD}functions: {{A: {{hygiene: {{clear: /tmp/**}}}}}}\n", "A.hygiene.clear: it has to be a list"),
        *(
            (f"{HEAD}functions: {{A: {{hygiene: {{clear: ['{one}']}}}}}}\n", f"{one} is no path below /tmp or /dev/shm")
            for one in (
                "*.raw",
                "tmp/x",
                "/tmp",
                "/tmp/",
                "/var/tmp/x",
                "/tmpx/*",
                "/tmp/../etc/*",
                "/tmp/a/..",
                "/tmp//x",
            )
        ),
        (f"{HEAD}functions: {{A: {{modules: {{app.py: abc}}}}}}\n", "A.modules.app.py: it has to be the SHA-256"),
        (f"{HEAD}a: {'[' * 50}\n", ":2: it is nested too deep"),
        (f"{HEAD}a: [1\n", "x:"),
        ("\x00", "x:"),
    ],
)
def test_what_is_refused(text: str, words: str) -> None:
    """A contract with a word that there is not is refused with its place: it would agree to something else."""
    with pytest.raises(ContractError) as error:
        read(text, "x")
    assert words in str(error.value)


def test_the_words_off_and_no_are_texts() -> None:
    """`mode: off` needs no quotes."""
    assert read(f"{HEAD}default: {{mode: off}}\n", "x").default.rest == {"mode": "off"}


def test_everything_that_agents_read_is_handed_on() -> None:
    """Limits, lifetime, decoys, refusals, trusted fields: read, checked, and compiled as they stand."""
    text = f"""{HEAD}functions:
  A:
    mode: enforce
    guards: {{sql: alert}}
    on_error: closed
    deny: [{{class: card, to: external/x.example}}]
    trusted: [{{field: detail.sql, guards: [sql]}}]
    limits: {{per_caller: {{rate: 5, per_s: 60, burst: 10}}, invocation_s: 2.5, margin_s: 0.2}}
    refusal: {{partial_batch: true, response_hosts: [x.example], records: one_by_one, dead_letter: true}}
    lifetime: {{max_age_s: 3600, jitter: 0.1, flush: soft}}
    decoys: [{{kind: variable, name: OLD_KEY, salt: "ab", hash: "cd"}}]
    hygiene: {{every: 4, remove_executables: true, clear: ["/tmp/*.raw", "/tmp/jobs/**", "/dev/shm/x?"]}}
    modules: {{app.py: "{"ab" * 32}", lib/work.py: "sha256:{"cd" * 32}"}}
    rings: {{seccomp: true, landlock: false}}
    events: {{api: {{required: [body], max_bytes: 1000, max_depth: 5, closed: true}}}}
    paths: {{read: [/mnt]}}
"""
    YAML.validate(yaml.safe_load(text))
    document = json.loads(compiled(read(text, "x"), Deployed({})).data)
    JSON.validate(document)
    one = document["functions"]["A"]
    written = yaml.safe_load(text)["functions"]["A"]
    assert one == written
