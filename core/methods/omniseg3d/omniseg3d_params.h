// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/methods/lift_params.h"

namespace cleave {

struct Omniseg3dParams {
    LiftParams training;
    double levelWeight = 5;
    int minimumPixels = 8;
    double temperature =
        0.2; ///< least temperature of a cluster; published: 0.5 on gaussians, 0.1 on a hash grid
    int smoothingNeighbors = 8;
    int smoothingRounds = 2;
    bool publishedLevelRule = false;
};

ParamList describe(Omniseg3dParams& params);

} // namespace cleave
