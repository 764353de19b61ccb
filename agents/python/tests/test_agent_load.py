"""Guard `load`: untrusted data makes no objects of its choice; plain data is read as before."""

from __future__ import annotations

import base64
import marshal
import pickle
import sys
import zlib
from datetime import datetime
from typing import Any, Callable

import pytest

from ennead_agent import faults, verdicts
from ennead_agent.guards import load

Serving = Callable[..., "list[dict[str, Any]]"]


class _Evil:
    def __reduce__(self) -> Any:
        import os

        return os.getpid, ()


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_a_pickle_of_the_event_makes_no_object(protocol: int, serving: Serving) -> None:
    """A class that a pickle in the event names is stopped, in each protocol, as text and in base64."""
    data = pickle.dumps(_Evil(), protocol)
    serving({"a": base64.b64encode(data).decode()} if protocol else {"a": data.decode("latin-1")})
    with pytest.raises(verdicts.Blocked):
        load.judge_class("posix", "getpid")


def test_plain_data_of_a_pickle_is_made(serving: Serving) -> None:
    """Dates and sets are data, whoever brings them."""
    said = serving({"a": pickle.dumps({"at": datetime(2026, 1, 1), "of": {1}}, 0).decode("latin-1")})
    load.judge_class("datetime", "datetime")
    load.judge_class("builtins", "set")
    assert said == []


def test_classes_of_the_own_store_are_made(serving: Serving) -> None:
    """A class that no untrusted text names is the function's own."""
    said = serving({"a": "an order of ann"})
    load.judge_class("orders.model", "Order")
    assert said == []


def test_a_tag_of_yaml_makes_no_object(serving: Serving) -> None:
    """The name in a tag of the event's document is stopped; a name of a document of the code's is not."""
    serving({"document": "!!python/object/apply:subprocess.getoutput ['true']"})
    with pytest.raises(verdicts.Blocked):
        load._judge_tag("subprocess.getoutput")
    load._judge_tag("orders.model.Order")


def test_letter_case_hides_no_name(serving: Serving) -> None:
    """A name that the code puts into small letters first is stopped; words of a plain text are none of a class's."""
    serving({"document": "!!PYTHON/OBJECT/APPLY:SUBPROCESS.GETOUTPUT", "data": "CPOSIX\nGETPID\n(TR."})
    with pytest.raises(verdicts.Blocked):
        load._judge_tag("subprocess.getoutput")
    with pytest.raises(verdicts.Blocked):
        load.judge_class("posix", "getpid")
    said = serving({"note": "all orders: order 5 of them", "list": "orders", "type": "order"})
    load.judge_class("orders", "Order")
    assert len(said) == 2


@pytest.mark.parametrize("cut", range(1, 12))
def test_name_that_came_in_two_fields_is_stopped(cut: int, serving: Serving) -> None:
    """A name is known again where one field brings its beginning and another its end."""
    pickled, tag = "cposix\ngetpid\n(tR.", "!!python/object/apply:posix.getpid []"
    serving({"a": pickled[:cut], "b": pickled[cut:]})
    with pytest.raises(verdicts.Blocked):
        load.judge_class("posix", "getpid")
    serving({"a": tag[: 22 + cut], "b": tag[22 + cut :]})
    with pytest.raises(verdicts.Blocked):
        load._judge_tag("posix.getpid")


def test_halves_of_a_short_name_are_no_name(serving: Serving) -> None:
    """Texts that end and begin as a short name does are no tag, which would say more before it."""
    said = serving({"a": "photo", "b": "small"})
    load._judge_tag("os")
    assert said == []


SENTENCES = (
    "Happy with it, but each Item arrived late",
    "My app shows no Item anymore (again).",
    "Whatsapp me. Items: 3. User: ann",
    "The app:\n- Item\n- User",
    "I like your app\nItem 3 was late",
    "app.Item",
    'class "app", then "Item"',
    "在app里的Item没有了",
    "“app” has no “Item”",
)


@pytest.mark.parametrize("sentence", SENTENCES)
def test_words_of_a_sentence_are_no_pickle(sentence: str, serving: Serving) -> None:
    """A class of the function's own is made, though a plain text has the words of its name and module."""
    said = serving({"comment": sentence, "title": "topic of app", "more": "Items"})
    load.judge_class("app", "Item")
    assert said == []


@pytest.mark.parametrize(
    "sentence", ["numpy dtype ndarray question", "collections.Counter vs defaultdict", "numpy\tand dtype\nndarray"]
)
def test_classes_of_libraries_are_made_beside_a_sentence(sentence: str, serving: Serving) -> None:
    """The same for the classes of libraries that are in the function's own pickles."""
    said = serving({"comment": sentence})
    for module, name in (("numpy", "dtype"), ("numpy", "ndarray"), ("collections", "Counter")):
        load.judge_class(module, name)
    assert said == []


def _bytes(data: bytes) -> str:
    return base64.b64encode(data).decode()


LONG = "path.os." * 20 + "system"


@pytest.mark.parametrize(
    "value",
    [
        b"cposix\nsystem\n(S'id'\ntR.".decode(),
        "id:cposix\r\n  system\r\n(S'id'\ntR.;end!",
        "(S'id'\niposix\nsystem\n.",
        "cposix|system|(S'id'|tR.",
        "posix\nsystem\n(S'id'\ntR.",
        _bytes(b"\x80\x04\x8c\x05posix\x94\x8c\x06system\x94\x93."),
        _bytes(b"\x80\x04\x8c\x05posix\x8c\x06system\x93."),
        # by other opcodes, and with something between
        _bytes(b"\x80\x04X\x05\x00\x00\x00posixq\x00X\x06\x00\x00\x00systemq\x01\x93."),
        _bytes(b"\x80\x04U\x05posixq\x00U\x06systemq\x01\x93."),
        _bytes(b"\x80\x04\x8c\x06system\x940\x8c\x05posixh\x00\x93."),
        _bytes(b"\x80\x04\x8c\x06systemq\x00I12345678\n00\x8c\x05posixh\x00\x93."),
        _bytes(b"\x80\x04\x8d\x05" + bytes(7) + b"posix\x8d\x06" + bytes(7) + b"system\x93."),
        "S'posix'\nS'system'\n\x93.",
        "Vposix\nVsystem\n\x93.",
        "V\\u0070osix\nVsystem\n\x93.",
        "Vsystem\np0\n0S'posix'\ng0\n\x93.",
        # bytes as numbers, of which some are no text
        list(b"\x80\x04\x8c\x05posix\x94\x8c\x06system\x94\x93."),
        list(b"\x80\x04K\xc3\x8c\x05posixK\xc3\x8c\x06system\x93."),
    ],
)
def test_a_pickle_of_the_event_is_stopped_however_it_is_written(value: Any, serving: Serving) -> None:
    """The names of a global, or the texts of which one is made, in each writing, near one another or not."""
    serving({"note": "the app has no Item", "v": value})
    with pytest.raises(verdicts.Blocked):
        load.judge_class("posix", "system")


@pytest.mark.parametrize("opcode", [b"\x8c%c", b"X%c\0\0\0", b"U%c"])
@pytest.mark.parametrize("size", [9, 10, 13, 32, 34, 39, 65, 90, 99, 118, 126, 134])
def test_a_length_that_is_a_sign_hides_no_name(opcode: bytes, size: int, serving: Serving) -> None:
    """A name of any length is known again behind it, also where the code puts all into small letters."""
    name = ("x." + LONG)[-size:]
    data = b"\x80\x04" + opcode % 5 + b"posix" + opcode % len(name) + name.encode() + b"\x93."
    for text in (data.decode("latin-1"), data.decode("latin-1").upper(), list(data)):
        serving({"v": text})
        with pytest.raises(verdicts.Blocked):
            load.judge_class("posix", name)


def test_names_that_stand_there_often_hide_none(serving: Serving) -> None:
    """Where a pickle has the names in other places besides, the ones that count are found."""
    serving({"v": "S'" + "posix system " * 1000 + "'\n0cposix\nsystem\n(tR."})
    with pytest.raises(verdicts.Blocked):
        load.judge_class("posix", "system")


def test_pickles_are_read_by_pickle_itself(serving: Serving) -> None:
    """A pickle of the function's own passes beside a sentence with its words; the event's is stopped, in each protocol.

    The words that are looked for are those that `pickle` asks for.
    """
    asked: list[tuple[str, str]] = []

    class Asking(pickle.Unpickler):
        def find_class(self, module: str, name: str) -> Any:
            asked.append((module, name))
            load.judge_class(module, name)
            return super().find_class(module, name)

    import io

    for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
        data = pickle.dumps(Own(), protocol)
        said = serving({"a": f"Own {__name__}, {__name__} with Own copyreg _reconstructor, builtins object"})
        assert isinstance(Asking(io.BytesIO(data)).load(), Own)
        assert said == []
        assert asked
        serving({"a": data.decode("latin-1") if protocol == 0 else _bytes(data)})
        with pytest.raises(verdicts.Blocked):
            Asking(io.BytesIO(data)).load()
        said.clear()


_COMPUTED = b"c_codecs\nencode\n(Vflf\nVrot13\ntRc_codecs\nencode\n(Vrkvg\nVrot13\ntR\x93(tR."


def _packed(data: bytes) -> dict[str, str]:
    return {
        "base64": base64.b64encode(data).decode(),
        "hexadecimal": data.hex(),
        "zlib": base64.b64encode(zlib.compress(data)).decode(),
    }


@pytest.mark.parametrize("coding", list(_packed(b"")))
@pytest.mark.parametrize("data", [_COMPUTED, pickle.dumps(sys.exit)], ids=["computed", "named"])
def test_a_pickle_that_came_packed(data: bytes, coding: str, serving: Serving) -> None:
    """A pickle is known in each coding, also where it computes the names (`rot13`) that it asks for."""
    serving({"v": _packed(data)[coding]})
    with pytest.raises(verdicts.Blocked):
        load.judge_class("sys", "exit")


def test_bytes_in_an_own_pickle(serving: Serving) -> None:
    """A pickle of the function's own may hold bytes, which older protocols encode, beside any text."""
    said = serving({"v": "_codecs encode rot13"})
    load.judge_class("_codecs", "encode")
    load.judge_class(__name__, "Own")
    assert said == []


@pytest.mark.parametrize("coding", list(_packed(b"")))
def test_code_of_the_event_is_not_loaded(coding: str, serving: Serving) -> None:
    """Code that `marshal` has written is stopped in each coding; code of the function's own is loaded."""
    data = marshal.dumps(compile("1 + 1", "x", "eval"))
    said = serving({"v": "text"})
    load._judge_marshal(data)
    assert said == []
    serving({"v": _packed(data)[coding]})
    with pytest.raises(verdicts.Blocked):
        load._judge_marshal(data)


@pytest.mark.parametrize(("place", "stops"), [(faults.HOME + "x.py", False), ("/var/task/app.py", True)])
def test_own_modules_are_no_code_of_the_event(place: str, stops: bool, serving: Serving) -> None:
    """What the agent loads from its pack is not asked whose it is, what the function's code loads is."""
    data = marshal.dumps(compile("2 + 2", "x", "eval"))
    serving({"v": base64.b64encode(data).decode()})
    names: dict[str, Any] = {}
    exec(compile("def loads(act, data): act(data)", place, "exec"), names)  # noqa: S102
    if not stops:
        names["loads"](_audited, data)
        return
    with pytest.raises(verdicts.Blocked):
        names["loads"](_audited, data)


def _audited(data: bytes) -> None:
    """As the agent's hook hands an event on."""
    load._marshal((data,))


def test_a_tag_in_two_parts(serving: Serving) -> None:
    """A name that a `%TAG` line begins and a tag ends is the event's; beside a line for other names it is not."""
    said = serving({"v": "%TAG !x! tag:yaml.org,2002:python/object/apply:app.It\n---\n!x!emized [1]\n"})
    load._judge_tag("app.Item")
    assert said == []
    serving({"v": "%TAG !x! tag:yaml.org,2002:python/object/apply:os.sys\n---\n!x!tem [a]\n"})
    with pytest.raises(verdicts.Blocked):
        load._judge_tag("os.system")


class Own:
    """A class that a function keeps in pickles."""
