// SPDX-License-Identifier: Apache-2.0
#include "core/methods/saga/saga_training.h"

#include "core/base/error.h"
#include "core/field/primitive_cloud.h"
#include "core/masks/mask_patches.h"
#include "core/masks/mask_scale.h"
#include "core/rendering/blend_weights.h"
#include "core/rendering/renderer.h"
#include "kernels/neighbors/knn.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <sstream>

namespace cleave {

namespace {

/// Passes over a group of views before its pixels are drawn anew.
constexpr int visitsPerSample = 10;
constexpr double beta1 = 0.9, beta2 = 0.999, epsilon = 1e-15;
constexpr float startingLength = 0.01f;

template <class T>
void shuffle(std::vector<T>& values, std::mt19937_64& random) {
    for (std::size_t i = values.size(); i > 1; --i)
        std::swap(values[i - 1], values[random() % i]);
}

/// Rows in memory that is kept from step to step: photos differ in how many they need.
kernels::ArrayView<float, 2> rowsIn(kernels::Array<float, 1>& memory,
                                    std::int64_t rows,
                                    std::int64_t width = SagaTraining::dimensions) {
    if (memory.count() < rows * width)
        memory = kernels::Array<float, 1>(rows * width);
    return kernels::ArrayView<float, 2>(memory.data(), rows, width);
}

/// Masks of a photo by descending scale; those without one are left out.
ScaledMasks scaledMasks(const ViewMasks& view, const FloatImage& depth, const Intrinsics& lens) {
    const std::vector<std::vector<std::int32_t>> masks = masksAsPatches(view);
    const std::vector<double> scales = maskScales(masks, view.hierarchy.patches, depth, lens);
    std::vector<double> sizes(static_cast<std::size_t>(view.hierarchy.patchCount), 0.0);
    for (const std::int32_t patch : view.hierarchy.patches.pixels)
        ++sizes[static_cast<std::size_t>(patch)];
    std::vector<std::size_t> order;
    for (std::size_t m = 0; m < masks.size(); ++m)
        if (scales[m] > 0)
            order.push_back(m);
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
        return scales[a] > scales[b];
    });
    ScaledMasks result;
    result.masksOf.resize(sizes.size());
    for (const std::size_t m : order) {
        double area = 0;
        for (const std::int32_t patch : masks[m]) {
            area += sizes[static_cast<std::size_t>(patch)];
            result.masksOf[static_cast<std::size_t>(patch)].push_back(
                static_cast<std::int32_t>(result.scales.size()));
        }
        result.scales.push_back(scales[m]);
        result.areas.push_back(area);
    }
    return result;
}

} // namespace

/// A view's current pixels with everything that a step needs of them.
struct SagaTraining::PreparedView {
    ScaledMasks masks;                 ///< over the patches drawn
    std::vector<std::int32_t> patches; ///< [S] ascending
    kernels::Array<float, 2> weights;  ///< [P, P] of pairs
    kernels::BlendColumns columns;
    kernels::BlendWeights rows; ///< [S, M]: by column instead of by primitive

    std::size_t bytes() const {
        return rows.rowStarts.bytes() + rows.primitives.bytes() + rows.weights.bytes() +
               columns.bytes() + weights.bytes() + patches.size() * 4;
    }
};

SagaTraining::SagaTraining(const MethodInputs& inputs, const SagaParams& params, Progress& progress)
    : inputs_(inputs)
    , params_(params)
    , random_(inputs.seed ^ 0x7361676100000000u)
    , features_(primitiveCount(inputs.field), dimensions)
    , support_(primitiveCount(inputs.field))
    , adam_(primitiveCount(inputs.field), dimensions)
    , gateMoments_(2, 2, dimensions)
    , columnOf_(primitiveCount(inputs.field)) {
    measure(progress);
    const PrimitiveCloud cloud = primitiveCloud(inputs.field);
    neighbors_ = kernels::Array<std::int32_t, 2>(cloud.count(), params.smoothingNeighbors);
    kernels::Array<float, 2> distances(cloud.count(), params.smoothingNeighbors);
    kernels::PointTree(cloud.positions).nearest(cloud.positions, neighbors_, distances);
    neighborOf_ = kernels::neighborOf(neighbors_);
    std::fill(columnOf_.begin(), columnOf_.end(), -1);
    startFromNoise();
}

void SagaTraining::measure(Progress& progress) {
    std::vector<double> all;
    std::int64_t done = 0;
    for (const auto& [id, view] : inputs_.masks->views) {
        progress.advance(done++, static_cast<std::int64_t>(inputs_.masks->views.size()));
        if (view->hierarchy.patchCount < 2 || inputs_.dataset->view(id).isTest)
            continue;
        const Camera& camera = inputs_.dataset->view(id).camera;
        const RenderedView rendered =
            renderView(inputs_.field, camera, {.color = false, .depth = true});
        ScaledMasks masks = scaledMasks(*view, rendered.depth, camera.intrinsics);
        if (masks.scales.empty())
            continue;
        all.insert(all.end(), masks.scales.begin(), masks.scales.end());
        views_.push_back({id, std::move(masks)});
    }
    if (views_.empty())
        throw missing(
            CLEAVE_TR("Methods", "no training photo has masks; make or import masks first"));
    largestScale_ = *std::max_element(all.begin(), all.end());
    quantiles_ = QuantileTransform(std::move(all));
}

void SagaTraining::startFromNoise() {
    std::normal_distribution<float> normal;
    for (float& value : features_)
        value = startingLength * normal(random_);
    for (int d = 0; d < dimensions; ++d) {
        gate_.weights.push_back(2 * static_cast<double>(random_() >> 11) * 0x1p-53 - 1);
        gate_.biases.push_back(2 * static_cast<double>(random_() >> 11) * 0x1p-53 - 1);
    }
}

void SagaTraining::run(Progress& progress) {
    std::size_t next = views_.size();
    while (step_ < params_.training.iterations) {
        if (next >= views_.size()) {
            shuffle(views_, random_);
            next = 0;
        }
        const std::vector<PreparedView> group = prepareGroup(next, progress);
        trainOn(group, progress);
    }
}

/// Pixels and weights of the next views, as many as the memory holds (at least one).
std::vector<SagaTraining::PreparedView> SagaTraining::prepareGroup(std::size_t& next,
                                                                   Progress& progress) {
    std::vector<PreparedView> group;
    const std::size_t budget = static_cast<std::size_t>(params_.training.memory) << 20;
    std::size_t used = 0;
    while (next < views_.size() && (group.empty() || used + used / group.size() <= budget)) {
        progress.check();
        prepare(views_[next++], group.emplace_back());
        used += group.back().bytes();
    }
    return group;
}

void SagaTraining::prepare(const MeasuredView& measured, PreparedView& view) {
    const MaskHierarchy& hierarchy = inputs_.masks->find(measured.id)->hierarchy;
    const PixelSample sample =
        samplePixels(hierarchy,
                     {.count = params_.training.samples, .balance = params_.training.balance},
                     random_);
    std::vector<std::pair<std::int32_t, std::int32_t>> drawn; // patch, pixel
    for (std::size_t i = 0; i < sample.pixels.size(); ++i)
        if (!measured.masks.masksOf[static_cast<std::size_t>(sample.patches[i])].empty())
            drawn.emplace_back(sample.patches[i], sample.pixels[i]);
    std::sort(drawn.begin(), drawn.end());

    std::vector<std::int32_t> pixels;
    std::vector<std::int64_t> counts;
    view.masks.scales = measured.masks.scales;
    view.masks.areas = measured.masks.areas;
    for (std::size_t i = 0; i < drawn.size(); ++i) {
        if (i == 0 || drawn[i].first != drawn[i - 1].first) {
            view.masks.masksOf.push_back(
                measured.masks.masksOf[static_cast<std::size_t>(drawn[i].first)]);
            counts.push_back(0);
        }
        ++counts.back();
        pixels.push_back(drawn[i].second);
        view.patches.push_back(static_cast<std::int32_t>(counts.size()) - 1);
    }
    const kernels::Array<double, 2> weights = pairWeights(view.masks, counts);
    view.weights = kernels::Array<float, 2>(counts.size(), counts.size());
    std::transform(weights.begin(), weights.end(), view.weights.begin(), [](double weight) {
        return static_cast<float>(weight);
    });

    view.rows = blendWeights(inputs_.field, inputs_.dataset->view(measured.id).camera, pixels);
    view.columns = kernels::blendColumns(view.rows);
    const std::int64_t columns = view.columns.primitives.count();
    for (std::int64_t c = 0; c < columns; ++c)
        columnOf_(view.columns.primitives(c)) = static_cast<std::int32_t>(c);
    for (std::int64_t i = 0; i < view.rows.blendCount(); ++i) {
        support_(view.rows.primitives(i)) += view.rows.weights(i);
        view.rows.primitives(i) = static_cast<std::uint32_t>(columnOf_(view.rows.primitives(i)));
    }
    view.rows.primitiveCount = columns;
    for (std::int64_t c = 0; c < columns; ++c)
        columnOf_(view.columns.primitives(c)) = -1;
}

void SagaTraining::trainOn(const std::vector<PreparedView>& group, Progress& progress) {
    std::vector<std::size_t> order(group.size());
    std::iota(order.begin(), order.end(), 0);
    for (int visit = 0; visit < visitsPerSample; ++visit) {
        shuffle(order, random_);
        for (std::size_t i : order) {
            if (step_ >= params_.training.iterations)
                return;
            step(group[i]);
            report(progress);
        }
    }
}

/// Half of the neighbours, the same for all primitives.
std::uint32_t SagaTraining::drawRanks() {
    const auto width = static_cast<int>(neighbors_.size(1));
    std::vector<int> order(static_cast<std::size_t>(width));
    std::iota(order.begin(), order.end(), 0);
    shuffle(order, random_);
    std::uint32_t ranks = 0;
    for (int i = 0; i < std::max(1, width / 2); ++i)
        ranks |= 1u << order[static_cast<std::size_t>(i)];
    return ranks;
}

void SagaTraining::step(const PreparedView& view) {
    ++step_;
    const std::int64_t pixels = view.rows.rowCount(), columns = view.columns.primitives.count();
    if (pixels == 0 || columns == 0)
        return;
    const std::vector<SampledScale> sampled =
        sampleScales(view.masks.scales, largestScale_, random_);
    const kernels::Array<std::uint16_t, 2> related = scaleTargets(view.masks, sampled);
    std::vector<double> scales;
    for (const SampledScale& scale : sampled)
        scales.push_back(quantiles_(scale.value));

    const std::uint32_t ranks = drawRanks();
    const auto means = rowsIn(means_, columns), meanGradients = rowsIn(meanGradients_, columns),
               rendered = rowsIn(rendered_, pixels), gradients = rowsIn(gradients_, pixels);
    const kernels::ArrayView<float, 1> lengths(rowsIn(lengths_, columns, 1).data(), columns);
    kernels::Array<double, 2> gateGradients(2, dimensions);
    kernels::smoothFeaturesOver(
        features_, neighbors_, ranks, view.columns.primitives, true, means, lengths);
    kernels::renderValues(view.rows, means, rendered);
    const SagaLoss loss = sagaLoss<float>(
        {rendered,
         kernels::ArrayView<const std::int32_t, 1>(view.patches.data(), view.patches.size()),
         related,
         view.weights,
         scales},
        gate_,
        {.lengthWeight = params_.lengthWeight, .seed = static_cast<std::uint32_t>(random_())},
        work_,
        gradients,
        gateGradients);

    kernels::smoothedGradients(view.columns, gradients, means, lengths, meanGradients);
    for (std::int64_t c = 0; c < columns; ++c)
        columnOf_(view.columns.primitives(c)) = static_cast<std::int32_t>(c);
    kernels::smoothAdamStep(neighborOf_,
                            ranks,
                            columnOf_,
                            meanGradients,
                            {.learningRate = static_cast<float>(params_.training.learningRate),
                             .beta1 = static_cast<float>(beta1),
                             .beta2 = static_cast<float>(beta2),
                             .epsilon = static_cast<float>(epsilon)},
                            adam_,
                            features_);
    for (std::int64_t c = 0; c < columns; ++c)
        columnOf_(view.columns.primitives(c)) = -1;
    stepGate(gateGradients);

    const double rate = step_ == 1 ? 1 : 0.02;
    mean_.total += rate * (loss.total - mean_.total);
    mean_.meanTogether += rate * (loss.meanTogether - mean_.meanTogether);
    mean_.meanApart += rate * (loss.meanApart - mean_.meanApart);
}

void SagaTraining::stepGate(const kernels::Array<double, 2>& gradients) {
    const double correction1 = 1 / (1 - std::pow(beta1, static_cast<double>(step_))),
                 correction2 = 1 / (1 - std::pow(beta2, static_cast<double>(step_)));
    for (int part = 0; part < 2; ++part)
        for (int d = 0; d < dimensions; ++d) {
            const double g = gradients(part, d);
            double &m = gateMoments_(0, part, d), &v = gateMoments_(1, part, d);
            m = beta1 * m + (1 - beta1) * g;
            v = beta2 * v + (1 - beta2) * g * g;
            double& value = part == 0 ? gate_.weights[static_cast<std::size_t>(d)]
                                      : gate_.biases[static_cast<std::size_t>(d)];
            value -= params_.training.learningRate * m * correction1 /
                     (std::sqrt(v * correction2) + epsilon);
        }
}

void SagaTraining::report(Progress& progress) {
    if (step_ % 50 == 0) {
        std::ostringstream text;
        text << "step " << step_ << ", loss " << mean_.total << ", alike " << mean_.meanTogether
             << ", unlike " << mean_.meanApart;
        progress.detail(text.str());
    }
    progress.advance(step_, params_.training.iterations);
}

kernels::Array<float, 2> SagaTraining::smoothedFeatures() const {
    const std::int64_t count = features_.size(0);
    kernels::Array<std::uint32_t, 1> all(count);
    std::iota(all.begin(), all.end(), 0u);
    kernels::Array<float, 2> means(count, dimensions);
    kernels::Array<float, 1> lengths(count);
    kernels::smoothFeaturesOver(features_, neighbors_, ~0u, all, true, means, lengths);
    return means;
}

} // namespace cleave
