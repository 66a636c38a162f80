// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/methods/lift_params.h"

namespace cleave {

/// What carries the features: every primitive its own vector, or a function of position.
enum class FeatureCarrier : int { Primitives, Position };

struct Omniseg3dParams {
    FeatureCarrier carrier = FeatureCarrier::Primitives;
    LiftParams training;
    double levelWeight = 5;
    int minimumPixels = 8;
    double temperature =
        0.2; ///< least temperature of a cluster; published: 0.5 on gaussians, 0.1 on a hash grid
    int smoothingNeighbors = 8;
    int smoothingRounds = 2;
    bool publishedLevelRule = false;
    int tableSize = 18; ///< log2 of the entries of a level of the hash grid; published: 20
};

ParamList describe(Omniseg3dParams& params);

} // namespace cleave
