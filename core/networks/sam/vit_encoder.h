// SPDX-License-Identifier: Apache-2.0
// SAM's image encoder: a vision transformer whose blocks attend inside windows, some over the whole
// image, with decomposed relative positions (Kirillov et al., Segment Anything, ICCV 2023, appendix
// A; Li et al., ViTDet, ECCV 2022).
#pragma once

#include "core/networks/sam/image_encoder.h"
#include "core/networks/sam/neck.h"

#include <vector>

namespace cleave {

class VitEncoder : public SamImageEncoder {
public:
    /// All sizes follow from the shapes of the tensors. Throws Error naming file and tensor.
    explicit VitEncoder(NetworkWeights& weights);

    int imageSize() const override { return static_cast<int>(grid_ * patch_); }

    int gridSize() const override { return static_cast<int>(grid_); }

    int channels() const override { return static_cast<int>(neck_.channels()); }

    double operations() const override;
    std::string name() const override;
    Rows encode(const FloatImage& input,
                const Progress& progress,
                const LayerObserver& observer) const override;

private:
    struct Block {
        NormLayer norm1, norm2;
        LinearLayer qkv, projection, widen, narrow;
        kernels::Array<float, 1> paddingQkv; ///< [3 width] of a position outside the image: what
                                             ///< the layer makes of zeros
        Rows relativeRows, relativeColumns;  ///< [2 window - 1, head depth]
        std::int64_t window = 0; ///< side; the grid's for blocks that attend over the whole image
    };

    Block takeBlock(NetworkWeights& weights, const std::string& name) const;
    Rows embedPatches(const FloatImage& input) const;
    void attend(
        const Block& block, Rows& tokens, Rows& normed, Rows& qkv, const Progress& progress) const;
    void perceive(const Block& block, Rows& tokens, const Progress& progress) const;

    std::int64_t grid_ = 0, patch_ = 0, width_ = 0, heads_ = 0, headDepth_ = 0;
    LinearLayer patchLayer_;
    Rows positions_; ///< [grid * grid, width]
    std::vector<Block> blocks_;
    SamNeck neck_;
};

} // namespace cleave
