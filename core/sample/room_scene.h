// SPDX-License-Identifier: Apache-2.0
// The demo's room seen by its cameras: ray traced photos with soft shadows, exact ids and depths.
#pragma once

#include "core/sample/scene_builder.h"

#include <cstdint>

namespace cleave::sample {

/// Fills everything of a room scene but `field`: objects, views, images, ids, depths and initial
/// points.
void makeRoom(BuiltScene& scene,
              int trainCount,
              int testCount,
              int width,
              int height,
              std::uint64_t seed,
              Progress& progress);

} // namespace cleave::sample
