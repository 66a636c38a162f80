// SPDX-License-Identifier: Apache-2.0
// What a camera sees of a grid field, before anybody asks what the primitives carry: marching is
// dear, geometry stays, so views are kept and asked again.
#pragma once

#include "core/camera/camera.h"
#include "core/field/hashgrid_field.h"
#include "kernels/base/array_view.h"
#include "kernels/blending/blend_weights.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <vector>

namespace cleave {

/// Rows are pixels in the order asked for.
struct SeenSamples {
    std::vector<float> color; ///< [P, 3] sum of weight * colour; empty unless asked for
    std::vector<float> alpha; ///< [P]
    std::vector<float> depth; ///< [P] z-depth, sum of weight * z / sum of weight, scene units
    std::vector<std::int64_t> starts; ///< [P + 1]; empty unless samples are asked for
    std::vector<float> distances;     ///< [S] along the ray, scene units
    std::vector<float> weights;       ///< [S] alpha * transmittance

    std::size_t bytes() const;
};

struct SeenRequest {
    bool color = false;
    bool plainColor = false;
    bool samples = false;
    /// Multiplies the density around each primitive [N] in [0, 1]; empty: all ones.
    kernels::ArrayView<const float, 1> visibility = {};
    /// Asked now and then, from any thread: true makes look() throw Cancelled. Empty: never.
    std::function<bool()> isStale = {};
};

/// Looks through all pixels of the camera, or through those given (index = y * width + x).
SeenSamples look(const HashgridField& field,
                 const Camera& camera,
                 const SeenRequest& request,
                 std::span<const std::int32_t> pixels = {});

/// The same for all pixels with samples, kept for the next time while there is room. Without
/// visibility. With `mayLook` false: null unless it is kept.
std::shared_ptr<const SeenSamples> lookOnce(const HashgridField& field,
                                            const Camera& camera,
                                            const SeenRequest& request,
                                            bool mayLook = true);

/// Samples of some of the rows of a whole view; the sums are left out.
SeenSamples rowsOf(const SeenSamples& whole, std::span<const std::int32_t> pixels);

/// The weights of the samples of `seen` on the field's primitives. pixels as handed to look().
kernels::BlendWeights blendWeightsOf(const HashgridField& field,
                                     const Camera& camera,
                                     const SeenSamples& seen,
                                     std::span<const std::int32_t> pixels = {});

} // namespace cleave
