// SPDX-License-Identifier: Apache-2.0
// Features agree with their neighbours': noise of single primitives goes, and primitives that no
// photo supports take over what surrounds them. Unlike features do not mix, so the borders of parts
// stay.
#pragma once

#include "core/features/primitive_graph.h"

namespace cleave {

/// features [N, D] in place, unit length afterwards; support [N] >= 0: how much the photos said
/// about each primitive. Each round replaces a feature by the mean of itself and its neighbours,
/// weighted by support and by max(0, cosine)^sharpness.
void smoothFeatures(kernels::ArrayView<float, 2> features,
                    kernels::ArrayView<const float, 1> support,
                    const PrimitiveGraph& graph,
                    int rounds,
                    float sharpness);

} // namespace cleave
