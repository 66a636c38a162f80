// SPDX-License-Identifier: Apache-2.0
#include "core/bench/bench_scene.h"

#include <cmath>
#include <numbers>
#include <random>

namespace cleave {

GaussianField benchField(std::int64_t count, std::uint64_t seed) {
    GaussianField field(count, 3);
    std::mt19937_64 random(seed);
    const auto uniform = [&](float low, float high) {
        return low + (high - low) * static_cast<float>(random() >> 40) * 0x1p-24f;
    };
    // On curved sheets between 2 and 6 units away, a third of them outside the image; sizes shrink
    // with the count, as in a trained scene where more gaussians tell finer detail.
    const float spacing = 3.2f / std::sqrt(static_cast<float>(count));
    for (std::int64_t g = 0; g < count; ++g) {
        const float u = uniform(-1.2f, 1.2f), v = uniform(-1.2f, 1.2f);
        const float z = 4 + 1.2f * std::sin(3 * u) * std::cos(2 * v) + uniform(-0.4f, 0.4f);
        field.plane(0)[g] = u * z * 0.5f;
        field.plane(1)[g] = v * z * 0.75f;
        field.plane(2)[g] = z;
        for (int k = 0; k < 3; ++k)
            field.plane(3 + k)[g] =
                std::log(spacing * uniform(0.5f, 2.2f) * (k == 2 ? 0.3f : 1.0f));
        for (int k = 0; k < 4; ++k)
            field.plane(6 + k)[g] = uniform(-1, 1);
        field.plane(10)[g] = uniform(-2.5f, 2.5f);
        for (int p = 11; p < field.planes.size(0); ++p)
            field.plane(p)[g] = uniform(-1, 1) * (p < 14 ? 1.0f : 0.1f);
    }
    return field;
}

Camera benchCamera(int width, int height) {
    return {Pose{}, pinhole(width, height, 2 * std::atan(0.75))};
}

} // namespace cleave
