"""Guard `shell`: what untrusted text may be in a command line, and what it may not."""

from __future__ import annotations

import random
import shutil
import subprocess
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Callable

import pytest

import agent_lab
from ennead_agent import audit, verdicts
from ennead_agent.guards import programs, shell, shell_judge, shell_words

SHELLS = [path for path in map(shutil.which, ("dash", "bash")) if path]
SECRET = "s3cr3t-value"


def judged(template: str, value: str, **environment: str) -> str | None:
    """What is said of a line in whose template `@` is the value."""
    at = template.index("@")
    marks: Any = [(at, at + len(value), SimpleNamespace(where="f"))]
    case = shell_judge.Case({"HOME": "", "PATH": "", **environment})
    found = shell_judge.of_line(template.replace("@", value), marks, case)
    return found.reason if found is not None else None


def started(program: Any, words: list[Any], env: Any = None) -> Callable[[], None]:
    """The start of a program as the sensor gets it; nothing is run."""
    return lambda: shell._popen((program, words, None, env))


@pytest.mark.parametrize("template", ["echo order @", 'echo "@"', "echo '@'", "echo `echo '@'`", 'echo "$(echo "@")"'])
@pytest.mark.parametrize(
    "value", ["ann", "2026-11-26", "Zoë", "a.b_c", "x=1", "50%", "a,b:c", "ann@example.com", "+49 30", "{a}", "a^b!"]
)
def test_plain_words_pass_in_every_place(template: str, value: str) -> None:
    """Letters, digits and signs that mean nothing to a shell are words wherever they stand."""
    assert judged(template, value) is None


@pytest.mark.parametrize(
    ("template", "value"),
    [
        ('echo "@"', "Müller & Söhne"),
        ('echo "@"', "O'Brien; 2nd (left) <b> | c > d * ? [x] ~ #1\nnext"),
        ("echo '@'", '$HOME `id` $(id) "quoted" \\ & ;'),
        ('echo "@"', "costs $5 & $10, 20 $"),
        ("echo order @", "two words"),
        ("echo order @", "~nobody-of-that-name/x"),
        ("echo order @", "what*"),
        ("echo order @", "#1"),
        ("cat <<'E'\n@\nE\n", "$HOME `id`"),
        ("cat <<E\n@\nE\n", "a; b | c 'd' \"e\" >f"),
        ("echo $((1 + @))", "42"),
        ("echo a # @\necho b", "'; \" $HOME"),
        ('echo "@"', "$cash only"),
    ],
)
def test_special_characters_that_stay_text_pass(template: str, value: str) -> None:
    """What the code's quotes keep as text, and what unquoted makes no more than words, is harmless."""
    assert judged(template, value) is None


@pytest.mark.parametrize("template", ["echo order @", 'echo "@"', "echo '@'"])
@pytest.mark.parametrize("value", ["O'Brien", '3" pipe', "it's", "trailing \\", "Anna (home)", "o' (b)"])
def test_line_that_no_shell_runs_stays_a_syntax_error(template: str, value: str) -> None:
    """A name with an apostrophe that breaks the line starts nothing, so nothing is said of it."""
    assert judged(template, value) is None


@pytest.mark.parametrize(
    ("template", "value"),
    [
        ("echo order @", "; id"),
        ("echo order @", "&& id"),
        ("echo order @", "a|id"),
        ("echo order @", "a&"),
        ("echo order @", "a\nid"),
        ("echo order @", "> /tmp/x"),
        ("echo order @", "x 2>y"),
        ("echo order @", "< /etc/passwd"),
        ("echo order @", "$(id)"),
        ("echo order @", "`id`"),
        ("echo order @", "$HOME"),
        ("echo order @", "${PATH}"),
        ("echo order @", "${x:-y}"),
        ("echo order @", "a$IFS"),
        ("echo order @", "~"),
        ("echo order @", "~root/x"),
        ("echo order @", "/et?/pass*"),
        ("echo order @", "<(id)"),
        ("echo order @", "$'\\x41'"),
        ('echo "@"', "$(id)"),
        ('echo "@"', "`id`"),
        ('echo "@"', "$HOME"),
        ('echo "@"', '"; id; "'),
        ('echo "@"', '"\nid\n"'),
        ("echo '@'", "'; id; '"),
        ("echo '@'", "'`id`'"),
        ("echo '@' '@'", "'$HOME'"),
        ("cat <<E\n@\nE\n", "$(id)"),
        ("cat <<E\n@\nE\n", "x\nE\nid"),
        ("cat <<'E'\n@\nE\n", "x\nE\nid"),
        ("echo $((1 + @))", "a[$(id)]"),
        ("echo $((1+@))", "|\\${$(>m))'"),
        ("echo a # @\necho b", "x\nid"),
        ("echo order @ --dry-run", "x #"),
        ("echo $(basename @)", "x;id"),
        ("echo `basename @`", "x|id"),
        ("echo `echo @`", "\\$HOME"),
        ("sh -c 'echo @'", "a;id"),
        ("sh -c \"echo '@'\"", "';id;'"),
        ("eval echo '@'", "$(id)"),
        ("ssh host echo '@'", "a;id"),
        ("timeout 5 bash -lc 'echo @'", "a;id"),
        ("if true; then echo @; fi", "a;id"),
        ("@ --version", "id"),
        ("true; @", "id"),
        ("LD_PRELOAD=@ convert a b", "/tmp/x.so"),
        ("echo order @", "a\nid\necho 'open"),
    ],
)
def test_text_that_becomes_more_than_words_is_stopped(template: str, value: str) -> None:
    """Separators, redirections, expansions, wildcards of other folders, programs and comments are found."""
    assert judged(template, value) is not None


def test_variable_that_the_line_or_environment_sets_is_an_expansion() -> None:
    """A variable is nothing only where nobody sets it."""
    assert judged('echo "@"', "$TOKEN") is None
    assert judged('echo "@"', "$TOKEN", TOKEN="1") is not None
    assert judged('TOKEN=1; echo "@"', "$TOKEN") is not None


@pytest.mark.parametrize("program", SHELLS)
def test_what_a_real_shell_does_with_random_text_is_foreseen(program: str, tmp_path: Path) -> None:
    """No text that makes a shell write a file, tell a variable or look for a program is taken for plain words."""
    signs = "' \" \\ ` `>m` $( $(>m) ) ( ; >m a # $SECRETV ${SECRETV} <<E { } | & ~ * [ ] $(( )) = ! ${ $ x= <".split()
    signs += ["&&", ";;", "é"]
    signs += [" ", "\n", "E\n", "\t", "then ", "echo ", "$'"]
    templates = ["echo order @", 'echo "@"', "echo '@'", "echo \"a @ b\" 'c'", "echo $(echo @)", "cat <<E\n@\nE\n"]
    templates += ["echo `echo @`", "(echo '@')", "echo '@' | cat", "sh -c 'echo @'", 'if true; then echo "@"; fi']
    draw = random.Random(1)  # noqa: S311
    work = tmp_path / "work"
    work.mkdir()
    stubs = tmp_path / "stubs"
    stubs.mkdir()
    for name in ("sh", "cat"):
        (stubs / name).symlink_to(shutil.which(name) or "/bin/false")
    env = {"SECRETV": SECRET, "PATH": str(stubs), "HOME": "/" + SECRET}
    ran = 0
    while ran < 150:
        value = "".join(draw.choice(signs) for _ in range(draw.randint(1, 6)))
        template = draw.choice(templates)
        if judged(template, value, SECRETV=SECRET) is not None:
            continue
        ran += 1
        line = [program, "-c", template.replace("@", value)]
        done = subprocess.run(line, cwd=work, env=env, capture_output=True, stdin=subprocess.DEVNULL, check=False)
        told = done.stdout + done.stderr
        assert not list(work.iterdir()), line
        assert SECRET.encode() not in told, line
        assert b"not found" not in told, line


@pytest.mark.parametrize(
    ("plain", "value"),
    [
        ("tar czf a.tgz @", "--checkpoint-action=exec=id"),
        ("tar czf a.tgz @", "--checkpoint-act=exec=id"),
        ("tar czf a.tgz @", "-Iid"),
        ("find . @", "-exec"),
        ("curl @", "-o/tmp/x"),
        ("curl @", "file:///etc/passwd"),
        ("curl @", "[f-f]ile:///etc/passwd"),
        ("curl @", "{file}:///etc/passwd"),
        ("tar cvf a.tgz @", "--index-file=/tmp/x"),
        ("tar cf a.tgz @", "-T/etc/passwd"),
        ("tar cf a.tgz @", "-g/tmp/x"),
        ("env @ git log", "GIT_TRACE=/tmp/x"),
        ("env @ git log", "GIT_TRACE2_EVENT=/tmp/x"),
        ("curl -d @ https://api.example.com", "@/etc/passwd"),
        ("git clone @", "--upload-pack=id"),
        ("git clone @", "ext::sh -c id"),
        ("ssh @", "-oProxyCommand=id"),
        ("ssh -i key @", "-oProxyCommand=id"),
        ("ssh host @", "id"),
        ("rsync @ a b", "-eid"),
        ("wget @", "--output-document=/tmp/x"),
        ("zip a.zip @", "-TT"),
        ("python3.11 -c @", "print(1)"),
        ("perl -e @", "system(1)"),
        ("node --eval @", "x()"),
        ("awk @", "BEGIN{system(1)}"),
        ("awk -F : @", "BEGIN{system(1)}"),
        ("sed @", "1e id"),
        ("sed s/a/@/ x", "b/e;s/c"),
        ("env @ ls", "LD_PRELOAD=/tmp/x.so"),
        ("env @", "touch"),
        ("sh -c @", "id"),
        ("busybox sh -c @", "id"),
        ("timeout 5 sh -c @", "id"),
        ("cat @", "/etc/passwd"),
        ("cat /tmp/@", "../etc/passwd"),
        ("convert @ a.png", "msl:/tmp/x"),
    ],
)
def test_argument_with_power_is_stopped(plain: str, value: str, within: Callable[..., list[str]]) -> None:
    """Without a shell: options that run or write things, code for interpreters, files elsewhere."""
    words = [word.replace("@", value) for word in plain.split()]
    assert within({"value": value}, started(words[0], words)), words


TEXT_OF_OPTIONS = [
    ("convert in.png -gravity south -annotate +0+5 @ out.png", "https://shop.example"),
    ("convert in.png -annotate +0+5 @ out.png", "Text: hello"),
    ("convert in.png -geometry +5+5 -fill red -annotate 0 @ out.png", "Label: A"),
    ("magick in.png -label @ out.png", "-write"),
    ("mogrify -comment @ in.png", "file: a, b"),
    ("grep -F -e @ -- notes.txt", "-rf"),
    ("grep -nFe @ notes.txt", "-f"),
    ("git -C /tmp commit -m @", "file: add readme"),
    ("git -C /tmp commit -q --author=Ann -m @", "-c flag added"),
    ("git --no-pager commit -am @", "/etc: files"),
    ("git tag -a v1 -m @", "--exec"),
    ("git stash push -m @", "-u"),
    ("git grep -c -F -e @ -- notes.txt", "file:///etc/passwd"),
    ("jq -n --arg t @ $t", "-f"),
    ("jq -r $t --arg s a --arg t @", "--from-file"),
]


@pytest.mark.parametrize(("plain", "value"), TEXT_OF_OPTIONS)
def test_text_of_an_option_is_no_option(plain: str, value: str, within: Callable[..., list[str]]) -> None:
    """What an option of the code's takes as plain text is that, in a list and in a line that was quoted."""
    import shlex

    words = [word.replace("@", value) for word in plain.split()]
    assert within({"value": value}, started(words[0], words)) == []
    line = " ".join(
        word.replace("@", shlex.quote(value)) if "@" in word else shlex.quote(word) for word in plain.split()
    )
    assert within({"value": value}, started("/bin/sh", ["/bin/sh", "-c", line])) == []


@pytest.mark.parametrize(
    ("plain", "value"),
    [
        ("convert in.png -annotate +0+5 @ out.png", "@/etc/passwd"),
        ("convert in.png -annotate 0 text @", "https://x.example/a"),
        ("convert @ -annotate 0 text out.png", "label:x"),
        ("convert in.png -distort -annotate 0 @ out.png", "-write"),
        ("convert in.png -gravity -annotate 0 @ out.png", "-write"),
        ("convert in.png +profile -annotate 0 @ out.png", "-write"),
        ("grep -e a @", "-f/etc/passwd"),
        ("grep --label -e @", "--file=/etc/passwd"),
        ("grep -f -e @", "-r"),
        ("git commit -m text @", "--template=/etc/passwd"),
        ("git commit --author -m @", "--template=/etc/passwd"),
        ("git commit -m -m @", "--template=/etc/passwd"),
        ("git -x commit -m @", "--template=/etc/passwd"),
        ("git branch -m @", "--exec=id"),
        ("git log -m @", "--output=/tmp/x"),
        ("git stash show -m @", "--output=/tmp/x"),
        ("git clone -m @", "--upload-pack=id"),
        ("git grep -f -e @", "-Oid"),
        ("jq --arg a b @", "-f/etc/passwd"),
        ("jq --rawfile --arg t @", "-f"),
    ],
)
def test_option_beside_the_text_of_one_is_stopped(plain: str, value: str, within: Callable[..., list[str]]) -> None:
    """Where it is not sure that an option takes the word as text, it is judged as any other; so is a file to read."""
    words = [word.replace("@", value) for word in plain.split()]
    assert within({"value": value}, started(words[0], words)), words
    assert within({"value": value}, started("/bin/sh", ["/bin/sh", "-c", " ".join(words)])), words


def test_option_of_the_event_takes_no_text(within: Callable[..., list[str]]) -> None:
    """An option that the event brings may take the code's own for its value: what follows is judged."""
    words = ["git", "commit", "".join(["--auth", "or"]), "-m", "=".join(["--template", "/etc/passwd"])]
    assert within({"a": words[2], "b": words[4]}, started("git", words))
    line = "git commit --author  -m " + words[4]  # the author is empty, and was not quoted
    assert within({"a": "", "b": words[4]}, started("/bin/sh", ["/bin/sh", "-c", line]))
    line = "git commit -m $NONE -m " + words[4]
    assert within({"b": words[4]}, started("/bin/sh", ["/bin/sh", "-c", line]))


@pytest.mark.parametrize(
    "words",
    [
        ["echo", "order", "; id && $(id) `id` > x"],
        ["echo", "-rf.txt"],
        ["echo", "/etc/passwd"],
        ["grep", "-e", "/etc/passwd", "notes.txt"],
        ["python3", "script.py", "-c"],
        ["tar", "czf", "a.tgz", "--", "--checkpoint-action=exec=id"],
        ["sh", "-c", 'echo "$1"', "sh", "; id"],
        ["awk", "-v", "x=a;b", "{ print x }"],
        ["sed", "s/NAME/Ann Smith/"],
        ["node", "app.js", "--eval"],
        ["convert", "in.png", "-resize", "100x100", "out.png"],
        ["ffmpeg", "-i", "/tmp/in.mp4", "/tmp/out.mp4"],
        ["cat", "/tmp"],
        ["curl", "https://api.example.com/a?b=c&d"],
    ],
)
def test_plain_argument_passes(words: list[str], within: Callable[..., list[str]]) -> None:
    """An argument of a list is one argument, whatever signs it has."""
    value = {"sed": "Ann Smith", "awk": "a;b"}.get(words[0], words[-1])
    value = {"grep": "/etc/passwd", "convert": "100x100", "ffmpeg": "/tmp/in.mp4"}.get(words[0], value)
    assert within({"value": value}, started(words[0], words)) == []


def test_program_of_the_event_is_stopped_unless_the_contract_lists_it(within: Callable[..., list[str]]) -> None:
    """Who chooses the program chooses what is run; the contract may list it."""
    tool = "".join(["x-to", "ol"])
    act = started(tool, [tool, "a"])
    assert within({"tool": tool}, act)
    assert within({"tool": tool}, act, processes=[tool]) == []
    assert within({"tool": tool}, act, processes=[])


TOOLS = {"small": "convert-small"}


def test_program_that_a_table_of_the_module_names_passes(
    within: Callable[..., list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A handler that looks the program up in its own table, or in its environment, has chosen it."""

    def handler() -> None:
        shell._popen((TOOLS["small"], [TOOLS["small"]], None, None))

    assert within({"tool": "convert-small"}, handler) == []
    monkeypatch.setenv("TOOL", "/opt/bin/x-tool")
    assert within({"a": "x-tool"}, started("/opt/bin/x-tool", ["/opt/bin/x-tool"])) == []


def test_variables_that_decide_what_runs(within: Callable[..., list[str]]) -> None:
    """A value of the event in LD_PRELOAD is stopped, in a variable of the function's own it passes."""
    value = "".join(["/tmp/x", ".so"])
    assert within({"v": value}, started("ls", ["ls"], {"LD_PRELOAD": value}))
    assert within({"v": value}, started("ls", ["ls"], {b"PATH": b"/tmp/x.so:/bin"}))
    assert within({"v": value}, started("ls", ["ls"], {"NAME": value})) == []
    assert within({"v": "bin"}, started("ls", ["ls"], {"PATH": ":".join(["/usr/bin", "/bin"])})) == []
    assert within({"v": value}, lambda: shell._putenv((b"LD_PRELOAD", value.encode())))


def test_quoting_by_the_handler_passes(within: Callable[..., list[str]]) -> None:
    """`shlex.quote` makes one word of anything."""
    import shlex

    for value in ("a; id", "O'Brien; $(id)", "$HOME", "x\ny", "`id`"):
        line = "echo order " + shlex.quote(value)
        assert within({"v": value}, started("/bin/sh", ["/bin/sh", "-c", line])) == []
        assert within({"v": value}, lambda line=line: shell._system((line.encode(),))) == []


def test_line_is_told_with_its_field_and_without_its_value(within: Callable[..., list[str]]) -> None:
    """The event names the field and what it does."""
    value = "; ".join(["7", "touch zzz"])
    (reason,) = within({"order": {"id": value}}, lambda: shell._system(("echo " + value,)))
    assert "order.id" in reason
    assert "zzz" not in reason


def test_reader_marks_each_sign() -> None:
    """The roles of a line's signs, and the words as the program gets them."""
    line = shell_words.read("a 'b c'\"d$e\"\\f;g")
    assert [[word.value for word in words] for words in line.commands] == [["a", "b cd$f"], ["g"]]
    assert line.roles[1] == shell_words.BLANK
    assert line.roles[2] == shell_words.QUOTE
    assert line.roles[line.text.index(";")] == shell_words.OPERATOR
    assert line.variables == [(9, 11, "e")]


def test_variables_of_every_kind_of_environment_are_known(
    within: Callable[..., list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The process's own environment, one that is given, and one of bytes."""
    monkeypatch.setenv("ENNEAD_OWN", "1")
    value = "$ENNEAD" + "_".join(["", "OWN"])
    line = ["/bin/sh", "-c", 'echo "' + value + '"']
    assert within({"v": value}, started("/bin/sh", line))
    assert within({"v": value}, started("/bin/sh", line, {b"ENNEAD_OWN": b"1"}))
    assert within({"v": value}, started("/bin/sh", line, {"ENNEAD_OWN": "1"}))
    assert within({"v": value}, started("/bin/sh", line, {"OTHER": "1"})) == []


def test_hostile_lines_are_read_in_time() -> None:
    """Deep nesting and long lines end, and nothing of them is taken for plain words that is none."""
    for sign in ("$(", "`", '"', "'", "${", "(", "$((", "\\", "<<E\n", "a ", "{", ";"):
        shell_words.read(sign * 3000)
    assert judged("echo @", "$(" * 5000) is not None
    assert judged("echo @", "a" * 200_000) is not None


def test_options_are_found_in_short_and_long_forms() -> None:
    """Long options may be shortened and short ones stand together."""
    assert programs._is_option("--checkpoint-action=x", ["--checkpoint-action"])
    assert programs._is_option("--check", ["--checkpoint-action"])
    assert programs._is_option("-xI", ["-I"])
    assert not programs._is_option("--verbose", ["--checkpoint-action", "-v"])


REAL = """
    import asyncio, os, pty, subprocess
    def handler(event, context):
        value, how = event["value"], event["how"]
        line = "echo order " + value
        try:
            if how == "system":
                return os.system(line)
            if how == "popen":
                return os.popen(line).read()
            if how == "run":
                return subprocess.run(line, shell=True, capture_output=True, text=True).stdout
            if how == "list":
                return subprocess.run(["sh", "-c", line], capture_output=True, text=True).stdout
            if how == "quiet":
                return subprocess.run(["echo", "order", value], capture_output=True, text=True).stdout
            if how == "asyncio":
                async def go():
                    ran = await asyncio.create_subprocess_shell(line, stdout=subprocess.PIPE)
                    return (await ran.communicate())[0].decode()
                return asyncio.run(go())
            if how == "spawn":
                return os.spawnvp(os.P_WAIT, "sh", ["sh", "-c", line])
            if how == "posix":
                return os.waitpid(os.posix_spawn("/bin/sh", ["sh", "-c", line], os.environ), 0)[1]
            if how == "pty":
                return pty.spawn(["sh", "-c", line], lambda fd: os.read(fd, 100))
        except PermissionError:
            return "refused"
"""


def test_every_way_to_a_shell_is_watched(
    client: agent_lab.Client, layer: Path, function: Callable[[str], Path], tmp_path: Path
) -> None:
    """Whatever starts the shell, the attack's command does not run; a plain value gets the same answer as bare."""
    task = function(REAL)
    mark = tmp_path / "mark"
    ways = ["system", "popen", "run", "list", "asyncio", "spawn", "posix", "pty"]
    plain = [{"how": how, "value": "two words"} for how in [*ways[:-1], "quiet"]]
    attacks = [{"how": how, "value": f"; touch {mark}-{how}"} for how in ways]
    attacks.append({"how": "quiet", "value": "; $(id) `id` > x"})
    bare = agent_lab.run(client, task, plain + attacks)
    for how in ways:
        done = Path(f"{mark}-{how}")
        assert done.exists(), f"{how} has no effect without the agent"
        done.unlink()
    ran = agent_lab.run(client, task, plain + attacks, layer=layer, env={"ENNEAD_MODE": "enforce"})
    assert [how for how in ways if Path(f"{mark}-{how}").exists()] == []
    assert bare.answers[: len(plain)] == ran.answers[: len(plain)]
    assert bare.answers[-1] == ran.answers[-1]
    assert {(event["guard"], event["verdict"]) for event in ran.of("attack")} == {("shell", "block")}
    assert not ran.of("error")


def test_sensors_are_set() -> None:
    """The guard hangs at each audit event of a program's start."""
    shell.install()
    for event in ("os.system", "subprocess.Popen", "os.exec", "os.posix_spawn", "pty.spawn", "os.putenv"):
        assert any(sensor.__module__ == shell.__name__ for sensor in audit._sensors[event])


def test_fault_of_the_judge_breaks_nothing(within: Callable[..., list[str]], monkeypatch: pytest.MonkeyPatch) -> None:
    """An error of ours is an event of its own, and the program starts."""

    def fails(*_words: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(shell_judge, "judge", fails)
    said: list[str] = []
    monkeypatch.setattr(verdicts, "failed", lambda guard, _error: said.append(guard))
    assert within({"v": "; id"}, started("/bin/sh", ["/bin/sh", "-c", "echo ; id"])) == []
    assert said == ["shell"]


FILES = [
    ["awk", "{print}", "@"],
    ["cp", "a", "@"],
    ["curl", "-F", "f=@@", "https://api.example.com"],
    ["dd", "of=@"],
    ["git", "diff", "--no-index", "/dev/null", "@"],
    ["grep", "x", "@"],
    ["sh", "-c", 'cat "$1"', "sh", "@"],
    ["sort", "--output=@", "a"],
    ["sort", "-o@", "a"],
    ["tar", "-cf", "@", "a"],
    ["touch", "@"],
    ["x-tool", "@"],
    ["/bin/sh", "-c", "echo hi > @"],
    ["/bin/sh", "-c", "wc -c < '@'"],
]
"""Programs with a file (`@`) below a folder of the code's."""
BELOW = {"../new.txt": True, "a/../new.txt": False, "odd..txt": False, "new.txt": False}
"""Names of the event, and whether they lead out.  Here, since what a running function has as a constant is its own."""
WHOLE = ["/etc/passwd", "../" * 30 + "etc/passwd"]


@pytest.mark.parametrize("words", FILES)
def test_file_elsewhere_is_stopped_and_one_below_passes(
    words: list[str], within: Callable[..., list[str]], tmp_path: Path
) -> None:
    """Whatever the program does with the file, and whether it is there yet or not."""
    for value, stopped in BELOW.items():
        name = f"{tmp_path}/{value}"
        given = [word.replace("@@", "@" + name) if "@@" in word else word.replace("@", name) for word in words]
        said = within({"value": value}, started(given[0], given))
        assert bool(said) == stopped, (given, said)


@pytest.mark.parametrize(
    ("words", "stopped"),
    [
        (["awk", "{print}", "@"], True),
        (["dd", "if=@"], True),
        (["x-tool", "@"], True),
        (["sh", "-c", 'cat "$1"', "sh", "@"], True),
        (["sh", "-c", 'echo "$1"', "sh", "@"], False),
        (["git", "commit", "-m", "@"], False),
        (["git", "log", "--grep", "@"], False),
        (["grep", "-e", "@", "notes.txt"], False),
        (["grep", "@", "notes.txt"], False),
        (["jq", "-n", "--arg", "v", "@", "$v"], False),
        (["logger", "@"], False),
        (["curl", "https://api.example.com/@"], False),
    ],
)
def test_whole_word_is_a_file_only_where_the_program_takes_one(
    words: list[str], stopped: bool, within: Callable[..., list[str]]
) -> None:
    """A path that is there, as a message or a pattern, is text."""
    for value in WHOLE:
        given = [word.replace("@", value) for word in words]
        assert bool(within({"value": value}, started(given[0], given))) == stopped, given


@pytest.mark.parametrize(
    ("template", "value", "stopped"),
    [
        ("echo 'ls @' | sh", "x; id", True),
        ("printf 'ls %s\\n' '@' | bash", "x; id", True),
        ("echo 'print(\"@\")' | python3", '"+x()+"', True),
        ("echo 'ls @' | sh", "x y.txt", False),
        ("echo 'print(\"@\")' | python3", "Ann Smith", False),
        ("echo '@' | wc -c", "x; id", False),
        ("echo '@' | sh -c cat", "x; id", False),
        ("echo '@' || sh", "x; id", False),
    ],
)
def test_text_that_is_piped_into_a_shell_is_a_line(template: str, value: str, stopped: bool) -> None:
    """The code's quotes are those of the first shell; the second reads what they held."""
    assert (judged(template, value) is not None) == stopped


_READ = "x; touch /tmp/mark"


def _reads(words: list[str], text: Any) -> None:
    shell._given(SimpleNamespace(args=words), text)


@pytest.mark.parametrize("words", [["bash"], ["/bin/sh", "-s"], ["python3"], ["env", "node", "-"]])
@pytest.mark.parametrize("form", [str, str.encode, lambda text: bytearray(text.encode())])
def test_what_a_shell_reads(words: list[str], form: Callable[[str], Any], serving: Callable[..., Any]) -> None:
    """A text for a shell or an interpreter to read is stopped where untrusted text is more than words in it."""
    serving({"q": _READ})
    with pytest.raises(verdicts.Blocked):
        _reads(words, form("echo " + _READ + "\n"))


@pytest.mark.parametrize(
    ("words", "text"),
    [
        (["bash"], "echo ann\n"),
        (["bash"], "echo 'x; touch /tmp/mark'\n"),
        (["cat"], "x; touch /tmp/mark"),
        (["sort", "-u"], "x; touch /tmp/mark"),
        (["jq", ".a"], '{"a": "x; touch /tmp/mark"}'),
        (["bash", "/var/task/script.sh"], "x; touch /tmp/mark"),
        (["python3", "tool.py"], "x; touch /tmp/mark"),
    ],
)
def test_what_programs_read(words: list[str], text: str, serving: Callable[..., Any]) -> None:
    """Data for a program, a script's input, and quoted or plain words for a shell pass."""
    said = serving({"q": _READ, "name": "ann"})
    _reads(words, text)
    assert said == []


def test_a_shell_that_reads_is_ended(both: Callable[..., Any], function: Callable[..., Path]) -> None:
    """In the running function the shell is ended before it has read the text, and the handler's own input passes."""
    task = function(
        """
        import subprocess
        def handler(event, context):
            return subprocess.run(["bash"], input="echo " + event["q"], text=True, capture_output=True).stdout
        """
    )
    bare, agent = both(task, [{"q": "ann"}, {"q": "x; echo pwned"}], env={"ENNEAD_MODE": "enforce"})
    assert bare.answers[0] == agent.answers[0]
    assert b"pwned" in bare.answers[1]
    assert b"pwned" not in (agent.answers[1] or b"")
