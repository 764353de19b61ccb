"""From a function of the graph to the file and the name its code starts at, and to where its imports are looked up."""

from ennead.code.entry.answer import Entry, NoEntry
from ennead.code.entry.find import entry_of
from ennead.code.entry.tree import Tree

__all__ = ["Entry", "NoEntry", "Tree", "entry_of"]
