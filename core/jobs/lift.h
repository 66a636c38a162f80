// SPDX-License-Identifier: Apache-2.0
// Masks and field -> whatever a method needs on the primitives, once per scene.
#pragma once

#include "core/base/progress.h"
#include "core/methods/segmentation_method.h"

#include <memory>

namespace cleave {

/// Checks the method's needs (throws Error naming the missing step and how to do it), then lifts.
/// Parameters of the method are set before, through method.params().
std::shared_ptr<const LiftedState>
runLift(SegmentationMethod& method, const MethodInputs& inputs, Progress& progress);

} // namespace cleave
