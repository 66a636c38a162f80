// SPDX-License-Identifier: Apache-2.0
// The shape of the methods that train features on primitives from masks: the training is theirs,
// what masks agree on and how a click is answered is common to them.
#pragma once

#include "core/features/primitive_graph.h"
#include "core/methods/segmentation_method.h"

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace cleave {

struct LiftedScene;

/// What a training leaves.
struct TrainedFeatures {
    kernels::Array<float, 2> features;                      ///< [N, D]
    std::map<std::string, kernels::Array<float, 2>> arrays; ///< for the queries
    PrimitiveGraph graph; ///< of the field, over which unseen primitives take after others
    std::int64_t iterations = 0;
    std::int64_t memory = 0; ///< MB that asking the masks may take
};

class LiftingMethod : public SegmentationMethod {
public:
    LiftingMethod();
    ~LiftingMethod() override;

    MethodNeeds needs() const override { return {.masks = true, .photos = false, .lifting = true}; }

    std::shared_ptr<const LiftedState> lift(const MethodInputs& inputs, Progress& progress) final;
    /// QueryParams::granularity chooses among what masks agree on, and the factors of gates().
    Similarity query(const MethodInputs& inputs,
                     const LiftedState& state,
                     std::span<const Prompt> prompts,
                     const QueryParams& params,
                     QueryFeedback& feedback) final;

protected:
    /// Sets the phases of its progress.
    virtual TrainedFeatures train(const MethodInputs& inputs, Progress& progress) = 0;

    /// [D] factors of the channels for an answer of the wanted size; empty: none. Throws Error for
    /// a state that is not its own.
    virtual std::vector<float> gates(const LiftedState& state, float granularity) const;

private:
    const FeatureField& gatedFeatures(const LiftedState& state, std::span<const float> gates);

    std::unique_ptr<LiftedScene> scene_; ///< made at the first query
    std::vector<float> gatesOf_;         ///< gated_
    FeatureField gated_;                 ///< the scene's at unit length
};

} // namespace cleave
