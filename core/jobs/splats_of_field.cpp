// SPDX-License-Identifier: Apache-2.0
#include "core/jobs/splats_of_field.h"

#include "core/base/error.h"
#include "core/dataset/photo_store.h"
#include "core/export/export_choice.h"
#include "core/field/primitive_cloud.h"
#include "core/rendering/renderer.h"
#include "core/training/train_gaussians.h"
#include "kernels/neighbors/knn.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <random>

namespace cleave {

namespace {

/// Pixels looked at for each point that is kept.
constexpr double pixelsPerPoint = 3;
constexpr float shareOfLooking = 0.2f; ///< of the progress

void addPointsOf(const RadianceField& field,
                 const View& view,
                 const Image& photo,
                 int stride,
                 InitialPoints& points) {
    const Intrinsics& lens = view.camera.intrinsics;
    const Camera coarse =
        view.camera.scaledTo(std::max(1, lens.width / stride), std::max(1, lens.height / stride));
    RenderRequest request;
    request.color = false;
    request.depth = true;
    const RenderedView rendered = renderView(field, coarse, request);
    for (int y = 0; y < rendered.depth.height; ++y) {
        for (int x = 0; x < rendered.depth.width; ++x) {
            const float depth = *rendered.depth.at(x, y);
            if (!(depth > 0))
                continue;
            points.positions.push_back(coarse.unproject(x + 0.5, y + 0.5, depth).cast<float>());
            const std::uint8_t* pixel = photo.at(
                std::min(lens.width - 1, (2 * x + 1) * lens.width / rendered.depth.width / 2),
                std::min(lens.height - 1, (2 * y + 1) * lens.height / rendered.depth.height / 2));
            points.colors.push_back({pixel[0], pixel[1], pixel[2]});
        }
    }
}

/// `most` of the points, in their order.
InitialPoints chosen(const InitialPoints& points, int most, std::uint64_t seed) {
    if (points.positions.size() <= static_cast<std::size_t>(most))
        return points;
    std::vector<std::size_t> order(points.positions.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::mt19937_64 random(seed);
    for (std::size_t i = 0; i < static_cast<std::size_t>(most); ++i)
        std::swap(order[i], order[i + random() % (order.size() - i)]);
    order.resize(static_cast<std::size_t>(most));
    std::sort(order.begin(), order.end());
    InitialPoints result;
    for (const std::size_t i : order) {
        result.positions.push_back(points.positions[i]);
        result.colors.push_back(points.colors[i]);
    }
    return result;
}

std::vector<std::int32_t> nearestPrimitives(const GaussianField& splats,
                                            const RadianceField& field) {
    const PrimitiveCloud cloud = primitiveCloud(field);
    kernels::Array<float, 2> positions(splats.count, 3), distances(splats.count, 1);
    kernels::Array<std::int32_t, 2> nearest(splats.count, 1);
    for (std::int64_t i = 0; i < splats.count; ++i)
        for (int axis = 0; axis < 3; ++axis)
            positions(i, axis) = splats.mean(i)[axis];
    kernels::PointTree(cloud.positions).nearest(positions, nearest, distances);
    return {nearest.begin(), nearest.end()};
}

} // namespace

ParamList describe(SplatsOfFieldParams& params) {
    return {
        {.name = "splats",
         .value = &params.splats,
         .label = CLEAVE_TR("Params", "Most splats"),
         .help = CLEAVE_TR("Params", "A grid becomes at most so many splats."),
         .range = ParamRange{100, 10000000, 1000}},
        {.name = "fit-iterations",
         .value = &params.iterations,
         .label = CLEAVE_TR("Params", "Steps of fitting"),
         .help = CLEAVE_TR("Params",
                           "So long the splats of a grid are fitted to the photos, a photo each."),
         .range = ParamRange{0, 100000, 100}},
    };
}

InitialPoints surfacePoints(const RadianceField& field,
                            const Dataset& dataset,
                            PhotoStore& photos,
                            int most,
                            std::uint64_t seed,
                            Progress& progress) {
    const std::vector<ViewId> views = dataset.trainViews();
    double pixels = 0;
    for (const ViewId id : views) {
        const Intrinsics& lens = dataset.view(id).camera.intrinsics;
        pixels += static_cast<double>(lens.width) * lens.height;
    }
    const int stride =
        std::max(1, static_cast<int>(std::sqrt(pixels / (pixelsPerPoint * std::max(1, most)))));
    InitialPoints points;
    for (std::size_t i = 0; i < views.size(); ++i) {
        progress.advance(static_cast<std::int64_t>(i), static_cast<std::int64_t>(views.size()));
        addPointsOf(field, dataset.view(views[i]), *photos.photo(views[i]), stride, points);
    }
    return chosen(points, most, seed);
}

SplatsOfField
splatsOfField(const SplatsOfFieldParams& params, const Project& project, Progress& progress) {
    requireField(project.field);
    SplatsOfField result;
    if (const auto* gaussians = std::get_if<std::shared_ptr<const GaussianField>>(&project.field)) {
        result.splats = *gaussians;
        result.primitives.resize(static_cast<std::size_t>((*gaussians)->count));
        std::iota(result.primitives.begin(), result.primitives.end(), 0);
        return result;
    }
    if (!project.dataset)
        throw missing(
            CLEAVE_TR("Jobs",
                      "splats are fitted to the photos that a grid was trained from, but the "
                      "project has none; make it with photos"));
    progress.phase(text(CLEAVE_TR("Jobs", "Finding the surface")));
    PhotoStore photos(project.dataset);
    Progress looking = progress.part(0, shareOfLooking), fitting = progress.part(shareOfLooking, 1);
    auto dataset = std::make_shared<Dataset>(*project.dataset);
    dataset->points =
        surfacePoints(project.field, *dataset, photos, params.splats, project.seed, looking);
    if (dataset->points.positions.empty())
        throw badInput(CLEAVE_TR(
            "Jobs", "the field shows no surface in any photo, there are no splats of it"));
    TrainGaussiansParams training;
    training.iterations = params.iterations;
    training.maxPrimitives = params.splats;
    training.densification = Densification::None;
    result.splats = trainGaussians(dataset, photos, training, project.seed, fitting).field;
    result.primitives = nearestPrimitives(*result.splats, project.field);
    progress.advance(1.0);
    return result;
}

} // namespace cleave
