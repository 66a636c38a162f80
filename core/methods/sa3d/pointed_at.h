// SPDX-License-Identifier: Apache-2.0
// A person's prompts as SA3D uses them: questions to the segmenter in views, and the spots of the
// scene that they touch.
#pragma once

#include "core/methods/sa3d/consensus.h"
#include "core/methods/sa3d/scene_views.h"
#include "core/selection/group_answer.h"

#include <span>
#include <vector>

namespace cleave::sa3d {

struct PromptedView {
    std::size_t view = 0; ///< index into the scene's views
    SegmenterPrompt prompt;
};

struct PointedAt {
    std::vector<PromptedView> views;
    std::vector<Eigen::Vector3f> wanted;                ///< scene units
    std::vector<Eigen::Vector3f> unwanted;              ///< scene units
    std::vector<GroupSeeds> wantedSeeds, unwantedSeeds; ///< of every prompt but boxes
    bool hasBox = false;
};

/// Prompts of views that the segmenter does not know (and of free cameras) are asked in a render,
/// where the segmenter looks at pixels, else in the view that sees the same spots most alike. Views
/// that are not in `views` yet are added. Throws Error naming the prompt: text, outside the image,
/// on empty background, contradictory; a box that no view can be asked about.
PointedAt readPrompts(SceneViews& views,
                      const PromptableSegmenter& segmenter,
                      const MethodInputs& inputs,
                      std::span<const Prompt> prompts);

/// The question to a view about everything that was pointed at: what was said there, and where
/// other prompts' spots are seen. Without a positive point and a box nothing can be asked.
SegmenterPrompt questionFor(const SceneViews& views,
                            std::size_t view,
                            const ViewSight& sight,
                            const PointedAt& pointed);

bool canAsk(const SegmenterPrompt& question);

/// The masks that answer in a view, from part to whole; none where nothing of what was pointed at
/// is seen or nothing answers.
std::vector<Candidate> candidatesIn(SceneViews& views,
                                    PromptableSegmenter& segmenter,
                                    std::size_t view,
                                    const PointedAt& pointed,
                                    const Progress& progress);

/// Of a view's candidates the one that the granularity asks for (0 the whole, 1 the finest part); a
/// box tells the size itself. candidates not empty.
const Candidate&
asGranular(std::span<const Candidate> candidates, float granularity, const PointedAt& pointed);

} // namespace cleave::sa3d
