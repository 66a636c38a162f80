// SPDX-License-Identifier: Apache-2.0
// The whole scene taken apart automatically: primitives clustered by feature at several granularities, nested into one tree.
#pragma once

#include "core/base/params.h"
#include "core/base/progress.h"
#include "core/features/feature_field.h"
#include "core/field/primitive_cloud.h"
#include "core/segments/segment_tree.h"

namespace cleave {

struct BuildTreeParams {
    int levels = 3;                 ///< granularities, from objects to parts
    double minimumShare = 0.0005;   ///< of all primitives; smaller clusters join the neighbour that fits
};

ParamList describe(BuildTreeParams& params);

/// A child's primitives are a subset of its parent's. Same input and seed, same tree.
SegmentTree buildTree(const FeatureField& features, const PrimitiveCloud& cloud, const BuildTreeParams& params,
                      std::uint64_t seed, Progress& progress);

} // namespace cleave
