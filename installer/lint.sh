#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# clang-tidy over the rooms that read bytes from strangers: core/base and core/formats. The whole tree, with
# Torch and Qt in it, takes hours; `cmake --preset tidy` does that.
# First argument: a build folder with compile_commands.json (default: build/release).
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
build=${1:-$root/build/release}
tidy=$(command -v clang-tidy-14 || command -v clang-tidy) ||
    { echo "lint: clang-tidy is not installed (clang-tidy-14)" >&2; exit 1; }
[ -f "$build/compile_commands.json" ] ||
    { echo "lint: $build has no compile_commands.json; run cmake --preset release first" >&2; exit 1; }
cd "$root"
# strerror is safe for threads in the glibc of Debian 12; branches that load different types only look alike;
# bytes are numbers here.
find core/base core/formats -name '*.cpp' -print0 | sort -z |
    xargs -0 -n 1 -P "$(nproc)" "$tidy" --quiet --checks=-concurrency-mt-unsafe,-bugprone-branch-clone,-bugprone-signed-char-misuse,-performance-inefficient-string-concatenation \
        --header-filter='/core/(base|formats)/' --warnings-as-errors='*' -p "$build"
echo "lint: nothing found"
