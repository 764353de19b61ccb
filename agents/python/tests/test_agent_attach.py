"""How the agent comes into a function, and that nothing else notices."""

from __future__ import annotations

import json
import marshal
import os
import shutil
import subprocess
import sys
from pathlib import Path
from textwrap import dedent
from typing import Callable

import pytest

import agent_lab

ENVIRONMENT = """
    import json, os, subprocess, sys

    SHELL = ("PWD", "OLDPWD", "SHLVL", "_", "AWS_LAMBDA_RUNTIME_API", "_X_AMZN_TRACE_ID")

    def handler(event, context):
        code = (
            "import os, sys, json;"
            "print(json.dumps([sorted(os.environ.items()), sys.path, 'ennead_agent' in sys.modules]))"
        )
        child = json.loads(subprocess.run([sys.executable, "-c", code], capture_output=True, check=True).stdout)
        child[0] = [pair for pair in child[0] if pair[0] not in SHELL]
        own = sorted(pair for pair in os.environ.items() if pair[0] not in SHELL)
        return [own, sys.path, child, os.open("/dev/null", os.O_RDONLY) < 20]
"""


def program(path: Path, text: str) -> Path:
    """A program that can be run."""
    path.write_text(dedent(text).lstrip(), encoding="utf-8")
    path.chmod(0o755)
    return path


def reasons(ran: agent_lab.Ran) -> list[str]:
    return [event["reason"] for event in ran.of("error")]


def test_function_and_its_children_see_the_environment_of_before(
    both: Callable[..., tuple[agent_lab.Ran, agent_lab.Ran]], function: Callable[..., Path]
) -> None:
    """Variables, sys.path and descriptors are as without the agent, also for a Python that the function starts."""
    bare, ran = both(function(ENVIRONMENT), [{}])
    assert ran.answers == bare.answers
    assert json.loads(ran.answers[0])[2][2] is False
    assert ran.of("alive")


@pytest.mark.parametrize("mode", ["off", "OFF"])
def test_off_switch_leaves_nothing(
    mode: str, client: agent_lab.Client, layer: Path, function: Callable[..., Path]
) -> None:
    """With ENNEAD_MODE=off the wrapper runs the function, and no line of ours is written."""
    task = function("import sys\ndef handler(event, context): return 'ennead_agent' in sys.modules")
    ran = agent_lab.run(client, task, [{}], layer=layer, env={"ENNEAD_MODE": mode})
    assert ran.answers == [b"false"]
    assert not ran.lines


def test_off_switch_holds_without_the_wrapper(
    client: agent_lab.Client, layer: Path, function: Callable[..., Path]
) -> None:
    """PYTHONPATH set by hand and ENNEAD_MODE=off give a function without the agent."""
    task = function("import sys\ndef handler(event, context): return 'ennead_agent' in sys.modules")
    ran = agent_lab.run(client, task, [{}], path=[layer / "ennead"], env={"ENNEAD_MODE": "off"})
    assert (ran.answers, ran.lines) == ([b"false"], [])


def test_pythonpath_alone_attaches(client: agent_lab.Client, layer: Path, function: Callable[..., Path]) -> None:
    """Where no wrapper can be used, the folder in PYTHONPATH is enough."""
    ran = agent_lab.run(client, function("def handler(event, context): return 1"), [{}], path=[layer / "ennead"])
    assert ran.answers == [b"1"]
    assert ran.of("alive")


PLAIN = """
    #!/bin/sh
    export SEEN_BY_WRAPPER=yes
    exec "$@"
"""
INSERTING = """
    #!/bin/bash
    args=("$@")
    export SEEN_BY_WRAPPER=yes
    exec "$1" -X faulthandler "${args[@]:1}"
"""
REDIRECTING = """
    #!/bin/bash
    # as Datadog's does: the handler becomes its own, the command's last word too
    export SEEN_BY_WRAPPER=yes
    export THEIR_HANDLER=$_HANDLER
    export _HANDLER=their_handler.handler
    args=("$@")
    exec "${args[@]:0:$#-1}" their_handler.handler
"""
INSTRUMENTING = """
    #!/usr/bin/env python3
    # as the OpenTelemetry distribution's does: a sitecustomize of its own before all others, which goes on to none
    import os, sys
    own = os.path.join(os.path.dirname(os.path.abspath(__file__)), "instrumentation")
    os.environ["PYTHONPATH"] = own + os.pathsep + os.environ.get("PYTHONPATH", "")
    os.environ["SEEN_BY_WRAPPER"] = "yes"
    os.execvp(sys.argv[1], sys.argv[1:])
"""


@pytest.mark.parametrize(
    "text", [PLAIN, INSERTING, REDIRECTING, INSTRUMENTING], ids=["plain", "inserting", "datadog", "adot"]
)
def test_another_wrapper_is_chained(
    text: str, client: agent_lab.Client, layer: Path, function: Callable[..., Path], tmp_path: Path
) -> None:
    """The wrapper that was there runs in between, whatever it does to the command line, and both are in force."""
    wrapper = program(tmp_path / "their-wrapper", text)
    (tmp_path / "instrumentation").mkdir()
    (tmp_path / "instrumentation" / "sitecustomize.py").write_text("import builtins\nbuiltins.theirs = True\n")
    task = function(
        "import os\ndef handler(event, context): return os.environ.get('SEEN_BY_WRAPPER')",
        their_handler="""
        import os, app
        def handler(event, context):
            return [os.environ["THEIR_HANDLER"], app.handler(event, context)]
        """,
    )
    ran = agent_lab.run(client, task, [{}], layer=layer, env={"ENNEAD_NEXT_WRAPPER": str(wrapper)})
    assert b'"yes"' in ran.answers[0]
    assert len(ran.of("alive")) == 1
    assert not ran.of("error")


def test_chained_sitecustomize_runs(
    client: agent_lab.Client, layer: Path, function: Callable[..., Path], tmp_path: Path
) -> None:
    """A sitecustomize and a usercustomize that were there run as before, once, under their own names."""
    theirs = tmp_path / "theirs"
    theirs.mkdir()
    for name in ("sitecustomize", "usercustomize"):
        (theirs / f"{name}.py").write_text(
            f"import builtins\nbuiltins.{name}_ran = getattr(builtins, '{name}_ran', 0) + 1\nFILE = __file__\n"
        )
    task = function(
        """
        import builtins, sys
        def handler(event, context):
            return [builtins.sitecustomize_ran, sys.modules["sitecustomize"].FILE]
        """
    )
    ran = agent_lab.run(client, task, [{}], layer=layer, path=[theirs])
    assert json.loads(ran.answers[0]) == [1, str(theirs / "sitecustomize.py")]
    assert ran.of("alive")


def test_usercustomize_is_a_second_chance(layer: Path, tmp_path: Path) -> None:
    """Where another sitecustomize came first and went no further, ours comes in as usercustomize."""
    theirs = tmp_path / "theirs"
    theirs.mkdir()
    (theirs / "sitecustomize.py").write_text("")
    code = (
        "import sys; sys.path.insert(0, sys.argv[1]); import usercustomize; print('ennead_agent.start' in sys.modules)"
    )
    ran = subprocess.run(
        [sys.executable, "-S", "-c", code, str(layer / "ennead")], capture_output=True, text=True, check=True
    )
    assert ran.stdout == "True\n"


def test_fault_of_the_chained_sitecustomize_is_its_own(
    both: Callable[..., tuple[agent_lab.Ran, agent_lab.Ran]], function: Callable[..., Path], tmp_path: Path
) -> None:
    """An error in the sitecustomize that was there is told by Python as before, and the function runs."""
    theirs = tmp_path / "theirs"
    theirs.mkdir()
    (theirs / "sitecustomize.py").write_text("raise RuntimeError('theirs')\n")
    bare, ran = both(function("def handler(event, context): return 1"), [{}], path=[theirs])
    assert bare.answers == ran.answers == [b"1"]
    assert b"Error in sitecustomize" in bare.log
    assert b"Error in sitecustomize" in ran.log
    assert ran.of("alive")


@pytest.mark.parametrize("name", ["missing", "folder", "plain file", "itself"])
def test_wrapper_that_cannot_be_chained_is_said(
    name: str, client: agent_lab.Client, layer: Path, function: Callable[..., Path], tmp_path: Path
) -> None:
    """A next wrapper that is not there, no program, or ours, is passed over with an event; agent and function run."""
    (tmp_path / "folder").mkdir()
    (tmp_path / "plain file").write_text("")
    wrapper = layer / "ennead-wrap" if name == "itself" else tmp_path / name
    ran = agent_lab.run(
        client,
        function("def handler(event, context): return 1"),
        [{}],
        layer=layer,
        env={"ENNEAD_NEXT_WRAPPER": str(wrapper)},
    )
    assert ran.answers == [b"1"]
    assert "passed over" in reasons(ran)[0]
    assert ran.of("alive")


def _loaded_at_start() -> list[str]:
    """Our files that attaching loads, each of which may be missing from a layer."""
    code = (
        "import sys; sys.path.insert(0, sys.argv[1]); from ennead_agent import lifecycle, runtime, start;"
        "lifecycle.install(None, 'test');"
        "print(*(m.__file__ for n, m in sys.modules.items() if n.startswith('ennead_agent.')))"
    )
    source = agent_lab.AGENT / "src"
    ran = subprocess.run([sys.executable, "-c", code, str(source)], capture_output=True, text=True, check=True)
    return sorted(str(Path(name).relative_to(source / "ennead_agent")) for name in ran.stdout.split())


AT_START = _loaded_at_start()


@pytest.mark.parametrize("loss", ["ennead", "python", *(f"python/ennead_agent/{name}" for name in AT_START)])
def test_layer_with_files_missing_runs_the_function(
    loss: str, client: agent_lab.Client, layer: Path, function: Callable[..., Path], tmp_path: Path
) -> None:
    """Whatever part of the agent is not there, the function runs, and an event says that something is missing."""
    broken = tmp_path / "opt"
    shutil.copytree(layer, broken, symlinks=True)
    lost = broken / loss
    shutil.rmtree(lost) if lost.is_dir() else lost.unlink(missing_ok=True)
    _unpack(broken, loss)
    ran = agent_lab.run(client, function("def handler(event, context): return 1"), [{}], layer=broken)
    assert ran.answers == [b"1"]
    assert ran.of("error")


def _pack(layer: Path) -> Path:
    return layer / "python" / "ennead_agent" / f"{sys.implementation.cache_tag}.pack"


def _unpack(layer: Path, file: str) -> None:
    """Take a module out of the pack's index, if it is in there."""
    pack = _pack(layer)
    if not pack.is_file():
        return
    data = pack.read_bytes()
    start = 8 + int.from_bytes(data[4:8], "little")
    index = marshal.loads(data[8:start])  # noqa: S302
    name = file.removeprefix("python/ennead_agent/").removesuffix(".py").removesuffix("/__init__").replace("/", ".")
    index.pop(name, None)
    head = marshal.dumps(index)
    pack.write_bytes(data[:4] + len(head).to_bytes(4, "little") + head + data[start:])


DAMAGE: dict[str, Callable[[bytes], bytes]] = {
    "empty": lambda data: b"",
    "of another Python": lambda data: b"\0\0\r\n" + data[4:],
    "cut in its index": lambda data: data[:40],
    "no index": lambda data: data[:8] + b"\xff" * 4096,
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_damaged_pack(
    damage: str, client: agent_lab.Client, layer: Path, function: Callable[..., Path], tmp_path: Path
) -> None:
    """A pack that is none is said, and the modules are loaded from their sources."""
    broken = tmp_path / "opt"
    shutil.copytree(layer, broken)
    _pack(broken).write_bytes(DAMAGE[damage](_pack(broken).read_bytes()))
    ran = agent_lab.run(client, function("def handler(event, context): return 1"), [{}], layer=broken)
    assert (ran.answers, len(ran.of("alive"))) == ([b"1"], 1)
    assert any("packed modules" in reason for reason in reasons(ran))


def test_cut_pack(client: agent_lab.Client, layer: Path, function: Callable[..., Path], tmp_path: Path) -> None:
    """Where the modules of a pack are cut off, the function runs and an event says what fails."""
    broken = tmp_path / "opt"
    shutil.copytree(layer, broken)
    data = _pack(broken).read_bytes()
    _pack(broken).write_bytes(data[: len(data) // 10])
    ran = agent_lab.run(client, function("def handler(event, context): return 1"), [{}], layer=broken)
    assert ran.answers == [b"1"]
    assert ran.of("error")


def test_modules_of_a_pack_are_loaded_within_an_invocation(
    client: agent_lab.Client, layer: Path, function: Callable[..., Path]
) -> None:
    """What is loaded when a first attack is looked at is no code of the event's, and no fault."""
    task = function("""
        import sqlite3
        def handler(event, context):
            base = sqlite3.connect(":memory:")
            return base.execute("SELECT '" + event["q"] + "'").fetchall()
    """)
    events = [{"q": "x' OR '1'='1", "page": "<b>x</b>"}, {"q": "x"}]
    ran = agent_lab.run(client, task, events, layer=layer, env={"ENNEAD_MODE": "enforce"})
    assert [one["guard"] for one in ran.of("attack")] == ["sql"]
    assert ran.of("error") == []


def test_layer_of_another_python(
    client: agent_lab.Client, layer: Path, function: Callable[..., Path], tmp_path: Path
) -> None:
    """Where there is no pack for this Python, the modules are loaded from the sources, and nothing is amiss."""
    other = tmp_path / "opt"
    shutil.copytree(layer, other)
    _pack(other).rename(_pack(other).with_name("cpython-38.pack"))
    ran = agent_lab.run(client, function("def handler(event, context): return 1"), [{}], layer=other)
    assert (ran.answers, len(ran.of("alive")), ran.of("error")) == ([b"1"], 1, [])


def test_packed_modules_are_used(
    client: agent_lab.Client, layer: Path, function: Callable[..., Path], tmp_path: Path
) -> None:
    """Sources are never asked where there is a pack, and code knows the folder that the layer lies in."""
    moved = tmp_path / "elsewhere"
    shutil.copytree(layer, moved)
    (moved / "python" / "ennead_agent" / "sources.zip").write_bytes(b"this is no zip")
    task = function("""
        import sys
        def handler(event, context):
            ours = [m for n, m in sys.modules.items() if n.startswith("ennead_agent.")]
            begin = sys.modules["ennead_agent.lifecycle"].begin.__code__.co_filename
            finders = [type(one).__module__ for one in sys.meta_path if not isinstance(one, type)]
            return [begin, finders, all(m.__spec__.origin == m.__file__ for m in ours), len(ours)]
    """)
    ran = agent_lab.run(client, task, [{}], layer=moved)
    place, finders, told, number = json.loads(ran.answers[0])
    assert place == str(moved / "python" / "ennead_agent" / "lifecycle.py")
    assert not any(name.startswith("ennead_agent") for name in finders)
    assert told
    assert number > 40
    assert not ran.of("error")


def test_wrapper_works_from_any_folder(
    client: agent_lab.Client, layer: Path, function: Callable[..., Path], tmp_path: Path
) -> None:
    """A folder with blanks, and a relative path to it, do; a colon cannot be carried in PYTHONPATH and is said."""
    task = function("def handler(event, context): return 1")
    shutil.copytree(layer, task / "my layer")
    ran = agent_lab.run(client, task, [{}], wrapper="./my layer/ennead-wrap")
    assert (ran.answers, len(ran.of("alive"))) == ([b"1"], 1)
    shutil.copytree(layer, tmp_path / "a:b")
    ran = agent_lab.run(client, task, [{}], layer=tmp_path / "a:b")
    assert (ran.answers, ran.of("alive")) == ([b"1"], [])
    assert "colon" in reasons(ran)[0]


def test_wrapper_without_a_command_says_what_it_is(layer: Path) -> None:
    """Called alone, the wrapper ends with 64 and says what to do."""
    ran = subprocess.run([str(layer / "ennead-wrap")], capture_output=True, text=True, check=False)
    assert ran.returncode == 64
    assert "AWS_LAMBDA_EXEC_WRAPPER" in ran.stderr


def test_child_python_runs_as_before(layer: Path) -> None:
    """A Python that only inherits the environment is not hooked, and keeps it for the runtime that it may become."""
    code = "import os, sys; print('ennead_agent.audit' in sys.modules, os.environ['PYTHONPATH'], sys.path[1:2])"
    ran = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONPATH": str(layer / "ennead")},
    )
    hooked, path, _ = ran.stdout.split(" ", 2)
    assert (hooked, path) == ("False", str(layer / "ennead"))
    assert str(layer) not in ran.stdout.split(" ", 2)[2]


DECORATED = """
    import os, sys
    sys.path.insert(0, os.environ["AGENT"])
    from ennead_agent import guard

    def plain(event, context):
        if event.get("fail"):
            raise ValueError("no")
        return event

    handler = guard(plain)
"""


def test_decorator_attaches(client: agent_lab.Client, layer: Path, function: Callable[..., Path]) -> None:
    """`guard` attaches from within the code, and leaves the handler itself where the client could be hooked."""
    task = function(DECORATED)
    ran = agent_lab.run(client, task, [{"a": 1}, {"fail": 1}], env={"AGENT": str(layer / "python")})
    assert ran.answers[0] == b'{"a": 1}'
    assert json.loads(ran.answers[1])["stackTrace"][0].count("plain")
    (alive,) = ran.of("alive")
    assert alive["facts"]["attached"] == "decorator"


def test_decorator_beside_the_wrapper_does_nothing_more(
    client: agent_lab.Client, layer: Path, function: Callable[..., Path]
) -> None:
    """Both ways together attach once."""
    ran = agent_lab.run(client, function(DECORATED), [{"a": 1}], layer=layer, env={"AGENT": str(layer / "python")})
    assert [event["facts"]["attached"] for event in ran.of("alive")] == ["wrapper"]


def test_decorator_off_lambda_gives_the_handler_back(monkeypatch: pytest.MonkeyPatch) -> None:
    """On a developer's machine, decorating changes nothing."""
    from ennead_agent import guard

    monkeypatch.delenv("AWS_LAMBDA_RUNTIME_API", raising=False)

    def handler(event: object, context: object) -> int:
        return 1

    assert guard(handler) is handler


def test_decorator_covers_an_unknown_client(layer: Path, tmp_path: Path) -> None:
    """Where the client is another one, the decorator begins and ends each invocation; the answer passes unchanged."""
    code = """
        import os, sys
        sys.path.insert(0, sys.argv[1])
        from ennead_agent import guard

        def handler(event, context):
            os.system("true")
            return event

        class Context:
            aws_request_id, invoked_function_arn = "id-1", "arn"

        guarded = guard(handler)
        assert guarded is not handler and guarded.__name__ == "handler"
        assert guarded({"a": 1}, Context()) == {"a": 1}
    """
    ran = subprocess.run(
        [sys.executable, "-c", dedent(code), str(layer / "python")],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "AWS_LAMBDA_RUNTIME_API": "127.0.0.1:9"},
    )
    alive, flow = (json.loads(line) for line in ran.stdout.splitlines())
    assert (alive["kind"], alive["facts"]["hooks"]) == ("alive", [])
    assert (flow["kind"], flow["invocation"]) == ("flow", "id-1")


def test_decorator_tells_no_value_of_an_event_it_cannot_see(layer: Path, tmp_path: Path) -> None:
    """Around an unknown client the event's text is not known: what neither variables nor the code name is hashed."""
    (tmp_path / "app.py").write_text(
        dedent(
            """
            import os, sys
            sys.path.insert(0, sys.argv[1])
            from ennead_agent import flows, guard
            OWN = "table/Orders"

            def handler(event, context):
                for target in (event["name"], OWN, os.environ["TABLE"]):
                    flows.note("sdk", target)

            class Context:
                aws_request_id = "id-1"

            flows.note("sdk", "table/Early")
            guard(handler)({"name": sys.argv[2]}, Context())
            """
        )
    )
    ran = subprocess.run(
        [sys.executable, str(tmp_path / "app.py"), str(layer / "python"), "table/my-secret"],
        capture_output=True,
        text=True,
        check=True,
        env={
            **os.environ,
            "AWS_LAMBDA_RUNTIME_API": "127.0.0.1:9",
            "LAMBDA_TASK_ROOT": str(tmp_path),
            "TABLE": "table/Users",
        },
    )
    targets = [
        edge["target"] for line in ran.stdout.splitlines() for edge in json.loads(line)["facts"].get("edges", ())
    ]
    assert targets[0] == "table/Early"
    assert targets[1].startswith("hash:")
    assert targets[2:] == ["table/Orders", "table/Users"]


def test_redirected_handler_attaches(client: agent_lab.Client, layer: Path, function: Callable[..., Path]) -> None:
    """`ennead_agent.handler.handler` runs the handler named by ENNEAD_HANDLER, which sees its own name in _HANDLER."""
    task = function("import os\ndef handler(event, context): return os.environ['_HANDLER']")
    ran = agent_lab.run(
        client,
        task,
        [{}],
        handler="ennead_agent.handler.handler",
        path=[layer / "python"],
        env={"ENNEAD_HANDLER": "app.handler"},
    )
    assert ran.answers == [b'"app.handler"']
    assert [event["facts"]["attached"] for event in ran.of("alive")] == ["redirect"]


@pytest.mark.parametrize("name", ["", "app", "app.none", "none.handler"])
def test_redirect_to_no_handler_fails_the_start(
    name: str, client: agent_lab.Client, layer: Path, function: Callable[..., Path]
) -> None:
    """A wrong ENNEAD_HANDLER is an error of the start that names it, as a wrong handler is."""
    ran = agent_lab.run(
        client,
        function("def handler(event, context): return 1"),
        [{}],
        handler="ennead_agent.handler.handler",
        path=[layer / "python"],
        env={"ENNEAD_HANDLER": name},
    )
    assert ran.init_error is not None
    assert ran.outcomes == ["exit"]
