#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# From a bare Debian 12 to a tested build: installs the packages, builds, runs all tests.
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

install_packages
build_cleave -DCLEAVE_TESTS=ON
ctest --test-dir "$build" --output-on-failure --parallel "$(nproc)" "$@"
