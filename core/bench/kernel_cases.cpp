// SPDX-License-Identifier: Apache-2.0
#include "core/bench/kernel_cases.h"

#include "core/bench/bench_rows.h"
#include "core/bench/bench_scene.h"
#include "core/bench/bench_timer.h"
#include "core/bench/file_cases.h"
#include "core/bench/hashgrid_cases.h"
#include "core/bench/lift_cases.h"
#include "core/bench/network_cases.h"
#include "core/bench/sa3d_cases.h"
#include "core/bench/training_cases.h"
#include "core/rendering/blend_weights.h"
#include "core/torch/runtime.h"
#include "kernels/base/simd_target.h"
#include "kernels/features/similarity.h"
#include "kernels/gaussians/rasterize.h"

#include <sstream>

namespace cleave {

namespace {

using kernels::Array;
using kernels::ArrayView;

// Operations of one blend, counted in the formula: forward, backward (performance notes of the
// rasteriser).
constexpr double forwardOperations = 33;
constexpr double backwardOperations = 65;
constexpr double projectOperations = 420; ///< a gaussian with 16 SH functions
constexpr int featureDimensions = 16;

kernels::PinholeCamera pinholeCamera(const Camera& camera) {
    kernels::PinholeCamera result;
    result.width = camera.intrinsics.width;
    result.height = camera.intrinsics.height;
    result.fx = static_cast<float>(camera.intrinsics.fx);
    result.fy = static_cast<float>(camera.intrinsics.fy);
    result.cx = static_cast<float>(camera.intrinsics.cx);
    result.cy = static_cast<float>(camera.intrinsics.cy);
    return result;
}

std::string describeSize(std::int64_t count, const char* what, int width, int height) {
    std::ostringstream stream;
    stream << count << ' ' << what << ", " << width << "x" << height;
    return stream.str();
}

void benchRaster(BenchRows& bench, std::int64_t count, int width, int height) {
    const GaussianField field = benchField(count, 1);
    const Camera camera = benchCamera(width, height);
    const kernels::PinholeCamera pinhole = pinholeCamera(camera);
    const kernels::GaussianView gaussians{field.planes, field.count, field.shDegree, false, {}};
    const auto alias = std::make_shared<const GaussianField>(field.clone());
    const double blends = static_cast<double>(blendWeights(alias, camera).blendCount());
    const double pixels = static_cast<double>(width) * height;
    const std::string size = describeSize(count, "gaussians", width, height) + ", " +
                             std::to_string(static_cast<std::int64_t>(blends)) + " blends";

    kernels::RasterWorkspace workspace;
    Array<float, 3> color(3, height, width), colorGradient(3, height, width);
    Array<float, 2> gradients(field.planes.size(0), field.planes.size(1));
    colorGradient.fill(1e-4f);
    kernels::RasterImages images;
    images.color = color;
    const auto project = [&] { kernels::projectGaussians(gaussians, pinhole, workspace); };
    const auto bin = [&] { kernels::binTiles(workspace); };
    const auto draw = [&] { kernels::rasterize({}, {}, images, workspace); };
    const double parameterBytes = static_cast<double>(count) * field.planes.size(0) * 4;

    bench.add("project",
              size,
              bestMilliseconds(project),
              projectOperations * count,
              parameterBytes,
              static_cast<double>(count));
    bench.add("bin",
              size,
              bestMilliseconds(bin, project),
              0,
              static_cast<double>(workspace.visibleCount) * 64 +
                  static_cast<double>(workspace.pairCount) * 8,
              static_cast<double>(workspace.pairCount));
    bench.add(
        "rasterize", size, bestMilliseconds(draw), forwardOperations * blends, pixels * 12, blends);
    kernels::RasterImagesOf<const float> constImages, imageGradients;
    constImages.color = color.constView();
    imageGradients.color = colorGradient.constView();
    bench.add("rasterize backward",
              size,
              bestMilliseconds([&] {
                  kernels::rasterizeBackward({}, {}, constImages, imageGradients, workspace);
              }),
              backwardOperations * blends,
              pixels * 24,
              blends);
    kernels::GaussianGradients target;
    target.planes = gradients;
    target.overwrite = true;
    bench.add("project backward",
              size,
              bestMilliseconds([&] {
                  kernels::projectGaussiansBackward(gaussians, pinhole, workspace, target);
              }),
              2 * projectOperations * count,
              parameterBytes,
              static_cast<double>(count));
}

void benchFeatures(BenchRows& bench, std::int64_t count, int width, int height) {
    const auto field = std::make_shared<const GaussianField>(benchField(count, 1));
    const kernels::BlendWeights weights = blendWeights(field, benchCamera(width, height));
    const double blends = static_cast<double>(weights.blendCount());
    const std::string size = describeSize(count, "gaussians", width, height) + ", " +
                             std::to_string(weights.blendCount()) + " blends, 16 channels";
    Array<float, 2> features(count, featureDimensions),
        image(weights.rowCount(), featureDimensions), lifted(count, featureDimensions);
    features.fill(0.5f);
    const double indices = blends * (4 + 4);
    bench.add("render values",
              size,
              bestMilliseconds([&] { kernels::renderValues(weights, features, image); }),
              2 * blends * featureDimensions,
              indices + static_cast<double>(features.bytes()),
              blends);
    bench.add("lift values",
              size,
              bestMilliseconds([&] { kernels::liftValues(weights, image, lifted); }),
              2 * blends * featureDimensions,
              indices + static_cast<double>(image.bytes() + lifted.bytes()),
              blends);
}

void benchSimilarity(BenchRows& bench, std::int64_t count) {
    Array<float, 2> features(count, featureDimensions), query(1, featureDimensions);
    Array<float, 1> similarity(count);
    Array<std::uint64_t, 1> words((count + 63) / 64);
    features.fill(0.25f);
    query.fill(0.25f);
    const std::string size = std::to_string(count) + " x 16";
    const auto bytes = static_cast<double>(features.bytes());
    bench.add("click similarity",
              size,
              bestMilliseconds([&] { kernels::querySimilarity(features, query, similarity); }),
              2.0 * count * featureDimensions,
              bytes,
              static_cast<double>(count));
    bench.add("threshold",
              size,
              bestMilliseconds([&] { kernels::thresholdBits(similarity, 0.5f, words); }),
              0,
              static_cast<double>(similarity.bytes()),
              static_cast<double>(count));
}

} // namespace

BenchReport runBench(BenchSuite suite, bool full, Progress& progress) {
    BenchReport report;
    progress.phase(text(CLEAVE_TR("Bench", "Measuring the machine")));
    report.limits = measureMachineLimits();
    report.lanes = kernels::simdTargetName(kernels::simdTarget());
    report.pages = "2 MiB (madvise) from 4 MiB up";
    report.blas = torchInfo().blas;
    BenchRows bench(report, progress);
    const auto wants = [&](BenchSuite one) { return suite == one || suite == BenchSuite::All; };
    const std::int64_t count = full ? 50000 : 10000;
    const int width = full ? 270 : 135, height = full ? 480 : 240;
    progress.phase(text(CLEAVE_TR("Bench", "Timing kernels")));
    if (wants(BenchSuite::Raster)) {
        benchRaster(bench, count, width, height);
        benchLoss(bench, width, height);
        benchAdam(bench, count);
    }
    progress.advance(0.4);
    if (wants(BenchSuite::Features)) {
        benchFeatures(bench, count, width, height);
        full ? benchFeatureTraining(bench, 100'000, 540, 960)
             : benchFeatureTraining(bench, 10'000, 135, 240);
        benchTree(bench, full ? 1'000'000 : 20'000);
    }
    progress.advance(0.6);
    if (wants(BenchSuite::Similarity)) {
        benchSimilarity(bench, full ? 1'000'000 : 100'000);
        benchClick(bench, full ? 1'000'000 : 100'000);
        full ? benchSa3d(bench, 60000, 48, 400, 300) : benchSa3d(bench, 10000, 8, 200, 150);
    }
    progress.advance(0.7);
    if (wants(BenchSuite::Grid))
        benchHashgrid(bench, full ? 131072 : 32768);
    if (wants(BenchSuite::Files)) {
        benchPlyReading(bench, full ? 80'000 : 8'000);
        benchMeshing(bench, full ? 256 : 128);
    }
    progress.advance(0.8);
    if (wants(BenchSuite::Networks))
        benchNetworks(bench, full, progress);
    progress.advance(1);
    return report;
}

} // namespace cleave
