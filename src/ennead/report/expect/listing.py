"""What may be expected: the expectations there are, the packs, the words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ennead.expect import packs
from ennead.expect.expectation import Expectation
from ennead.expect.words import vocabulary
from ennead.report.scan.text import printable

FLOWS = {
    "never": "What must not happen at the end of the flow: read, change, disrupt, or anything.",
    "only_through": "Things without which the flow must not get there: every way goes through one of them.",
    "reads_only_through": "The same for reading what is at the end.",
    "changes_only_through": "The same for changing what is at the end.",
}
CHECKS = {"clean": "Whether the checks find nothing that nobody has accepted (true where nothing is said)."}
COUNT = "How many there are: a number, `at most 3`, `at least 1`."


def render(expectations: Iterable[Expectation]) -> str:
    """The lists, with a line feed at the end."""
    return "\n".join([*_expectations(expectations), *_packs(), *_words()]) + "\n"


def _expectations(expectations: Iterable[Expectation]) -> Iterator[str]:
    for number, one in enumerate(expectations):
        if number == 0:
            yield "expectations"
        yield printable(f"  {one.at}  {one.title}")
        if one.why:
            yield printable(f"      {one.why}")


def _packs() -> Iterator[str]:
    yield from ("", "packs (--pack NAME, or `packs: [NAME]` in the file)")
    names = packs.names()
    for name in names:
        yield f"  {name:{max(map(len, names))}}  {summary(name)}"


def summary(pack: str) -> str:
    """The first line of a pack says what it is for."""
    return packs.text_of(pack).splitlines()[0].lstrip("# ")


def all_words() -> dict[str, dict[str, str]]:
    """Every word with what it means, by what it is about."""
    found = {
        subject.value: {name: word.says for name, word in words.items()} | {"count": COUNT}
        for subject, words in vocabulary().items()
    }
    return found | {"flows": FLOWS, "checks": CHECKS | {"count": COUNT}}


def _words() -> Iterator[str]:
    begin = {"flows": "from: …, to: …", "checks": "check: …"}
    for subject, words in all_words().items():
        yield from ("", f"words about {subject} ({begin.get(subject, f'{subject}: …')})")
        for name, says in words.items():
            yield f"  {name:22}  {says}"
