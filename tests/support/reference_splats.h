// SPDX-License-Identifier: Apache-2.0
// Gaussian splatting in double precision, written to be obviously right: one gaussian after
// another, one pixel after another, straight from the formulas of Kerbl et al. 2023. It shares no
// code with the kernels that it judges.
#pragma once

#include "kernels/base/array.h"
#include "kernels/gaussians/gaussian_view.h"

#include <cstdint>
#include <vector>

namespace cleave::tests {

/// Gaussians as rows of parameters in the order of planes.h.
struct ReferenceScene {
    int shDegree = 3;
    bool antialiased = false;
    std::vector<std::vector<double>> gaussians;
    std::vector<std::vector<double>> values; ///< [N, C] or empty
    std::vector<double> visibility;          ///< [N] or empty

    kernels::Array<float, 2> planes() const;
    kernels::Array<float, 2> valueArray() const;
};

struct ReferenceImages {
    int width = 0, height = 0;
    std::vector<double> color;              ///< [3, H, W]
    std::vector<double> alpha, depth;       ///< [H, W]
    std::vector<double> values;             ///< [C, H, W]
    std::vector<std::int32_t> primitiveIds; ///< [H, W]
    /// Per pixel: (gaussian, weight), front to back.
    std::vector<std::vector<std::pair<int, double>>> blends;
};

ReferenceImages renderReference(const ReferenceScene& scene,
                                const kernels::PinholeCamera& camera,
                                const double (&background)[3]);

/// Small overlapping gaussians in front of exampleCamera(), quaternions of various lengths; same
/// seed, same scene.
ReferenceScene exampleScene(int count, std::uint32_t seed, int valueChannels = 0);
kernels::PinholeCamera exampleCamera(int width = 44, int height = 36);

} // namespace cleave::tests
