// SPDX-License-Identifier: Apache-2.0
#include "core/field/primitive_cloud.h"
#include "core/rendering/blend_weights.h"
#include "core/rendering/renderer.h"
#include "tests/support/reference_splats.h"

#include <QTest>

#include <cmath>
#include <vector>

using namespace cleave;
using cleave::tests::ReferenceScene;

namespace {

std::shared_ptr<const GaussianField> fieldOf(const ReferenceScene& scene) {
    auto field =
        std::make_shared<GaussianField>(static_cast<std::int64_t>(scene.gaussians.size()), 3);
    field->planes = scene.planes();
    return field;
}

Camera cameraLike(const kernels::PinholeCamera& pinhole) {
    Camera camera;
    camera.intrinsics = {
        pinhole.width, pinhole.height, pinhole.fx, pinhole.fy, pinhole.cx, pinhole.cy, {}};
    for (int r = 0; r < 3; ++r) {
        for (int c = 0; c < 3; ++c)
            camera.pose.rotation(r, c) = pinhole.rotation[r * 3 + c];
        camera.pose.translation(r) = pinhole.translation[r];
    }
    return camera;
}

const Camera camera = cameraLike(tests::exampleCamera());

} // namespace

class RendererTest : public QObject {
    Q_OBJECT

private Q_SLOTS:

    void weightsOfFewPixelsAreThoseOfAll() {
        const RadianceField field = fieldOf(tests::exampleScene(400, 12));
        const kernels::BlendWeights all = blendWeights(field, camera);
        const int width = camera.intrinsics.width;
        for (const auto& [x, y] : {std::pair{0, 0}, {17, 9}, {width - 3, 30}}) {
            const std::vector<std::int32_t> pixels = {
                y * width + x, y * width + x + 1, (y + 2) * width + x};
            const kernels::BlendWeights few = blendWeights(field, camera, pixels);
            for (std::size_t row = 0; row < pixels.size(); ++row) {
                const std::int64_t begin = few.rowStarts(row), from = all.rowStarts(pixels[row]);
                const std::int64_t count = few.rowStarts(row + 1) - begin;
                QCOMPARE(count, all.rowStarts(pixels[row] + 1) - from);
                for (std::int64_t i = 0; i < count; ++i) {
                    QCOMPARE(few.primitives(begin + i), all.primitives(from + i));
                    QCOMPARE(few.weights(begin + i), all.weights(from + i));
                }
            }
        }
    }

    void buffersEqualTheReference() {
        const ReferenceScene scene = tests::exampleScene(80, 41, 6);
        const RadianceField field = fieldOf(scene);
        const kernels::Array<float, 2> values = scene.valueArray();
        RenderRequest request;
        request.background = {0.2f, 0.5f, 0.8f};
        request.depth = request.primitiveIds = true;
        request.values = values;
        const RenderedView view = renderView(field, camera, request);
        const tests::ReferenceImages expected =
            tests::renderReference(scene, tests::exampleCamera(), {0.2, 0.5, 0.8});
        const std::size_t pixels = expected.alpha.size();
        QCOMPARE(view.color.pixels.size(), 3 * pixels);
        QCOMPARE(view.values.channels, 6);
        for (std::size_t i = 0; i < pixels; ++i) {
            for (int c = 0; c < 3; ++c)
                QVERIFY(std::abs(view.color.pixels[i * 3 + c] - expected.color[c * pixels + i]) <
                        1e-4);
            for (int c = 0; c < 6; ++c)
                QVERIFY(std::abs(view.values.pixels[i * 6 + c] - expected.values[c * pixels + i]) <
                        1e-4);
            QVERIFY(std::abs(view.alpha.pixels[i] - expected.alpha[i]) < 1e-4);
            QCOMPARE(view.primitiveIds.pixels[i], expected.primitiveIds[i]);
            const double depth = expected.alpha[i] >= 0.5 ? expected.depth[i] : 0;
            QVERIFY(std::abs(view.depth.pixels[i] - depth) < 1e-3 ||
                    std::abs(expected.alpha[i] - 0.5) < 1e-4);
        }
    }

    void whatIsNotAskedForStaysEmpty() {
        RenderRequest request;
        request.color = false;
        const RenderedView view = renderView(fieldOf(tests::exampleScene(5, 1)), camera, request);
        QVERIFY(view.color.empty() && view.depth.empty() && view.primitiveIds.empty() &&
                view.values.empty());
        QVERIFY(!view.alpha.empty());
    }

    void hiddenPrimitivesAreSeenThrough() {
        const ReferenceScene scene = tests::exampleScene(30, 6);
        kernels::Array<float, 1> visibility(30);
        RenderRequest request;
        request.visibility = visibility;
        const RenderedView view = renderView(fieldOf(scene), camera, request);
        for (float alpha : view.alpha.pixels)
            QCOMPARE(alpha, 0.0f);
    }

    void blendWeightsRenderTheSameValues() {
        const ReferenceScene scene = tests::exampleScene(80, 43, 4);
        const RadianceField field = fieldOf(scene);
        const kernels::Array<float, 2> values = scene.valueArray();
        RenderRequest request;
        request.values = values;
        const RenderedView view = renderView(field, camera, request);
        const kernels::BlendWeights weights = blendWeights(field, camera);
        kernels::Array<float, 2> rendered(weights.rowCount(), 4);
        kernels::renderValues(weights, values, rendered);
        for (std::int64_t i = 0; i < rendered.count(); ++i)
            QVERIFY(std::abs(rendered.data()[i] - view.values.pixels[i]) < 1e-5f);
    }

    void anEmptySampleIsNotTheWholeView() {
        QCOMPARE(blendWeights(
                     fieldOf(tests::exampleScene(5, 1)), camera, std::span<const std::int32_t>())
                     .rowCount(),
                 std::int64_t{0});
    }

    void theCloudListsWhatTheFieldHolds() {
        const ReferenceScene scene = tests::exampleScene(9, 2);
        const PrimitiveCloud cloud = primitiveCloud(fieldOf(scene));
        QCOMPARE(cloud.count(), std::int64_t{9});
        const auto& g = scene.gaussians[4];
        QCOMPARE(cloud.positions(4, 1), static_cast<float>(g[1]));
        QVERIFY(std::abs(cloud.extents(4) - std::exp(std::max({g[3], g[4], g[5]}))) < 1e-6);
        QVERIFY(std::abs(cloud.opacities(4) - 1 / (1 + std::exp(-g[10]))) < 1e-6);
        QVERIFY(cloud.bounds().contains(Eigen::Vector3d(g[0], g[1], g[2])));
    }
};

QTEST_GUILESS_MAIN(RendererTest)
#include "renderer_test.moc"
