// SPDX-License-Identifier: Apache-2.0
// Prompts -> similarity -> threshold -> selection. The slider redoes only the last step:
// selectAbove(similarity, threshold).
#pragma once

#include "core/base/params.h"
#include "core/base/progress.h"
#include "core/methods/segmentation_method.h"

#include <functional>
#include <span>

namespace cleave {

struct SelectParams {
    float threshold = -1;  ///< similarity above which a primitive is selected, [0, 1]; negative:
                           ///< chosen automatically
    float granularity = 0; ///< where the threshold is automatic: 0 = whole object, 1 = finest part
    float positionWeight = 0; ///< falloff with distance to the prompts, per scene unit
    bool connected = true;    ///< keep only what hangs together with the prompted surface
};

ParamList describe(SelectParams& params);

struct SelectResult {
    Selection selection;
    Similarity similarity;
    float threshold = 0;         ///< that was used
    std::int64_t primitives = 0; ///< selected
    double milliseconds = 0;     ///< of the query and the selection
};

/// One query. Throws Error when the method needs a lift first (`state` null), for no positive
/// prompt, and for prompts that hit nothing, naming the prompt. A state lifted on another field
/// revision is an Error that says to lift again. Methods that answer step by step hand each step to
/// `onRefined`, the last one too.
SelectResult runSelect(const SelectParams& params,
                       SegmentationMethod& method,
                       const MethodInputs& inputs,
                       const LiftedState* state,
                       std::span<const Prompt> prompts,
                       Progress& progress,
                       const std::function<void(SelectResult)>& onRefined = {});

} // namespace cleave
