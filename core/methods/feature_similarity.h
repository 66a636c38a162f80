// SPDX-License-Identifier: Apache-2.0
// From the features that prompts point at to a similarity of every primitive: what the methods that
// lift features share.
#pragma once

#include "core/methods/prompt_queries.h"
#include "core/selection/group_answer.h"

namespace cleave {

/// Section 6 of OmniSeg3D's method: how much a feature f at x resembles clicks with features q_m at
/// x_m: per click s_m = (f.q_m * exp(-positionWeight * |x - x_m|) + 1) / 2.
float clickSimilarity(std::span<const float> feature,
                      const Eigen::Vector3f& position,
                      std::span<const float> query,
                      const Eigen::Vector3f& queryPosition,
                      float positionWeight);

/// The largest over the queries, with the falloff when there is one. features [N, D] about unit
/// length; similarity out [N] in [0, 1].
void similarityTo(const std::vector<FeatureQuery>& queries,
                  const FeatureField& features,
                  const PrimitiveCloud& cloud,
                  float positionWeight,
                  kernels::ArrayView<float, 1> similarity);

/// What resembles a negative prompt more than a positive one is not wanted at any threshold.
void withoutNegatives(const std::vector<FeatureQuery>& negatives,
                      const FeatureField& features,
                      kernels::ArrayView<float, 1> similarity);

/// Each query asks for itself, but a box as a whole: the thing is what most of it shows.
std::vector<GroupSeeds> groupSeeds(const std::vector<FeatureQuery>& queries,
                                   std::span<const Prompt> prompts);

} // namespace cleave
