// SPDX-License-Identifier: Apache-2.0
// OmniSeg3D's loss on the rendered features of one view: clusters are the patches of its mask
// hierarchy, and the more masks two patches share, the closer their features shall be (CVPR 2024,
// section 3.3; the published code's Gaussian form by default).
#pragma once

#include "kernels/base/array_view.h"

#include <cstdint>
#include <span>

namespace cleave {

struct ContrastiveLossParams {
    int minimumPixels = 20; ///< a patch is a cluster when more rays than this hit it
    double levelWeight = 5; ///< each step away in the hierarchy counts this many times less
    double weight = 1e-3;   ///< of the contrastive sum
    double rayNormWeight =
        0; ///< of the mean of (|f| - 1)^2 over rays in a mask; the hash-grid form uses 100
    bool normalised = true; ///< features are divided by their length (taken as constant); the
                            ///< hash-grid form does not
    double concentrationMin =
        0.5; ///< bounds of a cluster's temperature; the hash-grid form has 0.1
    double concentrationMax = 1;
    /// The published code drops the smallest value of a row of the correlation as "unrelated", even
    /// where it is none; only 0 means that.
    bool dropsSmallestLevel = false;
};

struct ContrastiveLoss {
    double contrast = 0; ///< sum over rays
    double norm = 0;     ///< mean of (|f| - 1)^2 over rays in a mask
    double total = 0;    ///< weighted
    int clusters = 0;
};

/// features [P, D] as rendered; patches [P] in [0, patchCount), 0 = in no mask; correlation
/// [patchCount, patchCount] shared masks; gradients out [P, D] of the total, overwritten. Same
/// result for any number of threads. Instantiated for float and double.
template <class T>
ContrastiveLoss contrastiveLoss(kernels::ArrayView<const T, 2> features,
                                std::span<const std::int32_t> patches,
                                std::span<const std::uint16_t> correlation,
                                int patchCount,
                                const ContrastiveLossParams& params,
                                kernels::ArrayView<T, 2> gradients);

} // namespace cleave
