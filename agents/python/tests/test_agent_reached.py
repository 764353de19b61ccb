"""Code that has returned before the sink is called speaks for the words it put into the argument."""

# ruff: noqa: S608  # careless statements are what is tested
from __future__ import annotations

from typing import Any, Callable

import pytest

from ennead_agent import events, untrusted

Serving = Callable[..., "list[dict[str, Any]]"]


def held(argument: str) -> list[str]:
    """What of the argument is untrusted."""
    return [argument[one.start : one.end] for one in untrusted.spans(argument, "sql")]


class Queries:
    """Statements that are made by methods, which have returned when the statement is run."""

    def of(self, owner: str) -> str:
        return f"SELECT id FROM items WHERE owner = '{owner}'"

    @staticmethod
    def numbered(number: str) -> str:
        return "SELECT id FROM items WHERE id = " + number

    @property
    def route(self) -> str:
        return "../" + "x"[:0]


QUERIES = Queries()
TABLE = {"GET": {"/items": lambda owner: "SELECT ID FROM items WHERE name = '" + owner + "'"}}
WORDS, OWN_NAME, CLIMBS = "select id", "id", "../x"


def test_code_that_has_returned_speaks_for_its_words(serving: Serving, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a method or a table's function said is not the event's, though neither runs any more."""
    monkeypatch.setattr(events, "_ROOT", __file__.rpartition("/")[0] + "/")
    serving({"search": WORDS})
    assert held(QUERIES.of(WORDS)) == [WORDS]
    assert held(TABLE["GET"]["/items"](WORDS)) == [WORDS]


def test_joined_to_words_of_code_that_has_returned(serving: Serving, monkeypatch: pytest.MonkeyPatch) -> None:
    """A name behind the words of a method is put in there by the code."""
    monkeypatch.setattr(events, "_ROOT", __file__.rpartition("/")[0] + "/")
    serving({"id": OWN_NAME})
    found = untrusted.spans(QUERIES.numbered(OWN_NAME), "sql", doubtful=True)
    assert [one.joined for one in found][-1]


def test_single_words_of_other_code_say_nothing(serving: Serving, monkeypatch: pytest.MonkeyPatch) -> None:
    """A function that has not made the argument does not speak for a sign it has too."""
    monkeypatch.setattr(events, "_ROOT", __file__.rpartition("/")[0] + "/")
    serving({"name": CLIMBS})
    assert QUERIES.route == "../"
    assert held("/srv/" + CLIMBS.upper()) == [CLIMBS.upper()]
