// SPDX-License-Identifier: Apache-2.0
// Rays through a grid field: which samples they see, and with which weights.
#pragma once

#include "core/camera/camera.h"
#include "core/field/hashgrid_field.h"
#include "kernels/base/array.h"

#include <cstdint>
#include <span>

namespace cleave {

/// Rays in the world. directions of unit length, so t is a distance in scene units.
struct WorldRays {
    kernels::Array<float, 2> origins;    ///< [R, 3]
    kernels::Array<float, 2> directions; ///< [R, 3]
    kernels::Array<float, 1> depths;     ///< [R] z-depth of the point at t = 1

    explicit WorldRays(std::int64_t count)
        : origins(count, 3)
        , directions(count, 3)
        , depths(count) {}

    std::int64_t count() const { return origins.size(0); }
};

/// Through the centres of pixels (index = y * width + x); distortion ignored.
WorldRays raysOfPixels(const Camera& camera, std::span<const std::int32_t> pixels);
/// Through all pixels of rows [firstRow, firstRow + rowCount).
WorldRays raysOfRows(const Camera& camera, int firstRow, int rowCount);

/// Samples with a weight, ray after ray, front to back.
struct RaySamples {
    kernels::Array<std::int64_t, 1> rowStarts; ///< [R + 1]
    kernels::Array<float, 1> t;                ///< [N] scene units
    kernels::Array<float, 1> stepSizes;        ///< [N] scene units
    kernels::Array<float, 2> positions;        ///< [N, 3] world
    kernels::Array<float, 1> weights;          ///< [N] alpha * transmittance, in (0, 1]
    kernels::Array<float, 2> colors;           ///< [N, 3] sRGB-coded; empty unless asked for
    kernels::Array<float, 1> transmittances;   ///< [R] behind the last sample

    std::int64_t count() const { return weights.count(); }
};

struct SampleRequest {
    bool colors = false;
    bool plainColor = false; ///< without what changes with the direction
    /// A ray ends where its transmittance falls below this.
    float leastTransmittance = 1e-4f;
    /// Samples of a smaller weight are left out (and still darken what is behind them).
    float leastWeight = 0;
    /// Multiplies the density around each primitive [field.count] in [0, 1]; empty: all ones.
    kernels::ArrayView<const float, 1> visibility = {};
};

/// The same samples for any number of threads. Memory grows with the samples: hand in some thousand
/// rays at a time.
RaySamples
sampleRays(const HashgridField& field, const WorldRays& rays, const SampleRequest& request = {});

} // namespace cleave
