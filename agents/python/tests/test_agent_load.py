"""Guard `load`: untrusted data makes no objects of its choice; plain data is read as before."""

from __future__ import annotations

import base64
import pickle
from datetime import datetime
from typing import Any, Callable

import pytest

from ennead_agent import verdicts
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
