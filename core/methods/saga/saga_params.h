// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/methods/lift_params.h"

#include <string>

namespace cleave {

/// Of the published method: the later one is gated by a scale, the earlier one guided by SAM's
/// features of the photos.
enum class SagaVersion : int { Second, First };

struct SagaParams {
    SagaVersion version = SagaVersion::Second;
    LiftParams training{.iterations = 3000, .samples = 1000, .learningRate = 0.0025};
    double lengthWeight = 1; ///< of the loss that keeps rendered features at unit length
    int smoothingNeighbors = 16;
    std::string checkpoint; ///< first version: of SAM; empty: the one that is installed
    bool publishedBackground = false;
};

ParamList describe(SagaParams& params);

} // namespace cleave
