// SPDX-License-Identifier: Apache-2.0
#include "core/base/error.h"
#include "core/features/smooth_features.h"
#include "core/methods/omniseg3d/contrastive_loss.h"
#include "core/methods/omniseg3d/omniseg3d.h"
#include "core/methods/omniseg3d/position_features.h"
#include "core/methods/pixel_sample.h"
#include "core/rendering/blend_weights.h"
#include "kernels/base/parallel_for.h"
#include "kernels/features/lift_adam.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>
#include <random>
#include <sstream>

namespace cleave {

namespace {

constexpr int dimensions = 16;
/// Passes over a group of views before its pixels are drawn anew.
constexpr int visitsPerSample = 10;
/// Weight of mean (|f| - 1)^2 over all primitives, or over the pixels for features of position.
constexpr double unitWeight = 100;
/// Of the contrast, in the published gaussian and hash-grid forms.
constexpr double primitiveLossWeight = 1e-3, positionLossWeight = 5e-4;
constexpr double lastRateShare = 1.0 / 30;
constexpr std::int64_t columnGrain = 512;

/// A view's current pixels with everything that a step needs of them.
struct PreparedView {
    const MaskHierarchy* hierarchy = nullptr;
    PixelSample sample;
    kernels::BlendWeights rows;
    kernels::BlendColumns columns;

    std::size_t bytes() const {
        return rows.rowStarts.bytes() + rows.primitives.bytes() + rows.weights.bytes() +
               columns.bytes() + sample.pixels.size() * 12;
    }
};

class FeatureTraining {
public:
    FeatureTraining(const MethodInputs& inputs, const Omniseg3dParams& params)
        : inputs_(inputs)
        , params_(params)
        , random_(inputs.seed ^ 0x6f6d6e6933640000u)
        , features_(primitiveCount(inputs.field), dimensions)
        , support_(primitiveCount(inputs.field))
        , adam_(primitiveCount(inputs.field), dimensions) {
        for (const auto& [id, view] : inputs.masks->views)
            if (view->hierarchy.patchCount > 1 && !inputs.dataset->view(id).isTest)
                views_.push_back(id);
        if (views_.empty())
            throw missing(
                CLEAVE_TR("Methods", "no training photo has masks; make or import masks first"));
        if (params.carrier == FeatureCarrier::Position)
            position_ = std::make_unique<PositionFeatures>(
                primitiveCloud(inputs.field), dimensions, params.tableSize, random_());
        else
            startFromNoise();
    }

    void run(Progress& progress) {
        std::size_t next = views_.size();
        while (step_ < params_.training.iterations) {
            if (next >= views_.size()) {
                shuffle(views_);
                next = 0;
            }
            const std::vector<PreparedView> group = prepareGroup(next, progress);
            trainOn(group, progress);
        }
        if (position_) {
            kernels::Array<std::uint32_t, 1> all(features_.size(0));
            std::iota(all.begin(), all.end(), 0u);
            position_->evaluate(all, features_);
        }
    }

    kernels::Array<float, 2>& features() { return features_; }

    const kernels::Array<float, 1>& support() const { return support_; }

private:
    void startFromNoise() {
        std::normal_distribution<float> normal;
        for (std::int64_t i = 0; i < features_.size(0); ++i) {
            float squared = 0;
            for (int d = 0; d < dimensions; ++d)
                squared += std::pow(features_(i, d) = normal(random_), 2.0f);
            for (int d = 0; d < dimensions; ++d)
                features_(i, d) /= std::sqrt(std::max(squared, 1e-12f));
        }
    }

    template <class T>
    void shuffle(std::vector<T>& values) {
        for (std::size_t i = values.size(); i > 1; --i)
            std::swap(values[i - 1], values[random_() % i]);
    }

    /// Pixels and weights of the next views, as many as the memory holds (at least one).
    std::vector<PreparedView> prepareGroup(std::size_t& next, Progress& progress) {
        std::vector<PreparedView> group;
        const std::size_t budget = static_cast<std::size_t>(params_.training.memory) << 20;
        std::size_t used = 0;
        while (next < views_.size() && (group.empty() || used + used / group.size() <= budget)) {
            progress.check();
            const ViewId id = views_[next++];
            PreparedView& view = group.emplace_back();
            view.hierarchy = &inputs_.masks->find(id)->hierarchy;
            view.sample = samplePixels(*view.hierarchy,
                                       {.count = params_.training.samples,
                                        .balance = params_.training.balance,
                                        .withReplacement = true},
                                       random_);
            view.rows =
                blendWeights(inputs_.field, inputs_.dataset->view(id).camera, view.sample.pixels);
            view.columns = kernels::blendColumns(view.rows);
            for (std::int64_t i = 0; i < view.rows.blendCount(); ++i)
                support_(view.rows.primitives(i)) += view.rows.weights(i);
            used += view.bytes();
        }
        return group;
    }

    void trainOn(const std::vector<PreparedView>& group, Progress& progress) {
        std::vector<std::size_t> order(group.size());
        for (std::size_t i = 0; i < order.size(); ++i)
            order[i] = i;
        for (int visit = 0; visit < visitsPerSample && step_ < params_.training.iterations;
             ++visit) {
            shuffle(order);
            for (std::size_t i : order) {
                if (step_ >= params_.training.iterations)
                    return;
                step(group[i]);
                report(progress);
            }
        }
    }

    void step(const PreparedView& view) {
        ++step_;
        const std::int64_t rows = view.rows.rowCount();
        if (rows == 0)
            return;
        if (rendered_.size(0) != rows) {
            rendered_ = kernels::Array<float, 2>(rows, dimensions);
            gradients_ = kernels::Array<float, 2>(rows, dimensions);
        }
        if (position_)
            position_->evaluate(view.columns.primitives, features_);
        kernels::renderValues(view.rows, features_, rendered_);
        const ContrastiveLoss loss =
            contrastiveLoss<float>(rendered_,
                                   view.sample.patches,
                                   view.hierarchy->correlation,
                                   view.hierarchy->patchCount,
                                   {.minimumPixels = params_.minimumPixels,
                                    .levelWeight = params_.levelWeight,
                                    .weight = position_ ? positionLossWeight : primitiveLossWeight,
                                    .rayNormWeight = position_ ? unitWeight : 0,
                                    .normalised = !position_,
                                    .concentrationMin = params_.temperature,
                                    .concentrationMax = std::max(1.0, params_.temperature),
                                    .dropsSmallestLevel = params_.publishedLevelRule},
                                   gradients_);
        if (position_)
            stepPosition(view);
        else
            stepPrimitives(view);
        const double perRay = loss.contrast / static_cast<double>(rows);
        meanLoss_ = step_ == 1 ? perRay : meanLoss_ + 0.02 * (perRay - meanLoss_);
    }

    void stepPrimitives(const PreparedView& view) {
        kernels::liftAdamStep(
            view.columns,
            gradients_,
            {.learningRate = static_cast<float>(params_.training.learningRate),
             .unitWeight = static_cast<float>(unitWeight / static_cast<double>(features_.size(0)))},
            adam_,
            features_);
    }

    void stepPosition(const PreparedView& view) {
        const std::int64_t count = view.columns.primitives.count();
        kernels::Array<float, 2> lifted(count, dimensions);
        kernels::forChunks(
            count, columnGrain, [&](std::int64_t begin, std::int64_t end, std::int64_t) {
                for (std::int64_t c = begin; c < end; ++c)
                    for (std::int64_t i = view.columns.columnStarts(c);
                         i < view.columns.columnStarts(c + 1);
                         ++i)
                        for (int d = 0; d < dimensions; ++d)
                            lifted(c, d) +=
                                view.columns.weights(i) * gradients_(view.columns.rows(i), d);
            });
        // From the full rate along a cosine to a thirtieth, as published.
        const double done =
            static_cast<double>(step_) / static_cast<double>(params_.training.iterations);
        const double falling =
            lastRateShare + (1 - lastRateShare) * 0.5 * (1 + std::cos(std::numbers::pi * done));
        position_->step(lifted, static_cast<float>(params_.training.learningRate * falling));
    }

    void report(Progress& progress) {
        if (step_ % 50 == 0) {
            std::ostringstream text;
            text << "step " << step_ << ", loss " << meanLoss_;
            progress.detail(text.str());
        }
        progress.advance(step_, params_.training.iterations);
    }

    const MethodInputs& inputs_;
    const Omniseg3dParams& params_;
    std::mt19937_64 random_;
    std::vector<ViewId> views_;
    kernels::Array<float, 2> features_; ///< [N, D]
    kernels::Array<float, 1> support_;  ///< [N] summed weights of the pixels drawn
    kernels::LiftAdamState adam_;
    std::unique_ptr<PositionFeatures> position_;    ///< null: every primitive has its own
    kernels::Array<float, 2> rendered_, gradients_; ///< [P, D]
    std::int64_t step_ = 0;
    double meanLoss_ = 0;
};

} // namespace

TrainedFeatures Omniseg3d::train(const MethodInputs& inputs, Progress& progress) {
    Progress training = progress.part(0, 0.95);
    training.phase(text(CLEAVE_TR("Methods", "Training features")));
    FeatureTraining run(inputs, params_);
    run.run(training);

    progress.phase(text(CLEAVE_TR("Methods", "Smoothing features")));
    TrainedFeatures trained;
    trained.graph =
        primitiveGraph(primitiveCloud(inputs.field), std::max(1, params_.smoothingNeighbors));
    smoothFeatures(run.features(),
                   run.support(),
                   trained.graph,
                   params_.smoothingNeighbors > 0 ? params_.smoothingRounds : 0,
                   4);
    trained.features = std::move(run.features());
    trained.iterations = params_.training.iterations;
    trained.memory = params_.training.memory;
    return trained;
}

} // namespace cleave
