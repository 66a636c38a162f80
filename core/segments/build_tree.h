// SPDX-License-Identifier: Apache-2.0
// The whole scene taken apart automatically: primitives clustered by feature at several
// granularities, nested into one tree.
#pragma once

#include "core/base/params.h"
#include "core/base/progress.h"
#include "core/features/feature_field.h"
#include "core/field/primitive_cloud.h"
#include "core/segments/segment_tree.h"

namespace cleave {

/// What says which primitives belong together.
enum class TreeClustering : int {
    Auto,    ///< what masks agree on where the lifted state holds it, else density
    Masks,   ///< what masks agree on
    Density, ///< features: HDBSCAN
    Merging, ///< features: neighbours that look alike merge
};

struct BuildTreeParams {
    TreeClustering clustering = TreeClustering::Auto;
    int levels = 3; ///< granularities, from objects to parts
    double minimumShare =
        0.0005; ///< of all primitives; smaller clusters join the neighbour that fits
    double minimumContrast = 0.01; ///< 1 - cos between parts that are told apart, at least
    int densitySamples = 10;       ///< primitives that make a place dense
};

ParamList describe(BuildTreeParams& params);

/// Primitives are clustered by feature: the clusters that last become objects, and those that last
/// inside each become its parts, `levels` deep. A child's primitives are a subset of its parent's,
/// siblings are disjoint, and things that do not touch are never one object. What no cluster holds
/// joins the neighbour that fits. The order of primitives plays no role, and the seed none either:
/// nothing is random. Auto means density here. Throws Error when the features belong to another
/// field.
SegmentTree buildTree(const FeatureField& features,
                      const PrimitiveCloud& cloud,
                      const BuildTreeParams& params,
                      std::uint64_t seed,
                      Progress& progress);

} // namespace cleave
