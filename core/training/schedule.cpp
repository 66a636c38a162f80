// SPDX-License-Identifier: Apache-2.0
#include "core/training/schedule.h"

#include "kernels/gaussians/planes.h"

#include <algorithm>
#include <cmath>

namespace cleave {

namespace {

namespace plane = kernels::plane;

constexpr double meanRate1 = 1.6e-4; // times the extent, at the first step
constexpr double meanDecay = 0.01;   // of it at the last
constexpr float logScaleRate = 5e-3f, rotationRate = 1e-3f, opacityRate = 5e-2f,
                colorRate = 2.5e-3f;
constexpr float colorRestRate = colorRate / 20;
constexpr double growth = 1.05;
constexpr std::int64_t opacityResetInterval = 3000;

/// The rates were found for 30 000 steps. A shorter training gets further with larger ones;
/// measured at 1000 to 3000 steps.
double haste(int iterations, double power, double most) {
    return std::clamp(std::pow(30000.0 / iterations, power), 1.0, most);
}

} // namespace

GaussianSchedule::GaussianSchedule(const TrainGaussiansParams& params, double extent)
    : params_(params)
    , extent_(extent)
    , meanHaste_(haste(params.iterations, 0.6, 4))
    , shapeHaste_(haste(params.iterations, 0.48, 3))
    , colorHaste_(haste(params.iterations, 0.48, 3)) {
    const std::int64_t all = params.iterations;
    degreeInterval_ = std::clamp<std::int64_t>(all / 8, 1, 1000);
    densifyFrom_ = std::clamp<std::int64_t>(all / 15, 1, 500);
    densifyEvery_ = 100;
    // Half of a classic training only polishes; MCMC relocates until shortly before the end.
    densifyUntil_ = params.densification == Densification::Mcmc
                        ? std::min<std::int64_t>(all * 5 / 6, 25000)
                        : std::min<std::int64_t>(all / 2, 15000);
}

double GaussianSchedule::meanRate(std::int64_t step) const {
    const double share =
        std::clamp(static_cast<double>(step) / std::max(1, params_.iterations), 0.0, 1.0);
    return meanHaste_ * extent_ * meanRate1 * std::pow(meanDecay, share);
}

kernels::Array<float, 1> GaussianSchedule::rates(std::int64_t step) const {
    kernels::Array<float, 1> rates(kernels::gaussianPlaneCount(shDegree(step)));
    const auto shape = static_cast<float>(shapeHaste_), color = static_cast<float>(colorHaste_);
    for (int p = 0; p < static_cast<int>(rates.size(0)); ++p)
        rates(p) = p < plane::logScale       ? static_cast<float>(meanRate(step))
                   : p < plane::rotation     ? shape * logScaleRate
                   : p < plane::opacityLogit ? shape * rotationRate
                   : p < plane::sh           ? opacityRate
                   : p < plane::sh + 3       ? colorRate
                                             : color * colorRestRate;
    return rates;
}

int GaussianSchedule::shDegree(std::int64_t step) const {
    return static_cast<int>(std::min<std::int64_t>(params_.shDegree, step / degreeInterval_));
}

bool GaussianSchedule::densifiesAt(std::int64_t step) const {
    return params_.densification != Densification::None && step >= densifyFrom_ &&
           step <= densifyUntil_ && step % densifyEvery_ == 0;
}

std::int64_t GaussianSchedule::targetCount(std::int64_t step, std::int64_t count) const {
    const std::int64_t cap = params_.maxPrimitives;
    if (count >= cap)
        return count;
    // 5 % a round, or what it takes to reach the cap in the middle of a short training.
    const std::int64_t half = std::max(densifyFrom_, densifyUntil_ * 6 / 10);
    const std::int64_t rounds = std::max<std::int64_t>(1, (half - step) / densifyEvery_ + 1);
    const double factor =
        std::pow(static_cast<double>(cap) / static_cast<double>(std::max<std::int64_t>(1, count)),
                 1.0 / static_cast<double>(rounds));
    const auto target =
        static_cast<std::int64_t>(std::ceil(static_cast<double>(count) * std::max(growth, factor)));
    return std::min(cap, target);
}

bool GaussianSchedule::resetsOpacityAt(std::int64_t step) const {
    return params_.densification == Densification::Classic && step < densifyUntil_ &&
           step % opacityResetInterval == 0;
}

bool GaussianSchedule::resetsOpacityBefore(std::int64_t step) const {
    return params_.densification == Densification::Classic &&
           densifyUntil_ > opacityResetInterval && step > opacityResetInterval;
}

} // namespace cleave
