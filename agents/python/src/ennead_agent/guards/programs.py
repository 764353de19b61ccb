"""What programs make of their arguments: which run a text as code, and which options of theirs run or write things."""

from __future__ import annotations

import re

from . import program_tables as tables

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..untrusted.texts import Text

    Mark = tuple[int, int, Text]

SHELLS = frozenset("sh bash dash ash zsh ksh mksh fish rbash csh tcsh".split())
STRICT = frozenset("zsh fish csh tcsh".split())
"""Shells whose brackets and quotes are others than those of `sh`."""
_FIRST_IS_CODE = frozenset("awk gawk mawk nawk sed expect tclsh".split())
"""Programs whose first argument that is no option is code, unless an option has brought it."""
_WRAPPERS = frozenset(
    "env timeout nice nohup sudo doas setsid stdbuf time exec command builtin busybox ionice chroot xargs unbuffer "
    "catchsegv tini dumb-init su-exec gosu flock".split()
)
_VERSION = re.compile(r"[-.]?\d+(?:\.\d+)*$")
_DURATION = re.compile(r"\d+(?:\.\d+)?[smhd]?\Z")
_NUMBER = re.compile(r"[\s\d+*/%.-]*\Z")
_WORDS = re.compile(r"[\w\s.,@:-]*\Z")
_SHAPES: dict[str, re.Pattern[str]] = {
    "curl": re.compile(r"@|file:|dict:|gopher:|ldap:|smb:|tftp:|scp:|sftp:|telnet:"
                       r"|[a-z]{0,8}[\[{][a-z0-9,-]{1,40}[\]}][a-z]{0,8}:/", re.IGNORECASE),
    "wget": re.compile(r"file:", re.IGNORECASE),
    "git": re.compile(r"(?:ext|fd)::|file:|/|ssh://-|git@-", re.IGNORECASE),
    "convert": re.compile(r"@|\||(?:msl|mvg|mpr|text|label|caption|ephemeral|url|https?|ftp|file|epdf|pango|vid|show"
                          r"|win|x|plugin|inline|json|read|write):", re.IGNORECASE),
    "ffmpeg": re.compile(r"(?:file|concat|concatf|subfile|data|crypto|pipe|fd|unix|tcp|udp|gopher|async|cache):",
                         re.IGNORECASE),
    "exiftool": re.compile(r"@"),
}  # fmt: skip
"""What else at an argument's beginning makes a program read or run something of the caller's choice."""


class Harm:
    """What an untrusted text does."""

    __slots__ = ("reason", "text")

    def __init__(self, reason: str, text: Text) -> None:
        self.reason, self.text = reason, text


class Argument:
    """One argument, its untrusted parts, and whether untrusted text has made it a word of its own."""

    __slots__ = ("made", "marks", "value")

    def __init__(self, value: str, marks: list[Mark], *, made: bool = False) -> None:
        self.value, self.marks, self.made = value, marks, made

    @property
    def touched(self) -> Text | None:
        """The untrusted text in it, if there is one."""
        return self.marks[0][2] if self.marks else None

    @property
    def led(self) -> Text | None:
        """The untrusted text that it begins with."""
        return self.marks[0][2] if self.marks and self.marks[0][0] == 0 else None


def name(program: str) -> str:
    """A program's plain name: without folder and version."""
    plain = program.rsplit("/", 1)[-1]
    bare = plain if plain in tables.OPTIONS or plain in tables.SAME else _VERSION.sub("", plain)
    return bare.lower()


def kind(program: str) -> str:
    """The program whose options it has."""
    plain = name(program)
    return tables.SAME.get(plain, plain)


def bare(arguments: list[Argument]) -> list[Argument]:
    """Without programs that only start another (`env A=b timeout 5 ...`)."""
    rest = arguments
    while rest and name(rest[0].value) in _WRAPPERS and not rest[0].marks:
        number = 1
        while number < len(rest) and _belongs(rest[number].value):
            number += 1
        rest = rest[number:]
    return rest


def _belongs(word: str) -> bool:
    return word.startswith("-") or "=" in word or _DURATION.match(word) is not None


def lines(arguments: list[Argument]) -> Iterator[Argument]:
    """The arguments that a shell reads as a command line."""
    plain = name(arguments[0].value)
    if plain in SHELLS:
        for number, one in enumerate(arguments[1:-1], 1):
            if one.value.startswith("-") and not one.value.startswith("--") and "c" in one.value:
                yield next((rest for rest in arguments[number + 1 :] if not rest.value.startswith("-")), arguments[-1])
                return
            if not one.value.startswith(("-", "+")):
                return
    elif plain in ("eval", "watch"):
        yield joined(arguments[1:])
    elif plain == "ssh":
        yield joined(_after_host(arguments[1:]))
    elif plain in ("su", "runuser", "script"):
        for number, one in enumerate(arguments[1:-1], 1):
            if one.value in ("-c", "--command"):
                yield arguments[number + 1]


def _after_host(arguments: list[Argument]) -> list[Argument]:
    number = 0
    while number < len(arguments) and arguments[number].value.startswith("-"):
        takes = len(arguments[number].value) == 2 and arguments[number].value[1] in "BbcDEeFIiJLlmOopQRSWw"
        number += 2 if takes else 1
    return arguments[number + 1 :]


def joined(arguments: list[Argument]) -> Argument:
    """Arguments as one text with a blank between them."""
    text, marks = "", []
    for one in arguments:
        text += " " if text else ""
        marks += [(start + len(text), end + len(text), source) for start, end, source in one.marks]
        text += one.value
    return Argument(text, marks)


def harm(arguments: list[Argument]) -> Harm | None:
    """What untrusted arguments make the program do, beyond its work on plain ones."""
    plain = kind(arguments[0].value)
    return _of_code(plain, arguments) or _of_options(plain, arguments[1:])


def _of_code(plain: str, arguments: list[Argument]) -> Harm | None:
    options = tables.CODE.get(plain, ())
    brought = False
    for number, one in enumerate(arguments[1:], 1):
        before = arguments[number - 1].value
        if number > 1 and before in options and not arguments[number - 1].marks:
            brought = True
            found = _is_code(one)
        elif plain in _FIRST_IS_CODE and not brought and not one.value.startswith("-"):
            if before in ("-F", "-v", "-f", "-l"):
                brought = before == "-f"
                continue
            brought = True
            found = _is_code(one)
        else:
            found = None
        if found is not None:
            return Harm("is code for the program that is run", found)
    return None


def _is_code(one: Argument) -> Text | None:
    """The untrusted text that is code here: all of it, or signs within it; words in the code's own quotes are none."""
    for start, end, source in one.marks:
        inner = one.value[start:end]
        if (start, end) == (0, len(one.value)) or not _WORDS.match(inner):
            return source
        before, after = one.value[start - 1 : start], one.value[end : end + 1]
        if not inner.strip().isdigit() and (before not in "'\"/|" or after not in "'\"/|"):
            return source
    return None


def _of_options(plain: str, arguments: list[Argument]) -> Harm | None:
    options = tables.OPTIONS.get(plain, "").split()
    shape = _SHAPES.get(plain)
    taken = _taken(plain, arguments)
    for number, one in enumerate(arguments):
        source = one.led
        if source is None:
            if number not in taken and _ends_options(plain, one.value):
                options = []
            continue
        if taken.get(number) and not (plain == "convert" and one.value.startswith("@")):  # which is a file to read
            continue
        if options and _is_option(one.value, options):
            return Harm("is an option that makes the program run, read or write something else", source)
        if shape is not None and shape.match(one.value) and _reads(plain, arguments, number):
            return Harm("makes the program read or run something else", source)
    return None


def _taken(plain: str, arguments: list[Argument]) -> dict[int, bool]:
    """The words that an option of the code's takes, and whether they are plain text to the program.

    Read from left to right as the program does.  An option that is not known may take what stands behind it, and so may
    one that the event brought: what looks like an option there is none for sure, and nothing is said of its words.
    """
    first, command = _command(arguments) if plain == "git" else (0, plain)
    texts = tables.TEXTS.get(command)
    taken: dict[int, bool] = {}
    if texts is None:
        return taken
    letters = tables.ALONE.get(command, ("", ""))[0]
    ones = tables.ONE.get(command, frozenset()) if plain != "git" else frozenset()
    number = sure = first
    while number < len(arguments) and arguments[number].value != "--":
        one = arguments[number]
        number += 1
        if not _may_be_option(one.value, plain):
            continue
        last = number - 1 + (0 if one.marks else _takes(one.value, texts, letters))
        if last >= number > sure:
            taken.update({place: place == last for place in range(number, last + 1)})
            if any(_REPLACED.match(rest.value) for rest in arguments[number : last + 1] if rest.led is None):
                sure = last + 3
            number = last + 1
        elif not _is_whole(one.value, plain, command):
            sure = max(sure, number + (1 if plain not in tables.TWO or one.value in ones else 2))
    return taken


_REPLACED = re.compile(r"\$(?!\w)|[*?]")
"""So begins what a shell may make no word or several of, as `shell_words` has it."""
_OF_IMAGES = re.compile(r"[-+][A-Za-z]")


def _may_be_option(word: str, plain: str) -> bool:
    if _REPLACED.match(word):
        return True
    return _OF_IMAGES.match(word) is not None if plain == "convert" else len(word) > 1 and word[0] == "-"


def _is_whole(word: str, plain: str, command: str) -> bool:
    """Whether an option surely takes nothing of what stands behind it."""
    letters, alone = tables.ALONE.get(command, ("", ""))
    if word.startswith("--") and "=" in word and plain in ("git", "grep"):
        return True
    return word in alone.split() or (letters != "" and re.match(f"-[{letters}]+\\Z", word) is not None)


def _takes(word: str, texts: dict[str, int], letters: str) -> int:
    """How many words this option takes of which the last is plain text: `-m`, and `-am` as well."""
    if word in texts:
        return texts[word]
    short = f"-{word[-1:]}"
    if letters and short in texts and re.match(f"-[{letters}]+\\Z", word[:-1]):
        return texts[short]
    return 0


def _command(arguments: list[Argument]) -> tuple[int, str]:
    """Where the options of git's command begin, and which command it is; none if that is not sure."""
    letters, alone = tables.ALONE["git"]
    number = 0
    while number < len(arguments) and arguments[number].value.startswith("-"):
        one = arguments[number]
        if one.value in tables.ONE["git"] and not one.marks:
            number += 2
        elif one.value in alone.split() or one.value[1:] in tuple(letters):
            number += 1
        else:
            return 0, ""
    words = ["git"]
    for one in arguments[number : number + 2]:
        if one.marks:
            break
        words.append(one.value)
        if " ".join(words) in tables.TEXTS:
            return number + len(words) - 1, " ".join(words)
    return 0, ""


def _ends_options(plain: str, word: str) -> bool:
    return (word == "--" and plain != "find") or (plain in tables.FIRST_ENDS and not word.startswith("-"))


def _reads(plain: str, arguments: list[Argument], number: int) -> bool:
    """Whether a sign at an argument's beginning is read there: `@` of curl after its options for data only."""
    if plain == "curl" and arguments[number].value.startswith("@"):
        before = arguments[number - 1].value if number else ""
        return before in ("-d", "--data", "--data-binary", "--data-ascii", "-F", "--form", "-H", "--header", "-T")
    if plain == "git" and arguments[number].value.startswith("/"):
        return any(one.value in ("clone", "fetch", "pull") for one in arguments[:number])
    return True


def _is_option(word: str, options: list[str]) -> bool:
    head = word.partition("=")[0]
    for option in options:
        if head == option or (not option.startswith("-") and word.startswith(option + "=")):
            return True
        if option.startswith("--"):
            if len(head) > 4 and option.startswith(head):  # long options may be shortened
                return True
        elif len(option) == 2:
            if word[:1] == "-" and word[1:2] != "-" and option[1] in head[1:]:  # among others: `-xvI`
                return True
        elif len(option) > 2 and word.startswith(option):
            return True
    return False


def is_number(text: str) -> bool:
    """Whether it is a number or a sum of them."""
    return _NUMBER.match(text) is not None


def is_home(text: str) -> bool:
    """Whether a word that begins with `~` is the home folder of somebody."""
    found = re.match(r"~([^\s/:;&|<>()'\"\\$`]*)", text)
    user = found.group(1) if found else ""
    if user in ("", "+", "-"):
        return True
    try:
        import pwd

        pwd.getpwnam(user)
    except (ImportError, KeyError, ValueError):
        return False
    return True


def names_files(pattern: str) -> bool:
    """Whether wildcards name files outside of the working folder."""
    parts = pattern.split("/")
    if not pattern.startswith("/") and ".." not in parts:
        return False
    if sum(any(sign in part for sign in "*?[") for part in parts) > 3:
        return True
    from glob import iglob  # as the shell does: the pattern may be absolute

    try:
        return next(iglob(pattern), None) is not None  # noqa: PTH207
    except (OSError, ValueError, re.error):
        return True


def is_set(variable: str, line: str) -> bool:
    """Whether a shell has this variable by itself, or the line may set it."""
    if variable in tables.OF_SHELLS or variable.startswith("BASH_"):
        return True
    return re.search(r"(?<![\w${])" + variable + r"(?!\w)", line) is not None
