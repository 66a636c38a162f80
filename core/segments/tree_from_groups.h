// SPDX-License-Identifier: Apache-2.0
// The segment tree of a scene from the groups that its masks agree on.
#pragma once

#include "core/features/primitive_graph.h"
#include "core/segments/build_tree.h"
#include "core/selection/mask_groups.h"

namespace cleave {

/// The best supported groups that nest with each other or keep apart, the smallest containing one
/// as parent, `levels` deep; what parts leave over of a thing is a part too when it is large
/// enough. A child's primitives are a subset of its parent's and siblings are disjoint: who claims
/// a primitive with the larger share of votes has it. Primitives between the members of one object
/// join it. graph of the same field. Empty where no group is supported well enough.
SegmentTree treeFromGroups(std::span<const MaskGroup> groups,
                           const PrimitiveGraph& graph,
                           const BuildTreeParams& params,
                           Progress& progress);

} // namespace cleave
