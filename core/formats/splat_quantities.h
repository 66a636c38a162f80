// SPDX-License-Identifier: Apache-2.0
// The quantities that the compact splat formats round to bytes.
#pragma once

#include "core/field/gaussian_field.h"

#include <Eigen/Core>

#include <algorithm>
#include <cmath>
#include <cstdint>

namespace cleave {

inline constexpr float shConstantFactor = 0.28209479177387814f; ///< Y_0 = 1 / (2 sqrt(pi))

inline std::uint8_t toByte(float value) {
    return static_cast<std::uint8_t>(std::clamp(std::round(value), 0.0f, 255.0f));
}

inline float opacityOfLogit(float logit) {
    return 1 / (1 + std::exp(-logit));
}

/// Fully clear and fully opaque have infinite logits; a quarter step inside rounds to the same byte
/// again.
inline float logitOfByte(std::uint8_t byte) {
    const float opacity = std::clamp(static_cast<float>(byte), 0.25f, 254.75f) / 255;
    return std::log(opacity / (1 - opacity));
}

inline float shConstantOfColor(float color) {
    return (color - 0.5f) / shConstantFactor;
}

inline float colorOfShConstant(float constant) {
    return 0.5f + shConstantFactor * constant;
}

/// w x y z of unit length; the identity where the field's quaternion has no length.
inline Eigen::Vector4f unitRotation(const GaussianField& field, std::int64_t g) {
    Eigen::Vector4f rotation;
    for (int i = 0; i < 4; ++i)
        rotation[i] = field.plane(kernels::plane::rotation + i)[g];
    const float norm = rotation.norm();
    return norm > 0 ? Eigen::Vector4f(rotation / norm) : Eigen::Vector4f(1, 0, 0, 0);
}

} // namespace cleave
