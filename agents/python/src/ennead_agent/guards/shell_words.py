"""Reads a command line as a POSIX shell does (dash, bash, busybox): what each of its characters is, and its commands.

Nothing is expanded or run.  Each character gets a role; each command its words, as the program would get them, with the
place each character came from, so that a word can be read again by an inner shell.
"""

from __future__ import annotations

import re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

LITERAL, QUOTE, BLANK, OPERATOR, EXPANSION, GLOB, COMMENT, TILDE, NUMBER, VARIABLE = range(10)
"""Roles: plain text; a sign that quotes; what parts words; what parts commands or redirects; what is replaced by
something else; wildcards; a comment; a home folder; what is reckoned with (`$((...))`); a plain variable."""

_PLAIN = re.compile(r"[^\s;&|<>()'\"\\$`*?\[~#]+")
_IN_DOUBLE = re.compile(r'[^"\\$`]+')
_NAME = re.compile(r"[A-Za-z_]\w*|[0-9@*#?$!-]", re.ASCII)
_VARIABLE = re.compile(r"[A-Za-z_]\w*\Z", re.ASCII)
_ASSIGNMENT = re.compile(r"[A-Za-z_]\w*\+?=", re.ASCII)
_RESERVED = frozenset("if then else elif fi do done while until ! { } time esac".split())
_DEEPEST = 20


class Word:
    """One word: its text as the program gets it, and the place in the line of each of its characters."""

    __slots__ = ("end", "places", "redirects", "start", "value")

    def __init__(self, start: int) -> None:
        self.start = self.end = start
        self.value = ""
        self.places: list[int] = []
        self.redirects = ""
        """The sign before it, if a redirection opens it."""

    def add(self, text: str, at: int) -> None:
        self.value += text
        self.places.extend(range(at, at + len(text)))


class Line:
    """A command line that was read."""

    __slots__ = ("broken", "commands", "odd", "pipes", "roles", "text", "variables", "wrong")

    def __init__(self, text: str) -> None:
        self.text = text
        self.roles = bytearray(len(text))
        self.commands: list[list[Word]] = []
        self.pipes: list[tuple[list[Word], list[Word]]] = []
        """Commands of which the first's output is the second's input."""
        self.broken = False
        """Whether a quote is not closed: no shell runs the last of its lines then (but some do, within `$(...)`)."""
        self.odd = False
        """Whether a bracket is not closed of which shells think differently."""
        self.variables: list[tuple[int, int, str]] = []
        """Plain variables: from where to where, and the name."""
        self.wrong: list[int] = []
        """Brackets where no command can have one: no shell runs that line either."""


def read(text: str) -> Line:
    """Read a whole command line."""
    line = Line(text)
    _Reader(line).commands(0, len(text), "", 0)
    return line


def command_of(words: list[Word]) -> list[Word]:
    """The words of a command from its program on: without reserved words, assignments and redirections before it."""
    kept = [word for word in words if not word.redirects]
    for number, word in enumerate(kept):
        if word.value not in _RESERVED and not _ASSIGNMENT.match(word.value):
            return kept[number:]
    return []


def assignments(words: list[Word]) -> list[tuple[str, Word]]:
    """What is assigned before a command: names of variables and the whole word."""
    found = []
    for word in words:
        match = _ASSIGNMENT.match(word.value)
        if match is not None:
            found.append((match.group().rstrip("+="), word))
        elif word.value not in _RESERVED and not word.redirects:
            break
    return found


class _Reader:
    def __init__(self, line: Line) -> None:
        self.line, self.text, self.roles = line, line.text, line.roles
        self.level = 0
        self.documents: list[tuple[str, bool, bool]] = []
        """Here-documents whose text follows the line: delimiter, whether it was quoted, whether tabs are stripped."""

    def mark(self, start: int, end: int, role: int) -> None:
        for at in range(start, min(end, len(self.text))):
            self.roles[at] = role

    def commands(self, at: int, end: int, closer: str, depth: int) -> int:
        """Read commands up to the closing sign; where that stands, or `end`."""
        if depth > _DEEPEST:
            self.mark(at, end, EXPANSION)
            self.line.odd = True
            return end
        here: list[Word] = []
        self.line.commands.append(here)
        redirect = ""
        while at < end:
            sign = self.text[at]
            if sign == closer:
                return at
            if sign in " \t":
                self.roles[at] = BLANK
                at += 1
            elif sign == "#":
                at = self.comment(at, end)
            elif sign in "\n;&|()":
                at, here = self.operator(at, end, here, depth)
                redirect = ""
            elif sign in "<>":
                at, redirect = self.redirection(at, end, depth)
            else:
                word = Word(at)
                at = self.word(word, at, end, depth)
                word.redirects = redirect
                if redirect.startswith("<<") and redirect != "<<<":
                    self.document(word, redirect)
                if word.value or word.end > word.start:
                    here.append(word)
                redirect = ""
        self.line.odd = self.line.odd or closer != ""
        return end

    def is_pipe(self, at: int) -> bool:
        return self.text[at] == "|" and self.text[at - 1 : at] != "|" and self.text[at + 1 : at + 2] not in ("|", "&")

    def comment(self, at: int, end: int) -> int:
        last = self.text.find("\n", at, end)
        last = end if last < 0 else last
        self.mark(at, last, COMMENT)
        return last

    def operator(self, at: int, end: int, here: list[Word], depth: int) -> tuple[int, list[Word]]:
        sign = self.text[at]
        after: list[Word] = []
        self.line.commands.append(after)
        if self.is_pipe(at):
            self.line.pipes.append((here, after))
        self.roles[at] = OPERATOR
        self.level += (sign == "(") - (sign == ")")
        if not depth and ((sign == "(" and len(command_of(here)) > 1) or self.level < 0):
            self.line.wrong.append(at)
        at += 1
        if sign == "\n" and self.documents:
            at = self.bodies(at, end)
        return at, after

    def redirection(self, at: int, end: int, depth: int) -> tuple[int, str]:
        if self.text.startswith(("<(", ">("), at):
            self.mark(at, at + 2, OPERATOR)
            at = self.commands(at + 2, end, ")", depth + 1)
            self.mark(at, at + 1, OPERATOR)
            return at + 1, ""
        found = re.compile(r"<<<|<<-?|>>|[<>]&|<>|>\||[<>]").match(self.text, at, end)
        sign = found.group() if found else self.text[at]
        self.mark(at, at + len(sign), OPERATOR)
        return at + len(sign), sign

    def document(self, word: Word, sign: str) -> None:
        raw = self.text[word.start : word.end]
        self.documents.append((word.value, any(one in raw for one in "'\"\\"), sign == "<<-"))

    def bodies(self, at: int, end: int) -> int:
        """The texts of here-documents: plain, but for what is replaced in them, up to the line that ends them."""
        for delimiter, quoted, strips in self.documents:
            while at < end:
                last = self.text.find("\n", at, end)
                last = end if last < 0 else last
                row = self.text[at:last]
                if (row.lstrip("\t") if strips else row) == delimiter:
                    self.mark(at, last + 1, OPERATOR)
                    at = last + 1
                    break
                if not quoted:
                    self.double(Word(at), at, last, 1, closer="")
                at = last + 1
        self.documents = []
        return min(at, end)

    def word(self, word: Word, at: int, end: int, depth: int) -> int:
        while at < end:
            plain = _PLAIN.match(self.text, at, end)
            if plain is not None:
                word.add(plain.group(), at)
                at = plain.end()
                continue
            sign = self.text[at]
            if sign in " \t\n;&|<>()":
                break
            read: Callable[..., int] | None = _SIGNS.get(sign)
            if read is not None:
                at = read(self, word, at, end, depth)
                continue
            if sign == "~" and at == word.start:
                self.roles[at] = TILDE
            elif sign in "*?[":
                self.roles[at] = GLOB
            word.add(sign, at)
            at += 1
        word.end = at
        return at

    def single(self, word: Word, at: int, end: int, depth: int) -> int:
        last = self.text.find("'", at + 1, end)
        self.roles[at] = QUOTE
        if last < 0:
            self.line.broken = self.line.broken or not depth
            last = end
        else:
            self.roles[last] = QUOTE
        word.add(self.text[at + 1 : last], at + 1)
        return last + 1

    def quoted(self, word: Word, at: int, end: int, depth: int) -> int:
        self.roles[at] = QUOTE
        return self.double(word, at + 1, end, depth, closer='"')

    def double(self, word: Word, at: int, end: int, depth: int, *, closer: str) -> int:
        """Within double quotes, or in a here-document: only `$`, backtick and backslash are more than text."""
        while at < end:
            plain = _IN_DOUBLE.match(self.text, at, end)
            if plain is not None:
                word.add(plain.group(), at)
                at = plain.end()
                continue
            sign = self.text[at]
            if sign == closer:
                self.roles[at] = QUOTE
                return at + 1
            if sign == "\\" and at + 1 < end and self.text[at + 1] in '$`"\\\n':
                at = self.escaped(word, at, end, depth)
            elif sign == "$" and self.text[at + 1 : at + 2] not in ("'", '"'):
                at = self.dollar(word, at, end, depth)
            elif sign == "`":
                at = self.backtick(word, at, end, depth)
            else:
                word.add(sign, at)
                at += 1
        if closer and not depth:
            self.line.broken = True
        return end

    def escaped(self, word: Word, at: int, end: int, _depth: int) -> int:
        self.roles[at] = QUOTE
        if at + 1 >= end:
            word.add("\\", at)
            return end
        if self.text[at + 1] == "\n":
            self.roles[at + 1] = QUOTE
        else:
            word.add(self.text[at + 1], at + 1)
        return at + 2

    def dollar(self, word: Word, at: int, end: int, depth: int) -> int:
        following = self.text[at + 1 : at + 2] if at + 1 < end else ""
        if following == "(":
            return self.substitution(word, at, end, depth)
        if following == "{":
            return self.braced(word, at, end)
        if following == "'":
            return self.ansi(word, at, end)
        if following == '"':
            self.roles[at] = EXPANSION
            return at + 1
        name = _NAME.match(self.text, at + 1, end)
        if name is None:
            word.add("$", at)
            return at + 1
        word.add("$", at)  # whatever it stands for
        if _VARIABLE.match(name.group()):
            self.variable(at, name.end(), name.group())
        elif not "1" <= name.group() <= "9":  # a line of text has no arguments: `$5` is nothing
            self.mark(at, name.end(), EXPANSION)
        return name.end()

    def substitution(self, word: Word, at: int, end: int, depth: int) -> int:
        word.add("$", at)
        if self.text.startswith("$((", at):
            last = self.reckoned(at + 3, end)
            if last >= 0:
                self.mark(at, at + 3, EXPANSION)
                self.mark(at + 3, last, NUMBER)
                self.mark(last, last + 2, EXPANSION)
                return last + 2
            self.line.odd = True
        self.mark(at, at + 2, EXPANSION)
        at = self.commands(at + 2, end, ")", depth + 1)
        self.mark(at, at + 1, EXPANSION)
        return at + 1

    def reckoned(self, at: int, end: int) -> int:
        """Where the brackets of `$((` are closed; -1 if they are not."""
        level = 2
        while at < end:
            level += (self.text[at] == "(") - (self.text[at] == ")")
            if not level:
                return at - 1 if self.text[at - 1] == ")" else -1
            at += 1
        return -1

    def braced(self, word: Word, at: int, end: int) -> int:
        word.add("$", at)
        level, last = 0, at + 1
        while last < end:
            sign = self.text[last]
            level += (sign == "{") - (sign == "}")
            last += 1
            if not level:
                break
        self.line.odd = self.line.odd or level > 0
        name = self.text[at + 2 : last - 1]
        if level or not _VARIABLE.match(name):
            self.mark(at, last, EXPANSION)
        else:
            self.variable(at, last, name)
        return last

    def variable(self, at: int, last: int, name: str) -> None:
        self.mark(at, last, VARIABLE)
        self.line.variables.append((at, last, name))

    def ansi(self, word: Word, at: int, end: int) -> int:
        """bash's `$'...'`; other shells see a dollar sign and a quoted text."""
        found = re.compile(r"\$'(?:[^'\\]|\\.)*'", re.DOTALL).match(self.text, at, end)
        word.add("$", at)
        if found is None:
            self.mark(at, end, EXPANSION)
            self.line.odd = True
            return end
        self.mark(at, found.end(), EXPANSION)
        return found.end()

    def backtick(self, word: Word, at: int, end: int, depth: int) -> int:
        word.add("$", at)
        found = re.compile(r"`(?:[^`\\]|\\.)*`", re.DOTALL).match(self.text, at, end)
        self.roles[at] = EXPANSION
        if found is None:
            self.line.odd = True
            return self.commands(at + 1, end, "", depth + 1)
        self.roles[found.end() - 1] = EXPANSION
        self.commands(at + 1, found.end() - 1, "", depth + 1)
        for one in re.finditer(r"\\[$`\\]", found.group()):  # in here a backslash goes before the rest is read
            self.mark(at + one.start(), at + one.end(), EXPANSION)
        return found.end()


_SIGNS: dict[str, Callable[..., int]] = {
    "'": _Reader.single,
    '"': _Reader.quoted,
    "\\": _Reader.escaped,
    "$": _Reader.dollar,
    "`": _Reader.backtick,
}
