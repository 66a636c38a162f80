// SPDX-License-Identifier: Apache-2.0
#include "kernels/image/ssim_rows.h"

namespace cleave::kernels::CLEAVE_SIMD_TARGET {

namespace {

#if defined(CLEAVE_SIMD_IS_avx512)
constexpr int lanes = 16;
#elif defined(CLEAVE_SIMD_IS_avx2)
constexpr int lanes = 8;
#else
constexpr int lanes = 4;
#endif
using Lanes = float __attribute__((vector_size(4 * lanes)));
using Mask = std::int32_t __attribute__((vector_size(4 * lanes)));

constexpr int radius = 5;
constexpr int blockWidth = 512; ///< columns whose vertical sums stay in the first cache level
constexpr int before =
    32; ///< columns kept left of a block: the radius, and a last vector that begins up to 15 early
constexpr int after = 16; ///< and right of it
constexpr int rowFloats = before + blockWidth + after;
// exp(-k^2 / 4.5) for k = 0..5, divided by the sum over -5..5.
constexpr float taps[radius + 1] = {0.26601172486179436f,
                                    0.2130055377112537f,
                                    0.10936068950970002f,
                                    0.03600077212843083f,
                                    0.007598758135239185f,
                                    0.00102838008447911f};
constexpr float c1 = 1e-4f, c2 = 9e-4f; // (0.01 * 1)^2 and (0.03 * 1)^2

inline Lanes load(const float* from) {
    Lanes value;
    __builtin_memcpy(&value, from, sizeof value);
    return value;
}

inline void store(float* to, Lanes value) {
    __builtin_memcpy(to, &value, sizeof value);
}

inline Lanes all(float value) {
    return Lanes{} + value;
}

/// 1 in the lanes from `first` on: those of an overlapping last vector that the vector before did
/// not cover.
inline Lanes lanesFrom(std::int64_t first) {
    Lanes ones = {};
    for (int i = 0; i < lanes; ++i)
        ones[i] = i >= first ? 1.0f : 0.0f;
    return ones;
}

inline Lanes magnitude(Lanes value) {
    return (Lanes)((Mask)value & 0x7fffffff);
}

inline double sumOf(Lanes value) {
    double sum = 0;
    for (int i = 0; i < lanes; ++i)
        sum += value[i];
    return sum;
}

inline Lanes blurRow(const float* row) {
    Lanes sum = load(row) * taps[0];
    for (int k = 1; k <= radius; ++k)
        sum += (load(row - k) + load(row + k)) * taps[k];
    return sum;
}

/// Columns [from, to) of the image that the vertical pass of the block at x0 computes; the rest of
/// its rows is zero.
struct Columns {
    std::int64_t from, to;
};

inline Columns blockColumns(std::int64_t x0, std::int64_t width) {
    const std::int64_t to = x0 + blockWidth + after;
    return {x0 == 0 ? 0 : x0 - before, to < width ? to : width};
}

/// Where the vector at x begins so that it ends within the image: the last one overlaps its
/// neighbour.
inline std::int64_t within(std::int64_t x, std::int64_t width) {
    return x + lanes <= width ? x : width - lanes;
}

inline void clearOutside(float* row, std::int64_t x0, Columns columns) {
    for (std::int64_t x = x0 - before; x < columns.from; ++x)
        row[x - x0 + before] = 0;
    for (std::int64_t x = columns.to; x < x0 + blockWidth + after; ++x)
        row[x - x0 + before] = 0;
}

enum Statistic { MeanA, MeanB, SquareA, SquareB, Product, StatisticCount };

void verticalStatistics(const SsimChannel& c,
                        std::int64_t y,
                        std::int64_t x0,
                        Columns columns,
                        float (*rows)[rowFloats]) {
    const int above = y < radius ? static_cast<int>(y) : radius;
    const int below = c.height - 1 - y < radius ? static_cast<int>(c.height - 1 - y) : radius;
    for (std::int64_t next = columns.from; next < columns.to; next += lanes) {
        const std::int64_t x = within(next, c.width);
        Lanes meanA = {}, meanB = {}, squareA = {}, squareB = {}, product = {};
        for (int k = -above; k <= below; ++k) {
            const std::int64_t at = (y + k) * c.width + x;
            const float tap = taps[k < 0 ? -k : k];
            const Lanes a = load(c.rendered + at), b = load(c.photo + at);
            const Lanes weightedA = a * tap, weightedB = b * tap;
            meanA += weightedA;
            meanB += weightedB;
            squareA += weightedA * a;
            squareB += weightedB * b;
            product += weightedA * b;
        }
        float* out = rows[0] + (x - x0 + before);
        store(out + MeanA * rowFloats, meanA);
        store(out + MeanB * rowFloats, meanB);
        store(out + SquareA * rowFloats, squareA);
        store(out + SquareB * rowFloats, squareB);
        store(out + Product * rowFloats, product);
    }
    for (int s = 0; s < StatisticCount; ++s)
        clearOutside(rows[s], x0, columns);
}

template <bool WithMaps>
void mapRows(const SsimChannel& c, std::int64_t begin, std::int64_t end, SsimSums* sums) {
    alignas(64) float rows[StatisticCount][rowFloats];
    for (std::int64_t y = begin; y < end; ++y) {
        Lanes rowSsim = {}, rowDifference = {};
        for (std::int64_t x0 = 0; x0 < c.width; x0 += blockWidth) {
            verticalStatistics(c, y, x0, blockColumns(x0, c.width), rows);
            const std::int64_t blockEnd = x0 + blockWidth < c.width ? x0 + blockWidth : c.width;
            for (std::int64_t next = x0; next < blockEnd; next += lanes) {
                const std::int64_t x = within(next, c.width);
                const std::int64_t place = x - x0 + before, at = y * c.width + x;
                const Lanes a = blurRow(rows[MeanA] + place), b = blurRow(rows[MeanB] + place);
                const Lanes varianceA = blurRow(rows[SquareA] + place) - a * a;
                const Lanes varianceB = blurRow(rows[SquareB] + place) - b * b;
                const Lanes covariance = blurRow(rows[Product] + place) - a * b;
                const Lanes n1 = 2.0f * a * b + c1, n2 = 2.0f * covariance + c2;
                const Lanes d1 = a * a + b * b + c1, d2 = varianceA + varianceB + c2;
                const Lanes inverse = 1.0f / (d1 * d2);
                const Lanes ssim = n1 * n2 * inverse;
                const Lanes fresh = x == next ? all(1) : lanesFrom(next - x);
                rowSsim += ssim * fresh;
                rowDifference += magnitude(load(c.rendered + at) - load(c.photo + at)) * fresh;
                if constexpr (WithMaps) {
                    const float scale = -c.ssimScale;
                    const Lanes bySquare = -ssim * d1 * inverse, byProduct = 2.0f * n1 * inverse;
                    const Lanes byMean = 2.0f * b * (n2 * inverse) -
                                         2.0f * a * (ssim * d2 * inverse) - 2.0f * a * bySquare -
                                         b * byProduct;
                    store(c.byMean + at, byMean * scale);
                    store(c.bySquare + at, bySquare * scale);
                    store(c.byProduct + at, byProduct * scale);
                }
            }
        }
        sums->ssim += sumOf(rowSsim);
        sums->absoluteDifference += sumOf(rowDifference);
    }
}

} // namespace

void ssimMapRows(const SsimChannel& channel, std::int64_t begin, std::int64_t end, SsimSums* sums) {
    if (channel.byMean)
        mapRows<true>(channel, begin, end, sums);
    else
        mapRows<false>(channel, begin, end, sums);
}

void ssimGradientRows(const SsimChannel& c, std::int64_t begin, std::int64_t end) {
    alignas(64) float rows[3][rowFloats];
    for (std::int64_t y = begin; y < end; ++y) {
        const int above = y < radius ? static_cast<int>(y) : radius;
        const int below = c.height - 1 - y < radius ? static_cast<int>(c.height - 1 - y) : radius;
        for (std::int64_t x0 = 0; x0 < c.width; x0 += blockWidth) {
            const Columns columns = blockColumns(x0, c.width);
            for (std::int64_t next = columns.from; next < columns.to; next += lanes) {
                const std::int64_t x = within(next, c.width);
                Lanes mean = {}, square = {}, product = {};
                for (int k = -above; k <= below; ++k) {
                    const std::int64_t at = (y + k) * c.width + x;
                    const float tap = taps[k < 0 ? -k : k];
                    mean += load(c.byMean + at) * tap;
                    square += load(c.bySquare + at) * tap;
                    product += load(c.byProduct + at) * tap;
                }
                float* out = rows[0] + (x - x0 + before);
                store(out, mean);
                store(out + rowFloats, square);
                store(out + 2 * rowFloats, product);
            }
            for (auto& row : rows)
                clearOutside(row, x0, columns);
            const std::int64_t blockEnd = x0 + blockWidth < c.width ? x0 + blockWidth : c.width;
            for (std::int64_t next = x0; next < blockEnd; next += lanes) {
                const std::int64_t x = within(next, c.width);
                const std::int64_t place = x - x0 + before, at = y * c.width + x;
                const Lanes a = load(c.rendered + at), b = load(c.photo + at);
                const Lanes sign = a > b ? all(c.l1Scale) : a < b ? all(-c.l1Scale) : Lanes{};
                const Lanes sum = blurRow(rows[0] + place) + 2.0f * a * blurRow(rows[1] + place) +
                                  b * blurRow(rows[2] + place) + sign;
                store(c.gradient + at, sum);
            }
        }
    }
}

void planesFromRow(
    const std::uint8_t* bytes, float* red, float* green, float* blue, std::int64_t width) {
    constexpr float scale = 1.0f / 255.0f;
    for (std::int64_t x = 0; x < width; ++x) {
        red[x] = static_cast<float>(bytes[3 * x]) * scale;
        green[x] = static_cast<float>(bytes[3 * x + 1]) * scale;
        blue[x] = static_cast<float>(bytes[3 * x + 2]) * scale;
    }
}

} // namespace cleave::kernels::CLEAVE_SIMD_TARGET
