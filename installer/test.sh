#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# From a bare Debian 12 to a tested build: installs the packages, builds, runs all tests (the layout of the
# sources is one of them). installer/lint.sh looks at the riskiest rooms with clang-tidy; it takes longer than
# all tests together and is run by hand.
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

install_packages "$root/installer/packages-lint.txt"
build_cleave -DCLEAVE_TESTS=ON -DCMAKE_EXPORT_COMPILE_COMMANDS=ON
ctest --test-dir "$build" --output-on-failure --parallel "$(nproc)" "$@"
