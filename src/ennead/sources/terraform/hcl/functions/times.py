"""Functions over points in time that are written down."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any

from ennead.sources.terraform.hcl.functions.arguments import Arguments, Function
from ennead.sources.terraform.hcl.problem import Problem

_DURATION = re.compile(r"([0-9]{1,9}(?:\.[0-9]{1,9})?)(h|m|s|ms)")
_SECONDS = {"h": 3600.0, "m": 60.0, "s": 1.0, "ms": 0.001}
_FORMAT = re.compile(r"YYYY|YY|MMMM|MMM|MM|M|DD|D|EEEE|EEE|hh|h|mm|m|ss|s|ZZZZZ|ZZZZ|Z|'(?:[^']|'')*'")
_CODES = {
    "YYYY": "%Y", "YY": "%y", "MMMM": "%B", "MMM": "%b", "MM": "%m", "DD": "%d", "EEEE": "%A", "EEE": "%a",
    "hh": "%H", "mm": "%M", "ss": "%S", "ZZZZ": "%z", "ZZZZZ": "%z",
}  # fmt: skip


def _time(given: Arguments, place: int) -> datetime:
    try:
        moment = datetime.fromisoformat(given.text(place))
    except ValueError as error:
        raise Problem(f"{given.name}() of something that is no time") from error
    if moment.tzinfo is None:
        raise Problem(f"{given.name}() of a time without a zone")
    return moment


def _written(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds").replace("+00:00", "Z")


def _timeadd(given: Arguments) -> Any:
    text = given.text(1)
    parts = _DURATION.findall(text)
    if not parts or "".join(number + unit for number, unit in parts) != text.lstrip("+-"):
        raise Problem("timeadd() of something that is no duration")
    seconds = sum(float(number) * _SECONDS[unit] for number, unit in parts)
    try:
        return _written(_time(given, 0) + timedelta(seconds=-seconds if text.startswith("-") else seconds))
    except OverflowError as error:
        raise Problem("a time beyond the calendar") from error


def _timecmp(given: Arguments) -> Any:
    one, other = _time(given, 0), _time(given, 1)
    return (one > other) - (one < other)


def _formatdate(given: Arguments) -> Any:
    moment = _time(given, 1)

    def shown(match: re.Match[str]) -> str:
        word = match[0]
        if word.startswith("'"):
            return word[1:-1].replace("''", "'")
        if word == "Z":
            return _written(moment)[-1] if _written(moment).endswith("Z") else moment.strftime("%z")
        plain = {"M": moment.month, "D": moment.day, "h": moment.hour, "m": moment.minute, "s": moment.second}
        return str(plain[word]) if word in plain else moment.strftime(_CODES[word])

    return _FORMAT.sub(shown, given.text(0))


FUNCTIONS = {
    "formatdate": Function(_formatdate, 2, 2),
    "timeadd": Function(_timeadd, 2, 2),
    "timecmp": Function(_timecmp, 2, 2),
}
