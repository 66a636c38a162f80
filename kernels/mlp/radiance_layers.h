// SPDX-License-Identifier: Apache-2.0
// The two small networks behind the hash encoding (Müller et al. 2022, section 5.4): density from
// the encoding; colour from what the density network says beside it, and from the direction.
//   density: encoding 32 -> 64 (ReLU) -> 16 = h; density = exp(h[0])
//   colour:  h 16 ++ direction 16 -> 64 (ReLU) -> 64 (ReLU) -> 3 (logistic)
// A direction enters as its 16 spherical harmonics (kernels/math/sh.h, degree 3).
#pragma once

#include "kernels/base/array.h"

#include <cstdint>

namespace cleave::kernels {

struct RadianceLayers {
    static constexpr int encoded = 32; ///< 16 levels of 2 features
    static constexpr int hidden = 64;
    static constexpr int geometry = 16; ///< h
    static constexpr int direction = 16;
    static constexpr int color = 3;
    static constexpr int paddedColor = 16; ///< columns of the last layer; from the fourth on 0

    // Where each matrix [inputs, outputs] begins in the one array of weights.
    static constexpr int density0 = 0;                                      ///< [32, 64]
    static constexpr int density1 = density0 + encoded * hidden;            ///< [64, 16]
    static constexpr int color0 = density1 + hidden * geometry;             ///< [32, 64]
    static constexpr int color1 = color0 + (geometry + direction) * hidden; ///< [64, 64]
    static constexpr int color2 = color1 + hidden * hidden;                 ///< [64, 16]
    static constexpr int weightCount = color2 + hidden * paddedColor;
};

/// Uniform in +- sqrt(6 / (inputs + outputs)) (Glorot and Bengio 2010); padding columns 0. weights
/// [weightCount]
void initRadianceLayers(std::uint64_t seed, ArrayView<float, 1> weights);

/// The transposed matrices, each at the place of the original. [weightCount]
void transposeRadianceLayers(ArrayView<const float, 1> weights, ArrayView<float, 1> transposed);

/// A block of samples on its way through the networks and back; one per thread, used again for
/// block after block. A few hundred rows fit the second cache level.
class RadianceBlock {
public:
    /// Begins with samples [begin, begin + rowCount) of encoded [16, N, 2] and says how dense they
    /// are. densities out [rowCount]. weights [weightCount], also below.
    void densities(ArrayView<const float, 1> weights,
                   ArrayView<const float, 3> encoded,
                   std::int64_t begin,
                   ArrayView<float, 1> densities);

    /// Goes on with these rows alone, ascending; they become rows 0, 1, 2 ...
    void keepRows(ArrayView<const std::int32_t, 1> rows);

    /// directions [R, 16]; directionOfRow [rows left] in [0, R); colors out [rows left, 3] in (0,
    /// 1).
    void colors(ArrayView<const float, 1> weights,
                ArrayView<const float, 2> directions,
                ArrayView<const std::int32_t, 1> directionOfRow,
                ArrayView<float, 2> colors);

    /// After colors(), for the rows left: densityGradients [rows], colorGradients [rows, 3] ->
    /// weightGradient [weightCount], added into; encodedGradient [16, N, 2], samples [begin, begin
    /// + rows) overwritten. The gradient of the density is that of exp(clamp(h, +-15)).
    void backward(ArrayView<const float, 1> transposed,
                  ArrayView<const float, 1> densityGradients,
                  ArrayView<const float, 2> colorGradients,
                  std::int64_t begin,
                  ArrayView<float, 1> weightGradient,
                  ArrayView<float, 3> encodedGradient);

    std::int64_t rowCount() const { return rowCount_; }

private:
    void reserve(std::int64_t rows);

    std::int64_t rowCount_ = 0;
    Array<float, 2> encoded_, hidden_, geometry_; ///< [capacity, 32], [.., 64], [.., 16]
    Array<float, 2> colorInput_, colorHidden0_, colorHidden1_, color_; ///< 32, 64, 64, 16
    Array<float, 2> wideGradients_[2], narrowGradient_, lastGradient_; ///< 64, 32, 16
};

} // namespace cleave::kernels
