// SPDX-License-Identifier: Apache-2.0
// Gaussian splatting (Kerbl et al. 2023) trained from posed photos, by default with MCMC
// densification (Kheradmand et al. 2024).
#pragma once

#include "core/base/params.h"
#include "core/base/progress.h"
#include "core/dataset/photo_store.h"
#include "core/training/trained_field.h"

#include <memory>
#include <vector>

namespace cleave {

enum class Densification : int { Mcmc, Classic, None };

struct TrainGaussiansParams {
    int iterations = 3000;
    int maxPrimitives = 60000;
    Densification densification = Densification::Mcmc;
    int shDegree = 3;
    bool antialiased = false;
    bool randomBackground = false;
    float ssimWeight = 0.2f;
};

ParamList describe(TrainGaussiansParams& params);

using TrainedGaussians = TrainedAs<GaussianField>;

/// Trains on the dataset's train views from its points (or at random where it has none).
/// `resumeFrom`: null, or field + state of an earlier run, to go on at its iteration up to
/// params.iterations. Resuming from a checkpoint of the same dataset, params and seed gives the
/// bits of the uninterrupted run.
TrainedGaussians trainGaussians(std::shared_ptr<const Dataset> dataset,
                                PhotoStore& photos,
                                const TrainGaussiansParams& params,
                                std::uint64_t seed,
                                Progress& progress,
                                const TrainingPreview& preview = {},
                                const TrainedGaussians* resumeFrom = nullptr);

/// What lies behind the gaussians in training, and should when they are compared with the photos:
/// white where the photos' borders are (cut-out objects, transparent photos composited on white),
/// else black. Decodes a few photos.
Eigen::Vector3f trainingBackground(const Dataset& dataset, PhotoStore& photos);

/// Where gaussians start: the dataset's points, at most params.maxPrimitives of them; where it has
/// none, points triangulated from its photos, filled up along random pixels' rays. Needs training
/// views.
InitialPoints startingPoints(const Dataset& dataset,
                             PhotoStore& photos,
                             const TrainGaussiansParams& params,
                             std::uint64_t seed,
                             Progress& progress);

/// Gaussians at the points, as large as their neighbours are far. cameraExtent: scene units.
GaussianField initialGaussians(const InitialPoints& points,
                               const TrainGaussiansParams& params,
                               double cameraExtent);

} // namespace cleave
