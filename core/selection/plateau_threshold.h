// SPDX-License-Identifier: Apache-2.0
// Where to cut a similarity when nothing but its values is known.
#pragma once

#include "kernels/base/array_view.h"

namespace cleave {

/// The middle of the widest range of thresholds over which the number of selected primitives hardly
/// changes. values [N] in [0, 1]; granularity in [0, 1]: 0 looks at low thresholds (whole things),
/// 1 at high ones (parts).
float plateauThreshold(kernels::ArrayView<const float, 1> values, float granularity);

} // namespace cleave
