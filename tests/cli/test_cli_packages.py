"""`ennead packages`: exit codes, what a change brings in, what is newly known."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from referencing import Registry, Resource

from tests.cli.conftest import Done, Ennead
from tests.engine.changing import Repository, repository
from tests.packages.made import EVIL, PARSE, WEB, database, files, flaw, written

SPEC = Path(__file__).parents[2] / "spec"
_SCHEMAS = {
    name: json.loads((SPEC / f"{name}.schema.json").read_text("utf-8")) for name in ("packages", "packages-change")
}
_REGISTRY: Registry[Any] = Registry().with_resources(
    (schema["$id"], Resource.from_contents(schema)) for schema in _SCHEMAS.values()
)
Run = Callable[..., Done]


def valid(name: str, text: str) -> Any:
    """The document, which its schema describes."""
    document = json.loads(text)
    Draft202012Validator(_SCHEMAS[name], registry=_REGISTRY).validate(document)
    assert text.isascii()
    return document


@pytest.fixture
def known(tmp_path: Path) -> Path:
    """A database with a vulnerable and a malicious package."""
    return database(tmp_path / "known.db", PARSE, EVIL)


@pytest.fixture
def shop(tmp_path: Path) -> Repository:
    """A repository with an application against which nothing is known."""
    return repository(tmp_path / "shop", files(inner={"acme-parse": "1.4.0"}))


@pytest.fixture
def run(ennead: Ennead, known: Path) -> Run:
    """`ennead packages` with that database."""
    return lambda *words: ennead("packages", *words, "--database", known)


# -- a state --------------------------------------------------------------------------------------


def test_all_is_clean(run: Run, shop: Repository) -> None:
    """Where everything was checked and nothing is known the exit code is 0, and only then it says so."""
    done = run(shop.folder)
    assert (done.code, done.err) == (0, "")
    assert "clean, but for what the runtime brings, which is AWS's to repair" in done.out
    (shop.folder / "template.yaml").unlink()
    assert "clean, and everything was checked" in run(shop.folder).out


def test_something_is_vulnerable(run: Run, shop: Repository) -> None:
    """One vulnerable package is exit code 1, in every format; the document keeps to its schema."""
    shop.write(files())
    document = valid("packages", run(shop.folder, "--format", "json").out)
    (row,) = (one for one in document["packages"] if one["status"] == "vulnerable")
    assert (row["name"], row["via"], row["fix"], row["fix_admitted"]) == (
        "acme-parse",
        ["acme-web@2.0.0"],
        "1.4.0",
        True,
    )
    assert (row["functions"], row["exposure"]) == (["Orders"], "anonymous")
    assert [run(shop.folder, "--format", name).code for name in ("table", "json", "cyclonedx")] == [1, 1, 1]


def test_something_was_not_checked(run: Run, shop: Repository) -> None:
    """A package without a version is exit code 3, with the reason."""
    shop.write({**files(inner={}), "src/package-lock.json": None, "src/package.json": '{"dependencies": {"x": "^1"}}'})
    done = run(shop.folder)
    assert done.code == 3
    assert "1  a range, no version: x" in done.out


def test_no_database(ennead: Ennead, shop: Repository, tmp_path: Path) -> None:
    """Nothing is checked, one line says how to get a database, and the exit code is 3."""
    none = tmp_path / "none.db"
    done = ennead("packages", shop.folder, "--format", "json", "--database", none)
    assert done.code == 3
    assert done.err.splitlines() == [
        f"nothing is checked: there is no advisory database at {none}: `ennead db sync` makes one, "
        "`ennead db import FILE` one without network"
    ]
    document = valid("packages", done.out)
    assert document["database"] is None
    assert {one["status"] for one in document["packages"]} == {"not_checked"}


@pytest.mark.parametrize("words", [(), ("--diff", "main"), ("--watch", "inventory.json")])
def test_a_damaged_database(
    ennead: Ennead, shop: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    """A file that is no database is told, with what to try, and is exit code 3: never a clean answer."""
    (tmp_path / "broken.db").write_bytes(b"no database" * 1000)
    monkeypatch.chdir(shop.folder)
    done = ennead("packages", *words, "--database", tmp_path / "broken.db")
    assert (done.code, done.out) == (3, "")
    assert "take it away" in done.err or "take this one away" in done.err
    assert "Traceback" not in done.err


def test_a_database_that_breaks_off(ennead: Ennead, shop: Repository, known: Path) -> None:
    """Damage that shows only when it is asked is told the same way."""
    content = bytearray(known.read_bytes())
    content[4096:] = b"\xff" * (len(content) - 4096)
    known.write_bytes(content)
    done = ennead("packages", shop.folder, "--database", known)
    assert (done.code, done.out) == (3, "")
    assert "is damaged" in done.err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--format", "markdown"], "add --diff BASE"),
        (["--diff", "nowhere"], "holds no revision nowhere"),
        (["--diff", "nowhere.json"], "cannot be read"),
        (["--diff", "main", "--format", "cyclonedx"], "holds all packages"),
        (["--serial-number"], "belongs to --format cyclonedx"),
        (["--vex", "nowhere.json"], "cannot be read"),
        (["--watch", "x.json"], "leave PATH out"),
    ],
)
def test_wrong_words_are_explained(run: Run, shop: Repository, words: list[str], said: str) -> None:
    """Usage errors exit 2 and say what to write instead."""
    done = run(shop.folder, *words)
    assert done.code == 2
    assert said in done.err


# -- a change -------------------------------------------------------------------------------------


def test_a_change_without_fault_passes(run: Run, shop: Repository) -> None:
    """A package against which nothing is known may come."""
    shop.write(files({"acme-web": "2.0.0", "acme-new": "1.0.0"}, {"acme-parse": "1.5.0"}))
    done = run(shop.folder, "--diff", "main")
    assert done.code == 0
    assert "This change adds 1 and changes 1 packages; nothing is known against what it brings in." in done.out
    assert "  ~ acme-parse 1.4.0 → 1.5.0\n" in done.out


def test_a_change_that_adds_a_vulnerable_package_fails(run: Run, shop: Repository) -> None:
    """The way by which it came and the way out are told."""
    shop.write(files())
    done = run(shop.folder, "--diff", "main")
    assert done.code == 1
    assert "brings in 1 vulnerable package" in done.out
    assert "came by  acme-web@2.0.0 → acme-parse" in done.out
    assert "way out  version 1.4.0, which ^1.0.0 admits: bring the lock up to date" in done.out


@pytest.mark.parametrize("scope", ["shipped", "development"])
def test_a_change_that_adds_a_malicious_package_fails(run: Run, shop: Repository, scope: str) -> None:
    """An attack fails wherever it is: it needs only to be installed."""
    inner = {"acme-parse": "1.4.0"}
    evil = {"acme-evil": "1.0.0"}
    shop.write(files({"acme-web": "2.0.0", **evil}, inner) if scope == "shipped" else files(None, inner, evil))
    done = run(shop.folder, "--diff", "main")
    assert done.code == 1
    assert "● acme-evil 1.0.0  malicious" in done.out
    assert "way out  take it out" in done.out


def test_what_was_there_before_does_not_fail(run: Run, shop: Repository) -> None:
    """A change is judged, not the state: a better version that is still vulnerable passes."""
    shop.commit(files())
    shop.write(files(inner={"acme-parse": "1.3.0"}))
    done = run(shop.folder, "--diff", "main")
    assert done.code == 0
    assert run(shop.folder).code == 1


def test_a_package_that_moves_is_no_change(run: Run, shop: Repository) -> None:
    """A folder with another name brings nothing in."""
    shop.commit(files())
    (shop.folder / "src").rename(shop.folder / "code")
    shop.write({"template.yaml": files()["template.yaml"].replace("src", "code")})
    assert "adds, changes and removes no package" in run(shop.folder, "--diff", "main").out


def test_a_tool_that_is_shipped_now_fails(run: Run, shop: Repository) -> None:
    """A vulnerable package that was for development only and is shipped now is brought in."""
    shop.commit(files({"acme-web": "2.0.0"}, {}, {"acme-parse": "1.0.0"}))
    shop.write(files({"acme-web": "2.0.0", "acme-parse": "1.0.0"}, {}))
    done = run(shop.folder, "--diff", "main")
    assert done.code == 1
    assert "it was there before, and no function shipped it" in done.out


def test_what_goes_is_no_fault(run: Run, shop: Repository) -> None:
    """To take a vulnerable package out passes."""
    shop.commit(files())
    shop.write(files(inner={}))
    done = run(shop.folder, "--diff", "main")
    assert done.code == 0
    assert "  - acme-parse 1.2.0\n" in done.out


def test_what_comes_and_cannot_be_checked(run: Run, shop: Repository) -> None:
    """A new package that no source could be asked about is exit code 3."""
    shop.write({"tools/requirements.txt": "requests==2.0\n"})
    done = run(shop.folder, "--diff", "main")
    assert done.code == 3
    assert "could not be checked" in done.out
    assert "requests 2.0" in done.out


def test_the_comment_of_a_change(run: Run, shop: Repository) -> None:
    """The first line is the marker by which it is found again; names are code."""
    shop.write(files({"acme-web": "2.0.0", "acme-evil": "1.0.0"}))
    done = run(shop.folder, "--diff", "main", "--format", "markdown")
    assert done.code == 1
    assert done.out.startswith("<!-- ennead packages -->\n**This change")
    assert "- **malicious** · `acme-evil 1.0.0` · `src/package-lock.json:" in done.out
    assert "came by `acme-web@2.0.0` → `acme-parse`<br>" in done.out


def test_a_change_as_json(run: Run, shop: Repository) -> None:
    """The document keeps to its schema and holds what is new with the way out."""
    shop.commit(files({"acme-web": "2.0.0", "acme-old": "1.0.0"}, {"acme-parse": "1.4.0"}))
    shop.write(files({"acme-web": "2.0.1", "acme-evil": "1.0.0"}))
    document = valid("packages-change", run(shop.folder, "--diff", "main", "--format", "json").out)
    assert {(one["package"]["name"], one["how"]) for one in document["packages"]} == {
        ("acme-evil", "added"),
        ("acme-old", "removed"),
        ("acme-parse", "changed"),
        ("acme-web", "changed"),
    }
    assert {one["package"]["name"]: one["new"][0]["id"] for one in document["packages"] if one["new"]} == {
        "acme-evil": "MAL-2024-1",
        "acme-parse": "GHSA-pars-pars-pars",
    }


def test_a_saved_document_is_compared_with(run: Run, shop: Repository, tmp_path: Path) -> None:
    """A document of an earlier run serves where there is no git."""
    before = tmp_path / "before.json"
    run(shop.folder, "--format", "json", "--output", before)
    shop.write(files())
    shutil.rmtree(shop.folder / ".git")
    assert run(shop.folder, "--diff", before).code == 1
    assert "acme-parse 1.2.0" in run(shop.folder, "--diff", before).out


def test_no_database_for_a_change(ennead: Ennead, shop: Repository, tmp_path: Path) -> None:
    """Without a database a change is never good."""
    shop.write(files())
    done = ennead("packages", shop.folder, "--diff", "main", "--database", tmp_path / "none.db")
    assert done.code == 3
    assert "nothing was checked" in done.out


def test_what_cannot_be_read_now(run: Run, shop: Repository) -> None:
    """A template that is broken now could hold anything: exit code 3."""
    shop.write({"template.yaml": files()["template.yaml"] + "  Broken: {"})
    assert run(shop.folder, "--diff", "main").code == 3


# -- an inventory ---------------------------------------------------------------------------------


@pytest.fixture
def inventory(run: Run, shop: Repository, tmp_path: Path) -> Path:
    """What was found yesterday; the folder is gone since."""
    shop.write(files())
    file = tmp_path / "inventory.json"
    run(shop.folder, "--format", "json", "--output", file)
    shutil.rmtree(shop.folder)
    return file


def test_nothing_is_newly_known(run: Run, inventory: Path) -> None:
    """What was known when the inventory was made is no news."""
    done = run("--watch", inventory)
    assert done.code == 0
    assert "Nothing is newly known." in done.out


def test_something_is_newly_known(run: Run, inventory: Path, known: Path) -> None:
    """A new advisory is told with the functions and how near they get, and no code is read."""
    database(known, PARSE, EVIL, WEB)
    done = run("--watch", inventory)
    assert done.code == 1
    assert "acme-web 2.0.0  critical" in done.out
    assert "Orders, reached by anyone: the handler imports it" in done.out
    assert "acme-parse" not in done.out
    document = valid("packages-change", run("--watch", inventory, "--format", "json").out)
    (row,) = document["packages"]
    assert (row["how"], row["package"]["reached"], row["package"]["functions"]) == ("known", "handler", ["Orders"])
    assert "newly known since inventory.json" in run("--watch", inventory, "--format", "markdown").out


def test_what_is_exploited_now_is_news(run: Run, inventory: Path, known: Path, tmp_path: Path) -> None:
    """A fault that was known and is exploited now is told again."""
    from ennead.packages.advisories.importing import import_paths  # noqa: PLC0415

    entry = {"cveID": "CVE-2024-1000", "dateAdded": "2024-05-01"}
    catalogue = {"catalogVersion": "2024.05.01", "dateReleased": "2024-05-01T00:00:00Z", "vulnerabilities": [entry]}
    (tmp_path / "kev.json").write_text(json.dumps(catalogue))
    import_paths([tmp_path / "kev.json"], known)
    done = run("--watch", inventory)
    assert done.code == 1
    assert "exploited since 2024-05-01" in done.out
    assert "known before, and newly exploited" in done.out
    valid("packages-change", run("--watch", inventory, "--format", "json").out)


def test_an_inventory_of_a_few_fields(run: Run, tmp_path: Path) -> None:
    """A document with no more than the interface promises can be watched."""
    row = {
        "purl": "pkg:npm/acme-parse@1.0.0",
        "functions": ["Orders"],
        "direct": True,
        "at": {"path": "package.json", "line": 7},
        "origin": "manifest",
        "status": "clean",
        "advisories": [],
        "reached": "handler",
    }
    foreign = {**row, "purl": "pkg:cargo/serde@1.0.0"}
    document = {"schema": "ennead.packages/1", "database": None, "packages": [row, foreign]}
    (tmp_path / "few.json").write_text(json.dumps(document))
    done = run("--watch", tmp_path / "few.json", "--format", "json")
    made = valid("packages-change", done.out)
    assert done.code == 1
    assert [one["package"]["name"] for one in made["packages"]] == ["acme-parse"]
    assert [one["purl"] for one in made["lost"]] == ["pkg:cargo/serde@1.0.0"]


def test_what_can_be_checked_no_more(ennead: Ennead, inventory: Path, tmp_path: Path) -> None:
    """Without a database, or with one that tells nothing of npm, nothing new is no good news."""
    done = ennead("packages", "--watch", inventory, "--database", tmp_path / "none.db")
    assert done.code == 3
    assert "Nothing was checked." in done.out


@pytest.mark.parametrize(
    "wrong",
    [
        "[]",
        "{",
        '{"schema": "ennead.scan/1"}',
        '{"schema": "ennead.packages/1"}',
        '{"schema": "ennead.packages/1", "packages": [{"purl": "x"}]}',
        '{"schema": "ennead.packages/1", "packages": [{"purl": "x", "at": {"path": ""}, "status": 7}]}',
    ],
)
def test_another_document_is_refused(run: Run, tmp_path: Path, wrong: str) -> None:
    """What is no inventory is an error that says how to write one."""
    (tmp_path / "wrong.json").write_text(wrong)
    done = run("--watch", tmp_path / "wrong.json")
    assert done.code == 2
    assert "write it anew with `ennead packages --format json`" in done.err


# -- statements -----------------------------------------------------------------------------------


def openvex(identifier: str = "CVE-2024-1000", **more: object) -> str:
    """A statement about acme-parse."""
    statement = {"vulnerability": {"name": identifier}, "products": [{"@id": "pkg:npm/acme-parse"}], **more}
    return json.dumps({"@context": "https://openvex.dev/ns/v0.2.0", "statements": [statement]})


def test_a_statement_sets_an_advisory_aside(run: Run, shop: Repository, tmp_path: Path) -> None:
    """What is stated not to be affected, with a reason, fails nothing, and is told with the reason."""
    file = tmp_path / "own.json"
    file.write_text(openvex(status="not_affected", justification="vulnerable_code_not_in_execute_path"))
    shop.write(files())
    done = run(shop.folder, "--vex", file)
    assert done.code == 0
    assert "acme-parse 1.2.0  not_affected: code_not_reachable" in done.out
    assert "clean, but for what is set aside" in done.out
    assert run(shop.folder, "--vex", file, "--diff", "main").code == 0
    (row,) = (
        one
        for one in valid("packages", run(shop.folder, "--vex", file, "--format", "json").out)["packages"]
        if one["status"] == "vulnerable"
    )
    assert row["accepted"] is True


def test_a_statement_without_a_reason_does_not(run: Run, shop: Repository, tmp_path: Path) -> None:
    """A denial without a reason sets nothing aside, and that is said."""
    file = tmp_path / "own.json"
    file.write_text(openvex(status="not_affected"))
    shop.write(files())
    done = run(shop.folder, "--vex", file)
    assert done.code == 1
    assert "without a reason" in done.err


def test_a_statement_about_something_else_is_told(run: Run, shop: Repository, tmp_path: Path) -> None:
    """Nobody relies on a statement that answers to nothing."""
    file = tmp_path / "own.json"
    file.write_text(openvex("CVE-2000-1", status="fixed"))
    assert "1 of 1 statements answer to nothing here: CVE-2000-1" in run(shop.folder, "--vex", file).err


def test_other_flaws_of_the_package_still_count(run: Run, shop: Repository, known: Path, tmp_path: Path) -> None:
    """A statement is about one fault, not about the package."""
    database(known, PARSE, flaw("GHSA-othe-othe-othe", "acme-parse", "1.3.0"))
    file = tmp_path / "own.json"
    file.write_text(openvex(status="fixed"))
    shop.write(files())
    assert run(shop.folder, "--vex", file).code == 1


def test_bytes_of_a_bill_are_the_same(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two runs write the same bytes, unless a serial number is asked for."""
    folder = written(tmp_path / "app", files())
    first, second = (run(folder, "--format", "cyclonedx").out for _ in range(2))
    assert first == second
    assert "serialNumber" not in first
    assert '"timestamp"' not in first
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    assert '"timestamp": "2023-11-14T22:13:20+00:00"' in run(folder, "--format", "cyclonedx").out
    assert "urn:uuid:" in run(folder, "--format", "cyclonedx", "--serial-number").out
