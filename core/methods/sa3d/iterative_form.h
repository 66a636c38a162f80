// SPDX-License-Identifier: Apache-2.0
// SA3D as published: view after view, the render of the mask so far prompts the segmenter, whose
// mask is rendered in by gradient.
#pragma once

#include "core/methods/sa3d/fast_form.h"

namespace cleave::sa3d {

/// Throws Error when no mask holds what was pointed at.
Similarity runIterativeForm(const Task& task, const PointedAt& pointed);

} // namespace cleave::sa3d
