#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Makes the README's pictures from a finished demo: bash resources/readme/make.sh DEMO-FOLDER
# Needs the built programs, xvfb-run and ImageMagick.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
demo=$(realpath "${1:?usage: make.sh DEMO-FOLDER}")
out="$root/resources/readme"

montage "$demo"/pictures/{1_photo,2_trained,4_features,5_click_similarity,6_object,7_part}.png \
    -tile 3x2 -geometry 320x240+3+3 -background '#202226' -quality 88 "$out/way.jpg"

settings=$(mktemp -d)
trap 'rm -rf "$settings"' EXIT
mkdir -p "$settings/Cleave"
printf '[window]\nhasStarted=true\n' > "$settings/Cleave/cleave-studio.conf"
export XDG_CONFIG_HOME="$settings" program="$root/build/release/bin/cleave-studio" project="$demo/demo.cleave" picture="$out/studio.jpg"
xvfb-run -a -s "-screen 0 1380x880x24" bash -c '
    "$program" "$project" & studio=$!
    sleep 8
    import -window root -quality 85 "$picture"
    kill $studio'
