"""Lambda's runtimes and when they end.

Facts of https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html: the deprecation date, after
which nothing is patched, and the day from which functions on it can no longer be updated.  A runtime
without dates is offered and its end is not scheduled.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

AS_OF = date(2026, 10, 1)
"""The day the tables of that page were read; AWS moves dates, nearly always to a later day."""


@dataclass(frozen=True, slots=True)
class Runtime:
    """`ends`: the deprecation date; `no_update`: updates are refused from then on; `successor`: what to move to."""

    ends: date | None
    no_update: date | None
    successor: str


_TABLE = """
nodejs24.x       2028-04-30 2028-07-01
nodejs22.x       2027-04-30 2027-07-01
nodejs20.x       2026-04-30 2027-03-03
nodejs18.x       2025-09-01 2027-03-03
nodejs16.x       2024-06-12 2027-03-03
nodejs14.x       2023-12-04 2027-03-03
nodejs12.x       2023-03-31 2023-04-30
nodejs10.x       2021-07-30 2022-02-14
nodejs8.10       2020-03-06 2020-03-06
nodejs6.10       2019-08-12 2019-08-12
nodejs4.3        2020-03-05 2020-03-05
nodejs4.3-edge   2020-03-05 2019-04-30
nodejs           2016-08-30 2016-10-31
python3.14       2029-06-30 2029-08-31
python3.13       2029-06-30 2029-08-31
python3.12       2028-10-31 2029-01-10
python3.11       2027-06-30 2027-08-31
python3.10       2026-10-31 2027-03-03
python3.9        2025-12-15 2027-03-03
python3.8        2024-10-14 2027-03-03
python3.7        2023-12-04 2027-03-03
python3.6        2022-07-18 2022-08-29
python2.7        2021-07-15 2022-05-30
java25           2029-06-30 2029-08-31
java21           2029-06-30 2029-08-31
java17           2027-06-30 2027-08-31
java11           2027-06-30 2027-08-31
java8.al2        2027-06-30 2027-08-31
java8            2024-01-08 2027-03-03
java17.al2023    -          -
java11.al2023    -          -
java8.al2023     -          -
dotnet10         2028-11-14 2029-01-15
dotnet9          2026-11-10 -
dotnet8          2026-11-10 2027-03-03
dotnet7          2024-05-14 -
dotnet6          2024-12-20 2027-03-03
dotnet5.0        2022-05-10 -
dotnetcore3.1    2023-04-03 2023-05-03
dotnetcore2.1    2022-01-05 2022-04-13
dotnetcore2.0    2019-05-30 2019-05-30
dotnetcore1.0    2019-06-27 2019-07-30
ruby4.0          2029-03-31 2029-05-31
ruby3.4          2028-03-31 2028-05-31
ruby3.3          2027-03-31 2027-05-31
ruby3.2          2026-03-31 2027-03-03
ruby2.7          2023-12-07 2027-03-03
ruby2.5          2021-07-30 2022-03-31
go1.x            2024-01-08 2027-03-03
provided.al2023  2029-06-30 2029-08-31
provided.al2     2026-07-31 2027-03-03
provided         2024-01-08 2027-03-03
nodejs26.x       -          -
python3.15       -          -
"""

_SUCCESSORS = {
    "nodejs": "nodejs24.x",
    "python": "python3.14",
    "java": "java25",
    "dotnet": "dotnet10",
    "ruby": "ruby4.0",
    "go": "provided.al2023",
    "provided": "provided.al2023",
}


def _day(text: str) -> date | None:
    return None if text == "-" else date.fromisoformat(text)


def _read(line: str) -> tuple[str, Runtime]:
    name, ends, no_update = line.split()
    family = next(word for word in _SUCCESSORS if name.startswith(word))
    return name, Runtime(_day(ends), _day(no_update), _SUCCESSORS[family])


RUNTIMES = MappingProxyType(dict(_read(line) for line in _TABLE.split("\n") if line))
