"""Tags of a resource: a list of Key and Value, or a mapping."""

from __future__ import annotations

from ennead.sources.cloudformation.view import View


def tags_of(properties: View) -> tuple[tuple[str, str], ...]:
    """The tags whose key and value could be told, by key; both forms in which resource types take them."""
    found: dict[str, str] = {}
    for member in ("Tags", "UserPoolTags"):
        raw = properties.raw(member)
        if isinstance(raw, list):
            for one in properties.views(member):
                key, value = one.known("Key"), one.known("Value")
                if key is not None and value is not None:
                    found[key] = value
        elif isinstance(raw, dict):
            mapping = properties.view(member)
            found |= {key: value for key in raw if isinstance(key, str) and (value := mapping.known(key)) is not None}
    return tuple(sorted(found.items()))
