// SPDX-License-Identifier: Apache-2.0
// What both image encoders of the SAM family end with: two convolutions without bias, each
// normalised over the channels.
#pragma once

#include "core/networks/network_weights.h"

namespace cleave {

class SamNeck {
public:
    SamNeck() = default;
    /// `image_encoder.neck.0` to `.3`; inputs: channels of the transformer.
    SamNeck(NetworkWeights& weights, std::int64_t inputs);

    std::int64_t channels() const { return reduce_.outputs(); }

    /// input [grid * grid, inputs] -> [grid * grid, channels]
    Rows run(RowsView input, std::int64_t grid, const LayerObserver& observer) const;

private:
    LinearLayer reduce_,
        convolution_; ///< the 3x3 convolution as a layer over the 9 neighbours' channels
    NormLayer reduceNorm_, outputNorm_;
};

} // namespace cleave
