// SPDX-License-Identifier: Apache-2.0
#include "core/methods/sa3d/mask_store.h"

#include <algorithm>
#include <cmath>

namespace cleave::sa3d {

namespace {

constexpr float countEpsilon = 1e-9f;
/// Pixels below which a primitive's share of a view is not blown up to a whole vote.
constexpr float leastSeen = 1;
constexpr double beta1 = 0.9, beta2 = 0.999, adamEpsilon = 1e-15;

} // namespace

double maskLoss(std::span<const float> mask,
                std::span<const float> rendered,
                float lambda,
                std::span<float> gradient) {
    CLEAVE_ASSERT(mask.size() == rendered.size() && gradient.size() == mask.size());
    double loss = 0;
    for (std::size_t p = 0; p < mask.size(); ++p) {
        gradient[p] = -mask[p] + lambda * (1 - mask[p]);
        loss += static_cast<double>(gradient[p]) * rendered[p]; // the loss is linear in R
    }
    return loss;
}

MaskStore::MaskStore(std::int64_t primitives)
    : scores_(primitives, 1)
    , removed_(static_cast<std::size_t>(primitives), 0) {}

void MaskStore::render(const kernels::BlendWeights& weights, std::span<float> rendered) const {
    kernels::renderValues(
        weights, scores_, kernels::ArrayView<float, 2>(rendered.data(), rendered.size(), 1));
}

double MaskStore::step(const kernels::BlendWeights& weights,
                       std::span<const float> mask,
                       float lambda,
                       std::span<const float> seen) {
    kernels::Array<float, 2> rendered(mask.size(), 1), byPixel(mask.size(), 1);
    kernels::Array<float, 2> byScore(scores_.size(0), 1);
    kernels::renderValues(weights, scores_, rendered);
    const double loss =
        maskLoss(mask, {rendered.data(), mask.size()}, lambda, {byPixel.data(), mask.size()});
    kernels::liftValues(weights, byPixel, byScore);
    for (std::size_t i = 0; i < seen.size(); ++i)
        if (seen[i] > 0)
            byScore.data()[i] *= 1 / std::max(seen[i], leastSeen);
    update({byScore.data(), removed_.size()});
    for (std::size_t i = 0; i < removed_.size(); ++i)
        if (removed_[i])
            scores_.data()[i] = 0;
    return loss;
}

void MaskStore::removeLosers() {
    const auto isLoser = [](float score) { return !(score > 0); };
    if (std::all_of(scores_.begin(), scores_.end(), isLoser))
        return;
    for (std::size_t i = 0; i < removed_.size(); ++i) {
        if (!isLoser(scores_.data()[i]))
            continue;
        removed_[i] = 1;
        scores_.data()[i] = 0;
    }
}

MeanMaskStore::MeanMaskStore(std::int64_t primitives, float learningRate)
    : MaskStore(primitives)
    , learningRate_(learningRate)
    , counts_(static_cast<std::size_t>(primitives), 0) {}

void MeanMaskStore::update(std::span<const float> gradient) {
    for (std::size_t i = 0; i < gradient.size(); ++i) {
        float& score = scores_.data()[i];
        const float sum = score * counts_[i];
        const float moved = sum - learningRate_ * gradient[i];
        counts_[i] += moved != sum;
        score = moved / (counts_[i] + countEpsilon);
    }
}

AdamMaskStore::AdamMaskStore(std::int64_t primitives, float learningRate)
    : MaskStore(primitives)
    , learningRate_(learningRate)
    , first_(static_cast<std::size_t>(primitives), 0)
    , second_(first_) {}

void AdamMaskStore::update(std::span<const float> gradient) {
    ++steps_;
    const double scale1 = 1 / (1 - std::pow(beta1, static_cast<double>(steps_)));
    const double scale2 = 1 / (1 - std::pow(beta2, static_cast<double>(steps_)));
    for (std::size_t i = 0; i < gradient.size(); ++i) {
        const double g = gradient[i];
        first_[i] = beta1 * first_[i] + (1 - beta1) * g;
        second_[i] = beta2 * second_[i] + (1 - beta2) * g * g;
        scores_.data()[i] -= static_cast<float>(learningRate_ * first_[i] * scale1 /
                                                (std::sqrt(second_[i] * scale2) + adamEpsilon));
    }
}

double softIou(std::span<const float> mask, std::span<const std::uint8_t> rendered) {
    double both = 0, masked = 0, shown = 0;
    for (std::size_t p = 0; p < mask.size(); ++p) {
        masked += mask[p];
        shown += rendered[p];
        both += rendered[p] ? mask[p] : 0;
    }
    const double either = masked + shown - both;
    return either > 0 ? both / either : 0;
}

std::vector<std::uint8_t> aboveMean(std::span<const float> rendered) {
    double sum = 0;
    for (const float value : rendered)
        sum += value;
    const double mean = rendered.empty() ? 0 : sum / static_cast<double>(rendered.size());
    std::vector<std::uint8_t> result(rendered.size());
    for (std::size_t p = 0; p < rendered.size(); ++p)
        result[p] = rendered[p] > mean && rendered[p] > 0;
    return result;
}

std::vector<std::uint8_t> aboveHalf(std::span<const float> rendered) {
    std::vector<std::uint8_t> result(rendered.size());
    for (std::size_t p = 0; p < rendered.size(); ++p)
        result[p] = rendered[p] > 0.5f;
    return result;
}

} // namespace cleave::sa3d
