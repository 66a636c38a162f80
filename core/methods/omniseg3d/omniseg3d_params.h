// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/params.h"

namespace cleave {

struct Omniseg3dParams {
    int iterations = 2500;
    int samples = 6144; ///< pixels of one photo per step
    double learningRate = 0.01;
    double levelWeight = 5;
    int minimumPixels = 8;
    double balance =
        0.5; ///< share of the samples that is spread evenly over patches instead of over pixels
    double temperature =
        0.2; ///< least temperature of a cluster; published: 0.5 on gaussians, 0.1 on a hash grid
    int smoothingNeighbors = 8;
    int smoothingRounds = 2;
    int memory = 768; ///< megabytes for cached blend weights
    bool publishedLevelRule = false;
};

ParamList describe(Omniseg3dParams& params);

} // namespace cleave
