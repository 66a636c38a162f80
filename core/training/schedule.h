// SPDX-License-Identifier: Apache-2.0
// What changes while a splat trains: learning rates, the SH degree in use, when gaussians are
// added.
#pragma once

#include "core/training/train_gaussians.h"
#include "kernels/base/array.h"

namespace cleave {

/// Learning rates of Kerbl et al. 2023, made for 30 000 steps, at a 1-based step. Shorter trainings
/// take larger steps and raise the degree sooner. extent: of the cameras, scene units.
class GaussianSchedule {
public:
    GaussianSchedule(const TrainGaussiansParams& params, double extent);

    double meanRate(std::int64_t step) const;
    /// One rate per plane in use at this step.
    kernels::Array<float, 1> rates(std::int64_t step) const;
    int shDegree(std::int64_t step) const;
    bool densifiesAt(std::int64_t step) const;
    /// MCMC: how many gaussians there should be after densifying at this step, at most the cap.
    std::int64_t targetCount(std::int64_t step, std::int64_t count) const;
    bool resetsOpacityAt(std::int64_t step) const;
    /// Whether there was such a step before this one.
    bool resetsOpacityBefore(std::int64_t step) const;

private:
    TrainGaussiansParams params_;
    double extent_;
    double meanHaste_, shapeHaste_, colorHaste_; ///< factors on the rates
    std::int64_t degreeInterval_, densifyFrom_, densifyUntil_, densifyEvery_;
};

} // namespace cleave
