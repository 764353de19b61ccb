"""What a change is compared with: revisions, read so that nothing of a repository runs, and saved documents."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from ennead.engine.base import tree as base_tree
from ennead.engine.base.choose import BaseError, base_of
from ennead.engine.base.revision import Revision, checked_out, revision
from ennead.engine.base.saved import Saved, load, map_in, scan_in
from ennead.engine.base.tree import entries, is_inside
from tests.engine.changing import Repository, repository


def files_of(base: Revision | Saved, name: str = "app") -> dict[str, bytes]:
    """The files of a revision, as they are checked out."""
    assert isinstance(base, Revision)
    with checked_out(base, name) as (folder, _):
        return {file.relative_to(folder).as_posix(): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


def left_out(base: Revision) -> dict[str, str]:
    """What was not taken over, and why."""
    with checked_out(base, "app") as (_, left):
        return {one.path: one.reason for one in left}


def test_revision_is_read_and_nothing_is_touched(tmp_path: Path) -> None:
    """The files come as they were committed; work tree and index stay byte for byte."""
    repo = repository(tmp_path / "r", {"template.yml": "one\n", "src/app.py": "x = 1\n"})
    repo.write({"template.yml": "two\n"})
    index = (repo.folder / ".git/index").read_bytes()
    found = files_of(revision("HEAD", repo.folder))
    assert found == {"template.yml": b"one\n", "src/app.py": b"x = 1\n"}
    assert (repo.folder / ".git/index").read_bytes() == index
    assert (repo.folder / "template.yml").read_text(encoding="utf-8") == "two\n"


def test_only_the_scanned_folder_is_taken(tmp_path: Path) -> None:
    """Of a folder inside the repository its own files come, with paths that begin in it."""
    repo = repository(tmp_path / "r", {"a/template.yml": "a", "b/template.yml": "b", "b/deep/x.yml": "x"})
    assert files_of(revision("main", repo.folder / "b")) == {"template.yml": b"b", "deep/x.yml": b"x"}


def test_folder_that_was_not_there_is_empty(tmp_path: Path) -> None:
    """A folder that the revision does not have holds nothing, and is no error."""
    repo = repository(tmp_path / "r", {"a": "a"})
    repo.write({"new/template.yml": "n"})
    assert files_of(revision("main", repo.folder / "new")) == {}


def test_folder_that_was_a_file_is_empty(tmp_path: Path) -> None:
    """What was a file at that path is no folder of the revision."""
    repo = repository(tmp_path / "r", {"app": "a file"})
    (repo.folder / "app").unlink()
    repo.write({"app/template.yml": "n"})
    assert files_of(revision("main", repo.folder / "app")) == {}


def test_merge_base(tmp_path: Path) -> None:
    """`main...` is where the branch left main, not what main is now."""
    repo = repository(tmp_path / "r", {"template.yml": "at the fork"})
    repo.git("checkout", "--quiet", "-b", "work")
    repo.commit({"template.yml": "on the branch"})
    repo.git("checkout", "--quiet", "main")
    repo.commit({"template.yml": "main went on"})
    repo.git("checkout", "--quiet", "work")
    assert files_of(revision("main", repo.folder))["template.yml"] == b"main went on"
    parted = revision("main...", repo.folder)
    assert files_of(parted)["template.yml"] == b"at the fork"
    assert parted.words.startswith("where main parted (")


def test_hooks_of_another_repository_do_not_lead_elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Inside a hook git sets GIT_DIR and the like; the scanned folder's own repository is read all the same."""
    repo = repository(tmp_path / "r", {"template.yml": "mine"})
    other = repository(tmp_path / "o", {"template.yml": "theirs"})
    monkeypatch.setenv("GIT_DIR", str(other.folder / ".git"))
    monkeypatch.setenv("GIT_WORK_TREE", str(other.folder))
    assert files_of(revision("HEAD", repo.folder)) == {"template.yml": b"mine"}


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ("nowhere", "holds no revision nowhere: run `git fetch --depth=1 origin nowhere`"),
        ("--upload-pack=x", "is no revision"),
        ("main:template.yml", "is no revision"),
        ("a b", "is no revision"),
        ("", "is no revision"),
        ("x" * 500, "is no revision"),
        ("main..work", "names two revisions"),
        ("main...work", "names two revisions"),
    ],
)
def test_what_is_no_revision_is_told(tmp_path: Path, asked: str, says: str) -> None:
    """A name that cannot be followed is refused with what to try."""
    repo = repository(tmp_path / "r", {"template.yml": "x"})
    with pytest.raises(BaseError, match=says.replace("`", ".")):
        revision(asked, repo.folder)


def test_folder_without_repository(tmp_path: Path) -> None:
    """Outside a repository a saved JSON is proposed."""
    with pytest.raises(BaseError, match=r"is in no git repository: compare with a saved JSON"):
        revision("main", tmp_path)


def test_git_that_is_not_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without git it says so, and what else to compare with."""
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(BaseError, match="git is not installed"):
        revision("main", tmp_path)


def test_shallow_clone(tmp_path: Path) -> None:
    """A shallow clone that lacks the revision says which command brings it."""
    repo = repository(tmp_path / "r", {"template.yml": "1"})
    first = repo.git("rev-parse", "HEAD")
    repo.commit({"template.yml": "2"})
    repo.git("clone", "--quiet", "--depth=1", f"file://{repo.folder}", str(tmp_path / "clone"))
    clone = Repository(tmp_path / "clone")
    with pytest.raises(BaseError, match="this clone is shallow and does not hold") as caught:
        revision(first, clone.folder)
    assert f"git fetch --depth=1 origin {first}" in str(caught.value)
    with pytest.raises(BaseError, match="git fetch --depth=1 origin other:refs/remotes/origin/other"):
        revision("origin/other", clone.folder)


def test_repository_of_somebody_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where git refuses a repository for its owner, it says how to trust it, and trusts nothing by itself."""
    repo = repository(tmp_path / "r", {"template.yml": "1"})
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.setattr("ennead.engine.base.git._ENVIRONMENT", {"GIT_TEST_ASSUME_DIFFERENT_OWNER": "1", "LC_ALL": "C"})
    with pytest.raises(BaseError, match=r"git config --global --add safe\.directory"):
        revision("main", repo.folder)


def hostile(folder: Path, mark: Path) -> Repository:
    """A repository whose configuration, hooks and attributes would each leave a mark if git ran them."""
    program = folder.parent / "program"
    program.write_text(f"#!/bin/sh\necho ran >> {mark}\ncat\n", encoding="utf-8")
    program.chmod(0o755)
    repo = repository(
        folder,
        {
            "template.yml": "as committed\n",
            "ident.txt": "$Format:%H$ $Id$\n",
            ".gitattributes": "* filter=evil diff=evil merge=evil\n*.txt export-subst ident\n",
        },
    )
    for hook in ("post-checkout", "reference-transaction", "post-index-change", "pre-auto-gc", "fsmonitor-watchman"):
        shutil.copy(program, folder / ".git/hooks" / hook)
    config = folder / ".git/config"
    config.write_text(
        config.read_text(encoding="utf-8")
        + f"""
[core]
    fsmonitor = {program}
    hooksPath = {folder}/.git/hooks
    pager = {program}
    sshCommand = {program}
    gitProxy = {program}
    askPass = {program}
    editor = {program}
    alternateRefsCommand = {program}
[pager]
    ls-tree = {program}
    cat-file = {program}
    rev-parse = {program}
[filter "evil"]
    smudge = {program}
    clean = {program}
    process = {program}
    required = true
[diff]
    external = {program}
[diff "evil"]
    textconv = {program}
    command = {program}
[merge "evil"]
    driver = {program}
[alias]
    rev-parse = !{program}
    ls-tree = !{program}
    cat-file = !{program}
[credential]
    helper = !{program}
[uploadpack]
    packObjectsHook = {program}
[gpg]
    program = {program}
""",
        encoding="utf-8",
    )
    return repo


def test_nothing_of_a_hostile_repository_runs(tmp_path: Path) -> None:
    """File monitor, hooks, filters, converters, pagers, aliases: none runs, and contents come as they are stored."""
    mark = tmp_path / "mark"
    repo = hostile(tmp_path / "r", mark)
    found = files_of(revision("main", repo.folder))
    assert found["template.yml"] == b"as committed\n"
    assert found["ident.txt"] == b"$Format:%H$ $Id$\n"
    assert not mark.exists()
    subprocess.run(["git", "-C", str(repo.folder), "status"], check=False, capture_output=True)
    assert mark.exists()  # the bait is good: git left to itself runs it


def test_missing_objects_are_not_fetched(tmp_path: Path) -> None:
    """A partial clone would fetch what it lacks, by a program of its choice: it is left out instead."""
    mark = tmp_path / "mark"
    repo = repository(tmp_path / "r", {"template.yml": "here\n", "gone.yml": "there\n"})
    name = repo.git("rev-parse", "HEAD:gone.yml")
    (repo.folder / ".git/objects" / name[:2] / name[2:]).unlink()
    program = tmp_path / "program"
    program.write_text(f"#!/bin/sh\necho ran >> {mark}\n", encoding="utf-8")
    program.chmod(0o755)
    repo.git("config", "core.repositoryFormatVersion", "1")
    repo.git("config", "extensions.partialClone", "evil")
    repo.git("config", "remote.evil.promisor", "true")
    repo.git("config", "remote.evil.url", f"ext::{program}")
    repo.git("config", "remote.evil.uploadpack", str(program))
    repo.git("config", "protocol.ext.allow", "always")
    base = revision("main", repo.folder)
    assert files_of(base) == {"template.yml": b"here\n"}
    assert left_out(base) == {"gone.yml": "its content is not in this clone"}
    assert not mark.exists()


def test_links_and_submodules_are_left_out_and_told(tmp_path: Path) -> None:
    """No link is made, so none is followed; a submodule's content lies in another repository."""
    inner = repository(tmp_path / "inner", {"template.yml": "x"})
    repo = repository(tmp_path / "r", {"template.yml": "x"})
    (repo.folder / "out").symlink_to("/etc")
    (repo.folder / "file").symlink_to("../../secret")
    repo.git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(inner.folder), "sub")
    repo.commit()
    base = revision("main", repo.folder)
    assert set(files_of(base)) == {"template.yml", ".gitmodules"}
    assert left_out(base) == {
        "out": "a link, not followed",
        "file": "a link, not followed",
        "sub": "a submodule, kept in a repository of its own",
    }


def test_crafted_tree_does_not_lead_out(tmp_path: Path) -> None:
    """A tree with `..` in it, which git's own commands would not make, writes nothing outside."""
    repo = repository(tmp_path / "r", {"evil": "evil\n"})
    blob = repo.git("rev-parse", "HEAD:evil")
    raw = tmp_path / "raw"
    raw.write_bytes(b"100644 evil\0" + bytes.fromhex(blob))
    inner = repo.git("hash-object", "-t", "tree", "-w", "--literally", str(raw))
    raw.write_bytes(b"40000 ..\0" + bytes.fromhex(inner) + b"40000 .git\0" + bytes.fromhex(inner))
    outer = repo.git("hash-object", "-t", "tree", "-w", "--literally", str(raw))
    commit = repo.git("commit-tree", outer, "-m", "crafted")
    base = revision(commit, repo.folder)
    assert files_of(base) == {}
    assert set(left_out(base)) == {"../evil", ".git/evil"}


@pytest.mark.parametrize(
    "path", ["../x", "/etc/passwd", "a/../../x", "a//b", ".", "a/.git/hooks/x", ".GIT/config", "a\0b"]
)
def test_path_that_is_no_way_down(path: str) -> None:
    """Whatever climbs, starts at the root, or lies in `.git` is refused."""
    assert not is_inside(path)


def test_bounds_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Files beyond the limits of number and size are left out with the limit they met."""
    repo = repository(tmp_path / "r", {"a": "1", "b": "22", "c": "4" * 100, "d": "1"})
    monkeypatch.setattr(base_tree, "MAXIMUM_FILES", 2)
    monkeypatch.setattr(base_tree, "MAXIMUM_FILE", 50)
    assert left_out(revision("main", repo.folder)) == {"c": "beyond 2 files", "d": "beyond 2 files"}
    monkeypatch.setattr(base_tree, "MAXIMUM_FILES", 9)
    assert left_out(revision("main", repo.folder)) == {"c": "larger than 0 MB"}
    monkeypatch.setattr(base_tree, "MAXIMUM_TOTAL", 2)
    assert "b" in left_out(revision("main", repo.folder))


def test_tree_that_lists_itself_without_end_is_cut(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A tree of ten levels of the same tree lists a great many files: the answer is cut, with an error."""
    repo = repository(tmp_path / "r", {"x": "x"})
    tree = repo.git("rev-parse", "HEAD^{tree}")
    raw = tmp_path / "raw"
    for _ in range(10):
        raw.write_bytes(b"".join(b"40000 %d\0" % number + bytes.fromhex(tree) for number in range(8)))
        tree = repo.git("hash-object", "-t", "tree", "-w", "--literally", str(raw))
    commit = repo.git("commit-tree", tree, "-m", "bomb")
    monkeypatch.setattr("ennead.engine.base.git.MAXIMUM_ANSWER", 100_000)
    with pytest.raises(BaseError, match="answered with more than"):
        files_of(revision(commit, repo.folder))


def test_listing_of_another_shape_is_no_listing() -> None:
    """Nothing is guessed from a listing that is not understood."""
    with pytest.raises(Exception, match="not known"):
        list(entries(b"100644 blob abc\tname\0"))


def test_file_or_revision(tmp_path: Path) -> None:
    """A name in `.json` that is a file is a document; a missing one is told how to write."""
    repo = repository(tmp_path / "r", {"template.yml": "x"})
    file = tmp_path / "before.json"
    file.write_text('{"schema": "ennead.graph/1"}', encoding="utf-8")
    assert isinstance(base_of(str(file), repo.folder), Saved)
    assert isinstance(base_of("main", repo.folder), Revision)
    with pytest.raises(BaseError, match="write it with `ennead map --format json"):
        base_of(str(tmp_path / "nowhere.json"), repo.folder)
    other = tmp_path / "before"
    other.write_bytes(file.read_bytes())
    assert isinstance(base_of(str(other), repo.folder), Saved)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("{", "is no JSON"),
        ("[]", "has schema None"),
        ('{"schema": "ennead.roles/1"}', "has schema 'ennead.roles/1'"),
        ('{"schema": "ennead.graph/2"}', "has schema 'ennead.graph/2'"),
        ("\udcff", "is no JSON"),
    ],
)
def test_document_that_is_none(tmp_path: Path, text: str, says: str) -> None:
    """What is no document of ours, or of another version, is refused."""
    file = tmp_path / "x.json"
    file.write_text(text, encoding="utf-8", errors="surrogateescape")
    with pytest.raises(BaseError, match=says):
        load(file)


def test_wrong_kind_is_told(tmp_path: Path) -> None:
    """A scan given to the map, and the other way round, names the command that takes it."""
    file = tmp_path / "x.json"
    file.write_text('{"schema": "ennead.scan/1"}', encoding="utf-8")
    with pytest.raises(BaseError, match=r"`ennead scan --diff .*` compares with it"):
        map_in(load(file))
    file.write_text('{"schema": "ennead.graph/1"}', encoding="utf-8")
    with pytest.raises(BaseError, match=r"`ennead map --diff .*` compares with it"):
        scan_in(load(file))


NODE = (
    '{"id": "function/F", "name": "F", "logical_id": "F", "location": null, "lenses": ["declared"], "properties": {%s}}'
)
APP = '{"name": "a", "functions": 1, "sources": []}'
DOCUMENT = '{"schema": "ennead.graph/1", "app": ' + APP + ', "nodes": [%s], "edges": [], "gaps": []}'


@pytest.mark.parametrize("inside", ['"timeout": []', '"layers": "x"', '"environment": 3', '"runtime": {"a": 1}'])
def test_part_of_another_shape_is_refused(tmp_path: Path, inside: str) -> None:
    """A document that says something where the model has something else is an error, not a guess."""
    file = tmp_path / "x.json"
    file.write_text(DOCUMENT % (NODE % inside), encoding="utf-8")
    with pytest.raises(BaseError, match="write it anew with `ennead map --format json`"):
        map_in(load(file))


@pytest.mark.parametrize("said", ['"findings": [{}]', '"app": 3', '"app": {"name": "a"}, "findings": [{"check": 1}]'])
def test_scan_of_another_shape_is_refused(tmp_path: Path, said: str) -> None:
    """So it is with a scan."""
    file = tmp_path / "x.json"
    file.write_text(f'{{"schema": "ennead.scan/1", {said}}}', encoding="utf-8")
    with pytest.raises(BaseError, match="write it anew with `ennead scan --format json`"):
        scan_in(load(file))
