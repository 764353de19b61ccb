"""The bench of data classes: it looks at the event alone, gzipped or not, and prints classes without values."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from bench import pii

LINES = [
    {"id": "e-1", "event": {"body": '{"email": "ann@example.com"}'}, "labels": [{"class": "card"}]},
    {"id": "e-2", "event": {"note": "nothing"}, "labels": []},
]


@pytest.mark.parametrize("zipped", [True, False])
def test_classes_of_each_event_are_printed(zipped: bool, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One line for each event, with its id and the classes that its event holds, whatever its labels say."""
    data = "\n".join(json.dumps(line) for line in LINES).encode()
    path = tmp_path / "events.jsonl"
    path.write_bytes(gzip.compress(data) if zipped else data)
    assert pii.main([str(path)]) == 0
    out, err = capsys.readouterr()
    assert [json.loads(line) for line in out.splitlines()] == [
        {"id": "e-1", "classes": ["email"]},
        {"id": "e-2", "classes": []},
    ]
    assert "median" in err
    assert "ann@" not in out + err
