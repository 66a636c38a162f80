// SPDX-License-Identifier: Apache-2.0
// MobileSAM's image encoder: convolutions first, then attention inside windows (Wu et al., TinyViT,
// ECCV 2022; Zhang et al., Faster Segment Anything, 2023).
#pragma once

#include "core/networks/sam/image_encoder.h"
#include "core/networks/sam/neck.h"

#include <optional>
#include <string>
#include <vector>

namespace cleave {

class TinyVit : public SamImageEncoder {
public:
    /// All sizes follow from the shapes of the tensors but the image's, which is in none. Throws
    /// Error naming file and tensor.
    explicit TinyVit(NetworkWeights& weights);

    int imageSize() const override { return static_cast<int>(imageSize_); }

    int gridSize() const override { return static_cast<int>(imageSize_ / 16); }

    int channels() const override { return static_cast<int>(neck_.channels()); }

    double operations() const override;

    std::string name() const override { return "mobile-sam"; }

    Rows encode(const FloatImage& input,
                const Progress& progress,
                const LayerObserver& observer) const override;

private:
    /// A 3x3 convolution of each channel by itself with its batch normalisation.
    struct Depthwise {
        Rows weights; ///< [9, channels]
        kernels::Array<float, 1> bias;
        Rows run(RowsView map, std::int64_t side, std::int64_t stride, Activation activation) const;
    };

    /// 1x1, 3x3 per channel, 1x1: of both the first layer's blocks and what makes maps smaller
    /// between layers.
    struct Narrowing {
        LinearLayer widen, narrow;
        Depthwise middle;
    };

    struct Block {
        NormLayer attentionNorm, mlpNorm;
        LinearLayer qkv, projection, widen, narrow;
        Rows paddingQkv; ///< [1, 3 width] of a position outside the map
        kernels::Array<float, 1>
            bias; ///< [heads, window^2, window^2 rounded up to 16], by key and query
        Depthwise local;
        std::int64_t heads = 0, window = 0;
    };

    struct Layer {
        std::vector<Narrowing> convolutions; ///< of the first layer
        std::vector<Block> blocks;           ///< of the others
        std::optional<Narrowing> merging;
        std::int64_t side = 0; ///< of its map
    };

    static LinearLayer takeConvolution(NetworkWeights& weights, const std::string& name);
    static Depthwise takeDepthwise(NetworkWeights& weights, const std::string& name);
    static Narrowing takeNarrowing(NetworkWeights& weights, const std::string& name);
    static Block takeBlock(NetworkWeights& weights, const std::string& name);

    Rows embedPatches(const FloatImage& input) const;
    void attend(const Block& block, std::int64_t side, Rows& tokens) const;
    void perceive(const Block& block, Rows& tokens) const;
    void runLayer(const Layer& layer,
                  const std::string& name,
                  Rows& map,
                  const Progress& progress,
                  const LayerObserver& observer) const;

    std::int64_t imageSize_ = 0;
    LinearLayer patch1_,
        patch2_; ///< 3x3 convolutions with stride 2 as layers over the 9 neighbours' channels
    std::vector<Layer> layers_;
    SamNeck neck_;
};

} // namespace cleave
