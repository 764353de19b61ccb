"""What was done is undone, byte for byte."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ennead.remedy import journal
from ennead.remedy.apply import apply, undo
from ennead.remedy.edit import Insert, Remove, Set
from ennead.remedy.errors import Changed, RemedyError

FIRST = b"A: 1\nB: |\n  text  \n\n\nC:   {x: 1}   # c"
SECOND = b'{"A":1}'


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A folder with two files, edited twice."""
    (tmp_path / "t.yaml").write_bytes(FIRST)
    (tmp_path / "t.json").write_bytes(SECOND)
    apply([Set("t.yaml", ("B",), ["x"]), Insert("t.json", (), "B", {"c": 1})], tmp_path, title="first")
    apply([Remove("t.yaml", ("C",))], tmp_path)
    return tmp_path


def test_edits_are_undone_one_after_the_other(root: Path) -> None:
    """The last ones first, until nothing is left."""
    assert undo(root) == ["t.yaml"]
    assert undo(root) == ["t.yaml", "t.json"]
    assert (root / "t.yaml").read_bytes() == FIRST
    assert (root / "t.json").read_bytes() == SECOND
    assert undo(root) == []


def test_later_work_is_not_undone(root: Path) -> None:
    """Where one file changed since, none is put back, and it is named."""
    undo(root)
    written = (root / "t.yaml").read_bytes()
    (root / "t.json").write_bytes(b"{}")
    with pytest.raises(Changed, match=r"t\.json"):
        undo(root)
    assert (root / "t.yaml").read_bytes() == written


def test_a_file_put_back_by_hand_is_no_obstacle(root: Path) -> None:
    """What is as before already is left alone."""
    undo(root)
    (root / "t.json").write_bytes(SECOND)
    assert undo(root) == ["t.yaml"]


def test_journals_are_kept_out_of_git_and_in_order(root: Path) -> None:
    """They hold the title, and a folder of theirs that git does not see."""
    kept = journal.journals(root)
    assert [path.stem.rpartition("-")[2] for path in kept] == ["1", "2"]
    assert json.loads(kept[0].read_bytes())["title"] == "first"
    assert (root / ".ennead" / "undo" / ".gitignore").read_text() == "*\n"


@pytest.mark.parametrize(
    "change",
    [
        {"version": 2},
        {"files": [{"file": "t.yaml", "before": "AAAA", "before_sha256": "0", "written_sha256": "0"}]},
        {"files": [{"file": "t.yaml"}]},
        {"files": 3},
    ],
)
def test_a_damaged_journal_is_refused(root: Path, change: dict[str, object]) -> None:
    """Nothing is written from a journal that does not fit itself."""
    path = journal.journals(root)[-1]
    path.write_text(json.dumps(json.loads(path.read_bytes()) | change))
    with pytest.raises(RemedyError, match="damaged"):
        undo(root)


def test_a_journal_cannot_reach_outside(root: Path) -> None:
    """A journal from a stranger's repository puts nothing where it should not be."""
    path = journal.journals(root)[-1]
    data = json.loads(path.read_bytes())
    data["files"][0]["file"] = "../out.yaml"
    path.write_text(json.dumps(data))
    (root.parent / "out.yaml").write_bytes((root / "t.yaml").read_bytes())
    with pytest.raises(RemedyError, match="leads out"):
        undo(root)


def test_a_linked_folder_of_journals_is_refused(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Journals are not written outside of the root."""
    (tmp_path / "t.yaml").write_bytes(FIRST)
    (tmp_path / ".ennead").symlink_to(tmp_path_factory.mktemp("elsewhere"))
    with pytest.raises(RemedyError, match="remove that link"):
        apply([Set("t.yaml", ("A",), 2)], tmp_path)
    assert (tmp_path / "t.yaml").read_bytes() == FIRST
