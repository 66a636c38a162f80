// SPDX-License-Identifier: Apache-2.0
#include "core/networks/layers.h"

namespace cleave {

LinearLayer::LinearLayer(RowsView weights, kernels::ArrayView<const float, 1> bias)
    : inputs_(weights.size(1))
    , outputs_(weights.size(0))
    , packed_(kernels::packedWeightCount(weights.size(0), weights.size(1))) {
    kernels::packWeights(weights, bias, packed_);
}

} // namespace cleave
