// SPDX-License-Identifier: Apache-2.0
// Trains the project's radiance field from its photos and measures it on the test views.
#pragma once

#include "core/base/params.h"
#include "core/base/progress.h"
#include "core/dataset/photo_store.h"
#include "core/project/project.h"
#include "core/training/train_gaussians.h"
#include "core/training/train_hashgrid.h"

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace cleave {

enum class FieldKind : int { Gaussians, Grid };

struct TrainFieldParams {
    FieldKind field = FieldKind::Gaussians;
    TrainGaussiansParams gaussians; ///< its iterations are those of a grid, too
    TrainHashgridParams grid;
    bool resume = false;
};

ParamList describe(TrainFieldParams& params);

struct TrainFieldResult {
    RadianceField field;
    std::shared_ptr<const std::vector<std::byte>> trainingState;
    TrainingRecord record;
};

/// Test views against their photos.
struct FieldQuality {
    double psnr = 0; ///< dB, mean over the views
    double ssim = 0;
    int views = 0;
};

FieldQuality measureField(const RadianceField& field,
                          const Dataset& dataset,
                          PhotoStore& photos,
                          const std::vector<ViewId>& views,
                          Progress& progress);

/// What a finished or checkpointed training changes in the project.
void applyTraining(Project& project, const TrainFieldResult& result);

/// Needs a dataset with training photos; with `resume` also the field and state of an earlier
/// training. The project's seed is used. onCheckpoint hears of states that may be applied to the
/// project and resumed (their record has no metrics yet).
TrainFieldResult trainField(const TrainFieldParams& params,
                            const Project& inputs,
                            PhotoStore& photos,
                            Progress& progress,
                            const TrainingPreview& preview = {},
                            const std::function<void(const TrainFieldResult&)>& onCheckpoint = {});

} // namespace cleave
