"""Judges the start of a program: does untrusted text change what is run?"""

from __future__ import annotations

import os
import re
import sys

from .. import faults, registry, untrusted, verdicts
from . import allowed, path, path_judge, programs, shell_files, shell_words
from . import program_tables as tables
from .programs import Argument, Harm

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any

    from ..untrusted.texts import Text
    from .programs import Mark
    from .shell_words import Line, Word

_LARGEST = 100_000
_DEEPEST = 6
_STARTED = {
    shell_words.OPERATOR: "starts a command or a redirection of its own in a shell",
    shell_words.EXPANSION: "is replaced by something else in a shell",
}
_BRACKETS = frozenset("case declare typeset local export readonly for select function coproc [[".split())
"""After these, a bracket may stand among words."""


class Case:
    """What a line is read in: the variables there are, the folder it runs in, and how many shells deep."""

    __slots__ = ("depth", "environment", "folder")

    def __init__(self, environment: Mapping[Any, Any], folder: str = "", depth: int = 0) -> None:
        self.environment, self.folder, self.depth = environment, folder or os.getcwd(), depth  # noqa: PTH109

    def deeper(self) -> Case:
        return Case(self.environment, self.folder, self.depth + 1)

    def sets(self, variable: str, line: str) -> bool:
        return programs.is_set(variable, line) or any(variable == os.fsdecode(name) for name in self.environment)


def judge(program: Any, words: list[str], env: Mapping[Any, Any] | None, folder: str = "") -> None:
    """Stop the start of a program that untrusted text has changed."""
    found = harm(program, words, env, folder)
    if found is not None:
        verdicts.attack("shell", f"value of {found.text.where} {found.reason}", {"field": found.text.where})


def harm(program: Any, words: list[str], env: Mapping[Any, Any] | None, folder: str = "") -> Harm | None:
    """What untrusted text does to the start of a program, if it does harm."""
    if env:
        found = _of_variables(env)
        if found is not None:
            return found
    plain = words[:1] in (["sh"], ["/bin/sh"], ["/system/bin/sh"]) and words[1:2] == ["-c"]  # as `shell=True` does
    own = _constants(words)
    if len(own) == len({id(word) for word in words}) and (program is None or os.fsdecode(program) == words[0]):
        return None
    arguments = [
        Argument(word, [] if id(word) in own or (plain and number < 2) else marks(word))
        for number, word in enumerate(words)
    ]
    if program is not None and arguments and not plain:
        name = os.fsdecode(program)
        if name != arguments[0].value:
            arguments[0] = Argument(name, marks(name))
    return of_arguments(arguments, Case(os.environ if env is None else env, folder))


def judge_input(words: list[str], text: str) -> None:
    """Stop a text for a program to read, if that runs it and an untrusted part is more than words there."""
    reader = programs.bare([Argument(word, []) for word in words])
    runs = reader and (
        programs.name(reader[0].value) in programs.SHELLS or programs.kind(reader[0].value) in _INTERPRETERS
    )
    found = of_input(reader, Argument(text, marks(text)), Case(os.environ)) if runs else None
    if found is not None:
        verdicts.attack("shell", f"value of {found.text.where} {found.reason}", {"field": found.text.where})


def _constants(words: list[str]) -> set[int]:
    """Which of the words are constants of the running code, and no others of the same text."""
    sought = {id(word) for word in words}
    found: set[int] = set()
    frame: Any = sys._getframe(1)
    for _ in range(_FRAMES):
        code = frame.f_code
        kept = _kept.get(id(code))
        if kept is None or kept[0] is not code:
            kept = _keep(code)
        if not kept[1].isdisjoint(sought):
            found |= kept[1] & sought
            if len(found) == len(sought):
                break
        frame = frame.f_back
        if frame is None:
            break
    return found


def _keep(code: Any) -> tuple[Any, frozenset[int]]:
    """The texts among the constants of some code, each by its identity, which lasts as long as the code is kept."""
    ids: set[int] = set()
    if not code.co_filename.startswith((faults.HOME, "<")):
        for one in code.co_consts:
            if type(one) is str:
                ids.add(id(one))
            elif type(one) is tuple:
                ids.update(id(part) for part in one if type(part) is str)
    if len(_kept) >= _MOST_KEPT:
        _kept.clear()
    kept = _kept[id(code)] = (code, frozenset(ids))
    return kept


_FRAMES = 24
_MOST_KEPT = 1024
_kept: dict[int, tuple[Any, frozenset[int]]] = {}


def marks(text: str) -> list[Mark]:
    """The untrusted parts of a text that this guard does not trust by contract."""
    return [(one.start, one.end, one.text) for one in untrusted.spans(text, "shell")]


def of_arguments(arguments: list[Argument], case: Case) -> Harm | None:
    """The same for a list of arguments, the program first."""
    if case.depth > _DEEPEST or not (any(one.marks for one in arguments) or path.led()):
        return None
    inner = programs.bare(arguments)
    for one in arguments[: len(arguments) - len(inner)]:
        found = _assigned(one)
        if found is not None:
            return found
    if not inner:
        return None
    first = inner[0]
    text = _chosen(first)
    if text is not None and not _allowed(first.value):
        return Harm("chooses the program that is run", text)
    opens = True
    for line in programs.lines(inner):
        opens = _opens(line.value)
        found = of_line(line.value, line.marks, case.deeper(), strict=programs.name(first.value) in programs.STRICT)
        if found is not None:
            return found
    found = programs.harm(inner)
    away = shell_files.harm(inner, case.folder) if found is None and opens else None
    return found if away is None else Harm(*away)


def _opens(line: str) -> bool:
    """Whether a command of a shell's line may open what it is given as its arguments."""
    if len(line) > _LARGEST or "$" not in line:
        return False
    commands = [shell_words.command_of(words) for words in shell_words.read(line).commands]
    return any(words and words[0].value not in shell_files.TELLERS for words in commands)


def _chosen(first: Argument) -> Text | None:
    """The untrusted text that is a program's name or leads to its folder; a part of the name alone is neither."""
    name = first.value.rfind("/") + 1
    for start, end, text in first.marks:
        if (start <= name and end == len(first.value)) or "/" in first.value[start:end]:
            return text
    return None


def _allowed(program: str) -> bool:
    """Whether the contract lists this program, or the running code or its environment names it."""
    policy = registry.state.policy
    listed = policy.rules.get("processes") if policy is not None else None
    if isinstance(listed, list):
        return program in listed or ("/" not in program and programs.name(program) in listed)
    return program == sys.executable or program in os.environ.values() or allowed.lists(program)


def _of_variables(env: Mapping[Any, Any]) -> Harm | None:
    for key, value in list(env.items()):
        name = key if type(key) is str else os.fsdecode(key)
        if name in tables.VARIABLES or name.startswith(tables.VARIABLES_LIKE):
            text = os.fsdecode(value)
            if text != os.environ.get(name):
                for start, end, source in marks(text):
                    if "/" in text[start:end] or (start, end) == (0, len(text)):
                        return Harm("sets a variable that decides what a program runs", source)
    return None


def _assigned(one: Argument) -> Harm | None:
    name, sign, _ = one.value.partition("=")
    if sign and one.marks and (name in tables.VARIABLES or name.startswith(tables.VARIABLES_LIKE)):
        return Harm("sets a variable that decides what a program runs", one.marks[0][2])
    return None


def of_line(text: str, found: list[Mark], case: Case, *, strict: bool = False) -> Harm | None:
    """What untrusted parts do to a line that a shell reads; `strict`: one that runs lines that other shells refuse."""
    if not found or case.depth > _DEEPEST or len(text) > _LARGEST:
        return Harm("is a command line too long to be read", found[0][2]) if len(text) > _LARGEST and found else None
    line = shell_words.read(text)
    last = len(text) if strict else _runs_to(line, found)
    for start, end, source in found:
        end = min(end, last)  # noqa: PLW2901
        harmful = _of_signs(line, start, end, source) or _of_variables_in(line, start, end, source, case)
        if harmful is not None:
            return harmful
    return _of_commands(line, [mark for mark in found if mark[0] < last], last, case)


def _runs_to(line: Line, found: list[Mark]) -> int:
    """Up to where a shell runs it: none runs a line (nor any after it) in which a quote or bracket is wrong."""
    last = len(line.text)
    if line.odd:
        return last
    if line.broken:
        last = line.roles.rfind(shell_words.OPERATOR, 0, last)
        while last >= 0 and line.text[last] != "\n":
            last = line.roles.rfind(shell_words.OPERATOR, 0, last)
        last += 1
    if any(words and words[0].value in _BRACKETS for words in line.commands):
        return last
    for at in line.wrong:
        if at < last and any(start <= at < end for start, end, _ in found):
            return max(line.text.rfind("\n", 0, at) + 1, 0)
    return last


def _of_signs(line: Line, start: int, end: int, source: Text) -> Harm | None:
    part = line.roles[start:end]
    for role, reason in _STARTED.items():
        if role in part:
            return Harm(reason, source)
    if shell_words.NUMBER in part and not programs.is_number(line.text[start:end]):
        return Harm("is reckoned with by a shell", source)
    if shell_words.COMMENT in part and _cuts(line, start, end):
        return Harm("cuts off the rest of a command line", source)
    at = part.find(shell_words.TILDE)
    while at >= 0:
        if programs.is_home(line.text[start + at :]):
            return Harm("is replaced by a folder's name in a shell", source)
        at = part.find(shell_words.TILDE, at + 1)
    return None


def _of_variables_in(line: Line, start: int, end: int, source: Text, case: Case) -> Harm | None:
    """A variable that is set; another is nothing, as in `$cash`."""
    if shell_words.VARIABLE in line.roles[start:end]:
        for first, last, name in line.variables:
            if first < end and last > start and case.sets(name, line.text):
                return Harm(_STARTED[shell_words.EXPANSION], source)
    return None


def _cuts(line: Line, start: int, end: int) -> bool:
    """Whether a comment that begins in this part goes on over words that are not its own."""
    begins = line.roles.find(shell_words.COMMENT, start, end)
    if begins > 0 and line.roles[begins - 1] == shell_words.COMMENT:
        return False
    last = line.text.find("\n", end)
    return bool(line.text[end : last if last >= 0 else None].strip(" \t'\""))


def _of_commands(line: Line, found: list[Mark], last: int, case: Case) -> Harm | None:
    for words in line.commands:
        kept = [word for word in words if word.start < last]
        for name, word in shell_words.assignments(kept):
            source = _touch(word, found)
            if source is not None and (name in tables.VARIABLES or name.startswith(tables.VARIABLES_LIKE)):
                return Harm("sets a variable that decides what a program runs", source)
        command = shell_words.command_of(kept)
        arguments = [_argument(line, word, found) for word in command]
        harmful = _of_wildcards(line, kept, found) or of_arguments(arguments, case) or _of_targets(kept, found, case)
        if harmful is not None:
            return harmful
        if len(arguments) == 2 and arguments[0].value == "cd" and not arguments[1].marks:
            case = case.deeper()
            case.folder, case.depth = path_judge.absolute(arguments[1].value, case.folder), case.depth - 1
    return _of_pipes(line, found, last, case)


def _of_targets(words: list[Word], found: list[Mark], case: Case) -> Harm | None:
    """Files elsewhere that the shell itself opens."""
    for word in words:
        if word.redirects and not word.redirects.startswith("<<"):
            marks = list(_mapped(word, found))
            away = shell_files.of_target(word.value, marks, case.folder) if marks else None
            if away is not None:
                return Harm(*away)
    return None


def _of_pipes(line: Line, found: list[Mark], last: int, case: Case) -> Harm | None:
    """What the code's `echo` writes into another shell or interpreter: that reads it as lines, or as code."""
    for left, right in line.pipes:
        writer = [_argument(line, word, found) for word in shell_words.command_of(left) if word.start < last]
        reader = programs.bare([_argument(line, word, found) for word in shell_words.command_of(right)])
        if len(writer) > 1 and reader and programs.name(writer[0].value) in ("echo", "printf"):
            harmful = of_input(reader, _written(writer), case)
            if harmful is not None:
                return harmful
    return None


def of_input(reader: list[Argument], text: Argument, case: Case) -> Harm | None:
    """What untrusted parts do to a text that a program reads: a shell or an interpreter without a script runs it."""
    plain = programs.name(reader[0].value)
    given = [one.value for one in reader[1:] if not one.value.startswith("-") or "c" in one.value or one.value == "-e"]
    if given or not text.marks:
        return None
    if plain in programs.SHELLS:
        return of_line(text.value, text.marks, case.deeper(), strict=plain in programs.STRICT)
    if programs.kind(plain) in _INTERPRETERS:
        for start, end, source in text.marks:
            if not _PLAIN_WORDS.match(text.value[start:end]):
                return Harm("is code for the program that is run", source)
    return None


def _written(writer: list[Argument]) -> Argument:
    """What `echo` and `printf` write, near enough: the words, those of `printf` in the places of its `%s`."""
    words = writer[1:]
    if programs.name(writer[0].value) == "echo":
        while words and re.fullmatch(r"-[neE]+", words[0].value):
            words = words[1:]
        return programs.joined(words)
    made, rest = "", words[1:]
    marks: list[Mark] = []
    at = 0
    for one in re.finditer(r"%[sbq]|\\n", words[0].value):
        marks += [
            (a - at + len(made), b - at + len(made), t) for a, b, t in words[0].marks if at <= a and b <= one.start()
        ]
        made += words[0].value[at : one.start()]
        at = one.end()
        if one.group() == "\\n":
            made += "\n"
        elif rest:
            marks += [(a + len(made), b + len(made), t) for a, b, t in rest[0].marks]
            made += rest[0].value
            rest = rest[1:]
    marks += [(a - at + len(made), b - at + len(made), t) for a, b, t in words[0].marks if at <= a]
    return programs.joined([Argument(made + words[0].value[at:], marks), *rest])


_INTERPRETERS = frozenset("python perl ruby node php lua".split())
_PLAIN_WORDS = re.compile(r"[\w\s.,@:-]*\Z")


def _touch(word: Word, found: list[Mark]) -> Text | None:
    for start, end, source in found:
        if start < word.end and end > word.start:
            return source
    return None


def _argument(line: Line, word: Word, found: list[Mark]) -> Argument:
    parted = word.start > 0 and line.roles[word.start - 1] == shell_words.BLANK
    made = parted and any(start < word.start < end for start, end, _ in found)
    return Argument(word.value, list(_mapped(word, found)), made=made)


def _mapped(word: Word, found: list[Mark]) -> Iterator[Mark]:
    """The untrusted parts of a word, as places in its text."""
    for start, end, source in found:
        if start < word.end and end > word.start:
            inner = [number for number, place in enumerate(word.places) if start <= place < end]
            if inner:
                yield inner[0], inner[-1] + 1, source


def _of_wildcards(line: Line, words: list[Word], found: list[Mark]) -> Harm | None:
    """Wildcards of untrusted text that name files outside of the folder the program runs in."""
    for word in words:
        if shell_words.GLOB in line.roles[word.start : word.end] and ("/" in word.value):
            for start, end, source in found:
                part = line.roles[max(start, word.start) : min(end, word.end)]
                if shell_words.GLOB in part and programs.names_files(word.value):
                    return Harm("names files by wildcards in a shell", source)
    return None
