// SPDX-License-Identifier: Apache-2.0
// Posed views around a scene, named as the data set on disk names them.
#pragma once

#include "core/dataset/dataset.h"

#include <cstdint>

namespace cleave::sample {

struct RingParams {
    Eigen::Vector3d target = Eigen::Vector3d::Zero(); ///< looked at, scene units; z is up
    double distance = 4;                              ///< from the target, scene units
    std::vector<double> elevations;                   ///< radians above the horizon; taken in turn
    double firstAngle = 0,
           lastAngle = 6.283185307179586; ///< radians around z; a full turn closes, less is an arc
    double jitter = 0;                    ///< of angles (radians) and, relatively, of distances
    double fovY = 0.8;                    ///< radians
};

/// `images/train_000.png` ... and `images/test_000.png` ..., sorted by name, test views between the
/// training views.
std::vector<View> ringViews(const RingParams& params,
                            int trainCount,
                            int testCount,
                            int width,
                            int height,
                            std::uint64_t seed);

} // namespace cleave::sample
