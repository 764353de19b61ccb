"""What git ignores, and that we say the same as git."""

from __future__ import annotations

import os
import subprocess
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ennead.sources.gitignore import rule_of
from ennead.sources.ignore import Ignored
from ennead.sources.tracked import tracked
from tests.sources.reading import write

QUIET = {**os.environ, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}


def git(folder: Path, *arguments: str, told: str = "") -> str:
    """What git answers; 1 is its answer for "none of them"."""
    done = subprocess.run(
        ["git", *arguments], cwd=folder, input=told, capture_output=True, text=True, env=QUIET, check=False
    )
    assert done.returncode in {0, 1}, done.stderr
    return done.stdout


def looked_through(root: Path) -> tuple[Ignored, list[str]]:
    """The rules of a folder, and its files."""
    ignored, files = Ignored(root), []
    for folder, folders, names in os.walk(root):
        base = Path(folder).relative_to(root).as_posix()
        ignored.walked(base, folders, names)
        folders[:] = sorted(name for name in folders if name != ".git")
        files += [name if base == "." else f"{base}/{name}" for name in sorted(names) if name != ".git"]
    return ignored, files


def agree(root: Path, below: str = ".") -> list[str]:
    """What both say is ignored in a folder of the repository; fails where they differ."""
    ignored, files = looked_through(root / below)
    ours = [name for name in files if ignored.ignores(name)]
    theirs = git(root / below, "check-ignore", "-z", "--stdin", told="\0".join(files))
    assert ours == [name for name in theirs.split("\0") if name]
    return sorted(ours)


NAMES = st.sampled_from(["a", "b", "ab", "a.yaml", "b.yaml", "x y", "cdk.out", "#c", "!d", "e\\", "[f]", "-"])
PLACES = st.lists(NAMES, min_size=1, max_size=4).map("/".join)
PIECES = st.sampled_from(
    ["a", "b", "*", "**", "?", "/", "/", "!", "#", "\\", "[ab]", "[!a]", "[^b]", "[a-c]", "[", "]", ".yaml", " ",
     "[[:alpha:]]", "**/", "/**", "[]a]", "[a/b]", "-", "[b-", "\\*", "x y", "cdk.out"]
)  # fmt: skip
LINES = st.lists(PIECES, max_size=5).map("".join)
RULES = st.lists(LINES, max_size=6).map("\n".join)


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(files=st.sets(PLACES, max_size=12), rules=st.dictionaries(PLACES, RULES, max_size=3), top=RULES, exclude=RULES)
def test_git_says_the_same(files: set[str], rules: dict[str, str], top: str, exclude: str) -> None:
    """On any tree with any rules, at the root and from inside, we ignore what `git check-ignore` does."""
    with tempfile.TemporaryDirectory() as place:
        root = Path(place)
        git(root, "init", "-q")
        (root / ".git" / "info").mkdir(exist_ok=True)
        (root / ".git" / "info" / "exclude").write_text(exclude, "utf-8")
        (root / ".gitignore").write_text(top, "utf-8")
        for path in sorted(files):
            put(root / path, "")
        for folder, text in sorted(rules.items()):
            put(root / folder / ".gitignore", text)
        agree(root)
        for inside in sorted(one.name for one in root.iterdir() if one.is_dir() and one.name != ".git"):
            if not git(root, "check-ignore", "-z", "--stdin", told=inside):  # a folder asked for by name is looked into
                agree(root, inside)


def put(file: Path, text: str) -> None:
    """A file, unless something else stands there already."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
    except (FileExistsError, NotADirectoryError, IsADirectoryError):
        return


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """An empty repository."""
    git(tmp_path, "init", "-q")
    return tmp_path


def test_levels_negation_and_folders(repository: Path) -> None:
    """A deeper file takes back what an outer one says, but nothing inside an ignored folder."""
    write(
        repository,
        {
            ".gitignore": "*.yaml\nbuild/\n!build/kept.yaml\n",
            "template.yaml": "",
            "app/.gitignore": "!template.yaml\n",
            "app/template.yaml": "",
            "build/kept.yaml": "",
            "app/build": "a file, and no folder",
        },
    )
    assert agree(repository) == ["build/kept.yaml", "template.yaml"]


def test_rules_above_the_scanned_folder(repository: Path) -> None:
    """Rules of parent folders count up to the repository's root; what lies outside it does not."""
    write(repository, {".gitignore": "/apps/one/old.yaml\n", "apps/.gitignore": "tmp.yaml\n"})
    write(repository, {"apps/one/old.yaml": "", "apps/one/tmp.yaml": "", "apps/one/template.yaml": ""})
    assert agree(repository, "apps/one") == ["old.yaml", "tmp.yaml"]


def test_a_tracked_file_is_not_ignored(repository: Path) -> None:
    """A file that was added all the same is the repository's own."""
    write(repository, {".gitignore": "*.yaml\n", "added.yaml": "", "left.yaml": "", "x/added.yaml": ""})
    git(repository, "add", "-f", "added.yaml", "x/added.yaml")
    assert agree(repository) == ["left.yaml"]
    assert agree(repository, "x") == []


@pytest.mark.parametrize("version", ["2", "3", "4"])
def test_every_version_of_the_index_is_read(repository: Path, version: str) -> None:
    """Names are read from padded, extended and prefix-compressed indexes."""
    names = {f"{'long/' * depth}file-{depth}.yaml" for depth in range(1, 9)}
    write(repository, dict.fromkeys(names, "x"))
    git(repository, "-c", f"index.version={version}", "add", ".")
    if version == "3":
        write(repository, {"later.yaml": ""})
        git(repository, "add", "-N", "later.yaml")
        names.add("later.yaml")
    assert tracked(repository) == names


@pytest.mark.parametrize("data", [b"", b"DIRC", b"DIRC\0\0\0\2\0\0\0\5", b"DIRC\0\0\0\4\xff\xff\xff\xff" + b"\0" * 99])
def test_a_broken_index_tracks_nothing(tmp_path: Path, data: bytes) -> None:
    """An index that ends too early, or lies, is no trouble."""
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git" / "index").write_bytes(data)
    assert tracked(tmp_path) <= {""}


def test_a_nested_repository_has_rules_of_its_own(repository: Path) -> None:
    """Rules from outside end at a repository inside; ignoring its folder ignores it whole."""
    write(repository, {".gitignore": "*.yaml\nvendored/\n", "inner/template.yaml": "", "inner/.gitignore": "x.yaml\n"})
    write(repository, {"inner/x.yaml": "", "inner/.git/HEAD": "", "vendored/v/.git/HEAD": "", "vendored/v/t.yaml": ""})
    ignored, files = looked_through(repository)
    said = {name for name in files if ignored.ignores(name)}
    assert said == {"inner/x.yaml", "vendored/v/t.yaml"}


def test_without_a_repository_the_folders_own_rules_count(tmp_path: Path) -> None:
    """A copy without `.git` reads the same; rules above the scanned folder do not."""
    write(tmp_path, {".gitignore": "*.yaml\n", "app/.gitignore": "old.yaml\n", "app/old.yaml": "", "app/new.yaml": ""})
    ignored, _ = looked_through(tmp_path / "app")
    assert [ignored.ignores(name) for name in ("old.yaml", "new.yaml")] == [True, False]


def test_links_and_floods_ignore_nothing(tmp_path: Path) -> None:
    """A linked file of rules, one too large and a line too long are not read: what they might hide is found."""
    write(tmp_path / "else", {"rules": "*\n"})
    app = write(tmp_path / "app", {"a.yaml": "", "deep/.gitignore": "*\n" + "#" * 2**20, "deep/b.yaml": ""})
    (app / ".gitignore").symlink_to(tmp_path / "else" / "rules")
    ignored, files = looked_through(app)
    assert not any(ignored.ignores(name) for name in files)
    assert rule_of("*" * 5_000) is None


def test_a_pattern_made_to_backtrack_ends() -> None:
    """Many stars against a long name take no time worth naming: with backtracking this would not end."""
    rule = rule_of("*a" * 400 + "b")
    assert rule is not None
    assert not rule.matches(("a" * 4_000,), folder=False)
    deep = rule_of("**/a/" * 300 + "b")
    assert deep is not None
    assert not deep.matches(("a",) * 900, folder=False)
