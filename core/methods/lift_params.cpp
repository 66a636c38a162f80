// SPDX-License-Identifier: Apache-2.0
#include "core/methods/lift_params.h"

namespace cleave {

ParamList describe(LiftParams& p, ParamRange samples) {
    return {
        {.name = "iterations",
         .value = &p.iterations,
         .label = CLEAVE_TR("Params", "Iterations"),
         .help = CLEAVE_TR("Params", "Steps of feature training; each looks at one photo."),
         .range = ParamRange{1, 100000, 100}},
        {.name = "samples",
         .value = &p.samples,
         .label = CLEAVE_TR("Params", "Pixels per step"),
         .help = CLEAVE_TR("Params", "Pixels of a photo that a step looks at."),
         .range = samples},
        {.name = "learning-rate",
         .value = &p.learningRate,
         .label = CLEAVE_TR("Params", "Learning rate"),
         .help = CLEAVE_TR("Params", "Step size of Adam on the features."),
         .range = ParamRange{1e-5, 1, 0.001},
         .advanced = true},
        {.name = "balance",
         .value = &p.balance,
         .label = CLEAVE_TR("Params", "Balance"),
         .help = CLEAVE_TR("Params",
                           "0 samples every pixel alike, as published; 1 every patch alike, so "
                           "that small ones do not starve."),
         .range = ParamRange{0, 1, 0.05},
         .advanced = true},
        {.name = "memory",
         .value = &p.memory,
         .label = CLEAVE_TR("Params", "Memory"),
         .help = CLEAVE_TR("Params",
                           "For the blend weights of the sampled pixels; with less, fewer photos "
                           "are trained on at a time."),
         .range = ParamRange{16, 65536, 16},
         .unit = CLEAVE_TR("Params", "MB"),
         .advanced = true},
    };
}

} // namespace cleave
