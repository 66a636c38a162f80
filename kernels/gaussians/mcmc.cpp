// SPDX-License-Identifier: Apache-2.0
#include "kernels/gaussians/mcmc.h"

#include "kernels/gaussians/mcmc_rows.h"
#include "kernels/math/random.h"

#include <algorithm>
#include <cmath>

namespace cleave::kernels {

namespace {

constexpr float gateSteepness = 100, gateMiddle = 0.005f;
constexpr float gateLogitEnd = -2.9f; ///< opacity 0.052, where the gate is below 1 %

/// Sum of four independent 16-bit uniforms, scaled to variance 1: near enough to normal, and one
/// hash per number.
float roughNormal(std::uint64_t bits) {
    const auto part = [&](int shift) { return static_cast<float>((bits >> shift) & 0xffff); };
    const float sum = part(0) + part(16) + part(32) + part(48);
    return (sum * (1.0f / 65536.0f) - 2.0f) * 1.7320508f;
}

/// product = covariance * vector for the gaussian in column g.
void timesCovariance(ArrayView<const float, 2> p,
                     std::int64_t g,
                     const float* vector,
                     float* product) {
    float w = p(plane::rotation, g), x = p(plane::rotation + 1, g), y = p(plane::rotation + 2, g),
          z = p(plane::rotation + 3, g);
    const float length = std::sqrt(w * w + x * x + y * y + z * z);
    if (!(length > 0)) {
        std::fill(product, product + 3, 0.0f);
        return;
    }
    w /= length, x /= length, y /= length, z /= length;
    const float r[9] = {1 - 2 * (y * y + z * z),
                        2 * (x * y - w * z),
                        2 * (x * z + w * y),
                        2 * (x * y + w * z),
                        1 - 2 * (x * x + z * z),
                        2 * (y * z - w * x),
                        2 * (x * z - w * y),
                        2 * (y * z + w * x),
                        1 - 2 * (x * x + y * y)};
    float inAxes[3];
    for (int k = 0; k < 3; ++k) {
        const float scale = std::exp(p(plane::logScale + k, g));
        inAxes[k] =
            (r[k] * vector[0] + r[3 + k] * vector[1] + r[6 + k] * vector[2]) * scale * scale;
    }
    for (int k = 0; k < 3; ++k)
        product[k] = r[3 * k] * inAxes[0] + r[3 * k + 1] * inAxes[1] + r[3 * k + 2] * inAxes[2];
}

} // namespace

void addMcmcRegularization(ArrayView<const float, 2> parameters,
                           std::int64_t begin,
                           std::int64_t end,
                           float opacityWeight,
                           float scaleWeight,
                           ArrayView<float, 2> gradients) {
    const std::int64_t count = (end - begin + 15) / 16 * 16;
    CLEAVE_ASSERT(begin >= 0 && begin + count <= parameters.size(1) && count <= gradients.size(1));
    CLEAVE_SIMD_CALL(addOpacityGradient,
                     &parameters(plane::opacityLogit, begin),
                     &gradients(plane::opacityLogit, 0),
                     opacityWeight,
                     count);
    for (int k = 0; k < 3; ++k)
        CLEAVE_SIMD_CALL(addScaleGradient,
                         &parameters(plane::logScale + k, begin),
                         &gradients(plane::logScale + k, 0),
                         scaleWeight,
                         count);
}

void addMcmcNoise(ArrayView<float, 2> parameters,
                  std::int64_t begin,
                  std::int64_t end,
                  float strength,
                  std::uint64_t seed,
                  std::int64_t step) {
    for (std::int64_t g = begin; g < end; ++g) {
        const float logit = parameters(plane::opacityLogit, g);
        if (!(logit < gateLogitEnd))
            continue;
        const float opacity = 1 / (1 + std::exp(-logit));
        const float gate = strength / (1 + std::exp(gateSteepness * (opacity - gateMiddle)));
        float normal[3], move[3];
        for (int k = 0; k < 3; ++k)
            normal[k] = gate * roughNormal(randomBits(seed,
                                                      static_cast<std::uint64_t>(step),
                                                      static_cast<std::uint64_t>(4 * g + k)));
        timesCovariance(parameters, g, normal, move);
        for (int k = 0; k < 3; ++k)
            parameters(plane::mean + k, g) += move[k];
    }
}

SplitInPlace splitInPlace(double opacity, int copies) {
    CLEAVE_ASSERT(copies >= 1 && copies <= maxCopiesInPlace && opacity > 0 && opacity < 1);
    const double each = 1 - std::pow(1 - opacity, 1.0 / copies);
    // Sum over the copies of the alpha each adds, integrated over the image: what one gaussian of
    // the old opacity integrates to.
    double integral = 0;
    for (int i = 1; i <= copies; ++i) {
        double binomial = 1, power = each;
        for (int k = 0; k < i; ++k) {
            integral += binomial * power / std::sqrt(k + 1.0);
            binomial *= -static_cast<double>(i - 1 - k) / (k + 1);
            power *= each;
        }
    }
    return {each, opacity / integral};
}

} // namespace cleave::kernels
