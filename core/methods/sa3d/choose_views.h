// SPDX-License-Identifier: Apache-2.0
// Which further views say most about an object: those that show it large and from sides that were
// not looked at yet.
#pragma once

#include "core/methods/sa3d/scene_views.h"

#include <vector>

namespace cleave::sa3d {

/// At most `most` views beside `taken`, the most telling first, among those that the segmenter
/// knows and whose image the object's middle lies in. values [N] the answer so far, or empty: then
/// the spots stand for it.
std::vector<std::size_t> chooseViews(const SceneViews& views,
                                     const PromptableSegmenter& segmenter,
                                     const std::vector<std::size_t>& taken,
                                     kernels::ArrayView<const float, 1> values,
                                     const std::vector<Eigen::Vector3f>& spots,
                                     int most);

} // namespace cleave::sa3d
