"""Files that the contract has cleared go after each invocation, and nothing else does."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest

import agent_lab
from ennead_agent.hygiene import base, clearing, sweep, written

INJECT = """
    import os
    from ennead_agent.hygiene import base, written
    base.PLACES[:] = [os.environ["PLACE"]]
    written.ALONE[:] = [os.environ.get("ALONE", "1") == "1"]
"""
HEAD = """
    import os, subprocess, sys, threading, time
    PLACE = os.environ["PLACE"]
    def at(*names):
        return os.path.join(PLACE, *names)
    def write(*names):
        with open(at(*names), "w") as out:
            out.write("x")
    def there():
        return sorted(
            os.path.relpath(os.path.join(folder, name), PLACE)
            for folder, folders, files in os.walk(PLACE) for name in [*folders, *files]
        )
"""
Play = Callable[..., agent_lab.Ran]


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """What stands for the temporary folder."""
    folder = tmp_path / "place"
    folder.mkdir()
    return folder


@pytest.fixture
def play(client: agent_lab.Client, layer: Path, function: Callable[..., Path], tmp_path: Path, place: Path) -> Play:
    """Plays events through a handler under a contract that clears; gives what each call saw at its begin."""
    inject = tmp_path / "inject"
    inject.mkdir()
    (inject / "sitecustomize.py").write_text(dedent(INJECT), encoding="utf-8")

    def run(
        source: str, clear: list[str] | None = None, *, mode: str = "enforce", count: int = 4, **words: Any
    ) -> agent_lab.Ran:
        rules: dict[str, Any] = {"mode": mode, **words.pop("rules", {})}
        rules["hygiene"] = {"clear": [f"{place}/**"] if clear is None else [f"{place}/{one}" for one in clear]}
        contract = tmp_path / "contract.json"
        contract.write_text(json.dumps({"schema": "ennead.contract.compiled/1", "default": rules}), encoding="utf-8")
        env = {"PLACE": str(place), "ENNEAD_CONTRACT": str(contract), **words.pop("env", {})}
        task = function(dedent(HEAD) + dedent(source))
        return agent_lab.run(
            client, task, [{"n": n} for n in range(count)], layer=layer, path=[inject], env=env, **words
        )

    return run


def seen(ran: agent_lab.Ran) -> list[Any]:
    """The answers, all of them good and the agent without a fault."""
    assert set(ran.outcomes) == {"ok"}, ran.log.decode()
    assert not ran.of("error"), ran.log.decode()
    return [json.loads(answer) for answer in ran.answers]


def said(ran: agent_lab.Ran) -> list[dict[str, Any]]:
    return [event["facts"] for event in ran.of("hygiene") if "clear" in event["facts"]]


EACH = """
    def handler(event, context):
        before = there()
        os.makedirs(at("day", "hour"), exist_ok=True)
        write("day", "hour", "one.txt"); write("two.raw"); write("three.csv")
        return before
"""


def test_what_was_written_is_gone_at_the_next_event(play: Play, place: Path) -> None:
    """Files of the invocation and the folders that held them are gone; it is said once, as nothing bad."""
    ran = play(EACH)
    assert seen(ran) == [[]] * 4
    assert said(ran) == [{"clear": f"{place}/**", "cleaned": 3}]
    assert {event["verdict"] for event in ran.of("hygiene")} == {"allow"}
    assert list(place.iterdir()) == []


@pytest.mark.parametrize(
    ("pattern", "left"),
    [
        ("*.raw", ["day", "day/hour", "day/hour/one.txt", "three.csv"]),
        ("day/**", ["day", "three.csv", "two.raw"]),
        ("*/*/*", ["day", "day/hour", "three.csv", "two.raw"]),
    ],
)
def test_only_what_a_pattern_names(pattern: str, left: list[str], play: Play) -> None:
    """One star stands for a name's part: other files stay, and so do folders that no pattern names."""
    assert seen(play(EACH, [pattern]))[1:] == [left] * 3


@pytest.mark.parametrize("mode", ["observe", "alert"])
def test_elsewhere_it_is_told(mode: str, play: Play, place: Path) -> None:
    """Outside of `enforce` nothing goes; what would is counted, once for each pattern."""
    ran = play(EACH, ["*.raw", "day/**"], mode=mode)
    assert len(seen(ran)[1]) == 5
    assert said(ran) == [{"clear": f"{place}/*.raw", "count": 1}, {"clear": f"{place}/day/**", "count": 1}]


def test_what_was_there_stays(play: Play, place: Path) -> None:
    """Files from before the first event stay: of a layer, of the start, also when they are written anew or moved."""
    (place / "given").mkdir()
    for name in ("old.txt", "moved.txt", "given/inner.txt"):
        (place / name).write_text("x", encoding="utf-8")
    source = """
        write("start.txt")
        def handler(event, context):
            before = there()
            for name in ("old.txt", "start.txt", "new.txt"):
                write(name)
            os.replace(at("new.txt"), at("old.txt"))
            if event["n"] == 0:
                os.rename(at("moved.txt"), at("other.txt"))
            write("given", "more.txt")
            return before
    """
    found = seen(play(source))
    assert found[0] == ["given", "given/inner.txt", "moved.txt", "old.txt", "start.txt"]
    assert found[1:] == [["given", "given/inner.txt", "old.txt", "other.txt", "start.txt"]] * 3


def test_what_is_open_stays_until_it_is_closed(play: Play) -> None:
    """A file that the process holds open, or has in memory, stays; closed, it goes with the next look."""
    source = """
        import mmap
        KEEP = {}
        def handler(event, context):
            before = there()
            if event["n"] == 0:
                KEEP["open"] = open(at("open.log"), "w")
                with open(at("mapped.bin"), "wb+") as file:
                    file.write(b"x" * 4096)
                    file.flush()
                    KEEP["map"] = mmap.mmap(file.fileno(), 4096)
            if event["n"] == 2:
                KEEP.pop("open").close()
                KEEP.pop("map").close()
            return before
    """
    assert seen(play(source)) == [[], ["mapped.bin", "open.log"], ["mapped.bin", "open.log"], []]


def test_the_folder_that_the_process_is_in_stays(play: Play) -> None:
    """A function may work in a folder that it has made."""
    source = """
        def handler(event, context):
            if event["n"] == 0:
                os.mkdir(at("work"))
                os.chdir(at("work"))
            with open("relative.txt", "w") as out:
                out.write("x")
            return there()
    """
    assert seen(play(source)) == [["work", "work/relative.txt"]] * 4


def test_nothing_goes_through_a_link(play: Play, place: Path, tmp_path: Path) -> None:
    """A link that the function made goes itself; what lies behind one stays, wherever that is."""
    outside = tmp_path / "outside"
    outside.mkdir()
    for name in ("kept.txt", "a.txt"):
        (outside / name).write_text("x", encoding="utf-8")
    source = f"""
        OUTSIDE = {str(outside)!r}
        def handler(event, context):
            if event["n"] == 0:
                os.symlink(OUTSIDE + "/kept.txt", at("link.txt"))
                os.mkdir(at("folder"))
                write("folder", "a.txt")
                os.rename(at("folder"), at("gone"))
                os.symlink(OUTSIDE, at("folder"))
            if event["n"] == 2:
                os.symlink(OUTSIDE, at("way"))
                write("way", "new.txt")
            return there()
    """
    ran = play(source)
    assert seen(ran)[1:] == [[], ["way"], []]
    assert sorted(path.name for path in outside.iterdir()) == ["a.txt", "kept.txt", "new.txt"]


def test_detours_in_a_path(play: Play) -> None:
    """A path with `..`, doubled strokes or a relative one names the same file."""
    source = """
        def handler(event, context):
            before = there()
            os.makedirs(at("a"), exist_ok=True)
            write("a", "..", "up.txt"); write("", "a//x.txt"); write(".", "hidden.txt"); write(".dot")
            os.chdir(PLACE)
            with open("plain.txt", "w") as out:
                out.write("x")
            os.chdir("/")
            return before
    """
    assert seen(play(source)) == [[]] * 4


def test_files_of_programs(play: Play) -> None:
    """What a program wrote that the function started goes too."""
    source = """
        def handler(event, context):
            before = there()
            subprocess.run(["/bin/sh", "-c", "mkdir -p $0/sub; echo x > $0/sub/out.txt; echo x > $0/b.txt", PLACE])
            return before
    """
    assert seen(play(source)) == [[]] * 4


def test_a_program_that_still_writes_keeps_its_file(play: Play) -> None:
    """A file that a child has open stays."""
    source = """
        KEEP = []
        def handler(event, context):
            if event["n"] == 0:
                KEEP.append(subprocess.Popen(["/bin/sh", "-c", "exec 5> $0/log.txt; sleep 20", PLACE]))
                while not os.path.exists(at("log.txt")):
                    time.sleep(0.01)
            return there()
    """
    ran = play(source, rules={"processes": ["sh", "sleep"]})
    assert seen(ran) == [["log.txt"]] * 4


def test_work_that_goes_on(play: Play) -> None:
    """What a thread writes after the answer is left alone until the look after that."""
    source = """
        def later():
            time.sleep(0.3)
            write("late.txt")
        def handler(event, context):
            before = there()
            if event["n"] == 0:
                threading.Thread(target=later).start()
            if event["n"] == 1:
                time.sleep(0.6)
            return [before, there()]
    """
    assert seen(play(source)) == [[[], []], [[], ["late.txt"]], [[], []], [[], []]]


def test_what_changed_since_the_answer_waits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that is newer than the answer is not touched, and counts for the next look."""
    monkeypatch.setattr(base, "PLACES", [str(tmp_path)])
    file = tmp_path / "file"
    file.write_text("x", encoding="utf-8")
    changed = file.stat().st_ctime_ns
    for until_ns, goes in ((changed - 1, False), (changed, True)):
        pass_over = sweep.Sweep(lambda *_: False, until_ns, removes=True, everyone=False, maps=False)
        assert pass_over.takes(str(file)) is goes
        assert pass_over.later == ([] if goes else [str(file)])
    assert not file.exists()


def test_many_files(play: Play) -> None:
    """More files than are noted one by one are found by a walk."""
    source = """
        def handler(event, context):
            before = len(there())
            os.makedirs(at("many"), exist_ok=True)
            for number in range(700):
                write("many", str(number))
            return before
    """
    assert seen(play(source)) == [0] * 4


def test_a_folder_that_was_moved(play: Play) -> None:
    """Files go under the name that their folder has now."""
    source = """
        def handler(event, context):
            before = there()
            os.mkdir(at("building"))
            write("building", "a.txt")
            os.rename(at("building"), at("built"))
            return before
    """
    assert seen(play(source)) == [[]] * 4


def test_decoys_stay(play: Play, place: Path) -> None:
    """A file that is laid to be found is not cleared, whoever touches it."""
    (place / "passwords.txt").write_text("x", encoding="utf-8")
    source = """
        def handler(event, context):
            before = there()
            os.chmod(at("passwords.txt"), 0o600)
            write("a.txt")
            return before
    """
    decoys = [{"kind": "file", "name": f"{place}/passwords.txt"}]
    assert seen(play(source, rules={"decoys": decoys})) == [["passwords.txt"]] * 4


@pytest.mark.parametrize(
    ("env", "parallel", "reason"),
    [({"ALONE": "0"}, 1, "no instance of the platform's"), ({"AWS_LAMBDA_MAX_CONCURRENCY": "2"}, 2, "workers share")],
)
def test_where_others_write_nothing_goes(
    env: dict[str, str], parallel: int, reason: str, play: Play, client: agent_lab.Client
) -> None:
    """Where workers or others share the folder nothing is removed, and each instance says that once."""
    if parallel > 1 and client.numbers < (4,):
        pytest.skip("this client knows no managed instances")
    ran = play("def handler(event, context):\n    write('f%d' % event['n'])\n    return there()", env=env,
               parallel=parallel, count=8)  # fmt: skip
    assert len(seen(ran)[-1]) >= 7
    assert said(ran) == []
    reasons = [event["reason"] for event in ran.of("contract")]
    assert 1 <= len(reasons) <= parallel
    assert all(reason in one for one in reasons)


def test_too_much_to_tell_apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where more files were there than are remembered nothing is removed, and it is said."""
    monkeypatch.setattr(base, "PLACES", [str(tmp_path)])
    monkeypatch.setattr(clearing, "_MOST_WALKED", 3)
    monkeypatch.setattr(written, "ALONE", [True])
    monkeypatch.setattr(clearing, "_follow", lambda: None)
    for number in range(3):
        (tmp_path / str(number)).touch()
    found = clearing.Clearing([f"{tmp_path}/**"])
    (tmp_path / "new").touch()
    marks = base.Marks()
    marks.written[str(tmp_path / "new")] = None
    found.note(marks)
    assert [reason for _kind, reason, _facts in found.clear(removes=True)] == [clearing._MANY]
    assert (tmp_path / "new").exists()


def test_words_that_lead_elsewhere(play: Play, tmp_path: Path) -> None:
    """A pattern outside of the temporary folders is passed over, and said."""
    (tmp_path / "precious").mkdir()
    source = f"""
        def handler(event, context):
            with open({str(tmp_path / "precious" / "data.txt")!r}, "w") as out:
                out.write("x")
            write("a.txt")
            return there()
    """
    ran = play(source, ["../precious/**", "*.txt"])
    assert seen(ran)[1] == ["a.txt"]
    assert (tmp_path / "precious" / "data.txt").exists()
    assert [event["reason"] for event in ran.of("contract")] == [clearing._OUTSIDE]


def test_what_cannot_be_removed_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An error of the system is counted, and the rest goes on."""
    monkeypatch.setattr(base, "PLACES", [str(tmp_path)])

    def refuse(*_args: object, **_words: object) -> None:
        raise PermissionError(1, "no")

    (tmp_path / "one").touch()
    found = sweep.Sweep(lambda *_: False, base.now_ns() + 10**9, removes=True, everyone=False, maps=False)
    monkeypatch.setattr(os, "unlink", refuse)
    assert not found.takes(str(tmp_path / "one"))
    assert found.failed == 1


@pytest.mark.parametrize(
    ("pattern", "path", "fits"),
    [
        ("/tmp/*.raw", "/tmp/a.raw", True),
        ("/tmp/*.raw", "/tmp/b/a.raw", False),
        ("/tmp/*.raw", "/tmp/a.raw.txt", False),
        ("/tmp/**", "/tmp/b/a.raw", True),
        ("/tmp/**", "/tmp", False),
        ("/tmp/**/a?.txt", "/tmp/x/y/ab.txt", True),
        ("/tmp/a+(b).txt", "/tmp/a+(b).txt", True),
        ("/tmp/*", "/tmp/new\nline", True),
    ],
)
def test_patterns(pattern: str, path: str, fits: bool) -> None:
    """A star ends at a stroke, two do not, and all else stands for itself."""
    assert bool(clearing._pattern(pattern).match(path)) is fits


def test_without_the_word_nothing_of_it_is_there(
    client: agent_lab.Client, layer: Path, function: Callable[..., Path]
) -> None:
    """A contract that says nothing of clearing costs nothing: no module, no sensor, nobody who is told of answers."""
    task = function(
        """
        import sys
        def handler(event, context):
            audit, registry = sys.modules["ennead_agent.audit"], sys.modules["ennead_agent.registry"]
            sensors = [one.__module__ for event in audit._sensors.values() for one in event]
            return [
                [name for name in (*sys.modules, *sensors) if name.endswith((".clearing", ".sweep"))],
                [name for name, _ in registry.answering if name == "hygiene"],
            ]
        """
    )
    assert seen(agent_lab.run(client, task, [{}, {}], layer=layer)) == [[[], []]] * 2
