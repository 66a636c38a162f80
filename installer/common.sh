# SPDX-License-Identifier: Apache-2.0
# Shared by demo.sh and test.sh: the packages and the build. Sourced, not run.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
build="$root/build/release"

install_packages() { # arguments: further lists of packages beside packages.txt
    mapfile -t packages < <(grep -hv '^#' "$root/installer/packages.txt" "$@")
    local missing=()
    for package in "${packages[@]}"; do
        [ "$(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null)" = installed ] || missing+=("$package")
    done
    [ ${#missing[@]} -gt 0 ] || return 0
    local sudo=()
    if [ "$(id -u)" -ne 0 ]; then
        command -v sudo >/dev/null || { echo "Installing packages needs root or sudo: ${missing[*]}" >&2; exit 1; }
        sudo=(sudo)
    fi
    echo "Installing ${#missing[@]} packages..."
    "${sudo[@]}" apt-get update -qq
    "${sudo[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
}

build_cleave() { # arguments: further cmake cache settings
    cmake -S "$root" -B "$build" -G Ninja -DCMAKE_BUILD_TYPE=Release "$@" >/dev/null
    cmake --build "$build"
}
