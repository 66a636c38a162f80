// SPDX-License-Identifier: Apache-2.0
// Which segments and which views an export is about, as a person writes it down.
#pragma once

#include "core/dataset/dataset.h"
#include "core/field/radiance_field.h"
#include "core/segments/segment_tree.h"

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace cleave {

/// "all" (every segment of the tree, possibly none), or names and paths ("mug/handle") separated by
/// commas. In the tree's order, each once. Throws Error naming what is not there.
std::vector<SegmentId> chooseSegments(const SegmentTree& tree, const std::string& text);

/// "train", "test", "all", or view names separated by commas. Without a dataset (a project made
/// from a splat alone) the views are eight cameras on an orbit, orbit_0 to orbit_7. Throws Error
/// naming the view that is not there, and when none is left.
std::vector<View>
chooseViews(const Dataset* dataset, const RadianceField& field, const std::string& text);

/// The deepest of the chosen segments that hold each primitive, as the value of its id; among
/// equals the first; 0: none. [N] Throws Error when a segment is of another field revision.
std::vector<std::int32_t> deepestSegments(const SegmentTree& tree,
                                          std::span<const SegmentId> chosen,
                                          const RadianceField& field);

/// Throws Error(Missing) telling to train first.
void requireField(const RadianceField& field);

/// A segment's path or a view's name as a file name of its own: no folder separators, nothing
/// hidden, no extension.
std::string fileNameOf(const std::string& name);

} // namespace cleave
