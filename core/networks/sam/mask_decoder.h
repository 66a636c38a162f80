// SPDX-License-Identifier: Apache-2.0
// SAM's mask decoder: prompt tokens and image positions attend to each other twice; then each mask
// token says how much of which channel of the enlarged image makes its mask (Kirillov et al.,
// Segment Anything, ICCV 2023, appendix A).
#pragma once

#include "core/networks/network_weights.h"

#include <array>
#include <vector>

namespace cleave {

class SamMaskDecoder {
public:
    SamMaskDecoder() = default;
    /// `mask_decoder.*`. positions [grid * grid, channels]: where each position of the image is.
    SamMaskDecoder(NetworkWeights& weights, RowsView positions, int grid);

    int maskCount() const {
        return static_cast<int>(maskTokens_.size(0));
    } ///< one unambiguous mask, then three candidates

    int maskSize() const { return 4 * grid_; }

    double operations(int promptTokens) const; ///< floating point operations of one prompt

    struct Answer {
        std::vector<std::vector<float>> logits; ///< per mask [maskSize, maskSize]
        std::vector<float> predictedIou;
    };

    /// image [grid * grid, channels]: embedding plus what a mask prompt adds; prompt [n, channels].
    /// Masks [first, last) of maskCount(). Callable from several threads at once.
    Answer decode(
        RowsView image, RowsView prompt, int first, int last, const LayerObserver& observer) const;

private:
    struct Attention {
        LinearLayer query, key, value, output;
    };

    /// A layer of the image's positions whose input is "image + positions": the part of the
    /// positions is made once.
    struct ImageLayer {
        LinearLayer layer; ///< without bias
        Rows positions;    ///< layer and bias of the positions
        Rows operator()(RowsView image) const;
    };

    struct TokenToImage {
        LinearLayer query, value, output;
        ImageLayer key;
    };

    struct ImageToToken {
        ImageLayer query;
        LinearLayer key, value, output;
    };

    struct Layer {
        Attention self;
        TokenToImage tokenToImage;
        ImageToToken imageToToken;
        NormLayer norm1, norm2, norm3, norm4;
        LinearLayer widen, narrow;
    };

    using Mlp = std::array<LinearLayer, 3>;

    static ImageLayer
    takeImageLayer(NetworkWeights& weights, const std::string& name, RowsView positions);
    static TokenToImage
    takeTokenToImage(NetworkWeights& weights, const std::string& name, RowsView positions);
    Layer takeLayer(NetworkWeights& weights, const std::string& name, RowsView positions) const;
    void takeUpscaling(NetworkWeights& weights);

    Rows attend(RowsView queries, RowsView keys, RowsView values) const;
    void askImage(const TokenToImage& attention,
                  const NormLayer& norm,
                  RowsView start,
                  RowsView image,
                  Rows& tokens) const;
    void
    runLayer(const Layer& layer, bool isFirst, RowsView start, Rows& tokens, Rows& image) const;
    std::vector<float> arrange(RowsView perPixel, int index) const;

    int grid_ = 0;
    std::int64_t width_ = 0, heads_ = 8;
    Rows iouToken_, maskTokens_;
    std::vector<Layer> layers_;
    TokenToImage finalAttention_;
    NormLayer finalNorm_, upscaleNorm_;
    LinearLayer upscale1_,
        upscale2_; ///< transposed convolutions 2x2 with stride 2: four outputs a position
    std::vector<Mlp> maskHeads_;
    Mlp iouHead_;
};

} // namespace cleave
