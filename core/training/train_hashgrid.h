// SPDX-License-Identifier: Apache-2.0
// A hash-grid radiance field (Müller et al. 2022) trained from posed photos.
#pragma once

#include "core/base/params.h"
#include "core/base/progress.h"
#include "core/dataset/photo_store.h"
#include "core/field/hashgrid_field.h"
#include "core/training/trained_field.h"

#include <memory>
#include <string>

namespace cleave {

/// Object: something in the middle that all cameras look at from outside, nothing behind it counts.
/// Open: cameras stand in the scene.
enum class SceneKind : int { Automatic, Object, Open };

struct TrainHashgridParams {
    int iterations = 3000; ///< not in describe(): all kinds of field share the flag
    SceneKind scene = SceneKind::Automatic;
    std::string sceneBox; ///< "x0,y0,z0,x1,y1,z1" in scene units; empty: found from the photos
    int log2TableSize = 19;
    int samplesPerStep = 65536;
    float learningRate = 0.01f;
    float distortionWeight = 0.001f;
    float opacityWeight = 0.001f;
};

ParamList describe(TrainHashgridParams& params);

using TrainedHashgrid = TrainedAs<HashgridField>;

/// Trains on the dataset's train views. `resumeFrom`: null, or field + state of an earlier run, to
/// go on at its iteration up to params.iterations; from a checkpoint of the same dataset, params
/// and seed that gives the bits of the uninterrupted run.
TrainedHashgrid trainHashgrid(std::shared_ptr<const Dataset> dataset,
                              PhotoStore& photos,
                              const TrainHashgridParams& params,
                              std::uint64_t seed,
                              Progress& progress,
                              const TrainingPreview& preview = {},
                              const TrainedHashgrid* resumeFrom = nullptr);

} // namespace cleave
