"""Mermaid and Graphviz."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st
from inline_snapshot import snapshot

from ennead.graph.graph import AppGraph
from ennead.model.app import (
    INTERNET,
    Auth,
    Bucket,
    Edge,
    EdgeKind,
    Exposure,
    Function,
    Grant,
    Node,
    Role,
    Route,
    Table,
    Trigger,
)
from ennead.report.graph import dot as graph_dot
from ennead.report.graph import mermaid as graph_mermaid

NASTY = st.text(
    alphabet=st.one_of(st.sampled_from('"\\[]{}()<>&#;%`$|\n\r\t\x00\u2028\u202e/ end'), st.characters()), max_size=40
)


def small(table: str = "orders", app: str = "small") -> AppGraph:
    """A route, a function, a table it may write and a bucket a wildcard hits."""
    nodes: tuple[Node, ...] = (
        INTERNET,
        Route(id="route/POST /a", name="POST /a", auth=Auth.NONE),
        Function(id="function/Fn", name="fn", runtime="python3.12"),
        Role(id="role/R", name="R"),
        Table(id="table/T", name=table),
        Bucket(id="bucket/B", name="files"),
    )
    edges: tuple[Edge, ...] = (
        Exposure(source=INTERNET.id, target="route/POST /a", auth=Auth.NONE),
        Trigger(source="route/POST /a", target="function/Fn", auth=Auth.NONE),
        Edge(kind=EdgeKind.ASSUMES, source="function/Fn", target="role/R"),
        Grant(source="role/R", target="table/T", actions=("dynamodb:PutItem",)),
        Grant(source="role/R", target="bucket/B", actions=("s3:*",), wildcard=True),
    )
    return AppGraph(app, {node.id: node for node in nodes}, edges)


def test_mermaid() -> None:
    """Kinds are subgraphs, the role is left out and its grant starts at the function, the wildcard is a count."""
    assert graph_mermaid.render([small()]) == snapshot("""\
flowchart LR
    n0(("everybody"))
  subgraph k1["routes"]
    n1(["POST /a<br/>asks nobody"])
  end
  subgraph k2["functions"]
    n2["fn<br/>python3.12<br/>+1 by wildcard"]
  end
  subgraph k3["buckets"]
    n3[\\"files<br/>bucket"/]
  end
  subgraph k4["tables"]
    n4[("orders<br/>table")]
  end
  n2 -.->|"may PutItem"| n4
  n0 -->|"reaches, asks nobody"| n1
  n1 -->|"triggers, sync"| n2
""")


def test_dot() -> None:
    """Kinds are clusters, who is open to anyone has a thick border."""
    assert graph_dot.render([small()]) == snapshot("""\
digraph ennead {
  graph [rankdir=LR, fontname="sans-serif", style=dashed, color=gray]
  node [shape=box, fontname="sans-serif", fontsize=11]
  edge [fontname="sans-serif", fontsize=9, color=gray40]
  {
    n0 [label="everybody", shape=circle]
  }
  subgraph cluster_k1 {
    label="routes"
    n1 [label="POST /a\\nasks nobody", shape=oval, penwidth=2]
  }
  subgraph cluster_k2 {
    label="functions"
    n2 [label="fn\\npython3.12\\n+1 by wildcard", shape=box, penwidth=2]
  }
  subgraph cluster_k3 {
    label="buckets"
    n3 [label="files\\nbucket", shape=invtrapezium]
  }
  subgraph cluster_k4 {
    label="tables"
    n4 [label="orders\\ntable", shape=cylinder]
  }
  n2 -> n4 [label="may PutItem", style=dashed]
  n0 -> n1 [label="reaches, asks nobody", style=solid]
  n1 -> n2 [label="triggers, sync", style=solid]
}
""")


def test_mermaid_of_two_apps() -> None:
    """Each app is a subgraph, and no name of a node stands twice."""
    text = graph_mermaid.render([small(app="one"), small(app="two")])
    names = re.findall(r"^\s+(a\dn\d+)[(\[{]", text, re.MULTILINE)
    assert len(names) == len(set(names)) == 10
    assert 'subgraph a0["one"]' in text
    assert 'subgraph a1["two"]' in text


def test_dot_of_two_apps() -> None:
    """Each app is a cluster, and no name of a node stands twice."""
    text = graph_dot.render([small(app="one"), small(app="two")])
    names = re.findall(r"^\s+(a\d_n\d+) \[", text, re.MULTILINE)
    assert len(names) == len(set(names)) == 10


@given(NASTY)
def test_mermaid_holds_hostile_names(name: str) -> None:
    """A name adds no line, no quote, no directive, no markup: the text without its labels is always the same."""
    text = graph_mermaid.render([small(name, name), small("b", "b")])
    plain = graph_mermaid.render([small("a", "a"), small("b", "b")])
    assert re.sub('"[^"\n]*"', '""', text) == re.sub('"[^"\n]*"', '""', plain)
    assert not re.search(r"%%|`|\$|&|<(?!br/>)", text)
    assert all(sign.isprintable() for sign in text.replace("\n", ""))


@given(NASTY)
def test_dot_holds_hostile_names(name: str) -> None:
    """A name ends no string: the text without its strings is always the same."""
    string = re.compile(r'"(?:[^"\\\n]|\\.)*"')
    text = graph_dot.render([small(name, name), small("b", "b")])
    assert string.sub('""', text) == string.sub('""', graph_dot.render([small("a", "a"), small("b", "b")]))
    assert all(sign.isprintable() for sign in text.replace("\n", ""))
