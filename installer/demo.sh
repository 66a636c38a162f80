#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# From a bare Debian 12 to a result: installs the packages, builds, runs the whole way on the built-in
# sample scene and, where there is a display, opens the studio on it. First argument: the folder for the
# results (default: cleave-demo in the current folder).
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

out=${1:-cleave-demo}
install_packages
build_cleave -DCLEAVE_TESTS=OFF
"$build/bin/cleave" demo -o "$out"
if [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ] && [ -x "$build/bin/cleave-studio" ]; then
    "$build/bin/cleave-studio" "$out/demo.cleave"
fi
