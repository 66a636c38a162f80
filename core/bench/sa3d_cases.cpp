// SPDX-License-Identifier: Apache-2.0
#include "core/bench/sa3d_cases.h"

#include "core/bench/bench_scene.h"
#include "core/bench/bench_timer.h"
#include "core/methods/sa3d/sa3d.h"
#include "core/rendering/blend_weights.h"

#include <cmath>
#include <string>

namespace cleave {

namespace {

constexpr std::uint64_t seed = 7;
/// Cameras stand this far apart, scene units.
constexpr double cameraStep = 0.02;
constexpr double bytesOfBlend = sizeof(float) + sizeof(std::uint32_t);
/// The weights of a view are written, then read for what it sees, for its depth and for its masks.
constexpr double passesOfFirst = 4;
/// Written and read once for the patches of its masks.
constexpr double passesOfAll = 2;

/// A mask in the middle of the picture and one that holds it.
std::shared_ptr<const ViewMasks> nestedMasks(int width, int height) {
    auto masks = std::make_shared<ViewMasks>();
    for (const int part : {8, 4}) {
        Image image(width, height, 1);
        for (int y = height / 2 - height / part; y < height / 2 + height / part; ++y)
            for (int x = width / 2 - width / part; x < width / 2 + width / part; ++x)
                *image.at(x, y) = 255;
        masks->masks.push_back({encodeRle(image), 0.95f, 1});
    }
    masks->hierarchy = buildMaskHierarchy(masks->masks, width, height);
    return masks;
}

} // namespace

void benchSa3d(BenchRows& rows, std::int64_t count, int viewCount, int width, int height) {
    auto dataset = std::make_shared<Dataset>();
    auto masks = std::make_shared<MaskSet>();
    for (int v = 0; v < viewCount; ++v) {
        View view;
        view.id = {v};
        view.name = "view " + std::to_string(v);
        view.camera = benchCamera(width, height);
        const double angle = 2.4 * v;
        view.camera.pose.translation +=
            cameraStep * std::sqrt(v) * Eigen::Vector3d(std::cos(angle), std::sin(angle), 0);
        masks->views[view.id] = nestedMasks(width, height);
        dataset->views.push_back(std::move(view));
    }
    MethodInputs inputs;
    inputs.dataset = dataset;
    inputs.masks = masks;
    inputs.field = std::make_shared<const GaussianField>(benchField(count, seed));
    const Prompt click{
        .kind = PromptKind::Point,
        .view = {0},
        .camera = dataset->views[0].camera,
        .points = {{0.5f * static_cast<float>(width), 0.5f * static_cast<float>(height)}},
        .text = {}};
    const auto milliseconds = [&](const std::string& views) {
        return bestMilliseconds([&] {
            Sa3d method;
            const ParamList options = method.queryOptions();
            setParam(*findParam(options, "take-views"), views);
            setParam(*findParam(options, "segmenter"), "imported");
            QueryFeedback feedback;
            method.query(inputs, {}, std::span(&click, 1), {}, feedback);
        });
    };
    const auto blends =
        static_cast<double>(blendWeights(inputs.field, dataset->views[0].camera).blendCount());
    const std::string size = std::to_string(count) + " gaussians, " + std::to_string(width) + "x" +
                             std::to_string(height);
    const double first = milliseconds("first");
    rows.add("SA3D first answer",
             size,
             first,
             2 * blends * passesOfFirst,
             blends * bytesOfBlend * passesOfFirst,
             blends);
    const double all = milliseconds("all");
    rows.add("SA3D all views",
             size + ", " + std::to_string(viewCount) + " views",
             all,
             2 * blends * passesOfAll * viewCount,
             blends * bytesOfBlend * passesOfAll * viewCount,
             blends * viewCount);
}

} // namespace cleave
