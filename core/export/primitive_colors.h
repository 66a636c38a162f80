// SPDX-License-Identifier: Apache-2.0
// A colour for every primitive, so that features and segments can be drawn like photos.
#pragma once

#include "core/features/feature_field.h"
#include "core/field/radiance_field.h"
#include "core/segments/segment_tree.h"
#include "kernels/base/array.h"

namespace cleave {

/// The first three principal components of the features as red, green and blue. [N, 3] in [0, 1]
kernels::Array<float, 2> featureColors(const FeatureField& features);

/// The colour of the deepest visible segment of each primitive; what is in none shows its own colour, dimmed. [N, 3] in [0, 1]
kernels::Array<float, 2> segmentColors(const RadianceField& field, const SegmentTree& tree);

} // namespace cleave
