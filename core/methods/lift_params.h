// SPDX-License-Identifier: Apache-2.0
// The parameters that all trainings of features on a photo's masks have.
#pragma once

#include "core/base/params.h"

namespace cleave {

struct LiftParams {
    int iterations = 2500;
    int samples = 6144; ///< pixels of one photo per step
    double learningRate = 0.01;
    double balance =
        0.5; ///< share of the samples that is spread evenly over patches instead of over pixels
    int memory = 768; ///< megabytes for cached blend weights
};

/// samples: the range of LiftParams::samples.
ParamList describe(LiftParams& params, ParamRange samples);

} // namespace cleave
