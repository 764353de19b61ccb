"""Same clock, ids, random numbers and no sleeps in every run of the lab; names of other machines lead nowhere.

Lies on PYTHONPATH of each function of the lab, with the agent and without: no file of the application is changed.
LAB_HOSTS maps a host's name to an address of this machine (`name=127.0.0.9:8443,...`).
"""

# mypy: ignore-errors
import datetime  # noqa: ICN001
import os
import random
import socket
import time
import uuid

NOW = 1_767_268_800.0  # 2026-01-01T12:00:00Z
_REAL = datetime.datetime
_numbers = random.Random(1)  # noqa: S311


class _Meta(type):
    def __instancecheck__(cls, thing):
        return isinstance(thing, _REAL)

    def __subclasscheck__(cls, other):
        return issubclass(other, _REAL)


class _Fixed(_REAL, metaclass=_Meta):
    @classmethod
    def now(cls, tz=None):
        return _REAL.fromtimestamp(NOW, tz)

    @classmethod
    def today(cls):
        return _REAL.fromtimestamp(NOW)

    @classmethod
    def utcnow(cls):
        return _REAL.fromtimestamp(NOW, datetime.UTC).replace(tzinfo=None)


_HOSTS = dict(pair.split("=") for pair in os.environ.get("LAB_HOSTS", "").split(",") if pair)
_look_up = socket.getaddrinfo


def _only_here(host, port, *args, **words):
    name = host.decode() if isinstance(host, bytes) else host
    if name in _HOSTS:
        there, _, number = _HOSTS[name].partition(":")
        return _look_up(there, int(number), *args, **words)
    if name is None or name in ("localhost", "::1") or name.startswith("127."):
        return _look_up(host, port, *args, **words)
    raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")


datetime.datetime = _Fixed
time.time = lambda: NOW
time.sleep = lambda _seconds: None
uuid.uuid4 = lambda: uuid.UUID(int=_numbers.getrandbits(128), version=4)
socket.getaddrinfo = _only_here
random.seed(1)
