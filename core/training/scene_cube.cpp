// SPDX-License-Identifier: Apache-2.0
#include "core/training/scene_cube.h"

#include "core/base/error.h"
#include "core/camera/camera_path.h"
#include "core/training/train_gaussians.h"
#include "kernels/base/parallel_for.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <sstream>

namespace cleave {

namespace {

constexpr int carvedCells = 64;         ///< along an axis
constexpr std::size_t silhouettes = 24; ///< photos looked at
constexpr double margin = 1.04;         ///< of a found box
constexpr float openGrowth = 1.0f / 256;
constexpr double largestHalfSize = 8; ///< of an open scene, in distances of the nearest camera
constexpr double usualHalfSize = 4;   ///< without points
constexpr double pointShare = 0.99;   ///< of the points lies inside

/// The value below which the given share lies.
double quantile(std::vector<double> values, double share) {
    const auto place = static_cast<std::ptrdiff_t>(share * static_cast<double>(values.size() - 1));
    std::nth_element(values.begin(), values.begin() + place, values.end());
    return values[static_cast<std::size_t>(place)];
}

std::vector<Camera> trainCameras(const Dataset& dataset) {
    std::vector<Camera> cameras;
    for (ViewId id : dataset.trainViews())
        cameras.push_back(dataset.view(id).camera);
    return cameras;
}

std::vector<double> distancesTo(const std::vector<Camera>& cameras, const Eigen::Vector3d& point) {
    std::vector<double> distances;
    for (const Camera& camera : cameras)
        distances.push_back((camera.pose.centerInWorld() - point).norm());
    return distances;
}

SceneCube cubeAround(const Bounds& box, double grow) {
    SceneCube cube;
    cube.center = box.center().cast<float>();
    cube.halfSize = 0.5f;
    cube.scale = static_cast<float>(1 / std::max(1e-9, box.sizes().maxCoeff() * grow));
    return cube;
}

/// How many pixels of a mask are set in any rectangle.
class MaskSums {
public:
    explicit MaskSums(const Image& mask)
        : width_(mask.width)
        , height_(mask.height)
        , sums_(static_cast<std::size_t>(width_ + 1) * (height_ + 1), 0) {
        for (int y = 0; y < height_; ++y) {
            std::int64_t row = 0;
            for (int x = 0; x < width_; ++x) {
                row += *mask.at(x, y) != 0;
                sums_[place(x + 1, y + 1)] = sums_[place(x + 1, y)] + row;
            }
        }
    }

    /// Whether the square around (u, v) lies in the photo and shows nothing.
    bool isEmpty(double u, double v, double radius) const {
        const int x0 = static_cast<int>(std::floor(u - radius)),
                  x1 = static_cast<int>(std::ceil(u + radius)),
                  y0 = static_cast<int>(std::floor(v - radius)),
                  y1 = static_cast<int>(std::ceil(v + radius));
        if (x0 < 0 || y0 < 0 || x1 > width_ || y1 > height_)
            return false;
        return sums_[place(x1, y1)] - sums_[place(x0, y1)] - sums_[place(x1, y0)] +
                   sums_[place(x0, y0)] ==
               0;
    }

private:
    std::size_t place(int x, int y) const {
        return static_cast<std::size_t>(y) * static_cast<std::size_t>(width_ + 1) +
               static_cast<std::size_t>(x);
    }

    int width_, height_;
    std::vector<std::int64_t> sums_;
};

/// Opaque pixels; without an alpha channel those that are not white.
Image silhouetteMask(const Image& photo, const Image& alpha) {
    Image mask(photo.width, photo.height, 1);
    for (std::size_t i = 0; i < mask.pixels.size(); ++i) {
        const std::uint8_t* pixel = photo.pixels.data() + 3 * i;
        mask.pixels[i] = !alpha.empty() ? alpha.pixels[i] > 8
                                        : pixel[0] < 250 || pixel[1] < 250 || pixel[2] < 250;
    }
    return mask;
}

std::vector<Silhouette>
loadSilhouettes(const Dataset& dataset, PhotoStore& photos, Progress& progress) {
    std::vector<Silhouette> result;
    const std::vector<ViewId> train = dataset.trainViews();
    const std::size_t step = (train.size() + silhouettes - 1) / silhouettes;
    for (std::size_t i = 0; i < train.size(); i += step) {
        progress.advance(static_cast<std::int64_t>(i), static_cast<std::int64_t>(train.size()));
        const View& view = dataset.view(train[i]);
        result.push_back(
            {view.camera, silhouetteMask(*photos.photo(view.id), loadPhotoAlpha(dataset, view))});
    }
    return result;
}

bool showsObject(const Dataset& dataset, PhotoStore& photos) {
    const std::vector<ViewId> train = dataset.trainViews();
    const Image alpha = loadPhotoAlpha(dataset, dataset.view(train.front()));
    if (std::any_of(alpha.pixels.begin(), alpha.pixels.end(), [](std::uint8_t a) { return a < 8; }))
        return true;
    return trainingBackground(dataset, photos).x() > 0.5f;
}

/// As far as the nearest camera in every direction from where all look.
Bounds reachOfCameras(const std::vector<Camera>& cameras) {
    const Eigen::Vector3d target = orbitAround(cameras).target;
    const std::vector<double> distances = distancesTo(cameras, target);
    const Eigen::Vector3d reach =
        Eigen::Vector3d::Constant(*std::min_element(distances.begin(), distances.end()));
    return Bounds(target - reach, target + reach);
}

SceneCube objectCube(const Dataset& dataset, PhotoStore& photos, Progress& progress) {
    const Bounds start = reachOfCameras(trainCameras(dataset));
    const std::vector<Silhouette> seen = loadSilhouettes(dataset, photos, progress);
    Bounds box = silhouetteBounds(seen, start);
    if (!box.isEmpty())
        box = silhouetteBounds(seen, box); // the same number of cells, each smaller
    return cubeAround(box.isEmpty() ? start : box, margin);
}

Eigen::Vector3d medianOf(const InitialPoints& points) {
    Eigen::Vector3d median;
    for (int axis = 0; axis < 3; ++axis) {
        std::vector<double> values;
        for (const Eigen::Vector3f& position : points.positions)
            values.push_back(position[axis]);
        median[axis] = quantile(std::move(values), 0.5);
    }
    return median;
}

double largestCoordinate(const Eigen::Vector3d& v) {
    return v.cwiseAbs().maxCoeff();
}

SceneCube openCube(const Dataset& dataset) {
    constexpr std::size_t enoughPoints = 100;
    const std::vector<Camera> cameras = trainCameras(dataset);
    const bool hasPoints = dataset.points.positions.size() >= enoughPoints;
    const Eigen::Vector3d center =
        hasPoints ? medianOf(dataset.points) : orbitAround(cameras).target;
    // A few cameras may stand very near; the finest cascade is for what most of them look at.
    const double unit = std::max(1e-9, quantile(distancesTo(cameras, center), 0.1));
    double reach = usualHalfSize;
    if (hasPoints) {
        std::vector<double> distances;
        for (const Eigen::Vector3f& position : dataset.points.positions)
            distances.push_back(largestCoordinate(position.cast<double>() - center) / unit);
        reach = quantile(std::move(distances), pointShare) * margin;
    }
    for (const Camera& camera : cameras)
        reach = std::max(reach, largestCoordinate(camera.pose.centerInWorld() - center) / unit);
    SceneCube cube;
    cube.center = center.cast<float>();
    cube.scale = static_cast<float>(1 / unit);
    cube.stepGrowth = openGrowth;
    const double powerOfTwo = std::exp2(std::ceil(std::log2(std::max(reach, 1.0))));
    cube.halfSize = static_cast<float>(std::min(powerOfTwo, largestHalfSize));
    return cube;
}

/// The box given by a person. In an open scene its middle half is the finest cascade.
SceneCube givenCube(const Bounds& box, bool isObject) {
    SceneCube cube = cubeAround(box, 1);
    if (isObject)
        return cube;
    cube.halfSize = 2;
    cube.scale *= 4;
    cube.stepGrowth = openGrowth;
    return cube;
}

} // namespace

Bounds parseSceneBox(const std::string& text) {
    double values[6];
    std::istringstream stream(text);
    std::string word;
    int count = 0;
    bool isNumber = true;
    while (std::getline(stream, word, ',')) {
        char* end = nullptr;
        const double value = std::strtod(word.c_str(), &end);
        isNumber = isNumber && !word.empty() && *end == '\0' && std::isfinite(value);
        if (count < 6)
            values[count] = value;
        ++count;
    }
    if (!isNumber || count != 6 || !(values[0] < values[3]) || !(values[1] < values[4]) ||
        !(values[2] < values[5]))
        throw badInput(
            CLEAVE_TR("Training",
                      "The scene box is \"%1\"; expected x0,y0,z0,x1,y1,z1 with x0 < x1, "
                      "y0 < y1, z0 < z1"),
            text);
    return Bounds(Eigen::Vector3d(values[0], values[1], values[2]),
                  Eigen::Vector3d(values[3], values[4], values[5]));
}

Bounds silhouetteBounds(const std::vector<Silhouette>& seen, const Bounds& start) {
    std::vector<MaskSums> sums;
    for (const Silhouette& silhouette : seen)
        sums.emplace_back(silhouette.mask);
    const Eigen::Vector3d cell = start.sizes() / carvedCells;
    const double radius = 0.5 * cell.norm();
    const auto isRuledOut = [&](const Eigen::Vector3d& point) {
        std::size_t unseen = 0;
        for (std::size_t i = 0; i < seen.size(); ++i) {
            const Camera& camera = seen[i].camera;
            const double depth = camera.pose.cameraFromWorld(point).z();
            const std::optional<Eigen::Vector2d> pixel = camera.project(point);
            if (!pixel || !(depth > radius) || !(pixel->x() >= 0) || !(pixel->y() >= 0) ||
                !(pixel->x() <= camera.intrinsics.width) ||
                !(pixel->y() <= camera.intrinsics.height)) {
                ++unseen;
                continue;
            }
            const double focal = std::max(camera.intrinsics.fx, camera.intrinsics.fy);
            if (sums[i].isEmpty(pixel->x(), pixel->y(), radius * focal / (depth - radius)))
                return true;
        }
        return 2 * unseen > seen.size();
    };
    std::vector<Bounds> layers(carvedCells);
    kernels::forChunks(carvedCells, 1, [&](std::int64_t z, std::int64_t, std::int64_t) {
        for (int y = 0; y < carvedCells; ++y)
            for (int x = 0; x < carvedCells; ++x) {
                const Eigen::Vector3d corner =
                    start.min() + cell.cwiseProduct(Eigen::Vector3d(x, y, static_cast<double>(z)));
                if (isRuledOut(corner + 0.5 * cell))
                    continue;
                layers[static_cast<std::size_t>(z)].extend(corner);
                layers[static_cast<std::size_t>(z)].extend(corner + cell);
            }
    });
    Bounds box;
    for (const Bounds& layer : layers)
        box.extend(layer);
    return box;
}

SceneCube sceneCube(const Dataset& dataset,
                    PhotoStore& photos,
                    const TrainHashgridParams& params,
                    Progress& progress) {
    const bool isObject = params.scene == SceneKind::Automatic ? showsObject(dataset, photos)
                                                               : params.scene == SceneKind::Object;
    if (!params.sceneBox.empty())
        return givenCube(parseSceneBox(params.sceneBox), isObject);
    return isObject ? objectCube(dataset, photos, progress) : openCube(dataset);
}

} // namespace cleave
