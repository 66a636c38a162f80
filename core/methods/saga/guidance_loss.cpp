// SPDX-License-Identifier: Apache-2.0
#include "core/methods/saga/guidance_loss.h"

#include "kernels/base/parallel_for.h"

#include <algorithm>
#include <bit>
#include <cmath>

namespace cleave {

namespace {

using kernels::Array;
using kernels::ArrayView;

constexpr double logGuard = 1e-8, unionGuard = 1e-5;
constexpr std::int64_t pixelGrain = 256;
constexpr std::int64_t pairGrain = 32;

template <class T>
T dot(const T* a, const T* b, std::int64_t count) {
    T sum = 0;
    for (std::int64_t d = 0; d < count; ++d)
        sum += a[d] * b[d];
    return sum;
}

/// Gradients of both sides of products prototype . feature: slope(mask, pixel) is the loss's slope
/// at each product. Features in chunks; prototypes get one partial sum per chunk.
template <class T, class Slope>
double backThroughProducts(ArrayView<const T, 2> prototypes,
                           ArrayView<const T, 2> features,
                           ArrayView<T, 2> prototypeGradients,
                           ArrayView<T, 2> featureGradients,
                           Slope&& slope) {
    const std::int64_t masks = prototypes.size(0), channels = prototypes.size(1),
                       count = features.size(0);
    requireShape(features, {count, channels}, "features");
    const std::int64_t chunks = kernels::chunkCount(count, pixelGrain);
    Array<T, 3> partials(chunks, masks, channels);
    std::vector<double> sums(static_cast<std::size_t>(chunks), 0.0);
    kernels::forChunks(
        count, pixelGrain, [&](std::int64_t begin, std::int64_t end, std::int64_t chunk) {
            for (std::int64_t p = begin; p < end; ++p) {
                const T* feature = features.data() + p * channels;
                T* featureGradient = featureGradients.data() + p * channels;
                for (std::int64_t m = 0; m < masks; ++m) {
                    const T* prototype = prototypes.data() + m * channels;
                    const T s = slope(m,
                                      p,
                                      dot(prototype, feature, channels),
                                      sums[static_cast<std::size_t>(chunk)]);
                    T* partial = &partials(chunk, m, 0);
                    for (std::int64_t d = 0; d < channels; ++d) {
                        featureGradient[d] += s * prototype[d];
                        partial[d] += s * feature[d];
                    }
                }
            }
        });
    double sum = 0;
    for (std::int64_t chunk = 0; chunk < chunks; ++chunk) {
        sum += sums[static_cast<std::size_t>(chunk)];
        for (std::int64_t i = 0; i < masks * channels; ++i)
            prototypeGradients.data()[i] += partials.data()[chunk * masks * channels + i];
    }
    return sum;
}

} // namespace

template <class T>
void maskPrototypes(const GridMasks& masks, ArrayView<const T, 2> embedded, ArrayView<T, 2> out) {
    const std::int64_t channels = embedded.size(1);
    requireShape(embedded, {masks.pixelCount, channels}, "embedded");
    requireShape(out, {masks.maskCount, channels}, "out");
    for (std::int64_t m = 0; m < masks.maskCount; ++m) {
        T* prototype = out.data() + m * channels;
        std::fill(prototype, prototype + channels, T{0});
        std::int64_t count = 0;
        for (std::int64_t p = 0; p < masks.pixelCount; ++p) {
            if (!masks.at(m, p))
                continue;
            ++count;
            for (std::int64_t d = 0; d < channels; ++d)
                prototype[d] += embedded(p, d);
        }
        for (std::int64_t d = 0; d < channels; ++d)
            prototype[d] /= static_cast<T>(std::max<std::int64_t>(1, count));
    }
}

template <class T>
void maskPrototypesBackward(const GridMasks& masks,
                            ArrayView<const T, 2> gradients,
                            ArrayView<T, 2> embeddedGradient) {
    const std::int64_t channels = gradients.size(1);
    for (std::int64_t m = 0; m < masks.maskCount; ++m) {
        std::int64_t count = 0;
        for (std::int64_t p = 0; p < masks.pixelCount; ++p)
            count += masks.at(m, p);
        const T share = T{1} / static_cast<T>(std::max<std::int64_t>(1, count));
        for (std::int64_t p = 0; p < masks.pixelCount; ++p)
            if (masks.at(m, p))
                for (std::int64_t d = 0; d < channels; ++d)
                    embeddedGradient(p, d) += share * gradients(m, d);
    }
}

template <class T>
double guidanceLoss(ArrayView<const T, 2> prototypes,
                    ArrayView<const T, 2> features,
                    ArrayView<const T, 2> targets,
                    ArrayView<T, 2> prototypeGradients,
                    ArrayView<T, 2> featureGradients) {
    requireShape(targets, {prototypes.size(0), features.size(0)}, "targets");
    const double terms = static_cast<double>(prototypes.size(0) * features.size(0));
    if (!(terms > 0))
        return 0;
    return backThroughProducts<T>(
        prototypes,
        features,
        prototypeGradients,
        featureGradients,
        [&](std::int64_t m, std::int64_t p, T logit, double& sum) {
            const double probability = 1 / (1 + std::exp(-static_cast<double>(logit)));
            const double target = targets(m, p);
            sum -= (target * std::log(probability + logGuard) +
                    (1 - target) * std::log(1 - probability + logGuard)) /
                   terms;
            const double slope =
                -(target / (probability + logGuard) - (1 - target) / (1 - probability + logGuard));
            return static_cast<T>(slope * probability * (1 - probability) / terms);
        });
}

template <class T>
double spreadLoss(ArrayView<const T, 2> prototypes,
                  ArrayView<const T, 2> features,
                  double weight,
                  ArrayView<T, 2> prototypeGradients,
                  ArrayView<T, 2> featureGradients) {
    const double terms = static_cast<double>(prototypes.size(0) * features.size(0));
    if (!(terms > 0))
        return 0;
    return backThroughProducts<T>(prototypes,
                                  features,
                                  prototypeGradients,
                                  featureGradients,
                                  [&](std::int64_t, std::int64_t, T logit, double& sum) {
                                      sum += std::max<double>(0, logit) / terms;
                                      return static_cast<T>(logit > 0 ? weight / terms : 0);
                                  });
}

template <class T>
double correspondenceLoss(const GridMasks& masks,
                          ArrayView<const T, 2> features,
                          bool skipsBackground,
                          ArrayView<T, 2> gradients) {
    const std::int64_t pixels = masks.pixelCount, channels = features.size(1);
    requireShape(features, {pixels, channels}, "features");
    requireShape(gradients, {pixels, channels}, "gradients");
    // Masks of a pixel as bits; unit features by row and by channel.
    const std::int64_t words = (masks.maskCount + 63) / 64;
    std::vector<std::uint64_t> bits(static_cast<std::size_t>(pixels * words), 0);
    std::vector<int> holding(static_cast<std::size_t>(pixels), 0);
    for (std::int64_t m = 0; m < masks.maskCount; ++m)
        for (std::int64_t p = 0; p < pixels; ++p)
            if (masks.at(m, p)) {
                bits[static_cast<std::size_t>(p * words + m / 64)] |= std::uint64_t{1} << (m % 64);
                ++holding[static_cast<std::size_t>(p)];
            }
    Array<T, 2> units(pixels, channels), byChannel(channels, pixels);
    std::vector<T> lengths(static_cast<std::size_t>(pixels));
    std::int64_t taking = 0;
    for (std::int64_t p = 0; p < pixels; ++p) {
        const T* feature = features.data() + p * channels;
        const T length = std::sqrt(dot(feature, feature, channels)) + static_cast<T>(1e-12);
        lengths[static_cast<std::size_t>(p)] = length;
        for (std::int64_t d = 0; d < channels; ++d)
            units(p, d) = byChannel(d, p) = feature[d] / length;
        taking += !skipsBackground || holding[static_cast<std::size_t>(p)] > 0;
    }
    if (taking == 0)
        return 0;
    const double pairs = static_cast<double>(taking) * static_cast<double>(taking);

    std::vector<double> sums(static_cast<std::size_t>(kernels::chunkCount(pixels, pairGrain)), 0.0);
    kernels::forChunks(
        pixels, pairGrain, [&](std::int64_t begin, std::int64_t end, std::int64_t chunk) {
            std::vector<T> cosines(static_cast<std::size_t>(pixels)),
                pull(static_cast<std::size_t>(channels));
            for (std::int64_t p = begin; p < end; ++p) {
                if (skipsBackground && holding[static_cast<std::size_t>(p)] == 0)
                    continue;
                std::fill(cosines.begin(), cosines.end(), T{0});
                for (std::int64_t d = 0; d < channels; ++d) {
                    const T value = units(p, d);
                    const T* row = byChannel.data() + d * pixels;
                    for (std::int64_t q = 0; q < pixels; ++q)
                        cosines[static_cast<std::size_t>(q)] += value * row[q];
                }
                // Both orders of a pair pull alike, so the gradient counts twice.
                std::fill(pull.begin(), pull.end(), T{0});
                for (std::int64_t q = 0; q < pixels; ++q) {
                    const T cosine = cosines[static_cast<std::size_t>(q)];
                    if (!(cosine > 0) ||
                        (skipsBackground && holding[static_cast<std::size_t>(q)] == 0))
                        continue;
                    int both = 0;
                    for (std::int64_t w = 0; w < words; ++w)
                        both += std::popcount(bits[static_cast<std::size_t>(p * words + w)] &
                                              bits[static_cast<std::size_t>(q * words + w)]);
                    const int either = holding[static_cast<std::size_t>(p)] +
                                       holding[static_cast<std::size_t>(q)] - both;
                    const double k = both > 0 ? both / (either + unionGuard) : -1;
                    sums[static_cast<std::size_t>(chunk)] -= k * static_cast<double>(cosine);
                    const T slope = static_cast<T>(-2 * k / pairs);
                    const T* other = units.data() + q * channels;
                    for (std::int64_t d = 0; d < channels; ++d)
                        pull[static_cast<std::size_t>(d)] += slope * other[d];
                }
                const T* unit = units.data() + p * channels;
                const T along = dot(pull.data(), unit, channels);
                for (std::int64_t d = 0; d < channels; ++d)
                    gradients(p, d) += (pull[static_cast<std::size_t>(d)] - along * unit[d]) /
                                       lengths[static_cast<std::size_t>(p)];
            }
        });
    double sum = 0;
    for (const double part : sums)
        sum += part;
    return sum / pairs;
}

#define CLEAVE_GUIDANCE_LOSSES(T)                                                                  \
    template void maskPrototypes<T>(const GridMasks&, ArrayView<const T, 2>, ArrayView<T, 2>);     \
    template void maskPrototypesBackward<T>(                                                       \
        const GridMasks&, ArrayView<const T, 2>, ArrayView<T, 2>);                                 \
    template double guidanceLoss<T>(ArrayView<const T, 2>,                                         \
                                    ArrayView<const T, 2>,                                         \
                                    ArrayView<const T, 2>,                                         \
                                    ArrayView<T, 2>,                                               \
                                    ArrayView<T, 2>);                                              \
    template double spreadLoss<T>(                                                                 \
        ArrayView<const T, 2>, ArrayView<const T, 2>, double, ArrayView<T, 2>, ArrayView<T, 2>);   \
    template double correspondenceLoss<T>(                                                         \
        const GridMasks&, ArrayView<const T, 2>, bool, ArrayView<T, 2>);

CLEAVE_GUIDANCE_LOSSES(float)
CLEAVE_GUIDANCE_LOSSES(double)

} // namespace cleave
