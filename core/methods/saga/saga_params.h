// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/params.h"

namespace cleave {

struct SagaParams {
    int iterations = 3000;
    int samples = 1000; ///< pixels of one photo per step
    double learningRate = 0.0025;
    double balance =
        0.5; ///< share of the samples that is spread evenly over patches instead of over pixels
    double lengthWeight = 1; ///< of the loss that keeps rendered features at unit length
    int smoothingNeighbors = 16;
    int memory = 768; ///< megabytes for cached blend weights
};

ParamList describe(SagaParams& params);

} // namespace cleave
