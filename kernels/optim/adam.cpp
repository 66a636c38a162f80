// SPDX-License-Identifier: Apache-2.0
#include "kernels/optim/adam.h"

#include "kernels/base/dispatch.h"
#include "kernels/optim/adam_rows.h"

#include <cmath>

namespace cleave::kernels {

namespace {

/// Corrections of both moments for their start at 0.
struct Corrections {
    double first, second;

    explicit Corrections(const AdamStep& step)
        : first(1 / (1 - std::pow(double(step.beta1), double(step.step))))
        , second(1 / (1 - std::pow(double(step.beta2), double(step.step)))) {}
};

} // namespace

void adamRange(const AdamStep& step,
               ArrayView<const float, 1> rates,
               std::int64_t begin,
               std::int64_t end,
               ArrayView<const float, 2> gradients,
               ArrayView<float, 2> parameters,
               ArrayView<float, 2> first,
               ArrayView<float, 2> second) {
    requireCpu(deviceOf(gradients, parameters, first, second), "adamRange");
    const std::int64_t count = (end - begin + 15) / 16 * 16;
    CLEAVE_ASSERT(begin >= 0 && begin + count <= parameters.size(1) &&
                  rates.size(0) <= parameters.size(0));
    requireShape(first, {-1, parameters.size(1)}, "first");
    requireShape(second, {-1, parameters.size(1)}, "second");
    CLEAVE_ASSERT(gradients.size(1) >= count && gradients.size(0) >= rates.size(0));
    const Corrections correct(step);
    for (std::int64_t p = 0; p < rates.size(0); ++p) {
        const AdamRow row = {gradients.data() + p * gradients.size(1),
                             parameters.data() + p * parameters.size(1) + begin,
                             first.data() + p * first.size(1) + begin,
                             second.data() + p * second.size(1) + begin,
                             count,
                             step.beta1,
                             step.beta2,
                             static_cast<float>(rates(p) * correct.first),
                             static_cast<float>(correct.second),
                             step.epsilon};
        CLEAVE_SIMD_CALL(adamRow, row);
    }
}

void adamSparse(const AdamStep& step,
                float rate,
                ArrayView<float, 1> gradients,
                ArrayView<float, 1> parameters,
                ArrayView<float, 1> first,
                ArrayView<float, 1> second) {
    requireCpu(deviceOf(gradients, parameters, first, second), "adamSparse");
    const std::int64_t count = parameters.size(0);
    CLEAVE_ASSERT(count % 16 == 0);
    requireShape(gradients, {count}, "gradients");
    requireShape(first, {count}, "first");
    requireShape(second, {count}, "second");
    const Corrections correct(step);
    const AdamRow row = {gradients.data(),
                         parameters.data(),
                         first.data(),
                         second.data(),
                         count,
                         step.beta1,
                         step.beta2,
                         static_cast<float>(rate * correct.first),
                         static_cast<float>(correct.second),
                         step.epsilon};
    CLEAVE_SIMD_CALL(adamSparseRow, row, gradients.data());
}

} // namespace cleave::kernels
