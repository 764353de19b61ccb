"""Guard `path`: untrusted text may name files below the code's folder, and none elsewhere."""

# What functions call is called here:
# ruff: noqa: PTH100, PTH118, PTH119, PTH122, PTH123, PTH211, S202

from __future__ import annotations

import io
import os
import tarfile
import zipfile
from pathlib import Path
from typing import Any, Callable

import pytest

import agent_lab
from ennead_agent import audit, invocation
from ennead_agent.guards import path, path_judge

Judged = Callable[..., list[str]]


def opened(name: Any, flags: int = 0) -> Callable[[], None]:
    """The opening of a file as the sensor gets it; nothing is opened."""
    return lambda: path._open((name, None, flags))


@pytest.fixture
def watched() -> None:
    """The agent's hook with this guard, as at start."""
    audit.install()
    path.install()


FOLDER = "/srv/data/in"
PLACES = {
    "shared": "/srv/shared/x",
    "mounted": "/mnt/etc/x",
    "app": "/var/task/app.py",
    "other": "/tmp/ennead-other/secret.txt",
    "link": "/srv/elsewhere",
}
"""Values of events.  Here, since what a running function has as a constant counts as its own."""
BENIGN = """orders.txt 2026/report.txt a/../b.txt ./x x/./y a//b dir/ ..odd/..a foo..bar/baz ... a..b.txt ~x etc/passwd
    proc/self/environ it's.txt ünï.txt a;b.txt $x.txt *.txt C:\\Users\\x %2e%2e/x ..%2fx http://example.com/../x""".split()
CLIMBING = """../secret.txt ../../etc/passwd reports/../../x ./../x ..//x a/b/../../../x .. ../ ../.. x/../..
    ../../../../../../proc/self/environ ../in-other/x""".split()


@pytest.mark.parametrize("value", BENIGN)
def test_name_below_the_folder_passes(value: str, within: Judged) -> None:
    """Whatever a name has in it, as long as it stays below the folder of the code, nothing is said."""
    assert within({"name": value}, opened(FOLDER + "/" + value)) == []
    assert within({"name": value}, opened(os.fsencode(FOLDER + "/" + value))) == []
    assert within({"name": value}, opened(Path(FOLDER, value))) == []


def _opened_by_code_with_a_like_word(value: str) -> Callable[[], None]:
    def act() -> None:
        kind = "path"
        assert kind
        path._open((str(Path(FOLDER, value)), None, 0))

    return act


_WITH_A_LIKE_WORD = "http://example.com:8080/path/../other"


def test_a_word_of_the_code_cuts_no_name(within: Judged) -> None:
    """Where the code has a word like a folder of the event's, what climbs out of that folder stays below the code's."""
    assert within({"name": _WITH_A_LIKE_WORD}, _opened_by_code_with_a_like_word(_WITH_A_LIKE_WORD)) == []
    assert within({"name": "path/../../x"}, _opened_by_code_with_a_like_word("path/../../x"))


@pytest.mark.parametrize("value", CLIMBING)
def test_name_that_climbs_is_stopped(value: str, within: Judged) -> None:
    """`..` that leaves the folder of the code is found, in text, bytes and paths."""
    assert within({"name": value}, opened(FOLDER + "/" + value))
    assert within({"name": value}, opened(os.fsencode(FOLDER + "/" + value)))
    assert within({"name": value}, opened(Path(FOLDER) / value))


@pytest.mark.parametrize("value", [one for one in CLIMBING if one.strip("./")])
@pytest.mark.parametrize("how", ["normal", "real", "pathlib"])
def test_path_that_was_resolved_before_is_stopped(value: str, how: str, within: Judged) -> None:
    """A path whose `..` was worked out before it is opened leads out of the folder as well."""

    def handler() -> None:
        folder = Path(FOLDER)
        whole = os.path.join(FOLDER, value)
        name = {
            "normal": lambda: os.path.normpath(whole),
            "real": lambda: os.path.realpath(whole),
            "pathlib": lambda: str((folder / value).resolve()),
        }[how]()
        path._open((name, None, 0))

    assert within({"name": value}, handler)


@pytest.mark.parametrize(
    ("change", "carried"),
    [
        (lambda text: text[3:-5], "id:../secret.txt/.;end!"),
        (lambda text: text[3:-5], "id:/srv/data/secret.txt;end!"),
        (str.strip, "\t ./..//secret.txt \n"),
        (str.lower, "../SECRET.txt"),
        (lambda text: text.replace(" ", ""), "..//.. /data/secret.txt"),
        (lambda text: text.replace("../", ""), "....//secret.txt"),
    ],
)
def test_part_of_a_text_that_leads_away_is_stopped(change: Any, carried: str, within: Judged) -> None:
    """What is cut out of a field, or of another case there, leads out of the folder as well."""

    def handler() -> None:
        folder = FOLDER
        path._open(((folder + "/" + change(carried)) if ".." in carried else change(carried), None, 0))
        path._open((str(Path(folder) / change(carried)), None, 0))

    assert within({"name": carried}, handler)


def test_whole_path_of_two_fields_is_stopped(within: Judged) -> None:
    """Two parts that touch one another are one."""
    parts = PLACES["shared"][:6], PLACES["shared"][6:]
    assert within({"a": parts[0], "b": parts[1]}, opened("".join(parts)))


@pytest.mark.parametrize("value", [one for one in CLIMBING if one.strip("./") and not one.endswith("..")])
def test_careful_code_passes(value: str, within: Judged) -> None:
    """Who keeps the last part of a name only, or looks where it leads first, opens nothing that is stopped."""

    def handler() -> None:
        path._open((os.path.join(FOLDER, os.path.basename(value)), None, 0))
        full = os.path.realpath(os.path.join(FOLDER, value))
        if full.startswith(FOLDER + "/"):
            path._open((full, None, 0))

    assert within({"name": value}, handler) == []


@pytest.mark.parametrize(
    "value",
    "/etc/passwd //etc/passwd /./etc/passwd /etc/../etc/passwd /proc/self/environ /root/.aws/credentials "
    "/var/run/secrets/token /tmp/../etc/passwd /home/ann/x /./etc/./passwd ///etc//passwd".split(),
)
def test_whole_path_of_the_event_elsewhere_is_stopped(value: str, within: Judged) -> None:
    """A path that the event names from its root leads anywhere."""
    assert within({"name": value}, opened(os.path.join(FOLDER, value)))
    assert within({"name": value}, opened(Path(FOLDER) / value))
    assert within({"name": value}, opened(value))


def test_path_that_functions_pass_on_passes(within: Judged) -> None:
    """Below /tmp and on mounted file systems, whole paths come with events by design."""
    for value in ("/tmp/a.pdf", "/mnt/data/x/y.bin", "/tmp/a/../b"):
        assert within({"name": value}, opened(value)) == []


@pytest.mark.usefixtures("watched")
def test_whole_path_that_drops_the_folder_it_is_joined_to_is_stopped(within: Judged) -> None:
    """Below /tmp as well: the code said where the file lies.  One that lies there, or is joined to nothing, passes."""
    value = PLACES["other"]

    def joined(*parts: str) -> Callable[[], object]:
        return lambda: open(os.path.join(*parts))

    for folder in ("/tmp/ennead-own", "/srv/data", "relative"):
        assert within({"name": value}, joined(folder, value)), folder
        assert within({"name": value}, lambda folder=folder: (Path(folder) / value).read_bytes()), folder
        assert within({"name": value}, lambda folder=folder: Path(folder, value).read_bytes()), folder
    for act in (joined("/tmp", value), joined(value), joined("/", value), lambda: Path(value).read_bytes()):
        with pytest.raises(FileNotFoundError):
            within({"name": value}, act)


def test_join_is_as_it_was(within: Judged) -> None:
    """`os.path.join` has its name and signature, joins the same, and fails the same."""
    import inspect

    path.install()
    assert os.path.join.__name__ == "join"
    assert os.path.join.__module__ == "posixpath"
    assert list(inspect.signature(os.path.join).parameters) == ["a", "p"] or os.path.join.__wrapped__  # type: ignore[attr-defined]
    assert os.path.join("a", "/b", "c") == "/b/c"
    assert os.path.join(b"a", b"/b") == b"/b"
    assert os.path.join("a", Path("/b")) == "/b"
    with pytest.raises(TypeError):
        os.path.join("a", 3)  # type: ignore[call-overload]


def test_link_below_tmp_that_leads_elsewhere_is_stopped(within: Judged, tmp_path: Path) -> None:
    """A path of the event that climbs nowhere, but goes over a link to another place, is met where that lies."""
    if not str(tmp_path).startswith("/tmp/"):
        pytest.skip("the tests' folder is not below /tmp")
    (tmp_path / "link").symlink_to("/etc")
    value = f"{tmp_path}/link/../link/passwd"
    assert within({"name": value}, opened(value))


def test_contract_decides_where_it_speaks(within: Judged) -> None:
    """`paths.read` and `paths.write` name the folders of whole paths; an empty list names none."""
    value = PLACES["shared"]
    assert within({"name": value}, opened(value), paths={"read": ["/srv/shared"]}) == []
    assert within({"name": value}, opened(value, os.O_WRONLY), paths={"read": ["/srv/shared"], "write": []})
    value = PLACES["mounted"]
    assert within({"name": value}, opened(value)) == []
    assert within({"name": value}, opened(value), paths={"read": []})


def test_field_that_the_contract_trusts_is_the_codes_own(within: Judged) -> None:
    """`trusted` names fields of senders who may, for all guards or for those it lists; the others stay as they are."""
    value = FOLDER + "/" + "/".join(["..", "x"])
    event = {"Records": [{"name": "../x", "other": "a"}]}
    assert within(event, opened(value))
    assert within(event, opened(value), trusted=[{"field": "Records[0].name"}]) == []
    assert within(event, opened(value), trusted=[{"field": "Records", "guards": ["path"]}]) == []
    assert within(event, opened(value), trusted=[{"field": "Records", "guards": ["sql"]}])
    assert within(event, opened(value), trusted=[{"field": "Records[0].na"}, {"field": 3}, None])


def test_code_of_the_task_is_no_file_for_events(within: Judged, monkeypatch: pytest.MonkeyPatch) -> None:
    """The function's own files are opened by its own paths, not by one that an event names as a whole."""
    monkeypatch.setattr(path, "_TASK", "/var/task/")
    monkeypatch.setattr(path, "_DISKS", ("/tmp/", "/var/task/"))
    monkeypatch.setattr(path, "_NAME", b"task")
    value = PLACES["app"]
    assert within({"name": value}, opened(value))
    assert within({"name": "a.txt"}, opened("/var/task/templates/a.txt")) == []
    assert within({"name": "a.txt", "kind": "task"}, opened("/var/task/templates/a.txt")) == []


def test_like_names_at_a_paths_beginning_pass(within: Judged) -> None:
    """A short path of the event (of its URL) that another path happens to begin with says nothing."""
    for name in ("/e", "/etc", "/op"):
        assert within({"path": name, "a": "../b"}, opened("/etc/mime.types")) == []
        assert within({"path": name, "a": "../b"}, opened("/opt/data/x.json")) == []


def test_plain_paths_need_no_index(within: Judged) -> None:
    """What lies below known folders is decided without a look for the event's texts."""

    def act() -> None:
        for name in ("/tmp/a", os.__file__, "orders.txt", 3, b"/tmp/b", Path("/tmp/c"), "/dev/null"):
            path._open((name, "r", 0))
        found = invocation.current()
        assert found is not None
        assert found._untrusted is None

    assert within({"name": "orders.txt", "note": "wait... please"}, act) == []


EVENTS = path._ONE.split() + path._TWO.split()


@pytest.mark.parametrize("event", ["open", *EVENTS, "shutil.make_archive", "shutil.unpack_archive"])
def test_every_act_on_files_is_watched(event: str) -> None:
    """The guard hangs at each audit event of a file's or folder's name."""
    path.install()
    assert any(sensor.__module__ == path.__name__ for sensor in audit._sensors[event])


@pytest.mark.parametrize("event", EVENTS)
def test_climbing_name_is_stopped_in_every_act(event: str, within: Judged) -> None:
    """Whichever argument names the file."""
    value = "../secret.txt"
    name = FOLDER + "/" + value
    sensor = path._both if event in path._TWO.split() else path._first
    assert within({"name": value}, lambda: sensor((name, "/tmp/x", -1, -1)))
    if sensor is path._both:
        assert within({"name": value}, lambda: sensor(("/tmp/x", name, -1, -1)))


def test_database_of_memory_and_descriptors_pass(within: Judged) -> None:
    """What is no path is none."""
    for name in (":memory:", 5, None, ""):
        assert within({"a": "../x"}, lambda name=name: path._first((name,))) == []


@pytest.mark.usefixtures("watched")
@pytest.mark.parametrize("name", ["../out.txt", "/nowhere/ennead-out.txt", "a/../../out.txt"])
def test_archive_whose_names_lead_out_is_stopped(name: str, within: Judged, tmp_path: Path) -> None:
    """Names of an archive's members are untrusted, whoever gave the archive; plain ones are unpacked."""
    (tmp_path / "x").write_text("x")
    with tarfile.open(tmp_path / "a.tar", "w") as tar:
        tar.add(tmp_path / "x", "plain.txt")
        member = tarfile.TarInfo(name)
        member.size = 1
        tar.addfile(member, io.BytesIO(b"x"))
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("plain.txt", "x")
        archive.writestr(name, "x")
    target = tmp_path / "target"
    (target / "a").mkdir(parents=True)

    def by_hand() -> None:
        with zipfile.ZipFile(tmp_path / "a.zip") as archive:
            for member in archive.infolist():
                with open(os.path.join(target, member.filename), "wb") as file:
                    file.write(archive.read(member))

    def untar() -> None:
        with tarfile.open(tmp_path / "a.tar") as tar:
            for member in tar:
                source = tar.extractfile(member)
                assert source is not None
                with open(os.path.join(target, member.name), "wb") as file:
                    file.write(source.read())

    def extract() -> None:
        words: Any = {"filter": "fully_trusted"} if hasattr(tarfile, "fully_trusted_filter") else {}
        with tarfile.open(tmp_path / "a.tar") as tar:
            tar.extractall(target, **words)

    for act in (by_hand, untar, extract):
        assert within({"key": "a.zip"}, act), act
        assert (target / "plain.txt").read_text() == "x"
        (target / "plain.txt").unlink()
        assert not (tmp_path / "out.txt").exists()


@pytest.mark.usefixtures("watched")
def test_plain_archive_is_unpacked(within: Judged, tmp_path: Path) -> None:
    """An archive of ordinary names works as ever, and asks for no index."""
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("a/b.txt", "x")
        archive.writestr("..odd/c.txt", "y")

    def act() -> None:
        with zipfile.ZipFile(tmp_path / "a.zip") as archive:
            archive.extractall(tmp_path / "out")

    assert within({"key": "a.zip"}, act) == []
    assert (tmp_path / "out" / "a" / "b.txt").read_text() == "x"
    assert (tmp_path / "out" / "..odd" / "c.txt").read_text() == "y"


@pytest.mark.usefixtures("watched")
def test_link_of_an_archive_is_stopped(within: Judged, tmp_path: Path) -> None:
    """A member that is a link out of the folder would lead the next ones there."""
    with tarfile.open(tmp_path / "a.tar", "w") as tar:
        link = tarfile.TarInfo("link")
        link.type, link.linkname = tarfile.SYMTYPE, PLACES["link"]
        tar.addfile(link)

    def act() -> None:
        with tarfile.open(tmp_path / "a.tar") as tar:
            for member in tar:
                os.symlink(member.linkname, tmp_path / member.name)

    assert within({"key": "a.tar"}, act)
    assert not (tmp_path / "link").is_symlink()


def test_climb_is_measured_from_the_part_itself() -> None:
    """The code's own `..` is its own; what an untrusted part climbs is counted from where it begins."""
    assert not path_judge._climbs("/var/task/../data/a/../b", 18, 24)
    assert path_judge._climbs("/var/task/../data/../b", 18, 22)
    assert path_judge._climbs("a/../../b", 0, 9)
    assert not path_judge._climbs("../x/y", 3, 6)


HANDLER = """
    import os, pathlib, shutil, urllib.parse, base64
    HERE = os.path.dirname(__file__) + "/data"
    def handler(event, context):
        v, how = event["name"], event["how"]
        try:
            if how == "open":
                return open(HERE + "/" + v).read()
            if how == "join":
                return open(os.path.join(HERE, v)).read()
            if how == "pathlib":
                return (pathlib.Path(HERE) / v).read_bytes().decode()
            if how == "resolve":
                return (pathlib.Path(HERE) / v).resolve().read_text()
            if how == "unquote":
                return open(HERE + "/" + urllib.parse.unquote(v)).read()
            if how == "base64":
                return open(HERE + "/" + base64.b64decode(v).decode()).read()
            if how == "os":
                return os.read(os.open(HERE + "/" + v, os.O_RDONLY), 1000).decode()
            if how == "copy":
                return shutil.copyfile(HERE + "/" + v, "/tmp/ennead-copy")
            if how == "list":
                return os.listdir(os.path.dirname(HERE + "/" + v))
        except PermissionError:
            return "refused"
"""


def test_files_outside_are_not_read(client: agent_lab.Client, layer: Path, function: Callable[[str], Path]) -> None:
    """Whichever way the handler opens it, the file above its folder stays unread, and its own are read as bare."""
    import base64

    task = function(HANDLER)
    (task / "data" / "sub").mkdir(parents=True)
    (task / "data" / "orders.txt").write_text("orders")
    (task / "secret.txt").write_text("the secret")
    ways = ["open", "join", "pathlib", "resolve", "unquote", "os", "copy"]
    plain: list[Any] = [{"how": how, "name": name} for how in ways for name in ("orders.txt", "sub/../orders.txt")]
    plain.append({"how": "base64", "name": base64.b64encode(b"orders.txt").decode()})
    attacks: list[Any] = [{"how": how, "name": "sub/../../secret.txt"} for how in [*ways, "list"]]
    attacks.append({"how": "unquote", "name": "..%2fsecret.txt"})
    attacks.append({"how": "base64", "name": base64.b64encode(b"../secret.txt").decode()})
    attacks += [{"how": how, "name": str(task / "secret.txt")} for how in ("join", "pathlib")]
    bare = agent_lab.run(client, task, plain + attacks)
    ran = agent_lab.run(client, task, plain + attacks, layer=layer, env={"ENNEAD_MODE": "enforce"})
    assert ran.answers[: len(plain)] == bare.answers[: len(plain)]
    told = zip(attacks, ran.answers[len(plain) :])
    assert [attack["how"] for attack, answer in told if answer != b'"refused"'] == []
    assert all(b"refused" not in answer for answer in bare.answers)
    assert not ran.of("error")


@pytest.fixture
def folder(tmp_path: Path) -> str:
    """A folder of the code's with a file, and one beside it that is none of its own."""
    (tmp_path / "data" / "a" / "b").mkdir(parents=True)
    for name in ("secret.txt", "data/orders.txt", "data/a/c.md"):
        (tmp_path / name).write_text("x")
    return str(tmp_path / "data")


WORKED_OUT: dict[str, Callable[..., str]] = {
    "fields": lambda at, *names: os.path.normpath(os.path.join(at, *names)),
    "suffix": lambda at, name: os.path.abspath(os.path.join(at, name + ".txt")),
    "other suffix": lambda at, name: os.path.splitext(os.path.realpath(at + "/" + name))[0] + ".txt",
    "constant": lambda at, name: os.path.normpath(f"{at}/{name}/secret.txt"),
    "joined": lambda at, name: os.path.join(os.path.realpath(os.path.join(at, name)), "secret.txt"),
    "pathlib": lambda at, name: str((Path(at) / name).resolve() / "secret.txt"),
    "backslashes": lambda at, name: os.path.normpath(os.path.join(at, name.replace("\\", "/"))),
}


@pytest.mark.usefixtures("watched")
@pytest.mark.parametrize(
    ("how", "names"),
    [
        ("fields", ["..", "secret.txt"]),
        ("fields", ["a", "..", "..", "secret.txt"]),
        ("suffix", ["../secret"]),
        ("other suffix", ["../secret.csv"]),
        ("constant", [".."]),
        ("joined", [".."]),
        ("pathlib", [".."]),
        ("backslashes", ["..\\secret.txt"]),
    ],
)
def test_path_that_was_worked_out_of_parts_is_stopped(how: str, names: list[str], folder: str, within: Judged) -> None:
    """Its `..` may have come in a field of its own, and more may have been put behind it."""

    def handler() -> None:
        at = folder
        with open(WORKED_OUT[how](at, *names)) as file:
            file.read()

    assert within({str(number): name for number, name in enumerate(names)}, handler)


@pytest.mark.usefixtures("watched")
@pytest.mark.parametrize(
    ("how", "names"),
    [
        ("fields", ["a/b", "../c.md"]),
        ("fields", ["a", "..", "orders.txt"]),
        ("suffix", ["a/../orders"]),
        ("other suffix", ["a/b/../../orders.csv"]),
        ("backslashes", ["a\\b\\..\\c.md"]),
    ],
)
def test_path_that_was_worked_out_and_stays_passes(how: str, names: list[str], folder: str, within: Judged) -> None:
    """What climbs within the folder of the code opens a file of its own."""

    def handler() -> None:
        at = folder
        with open(WORKED_OUT[how](at, *names)) as file:
            assert file.read() == "x"

    assert within({str(number): name for number, name in enumerate(names)}, handler) == []


@pytest.mark.usefixtures("watched")
@pytest.mark.parametrize("name", ["..", "../secret.txt", "../../../.."])
def test_code_that_refuses_may_open_its_own_then(name: str, folder: str, within: Judged) -> None:
    """Who looks where a name leads, and takes a file of its own instead, is left alone."""

    def handler() -> None:
        at = folder
        full = os.path.realpath(os.path.join(at, name))
        assert not full.startswith(at + "/")
        with open(os.path.join(at, "orders.txt")) as file:
            assert file.read() == "x"

    assert within({"name": name}, handler) == []
