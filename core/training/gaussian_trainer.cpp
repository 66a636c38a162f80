// SPDX-License-Identifier: Apache-2.0
#include "core/training/gaussian_trainer.h"

#include "core/rendering/pinhole_camera.h"
#include "core/training/densify.h"
#include "kernels/base/parallel_for.h"
#include "kernels/gaussians/mcmc.h"
#include "kernels/optim/adam.h"

#include <cmath>

namespace cleave {

namespace {

constexpr float regularization = 0.01f; // of opacities and of scales, Kheradmand et al. 2024
constexpr double noiseRate = 5e5;       // times the means' learning rate
/// Gaussians whose gradients are made and used at once: 59 planes of them stay in the second cache
/// level.
constexpr std::int64_t moveGrain = 256;

} // namespace

GaussianTrainer::GaussianTrainer(GaussianState state,
                                 const TrainGaussiansParams& params,
                                 double extent,
                                 std::uint64_t seed)
    : state_(std::move(state))
    , params_(params)
    , schedule_(params, extent)
    , extent_(extent)
    , seed_(seed) {}

kernels::ArrayView<const float, 3> GaussianTrainer::render(const Camera& camera,
                                                           const Eigen::Vector3f& background) {
    const kernels::PinholeCamera pinhole = pinholeCamera(camera);
    if (color_.size(1) != pinhole.height || color_.size(2) != pinhole.width)
        color_ = kernels::Array<float, 3>(3, pinhole.height, pinhole.width);
    const GaussianField& field = state_.field;
    kernels::projectGaussians(
        {field.planes.view(), field.count, schedule_.shDegree(state_.iteration), field.antialiased},
        pinhole,
        workspace_);
    kernels::binTiles(workspace_);
    kernels::RasterImages images;
    images.color = color_;
    kernels::rasterize({{background[0], background[1], background[2]}}, {}, images, workspace_);
    return color_.view();
}

void GaussianTrainer::step(const Camera& camera,
                           const Image& photo,
                           const Eigen::Vector3f& background) {
    ++state_.iteration;
    const kernels::ArrayView<const float, 3> rendered = render(camera, background);
    state_.loss.add(loss_.evaluate(rendered, photo, params_.ssimWeight).total(params_.ssimWeight));
    kernels::RasterImagesOf<const float> images, gradients;
    images.color = rendered;
    gradients.color = loss_.gradient();
    kernels::rasterizeBackward(
        {{background[0], background[1], background[2]}}, {}, images, gradients, workspace_);
    const GaussianField& field = state_.field;
    move(
        {field.planes.view(), field.count, schedule_.shDegree(state_.iteration), field.antialiased},
        pinholeCamera(camera));
    if (schedule_.densifiesAt(state_.iteration))
        densify();
    if (schedule_.resetsOpacityAt(state_.iteration))
        resetOpacity(state_);
}

void GaussianTrainer::move(const kernels::GaussianView& view,
                           const kernels::PinholeCamera& camera) {
    const bool isMcmc = params_.densification == Densification::Mcmc;
    const bool isClassic = params_.densification == Densification::Classic;
    const std::int64_t count = view.count, planeCount = state_.field.planes.size(0);
    const kernels::Array<float, 1> rates = schedule_.rates(state_.iteration);
    const float share = regularization / static_cast<float>(count);
    const auto noise = static_cast<float>(noiseRate * schedule_.meanRate(state_.iteration));
    kernels::forChunks(count, moveGrain, [&](std::int64_t begin, std::int64_t end, std::int64_t) {
        alignas(64) float scratch[kernels::gaussianPlaneCount(kernels::maxShDegree) * moveGrain];
        const kernels::ArrayView<float, 2> gradients(scratch, planeCount, moveGrain);
        kernels::GaussianGradients targets;
        targets.planes = gradients;
        targets.overwrite = true;
        if (isClassic) {
            targets.meanGradientNorms = state_.statistics.view().row(0);
            targets.visibleCounts = state_.statistics.view().row(1);
        }
        kernels::projectGaussiansBackward(view, camera, workspace_, begin, end, targets);
        if (isMcmc)
            kernels::addMcmcRegularization(view.planes, begin, end, share, share / 3, gradients);
        kernels::adamRange({.step = state_.iteration},
                           rates,
                           begin,
                           end,
                           gradients,
                           state_.field.planes,
                           state_.first,
                           state_.second);
        if (isMcmc)
            kernels::addMcmcNoise(state_.field.planes, begin, end, noise, seed_, state_.iteration);
    });
}

void GaussianTrainer::densify() {
    if (params_.densification == Densification::Mcmc)
        return densifyMcmc(
            state_, schedule_.targetCount(state_.iteration, state_.field.count), seed_);
    densifyClassic(
        state_,
        {extent_, params_.maxPrimitives, 2e-4f, schedule_.resetsOpacityBefore(state_.iteration)},
        seed_);
}

} // namespace cleave
