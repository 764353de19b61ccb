"""The document for reading."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

_COLUMNS = (
    ("values", "values", 8),
    ("effective", "worked", 8),
    ("cases", "cases", 8),
    ("took_effect", "effect", 8),
    ("stopped", "stopped", 9),
    ("detected_only", "seen", 7),
    ("missed", "missed", 8),
)


def text(document: Mapping[str, Any]) -> str:
    """A table for each group, and the figures."""
    return "\n".join(_lines(document))


def _lines(document: Mapping[str, Any]) -> Iterator[str]:
    attacks = document["attacks"]
    yield f"{'':24}" + "".join(f"{title:>{width}}" for _word, title, width in _COLUMNS) + f"{'share':>8}"
    yield _row("all", attacks["total"])
    for group in ("by_class", "by_sink", "by_source", "by_trigger"):
        yield f"{group.replace('_', ' ')}"
        for name, part in attacks[group].items():
            if part["cases"]:
                yield _row("  " + name, part)
    for name, part in document["unbarred"].items():
        yield _row(f"unbarred {name}", part)
    yield f"no effect: {document['no_effect']['values']} values, {document['no_effect']['flagged']} told of"
    for name, part in (*document["benign"].items(), ("safe twins", document["safe_twins"])):
        yield f"{name}: " + ", ".join(f"{word} {number}" for word, number in part.items())
    yield from _own(document)
    start, call = document["cost"]["cold_start_ms"], document["cost"]["call_ms"]
    yield f"cold start +{start['added']} ms CPU, memory +{document['cost']['rss_mb']['added']} MB"
    yield f"call p50 +{call['added_p50']} ms, p99 +{call['added_p99']} ms"
    for reason, number in document.get("agent_faults", {}).items():
        yield f"fault of the agent: {reason} ({number})"
    for entry in document["not_run"]:
        yield f"not run: {entry['what']}: {entry['reason']}" + (f" ({entry['cases']})" if "cases" in entry else "")
    yield f"{document['seconds']} s"


def _own(document: Mapping[str, Any]) -> Iterator[str]:
    for group, key in (("stored", "by_store"), ("transformed", "by_change")):
        if group in document:
            yield _row(group, document[group]["total"])
            for name, part in document[group][key].items():
                yield _row("  " + name, part)


def _row(name: str, part: Mapping[str, int]) -> str:
    took = part["took_effect"]
    share = f"{part['stopped'] / took:8.3f}" if took else f"{'-':>8}"
    numbers = "".join(f"{part[word]:>{width}}" for word, _title, width in _COLUMNS)
    return f"{name:24}{numbers}{share}"
