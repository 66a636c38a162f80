// SPDX-License-Identifier: Apache-2.0
// One step of splat training: render, compare, go back, move the gaussians.
#pragma once

#include "core/camera/camera.h"
#include "core/training/gaussian_state.h"
#include "core/training/losses.h"
#include "core/training/schedule.h"
#include "kernels/gaussians/rasterize.h"

#include <Eigen/Core>

namespace cleave {

class GaussianTrainer {
public:
    GaussianTrainer(GaussianState state,
                    const TrainGaussiansParams& params,
                    double extent,
                    std::uint64_t seed);

    /// One photo: moves every gaussian once, densifies when it is time. `background` lies behind
    /// the gaussians.
    void step(const Camera& camera, const Image& photo, const Eigen::Vector3f& background);

    /// Colour of a view [3, H, W] as the field is now, valid until the next call.
    kernels::ArrayView<const float, 3> render(const Camera& camera,
                                              const Eigen::Vector3f& background);

    const GaussianState& state() const { return state_; }

    GaussianState takeState() { return std::move(state_); }

    void addSeconds(double seconds) { state_.seconds += seconds; }

private:
    void move(const kernels::GaussianView& view, const kernels::PinholeCamera& camera);
    void densify();

    GaussianState state_;
    TrainGaussiansParams params_;
    GaussianSchedule schedule_;
    double extent_;
    std::uint64_t seed_;
    kernels::RasterWorkspace workspace_;
    kernels::Array<float, 3> color_;
    PhotoLoss loss_;
};

} // namespace cleave
