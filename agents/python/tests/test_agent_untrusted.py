"""Untrusted texts: what the event brings is found in an argument, as it came, decoded, or changed on the way."""

# ruff: noqa: S608  # careless statements are what is tested
from __future__ import annotations

import base64
import gzip
import json
import random
import sys
import urllib.parse
import zlib
from typing import Any, Callable

import pytest

from ennead_agent import invocation, registry, untrusted
from ennead_agent.untrusted import constants, forms, match, texts

Serving = Callable[..., "list[dict[str, Any]]"]
VALUE = "x' OR owner = 'bob"
FIRST, SECOND, SORT, NAME = "red lamp", "blue door", "order by name", "zoe"
TERSE = " A' <> 'B "
MARKS = "X' = 'X' = 0 = '1"
NESTED = "sub/../../secret.txt"
"""Of the module, not of a test: the constants of a running function would speak for them."""
HOSTILE = [
    "\ud800 lone",
    "\x00\x01",
    "İstanbul ſ ﬁ",
    "a" * 5000,
    "%" * 3000,
    "\\u" * 2000,
    "&#" * 2000,
    "[" * 5000,
    '{"a":' * 2000,
    "=" * 3000,
    "A" * 4001,
    "H4sI" + "A" * 400,
    "a=b&" * 3000,
]


def stated(value: str) -> str:
    return "SELECT id FROM items WHERE owner = '" + value + "'"


def held(argument: str, **words: Any) -> list[str]:
    """What of the argument is untrusted."""
    return [argument[one.start : one.end] for one in untrusted.spans(argument, "sql", **words)]


def packed(value: str) -> str:
    return base64.b64encode(gzip.compress(value.encode(), mtime=0)).decode()


@pytest.mark.parametrize(
    "event",
    [
        {"owner": VALUE},
        {"Records": [{"body": {"owner": [VALUE]}}]},
        {VALUE: 1},
        VALUE,
        {"body": json.dumps({"owner": VALUE})},
        {"body": json.dumps({"body": json.dumps({"owner": VALUE})})},
        {"body": base64.b64encode(json.dumps({"owner": VALUE}).encode()).decode(), "isBase64Encoded": True},
        {"body": base64.urlsafe_b64encode(VALUE.encode()).decode()},
        {"body": base64.b64encode(VALUE.encode()).decode().rstrip("=")},
        {"awslogs": {"data": packed(json.dumps({"message": VALUE}))}},
        {"path": urllib.parse.quote(VALUE)},
        {"path": urllib.parse.quote(urllib.parse.quote(VALUE))},
        {"rawQueryString": urllib.parse.urlencode({"a": "1", "owner": VALUE})},
        {"body": "a=1&owner=" + urllib.parse.quote_plus(VALUE)},
        {"cookies": ["theme=dark; owner=" + urllib.parse.quote(VALUE)]},
        {"text": VALUE.replace("'", "&#39;")},
        {"text": VALUE.replace("'", "\\u0027")},
        {"text": VALUE.replace("x", "ｘ")},
        {"data": list(VALUE.encode())},
        {"body": '--b\r\nContent-Disposition: form-data; name="owner"\r\n\r\n' + VALUE + "\r\n--b--"},
    ],
)
def test_each_form_of_a_text_is_known(event: Any, serving: Serving) -> None:
    """A text is found whatever it was wrapped in: JSON, base64, gzip, percent, forms, cookies, entities, escapes."""
    serving(event)
    spans = untrusted.spans(stated(VALUE), "sql")
    assert [(one.exact, stated(VALUE)[one.start : one.end]) for one in spans] == [(True, VALUE)]


@pytest.mark.parametrize(
    "change",
    [
        str.upper,
        str.lower,
        str.swapcase,
        lambda value: value.replace("'", "''"),
        lambda value: value.replace(" ", "/**/"),
        lambda value: value.replace("=", "<>"),
        lambda value: "\t".join(value.split()),
        lambda value: value.replace("x", ""),
        lambda value: "(" + value + ")",
        lambda value: value[3:],
        lambda value: value + "; and more",
    ],
)
def test_changed_text_is_known(change: Callable[[str], str], serving: Serving) -> None:
    """Letter case, other blanks, replaced signs, parts left out or added do not hide a text."""
    serving({"owner": VALUE})
    changed = change(VALUE)
    found = untrusted.spans(stated(changed), "sql")
    assert found
    assert sum(one.end - one.start for one in found) >= 0.4 * len(changed)


@pytest.mark.parametrize("change", [str.strip, lambda value: value[2:], lambda value: value[:-2]])
def test_piece_without_words_is_known(change: Callable[[str], str], serving: Serving) -> None:
    """A part of a text that is signs and single letters is known again where it stands between the code's words."""
    serving({"owner": TERSE})
    assert held(stated(change(TERSE)))


@pytest.mark.parametrize("value", [TERSE, MARKS, "1 /*", "1--", " ' = '", "'-'", "1  --"])
@pytest.mark.parametrize(
    ("brought", "made"),
    [
        (lambda value: "id:" + value + ";end!", lambda text: text[3:-5]),
        (lambda value: value.replace(" ", "~"), lambda text: text.replace("~", " ")),
        (lambda value: value.replace(" ", " \t "), lambda text: " ".join(text.split())),
        (str, lambda text: text.replace(" ", "")),
        (
            lambda value: base64.urlsafe_b64encode(value.encode()).decode().rstrip("="),
            lambda text: base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode(),
        ),
    ],
)
def test_text_of_signs_alone_is_known_after_a_change(
    value: str, brought: Callable[[str], str], made: Callable[[str], str], serving: Serving
) -> None:
    """A text without a word is found where it was cut out of a longer one, has other blanks, or came in base64."""
    owner = brought(value)
    serving({"headers": {"accept": "*/*"}, "owner": owner})
    changed = made(owner)
    assert [one.strip() for one in held("SELECT id FROM items WHERE id = " + changed)] == [changed.strip()]
    assert len(held(stated(changed))) == 1


def test_signs_of_the_code_are_not_a_texts(serving: Serving) -> None:
    """What the code puts between its own words is not the event's for a few signs that a text has as well."""
    marks, mark = ", ".join("?" * int("4")), chr(63)
    serving({"note": "x <> ?", "query": "a>=?"})
    assert held(" ".join(("SELECT id FROM items WHERE owner", chr(60) + chr(62), mark))) == []
    assert held(" ".join(("SELECT id FROM items WHERE owner", chr(62) + chr(61), mark))) == []
    serving({"note": "what?, ?, ?!", "query": "x=1"})
    assert held("SELECT id FROM items WHERE id IN (" + marks + ")") == []


@pytest.mark.parametrize("value", ["'!='", "'or'", "'a = b'"])
def test_quotes_of_the_event_stay_where_the_code_has_its_own(value: str, serving: Serving) -> None:
    """Quotes are taken for the code's only around plain words, and only where the code's words do not end before."""
    serving({"name": value})
    assert held("SELECT id FROM items WHERE name LIKE '%" + value + "%'") == [value]


def test_same_argument_is_searched_once(serving: Serving, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was found in an argument is kept for the same code and event, and forgotten when another text comes in."""
    serving({"owner": NAME})
    searched: list[str] = []
    inner = match._found

    def noted(index: Any, argument: str, *words: Any, **more: Any) -> Any:
        searched.append(argument)
        return inner(index, argument, *words, **more)

    monkeypatch.setattr(match, "_found", noted)
    statement = stated(NAME)

    def again() -> list[str]:
        return held(statement)

    assert [again() for _ in range(3)] == [[NAME]] * 3
    assert len(searched) == 1
    found = invocation.current()
    assert found is not None
    assert found.untrusted is not None
    found.untrusted.add({"name": "lea"}, "table")
    again()
    assert len(searched) == 2


def test_short_base64_is_decoded(serving: Serving) -> None:
    """Base64 of a word of two letters is decoded too."""
    for word in ("id", "'-'", ";env", "1--"):
        for form in (base64.b64encode(word.encode()).decode(), base64.b64encode(word.encode()).decode().rstrip("=")):
            assert word in texts.of_event(json.dumps({"a": form}).encode()), form
    names = ["Anne", "Jane", "Peter", "Maria", "Otto", "Tim", "item", "name", "EUR", "GET", "https", "2024"]
    assert len(texts.of_event(json.dumps(names).encode())) == len(names)


def test_two_fields_are_two_parts(serving: Serving) -> None:
    """Two fields put together are both found, and told apart by their fields."""
    serving({"first": FIRST, "body": json.dumps({"second": SECOND})})
    found = untrusted.spans("SELECT '" + FIRST + "', '" + SECOND.upper() + "'", "sql")
    assert [one.text.where for one in found] == ["first", "body.second"]


def test_code_speaks_for_its_own_words(serving: Serving) -> None:
    """What the running code says itself is not the event's, though the event says the same."""
    serving({"sort": "order by price"})
    limit = len("abc")
    assert held("SELECT id FROM items order by price LIMIT " + str(limit)) == []
    serving({"sort": SORT})
    assert held("SELECT id FROM items " + SORT) == [SORT]


def test_whole_constant_builds_no_index(serving: Serving) -> None:
    """An argument that is a constant of the calling code costs no index."""
    serving({"owner": "ann"})
    assert untrusted.spans("SELECT id FROM items WHERE owner = ?", "sql") == []
    found = invocation.current()
    assert found is not None
    assert found._untrusted is None


def test_text_made_of_text_speaks_for_nothing(serving: Serving) -> None:
    """Code that was itself made of the event's text is no witness."""
    serving({"owner": VALUE})
    scope: dict[str, Any] = {"untrusted": untrusted}
    source = f"argument = {('a ' + VALUE)!r}\nfound = untrusted.spans(argument, 'sql')"
    exec(compile(source, "<string>", "exec"), scope)  # noqa: S102
    assert scope["found"]


def test_joined_parts_stand_between_the_codes_words(serving: Serving) -> None:
    """A part is joined where the code's words, or single signs of it, end and begin; not where other text goes on."""
    serving({"owner": NAME})
    assert [one.joined for one in untrusted.spans("SELECT id FROM items WHERE (id = " + NAME + ")", "sql")] == [True]
    assert [one.joined for one in untrusted.spans("SELECT id FROM items WHERE id = " + NAME, "sql")] == [True]
    assert [one.joined for one in untrusted.spans("SELECT id FROM items WHERE id = " + chr(97) + NAME, "sql")] == [
        False
    ]


def test_signs_of_a_path_are_the_paths(serving: Serving) -> None:
    """A single sign among the code's constants speaks for quotes and brackets around a text, for no part of a path."""
    event = {"name": NESTED}
    serving(event)
    folder = event["name"].rpartition("/")[0]
    assert held("/tmp/folder" + "/" + folder)[0].endswith(folder)  # "/" is a constant here, and so is "."


def test_doubtful_word_is_given_on_demand(serving: Serving) -> None:
    """A word that is the code's constant too is given only where the guard asks for such."""
    event = {"id": "id"}
    serving(event)
    statement = "SELECT 1 FROM items WHERE id = " + event["id"]
    assert held(statement) == []
    assert [one.start for one in untrusted.spans(statement, "sql", doubtful=True)][-1] == len(statement) - 2


def test_quotes_of_the_code_are_not_the_events(serving: Serving) -> None:
    """A JSON text of one word has quotes in the event; those that the code puts around it are the code's."""
    serving({"body": json.dumps(NAME)})
    statement = 'SELECT id FROM items WHERE owner = "' + NAME + '"'
    assert held(statement) == [NAME]


@pytest.mark.parametrize("value", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_text_does_no_harm(value: str, serving: Serving) -> None:
    """Odd letters, deep nesting and long runs of signs neither raise nor hide the text."""
    serving({"a": value, "b": {value: [value]}})
    argument = "begin " + value[:200] + " end"
    assert all(0 <= one.start < one.end <= len(argument) for one in untrusted.spans(argument, "sql"))
    assert any(one.value == value for one in texts.of_event(json.dumps({"a": value}).encode()))


def test_random_texts_are_found_again() -> None:
    """Any text of the event that stands in an argument is found there, by its place."""
    draw = random.Random(11)  # noqa: S311
    signs = "aB1 '\"%&=+\\/<é߀😀\n-;"
    for _ in range(300):
        value = "".join(draw.choices(signs, k=draw.randrange(2, 40)))
        index = texts.of_event(json.dumps({"a": [value]}).encode())
        before = "".join(draw.choices("()#~", k=draw.randrange(9)))
        argument = before + value + "#"
        found = match.spans(index, argument)
        assert any(one.start <= len(before) and one.end >= len(before) + len(value) for one in found), value


def test_index_is_bounded() -> None:
    """More texts or characters than there is room for are counted, and decoding ends at its depth."""
    many = texts.of_event(json.dumps([f"text {number}" for number in range(texts.MOST + 500)]).encode())
    assert len(many) == texts.MOST
    assert many.left == 500
    nested = VALUE
    for _ in range(12):
        nested = base64.b64encode(nested.encode()).decode()
    assert VALUE not in texts.of_event(json.dumps({"a": nested}).encode())
    long = texts.of_event(json.dumps(["yy", "zz", "x" * (texts.MOST_CHARACTERS + 1)]).encode())
    assert long.left == 2
    bomb = base64.b64encode(gzip.compress(b"0" * 50_000_000)).decode()
    assert max(len(one.value) for one in texts.of_event(json.dumps(bomb).encode())) <= 1 << 20


@pytest.mark.parametrize("body", [b"", b"\xff\xfe", b"null", b"[1, 2", b"3", b'"one text"', b"plain words"])
def test_event_of_any_kind_has_an_index(body: bytes) -> None:
    """An event that is no object, or no JSON, is one text or none."""
    assert all(isinstance(one.value, str) for one in texts.of_event(body))


def test_added_text_is_found_from_then_on(serving: Serving) -> None:
    """What comes in later (a stored value) counts from then on, also for arguments that were clean before."""
    serving({"owner": "ann"})
    found = invocation.current()
    assert found is not None
    assert found.untrusted is not None
    statement = stated(VALUE)
    assert held(statement) == []
    found.untrusted.add([{"owner": VALUE}], "table/items")
    assert held(statement) == [VALUE]
    assert untrusted.spans(statement, "sql")[0].text.where == "table/items[0].owner"


def test_fields_are_named_without_values(serving: Serving) -> None:
    """A field's way has the event's plain names and places; a name that may be a value is a star."""
    serving({"body": json.dumps({"list": [{"it's": VALUE}]})})
    assert [one.text.where for one in untrusted.spans(stated(VALUE), "sql")] == ["body.list[0].*"]


@pytest.mark.parametrize(
    ("rule", "guard", "found"),
    [
        ({"field": "report.sql"}, "sql", False),
        ({"field": "report.sql"}, "path", False),
        ({"field": "report"}, "sql", False),
        ({"field": "report.sq"}, "sql", True),
        ({"field": "report.sql", "guards": ["sql"]}, "sql", False),
        ({"field": "report.sql", "guards": ["sql"]}, "path", True),
        ({"field": "report.sql", "guards": ["path"]}, "sql", True),
        ({"field": ""}, "sql", True),
        ("odd", "sql", True),
    ],
)
def test_contract_trusts_fields(rule: Any, guard: str, found: bool, serving: Serving) -> None:
    """A trusted field's text is the code's own for the guards that the contract names, or for all."""
    assert registry.state.policy is not None
    serving({"report": {"sql": VALUE}})
    registry.state.policy.rules["trusted"] = [rule]
    assert bool(untrusted.spans(stated(VALUE), guard)) is found


def test_trusted_text_in_another_field_is_untrusted(serving: Serving) -> None:
    """The same text in a field that nobody trusts counts, whichever came first."""
    assert registry.state.policy is not None
    registry.state.policy.rules["trusted"] = [{"field": "list[].sql", "guards": ["sql"]}]
    serving({"list": [{"sql": VALUE}], "other": VALUE})
    assert untrusted.spans(stated(VALUE), "sql")
    serving({"list": [{"sql": "one"}, {"sql": VALUE}]})
    assert untrusted.spans(stated(VALUE), "sql") == []
    assert untrusted.spans(stated(VALUE), "path")


def test_nothing_is_untrusted_outside_of_an_invocation() -> None:
    """Between invocations, and after the answer, no text is the event's."""
    invocation.leave()
    assert untrusted.spans(stated(VALUE), "sql") == []


def test_few_texts_are_decoded() -> None:
    """Plain words, numbers and short names are not tried as codes; what has a sign of a code is."""
    assert not any(map(forms.may_be_coded, ["name", "12345678", "two plain words, no more", "1.5", "a-b"]))
    assert all(map(forms.may_be_coded, ["a%20b", "a+b", "a=1", "{}", "[1]", "é", "a\\n", "&lt;", '"a"', "YWJjZGVmZ2g"]))


def test_marks_part_a_format() -> None:
    """The parts of a format around its marks are the code's words."""
    parts = list(constants._parts("SELECT %s FROM {table} WHERE id = %(id)s"))
    assert {" FROM ", " WHERE id = ", "SELECT "} <= set(parts)


def test_recursion_is_no_fault() -> None:
    """A document nested deeper than Python recurses is walked without recursion."""
    deep: Any = "bottom"
    for _ in range(sys.getrecursionlimit() * 2):
        deep = [deep]
    index = texts.Index()
    index.add(deep, "")
    assert "bottom" in index


def _rare() -> dict[str, str]:
    """A text in codings that only some texts have."""
    packer = zlib.compressobj(wbits=-15)
    packed = packer.compress(_HOSTILE.encode() * 2) + packer.flush()
    claims = base64.urlsafe_b64encode(json.dumps({"sub": _HOSTILE}).encode()).decode().rstrip("=")
    plain = base64.b64encode(_HOSTILE.encode()).decode()
    return {
        "credentials": "Basic " + base64.b64encode(f"ann:{_HOSTILE}".encode()).decode(),
        "token": f"Bearer eyJhbGciOiJub25lIn0.{claims}.c2ln",
        "token by itself": f"eyJhbGciOiJub25lIn0.{claims}.",
        "address with data": "data:text/plain;base64," + plain,
        "hexadecimal": _HOSTILE.encode().hex(),
        "base32": base64.b32encode(_HOSTILE.encode()).decode(),
        "zlib": base64.b64encode(zlib.compress(_HOSTILE.encode())).decode(),
        "SAML": base64.b64encode(packed).decode(),
        "UTF-16": base64.b64encode(_HOSTILE.encode("utf-16")).decode(),
        "UTF-16 without a mark": base64.b64encode(_HOSTILE.encode("utf-16-le")).decode(),
        "header of a mail": f"=?utf-8?B?{plain}?=",
        "quoted header": "=?utf-8?q?" + "".join(f"={byte:02X}" for byte in _HOSTILE.encode()) + "?=",
        "quoted printable": "".join(f"={byte:02X}" for byte in _HOSTILE.encode()),
        "accents taken off": _HOSTILE.replace("x", "x\u0301"),
        "tags taken off": _HOSTILE.replace("OR", "O<b>R"),
    }


_HOSTILE = "x' OR '1'='1"


@pytest.mark.parametrize("coding", list(_rare()))
def test_rare_codings_are_read(coding: str) -> None:
    """Each coding that a handler may decode gives the text that it stands for."""
    index = texts.of_event(json.dumps({"q": _rare()[coding]}).encode())
    assert _HOSTILE in index or _HOSTILE * 2 in index


def test_other_alphabets_leave_no_rest() -> None:
    """What is left of a text in another alphabet is no text of the event's."""
    assert {one.value for one in texts.of_event('{"q": "Привет, OR мир"}'.encode())} == {"Привет, OR мир"}


def test_list_of_signs_is_a_text() -> None:
    """A list of single signs is known as the text that it is joined to."""
    assert _HOSTILE in texts.of_event(json.dumps({"q": list(_HOSTILE)}).encode())


@pytest.mark.parametrize(
    "text",
    ["5f4dcc3b5aa765d61d8327deb882cf99", "6964", "2026112701234567", "CUSTOMERNUMBER23", "Basic needs", "data: x"],
)
def test_what_looks_coded_and_is_not(text: str) -> None:
    """A digest, a number and plain words stand for nothing else."""
    assert {one.value for one in texts.of_event(json.dumps({"q": text}).encode())} - {"q", text, text[6:]} == set()
