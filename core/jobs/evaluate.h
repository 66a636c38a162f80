// SPDX-License-Identifier: Apache-2.0
// Lifted features and segment tree against ground-truth masks: clicks, selects, renders, scores.
#pragma once

#include "core/base/params.h"
#include "core/base/progress.h"
#include "core/evaluation/dense_protocol.h"
#include "core/evaluation/report.h"
#include "core/methods/segmentation_method.h"
#include "core/segments/segment_tree.h"

#include <filesystem>
#include <string>

namespace cleave {

enum class EvalClicks : int { One, Three };
/// Clicks, or OmniSeg3D's dense prompts: a whole true mask.
enum class EvalProtocol : int { Clicks, Dense };

struct EvaluateParams {
    std::string prompts; ///< file of targets; empty: prompts.json of the ground truth, or derived
    EvalProtocol protocol = EvalProtocol::Clicks;
    EvalClicks clicks = EvalClicks::One;
    // One setting for all targets of a kind; nothing is tuned per target.
    float objectGranularity = 0;
    float partGranularity = 1;
    float objectThreshold = -1; ///< negative: chosen automatically per click, as `select` does
    float partThreshold = -1;
    float positionWeight = 0; ///< per scene unit
    DenseParams dense;
};

ParamList describe(EvaluateParams& params);

/// One mask per selection as the camera sees it: a pixel is inside when more than half of its light
/// comes from selected primitives.
std::vector<Image> renderSelections(const RadianceField& field,
                                    const Camera& camera,
                                    std::span<const Selection> selections);

/// `state` as the method's queries need it. Without segments the matching is left out; dense
/// prompts need a state with features. Throws Error for bad ground truth, and the selection's own
/// error where no target can be selected.
EvaluationReport runEvaluate(const EvaluateParams& params,
                             const std::filesystem::path& groundTruth,
                             SegmentationMethod& method,
                             const MethodInputs& inputs,
                             const LiftedState* state,
                             const SegmentTree& tree,
                             Progress& progress);

} // namespace cleave
