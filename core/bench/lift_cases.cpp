// SPDX-License-Identifier: Apache-2.0
#include "core/bench/lift_cases.h"

#include "core/bench/bench_scene.h"
#include "core/bench/bench_timer.h"
#include "core/field/primitive_cloud.h"
#include "core/methods/omniseg3d/contrastive_loss.h"
#include "core/methods/pixel_sample.h"
#include "core/methods/segmentation_method.h"
#include "core/rendering/blend_weights.h"
#include "core/rendering/raster_scene.h"
#include "core/segments/build_tree.h"
#include "core/selection/mask_groups.h"
#include "core/selection/selection_edits.h"
#include "kernels/base/parallel_for.h"
#include "kernels/features/lift_adam.h"
#include "kernels/optim/adam.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <random>
#include <string>

namespace cleave {

namespace {

using kernels::Array;

constexpr int dimensions = 16;
constexpr int samples = 6144; ///< pixels of an iteration, as Omniseg3dParams has
constexpr std::uint64_t seed = 7;
/// A blend and channel: one multiply-add forward, one backward.
constexpr double operationsOfBlend = 4.0 * dimensions;
constexpr int cellsOfThing = 4; ///< the cells of one thing, along each axis

std::string sizeOf(std::int64_t count) {
    return std::to_string(count) + " x " + std::to_string(dimensions);
}

/// Cells of the picture as patches, in blocks of four times four as things.
MaskHierarchy checkered(int width, int height, int cells) {
    MaskHierarchy hierarchy;
    hierarchy.patches = IdImage(width, height, 1);
    hierarchy.patchCount = 1 + cells * cells;
    for (int y = 0; y < height; ++y)
        for (int x = 0; x < width; ++x)
            *hierarchy.patches.at(x, y) = 1 + y * cells / height * cells + x * cells / width;
    const auto count = static_cast<std::size_t>(hierarchy.patchCount);
    hierarchy.correlation.assign(count * count, 0);
    const auto thingOf = [&](int patch) {
        const int cell = patch - 1;
        return cell / cells / cellsOfThing * cells + cell % cells / cellsOfThing;
    };
    for (int a = 1; a < hierarchy.patchCount; ++a)
        for (int b = 1; b < hierarchy.patchCount; ++b)
            hierarchy
                .correlation[static_cast<std::size_t>(a) * count + static_cast<std::size_t>(b)] =
                static_cast<std::uint16_t>((a == b) + (thingOf(a) == thingOf(b)));
    return hierarchy;
}

Array<float, 2> unitFeatures(std::int64_t count) {
    std::mt19937_64 random(seed);
    std::normal_distribution<float> normal;
    Array<float, 2> features(count, dimensions);
    for (std::int64_t i = 0; i < count; ++i) {
        float squared = 0;
        for (int d = 0; d < dimensions; ++d)
            squared += std::pow(features(i, d) = normal(random), 2.0f);
        for (int d = 0; d < dimensions; ++d)
            features(i, d) /= std::sqrt(squared);
    }
    return features;
}

/// What one iteration works on, whichever way it goes.
struct Iteration {
    std::shared_ptr<const GaussianField> field;
    Camera camera;
    MaskHierarchy hierarchy;
    PixelSample sample;
    Array<float, 2> features, rendered, gradients;

    Iteration(std::int64_t count, int width, int height)
        : field(std::make_shared<const GaussianField>(benchField(count, seed)))
        , camera(benchCamera(width, height))
        , hierarchy(checkered(width, height, 12))
        , features(unitFeatures(count)) {
        std::mt19937_64 random(seed);
        sample = samplePixels(hierarchy, {.count = samples, .withReplacement = true}, random);
        rendered = Array<float, 2>(sample.pixels.size(), dimensions);
        gradients = Array<float, 2>(sample.pixels.size(), dimensions);
    }

    void loss() {
        contrastiveLoss<float>(rendered,
                               sample.patches,
                               hierarchy.correlation,
                               hierarchy.patchCount,
                               {.minimumPixels = 8, .concentrationMin = 0.2},
                               gradients);
    }
};

double withFrozenGeometry(Iteration& it, double& blends) {
    const kernels::BlendWeights rows = blendWeights(it.field, it.camera, it.sample.pixels);
    const kernels::BlendColumns columns = kernels::blendColumns(rows);
    kernels::LiftAdamState adam(it.features.size(0), dimensions);
    blends = static_cast<double>(rows.blendCount());
    return bestMilliseconds([&] {
        kernels::renderValues(rows, it.features, it.rendered);
        it.loss();
        kernels::liftAdamStep(columns, it.gradients, {.unitWeight = 1e-3f}, adam, it.features);
    });
}

/// Feature images of the whole picture, there and back; then Adam on all primitives.
double withFeatureImages(Iteration& it) {
    const int width = it.camera.intrinsics.width, height = it.camera.intrinsics.height;
    const std::int64_t pixels = static_cast<std::int64_t>(width) * height,
                       count = it.features.size(0);
    Array<float, 3> image(dimensions, height, width), imageGradient(dimensions, height, width);
    Array<float, 2> alpha(height, width), lifted(count, dimensions), first(count, dimensions),
        second(count, dimensions);
    WorkspaceLease workspace;
    return bestMilliseconds([&] {
        prepareTiles(*it.field, it.camera, *workspace);
        kernels::RasterImages images;
        images.values = image;
        images.alpha = alpha;
        kernels::rasterize({}, it.features, images, *workspace);
        for (std::size_t i = 0; i < it.sample.pixels.size(); ++i)
            for (int d = 0; d < dimensions; ++d)
                it.rendered(i, d) = image.data()[d * pixels + it.sample.pixels[i]];
        it.loss();
        imageGradient.fill(0);
        for (std::size_t i = 0; i < it.sample.pixels.size(); ++i)
            for (int d = 0; d < dimensions; ++d)
                imageGradient.data()[d * pixels + it.sample.pixels[i]] += it.gradients(i, d);
        kernels::RasterImagesOf<const float> drawn, gradients;
        drawn.values = image.constView();
        drawn.alpha = alpha.constView();
        gradients.values = imageGradient.constView();
        lifted.fill(0);
        kernels::rasterizeBackward({}, it.features, drawn, gradients, *workspace, lifted);
        kernels::parallelFor<kernels::Device::Cpu>(count * dimensions, [&](std::int64_t i) {
            const float g = lifted.data()[i];
            float &m = first.data()[i], &v = second.data()[i];
            m = 0.9f * m + 0.1f * g;
            v = 0.999f * v + 0.001f * g * g;
            it.features.data()[i] -= 0.01f * m / (std::sqrt(v) + 1e-15f);
        });
    });
}

/// Things are boxes of a grid through the scene, parts the halves of each.
std::vector<MaskGroup> boxGroups(const PrimitiveCloud& cloud, int cells) {
    std::map<int, MaskGroup> found;
    for (std::int32_t i = 0; i < cloud.count(); ++i) {
        const auto cell = [&](int axis, int count) {
            return std::clamp(
                static_cast<int>((cloud.positions(i, axis) + 4) / 8 * static_cast<float>(count)),
                0,
                count - 1);
        };
        const int thing = cell(1, cells) * cells + cell(0, cells);
        const int part = cells * cells + cell(1, cells) * 2 * cells + cell(0, 2 * cells);
        for (const int key : {thing, part}) {
            MaskGroup& group = found[key];
            group.primitives.push_back(i);
            group.shares.push_back(0.9f);
            group.agreement = group.support = key == thing ? 20.0f : 10.0f;
            group.agreeing = group.seeing = 25;
        }
    }
    std::vector<MaskGroup> groups;
    for (auto& [key, group] : found)
        groups.push_back(std::move(group));
    std::stable_sort(groups.begin(), groups.end(), [](const MaskGroup& a, const MaskGroup& b) {
        return a.primitives.size() > b.primitives.size();
    });
    return groups;
}

} // namespace

void benchFeatureTraining(BenchRows& rows, std::int64_t count, int width, int height) {
    Iteration iteration(count, width, height);
    double blends = 0;
    const double frozen = withFrozenGeometry(iteration, blends);
    const std::string size = std::to_string(count) + " gaussians, " + std::to_string(width) + "x" +
                             std::to_string(height) + ", " + std::to_string(samples) +
                             " pixels, 16 channels";
    rows.add("feature iteration, frozen geometry",
             size,
             frozen,
             operationsOfBlend * blends,
             blends * 16,
             blends);
    const double full = withFeatureImages(iteration);
    const auto all =
        static_cast<double>(blendWeights(iteration.field, iteration.camera).blendCount());
    rows.add(
        "feature iteration, feature images", size, full, operationsOfBlend * all, all * 16, all);
}

void benchClick(BenchRows& rows, std::int64_t count) {
    MethodInputs inputs;
    inputs.field = std::make_shared<const GaussianField>(benchField(count, seed));
    LiftedState state;
    state.method = "omniseg3d";
    auto features = std::make_shared<FeatureField>();
    features->features = unitFeatures(count);
    features->fieldRevision = state.fieldRevision = revisionOf(inputs.field);
    state.features = features;
    storeGroups(boxGroups(primitiveCloud(inputs.field), 12), state.arrays);
    const Prompt click{.kind = PromptKind::Point,
                       .view = {},
                       .camera = benchCamera(640, 480),
                       .points = {{320, 240}},
                       .text = {}};
    const auto method = makeMethod("omniseg3d");
    QueryFeedback feedback;
    Similarity answer;
    Selection selection;
    const auto ask = [&] {
        answer = method->query(inputs, state, {&click, 1}, {}, feedback);
        selection = selectAbove(answer.values, answer.suggestedThreshold, answer.fieldRevision);
    };
    ask();
    const auto bytes = static_cast<double>(features->features.bytes());
    rows.add("click to selection",
             sizeOf(count),
             bestMilliseconds(ask),
             2.0 * static_cast<double>(count) * dimensions,
             bytes,
             static_cast<double>(count));
    float threshold = answer.suggestedThreshold;
    rows.add("slider to selection",
             sizeOf(count),
             bestMilliseconds([&] {
                 threshold = threshold > 0.9f ? 0.5f : threshold + 0.01f;
                 selection = selectAbove(answer.values, threshold, answer.fieldRevision);
             }),
             0,
             static_cast<double>(answer.values.bytes()),
             static_cast<double>(count));
}

void benchTree(BenchRows& rows, std::int64_t count) {
    const auto field = std::make_shared<const GaussianField>(benchField(count, seed));
    const PrimitiveCloud cloud = primitiveCloud(RadianceField(field));
    // What a lift leaves: boxes of the scene each with a direction of its own, and noise.
    FeatureField features;
    features.features = unitFeatures(count);
    features.fieldRevision = cloud.revision;
    const Array<float, 2> directions = unitFeatures(500);
    for (const MaskGroup& group : boxGroups(cloud, 12))
        for (const std::int32_t i : group.primitives)
            for (int d = 0; d < dimensions; ++d)
                features.features(i, d) =
                    0.15f * features.features(i, d) +
                    directions(static_cast<std::int64_t>(group.primitives.front()) % 500, d);
    Progress progress;
    std::size_t segments = 0;
    const double milliseconds = bestMilliseconds([&] {
        segments = buildTree(features, cloud, {.clustering = TreeClustering::Density}, 0, progress)
                       .segments()
                       .size();
    });
    rows.add("segment tree by density",
             sizeOf(count) + ", " + std::to_string(segments) + " segments",
             milliseconds,
             0,
             static_cast<double>(features.features.bytes()),
             static_cast<double>(count));
}

} // namespace cleave
