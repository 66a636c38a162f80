// SPDX-License-Identifier: Apache-2.0
// The layers that vision transformers are made of, on rows of channels: [positions, channels],
// row-major.
#pragma once

#include "kernels/base/array.h"
#include "kernels/dense/layer_norm.h"
#include "kernels/dense/linear.h"

#include <cstdint>
#include <functional>
#include <string_view>

namespace cleave {

using kernels::Activation;
using Rows = kernels::Array<float, 2>;
using RowsView = kernels::ArrayView<const float, 2>;
using MutableRows = kernels::ArrayView<float, 2>;

/// Hears what comes out of the parts of a network, for tests and for looking inside.
using LayerObserver = std::function<void(std::string_view layer, RowsView rows)>;

/// Rows [begin, end) of a view.
inline RowsView rowRange(RowsView rows, std::int64_t begin, std::int64_t end) {
    return RowsView(rows.data() + begin * rows.size(1), end - begin, rows.size(1));
}

inline MutableRows rowRange(MutableRows rows, std::int64_t begin, std::int64_t end) {
    return MutableRows(rows.data() + begin * rows.size(1), end - begin, rows.size(1));
}

/// The same numbers as rows of another length.
inline RowsView asRows(RowsView rows, std::int64_t width) {
    return RowsView(rows.data(), rows.count() / width, width);
}

inline MutableRows asRows(MutableRows rows, std::int64_t width) {
    return MutableRows(rows.data(), rows.count() / width, width);
}

class LinearLayer {
public:
    LinearLayer() = default;
    /// weights [outputs, inputs]; bias [outputs] or empty
    LinearLayer(RowsView weights, kernels::ArrayView<const float, 1> bias);

    std::int64_t inputs() const { return inputs_; }

    std::int64_t outputs() const { return outputs_; }

    void run(RowsView input, MutableRows output, Activation activation = Activation::None) const {
        kernels::linear(input, packed_.view(), activation, {}, output);
    }

    /// output = activation(added + layer(input)); `added` may be `output`.
    void add(RowsView input,
             RowsView added,
             MutableRows output,
             Activation activation = Activation::None) const {
        kernels::linear(input, packed_.view(), activation, added, output);
    }

    Rows operator()(RowsView input, Activation activation = Activation::None) const {
        Rows output(input.size(0), outputs_);
        run(input, output, activation);
        return output;
    }

private:
    std::int64_t inputs_ = 0;
    std::int64_t outputs_ = 0;
    kernels::Array<float, 1> packed_;
};

/// Layer normalisation over the channels; on rows of channels this is also what convolutional
/// networks call LayerNorm2d.
struct NormLayer {
    kernels::Array<float, 1> weights, bias; ///< [channels]
    float epsilon = 1e-5f;

    void run(RowsView input, MutableRows output, Activation activation = Activation::None) const {
        kernels::normalizeRows(input, weights.view(), bias.view(), epsilon, activation, output);
    }
};

} // namespace cleave
