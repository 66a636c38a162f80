// SPDX-License-Identifier: Apache-2.0
// Rays through a grid field, some samples at a time, so that what lies behind a surface is never
// looked at. Private to core/rendering.
#pragma once

#include "core/rendering/hashgrid_rays.h"

#include <functional>

namespace cleave {

/// Samples of one ray, front to back; a ray comes several times.
struct WalkedSamples {
    std::int64_t ray = 0; ///< in WorldRays
    std::int64_t count = 0;
    const float* t = nullptr;         ///< cube units
    const float* stepSizes = nullptr; ///< cube units
    const float* weights = nullptr;
    const float* colors = nullptr; ///< [count, 3], null unless asked for
};

using SampleVisitor = std::function<void(const WalkedSamples&)>;

/// Rays [begin, end), on the calling thread; a few hundred at a time are fast. transmittances
/// [rays.count()]: what is left of these rays, written.
void walkRays(const HashgridField& field,
              const WorldRays& rays,
              std::int64_t begin,
              std::int64_t end,
              const SampleRequest& request,
              kernels::ArrayView<float, 1> transmittances,
              const SampleVisitor& visit);

} // namespace cleave
