// SPDX-License-Identifier: Apache-2.0
#include "core/training/train_hashgrid.h"

#include "core/base/error.h"
#include "core/evaluation/image_metrics.h"
#include "core/image/image_ops.h"
#include "core/rendering/renderer.h"
#include "core/training/hashgrid_trainer.h"
#include "core/training/scene_cube.h"
#include "core/training/train_gaussians.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>

namespace cleave {

namespace {

using Clock = std::chrono::steady_clock;

constexpr int previewViews = 2; // test views measured while training runs
constexpr double previewPixels = 12000;
constexpr std::int64_t stepReportEvery = 10;
constexpr auto fieldPreviewEvery = std::chrono::milliseconds(3000);
constexpr std::int64_t checkpointEvery = 1000;
constexpr double finestPerHalfSize = 2048; ///< lattice cells of the finest level: 1/1024 each

double secondsSince(Clock::time_point start) {
    return std::chrono::duration<double>(Clock::now() - start).count();
}

/// Mean PSNR over a few test views, drawn small; 0 when there are none.
double previewPsnr(const RadianceField& field,
                   const Dataset& dataset,
                   PhotoStore& photos,
                   const Eigen::Vector3f& background) {
    const std::vector<ViewId> test = dataset.testViews();
    const std::size_t step = std::max<std::size_t>(1, test.size() / previewViews);
    double sum = 0;
    int measured = 0;
    for (std::size_t i = 0; i < test.size() && measured < previewViews; i += step, ++measured) {
        const Camera& camera = dataset.view(test[i]).camera;
        const double pixels =
            static_cast<double>(camera.intrinsics.width) * camera.intrinsics.height;
        const double smaller = std::min(1.0, std::sqrt(previewPixels / pixels));
        const int width = std::max(12, static_cast<int>(camera.intrinsics.width * smaller)),
                  height = std::max(12, static_cast<int>(camera.intrinsics.height * smaller));
        RenderRequest request;
        request.background = background;
        const RenderedView view = renderView(field, camera.scaledTo(width, height), request);
        sum += imageMetrics(view.color, resizeByArea(*photos.photo(test[i]), width, height)).psnr;
    }
    return measured > 0 ? sum / measured : 0;
}

std::string stepDetail(const HashgridState& state, int iterations) {
    char loss[32];
    std::snprintf(loss, sizeof loss, "%.5f", state.loss.value());
    return "step " + groupedDigits(state.iteration) + " of " + groupedDigits(iterations) +
           ", loss " + loss + ", " + groupedDigits(state.rayCount) + " rays";
}

HashgridState startState(const Dataset& dataset,
                         PhotoStore& photos,
                         const TrainHashgridParams& params,
                         std::uint64_t seed,
                         const TrainedHashgrid* resumeFrom,
                         Progress& progress) {
    if (!resumeFrom) {
        const SceneCube cube = sceneCube(dataset, photos, params, progress);
        HashgridShape shape;
        shape.log2TableSize = params.log2TableSize;
        shape.finest = finestPerHalfSize * static_cast<double>(cube.halfSize);
        return HashgridState(initialHashgrid(cube, shape, seed));
    }
    if (!resumeFrom->field || !resumeFrom->state)
        throw missing(CLEAVE_TR(
            "Training", "There is no training checkpoint to go on from; train without resuming"));
    if (resumeFrom->field->shape.log2TableSize != params.log2TableSize)
        throw badInput(
            CLEAVE_TR("Training",
                      "The checkpoint has tables of 2^%1 entries, but 2^%2 is asked for"),
            resumeFrom->field->shape.log2TableSize,
            params.log2TableSize);
    return loadHashgridState(*resumeFrom->field, *resumeFrom->state);
}

TrainedHashgrid checkpointOf(const HashgridState& state,
                             std::shared_ptr<const HashgridField> field) {
    TrainedHashgrid result;
    result.iterations = state.iteration;
    result.seconds = state.seconds;
    result.loss = state.loss.value();
    result.state = std::make_shared<const std::vector<std::byte>>(saveHashgridState(state));
    result.field = std::move(field);
    return result;
}

/// A field that training is done with, at its end or at a checkpoint.
std::shared_ptr<const HashgridField> finishField(HashgridField field) {
    field.revision = newRevision();
    return std::make_shared<const HashgridField>(std::move(field));
}

std::vector<Camera> trainCameras(const Dataset& dataset) {
    std::vector<Camera> cameras;
    for (ViewId id : dataset.trainViews())
        cameras.push_back(dataset.view(id).camera);
    return cameras;
}

/// What the listeners hear of a training.
class Teller {
public:
    Teller(const Dataset& dataset,
           PhotoStore& photos,
           int iterations,
           const Eigen::Vector3f& background,
           const TrainingPreview& preview)
        : dataset_(dataset)
        , photos_(photos)
        , iterations_(iterations)
        , psnrEvery_(std::max<std::int64_t>(100, iterations / 20))
        , background_(background)
        , preview_(preview) {}

    void tell(const HashgridState& state, Progress& progress) {
        if (state.iteration % stepReportEvery == 0)
            progress.detail(stepDetail(state, iterations_));
        progress.advance(state.iteration, iterations_);
        const auto snapshot = [&] {
            return std::make_shared<const HashgridField>(state.field.clone());
        };
        if (preview_.onStep &&
            (state.iteration % stepReportEvery == 0 || state.iteration == iterations_)) {
            TrainingStep told{state.iteration, state.loss.value(), state.field.count, 0};
            if (state.iteration % psnrEvery_ == 0)
                told.psnr = previewPsnr(snapshot(), dataset_, photos_, background_);
            preview_.onStep(told);
        }
        if (preview_.onCheckpoint && state.iteration % checkpointEvery == 0 &&
            state.iteration < iterations_)
            preview_.onCheckpoint(checkpointOf(state, finishField(state.field.clone())));
        if (preview_.onField && Clock::now() - lastField_ > fieldPreviewEvery) {
            preview_.onField(snapshot());
            lastField_ = Clock::now();
        }
    }

private:
    const Dataset& dataset_;
    PhotoStore& photos_;
    int iterations_;
    std::int64_t psnrEvery_;
    Eigen::Vector3f background_;
    const TrainingPreview& preview_;
    Clock::time_point lastField_ = Clock::now();
};

} // namespace

ParamList describe(TrainHashgridParams& p) {
    return {
        {.name = "scene",
         .value = enumParam(&p.scene),
         .label = CLEAVE_TR("Params", "Scene"),
         .help = CLEAVE_TR("Params",
                           "An object seen from all around, cut out; or a scene that the cameras "
                           "stand in."),
         .choices = {{"auto", CLEAVE_TR("Params", "Automatic")},
                     {"object", CLEAVE_TR("Params", "Object")},
                     {"open", CLEAVE_TR("Params", "Open scene")}}},
        {.name = "scene-box",
         .value = &p.sceneBox,
         .label = CLEAVE_TR("Params", "Scene box"),
         .help = CLEAVE_TR("Params",
                           "What the grid covers, as x0,y0,z0,x1,y1,z1 in scene units; empty: "
                           "found from the photos.")},
        {.name = "table-size",
         .value = &p.log2TableSize,
         .label = CLEAVE_TR("Params", "Size of the tables (power of two)"),
         .help = CLEAVE_TR("Params",
                           "Each level of the grid has at most two to the power of this many "
                           "entries: more show finer detail and are slower."),
         .range = ParamRange{14, 22, 1},
         .advanced = true},
        {.name = "samples-per-step",
         .value = &p.samplesPerStep,
         .label = CLEAVE_TR("Params", "Samples per step"),
         .help = CLEAVE_TR("Params",
                           "A step takes as many rays as make about this many samples together."),
         .range = ParamRange{4096, 1048576, 4096},
         .advanced = true},
        {.name = "learning-rate",
         .value = &p.learningRate,
         .label = CLEAVE_TR("Params", "Learning rate of the grid"),
         .help = CLEAVE_TR("Params", "At the start; it falls to a thirtieth."),
         .range = ParamRange{0.0001, 0.1, 0.001},
         .advanced = true},
        {.name = "distortion-weight",
         .value = &p.distortionWeight,
         .label = CLEAVE_TR("Params", "Weight of compactness"),
         .help = CLEAVE_TR("Params", "Draws what a ray sees together: fewer floating specks."),
         .range = ParamRange{0, 1, 0.001},
         .advanced = true},
        {.name = "opacity-weight",
         .value = &p.opacityWeight,
         .label = CLEAVE_TR("Params", "Weight of clear opacity"),
         .help = CLEAVE_TR("Params", "Makes rays either opaque or empty."),
         .range = ParamRange{0, 1, 0.001},
         .advanced = true},
    };
}

TrainedHashgrid trainHashgrid(std::shared_ptr<const Dataset> dataset,
                              PhotoStore& photos,
                              const TrainHashgridParams& params,
                              std::uint64_t seed,
                              Progress& progress,
                              const TrainingPreview& preview,
                              const TrainedHashgrid* resumeFrom) {
    if (dataset->trainViews().empty())
        throw missing(CLEAVE_TR("Training", "The data set has no training photos"));
    Progress starting = progress.part(0, 0.01), loading = progress.part(0.01, 0.03),
             training = progress.part(0.03, 1);
    starting.phase(text(CLEAVE_TR("Training", "Looking for the scene")));
    HashgridTrainer trainer(startState(*dataset, photos, params, seed, resumeFrom, starting),
                            params,
                            trainCameras(*dataset),
                            seed);
    const Eigen::Vector3f background = trainingBackground(*dataset, photos);
    PhotoRays source(dataset,
                     photos,
                     background.x() > 0.5f ? PhotoBackground::White : PhotoBackground::Random,
                     seed);
    loading.phase(text(CLEAVE_TR("Training", "Decoding photos")));
    source.load(trainer.state().iteration, loading);

    training.phase(text(CLEAVE_TR("Training", "Training a hash grid")));
    RayBatch batch(HashgridTrainer::mostRays);
    Teller teller(*dataset, photos, params.iterations, background, preview);
    while (trainer.state().iteration < params.iterations) {
        waitWhilePaused(preview.isPaused, training);
        const auto start = Clock::now();
        source.draw(
            trainer.state().iteration, trainer.state().field.cube, trainer.rayCount(), batch);
        trainer.step(batch);
        trainer.addSeconds(secondsSince(start));
        teller.tell(trainer.state(), training);
    }
    HashgridState state = trainer.takeState();
    TrainedHashgrid trained = checkpointOf(state, nullptr);
    trained.field = finishField(std::move(state.field));
    return trained;
}

} // namespace cleave
