// SPDX-License-Identifier: Apache-2.0
// OmniSeg3D (Ying et al., CVPR 2024) in its Gaussian form: hierarchical contrastive features on the
// primitives of a frozen field, trained from view-inconsistent 2D masks; a click's feature and a
// threshold answer with part, object or group.
#pragma once

#include "core/methods/omniseg3d/omniseg3d_params.h"
#include "core/methods/segmentation_method.h"

#include <memory>

namespace cleave {

struct LiftedScene;

class Omniseg3d final : public SegmentationMethod {
public:
    Omniseg3d();
    ~Omniseg3d() override;

    std::string name() const override { return "omniseg3d"; }

    MarkedText label() const override { return CLEAVE_TR("Methods", "OmniSeg3D"); }

    MethodNeeds needs() const override { return {.masks = true, .photos = false, .lifting = true}; }

    ParamList params() override { return describe(params_); }

    std::shared_ptr<const LiftedState> lift(const MethodInputs& inputs,
                                            Progress& progress) override;
    Similarity query(const MethodInputs& inputs,
                     const LiftedState& state,
                     std::span<const Prompt> prompts,
                     const QueryParams& params,
                     QueryFeedback& feedback) override;

private:
    Omniseg3dParams params_;
    std::unique_ptr<LiftedScene> scene_; ///< made at the first query
};

} // namespace cleave
