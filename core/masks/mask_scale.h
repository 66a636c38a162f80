// SPDX-License-Identifier: Apache-2.0
// How large the thing is that a mask shows: from the rendered depth under it.
#pragma once

#include "core/camera/intrinsics.h"
#include "core/image/image.h"

#include <cstdint>
#include <span>
#include <vector>

namespace cleave {

/// SAGA, section 2.2: |2 std(X, Y, Z)| of the pixels that stay after a 3 x 3 erosion (at least 5 of
/// 9 inside), back-projected with the view's own lens; scene units. Standard deviations with n - 1.
/// mask: 1 channel, nonzero = inside; depth of its size, 0 where nothing was hit, which does not
/// count. 0 when fewer than two pixels stay.
double maskScale(const Image& mask, const FloatImage& depth, const Intrinsics& intrinsics);

/// The same for masks given as patches: [masks] patch ids; patches of the depth's size.
std::vector<double> maskScales(std::span<const std::vector<std::int32_t>> masks,
                               const IdImage& patches,
                               const FloatImage& depth,
                               const Intrinsics& intrinsics);

} // namespace cleave
