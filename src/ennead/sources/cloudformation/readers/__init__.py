"""One reader per family of resource types; importing the package fills `READERS`, which says which reads which."""

from ennead.sources.cloudformation.readers import (
    access,
    apis,
    events,
    functions,
    graphql,
    messaging,
    routes,
    sources,
    stages,
    storage,
    users,
    workflows,
)
from ennead.sources.cloudformation.readers.registry import READERS

__all__ = [
    "READERS",
    "access",
    "apis",
    "events",
    "functions",
    "graphql",
    "messaging",
    "routes",
    "sources",
    "stages",
    "storage",
    "users",
    "workflows",
]
