// SPDX-License-Identifier: Apache-2.0
#include "core/methods/saga/saga_params.h"

namespace cleave {

ParamList describe(SagaParams& p) {
    ParamList list = describe(p.training, {64, 8192, 64});
    const ParamList own = {
        {.name = "length-weight",
         .value = &p.lengthWeight,
         .label = CLEAVE_TR("Params", "Length weight"),
         .help = CLEAVE_TR("Params",
                           "How strongly what lies along a ray is asked to agree on one feature."),
         .range = ParamRange{0, 100, 0.1},
         .advanced = true},
        {.name = "smoothing-neighbors",
         .value = &p.smoothingNeighbors,
         .label = CLEAVE_TR("Params", "Smoothing neighbours"),
         .help = CLEAVE_TR("Params",
                           "Nearest primitives, itself included, whose mean a feature is rendered "
                           "as; a step draws half of them."),
         .range = ParamRange{1, 32, 1},
         .advanced = true},
    };
    list.insert(list.end(), own.begin(), own.end());
    return list;
}

} // namespace cleave
