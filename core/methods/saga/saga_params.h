// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/methods/lift_params.h"

namespace cleave {

struct SagaParams {
    LiftParams training{.iterations = 3000, .samples = 1000, .learningRate = 0.0025};
    double lengthWeight = 1; ///< of the loss that keeps rendered features at unit length
    int smoothingNeighbors = 16;
};

ParamList describe(SagaParams& params);

} // namespace cleave
