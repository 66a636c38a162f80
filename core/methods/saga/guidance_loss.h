// SPDX-License-Identifier: Apache-2.0
// The losses of SAGA's first version (Cen et al. 2023; section 6 of its method): rendered features
// answer to what SAM's own features say of each mask, and agree where pixels share masks.
#pragma once

#include "kernels/base/array.h"

#include <cstdint>
#include <span>
#include <vector>

namespace cleave {

/// Which masks each pixel of a grid lies in.
struct GridMasks {
    std::int64_t maskCount = 0, pixelCount = 0;
    std::vector<std::uint8_t> inside; ///< [masks, pixels] 0 or 1

    std::uint8_t at(std::int64_t mask, std::int64_t pixel) const {
        return inside[static_cast<std::size_t>(mask * pixelCount + pixel)];
    }
};

/// out [masks, C]: the mean of `embedded` [pixels, C] inside each mask; masks are not empty.
template <class T>
void maskPrototypes(const GridMasks& masks,
                    kernels::ArrayView<const T, 2> embedded,
                    kernels::ArrayView<T, 2> out);
/// Its way back: adds to embeddedGradient.
template <class T>
void maskPrototypesBackward(const GridMasks& masks,
                            kernels::ArrayView<const T, 2> gradients,
                            kernels::ArrayView<T, 2> embeddedGradient);

/// -mean of M ln(P + 1e-8) + (1 - M) ln(1 - P + 1e-8) over masks and pixels, P = sigmoid(t . F).
/// features [P, C]; targets [masks, P] in [0, 1]. Gradients are added.
template <class T>
double guidanceLoss(kernels::ArrayView<const T, 2> prototypes,
                    kernels::ArrayView<const T, 2> features,
                    kernels::ArrayView<const T, 2> targets,
                    kernels::ArrayView<T, 2> prototypeGradients,
                    kernels::ArrayView<T, 2> featureGradients);

/// weight * mean of max(0, f . t) over features [R, C] and prototypes: what keeps logits of most
/// primitives with most masks low. Gradients are added. Returns the mean, unweighted.
template <class T>
double spreadLoss(kernels::ArrayView<const T, 2> prototypes,
                  kernels::ArrayView<const T, 2> features,
                  double weight,
                  kernels::ArrayView<T, 2> prototypeGradients,
                  kernels::ArrayView<T, 2> featureGradients);

/// mean over all ordered pairs of pixels, with itself too, of -k max(0, cosine), where k = masks
/// that hold both / (masks that hold either + 1e-5), and -1 where none holds both. Pixels in no
/// mask push themselves away too in the published code; with `skipsBackground` they take no part.
/// features [pixels, C]; gradients are added. Same bits for any number of threads.
template <class T>
double correspondenceLoss(const GridMasks& masks,
                          kernels::ArrayView<const T, 2> features,
                          bool skipsBackground,
                          kernels::ArrayView<T, 2> gradients);

} // namespace cleave
