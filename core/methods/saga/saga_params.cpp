// SPDX-License-Identifier: Apache-2.0
#include "core/methods/saga/saga_params.h"

namespace cleave {

ParamList describe(SagaParams& p) {
    ParamList list = describe(p.training, {64, 8192, 64});
    const ParamList own = {
        {.name = "version",
         .value = enumParam(&p.version),
         .label = CLEAVE_TR("Params", "Version"),
         .help = CLEAVE_TR("Params",
                           "2 answers at any scale; 1 is guided by what SAM itself sees in the "
                           "photos and needs its checkpoint."),
         .choices = {{"2", CLEAVE_TR("Params", "Second, by scale")},
                     {"1", CLEAVE_TR("Params", "First, guided by SAM")}}},
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
        {.name = "checkpoint",
         .value = &p.checkpoint,
         .label = CLEAVE_TR("Params", "Checkpoint"),
         .help = CLEAVE_TR("Params",
                           "Of SAM, for the first version; empty takes the one that is installed."),
         .advanced = true},
        {.name = "published-background",
         .value = &p.publishedBackground,
         .label = CLEAVE_TR("Params", "Published background"),
         .help = CLEAVE_TR("Params",
                           "First version: pixels in no mask push each other away, as in the "
                           "published code."),
         .advanced = true},
    };
    list.insert(list.end(), own.begin(), own.end());
    return list;
}

} // namespace cleave
