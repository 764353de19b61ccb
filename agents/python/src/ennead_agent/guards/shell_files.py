"""Files that a program is given by its words: does untrusted text lead one out of the folder that the code named?

Which words are files only the program knows.  So a word counts where the code has put a folder before the untrusted
part, and else where a file lies there; what a program makes of a text (a pattern, a message) is left alone.
"""

from __future__ import annotations

import os

from . import path as guard
from . import path_judge, programs
from . import program_tables as tables

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..untrusted.texts import Text
    from .programs import Argument, Mark

TELLERS = frozenset("echo printf logger expr true false : return exit".split())
"""Programs that open none of their words."""
_MORE = frozenset(
    "ls find grep rgrep awk sed jq dd openssl stat file du pr fmt cksum md5sum sha1sum sha256sum sha512sum b2sum "
    "readlink realpath tree unzip 7z pdftotext pdftoppm tesseract zstd".split()
)
_WRITERS = frozenset("cp mv ln tee touch mkdir install tar zip rsync scp truncate split mkfifo".split())
"""Programs that make the files they are given."""
_TEXT_FIRST = frozenset("grep rgrep jq sed awk".split())
"""Programs whose first word that is no option is no file."""
_TEXT_NEXT = frozenset(
    "-m --message -e --regexp --regex --pattern --expression --title --body --subject --description --comment "
    "--arg --argjson -name -path -iname -ipath -wholename -X --request -H --header -A --user-agent -d --data "
    "--data-raw --data-urlencode --format --grep --query --search --text -v".split()
)
"""Options whose value is no file."""
_FOLDERS = frozenset(("-C", "--directory", "--git-dir"))
_OF_GIT = frozenset("--no-index hash-object apply clone init".split())
"""What has git open files that are not its repository's."""
_BEFORE = "=@:,"
"""Signs behind which a file may begin within a word."""


def harm(arguments: list[Argument], folder: str) -> tuple[str, Text] | None:
    """What untrusted text does to a file of a program that runs in this folder."""
    plain = programs.kind(arguments[0].value)
    if plain in TELLERS or programs.name(arguments[0].value) in TELLERS:
        return None
    known = plain in tables.READERS or plain in _MORE
    files = plain != "git" or any(one.value in _OF_GIT for one in arguments)
    folders = [folder, *_led_to(arguments, folder)]
    text_next = first = plain in _TEXT_FIRST
    for number, one in enumerate(arguments[1:], 1):
        before = arguments[number - 1].value
        option = one.value.startswith("-")
        text_next = before in _TEXT_NEXT or (first and not option)
        first = first and (option or before in _TEXT_NEXT) and not (option and one.value in ("-e", "-f"))
        found = of_word(one.value, one.marks, folders) if one.marks or guard.led() else None
        if found is None and one.marks and not text_next and (files or before in _FOLDERS):
            found = _of_whole(one.value, one.marks, folders, known=known, writes=plain in _WRITERS)
            if found is None and plain in ("dd", "curl"):
                found = _of_rest(plain, one, folders)
        if found is not None:
            return found
    return None


def of_target(value: str, marks: list[Mark], folder: str) -> tuple[str, Text] | None:
    """The same for what a shell opens by itself: the target of a redirection."""
    return of_word(value, marks, [folder]) or _of_whole(value, marks, [folder], known=True, writes=True)


def _led_to(arguments: list[Argument], folder: str) -> Iterator[str]:
    """Folders that an option of the code's has the program work in."""
    for number, one in enumerate(arguments[1:-1], 1):
        if one.value in _FOLDERS and not arguments[number + 1].marks:
            yield path_judge.absolute(arguments[number + 1].value, folder)


def of_word(value: str, marks: list[Mark], folders: list[str]) -> tuple[str, Text] | None:
    """A word in which untrusted text climbs out of a folder that stands before it, or that came of such a one."""
    if guard.led() and "/" in value:
        for start in (0, *_starts(value, len(value))):
            text = path_judge.led(value[start:])
            if text is not None:
                return "leads out of the folder that the code named", text
    for first, last, text in marks:
        if first and ".." in value[max(first - 1, 0) : last + 1]:
            for start in (0, *_starts(value, first)):
                shifted = [(max(begin - start, 0), end - start, source) for begin, end, source in marks if end > start]
                if _is_folder(value[start:], first - start, folders):
                    found = path_judge.led_away(value[start:], shifted)
                    if found is not None:
                        return found[0], text
    return None


def _starts(value: str, before: int) -> Iterator[int]:
    """Where else in a word a file may begin: behind `=`, `@` and the like, and where an option's letter ends."""
    for at in range(min(before, _LONGEST)):
        if value[at] in _BEFORE:
            yield at + 1
    at = value.find("/", 0, before)
    if at > 0 and (value[0] == "-" or value.startswith("file://")):
        yield at + 2 if value.startswith("file://") else at


_LONGEST = 1000


def _is_folder(value: str, first: int, folders: list[str]) -> bool:
    """Whether the code's part before the untrusted one names a folder that is there."""
    at = first if value[first : first + 1] == "/" else value.rfind("/", 0, first) + 1
    own = value[:at]
    return own.count("/") < len(own) and any(os.path.isdir(path_judge.absolute(own, one)) for one in folders)  # noqa: PTH112


def _of_whole(
    value: str, marks: list[Mark], folders: list[str], *, known: bool, writes: bool
) -> tuple[str, Text] | None:
    """A word that is the event's from its beginning and names a file elsewhere: one that is there, or is made."""
    if marks[0][0] or ("/" not in value and not (known and value == "..")) or len(value) > _LONGEST:
        return None
    if not known and (value.strip("./") == "" or value.strip("/").count("/") < 1):
        return None
    found = path_judge.led_away(value, marks)
    if found is None:
        return None
    for folder in folders:
        place = path_judge.absolute(value, folder)
        upper = os.path.dirname(place)  # noqa: PTH120
        if os.path.exists(place) or (writes and upper != "/" and os.path.isdir(upper)):  # noqa: PTH110, PTH112
            return found
    return None


def _of_rest(plain: str, one: Argument, folders: list[str]) -> tuple[str, Text] | None:
    """The file in `of=FILE` of dd and `name=@FILE` of curl."""
    at = (one.value.find("=") if plain == "dd" else one.value.find("@")) + 1
    marks = [(max(start - at, 0), end - at, source) for start, end, source in one.marks if end > at]
    if not at or not marks or one.marks[0][0] < at - 1:
        return None
    return _of_whole(one.value[at:], marks, folders, known=True, writes=one.value.startswith("of="))
