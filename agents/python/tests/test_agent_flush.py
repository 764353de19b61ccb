"""The runtime is started anew between two invocations, and no invocation is lost by it."""

from __future__ import annotations

import importlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from textwrap import dedent
from types import SimpleNamespace
from typing import Any

import pytest

import agent_lab
from ennead_agent import events, instance, lifetime, supervised, supervisor

SOFT = {"max_invocations": 3, "jitter": 0, "flush": "soft"}
COUNTS = """
    import os
    N = [0]
    def handler(event, context):
        N[0] += 1
        return [os.getpid(), N[0]]
"""
Play = Callable[..., agent_lab.Ran]


def contract(folder: Path, lifetime_rules: dict[str, Any] = SOFT, **rules: Any) -> str:
    """A compiled contract's file."""
    path = folder / "contract.json"
    document = {"schema": "ennead.contract.compiled/1", "default": {"lifetime": lifetime_rules, **rules}}
    path.write_text(json.dumps(document, indent=1), encoding="utf-8")
    return str(path)


@pytest.fixture
def play(client: agent_lab.Client, layer: Path, function: Callable[..., Path], tmp_path: Path) -> Play:
    """Plays events through a handler under a contract with a soft flush after every third."""

    def run(source: str = COUNTS, count: int = 10, **words: Any) -> agent_lab.Ran:
        rules = words.pop("rules", {})
        limits = words.pop("limits", SOFT)
        env = {"ENNEAD_CONTRACT": contract(tmp_path, limits, **rules), "PLACE": str(tmp_path)}
        env.update({"AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "1769"}, **words.pop("env", {}))
        return agent_lab.run(client, function(source), [{"n": n} for n in range(count)], layer=layer, env=env, **words)

    return run


def hindrances(ran: agent_lab.Ran) -> list[str]:
    return [event["facts"]["hindrance"] for event in ran.of("hygiene") if "hindrance" in event["facts"]]


def flushed(ran: agent_lab.Ran) -> int:
    return len([event for event in ran.of("hygiene") if event["reason"] == "the runtime is started anew"])


def test_runtime_is_started_anew(play: Play) -> None:
    """After so many invocations another process answers, with the modules' state of a start; each call is answered."""
    ran = play()
    answers = [json.loads(answer) for answer in ran.answers]
    assert ran.outcomes == ["ok"] * 10
    assert [count for _, count in answers] == [1, 2, 3] * 3 + [1]
    assert len({pid for pid, _ in answers}) == 4
    assert not ran.strange
    assert not ran.of("error")
    assert ran.init_error is None
    assert flushed(ran) == 3
    assert len({event["instance"] for event in ran.of("alive")}) == 4


def test_environment_and_descriptors_are_those_of_the_start(play: Play, layer: Path, tmp_path: Path) -> None:
    """What the platform gave stays: framed logs go on after a new start, and functions see no variable of ours."""
    wrapper = tmp_path / "platform"
    frames = tmp_path / "frames"
    wrapper.write_text(
        f"#!/bin/sh\nexec 9>>{frames}\n_LAMBDA_TELEMETRY_LOG_FD=9\nexport _LAMBDA_TELEMETRY_LOG_FD\n"
        f'exec {layer}/ennead-wrap "$@"\n',
        encoding="ascii",
    )
    wrapper.chmod(0o755)
    source = """
        import logging, os
        def handler(event, context):
            logging.warning("call %d", event["n"])
            return [dict(os.environ), os.path.exists("/proc/self/fd/9")]
    """
    ran = play(source, wrapper=str(wrapper))
    answers = [json.loads(answer) for answer in ran.answers]
    assert ran.outcomes == ["ok"] * 10
    first, *others = [{name: value for name, value in seen.items() if "X_AMZN" not in name} for seen, _ in answers]
    assert all(other == first for other in others)
    assert supervisor.VARIABLE not in first
    assert all(there for _, there in answers)
    assert frames.read_bytes().count(b"call ") == 10


@pytest.mark.parametrize("way", ["raise RuntimeError", "os._exit(3)", "os.kill(os.getpid(), 9)"])
def test_start_that_fails_the_second_time_costs_nothing(way: str, play: Play) -> None:
    """Where another start fails, the runtime that is there answers on, and the platform hears of no failed start."""
    source = f"""
        import os, time
        MARK = os.path.join(os.environ["PLACE"], "started")
        if os.path.exists(MARK):
            {way}
        open(MARK, "w").close()
        def handler(event, context):
            return os.getpid()
    """
    ran = play(source)
    assert ran.outcomes == ["ok"] * 10
    assert len(set(ran.answers)) == 1
    assert ran.init_error is None
    assert not ran.strange
    assert hindrances(ran) == ["failed"]


def test_without_a_contract_nothing_stays(play: Play, client: agent_lab.Client, layer: Path, function: Any) -> None:
    """Where no soft flush is asked for, the wrapper becomes the runtime, as before."""
    source = "import os\ndef handler(event, context): return os.getppid()"
    for ran in (
        agent_lab.run(client, function(source), [{}], layer=layer),
        play(source, 1, limits={"max_invocations": 3, "flush": "off"}),
        play(source, 1, env={"ENNEAD_MODE": "off"}),
    ):
        assert ran.answers == [str(os.getpid()).encode()]


def test_contract_that_is_no_json_leaves_no_parent(
    client: agent_lab.Client, layer: Path, function: Any, tmp_path: Path
) -> None:
    """A contract that cannot be read is said by the runtime, and the wrapper becomes the runtime."""
    path = tmp_path / "broken.json"
    path.write_text('{"flush": "soft", ', encoding="ascii")
    task = function("import os\ndef handler(event, context): return os.getppid()")
    ran = agent_lab.run(client, task, [{}], layer=layer, env={"ENNEAD_CONTRACT": str(path)})
    assert ran.answers == [str(os.getpid()).encode()]
    assert ran.of("contract")
    assert b"supervisor" not in ran.log


def test_another_functions_flush_leaves_no_parent(
    client: agent_lab.Client, layer: Path, function: Any, tmp_path: Path
) -> None:
    """In a contract of several functions only those that ask for it get a parent."""
    path = tmp_path / "several.json"
    document = {"schema": "ennead.contract.compiled/1", "functions": {"bills": {"lifetime": SOFT}}}
    path.write_text(json.dumps(document), encoding="utf-8")
    task = function("import os\ndef handler(event, context): return os.getppid()")
    ran = agent_lab.run(client, task, [{}], layer=layer, env={"ENNEAD_CONTRACT": str(path)})
    assert ran.answers == [str(os.getpid()).encode()]


def test_snapshot_is_never_started_anew(play: Play) -> None:
    """Under SnapStart nothing is started anew; that the service is asked is said, once."""
    ran = play(env={"AWS_LAMBDA_INITIALIZATION_TYPE": "snap-start"})
    assert ran.outcomes == ["ok"] * 10
    assert len({json.loads(answer)[0] for answer in ran.answers}) == 1
    assert hindrances(ran) == ["snapshot"]


def test_workers_are_never_started_anew(play: Play, client: agent_lab.Client) -> None:
    """With AWS_LAMBDA_MAX_CONCURRENCY nothing is started anew: each worker says it, once."""
    if client.numbers < (4,):
        pytest.skip("this client knows no managed instances")
    ran = play(count=24, parallel=2, env={"AWS_LAMBDA_MAX_CONCURRENCY": "2"})
    assert ran.outcomes == ["ok"] * 24
    assert len({json.loads(answer)[0] for answer in ran.answers}) <= 2
    assert set(hindrances(ran)) == {"workers"}
    assert len(hindrances(ran)) <= 2


def test_function_that_keeps_a_port_is_left_alone(play: Play) -> None:
    """A function that starts with a port of its own would have it twice: it is not started anew, and that is said."""
    ran = play("import socket\nS = socket.create_server(('127.0.0.1', 0))\ndef handler(event, context): return 1")
    assert ran.outcomes == ["ok"] * 10
    assert (flushed(ran), hindrances(ran)) == (0, ["keeps"])


def test_memory_must_hold_both(play: Play) -> None:
    """Where what is resident leaves no room for another start, nothing is started anew, and that is said."""
    source = "KEEP = []\ndef handler(event, context):\n    KEEP.append(bytes(range(256)) * 40000)\n    return 1"
    ran = play(source, env={"AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "64"})
    assert ran.outcomes == ["ok"] * 10
    assert (flushed(ran), hindrances(ran)) == (0, ["memory"])


def test_what_was_left_running_ends_with_it(play: Play) -> None:
    """Processes of the old runtime, daemons too, are gone when the new one answers."""
    source = """
        import os, subprocess
        MARK = os.path.join(os.environ["PLACE"], "pids")
        def runs(pid):
            try:
                with open("/proc/%s/stat" % pid) as file:
                    return file.read().rpartition(")")[2].split()[0] != "Z"
            except OSError:
                return False
        def handler(event, context):
            if event["n"] == 0:
                code = "import os, subprocess; print(subprocess.Popen(['/bin/sleep', '20'], start_new_session=True,"
                code += " stdout=subprocess.DEVNULL).pid)"
                import sys
                one = subprocess.run([sys.executable, "-c", code], stdout=subprocess.PIPE).stdout.decode().strip()
                two = subprocess.Popen(["/bin/sleep", "20"]).pid
                with open(MARK, "w") as out:
                    out.write("%s %s" % (one, two))
            with open(MARK) as file:
                return [runs(pid) for pid in file.read().split()]
    """
    ran = play(source, count=6)
    answers = [json.loads(answer) for answer in ran.answers]
    assert answers[0] == [True, True]
    assert answers[3] == [False, False]


def test_daemon_without_our_environment_is_found(play: Play) -> None:
    """Whoever has lost its parent falls to the supervisor, whatever its session and environment: it is ours."""
    source = """
        import os, time
        def handler(event, context):
            if event["n"] == 1:
                if os.fork() == 0:
                    os.setsid()
                    if os.fork() == 0:
                        os.execve("/bin/sleep", ["sleep", "5"], {})
                    os._exit(0)
                os.wait()
            if event["n"] == 4:
                time.sleep(1.2)  # forks have halved what may be written, and time earns it again
            return 1
    """
    ran = play(source, count=8, limits={"flush": "soft", "max_age_s": 3600})
    assert ran.outcomes == ["ok"] * 8
    assert [event["facts"]["class"] for event in ran.of("hygiene")] == ["process"], ran.log.decode()


def test_finding_asks_for_a_new_start_in_enforce(play: Play) -> None:
    """What only a new start removes (a patched function) is followed by one, in `enforce`; the next call is clean."""
    source = """
        import os
        def handler(event, context):
            if event["n"] == 1:
                space = {}
                exec("def system(command): return 0", space)
                os.system = space["system"]
            return [os.getpid(), type(os.system).__name__]
    """
    ran = play(source, count=5, limits={"flush": "soft"}, rules={"mode": "enforce"})
    answers = [json.loads(answer) for answer in ran.answers]
    assert [kind for _, kind in answers] == [
        *["builtin_function_or_method"],
        "function",
        *["builtin_function_or_method"] * 3,
    ]
    assert flushed(ran) == 1
    assert answers[1][0] != answers[2][0]


PLANTS = """
    import os
    def handler(event, context):
        if event["n"] % 2 or event["n"] > 20:
            space = {}
            exec("def system(command): return 0", space)
            os.system = space["system"]
        return os.getpid()
"""


def test_plant_that_comes_again_gets_no_endless_starts(play: Play) -> None:
    """After three new starts within minutes the runtime goes on: that is said once, every call is answered."""
    ran = play(PLANTS, count=30, limits={"flush": "soft"}, rules={"mode": "enforce"})
    assert ran.outcomes == ["ok"] * 30
    assert not ran.strange
    assert not ran.of("error")
    assert (flushed(ran), len(set(ran.answers))) == (supervisor.MOST_CLEANSED, supervisor.MOST_CLEANSED + 1)
    assert hindrances(ran) == ["often"]


def test_age_is_kept_where_hygiene_may_not_start_anew(play: Play) -> None:
    """The bound is for what hygiene finds: an instance at its greatest number of invocations is started anew."""
    ran = play(PLANTS, count=30, limits={**SOFT, "max_invocations": 8}, rules={"mode": "enforce"})
    assert ran.outcomes == ["ok"] * 30
    assert flushed(ran) > supervisor.MOST_CLEANSED
    because = [event["facts"].get("because") for event in ran.of("hygiene") if event["verdict"] == "allow"]
    assert because.count("patched") == supervisor.MOST_CLEANSED
    assert because.count("invocations") >= 2


def test_new_starts_for_hygiene_within_a_time() -> None:
    """So many in the window; then one for each that leaves it."""
    times: list[float] = []
    assert [supervisor.too_often(times, now) for now in (0.0, 10.0, 20.0)] == [0.0] * supervisor.MOST_CLEANSED
    assert supervisor.too_often(times, 100.0) == supervisor.WITHIN_S - 100.0
    assert supervisor.too_often(times, supervisor.WITHIN_S) == 0.0
    assert supervisor.too_often(times, supervisor.WITHIN_S + 5.0) == 5.0


def test_what_was_put_off_is_done_later(monkeypatch: pytest.MonkeyPatch) -> None:
    """What hygiene asks for is asked again when the supervisor's time is over, and not before."""
    found = lifetime.Lifetime({"flush": "soft"})
    found.keeps, found.demanded = False, "patched"
    now = [1000.0]
    monkeypatch.setattr(lifetime, "monotonic", lambda: now[0])
    monkeypatch.setattr(instance.this, "invocations", 1)
    asked: list[tuple[float, str]] = []

    def anew(_limit: int, word: str = "F") -> str:
        asked.append((now[0], word))
        return "often 60000"

    monkeypatch.setattr(supervised, "parent", [SimpleNamespace(there=True, measured=lambda: 1, anew=anew)])
    said: list[str] = []
    monkeypatch.setattr(events, "emit", lambda *_args, **words: said.append(words["facts"]["hindrance"]))
    for now[0] in (1000.0, 1030.0, 1059.0, 1061.0):
        found.deadline_ms = (time.time() + 60) * 1000
        found.between()
    assert asked == [(1000.0, "H"), (1061.0, "H")]
    assert said == ["often"]


def test_wrapper_behind_ours_runs_at_each_start(play: Play, tmp_path: Path) -> None:
    """A chained wrapper is run again with each new start, in the environment that it had at the first."""
    wrapper = tmp_path / "next"
    log = tmp_path / "next.log"
    wrapper.write_text(
        f'#!/bin/sh\necho "${{BY_NEXT:-none}}" >> {log}\nBY_NEXT=1\nexport BY_NEXT\nexec "$@"\n', encoding="ascii"
    )
    wrapper.chmod(0o755)
    ran = play(count=7, env={"ENNEAD_NEXT_WRAPPER": str(wrapper)})
    assert ran.outcomes == ["ok"] * 7
    assert flushed(ran) == 2
    assert log.read_text(encoding="ascii").split() == ["none"] * 3


def test_handler_that_closes_our_pipes_goes_on(play: Play) -> None:
    """A function that closes descriptors it does not know loses the new starts, and nothing else."""
    ran = play("import os\ndef handler(event, context):\n    os.closerange(210, 300)\n    return os.getpid()")
    assert ran.outcomes == ["ok"] * 10
    assert len(set(ran.answers)) == 1
    assert hindrances(ran) == ["no supervisor"]
    assert not ran.of("error")


@pytest.fixture
def supervise(layer: Path, tmp_path: Path) -> Callable[[str], subprocess.Popen[bytes]]:
    """Starts Python code in the place of a runtime, under a supervisor."""

    def start(code: str) -> subprocess.Popen[bytes]:
        command = [f"{layer}/ennead-wrap", sys.executable, "-u", "-c", dedent(code)]
        env = {"PATH": os.environ["PATH"], "ENNEAD_CONTRACT": contract(tmp_path), "PYTHONDONTWRITEBYTECODE": "1"}
        return subprocess.Popen(command, env=env, stdout=subprocess.PIPE)

    return start


@pytest.mark.parametrize(
    ("code", "ends"),
    [
        ("pass", 0),
        ("import sys; sys.exit(7)", 7),
        ("import os; os.kill(os.getpid(), 9)", -9),
        ("import os; os.kill(os.getpid(), 11)", -11),
        ("import os, signal; signal.signal(15, 0); os.kill(os.getpid(), 15)", -15),
    ],
)
def test_it_ends_as_the_runtime_does(code: str, ends: int, supervise: Callable[[str], subprocess.Popen[bytes]]) -> None:
    """The platform sees the exit code or the signal of the runtime."""
    process = supervise(code)
    process.communicate(timeout=20)
    assert process.returncode == ends


def test_signal_reaches_the_runtime_once(supervise: Callable[[str], subprocess.Popen[bytes]]) -> None:
    """SIGTERM to the supervisor is the runtime's, once, and its own way to end stands."""
    process = supervise(
        """
        import os, signal, sys, time
        got = []
        signal.signal(signal.SIGTERM, lambda *_: got.append(1))
        print(os.getpid())
        while not got:
            time.sleep(0.01)
        time.sleep(0.3)
        sys.exit(40 + len(got))
        """
    )
    assert process.stdout is not None
    process.stdout.readline()
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=20)
    assert process.returncode == 41


def test_runtime_does_not_outlive_its_supervisor(supervise: Callable[[str], subprocess.Popen[bytes]]) -> None:
    """A platform that kills the supervisor has killed the runtime: two would ask for events."""
    if supervisor._prctl() is None:
        pytest.skip("the system's call cannot be reached here")
    process = supervise("import os, time; print(os.getpid()); time.sleep(60)")
    assert process.stdout is not None
    pid = int(process.stdout.readline())
    process.kill()
    process.communicate(timeout=20)
    for _ in range(200):
        try:
            text = Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace")
        except OSError:
            return
        if text.rpartition(")")[2].split()[0] == "Z":
            return
        time.sleep(0.01)
    pytest.fail("the runtime is still there")


def test_both_ends_name_the_variable_alike() -> None:
    """Supervisor and runtime find each other by the same variable."""
    assert supervisor.VARIABLE == supervised.VARIABLE


def test_share_of_a_small_function() -> None:
    """A start that was measured with a whole processor is reckoned for the share that the function has."""
    assert supervisor.share({b"AWS_LAMBDA_FUNCTION_MEMORY_SIZE": b"128"}) == pytest.approx(128 / 1769)
    assert supervisor.share({b"AWS_LAMBDA_FUNCTION_MEMORY_SIZE": b"10240"}) == 1.0
    assert supervisor.share({}) == 1.0


def test_jitter_spreads_the_ends() -> None:
    """Instances that start together do not end together: each takes its share off both limits."""
    found = {
        lifetime.Lifetime({"max_invocations": 1000, "max_age_s": 1000, "jitter": 0.5}).max_invocations
        for _ in range(20)
    }
    assert len(found) > 10
    assert 500 <= min(found) <= max(found) <= 1000


def test_no_new_start_without_time_for_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is left of the invocation's time must be more than three times the measured start."""
    found = lifetime.Lifetime(SOFT)
    found.keeps = False
    there = SimpleNamespace(there=True, measured=lambda: 3000)
    monkeypatch.setattr(supervised, "parent", [there])
    for left_s, expected in ((4.0, "time"), (8.9, "time"), (9.5, None)):
        request = SimpleNamespace(deadline_time_in_ms=str(int((time.time() + left_s) * 1000)))
        found.after(SimpleNamespace(request=request))  # type: ignore[arg-type]
        assert found._hindrance() == expected


def test_failed_starts_are_tried_ever_more_seldom(monkeypatch: pytest.MonkeyPatch) -> None:
    """After three failed starts no other one is tried; that it failed is said once, and nothing else."""
    found = lifetime.Lifetime(SOFT)
    found.keeps = False
    tried: list[int] = []

    def anew(_limit: int) -> str:
        tried.append(instance.this.invocations)
        return "failed"

    there = SimpleNamespace(there=True, measured=lambda: 1, anew=anew)
    monkeypatch.setattr(supervised, "parent", [there])
    said: list[str] = []
    monkeypatch.setattr(events, "emit", lambda *_args, **words: said.append(words["facts"]["hindrance"]))
    for number in range(1, 3000):
        monkeypatch.setattr(instance.this, "invocations", number)
        found.deadline_ms = (time.time() + 60) * 1000
        found.between()
    assert len(tried) == 3
    assert said == ["failed"]
    assert tried[1] - tried[0] < tried[2] - tried[1]


SCRIPTS = agent_lab.AGENT.parents[1]


@pytest.mark.skipif(
    sys.version_info < (3, 11) or not (SCRIPTS / "bench" / "flush.py").is_file(),
    reason="the project's own scripts need Python 3.11 and a checkout",
)
@pytest.mark.parametrize("case", ["plain", "slow-fits", "fails", "dies", "hangs", "snapstart", "workers"])
def test_bench_in_small(case: str, client: agent_lab.Client, layer: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No call is lost, none fails, and nothing is out of turn, however the starts go."""
    if client.folder is not None:
        pytest.skip("the bench takes the installed client")
    monkeypatch.syspath_prepend(str(SCRIPTS))
    bench = importlib.import_module("bench.flush")
    found = next(one for one in bench.CASES if one.name == case)
    outcome = bench.run(found, layer, 31)
    assert outcome.outcomes == {"ok": 31}
    assert outcome.holds, outcome


@pytest.mark.skipif(
    sys.version_info < (3, 11) or not (SCRIPTS / "bench" / "hygiene.py").is_file(),
    reason="the project's own scripts need Python 3.11 and a checkout",
)
@pytest.mark.parametrize("case", ["plain", "proxy", "workers"])
def test_hygiene_bench_in_small(
    case: str, client: agent_lab.Client, layer: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A sound function is never flagged, behind a proxy and among workers too."""
    if client.folder is not None:
        pytest.skip("the bench takes the installed client")
    monkeypatch.syspath_prepend(str(SCRIPTS))
    bench = importlib.import_module("bench.hygiene")
    outcome = bench.run(next(one for one in bench.CASES if one.name == case), layer, 80)
    assert (outcome.ok, outcome.alarms) == (80, {})
