// SPDX-License-Identifier: Apache-2.0
#include "core/methods/omniseg3d/omniseg3d_params.h"

namespace cleave {

ParamList describe(Omniseg3dParams& p) {
    ParamList list = describe(p.training, {64, 1000000, 64});
    const ParamList own = {
        {.name = "features",
         .value = enumParam(&p.carrier),
         .label = CLEAVE_TR("Params", "Features of"),
         .help = CLEAVE_TR("Params",
                           "Every primitive's own vector, or a smooth function of position (hash "
                           "grid and small network), which is slower."),
         .choices = {{"primitives", CLEAVE_TR("Params", "Primitives")},
                     {"position", CLEAVE_TR("Params", "Position")}}},
        {.name = "level-weight",
         .value = &p.levelWeight,
         .label = CLEAVE_TR("Params", "Level weight"),
         .help = CLEAVE_TR("Params",
                           "Each step away in the mask hierarchy counts this many times less."),
         .range = ParamRange{1, 100, 0.5},
         .advanced = true},
        {.name = "minimum-pixels",
         .value = &p.minimumPixels,
         .label = CLEAVE_TR("Params", "Smallest patch"),
         .help =
             CLEAVE_TR("Params", "Patches hit by no more pixels than this take no part in a step."),
         .range = ParamRange{1, 1000, 1},
         .advanced = true},
        {.name = "temperature",
         .value = &p.temperature,
         .label = CLEAVE_TR("Params", "Temperature"),
         .help = CLEAVE_TR("Params", "Lower pushes different things further apart."),
         .range = ParamRange{0.05, 1, 0.05},
         .advanced = true},
        {.name = "smoothing-neighbors",
         .value = &p.smoothingNeighbors,
         .label = CLEAVE_TR("Params", "Smoothing neighbours"),
         .help = CLEAVE_TR(
             "Params",
             "Nearest primitives that a feature is averaged with after training; 0: none."),
         .range = ParamRange{0, 64, 1},
         .advanced = true},
        {.name = "smoothing-rounds",
         .value = &p.smoothingRounds,
         .label = CLEAVE_TR("Params", "Smoothing rounds"),
         .help = CLEAVE_TR("Params", "How often features are averaged."),
         .range = ParamRange{0, 20, 1},
         .advanced = true},
        {.name = "published-level-rule",
         .value = &p.publishedLevelRule,
         .label = CLEAVE_TR("Params", "Published level rule"),
         .help = CLEAVE_TR("Params",
                           "Drops the coarsest level of a patch even where it is related, as the "
                           "published code does."),
         .advanced = true},
        {.name = "table-size",
         .value = &p.tableSize,
         .label = CLEAVE_TR("Params", "Table size"),
         .help = CLEAVE_TR("Params",
                           "Features of position: power of two of the entries of each level of "
                           "the hash grid; 20 is as published."),
         .range = ParamRange{10, 22, 1},
         .advanced = true},
    };
    list.insert(list.end(), own.begin(), own.end());
    return list;
}

} // namespace cleave
