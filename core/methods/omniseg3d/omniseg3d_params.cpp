// SPDX-License-Identifier: Apache-2.0
#include "core/methods/omniseg3d/omniseg3d_params.h"

namespace cleave {

ParamList describe(Omniseg3dParams& p) {
    return {
        {.name = "iterations", .value = &p.iterations, .label = CLEAVE_TR("Params", "Iterations"),
         .help = CLEAVE_TR("Params", "Steps of feature training; each looks at one photo."), .range = ParamRange{1, 100000, 100}},
        {.name = "samples", .value = &p.samples, .label = CLEAVE_TR("Params", "Pixels per step"),
         .help = CLEAVE_TR("Params", "Pixels of a photo that a step looks at."), .range = ParamRange{64, 1000000, 64}},
        {.name = "learning-rate", .value = &p.learningRate, .label = CLEAVE_TR("Params", "Learning rate"),
         .help = CLEAVE_TR("Params", "Step size of Adam on the features."), .range = ParamRange{1e-5, 1, 0.001}, .advanced = true},
        {.name = "level-weight", .value = &p.levelWeight, .label = CLEAVE_TR("Params", "Level weight"),
         .help = CLEAVE_TR("Params", "Each step away in the mask hierarchy counts this many times less."),
         .range = ParamRange{1, 100, 0.5}, .advanced = true},
        {.name = "minimum-pixels", .value = &p.minimumPixels, .label = CLEAVE_TR("Params", "Smallest patch"),
         .help = CLEAVE_TR("Params", "Patches hit by no more pixels than this take no part in a step."),
         .range = ParamRange{1, 1000, 1}, .advanced = true},
        {.name = "balance", .value = &p.balance, .label = CLEAVE_TR("Params", "Balance"),
         .help = CLEAVE_TR("Params", "0 samples every pixel alike, as published; 1 every patch alike, so that small ones do not starve."),
         .range = ParamRange{0, 1, 0.05}, .advanced = true},
        {.name = "temperature", .value = &p.temperature, .label = CLEAVE_TR("Params", "Temperature"),
         .help = CLEAVE_TR("Params", "Lower pushes different things further apart."), .range = ParamRange{0.05, 1, 0.05}, .advanced = true},
        {.name = "smoothing-neighbors", .value = &p.smoothingNeighbors, .label = CLEAVE_TR("Params", "Smoothing neighbours"),
         .help = CLEAVE_TR("Params", "Nearest primitives that a feature is averaged with after training; 0: none."),
         .range = ParamRange{0, 64, 1}, .advanced = true},
        {.name = "smoothing-rounds", .value = &p.smoothingRounds, .label = CLEAVE_TR("Params", "Smoothing rounds"),
         .help = CLEAVE_TR("Params", "How often features are averaged."), .range = ParamRange{0, 20, 1}, .advanced = true},
        {.name = "memory", .value = &p.memory, .label = CLEAVE_TR("Params", "Memory"),
         .help = CLEAVE_TR("Params", "For the blend weights of the sampled pixels; with less, fewer photos are trained on at a time."),
         .range = ParamRange{16, 65536, 16}, .unit = CLEAVE_TR("Params", "MB"), .advanced = true},
        {.name = "published-level-rule", .value = &p.publishedLevelRule, .label = CLEAVE_TR("Params", "Published level rule"),
         .help = CLEAVE_TR("Params", "Drops the coarsest level of a patch even where it is related, as the published code does."),
         .advanced = true},
    };
}

} // namespace cleave
