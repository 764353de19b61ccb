"""The sinks: which class of values each takes, the careless function, and its twin that does the same right."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Sink:
    """A sink.  `needs`: what its functions get first (`database`, `mysql`, `postgres`, `folder` or nothing)."""

    name: str
    classes: tuple[str, ...]
    module: str
    careless: str
    twin: str
    needs: str = ""
    columns: bool = False


def _sql(name: str, function: str, twin: str, *, columns: bool = True) -> Sink:
    return Sink(name, ("sql",), "sql", function, twin, "database", columns)


SINKS = (
    _sql("sql-text", "text", "text_bound"),
    _sql("sql-number", "number", "number_bound"),
    _sql("sql-like", "like", "like_bound"),
    _sql("sql-script", "script", "script_bound", columns=False),
    _sql("sql-double", "double", "text_bound"),
    _sql("sql-grouped", "grouped", "grouped_bound"),
    Sink("mysql-text", ("sql",), "remote", "text", "text_bound", "mysql", columns=True),
    Sink("mysql-number", ("sql",), "remote", "number", "number_bound", "mysql", columns=True),
    Sink("postgres-text", ("sql",), "remote", "text", "text_bound", "postgres", columns=True),
    Sink("postgres-number", ("sql",), "remote", "number", "number_bound", "postgres", columns=True),
    Sink("shell-argument", ("shell",), "shell", "argument", "argument_list"),
    Sink("shell-double", ("shell",), "shell", "double", "double_list"),
    Sink("shell-single", ("shell",), "shell", "single", "single_list"),
    Sink("path-open", ("path",), "files", "opened", "opened_checked", "folder"),
    Sink("path-join", ("path",), "files", "joined", "joined_checked", "folder"),
    Sink("path-pathlib", ("path",), "files", "pathlib", "pathlib_checked", "folder"),
    Sink("path-unquote", ("path",), "files", "unquoted", "unquoted_checked", "folder"),
    Sink("fetch-url", ("ssrf", "rfi"), "fetch", "url", "url_checked"),
    Sink("fetch-host", ("ssrf", "rfi"), "fetch", "host", "host_checked"),
    Sink("fetch-path", ("ssrf", "rfi"), "fetch", "path", "path_checked"),
    Sink("code-eval", ("code",), "code", "evaluated", "evaluated_literal"),
    Sink("code-exec", ("code",), "code", "executed", "executed_literal"),
    Sink("pickle-text", ("deserialisation",), "load", "pickled", "pickled_plain"),
    Sink("yaml-load", ("deserialisation",), "load", "yaml_unsafe", "yaml_safe"),
    Sink("partiql-text", ("nosql",), "documents", "partiql", "partiql_bound"),
    Sink("filter-json", ("nosql",), "documents", "filtered", "filtered_equal"),
    Sink("template-jinja", ("template",), "pages", "template", "variable"),
    Sink("template-format", ("template",), "pages", "formatted", "formatted_value"),
)
STORE = Sink("store", (), "store", "kept", "echoed", "database")
"""Takes benign values only."""
UNBARRED = {"template-format": "format"}
"""Sinks that no hook of Python's reaches, and the class they are counted under."""
BY_NAME = {sink.name: sink for sink in (*SINKS, STORE)}


def of_class(name: str) -> list[Sink]:
    """The sinks that values of a class go to."""
    return [sink for sink in SINKS if name in sink.classes]
