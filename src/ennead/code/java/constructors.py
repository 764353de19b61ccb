"""What Java writes for a class: the parts of records, and initialisers in constructors."""

from __future__ import annotations

from typing import TypeAlias

from ennead.code import ir

INIT = "<init>"
"""The name of constructors."""
Members: TypeAlias = tuple[ir.Field | ir.Function | ir.Class, ...]


def with_record_parts(params: tuple[ir.Param, ...], members: Members) -> Members:
    """A record's fields, canonical constructor and accessors, where they are not declared, and its members."""
    fields = tuple(ir.Field(param.target.at, _name(param), None, param.type) for param in params)
    functions = [member for member in members if isinstance(member, ir.Function)]
    made: list[ir.Function] = []
    if not any(_is_canonical(function, params) for function in functions):
        at = params[0].target.at if params else 0
        made.append(ir.Function(at, INIT, params, _assignments(params), "constructor", end=at))
    declared = {function.name for function in functions if not function.params}
    made += [_accessor(param) for param in params if _name(param) not in declared]
    return (*fields, *made, *(_completed(member, params) for member in members))


def _name(param: ir.Param) -> str:
    return param.target.id if isinstance(param.target, ir.Name) else ""


def _types(params: tuple[ir.Param, ...]) -> list[ir.Type | None]:
    return [param.type for param in params]


def _is_canonical(function: ir.Function, params: tuple[ir.Param, ...]) -> bool:
    if function.kind == "compact":
        return True
    return function.kind == "constructor" and _types(function.params) == _types(params)


def _assignments(params: tuple[ir.Param, ...]) -> tuple[ir.Stmt, ...]:
    return tuple(_assignment(param.target.at, _name(param)) for param in params)


def _assignment(at: int, name: str) -> ir.Stmt:
    return ir.Let(at, ir.Attr(at, ir.Name(at, "this"), name), ir.Name(at, name))


def _accessor(param: ir.Param) -> ir.Function:
    at, name = param.target.at, _name(param)
    body = (ir.Return(at, ir.Attr(at, ir.Name(at, "this"), name)),)
    return ir.Function(at, name, (), body, "method", returns=param.type, end=at)


def _completed(
    member: ir.Field | ir.Function | ir.Class, params: tuple[ir.Param, ...]
) -> ir.Field | ir.Function | ir.Class:
    """A compact constructor with its parameters, and the assignments at its end."""
    if not isinstance(member, ir.Function) or member.kind != "compact":
        return member
    body = (*(member.body or ()), *_assignments(params))
    return member._replace(kind="constructor", params=params, body=body)


def with_initialisers(members: Members, blocks: tuple[ir.Stmt, ...], at: int, given: bool = False) -> Members:
    """The members, with the initialiser blocks in the constructors that do not hand on to another.

    Where there is no constructor, one is made; `given`: it hands its arguments to that of the class above.
    """
    if not blocks:
        return members
    if any(_is_constructor(member) for member in members):
        return tuple(_initialising(member, blocks) for member in members)
    args = ir.Name(at, "args")
    params = (ir.Param(args, kind="rest"),) if given else ()
    above = (ir.Do(at, ir.Call(at, ir.Name(at, "super"), (ir.Spread(at, args),))),) if given else ()
    return (*members, ir.Function(at, INIT, params, (*above, *blocks), "constructor", end=at))


def _is_constructor(member: ir.Field | ir.Function | ir.Class) -> bool:
    return isinstance(member, ir.Function) and member.kind == "constructor"


def _initialising(
    member: ir.Field | ir.Function | ir.Class, blocks: tuple[ir.Stmt, ...]
) -> ir.Field | ir.Function | ir.Class:
    if not isinstance(member, ir.Function) or member.kind != "constructor":
        return member
    body = member.body or ()
    if any(_calls(stmt, "this") for stmt in body[:1]):
        return member
    # Before `outer.super()` stands the evaluation of `outer`.
    place = next((number + 1 for number, stmt in enumerate(body[:2]) if _calls(stmt, "super")), 0)
    return member._replace(body=(*body[:place], *blocks, *body[place:]))


def _calls(stmt: ir.Stmt, name: str) -> bool:
    """Whether it is `this(...)` or `super(...)`."""
    if not isinstance(stmt, ir.Do) or not isinstance(stmt.value, ir.Call):
        return False
    callee = stmt.value.callee
    return isinstance(callee, ir.Name) and callee.id == name
