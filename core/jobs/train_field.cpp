// SPDX-License-Identifier: Apache-2.0
#include "core/jobs/train_field.h"

#include "core/base/error.h"
#include "core/base/log.h"
#include "core/base/process_memory.h"
#include "core/evaluation/image_metrics.h"
#include "core/rendering/renderer.h"

#include <algorithm>

namespace cleave {

namespace {

constexpr double trainingShare = 0.97; // of the progress; the rest measures

TrainFieldResult
resultOf(const TrainedGaussians& trained, const TrainFieldParams& params, std::int64_t peakMemory) {
    TrainFieldResult result{trained.field, trained.state, {}};
    TrainFieldParams copy = params;
    result.record.field = "gaussians";
    result.record.iterations = trained.iterations;
    result.record.primitives = trained.field->count;
    result.record.seconds = trained.seconds;
    result.record.peakMemory = peakMemory;
    result.record.params = paramTexts(describe(copy.gaussians));
    return result;
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
    if (params.field == FieldKind::Grid)
        throw Error(
            ErrorKind::Unsupported,
            text(CLEAVE_TR("Training",
                           "This version trains no hash grids; expected --field gaussians")));
    if (!inputs.dataset)
        throw missing(
            CLEAVE_TR("Training", "The project has no photos to train from; make one with --data"));
    const PeakMemory memory;
    TrainedGaussians earlier;
    if (params.resume) {
        const auto* field = std::get_if<std::shared_ptr<const GaussianField>>(&inputs.field);
        if (!field || !*field || !inputs.trainingState)
            throw missing(
                CLEAVE_TR("Training",
                          "There is no training checkpoint to go on from; train without resuming"));
        earlier.field = *field;
        earlier.state = inputs.trainingState;
    }
    TrainingPreview listeners = preview;
    if (onCheckpoint)
        listeners.onCheckpoint = [&](const TrainedGaussians& trained) {
            if (preview.onCheckpoint)
                preview.onCheckpoint(trained);
            onCheckpoint(resultOf(trained, params, memory.bytes()));
        };
    Progress training = progress.part(0, trainingShare);
    const TrainedGaussians trained = trainGaussians(inputs.dataset,
                                                    photos,
                                                    params.gaussians,
                                                    inputs.seed,
                                                    training,
                                                    listeners,
                                                    params.resume ? &earlier : nullptr);
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
