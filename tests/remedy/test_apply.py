"""Edits on files: all or none."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from ennead.remedy import files
from ennead.remedy.apply import apply, apply_plan, diff, fingerprint, undo
from ennead.remedy.edit import APPEND, Edit, Insert, Plan, Set
from ennead.remedy.errors import Changed, NotPutBack, RemedyError

YAML = "\ufeff# é\r\nA: 1 # one\r\nB: [x]\r\n".encode()
HCL = b'resource "a" "b" {\n  c = 1\n}'
EDITS = (Set("t.yaml", ("A",), 2), Set("sub/main.tf", ("resource", "a", "b", "c"), "x"))


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A folder with two files."""
    (tmp_path / "t.yaml").write_bytes(YAML)
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "main.tf").write_bytes(HCL)
    return tmp_path


def contents(root: Path) -> dict[str, bytes]:
    """All files but the journals."""
    found = (path for path in root.rglob("*") if path.is_file() and ".ennead" not in path.parts)
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in found}


def test_files_of_several_formats_are_written(root: Path) -> None:
    """The mark at the start, line breaks, the missing last line break and the mode stay."""
    (root / "t.yaml").chmod(0o640)
    done = apply(EDITS, root)
    assert done.files == ("t.yaml", "sub/main.tf")
    assert done.journal is not None
    assert contents(root) == {"t.yaml": YAML.replace(b"1 #", b"2 #"), "sub/main.tf": HCL.replace(b"1", b'"x"')}
    assert (root / "t.yaml").stat().st_mode & 0o777 == 0o640


def test_nothing_to_do_writes_nothing(root: Path) -> None:
    """A second time there is nothing to do, and no journal."""
    apply(EDITS, root)
    assert apply(EDITS, root).journal is None
    assert len(list((root / ".ennead" / "undo").glob("*.json"))) == 1


def test_a_difference_is_shown_without_writing(root: Path) -> None:
    """The diff has the lines that change, and says where a line break is missing."""
    before = contents(root)
    shown = diff([*EDITS, Insert("sub/main.tf", ("resource", "a", "b"), "d", 1)], root)
    assert "-A: 1 # one\r\n+A: 2 # one\r\n" in shown
    assert '-  c = 1\n+  c = "x"\n+  d = 1\n }\n\\ No newline at end of file\n' in shown
    assert contents(root) == before
    assert not (root / ".ennead").exists()


def test_utf_16_stays_utf_16(root: Path) -> None:
    """A file that a Windows editor wrote keeps its encoding."""
    (root / "t.yaml").write_bytes("\ufeffA: é\n".encode("utf-16-be"))
    apply([Set("t.yaml", ("A",), "ü")], root)
    assert (root / "t.yaml").read_bytes() == "\ufeffA: ü\n".encode("utf-16-be")


def test_one_edit_that_fails_stops_all(root: Path) -> None:
    """No file is written where one of them cannot be edited."""
    before = contents(root)
    with pytest.raises(RemedyError):
        apply([*EDITS, Set("t.yaml", ("no", "where"), 1)], root)
    assert contents(root) == before


def test_one_file_that_cannot_be_written_puts_all_back(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Files written before the failure are restored, no temporary file and no journal stays."""
    before = contents(root)
    write = files.write

    def failing(found: Path, raw: bytes) -> None:
        if found.name == "main.tf" and raw != HCL:
            raise OSError(28, "No space left on device")
        write(found, raw)

    monkeypatch.setattr(files, "write", failing)
    with pytest.raises(RemedyError, match="No space left"):
        apply(EDITS, root)
    assert contents(root) == before
    assert not list((root / ".ennead" / "undo").glob("*.json"))


def test_a_file_that_cannot_be_put_back_is_kept(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was in it, which git may not have, is in the journal, and undoing puts it back."""
    before = contents(root)
    write = files.write

    def failing(found: Path, raw: bytes) -> None:
        if raw in (YAML, HCL.replace(b"1", b'"x"')):
            raise OSError(30, "Read-only file system")
        write(found, raw)

    monkeypatch.setattr(files, "write", failing)
    with pytest.raises(NotPutBack, match=r"t\.yaml could not be put back.*ennead fix .* --undo"):
        apply(EDITS, root)
    assert contents(root) != before
    monkeypatch.setattr(files, "write", write)
    assert undo(root) == ["t.yaml"]
    assert contents(root) == before


def test_a_file_that_changed_is_refused(root: Path) -> None:
    """A plan made for another content is not carried out."""
    plan = Plan("test", EDITS, seen={"t.yaml": fingerprint(root, "t.yaml")})
    (root / "t.yaml").write_bytes(YAML + b"C: 3\r\n")
    with pytest.raises(Changed, match=r"t\.yaml has changed"):
        apply_plan(plan, root)


def test_a_file_that_changes_meanwhile_is_refused(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Between reading and writing an editor may save; its work is not lost."""
    unchanged = files.unchanged

    def saved(found: Path, file: str, wanted: str) -> None:
        if file == "sub/main.tf":
            found.write_bytes(b"mine")
        unchanged(found, file, wanted)

    monkeypatch.setattr(files, "unchanged", saved)
    with pytest.raises(Changed):
        apply(EDITS, root)
    assert contents(root) == {"t.yaml": YAML, "sub/main.tf": b"mine"}


@pytest.mark.parametrize(
    "file", ["../out.yaml", "link.yaml", "folder/t.yaml", ".git/config", "sub", "missing.yaml", ".ennead/x.yaml"]
)
def test_nothing_is_edited_outside(root: Path, file: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Paths and links that lead out of the root, git's folder and our own are refused."""
    outside = tmp_path_factory.mktemp("outside")
    (outside / "t.yaml").write_bytes(YAML)
    (root.parent / "out.yaml").write_bytes(YAML)
    (root / "link.yaml").symlink_to(outside / "t.yaml")
    (root / "folder").symlink_to(outside)
    for name in (".git/config", ".ennead/x.yaml"):
        (root / name).parent.mkdir()
        (root / name).write_bytes(YAML)
    with pytest.raises(RemedyError):
        apply([Set(file, ("A",), 2)], root)
    assert (outside / "t.yaml").read_bytes() == YAML


def test_a_link_inside_stays_a_link(root: Path) -> None:
    """The file that a link names is edited, once, by whichever name it is given."""
    (root / "link.yaml").symlink_to("t.yaml")
    edits: list[Edit] = [Set("link.yaml", ("A",), 2), Insert("t.yaml", ("B",), APPEND, "z")]
    apply(edits, root)
    assert (root / "link.yaml").is_symlink()
    assert (root / "t.yaml").read_bytes() == YAML.replace(b"1 #", b"2 #").replace(b"[x]", b"[x, z]")


@pytest.mark.parametrize(
    ("raw", "words"), [(b"A: \xff\n", "UTF-8"), (b"A: 1\rB: 2\r", "carriage"), (b"A: [\n", "repair")]
)
def test_unreadable_files_are_refused(root: Path, raw: bytes, words: str) -> None:
    """What cannot be read is not written."""
    (root / "t.yaml").write_bytes(raw)
    with pytest.raises(RemedyError, match=words):
        apply([Set("t.yaml", ("A",), 2)], root)


@pytest.mark.skipif(os.geteuid() == 0, reason="root writes everywhere")
def test_a_folder_without_permission_is_said(root: Path) -> None:
    """The journal has to be written before anything is changed."""
    root.chmod(0o500)
    try:
        with pytest.raises(RemedyError, match="nothing was changed"):
            apply(EDITS, root)
    finally:
        root.chmod(0o700)
