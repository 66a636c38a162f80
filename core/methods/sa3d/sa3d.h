// SPDX-License-Identifier: Apache-2.0
// SA3D (Cen et al., NeurIPS 2023; journal form IJCV 2025): no lifting. A prompt in one view becomes
// a 2D mask, the mask is brought onto the primitives of the frozen field, its render prompts the
// next view, and so on. Two forms: votes in closed form (the default) and the published iterative
// one.
#pragma once

#include "core/methods/sa3d/sa3d_params.h"
#include "core/methods/segmentation_method.h"

#include <memory>

namespace cleave {

class Sa3d final : public SegmentationMethod {
public:
    Sa3d();
    ~Sa3d() override;

    std::string name() const override { return "sa3d"; }

    MarkedText label() const override { return CLEAVE_TR("Methods", "SA3D"); }

    MethodNeeds needs() const override {
        return {.masks = false, .photos = false, .lifting = false};
    }

    ParamList params() override { return {}; }

    ParamList queryOptions() override { return describe(params_); }

    /// Nothing has to be lifted: an empty state.
    std::shared_ptr<const LiftedState> lift(const MethodInputs& inputs,
                                            Progress& progress) override;
    Similarity query(const MethodInputs& inputs,
                     const LiftedState& state,
                     std::span<const Prompt> prompts,
                     const QueryParams& params,
                     QueryFeedback& feedback) override;

private:
    /// What queries on one field with one segmenter share.
    struct Scene;
    Scene& sceneFor(const MethodInputs& inputs);

    Sa3dParams params_;
    std::unique_ptr<Scene> scene_;
};

} // namespace cleave
