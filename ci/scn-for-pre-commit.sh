#!/bin/sh
# Runs scn; the first time, it is built from the source that this script belongs to.
set -eu
source=$(cd "$(dirname "$0")/.." && pwd)
home="$source/target/pre-commit"
if [ ! -x "$home/bin/scn" ]; then
  cargo install --quiet --locked --path "$source/crates/scn-cli" --root "$home"
fi
exec "$home/bin/scn" "$@"
