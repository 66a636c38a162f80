// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/params.h"
#include "core/methods/choose_segmenter.h"

namespace cleave {

enum class Sa3dForm : int {
    Fast,      ///< closed-form votes
    Iterative, ///< mask inverse rendering and self-prompting, as published
};

enum class Sa3dViews : int {
    Auto,  ///< all where the segmenter has its masks ready, few where it must look at each photo
    First, ///< only the prompted ones
    Few,
    All,
};

/// How the iterative form moves its mask scores.
enum class Sa3dOptimizer : int {
    Mean, ///< plain gradient steps, averaged over the views that touched a primitive (the voxel
          ///< variant)
    Adam, ///< the gaussian variant
};

enum class Sa3dPromptRule : int {
    Segmenter, ///< asks the segmenter between points (voxel variant)
    Map,       ///< from the score map alone (gaussian variant)
};

/// What becomes of primitives that the votes are divided about: they straddle the object's
/// boundary.
enum class Sa3dStraddlers : int { Keep, Drop, Only };

struct Sa3dParams {
    Sa3dForm form = Sa3dForm::Fast;
    SegmenterSettings segmenter;
    Sa3dViews views = Sa3dViews::Auto;
    int fewViews = 6;
    float gate = 0.5f; ///< least IoU of rendered and predicted mask
    Sa3dStraddlers straddlers = Sa3dStraddlers::Keep;
    float straddle =
        0.2f; ///< half the width of the band of votes around one half that counts as divided

    // The iterative form. Of the published weights those of the hash-grid variant: the 5 of the
    // voxel variant leaves so little of a gaussian scene's object after the first view that the
    // gate rejects all others.
    Sa3dOptimizer optimizer = Sa3dOptimizer::Mean;
    Sa3dPromptRule promptRule = Sa3dPromptRule::Segmenter;
    int prompts = 10;      ///< self-prompts per view
    float firstLambda = 1; ///< weight of what lies outside the mask, first view
    float lambda = 1;      ///< other views
    float learningRate = 1;
    int passes =
        1; ///< 2: primitives that lost are removed, then the stored masks are rendered in again
};

ParamList describe(Sa3dParams& params);

} // namespace cleave
