// SPDX-License-Identifier: Apache-2.0
// The published mask inverse rendering: scores on primitives that follow the gradient of a loss on
// rendered scores (SA3D, Cen et al., NeurIPS 2023, equation of the mask inverse rendering;
// sections 2.4 and 2.5 of the method).
#pragma once

#include "kernels/base/array.h"
#include "kernels/blending/blend_weights.h"

#include <cstdint>
#include <span>
#include <vector>

namespace cleave::sa3d {

/// L = - sum of M R + lambda * sum of (1 - M) R, and dL/dR into `gradient` [P], overwritten. mask
/// [P] in [0, 1], rendered [P].
double maskLoss(std::span<const float> mask,
                std::span<const float> rendered,
                float lambda,
                std::span<float> gradient);

/// Scores v [N], unbounded, at first 0; R = W v has no background and no activation.
class MaskStore {
public:
    explicit MaskStore(std::int64_t primitives);
    virtual ~MaskStore() = default;

    /// R [P], overwritten.
    void render(const kernels::BlendWeights& weights, std::span<float> rendered) const;
    /// One step on the loss of one view; returns its loss before the step. As published where
    /// `seen` is empty; else the gradient of a primitive is divided by seen [N], the pixels that it
    /// fills, so that large and small primitives of one view move alike, within [-lambda, 1].
    double step(const kernels::BlendWeights& weights,
                std::span<const float> mask,
                float lambda,
                std::span<const float> seen = {});

    std::span<const float> scores() const {
        return {scores_.data(), static_cast<std::size_t>(scores_.count())};
    }

    /// Primitives whose score is not positive take no further part: removed[i] becomes 1. Nothing
    /// is removed where nothing would remain.
    void removeLosers();

    const std::vector<std::uint8_t>& removed() const { return removed_; }

protected:
    /// gradient [N] of the loss by the scores.
    virtual void update(std::span<const float> gradient) = 0;

    kernels::Array<float, 2> scores_; ///< [N, 1]
    std::vector<std::uint8_t> removed_;
};

/// Plain gradient steps, each score the mean over the steps that touched it.
class MeanMaskStore final : public MaskStore {
public:
    MeanMaskStore(std::int64_t primitives, float learningRate);

    std::span<const float> counts() const { return counts_; }

private:
    void update(std::span<const float> gradient) override;

    float learningRate_;
    std::vector<float> counts_;
};

/// Adam with betas 0.9, 0.999 and epsilon 1e-15: its momentum also moves what a view does not see,
/// as published.
class AdamMaskStore final : public MaskStore {
public:
    AdamMaskStore(std::int64_t primitives, float learningRate);

private:
    void update(std::span<const float> gradient) override;

    float learningRate_;
    std::int64_t steps_ = 0;
    std::vector<double> first_, second_;
};

/// Soft IoU of a mask [P] in [0, 1] with a binary render [P].
double softIou(std::span<const float> mask, std::span<const std::uint8_t> rendered);

/// What a rendered score map shows as the object. Voxel variant: above 0 and above the mean;
/// gaussian variant: above one half.
std::vector<std::uint8_t> aboveMean(std::span<const float> rendered);
std::vector<std::uint8_t> aboveHalf(std::span<const float> rendered);

} // namespace cleave::sa3d
