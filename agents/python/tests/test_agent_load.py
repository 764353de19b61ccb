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
