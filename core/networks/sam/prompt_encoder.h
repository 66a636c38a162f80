// SPDX-License-Identifier: Apache-2.0
// Points, boxes and earlier masks as what SAM's mask decoder reads: a few tokens, and one vector
// per position of the image.
#pragma once

#include "core/image/image.h"
#include "core/networks/network_weights.h"

#include <array>
#include <optional>
#include <vector>

namespace cleave {

struct SamPoint {
    double x = 0; ///< pixels of the image that was embedded, from the left (or of the network's
                  ///< input, where stated)
    double y = 0;
    int label = 1; ///< 1: on what is meant; 0: beside it; -1: no point
};

using SamBox = std::array<double, 4>; ///< left, top, right, bottom; pixels

class SamPromptEncoder {
public:
    SamPromptEncoder() = default;
    /// `prompt_encoder.*`. imageSize, grid: of the image encoder.
    SamPromptEncoder(NetworkWeights& weights, int imageSize, int grid);

    int channels() const { return static_cast<int>(2 * frequencies_.size(1)); }

    int maskSize() const { return 4 * grid_; } ///< of mask prompts, square

    /// [grid * grid, channels]: where each position is
    Rows gridPositions() const;
    /// Tokens [n, channels] of prompts in pixels of the network's input: the points, then the box's
    /// corners; without a box one token more that says "no point", but none at all for neither.
    Rows sparse(const std::vector<SamPoint>& points, const std::optional<SamBox>& box) const;
    /// What a mask [maskSize, maskSize, 1] (logits) adds to every position: [grid * grid,
    /// channels].
    Rows dense(const FloatImage& mask) const;

    /// What no mask adds: [channels]
    const kernels::Array<float, 1>& noMask() const { return noMask_; }

private:
    void encodePosition(double x, double y, float* out) const;

    int imageSize_ = 0, grid_ = 0;
    Rows frequencies_; ///< [2, channels / 2]
    std::array<kernels::Array<float, 1>, 4>
        pointKinds_; ///< beside, on, top-left corner, bottom-right corner
    kernels::Array<float, 1> noPoint_, noMask_;
    LinearLayer shrink1_, shrink2_, widen_;
    NormLayer norm1_, norm2_;
};

} // namespace cleave
