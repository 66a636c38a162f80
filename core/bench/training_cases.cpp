// SPDX-License-Identifier: Apache-2.0
#include "core/bench/training_cases.h"

#include "core/bench/bench_timer.h"
#include "kernels/base/array.h"
#include "kernels/base/parallel_for.h"
#include "kernels/gaussians/planes.h"
#include "kernels/image/ssim.h"
#include "kernels/math/sh.h"
#include "kernels/optim/adam.h"

#include <algorithm>
#include <cmath>

namespace cleave {

namespace {

using kernels::Array;
using kernels::ArrayView;

/// A pixel and channel: five blurred statistics, the quotient and its three derivatives, three
/// blurs back; each blur is 11 taps down and 11 across.
constexpr double lossOperations = 350;
constexpr double adamOperations = 13;
/// Gaussians per range, as training takes them.
constexpr std::int64_t adamGrain = 256;

void fillWave(ArrayView<float, 3> planes, float phase) {
    for (std::int64_t i = 0; i < planes.count(); ++i)
        planes.data()[i] = 0.5f + 0.4f * std::sin(0.01f * static_cast<float>(i % 100000) + phase);
}

} // namespace

void benchLoss(BenchRows& rows, int width, int height) {
    Array<float, 3> rendered(3, height, width), photo(3, height, width), gradient(3, height, width);
    Array<float, 4> maps(3, 3, height, width);
    fillWave(rendered, 0);
    fillWave(photo, 0.3f);
    const double values = 3.0 * width * height;
    rows.add("L1 and SSIM with gradient",
             std::to_string(width) + "x" + std::to_string(height),
             bestMilliseconds([&] {
                 kernels::photometricLoss(
                     rendered.constView(), photo.constView(), 0.2f, maps, gradient);
             }),
             lossOperations * values,
             // Both images are read twice, three maps once.
             values * sizeof(float) * (4 + 3),
             values);
}

void benchAdam(BenchRows& rows, std::int64_t count) {
    const int planes = kernels::gaussianPlaneCount(kernels::maxShDegree);
    const std::int64_t stride = (count + 15) / 16 * 16;
    Array<float, 2> parameters(planes, stride), first(planes, stride), second(planes, stride);
    Array<float, 2> gradients(planes, adamGrain);
    Array<float, 1> rates(planes);
    gradients.fill(1e-4f);
    rates.fill(1e-3f);
    for (Array<float, 2>* array : {&parameters, &first, &second})
        array->fill(0);
    const double values = static_cast<double>(count) * planes;
    rows.add("Adam",
             std::to_string(count) + " gaussians, " + std::to_string(planes) + " planes",
             bestMilliseconds([&] {
                 kernels::forChunks(
                     count, adamGrain, [&](std::int64_t begin, std::int64_t end, std::int64_t) {
                         kernels::adamRange({.step = 1000},
                                            rates.constView(),
                                            begin,
                                            end,
                                            gradients.constView(),
                                            parameters,
                                            first,
                                            second);
                     });
             }),
             adamOperations * values,
             // Parameter and both moments; gradients stay in the cache.
             values * sizeof(float) * 3,
             values);
}

} // namespace cleave
