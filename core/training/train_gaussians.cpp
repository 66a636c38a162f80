// SPDX-License-Identifier: Apache-2.0
#include "core/training/train_gaussians.h"

#include "core/base/error.h"
#include "core/evaluation/image_metrics.h"
#include "core/training/gaussian_trainer.h"
#include "kernels/math/random.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <limits>

namespace cleave {

namespace {

using Clock = std::chrono::steady_clock;

constexpr std::uint64_t backgroundStream = 0x6261636b;
constexpr int previewViews = 4; // test views measured while training runs
constexpr std::int64_t stepReportEvery = 10;
constexpr auto fieldPreviewEvery = std::chrono::milliseconds(1500);
constexpr std::int64_t checkpointEvery = 1000;
constexpr std::int64_t prefetched = 3; // photos decoded ahead

double secondsSince(Clock::time_point start) {
    return std::chrono::duration<double>(Clock::now() - start).count();
}

void requireTrainable(const Dataset& dataset, const std::vector<ViewId>& train) {
    if (train.empty())
        throw missing(CLEAVE_TR("Training", "The data set has no training photos"));
    for (ViewId id : train) {
        const View& view = dataset.view(id);
        if (view.camera.intrinsics.width < kernels::minImageWidth)
            throw badInput(
                CLEAVE_TR("Training",
                          "%1 is %2 pixels wide at working size; training needs at least %3"),
                view.name,
                view.camera.intrinsics.width,
                kernels::minImageWidth);
    }
}

/// Mean PSNR over a few test views; 0 when there are none.
double previewPsnr(GaussianTrainer& trainer,
                   const Dataset& dataset,
                   PhotoStore& photos,
                   const Eigen::Vector3f& background) {
    const std::vector<ViewId> test = dataset.testViews();
    double sum = 0;
    const std::size_t step = std::max<std::size_t>(1, test.size() / previewViews);
    int measured = 0;
    for (std::size_t i = 0; i < test.size() && measured < previewViews; i += step, ++measured)
        sum += imageMetrics(trainer.render(dataset.view(test[i]).camera, background),
                            *photos.photo(test[i]))
                   .psnr;
    return measured > 0 ? sum / measured : 0;
}

std::string stepDetail(const GaussianState& state, int iterations) {
    char loss[32];
    std::snprintf(loss, sizeof loss, "%.3f", state.loss.value());
    return "step " + groupedDigits(state.iteration) + " of " + groupedDigits(iterations) +
           ", loss " + loss + ", " + groupedDigits(state.field.count) + " gaussians";
}

/// A guessed point stands alone and would become large: seen from a camera nearby it is a fog that
/// no training photo forbids. No gaussian starts with more than a small angle in the nearest photo.
void limitScales(GaussianField& field, const Dataset& dataset) {
    constexpr float widest = 0.04f; // radians
    std::vector<Eigen::Vector3f> centers;
    for (ViewId id : dataset.trainViews())
        centers.push_back(dataset.view(id).camera.pose.centerInWorld().cast<float>());
    for (std::int64_t g = 0; g < field.count; ++g) {
        float nearest = std::numeric_limits<float>::max();
        for (const Eigen::Vector3f& center : centers)
            nearest = std::min(nearest, (field.mean(g) - center).squaredNorm());
        const float most = 0.5f * std::log(std::max(nearest, 1e-12f)) + std::log(widest);
        for (int axis = 0; axis < 3; ++axis) {
            float& scale = field.plane(kernels::plane::logScale + axis)[g];
            scale = std::min(scale, most);
        }
    }
}

GaussianState startState(const Dataset& dataset,
                         PhotoStore& photos,
                         const TrainGaussiansParams& params,
                         std::uint64_t seed,
                         const TrainedGaussians* resumeFrom,
                         Progress& progress) {
    if (!resumeFrom) {
        GaussianField field =
            initialGaussians(startingPoints(dataset, photos, params, seed, progress),
                             params,
                             dataset.cameraExtent());
        if (dataset.points.positions.empty())
            limitScales(field, dataset);
        return GaussianState(std::move(field));
    }
    if (!resumeFrom->field || !resumeFrom->state)
        throw missing(CLEAVE_TR(
            "Training", "There is no training checkpoint to go on from; train without resuming"));
    if (resumeFrom->field->shDegree != params.shDegree)
        throw badInput(
            CLEAVE_TR("Training",
                      "The checkpoint has spherical harmonics of degree %1, but %2 is asked for"),
            resumeFrom->field->shDegree,
            params.shDegree);
    return loadGaussianState(*resumeFrom->field, *resumeFrom->state);
}

TrainedGaussians checkpointOf(const GaussianState& state,
                              std::shared_ptr<const GaussianField> field) {
    TrainedGaussians result;
    result.iterations = state.iteration;
    result.seconds = state.seconds;
    result.loss = state.loss.value();
    result.state = std::make_shared<const std::vector<std::byte>>(saveGaussianState(state));
    result.field = std::move(field);
    return result;
}

} // namespace

ParamList describe(TrainGaussiansParams& p) {
    return {
        {.name = "iterations",
         .value = &p.iterations,
         .label = CLEAVE_TR("Params", "Iterations"),
         .help = CLEAVE_TR("Params", "Steps of training, one photo each."),
         .range = ParamRange{1, 200000, 100}},
        {.name = "max-primitives",
         .value = &p.maxPrimitives,
         .label = CLEAVE_TR("Params", "Most gaussians"),
         .help = CLEAVE_TR("Params", "There are never more gaussians than this."),
         .range = ParamRange{100, 10000000, 1000}},
        {.name = "densification",
         .value = enumParam(&p.densification),
         .label = CLEAVE_TR("Params", "Densification"),
         .help = CLEAVE_TR("Params", "How gaussians are added where the photos need them."),
         .choices = {{"mcmc", CLEAVE_TR("Params", "Relocate and explore (MCMC)")},
                     {"classic", CLEAVE_TR("Params", "Clone, split and prune")},
                     {"none", CLEAVE_TR("Params", "None")}}},
        {.name = "sh-degree",
         .value = &p.shDegree,
         .label = CLEAVE_TR("Params", "Degree of view dependence"),
         .help = CLEAVE_TR("Params",
                           "Degree of the spherical harmonics: 0 for colours that are the same "
                           "from everywhere, up to 3."),
         .range = ParamRange{0, kernels::maxShDegree, 1}},
        {.name = "antialiased",
         .value = &p.antialiased,
         .label = CLEAVE_TR("Params", "Anti-aliased"),
         .help =
             CLEAVE_TR("Params", "Keeps thin gaussians from growing brighter when seen from afar."),
         .advanced = true},
        {.name = "random-background",
         .value = &p.randomBackground,
         .label = CLEAVE_TR("Params", "Random background"),
         .help = CLEAVE_TR(
             "Params",
             "Trains before changing colours, so that nothing stays transparent by accident."),
         .advanced = true},
        {.name = "ssim-weight",
         .value = &p.ssimWeight,
         .label = CLEAVE_TR("Params", "Weight of structure"),
         .help = CLEAVE_TR(
             "Params",
             "Share of structural similarity in the loss; the rest is the absolute difference."),
         .range = ParamRange{0, 1, 0.05},
         .advanced = true},
    };
}

Eigen::Vector3f trainingBackground(const Dataset& dataset, PhotoStore& photos) {
    const std::vector<ViewId> train = dataset.trainViews();
    constexpr std::size_t looked = 8;
    std::int64_t white = 0, border = 0;
    const std::size_t step = std::max<std::size_t>(1, train.size() / looked);
    for (std::size_t i = 0; i < train.size(); i += step) {
        const std::shared_ptr<const Image> photo = photos.photo(train[i]);
        const auto look = [&](int x, int y) {
            const std::uint8_t* pixel = photo->at(x, y);
            white += pixel[0] == 255 && pixel[1] == 255 && pixel[2] == 255;
            ++border;
        };
        for (int x = 0; x < photo->width; ++x)
            look(x, 0), look(x, photo->height - 1);
        for (int y = 0; y < photo->height; ++y)
            look(0, y), look(photo->width - 1, y);
    }
    return Eigen::Vector3f::Constant(border > 0 && 2 * white > border ? 1.0f : 0.0f);
}

TrainedGaussians trainGaussians(std::shared_ptr<const Dataset> dataset,
                                PhotoStore& photos,
                                const TrainGaussiansParams& params,
                                std::uint64_t seed,
                                Progress& progress,
                                const TrainingPreview& preview,
                                const TrainedGaussians* resumeFrom) {
    const std::vector<ViewId> train = dataset->trainViews();
    requireTrainable(*dataset, train);
    // A sliver of the bar: with points at hand there is nothing to do.
    Progress starting = progress.part(0, 0.02);
    GaussianTrainer trainer(startState(*dataset, photos, params, seed, resumeFrom, starting),
                            params,
                            dataset->cameraExtent(),
                            seed);
    progress.phase(text(CLEAVE_TR("Training", "Training gaussians")));
    const Eigen::Vector3f still = trainingBackground(*dataset, photos);
    ViewOrder order(static_cast<std::int64_t>(train.size()), seed);
    const auto viewAt = [&](std::int64_t step) {
        return train[static_cast<std::size_t>(order.at(step))];
    };

    const std::int64_t iterations = params.iterations,
                       psnrEvery = std::max<std::int64_t>(100, iterations / 20);
    auto lastField = Clock::now();
    while (trainer.state().iteration < iterations) {
        waitWhilePaused(preview.isPaused, progress);
        const auto start = Clock::now();
        const std::int64_t step = trainer.state().iteration;
        const ViewId id = viewAt(step);
        const std::shared_ptr<const Image> photo = photos.photo(id);
        for (std::int64_t ahead = prefetched; ahead > 0; --ahead)
            if ((step + ahead) / static_cast<std::int64_t>(train.size()) ==
                step / static_cast<std::int64_t>(train.size()))
                photos.prefetch(viewAt(step + ahead));
        Eigen::Vector3f background = still;
        if (params.randomBackground) {
            kernels::RandomStream random(seed, backgroundStream, static_cast<std::uint64_t>(step));
            for (float& channel : background)
                channel = static_cast<float>(random.uniform());
        }
        trainer.step(dataset->view(id).camera, *photo, background);
        trainer.addSeconds(secondsSince(start));

        const GaussianState& state = trainer.state();
        if (state.iteration % stepReportEvery == 0)
            progress.detail(stepDetail(state, params.iterations));
        progress.advance(state.iteration, iterations);
        if (preview.onStep &&
            (state.iteration % stepReportEvery == 0 || state.iteration == iterations)) {
            TrainingStep told{state.iteration, state.loss.value(), state.field.count, 0};
            if (state.iteration % psnrEvery == 0)
                told.psnr = previewPsnr(trainer, *dataset, photos, still);
            preview.onStep(told);
        }
        if (preview.onCheckpoint && state.iteration % checkpointEvery == 0 &&
            state.iteration < iterations)
            preview.onCheckpoint(
                checkpointOf(state, std::make_shared<const GaussianField>(state.field.clone())));
        if (preview.onField && Clock::now() - lastField > fieldPreviewEvery) {
            preview.onField(std::make_shared<const GaussianField>(state.field.clone()));
            lastField = Clock::now();
        }
    }
    GaussianState state = trainer.takeState();
    state.field.revision = newRevision();
    auto field = std::make_shared<const GaussianField>(std::move(state.field));
    return checkpointOf(state, std::move(field));
}

} // namespace cleave
