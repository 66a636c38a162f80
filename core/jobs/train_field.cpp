// SPDX-License-Identifier: Apache-2.0
#include "core/jobs/train_field.h"

#include "core/base/error.h"
#include "core/base/log.h"
#include "core/base/process_memory.h"
#include "core/evaluation/image_metrics.h"
#include "core/rendering/renderer.h"
#include "core/rendering/visible_lattice.h"

#include <algorithm>

namespace cleave {

namespace {

constexpr double trainingShare = 0.97; // of the progress; the rest measures

TrainFieldResult
resultOf(const TrainedField& trained, const TrainFieldParams& params, std::int64_t peakMemory) {
    TrainFieldResult result{trained.field, trained.state, {}};
    TrainFieldParams copy = params;
    const bool isGrid = params.field == FieldKind::Grid;
    result.record.field = isGrid ? "grid" : "gaussians";
    result.record.iterations = trained.iterations;
    result.record.primitives = primitiveCount(trained.field);
    result.record.seconds = trained.seconds;
    result.record.peakMemory = peakMemory;
    result.record.params =
        isGrid ? paramTexts(describe(copy.grid)) : paramTexts(describe(copy.gaussians));
    return result;
}

/// Field and state of the earlier training, of the kind that is to go on.
template <class Field>
TrainedAs<Field> earlierTraining(const Project& inputs) {
    TrainedField earlier;
    earlier.field = inputs.field;
    earlier.state = inputs.trainingState;
    const TrainedAs<Field> result = earlier.as<Field>();
    if (!result.field || !result.state)
        throw missing(CLEAVE_TR(
            "Training", "There is no training checkpoint to go on from; train without resuming"));
    return result;
}

/// Density that goes on changing has no primitives.
TrainedHashgrid withoutLattice(TrainedHashgrid trained) {
    HashgridField bare = trained.field->clone();
    bare.lattice = nullptr;
    bare.count = 0;
    trained.field = std::make_shared<const HashgridField>(std::move(bare));
    return trained;
}

TrainedField trainKind(const TrainFieldParams& params,
                       const Project& inputs,
                       PhotoStore& photos,
                       Progress& progress,
                       const TrainingPreview& preview) {
    if (params.field == FieldKind::Grid) {
        TrainHashgridParams grid = params.grid;
        grid.iterations = params.gaussians.iterations;
        TrainedHashgrid earlier;
        if (params.resume)
            earlier = withoutLattice(earlierTraining<HashgridField>(inputs));
        Progress training = progress.part(0, 0.97), finding = progress.part(0.97, 1);
        TrainedHashgrid trained = trainHashgrid(inputs.dataset,
                                                photos,
                                                grid,
                                                inputs.seed,
                                                training,
                                                preview,
                                                params.resume ? &earlier : nullptr);
        trained.field =
            std::make_shared<const HashgridField>(withPrimitives(trained.field->clone(), finding));
        return trained;
    }
    TrainedGaussians earlier;
    if (params.resume)
        earlier = earlierTraining<GaussianField>(inputs);
    return trainGaussians(inputs.dataset,
                          photos,
                          params.gaussians,
                          inputs.seed,
                          progress,
                          preview,
                          params.resume ? &earlier : nullptr);
}

} // namespace

ParamList describe(TrainFieldParams& p) {
    ParamList list = {
        {.name = "field",
         .value = enumParam(&p.field),
         .label = CLEAVE_TR("Params", "Field"),
         .help = CLEAVE_TR("Params", "What the scene is made of."),
         .choices = {{"gaussians", CLEAVE_TR("Params", "Gaussian splats")},
                     {"grid", CLEAVE_TR("Params", "Hash grid")}}},
        {.name = "resume",
         .value = &p.resume,
         .label = CLEAVE_TR("Params", "Resume"),
         .help = CLEAVE_TR("Params", "Goes on from the last checkpoint instead of starting anew.")},
    };
    for (Param& param : describe(p.gaussians))
        list.push_back(std::move(param));
    for (Param& param : describe(p.grid))
        list.push_back(std::move(param));
    return list;
}

FieldQuality measureField(const RadianceField& field,
                          const Dataset& dataset,
                          PhotoStore& photos,
                          const std::vector<ViewId>& views,
                          Progress& progress) {
    FieldQuality quality;
    if (views.empty())
        return quality;
    RenderRequest request;
    request.background = trainingBackground(dataset, photos);
    for (ViewId id : views) {
        photos.prefetch(id);
        const RenderedView rendered = renderView(field, dataset.view(id).camera, request);
        const ImageMetrics metrics = imageMetrics(rendered.color, *photos.photo(id));
        quality.psnr += metrics.psnr;
        quality.ssim += metrics.ssim;
        progress.advance(++quality.views, static_cast<std::int64_t>(views.size()));
    }
    quality.psnr /= quality.views;
    quality.ssim /= quality.views;
    return quality;
}

void applyTraining(Project& project, const TrainFieldResult& result) {
    project.field = result.field;
    project.trainingState = result.trainingState;
    project.training = result.record;
    // What was lifted onto the old primitives, and what was found among them, means nothing on the
    // new ones.
    const Revision revision = revisionOf(project.field);
    std::erase_if(project.lifted,
                  [&](const auto& entry) { return entry.second->fieldRevision != revision; });
    if (project.lifted.empty())
        project.currentMethod.clear();
    const auto& segments = project.segments.segments();
    if (std::any_of(segments.begin(), segments.end(), [&](const Segment& segment) {
            return segment.primitives && segment.primitives->fieldRevision() != revision;
        })) {
        log(LogLevel::Warning,
            text(CLEAVE_TR("Training",
                           "the %1 segments belonged to the earlier field and are gone; build or "
                           "click them again"),
                 segments.size()));
        project.segments = {};
    }
}

TrainFieldResult trainField(const TrainFieldParams& params,
                            const Project& inputs,
                            PhotoStore& photos,
                            Progress& progress,
                            const TrainingPreview& preview,
                            const std::function<void(const TrainFieldResult&)>& onCheckpoint) {
    if (!inputs.dataset)
        throw missing(
            CLEAVE_TR("Training", "The project has no photos to train from; make one with --data"));
    const PeakMemory memory;
    TrainingPreview listeners = preview;
    if (onCheckpoint)
        listeners.onCheckpoint = [&](const TrainedField& trained) {
            if (preview.onCheckpoint)
                preview.onCheckpoint(trained);
            onCheckpoint(resultOf(trained, params, memory.bytes()));
        };
    Progress training = progress.part(0, trainingShare);
    const TrainedField trained = trainKind(params, inputs, photos, training, listeners);
    TrainFieldResult result = resultOf(trained, params, memory.bytes());
    Progress measuring = progress.part(trainingShare, 1);
    measuring.phase(text(CLEAVE_TR("Training", "Measuring on the test views")));
    const FieldQuality quality =
        measureField(result.field, *inputs.dataset, photos, inputs.dataset->testViews(), measuring);
    result.record.psnr = quality.psnr;
    result.record.ssim = quality.ssim;
    return result;
}

} // namespace cleave
