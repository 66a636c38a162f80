// SPDX-License-Identifier: Apache-2.0
#include "core/rendering/draw_solids.h"
#include "kernels/math/sh.h"

#include <Eigen/Geometry>
#include <QTest>

#include <cmath>
#include <random>

using namespace cleave;

namespace {

struct Ellipsoid {
    Eigen::Vector3d center;
    Eigen::Vector3d axes = Eigen::Vector3d::Constant(0.2);
    Eigen::Quaterniond turn = Eigen::Quaterniond::Identity();
    Eigen::Vector3d color = Eigen::Vector3d::Constant(0.5);
    double opacity = 0.95;
};

RadianceField fieldOf(const std::vector<Ellipsoid>& ellipsoids) {
    namespace plane = kernels::plane;
    auto field = std::make_shared<GaussianField>(static_cast<std::int64_t>(ellipsoids.size()), 0);
    for (std::size_t i = 0; i < ellipsoids.size(); ++i) {
        const Ellipsoid& e = ellipsoids[i];
        const double rotation[4] = {e.turn.w(), e.turn.x(), e.turn.y(), e.turn.z()};
        for (int k = 0; k < 3; ++k) {
            field->plane(plane::mean + k)[i] = static_cast<float>(e.center[k]);
            field->plane(plane::logScale + k)[i] = static_cast<float>(std::log(e.axes[k]));
            field->plane(plane::sh + k)[i] =
                static_cast<float>((e.color[k] - 0.5) / kernels::sh::band0);
        }
        for (int k = 0; k < 4; ++k)
            field->plane(plane::rotation + k)[i] = static_cast<float>(rotation[k]);
        field->plane(plane::opacityLogit)[i] =
            static_cast<float>(std::log(e.opacity / (1 - e.opacity)));
    }
    return std::shared_ptr<const GaussianField>(field);
}

Camera cameraOf(int width, int height) {
    Camera camera;
    camera.intrinsics = pinhole(width, height, 0.9);
    return camera;
}

/// Depth of the first crossing of the pixel's ray, or nothing: solved without any of the drawing's
/// shortcuts.
std::optional<double> crossing(const Ellipsoid& e, const Camera& camera, int x, int y) {
    const Eigen::Vector3d ray = camera.unproject(x + 0.5, y + 0.5, 1);
    const Eigen::Matrix3d toBall =
        e.axes.cwiseInverse().asDiagonal() * e.turn.toRotationMatrix().transpose();
    const Eigen::Vector3d d = toBall * ray, o = -toBall * e.center;
    const double a = d.squaredNorm(), b = o.dot(d), c = o.squaredNorm() - 1;
    if (b * b - a * c < 0)
        return std::nullopt;
    return (-b - std::sqrt(b * b - a * c)) / a;
}

} // namespace

class DrawSolidsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aPointIsASquareOfItsSize();
    void theNearestPointWins();
    void ellipsoidsLieWhereTheirEquationSays();
    void whatIsHiddenOrFaintIsLeftOut();
    void whatReachesBehindTheCameraIsLeftOut();
};

void DrawSolidsTest::aPointIsASquareOfItsSize() {
    SolidRequest request;
    request.pointSize = 3;
    const SolidView view = drawSolids(
        fieldOf({{.center = {0, 0, 2}, .color = {0.2, 0.4, 0.6}}}), cameraOf(21, 15), request);
    QCOMPARE(std::count(view.primitiveIds.pixels.begin(), view.primitiveIds.pixels.end(), 0), 9);
    QCOMPARE(*view.depth.at(10, 7), 2.0f);
    QVERIFY(std::abs(view.color.at(10, 7)[2] - 0.6f) < 1e-5f);
    QCOMPARE(*view.depth.at(0, 0), 0.0f);
}

void DrawSolidsTest::theNearestPointWins() {
    const RadianceField field =
        fieldOf({{.center = {0, 0, 4}}, {.center = {0, 0, 2}}, {.center = {0, 0, 3}}});
    QCOMPARE(*drawSolids(field, cameraOf(9, 9)).primitiveIds.at(4, 4), 1);
}

void DrawSolidsTest::ellipsoidsLieWhereTheirEquationSays() {
    std::mt19937 random(7);
    std::uniform_real_distribution<double> place(-1.2, 1.2), size(0.05, 0.5), part(-1, 1);
    std::vector<Ellipsoid> ellipsoids(40);
    for (Ellipsoid& e : ellipsoids) {
        e.center = {place(random), place(random), 3 + place(random)};
        e.axes = {size(random), size(random), size(random)};
        e.turn =
            Eigen::Quaterniond(part(random), part(random), part(random), part(random)).normalized();
    }
    const Camera camera = cameraOf(64, 48);
    SolidRequest request;
    request.shape = SolidShape::Ellipsoids;
    const SolidView view = drawSolids(fieldOf(ellipsoids), camera, request);
    int differing = 0, hit = 0;
    for (int y = 0; y < 48; ++y) {
        for (int x = 0; x < 64; ++x) {
            std::optional<double> nearest;
            for (const Ellipsoid& e : ellipsoids)
                if (const auto depth = crossing(e, camera, x, y);
                    depth && (!nearest || *depth < *nearest))
                    nearest = depth;
            const double drawn = *view.depth.at(x, y);
            hit += nearest.has_value();
            if (nearest.has_value() != (drawn > 0) ||
                (nearest && std::abs(*nearest - drawn) > 2e-3))
                ++differing;
        }
    }
    QVERIFY(hit > 500);
    QVERIFY2(differing <= 4,
             qPrintable(QString::number(differing))); // outlines may round the other way
}

void DrawSolidsTest::whatIsHiddenOrFaintIsLeftOut() {
    const RadianceField field = fieldOf(
        {{.center = {0, 0, 2}}, {.center = {0, 0, 3}, .opacity = 0.05}, {.center = {0, 0, 4}}});
    const std::vector<float> visibility = {0, 1, 1};
    SolidRequest request;
    request.visibility = kernels::ArrayView<const float, 1>(visibility.data(), 3);
    for (const SolidShape shape : {SolidShape::Points, SolidShape::Ellipsoids}) {
        request.shape = shape;
        QCOMPARE(*drawSolids(field, cameraOf(9, 9), request).primitiveIds.at(4, 4), 2);
    }
}

void DrawSolidsTest::whatReachesBehindTheCameraIsLeftOut() {
    SolidRequest request;
    request.shape = SolidShape::Ellipsoids;
    const SolidView view =
        drawSolids(fieldOf({{.center = {0, 0, 0.1}, .axes = {1, 1, 1}}, {.center = {0, 0, -2}}}),
                   cameraOf(9, 9),
                   request);
    QCOMPARE(*view.primitiveIds.at(4, 4), -1);
}

QTEST_MAIN(DrawSolidsTest)
#include "draw_solids_test.moc"
