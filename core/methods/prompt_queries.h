// SPDX-License-Identifier: Apache-2.0
// From prompts to the features that stand for them.
#pragma once

#include "core/features/feature_field.h"
#include "core/selection/prompt_hits.h"

#include <Eigen/Core>

#include <span>
#include <vector>

namespace cleave {

/// One thing that was pointed at.
struct FeatureQuery {
    std::vector<float> feature;      ///< [D] unit length
    Eigen::Vector3f point;           ///< scene units
    float radius = 0;                ///< scene units; extent of the pixels that it was taken from
    std::vector<std::int64_t> seeds; ///< primitives seen there
    std::size_t prompt = 0;          ///< index of the prompt that it comes from
    float share = 1;                 ///< of a box that looks like it, less the share around the box
    std::vector<float> seedWeights;  ///< their blend weights
};

struct PromptQueries {
    std::vector<FeatureQuery> positive, negative;
};

/// A click gives the rendered feature of its pixel and of those around it that agree; a stroke the
/// distinct features along its path; a box the features that fill it and not its surroundings.
/// gates [D]: factors of the channels after rendering; empty: none. Throws Error naming the prompt
/// that hits nothing, and when no prompt is positive.
PromptQueries promptQueries(std::span<const Prompt> prompts,
                            const RadianceField& field,
                            const PrimitiveCloud& cloud,
                            const FeatureField& features,
                            const Dataset* dataset,
                            std::span<const float> gates = {});

} // namespace cleave
