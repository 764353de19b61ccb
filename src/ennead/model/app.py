"""The words of an application: nodes, edges, gaps, and the fragment a source makes of them.

Everything is frozen; names are the provider's own.  Fields hold `Unknown` where the template says
something that could not be told, and None where it says nothing.  The words stand in modules by
family; this one hands all of them on.
"""

from __future__ import annotations

from ennead.model.access import Key, ManagedPolicy, ResourcePolicy, Role
from ennead.model.compute import Alias, Function, FunctionUrl, Layer, StateMachine, Variable, Version
from ennead.model.edge import Edge, Exposure, Fragment, Gap, Grant, Reference, Trigger, Use
from ennead.model.entry import Api, Authorizer, Distribution, Route, Stage, Throttle
from ennead.model.events import Broker, Bus, Pipe, Rule, Schedule
from ennead.model.node import INTERNET, Internet, Node, Source
from ennead.model.store import (
    Bucket,
    CorsRule,
    Database,
    LogGroup,
    Parameter,
    Queue,
    Secret,
    Store,
    Stream,
    Table,
    Topic,
)
from ennead.model.supply import BaseImage, IdentityProvider, Workflow
from ennead.model.users import Attribute, IdentityPool, PasswordPolicy, UserPool, UserPoolClient
from ennead.model.words import (
    DECLARED,
    TERRAFORM,
    Auth,
    Dialect,
    EdgeKind,
    Flag,
    GapKind,
    Lens,
    Mode,
    Number,
    Text,
)

__all__ = [
    "DECLARED",
    "INTERNET",
    "TERRAFORM",
    "Alias",
    "Api",
    "Attribute",
    "Auth",
    "Authorizer",
    "BaseImage",
    "Broker",
    "Bucket",
    "Bus",
    "CorsRule",
    "Database",
    "Dialect",
    "Distribution",
    "Edge",
    "EdgeKind",
    "Exposure",
    "Flag",
    "Fragment",
    "Function",
    "FunctionUrl",
    "Gap",
    "GapKind",
    "Grant",
    "IdentityPool",
    "IdentityProvider",
    "Internet",
    "Key",
    "Layer",
    "Lens",
    "LogGroup",
    "ManagedPolicy",
    "Mode",
    "Node",
    "Number",
    "Parameter",
    "PasswordPolicy",
    "Pipe",
    "Queue",
    "Reference",
    "ResourcePolicy",
    "Role",
    "Route",
    "Rule",
    "Schedule",
    "Secret",
    "Source",
    "Stage",
    "StateMachine",
    "Store",
    "Stream",
    "Table",
    "Text",
    "Throttle",
    "Topic",
    "Trigger",
    "Use",
    "UserPool",
    "UserPoolClient",
    "Variable",
    "Version",
    "Workflow",
]
