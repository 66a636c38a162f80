// SPDX-License-Identifier: Apache-2.0
// SA3D in closed form: the prompted view answers at once, further views confirm, correct and
// complete it.
#pragma once

#include "core/methods/sa3d/pointed_at.h"
#include "core/methods/sa3d/sa3d_params.h"
#include "core/methods/sa3d/votes.h"

namespace cleave::sa3d {

/// What a run of SA3D works with.
struct Task {
    SceneViews& views;
    PromptableSegmenter& segmenter;
    const Sa3dParams& params;
    float granularity = 0;
    QueryFeedback& feedback;
};

/// Throws Error when no mask holds what was pointed at.
Similarity runFastForm(const Task& task, const PointedAt& pointed);

/// What is told about a view, its masks still empty.
ViewAgreement
agreementOf(const SceneViews& views, std::size_t view, ViewVerdict verdict, float iou);

/// Without photos: cameras around what `values` [N] hold so far, with the lens of the view `like`.
void addVirtualViews(const Task& task, std::size_t like, kernels::ArrayView<const float, 1> values);

/// Votes as an answer: which are kept is for the parameters to say.
Similarity similarityOf(const Task& task,
                        kernels::Array<float, 1> values,
                        std::vector<ViewAgreement> agreements);

} // namespace cleave::sa3d
