// SPDX-License-Identifier: Apache-2.0
// A grid field with a known density, made by hand: a soft ball whose right half is red.
#pragma once

#include "core/field/hashgrid_field.h"

#include <cmath>

namespace cleave::tests {

/// In world units: the cube is [-1, 1]^3, the ball stands at the origin. Density exp(sharpness *
/// (radius - r)), at most exp(8); red where x > 0, grey elsewhere.
struct SphereField {
    float radius = 0.5f;
    float sharpness = 160;
    float mostLog = 8, leastLog = -9;

    HashgridField make() const {
        SceneCube cube;
        cube.halfSize = 0.5f;
        cube.scale = 0.5f;
        HashgridShape shape;
        shape.coarsest = 64;
        shape.finest = 64;
        HashgridField field(cube, shape);
        const kernels::HashLevel& level = field.encoding.levels[0];
        const int side = static_cast<int>(level.resolution);
        for (int z = 0; z < side; ++z)
            for (int y = 0; y < side; ++y)
                for (int x = 0; x < side; ++x) {
                    const auto at = [&](int place) {
                        return ((static_cast<float>(place) - 0.5f) / level.scale * 2 - 1);
                    };
                    const float r = std::sqrt(at(x) * at(x) + at(y) * at(y) + at(z) * at(z));
                    const std::int64_t entry = x + side * (y + std::int64_t{side} * z);
                    field.table(entry, 0) = std::clamp(sharpness * (radius - r), leastLog, mostLog);
                    field.table(entry, 1) = at(x) > 0 ? 5.0f : 0.0f;
                }
        using Layers = kernels::RadianceLayers;
        float* weights = field.weights.data();
        // h[0] = f = relu(f) - relu(-f); h[1] = the second feature; red = logistic(h[1]).
        weights[Layers::density0 + 0 * Layers::hidden + 0] = 1;
        weights[Layers::density0 + 0 * Layers::hidden + 1] = -1;
        weights[Layers::density0 + 1 * Layers::hidden + 2] = 1;
        weights[Layers::density1 + 0 * Layers::geometry + 0] = 1;
        weights[Layers::density1 + 1 * Layers::geometry + 0] = -1;
        weights[Layers::density1 + 2 * Layers::geometry + 1] = 1;
        weights[Layers::color0 + 1 * Layers::hidden + 0] = 1;
        weights[Layers::color1 + 0 * Layers::hidden + 0] = 1;
        weights[Layers::color2 + 0 * Layers::paddedColor + 0] = 1;
        return field;
    }
};

} // namespace cleave::tests
