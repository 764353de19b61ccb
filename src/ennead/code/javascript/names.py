"""The names that a declaration gives."""

from __future__ import annotations

from ennead.code.ir import Default, Define, DefineClass, Dict, Expr, Items, Let, Name, Spread, Stmt


def bound(target: Expr) -> list[str]:
    """The names of a target, in order."""
    found: list[str] = []
    waiting = [target]
    while waiting:
        part = waiting.pop()
        if isinstance(part, Name):
            found.append(part.id)
        elif isinstance(part, Default):
            waiting.append(part.target)
        elif isinstance(part, Spread):
            waiting.append(part.of)
        elif isinstance(part, Items):
            waiting.extend(reversed(part.items))
        elif isinstance(part, Dict):
            waiting.extend([value for _, value in reversed(part.entries)])
    return found


def declared_by(statement: Stmt) -> list[str]:
    """The names that a statement declares; none for an assignment."""
    if isinstance(statement, Let):
        return bound(statement.target) if statement.declares else []
    if isinstance(statement, Define):
        return [statement.function.name]
    if isinstance(statement, DefineClass):
        return [statement.cls.name]
    return []
