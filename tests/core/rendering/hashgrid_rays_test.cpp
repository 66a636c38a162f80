// SPDX-License-Identifier: Apache-2.0
#include "core/base/error.h"
#include "core/field/hashgrid_query.h"
#include "core/rendering/hashgrid_rays.h"
#include "core/rendering/renderer.h"
#include "kernels/base/parallel_for.h"
#include "kernels/math/random.h"
#include "kernels/mlp/radiance_layers.h"

#include <QTest>

#include <algorithm>
#include <cmath>

using namespace cleave;

namespace {

/// Something cloudy and coloured in the middle of the cube, off the world's origin.
std::shared_ptr<const HashgridField> cloudyField() {
    SceneCube cube;
    cube.center = {1, -2, 3};
    cube.scale = 0.25f;
    HashgridShape shape;
    shape.log2TableSize = 12;
    shape.finest = 64;
    auto field = std::make_shared<HashgridField>(cube, shape);
    kernels::RandomStream random(1, 2);
    for (float& value : field->table)
        value = static_cast<float>(random.uniform(-1.5, 1.5));
    kernels::initRadianceLayers(3, field->weights);
    for (std::uint32_t i = 0; i < kernels::occupancyCells; ++i) {
        const kernels::OccupancyCell cell = kernels::occupancyCell(i);
        const auto isInside = [](std::uint32_t c) { return c >= 32 && c < 96; };
        if (!isInside(cell.x) || !isInside(cell.y) || !isInside(cell.z))
            field->occupancy(0, i >> 6) &= ~(std::uint64_t{1} << (i & 63));
    }
    return field;
}

Camera camera(int width = 40, int height = 30) {
    return {lookAt({7, 0, 1}, {1, -2, 3}, {0, 0, 1}), pinhole(width, height, 0.7)};
}

std::vector<std::int32_t> allPixels(const Camera& camera) {
    std::vector<std::int32_t> pixels(static_cast<std::size_t>(camera.intrinsics.width) *
                                     static_cast<std::size_t>(camera.intrinsics.height));
    for (std::size_t i = 0; i < pixels.size(); ++i)
        pixels[i] = static_cast<std::int32_t>(i);
    return pixels;
}

} // namespace

class HashgridRaysTest : public QObject {
    Q_OBJECT

private Q_SLOTS:

    void cleanup() { kernels::setThreadCount(0); }

    void raysGoThroughPixelCentres();
    void weightsFollowFromDensities();
    void picturesAreSumsOfSamples();
    void depthIsMeasuredAlongTheOpticalAxis();
    void nothingIsOutsideTheCubeOrInEmptyCells();
    void theNumberOfThreadsDoesNotMatter();
    void aFieldWithoutPrimitivesSaysSo();
};

void HashgridRaysTest::raysGoThroughPixelCentres() {
    const Camera view = camera();
    const std::vector<std::int32_t> pixels = {0, 41, 600};
    const WorldRays rays = raysOfPixels(view, pixels);
    for (int i = 0; i < 3; ++i) {
        const Eigen::Vector3d origin(rays.origins(i, 0), rays.origins(i, 1), rays.origins(i, 2)),
            direction(rays.directions(i, 0), rays.directions(i, 1), rays.directions(i, 2));
        QVERIFY(std::abs(direction.norm() - 1) < 1e-6);
        const auto pixel = view.project(origin + 2.5 * direction);
        QVERIFY(std::abs(pixel->x() - (pixels[std::size_t(i)] % 40 + 0.5)) < 1e-3);
        QVERIFY(std::abs(pixel->y() - (pixels[std::size_t(i)] / 40 + 0.5)) < 1e-3);
        QVERIFY(std::abs(view.pose.cameraFromWorld(origin + 2.5 * direction).z() -
                         2.5 * double(rays.depths(i))) < 1e-5);
    }
}

void HashgridRaysTest::weightsFollowFromDensities() {
    const auto field = cloudyField();
    const WorldRays rays = raysOfPixels(camera(), allPixels(camera()));
    SampleRequest request;
    request.colors = true;
    const RaySamples samples = sampleRays(*field, rays, request);
    QVERIFY(samples.count() > 10000);
    kernels::Array<float, 1> densities(samples.count());
    kernels::Array<float, 2> directions(samples.count(), 3), colors(samples.count(), 3);
    for (std::int64_t ray = 0; ray < rays.count(); ++ray)
        for (std::int64_t s = samples.rowStarts(ray); s < samples.rowStarts(ray + 1); ++s)
            for (int axis = 0; axis < 3; ++axis)
                directions(s, axis) = 2 * rays.directions(ray, axis); // of any length
    radianceAt(*field, samples.positions, directions, false, densities, colors);
    for (std::int64_t ray = 0; ray < rays.count(); ++ray) {
        double transmittance = 1;
        for (std::int64_t s = samples.rowStarts(ray); s < samples.rowStarts(ray + 1); ++s) {
            const double alpha = 1 - std::exp(-double(densities(s)) * samples.stepSizes(s));
            QVERIFY2(std::abs(samples.weights(s) - alpha * transmittance) < 2e-3,
                     qPrintable(QString("%1, expected %2")
                                    .arg(double(samples.weights(s)))
                                    .arg(alpha * transmittance)));
            transmittance *= 1 - alpha;
            if (s > samples.rowStarts(ray))
                QVERIFY(samples.t(s) > samples.t(s - 1));
            for (int c = 0; c < 3; ++c)
                QVERIFY(std::abs(samples.colors(s, c) - colors(s, c)) < 0.02f);
        }
        QVERIFY(std::abs(samples.transmittances(ray) - transmittance) < 5e-3);
    }
}

void HashgridRaysTest::picturesAreSumsOfSamples() {
    const auto field = cloudyField();
    const Camera view = camera();
    const WorldRays rays = raysOfPixels(view, allPixels(view));
    SampleRequest samplesWithColors;
    samplesWithColors.colors = true;
    const RaySamples samples = sampleRays(*field, rays, samplesWithColors);
    RenderRequest request;
    request.depth = true;
    request.background = {0.2f, 0.4f, 0.9f};
    const RenderedView picture = renderView(field, view, request);
    for (std::int64_t ray = 0; ray < rays.count(); ++ray) {
        double color[3], depth = 0, weight = 0;
        for (int c = 0; c < 3; ++c)
            color[c] = double(samples.transmittances(ray)) * request.background[c];
        for (std::int64_t s = samples.rowStarts(ray); s < samples.rowStarts(ray + 1); ++s) {
            weight += samples.weights(s);
            depth += double(samples.weights(s)) * samples.t(s) * rays.depths(ray);
            for (int c = 0; c < 3; ++c)
                color[c] += double(samples.weights(s)) * samples.colors(s, c);
        }
        const auto pixel = static_cast<std::size_t>(ray);
        for (std::size_t c = 0; c < 3; ++c)
            QVERIFY(std::abs(picture.color.pixels[3 * pixel + c] - color[c]) < 2e-3);
        QVERIFY(std::abs(picture.alpha.pixels[pixel] - weight) < 2e-3);
        if (picture.depth.pixels[pixel] > 0)
            QVERIFY(std::abs(picture.depth.pixels[pixel] - depth / weight) < 1e-2);
        else
            QVERIFY(weight < 0.501);
    }
}

void HashgridRaysTest::depthIsMeasuredAlongTheOpticalAxis() {
    const auto field = std::make_shared<HashgridField>(cloudyField()->clone());
    // Nearly opaque everywhere: the depth is that of the cube's face.
    for (int i = 0; i < kernels::RadianceLayers::hidden; ++i)
        field->weights(kernels::RadianceLayers::density1 + i * kernels::RadianceLayers::geometry) =
            4;
    const Camera view{lookAt({1, -2, 9}, {1, -2, 3}, {0, 1, 0}), pinhole(21, 21, 0.25)};
    RenderRequest request;
    request.depth = true;
    const RenderedView picture = renderView(field, view, request);
    // The occupied half of the cube begins 1 in front of its centre.
    for (float depth : picture.depth.pixels)
        if (depth > 0)
            QVERIFY2(depth > 4.9f && depth < 5.4f, qPrintable(QString::number(double(depth))));
    QVERIFY(*picture.depth.at(10, 10) > 0);
}

void HashgridRaysTest::nothingIsOutsideTheCubeOrInEmptyCells() {
    const auto field = cloudyField();
    kernels::Array<float, 2> positions(3, 3);
    const float points[3][3] = {{1, -2, 3}, {1, -2, 5.5f}, {1, -2, 4.9f}};
    for (int i = 0; i < 3; ++i)
        for (int axis = 0; axis < 3; ++axis)
            positions(i, axis) = points[i][axis];
    kernels::Array<float, 1> all(3), occupied(3);
    densitiesAt(*field, positions, false, all);
    densitiesAt(*field, positions, true, occupied);
    QVERIFY(all(0) > 0);
    QCOMPARE(occupied(0), all(0));
    QCOMPARE(all(1), 0.0f);
    QVERIFY(all(2) > 0);
    QCOMPARE(occupied(2), 0.0f);
}

void HashgridRaysTest::theNumberOfThreadsDoesNotMatter() {
    const auto field = cloudyField();
    kernels::setThreadCount(1);
    const RenderedView one = renderView(field, camera());
    kernels::setThreadCount(2);
    const RenderedView two = renderView(field, camera());
    QVERIFY(one.color.pixels == two.color.pixels);
    QVERIFY(one.alpha.pixels == two.alpha.pixels);
}

void HashgridRaysTest::aFieldWithoutPrimitivesSaysSo() {
    RenderRequest request;
    request.primitiveIds = true;
    try {
        renderView(cloudyField(), camera(), request);
        QFAIL("expected an Error");
    } catch (const Error& error) {
        QCOMPARE(int(error.kind()), int(ErrorKind::Missing));
    }
}

QTEST_GUILESS_MAIN(HashgridRaysTest)
#include "hashgrid_rays_test.moc"
