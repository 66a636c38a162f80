// SPDX-License-Identifier: Apache-2.0
// Any field as gaussian splats, for programs that know nothing else: gaussians start on the surface
// that the field shows and are fitted to the photos.
#pragma once

#include "core/base/params.h"
#include "core/base/progress.h"
#include "core/field/gaussian_field.h"
#include "core/project/project.h"

#include <cstdint>
#include <memory>
#include <vector>

namespace cleave {

struct SplatsOfFieldParams {
    int splats = 100000;   ///< at most so many gaussians
    int iterations = 1000; ///< of fitting, one photo each
};

ParamList describe(SplatsOfFieldParams& params);

struct SplatsOfField {
    std::shared_ptr<const GaussianField> splats;
    std::vector<std::int32_t>
        primitives; ///< [splats] the field's primitive that each stands for: the nearest one
};

/// Points on the surface that the training views show, with the photos' colours, chosen evenly over
/// their pixels; at most `most`, the same for the same seed.
InitialPoints surfacePoints(const RadianceField& field,
                            const Dataset& dataset,
                            PhotoStore& photos,
                            int most,
                            std::uint64_t seed,
                            Progress& progress);

/// A field of gaussians is given as it is. Throws Error(Missing) without a field or without the
/// photos that it was trained from.
SplatsOfField
splatsOfField(const SplatsOfFieldParams& params, const Project& project, Progress& progress);

} // namespace cleave
