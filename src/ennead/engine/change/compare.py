"""What a change does: the scanned path as it was and as it is, held against each other."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from ennead.engine.base.revision import Revision
from ennead.engine.base.saved import Saved, map_in, scan_in
from ennead.engine.change.apps import AppPairs, paired
from ennead.engine.change.blame import blamed
from ennead.engine.change.findings import finding_changes, moved_by, moved_by_words, untold_changes
from ennead.engine.change.sides import Accept, Side, earlier, gently, read, scanned
from ennead.engine.change.views import Version, difference
from ennead.engine.change.words import AppChange, Change, Note
from ennead.engine.result import ScanResult
from ennead.engine.scan import Request
from ennead.graph.change.whole import Part
from ennead.graph.change.words import GraphChange, How
from ennead.model.location import Location
from ennead.sources.discover import Unread


def map_change(path: Path, request: Request, base: Revision | Saved) -> Change:
    """What changed on the map.  Raises BaseError, and SourceError where the path cannot be read."""
    after = read(path, request)
    if isinstance(base, Saved):
        saved = map_in(base)
        versions = (Version(saved=saved), saved.parts)
        return _with_unread(_on_the_map(base.words, Side(), after, versions, request.app), Side(), after)
    with earlier(base, path, request) as (place, asked, side):
        before = gently(lambda: read(place, asked), side) if place else side
    versions = (before.version, before.parts)
    return _with_unread(_on_the_map(base.words, before, after, versions, request.app), before, after)


def scan_change(path: Path, request: Request, base: Revision | Saved, accept: Accept) -> Change:
    """What changed on the map (a revision only) and in what the checks say; `accept` applies a baseline to either.

    Raises BaseError, and SourceError where the path cannot be read.
    """
    after = scanned(path, request, accept)
    if isinstance(base, Saved):
        return _findings_alone(base.words, accept(scan_in(base)), after, request.app)
    with earlier(base, path, request) as (place, asked, side):
        before = gently(lambda: scanned(place, asked, accept), side) if place else side
    change = _on_the_map(base.words, before, after, (before.version, before.parts), request.app)
    names = {app.was: app.name for app in change.apps if app.was} | {name: name for name in change.names}
    old, new = _named(before.result, names), _named(after.result, names)
    untellable = {note.app for note in change.notes if note.app}
    old, new = _only(old, set(change.names) - untellable), _only(new, set(change.names) - untellable)
    moved = moved_by(_moves(change))
    findings = blamed(finding_changes(old, new, moved), change)
    return replace(change, findings=findings, untold=untold_changes(old, new), scanned=after.result)


def _with_unread(change: Change, before: Side, after: Side) -> Change:
    """With a note for what is not read now and was not there, or was read, before."""
    known = {(one.kind, one.at.path) for one in before.unread}
    told = {note.at.path for note in change.notes if note.at}
    new = [one for one in after.unread if (one.kind, one.at.path) not in known and one.at.path not in told]
    return replace(change, notes=(*change.notes, *(Note(f"not read: {one.reason}", one.at) for one in new)))


def _on_the_map(
    base: str, before: Side, after: Side, earlier_one: tuple[Version, tuple[Part, ...]], only: str | None
) -> Change:
    """`only`: one application was asked for; the others of the earlier version are not gone."""
    (old, parts), new = earlier_one, after.version
    broken = {one.at.path for one in after.unread}
    pairs = paired(parts, after.parts, old.whole(""), new.whole(""), broken)
    if only is not None:
        pairs = AppPairs({was: name for was, name in pairs.names.items() if name == only}, pairs.added, ())
        old = old.only(pairs.names)
    notes = [*before.notes, *_untellable(pairs.added, after.parts, before, "before")]
    notes += _untellable(pairs.removed, parts, after, "now")
    unclear = {note.app for note in notes}
    pairs = AppPairs(
        pairs.names,
        tuple(name for name in pairs.added if name not in unclear),
        tuple(name for name in pairs.removed if name not in unclear),
    )
    old, new = old.without(unclear), new.without(unclear)
    names = tuple(dict.fromkeys((*(part.name for part in after.parts), *pairs.removed)))
    graph: GraphChange = difference(old, new, pairs, names)
    final = replace(old, names={**{name: name for name in pairs.removed}, **pairs.names})
    return Change(
        base=base,
        names=names,
        apps=tuple(_apps(pairs, old, new)),
        graph=graph,
        notes=tuple(notes),
        left_out=before.left_out,
        before=final.whole(""),
        after=new.whole(""),
    )


def _untellable(names: Iterable[str], parts: Iterable[Part], other: Side, when: str) -> Iterator[Note]:
    """Applications that are on one side only because the other could not be read there."""
    for part in parts:
        if part.name in names and part.sources:
            reason = _unread_at(part.sources[0], other)
            if reason:
                yield Note(f"{part.name} could not be compared: {when}, {reason}", Location(part.sources[0]), part.name)


def _unread_at(file: str, side: Side) -> str | None:
    for left in side.left_out:
        if file == left.path or file.startswith(f"{left.path}/"):
            return f"{left.path} is {left.reason}"
    for one in side.unread:
        if one.at.path == file or (one.kind == "cdk" and _holds(one, file)):
            return one.reason
    return None


def _holds(unread: Unread, file: str) -> bool:
    """Whether a cloud assembly is that of a CDK application of which only the code was there."""
    folder = unread.at.path.rpartition("/")[0]
    return "cdk.out/" in f"/{file}" and (not folder or file.startswith(f"{folder}/"))


def _apps(pairs: AppPairs, old: Version, new: Version) -> Iterator[AppChange]:
    for name in pairs.added:
        yield AppChange(How.ADDED, name)
    for name in pairs.removed:
        yield AppChange(How.REMOVED, name)
    for was, name in sorted(pairs.names.items()):
        had, have = old.environments(was), new.environments(name)
        came = tuple(one for one in have if one not in had) if had else ()
        went = tuple(one for one in had if one not in have) if have else ()
        if was != name or came or went:
            how = How.RENAMED if was != name else How.CHANGED
            yield AppChange(how, name, was if was != name else None, came, went)


def _findings_alone(base: str, old: ScanResult, after: Side, only: str | None) -> Change:
    """Against a saved scan: there is no graph of it."""
    before = tuple(Part(app.name, app.sources) for app in old.apps)
    parts = after.parts
    pairs = paired(before, parts, None, None)
    if only is not None:
        pairs = AppPairs(pairs.names, pairs.added, ())
    names = tuple(dict.fromkeys((*(part.name for part in parts), *pairs.removed)))
    was, now = _named(old, pairs.names), _named(after.result, {name: name for name in names})
    was = _only(was, names)
    empty = Version()
    return Change(
        base=base,
        names=names,
        apps=tuple(_apps(pairs, empty, empty)),
        findings=finding_changes(was, now, moved_by_words),
        untold=untold_changes(was, now),
        scanned=after.result,
        after=after.version.whole(""),
    )


def _named(result: ScanResult | None, names: Mapping[str, str]) -> ScanResult:
    """The result with the name of its application on everything, as the later version calls it."""
    if result is None:
        return ScanResult(())
    only = result.apps[0].name if len(result.apps) == 1 else None

    def name(app: str | None) -> str | None:
        own = app or only
        return names.get(own, own) if own else None

    return replace(
        result,
        findings=tuple(replace(one, app=name(one.app)) for one in result.findings),
        unassessed=tuple(replace(one, app=name(one.app)) for one in result.unassessed),
        accepted=tuple(
            replace(one, outcome=replace(one.outcome, app=name(one.outcome.app))) for one in result.accepted
        ),
    )


def _only(result: ScanResult, apps: Collection[str]) -> ScanResult:
    """What is said of those applications, and of no application at all (files that were not read)."""
    return replace(
        result,
        findings=tuple(one for one in result.findings if one.app is None or one.app in apps),
        unassessed=tuple(one for one in result.unassessed if one.app is None or one.app in apps),
        accepted=tuple(one for one in result.accepted if one.outcome.app is None or one.outcome.app in apps),
    )


def _moves(change: Change) -> dict[tuple[str, str], str]:
    """`{(app, old logical id): new logical id}` of what has another name."""
    found: dict[tuple[str, str], str] = {}
    for one in change.graph.nodes if change.graph else ():
        was, now = change.before.nodes.get(one.was or ""), change.after.nodes.get(one.id)
        if was is not None and now is not None and was.logical_id and now.logical_id:
            app = next((name for name in change.names if one.id.partition("/")[2].startswith(f"{name}:")), "")
            found[app, was.logical_id] = now.logical_id
    return found
