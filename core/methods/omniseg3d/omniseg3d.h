// SPDX-License-Identifier: Apache-2.0
// OmniSeg3D (Ying et al., CVPR 2024) in its Gaussian form: hierarchical contrastive features on the
// primitives of a frozen field, trained from view-inconsistent 2D masks; a click's feature and a
// threshold answer with part, object or group.
#pragma once

#include "core/methods/omniseg3d/omniseg3d_params.h"
#include "core/methods/segmentation_method.h"

#include <memory>

namespace cleave {

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
                     const QueryParams& params) override;

private:
    /// What queries on one field and state share; made at the first.
    struct QueryCache;
    QueryCache& cacheFor(const MethodInputs& inputs, const LiftedState& state);

    Omniseg3dParams params_;
    std::unique_ptr<QueryCache> cache_;
};

/// Section 6 of the method: how much a feature f at x resembles clicks with features q_m at x_m:
/// per click s_m = (f.q_m * exp(-positionWeight * |x - x_m|) + 1) / 2.
float clickSimilarity(std::span<const float> feature,
                      const Eigen::Vector3f& position,
                      std::span<const float> query,
                      const Eigen::Vector3f& queryPosition,
                      float positionWeight);

} // namespace cleave
