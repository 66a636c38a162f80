// SPDX-License-Identifier: Apache-2.0
// OmniSeg3D (Ying et al., CVPR 2024) in its Gaussian form: hierarchical contrastive features on the
// primitives of a frozen field, trained from view-inconsistent 2D masks; a click's feature and a
// threshold answer with part, object or group.
#pragma once

#include "core/methods/lifting_method.h"
#include "core/methods/omniseg3d/omniseg3d_params.h"

namespace cleave {

class Omniseg3d final : public LiftingMethod {
public:
    std::string name() const override { return "omniseg3d"; }

    MarkedText label() const override { return CLEAVE_TR("Methods", "OmniSeg3D"); }

    ParamList params() override { return describe(params_); }

private:
    TrainedFeatures train(const MethodInputs& inputs, Progress& progress) override;

    Omniseg3dParams params_;
};

} // namespace cleave
