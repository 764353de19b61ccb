#!/bin/sh
# Ennead at the very version of this action, from its own locks, in an environment of its own.
set -eu
here=$(cd "$(dirname "$0")/../.." && pwd)
python3 -m venv "$RUNNER_TEMP/ennead"
pip="$RUNNER_TEMP/ennead/bin/python -m pip --disable-pip-version-check --quiet"
$pip install --require-hashes -r "$here/requirements/run.txt" -r "$here/requirements/build.txt"
$pip install --no-deps --no-build-isolation "$here"
