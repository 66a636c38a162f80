// SPDX-License-Identifier: Apache-2.0
// A click's feature alone draws a ball in feature space; what belongs together seldom is one. The
// masks that fit a first answer are examples of what is in and what is out: from them a boundary in
// feature and position is learned that fits all photos at once.
#pragma once

#include "core/features/feature_field.h"
#include "core/methods/omniseg3d/mask_evidence.h"

namespace cleave {

/// `values` [N] and the threshold are the first answer; refined out [N] in [0, 1]: the mean of the
/// similarity and, counted twice, of the learned probability of belonging to the answer, so that
/// within it the order by similarity stays. Returns false, and leaves `refined` alone, when too few
/// masks fit.
bool refineSimilarity(const MaskEvidence& evidence,
                      const FeatureField& features,
                      const PrimitiveCloud& cloud,
                      kernels::ArrayView<const float, 1> similarity,
                      kernels::ArrayView<const float, 1> values,
                      float threshold,
                      std::span<const EvidenceAnchor> anchors,
                      kernels::ArrayView<float, 1> refined);

} // namespace cleave
