"""Questions to the graph: nodes by class, edges by end, class and kind."""

from __future__ import annotations

from ennead.graph.merge import merge
from ennead.model.app import Edge, EdgeKind, Fragment, Function, Grant, Queue, Store, Table, Trigger

FN = Function(id="function/Fn", name="Fn")
QUEUE = Queue(id="queue/Q", name="Q")
TABLE = Table(id="table/T", name="T")
STARTS = Trigger(source=QUEUE.id, target=FN.id)
READS = Edge(kind=EdgeKind.READS, source=FN.id, target=TABLE.id)
WRITES = Edge(kind=EdgeKind.WRITES, source=FN.id, target=TABLE.id)
GRANTS = Grant(source=FN.id, target=TABLE.id, actions=("dynamodb:*",))
GRAPH = merge("app", [Fragment((FN, QUEUE, TABLE), (STARTS, READS, WRITES, GRANTS))])


def test_nodes_by_class() -> None:
    """A class finds its subclasses too."""
    assert list(GRAPH.nodes_of(Function)) == [FN]
    assert {node.id for node in GRAPH.nodes_of(Store)} == {"queue/Q", "table/T"}
    assert list(GRAPH.nodes_of(type("Other", (Function,), {"__slots__": ()}))) == []


def test_a_node_by_id_and_class() -> None:
    """An id of another class, of nothing and no id at all give None."""
    assert GRAPH.node("queue/Q", Queue) is QUEUE
    assert GRAPH.node("queue/Q", Store) is QUEUE
    assert GRAPH.node("queue/Q", Table) is None
    assert GRAPH.node("queue/X", Queue) is None
    assert GRAPH.node(None, Queue) is None
    assert GRAPH.node("", Queue) is None


def test_edges_by_end_class_and_kind() -> None:
    """Edges that leave or arrive, by their class, by their kinds, by both."""
    assert set(GRAPH.out_of(FN)) == {READS, WRITES, GRANTS}
    assert set(GRAPH.out_of("function/Fn", None, EdgeKind.READS, EdgeKind.WRITES)) == {READS, WRITES}
    assert list(GRAPH.out_of(FN, Grant)) == [GRANTS]
    assert list(GRAPH.out_of(FN, Grant, EdgeKind.READS)) == []
    assert set(GRAPH.into(TABLE)) == {READS, WRITES, GRANTS}
    assert list(GRAPH.into(FN, Trigger)) == [STARTS]
    assert list(GRAPH.into("function/Nobody")) == []
