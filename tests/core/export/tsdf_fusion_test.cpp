// SPDX-License-Identifier: Apache-2.0
#include "core/export/mesh_volume.h"
#include "kernels/base/parallel_for.h"

#include <QTest>

#include <cmath>
#include <numbers>

using namespace cleave;

namespace {

constexpr int viewSize = 160;

/// Cameras all around the origin, as a spiral over the sphere.
std::vector<Camera> camerasAround(int count, double distance) {
    std::vector<Camera> cameras;
    for (int i = 0; i < count; ++i) {
        const double z = 1 - (2 * i + 1.0) / count,
                     angle = i * std::numbers::pi * (3 - std::sqrt(5.0)),
                     radius = std::sqrt(1 - z * z);
        const Eigen::Vector3d eye =
            distance * Eigen::Vector3d(radius * std::cos(angle), radius * std::sin(angle), z);
        cameras.push_back({lookAt(eye, Eigen::Vector3d::Zero(), Eigen::Vector3d::UnitY()),
                           pinhole(viewSize, viewSize, 0.8)});
    }
    return cameras;
}

/// What the cameras see of a ball: red on the side of positive x, blue on the other.
std::vector<DepthView>
viewsOfBall(std::span<const Camera> cameras, const Eigen::Vector3d& center, double radius) {
    std::vector<DepthView> views;
    for (const Camera& camera : cameras) {
        DepthView view{camera, FloatImage(viewSize, viewSize, 1), Image(viewSize, viewSize, 3)};
        const Eigen::Vector3d eye = camera.pose.centerInWorld();
        for (int y = 0; y < viewSize; ++y)
            for (int x = 0; x < viewSize; ++x) {
                const Eigen::Vector3d ray = camera.unproject(x + 0.5, y + 0.5, 1) - eye,
                                      toCenter = center - eye;
                const double along = ray.dot(toCenter) / ray.squaredNorm();
                const double rest = radius * radius - (toCenter - along * ray).squaredNorm();
                if (rest < 0)
                    continue;
                const double depth = along - std::sqrt(rest / ray.squaredNorm());
                *view.depth.at(x, y) = static_cast<float>(depth);
                view.color.at(x, y)[eye.x() + depth * ray.x() > 0 ? 0 : 2] = 200;
            }
        views.push_back(std::move(view));
    }
    return views;
}

TriangleMesh meshOfBall(std::span<const Camera> cameras, const Bounds& bounds, int resolution) {
    Progress progress;
    return meshVolume(
        fuseDepths(viewsOfBall(cameras, Eigen::Vector3d::Zero(), 1), bounds, resolution, progress));
}

Bounds cube(double half) {
    return Bounds(Eigen::Vector3d::Constant(-half), Eigen::Vector3d::Constant(half));
}

} // namespace

class TsdfFusionTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aBallComesOutRoundAndClosed();
    void whatNoCameraSawIsClosed();
    void strayPiecesAndHollowsAreDropped();
    void normalsPointOutwards();
    void verticesTakeTheColoursThatViewsSee();
    void holesAndOddFacesAreNotWatertight();
    void sameResultForAnyNumberOfThreads();
};

void TsdfFusionTest::aBallComesOutRoundAndClosed() {
    const auto cameras = camerasAround(40, 4);
    const TriangleMesh mesh = meshOfBall(cameras, cube(1.2), 64);
    const double voxel = 2.4 / 64;
    QVERIFY(isWatertight(mesh));
    double sum = 0;
    for (const Eigen::Vector3f& position : mesh.positions) {
        const double error = position.norm() - 1;
        sum += error;
        QVERIFY2(std::abs(error) < 0.75 * voxel, std::to_string(error / voxel).c_str());
    }
    QVERIFY2(std::abs(sum) / static_cast<double>(mesh.positions.size()) < 0.3 * voxel, "biased");
}

void TsdfFusionTest::whatNoCameraSawIsClosed() {
    std::vector<Camera> cameras = camerasAround(60, 4);
    std::erase_if(cameras,
                  [](const Camera& camera) { return camera.pose.centerInWorld().z() < 1; });
    TriangleMesh mesh = meshOfBall(cameras, cube(1.2), 48);
    QVERIFY(isWatertight(mesh));
    dropSmallPieces(mesh, 0.1);
    QVERIFY(isWatertight(mesh));
    // The shadow below the ball ends at the box.
    float lowest = 0;
    for (const Eigen::Vector3f& position : mesh.positions)
        lowest = std::min(lowest, position.z());
    QVERIFY(lowest >= -1.3f);
}

void TsdfFusionTest::strayPiecesAndHollowsAreDropped() {
    const auto cameras = camerasAround(40, 4);
    TriangleMesh mesh = meshOfBall(cameras, cube(1.2), 32);
    const std::size_t vertices = mesh.positions.size(), faces = mesh.triangles.size();
    const auto add = [&](float scale, bool turned) {
        const auto base = static_cast<std::uint32_t>(mesh.positions.size());
        for (const Eigen::Vector3f& corner : {Eigen::Vector3f(0, 0, 0),
                                              Eigen::Vector3f(1, 0, 0),
                                              Eigen::Vector3f(0, 1, 0),
                                              Eigen::Vector3f(0, 0, 1)})
            mesh.positions.push_back(scale * corner);
        for (std::array<std::uint32_t, 3> face :
             {std::array<std::uint32_t, 3>{0, 2, 1}, {0, 1, 3}, {0, 3, 2}, {1, 2, 3}}) {
            if (turned)
                std::swap(face[1], face[2]);
            mesh.triangles.push_back({base + face[0], base + face[1], base + face[2]});
        }
    };
    add(3, false);
    dropSmallPieces(mesh, 0.05);
    QCOMPARE(mesh.positions.size(), vertices);
    add(0.5f, true);
    dropSmallPieces(mesh, 0);
    QCOMPARE(mesh.positions.size(), vertices);
    QCOMPARE(mesh.triangles.size(), faces);
}

void TsdfFusionTest::normalsPointOutwards() {
    TriangleMesh mesh = meshOfBall(camerasAround(30, 4), cube(1.2), 40);
    computeNormals(mesh);
    double worst = 1;
    for (std::size_t v = 0; v < mesh.positions.size(); ++v)
        worst = std::min(worst,
                         static_cast<double>(mesh.normals[v].dot(mesh.positions[v].normalized())));
    QVERIFY2(worst > 0.8, std::to_string(worst).c_str());
}

void TsdfFusionTest::verticesTakeTheColoursThatViewsSee() {
    const auto cameras = camerasAround(30, 4);
    const auto views = viewsOfBall(cameras, Eigen::Vector3d::Zero(), 1);
    TriangleMesh mesh = meshOfBall(cameras, cube(1.2), 40);
    computeNormals(mesh);
    colorFromViews(mesh, views, 2 * 2.4 / 40);
    for (std::size_t v = 0; v < mesh.positions.size(); ++v) {
        const float x = mesh.positions[v].x();
        if (std::abs(x) < 0.1f)
            continue;
        QVERIFY(mesh.colors[v][0] == (x > 0 ? 200 : 0));
        QVERIFY(mesh.colors[v][2] == (x > 0 ? 0 : 200));
    }
}

void TsdfFusionTest::holesAndOddFacesAreNotWatertight() {
    TriangleMesh mesh = meshOfBall(camerasAround(30, 4), cube(1.2), 24);
    QVERIFY(isWatertight(mesh));
    TriangleMesh open = mesh, doubled = mesh, turned = mesh;
    open.triangles.pop_back();
    QVERIFY(!isWatertight(open));
    doubled.triangles.push_back(mesh.triangles[0]);
    doubled.triangles.push_back(mesh.triangles[0]);
    QVERIFY(!isWatertight(doubled));
    std::swap(turned.triangles[7][0], turned.triangles[7][1]);
    QVERIFY(!isWatertight(turned));
    QVERIFY(!isWatertight(TriangleMesh()));
}

void TsdfFusionTest::sameResultForAnyNumberOfThreads() {
    const auto cameras = camerasAround(10, 4);
    const auto views = viewsOfBall(cameras, Eigen::Vector3d::Zero(), 1);
    Progress progress;
    kernels::setThreadCount(1);
    const DistanceVolume one = fuseDepths(views, cube(1.1), 40, progress);
    kernels::setThreadCount(0);
    const DistanceVolume many = fuseDepths(views, cube(1.1), 40, progress);
    QVERIFY(one.states == many.states && one.blocks == many.blocks);
}

QTEST_GUILESS_MAIN(TsdfFusionTest)
#include "tsdf_fusion_test.moc"
