// SPDX-License-Identifier: Apache-2.0
// Lifted features -> segment tree.
#pragma once

#include "core/project/project.h"
#include "core/segments/build_tree.h"

namespace cleave {

struct BuildTreeResult {
    SegmentTree tree;          ///< the project's tree with the built segments in it
    std::int64_t segments = 0; ///< built
    std::int64_t roots = 0;    ///< of these, objects
    int depth = 0;             ///< levels built
    double seconds = 0;
};

/// From the features of the method that was lifted last. Segments that an earlier build made are
/// replaced; locked, edited and hand-made ones stay. Throws Error naming the missing step
/// (training, lifting) when there are no features for the field.
BuildTreeResult
runBuildTree(const BuildTreeParams& params, const Project& project, Progress& progress);

} // namespace cleave
