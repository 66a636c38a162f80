// SPDX-License-Identifier: Apache-2.0
// A grid field seen as primitives and blend weights: a ball whose place and size are known.
#include "core/base/error.h"
#include "core/field/primitive_cloud.h"
#include "core/rendering/blend_weights.h"
#include "core/rendering/renderer.h"
#include "core/rendering/visible_lattice.h"
#include "tests/support/sphere_field.h"

#include <QTest>

#include <cmath>
#include <random>

using namespace cleave;

namespace {

constexpr int width = 48, height = 40;
constexpr double distance = 2.5;

Camera cameraAt(const Eigen::Vector3d& eye) {
    Camera camera;
    camera.pose = lookAt(eye, Eigen::Vector3d::Zero(), Eigen::Vector3d(0, -1, 0));
    camera.intrinsics = {width, height, 60, 60, width / 2.0, height / 2.0, {}};
    return camera;
}

const tests::SphereField sphere;

const RadianceField& ball() {
    static const RadianceField field = [] {
        Progress progress;
        HashgridField made = sphere.make();
        made.setLattice(visibleLattice(made, {.finest = 128}, progress));
        return RadianceField(std::make_shared<const HashgridField>(std::move(made)));
    }();
    return field;
}

kernels::Array<float, 2> randomValues(std::int64_t rows, std::int64_t channels) {
    std::mt19937 random(5);
    kernels::Array<float, 2> values(rows, channels);
    for (float& v : values)
        v = static_cast<float>(random() / 4294967296.0);
    return values;
}

} // namespace

class HashgridPrimitivesTest : public QObject {
    Q_OBJECT

private Q_SLOTS:

    void primitivesLieOnTheSurface() {
        const PrimitiveCloud cloud = primitiveCloud(ball());
        QCOMPARE(cloud.count(), primitiveCount(ball()));
        QCOMPARE(cloud.revision, revisionOf(ball()));
        QVERIFY(cloud.count() > 5000);
        double farthest = 0, nearest = 1;
        for (std::int64_t i = 0; i < cloud.count(); ++i) {
            const double r =
                std::sqrt(std::pow(cloud.positions(i, 0), 2) + std::pow(cloud.positions(i, 1), 2) +
                          std::pow(cloud.positions(i, 2), 2));
            farthest = std::max(farthest, r);
            nearest = std::min(nearest, r);
            QVERIFY(cloud.extents(i) > 0 && cloud.extents(i) < 0.02);
            QVERIFY(cloud.opacities(i) > 0 && cloud.opacities(i) <= 1);
        }
        // What nobody can see inside is no primitive.
        QVERIFY2(farthest < sphere.radius + 0.1, qPrintable(QString::number(farthest)));
        QVERIFY2(nearest > sphere.radius - 0.13, qPrintable(QString::number(nearest)));
    }

    void aTooFineLatticeIsMadeCoarser() {
        const HashgridField field = sphere.make();
        Progress progress;
        const PrimitiveLattice fine = visibleLattice(field, {.finest = 128}, progress);
        const PrimitiveLattice coarse =
            visibleLattice(field, {.finest = 128, .most = fine.count() / 2}, progress);
        QCOMPARE(fine.cells().resolution, 128);
        QCOMPARE(coarse.cells().resolution, 64);
        QVERIFY(coarse.count() < fine.count() / 2);
        QVERIFY(coarse.count() > fine.count() / 10);
    }

    void theBallIsWhereItWasMade() {
        RenderRequest request;
        request.depth = true;
        const RenderedView view = renderView(ball(), cameraAt({0, 0, -distance}), request);
        QVERIFY(*view.alpha.at(width / 2, height / 2) > 0.99f);
        QVERIFY(*view.alpha.at(1, 1) < 0.01f);
        QCOMPARE(*view.depth.at(1, 1), 0.0f);
        const float depth = *view.depth.at(width / 2, height / 2);
        QVERIFY2(std::abs(depth - (distance - sphere.radius)) < 0.05,
                 qPrintable(QString::number(depth)));
        // y up in the picture is -y in the world, so x to the right is +x for this camera or -x:
        // the red half is the one whose x is positive.
        const Camera camera = cameraAt({0, 0, -distance});
        const auto red = camera.project({0.3, 0, -0.4});
        const float* pixel = view.color.at(static_cast<int>(red->x()), static_cast<int>(red->y()));
        QVERIFY(pixel[0] > 0.9f && std::abs(pixel[1] - 0.5f) < 0.05f);
    }

    void rowsSumToWhatIsSeen() {
        for (const Eigen::Vector3d& eye :
             {Eigen::Vector3d(0, 0, -distance), Eigen::Vector3d(1.2, -1.5, 1)}) {
            const Camera camera = cameraAt(eye);
            const RenderedView view = renderView(ball(), camera);
            const kernels::BlendWeights weights = blendWeights(ball(), camera);
            QCOMPARE(weights.rowCount(), std::int64_t{width} * height);
            QCOMPARE(weights.primitiveCount, primitiveCount(ball()));
            for (std::int64_t row = 0; row < weights.rowCount(); ++row) {
                double sum = 0;
                for (std::int64_t e = weights.rowStarts(row); e < weights.rowStarts(row + 1); ++e)
                    sum += weights.weights(e);
                QVERIFY(std::abs(sum - view.alpha.pixels[static_cast<std::size_t>(row)]) < 2e-3);
            }
        }
    }

    void weightsLieWhereTheDepthIs() {
        const Camera camera = cameraAt({0, 0, -distance});
        const PrimitiveCloud cloud = primitiveCloud(ball());
        RenderRequest request;
        request.color = false;
        request.depth = true;
        request.values = cloud.positions;
        const RenderedView view = renderView(ball(), camera, request);
        for (int y = 0; y < height; ++y)
            for (int x = 0; x < width; ++x) {
                if (!(*view.depth.at(x, y) > 0))
                    continue;
                const float* sum = view.values.at(x, y);
                const Eigen::Vector3d place =
                    Eigen::Vector3d(sum[0], sum[1], sum[2]) / *view.alpha.at(x, y);
                const Eigen::Vector3d expected =
                    camera.unproject(x + 0.5, y + 0.5, *view.depth.at(x, y));
                QVERIFY((place - expected).norm() < 0.01);
            }
    }

    void renderedValuesAndIdsAreThoseOfTheWeights() {
        const Camera camera = cameraAt({0.5, -0.7, -distance});
        const auto values = randomValues(primitiveCount(ball()), 3);
        RenderRequest request;
        request.values = values;
        request.primitiveIds = true;
        const RenderedView view = renderView(ball(), camera, request);
        const kernels::BlendWeights weights = blendWeights(ball(), camera);
        kernels::Array<float, 2> rendered(weights.rowCount(), 3);
        kernels::renderValues(weights, values, rendered);
        for (std::int64_t i = 0; i < rendered.count(); ++i)
            QVERIFY(std::abs(rendered.data()[i] - view.values.pixels[static_cast<std::size_t>(i)]) <
                    1e-5f);
        for (std::int64_t row = 0; row < weights.rowCount(); ++row) {
            std::int32_t strongest = -1;
            float largest = 0;
            for (std::int64_t e = weights.rowStarts(row); e < weights.rowStarts(row + 1); ++e)
                if (weights.weights(e) > largest) {
                    largest = weights.weights(e);
                    strongest = static_cast<std::int32_t>(weights.primitives(e));
                }
            QCOMPARE(view.primitiveIds.pixels[static_cast<std::size_t>(row)], strongest);
        }
    }

    void rowsOfASampleAreThoseOfTheWholeView() {
        const Camera camera = cameraAt({0.4, -0.6, -distance});
        const std::vector<std::int32_t> pixels = {1000, 0, 977, 1000};
        const kernels::BlendWeights part = blendWeights(ball(), camera, pixels);
        const kernels::BlendWeights whole = blendWeights(ball(), camera); // marched anew
        const kernels::BlendWeights again = blendWeights(ball(), camera, pixels);
        QCOMPARE(again.blendCount(), part.blendCount());
        QCOMPARE(part.rowCount(), std::int64_t{4});
        for (std::size_t k = 0; k < pixels.size(); ++k) {
            const std::int64_t first = whole.rowStarts(pixels[k]);
            QCOMPARE(part.rowStarts(k + 1) - part.rowStarts(k),
                     whole.rowStarts(pixels[k] + 1) - first);
            for (std::int64_t e = 0; e < part.rowStarts(k + 1) - part.rowStarts(k); ++e) {
                QCOMPARE(part.primitives(part.rowStarts(k) + e), whole.primitives(first + e));
                QVERIFY(std::abs(part.weights(part.rowStarts(k) + e) - whole.weights(first + e)) <
                        1e-6f);
            }
        }
        QCOMPARE(blendWeights(ball(), camera, std::span<const std::int32_t>()).rowCount(),
                 std::int64_t{0});
    }

    void hiddenPrimitivesAreSeenThrough() {
        const Camera camera = cameraAt({0, 0, -distance});
        const PrimitiveCloud cloud = primitiveCloud(ball());
        kernels::Array<float, 1> visibility(cloud.count());
        RenderRequest request;
        request.visibility = visibility;
        for (const float alpha : renderView(ball(), camera, request).alpha.pixels)
            QCOMPARE(alpha, 0.0f);
        // Without its front the ball shows the inside of its back.
        for (std::int64_t i = 0; i < cloud.count(); ++i)
            visibility(i) = cloud.positions(i, 2) > 0 ? 1.0f : 0.0f;
        request.depth = true;
        const float depth = *renderView(ball(), camera, request).depth.at(width / 2, height / 2);
        QVERIFY2(depth > distance + 0.2, qPrintable(QString::number(depth)));
        const kernels::BlendWeights weights = blendWeights(ball(), camera, visibility);
        for (std::int64_t e = 0; e < weights.blendCount(); ++e)
            QVERIFY(cloud.positions(weights.primitives(e), 2) > -0.02f);
    }

    void aStaleRenderingIsDropped() {
        RenderRequest request;
        request.isStale = [] { return true; };
        QVERIFY_EXCEPTION_THROWN(renderView(ball(), cameraAt({0, 0, -distance}), request),
                                 Cancelled);
    }
};

QTEST_GUILESS_MAIN(HashgridPrimitivesTest)
#include "hashgrid_primitives_test.moc"
