// SPDX-License-Identifier: Apache-2.0
#include "ui/viewport/scene_frame.h"

#include "core/field/primitive_cloud.h"

#include <algorithm>
#include <vector>

namespace cleave::ui {

SceneFrame sceneOf(const Dataset& dataset) {
    SceneFrame scene;
    Eigen::Matrix3d normal = Eigen::Matrix3d::Zero();
    Eigen::Vector3d right = Eigen::Vector3d::Zero(), up = Eigen::Vector3d::Zero(),
                    mean = Eigen::Vector3d::Zero();
    for (const View& view : dataset.views) {
        const Eigen::Vector3d axis = view.camera.pose.forward(),
                              eye = view.camera.pose.centerInWorld();
        const Eigen::Matrix3d across = Eigen::Matrix3d::Identity() - axis * axis.transpose();
        normal += across;
        right += across * eye;
        up -= view.camera.pose.down();
        mean += eye;
    }
    const double count = static_cast<double>(std::max<std::size_t>(1, dataset.views.size()));
    mean /= count;
    if (up.norm() > 1e-6)
        scene.up = up.normalized();
    // Parallel axes leave the point undetermined: then it lies before the cameras at their own
    // extent.
    const double extent = dataset.cameraExtent();
    scene.center = (normal + 1e-3 * count * Eigen::Matrix3d::Identity())
                       .ldlt()
                       .solve(right + 1e-3 * count * mean);
    double distance = 0;
    for (const View& view : dataset.views)
        distance += (view.camera.pose.centerInWorld() - scene.center).norm();
    scene.radius = std::max({0.6 * distance / count, 0.2 * extent, 1e-3});
    return scene;
}

SceneFrame sceneOf(const RadianceField& field) {
    SceneFrame scene;
    const PrimitiveCloud cloud = primitiveCloud(field);
    std::vector<double> axis[3];
    for (std::int64_t i = 0; i < cloud.count();
         i += std::max<std::int64_t>(1, cloud.count() / 20000))
        for (int k = 0; k < 3; ++k)
            axis[k].push_back(cloud.positions(i, k));
    if (axis[0].empty())
        return scene;
    Eigen::Vector3d low, high;
    // Floaters far outside must not shrink the scene to a dot.
    for (int k = 0; k < 3; ++k) {
        std::sort(axis[k].begin(), axis[k].end());
        low[k] = axis[k][axis[k].size() / 20];
        high[k] = axis[k][axis[k].size() - 1 - axis[k].size() / 20];
    }
    scene.up = -Eigen::Vector3d::UnitY(); // splat files come with y down
    scene.center = (low + high) / 2;
    scene.radius = std::max((high - low).norm() / 2, 1e-3);
    return scene;
}

} // namespace cleave::ui
