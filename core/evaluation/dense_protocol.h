// SPDX-License-Identifier: Apache-2.0
// OmniSeg3D's own evaluation (section 7 of its method): the prompt is the true mask in the view
// that shows most of a target, and the threshold is tuned on that mask; scored are the other views.
// It judges the features alone, without anything that makes a click an answer.
#pragma once

#include "core/base/progress.h"
#include "core/evaluation/ground_truth.h"
#include "core/evaluation/protocols.h"
#include "core/features/feature_field.h"
#include "core/field/radiance_field.h"

#include <vector>

namespace cleave {

struct DenseParams {
    int stride = 2;         ///< every so many rows and columns are scored; published: 1
    bool everyView = false; ///< also those trained on, as published
    double millimetresPerUnit =
        1000; ///< of a scene unit: the falloff with distance is told in them
};

/// Per target the IoU in all scored views but the reference, which may be any view with an id map.
/// A view shows sum of depth^2 over the target's pixels. Positions are those of the rendered
/// surface, in 1.2 times the scene's largest extent (1st to 99th percentile of visible primitives).
/// Targets seen in less than two views get a failure. Throws Error when the features are of another
/// field.
std::vector<TargetScore> scoreDensePrompts(const GroundTruth& truth,
                                           const Dataset& dataset,
                                           const RadianceField& field,
                                           const FeatureField& features,
                                           const DenseParams& params,
                                           Progress& progress);

} // namespace cleave
