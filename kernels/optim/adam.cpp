// SPDX-License-Identifier: Apache-2.0
#include "kernels/optim/adam.h"

#include "kernels/base/dispatch.h"
#include "kernels/optim/adam_rows.h"

#include <cmath>

namespace cleave::kernels {

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
    const double t = static_cast<double>(step.step);
    const double correct1 = 1 / (1 - std::pow(static_cast<double>(step.beta1), t));
    const double correct2 = 1 / (1 - std::pow(static_cast<double>(step.beta2), t));
    for (std::int64_t p = 0; p < rates.size(0); ++p) {
        const AdamRow row = {gradients.data() + p * gradients.size(1),
                             parameters.data() + p * parameters.size(1) + begin,
                             first.data() + p * first.size(1) + begin,
                             second.data() + p * second.size(1) + begin,
                             count,
                             step.beta1,
                             step.beta2,
                             static_cast<float>(rates(p) * correct1),
                             static_cast<float>(correct2),
                             step.epsilon};
        CLEAVE_SIMD_CALL(adamRow, row);
    }
}

} // namespace cleave::kernels
