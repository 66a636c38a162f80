// SPDX-License-Identifier: Apache-2.0
#include "core/export/export_mesh.h"

#include "core/base/error.h"
#include "core/export/export_choice.h"
#include "core/export/field_extent.h"
#include "core/export/mesh_volume.h"
#include "core/formats/image_file.h"
#include "core/rendering/isolate.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numbers>

namespace cleave {

namespace {

constexpr double strayShare = 0.003; ///< of a segment's primitives on either side of an axis
constexpr double sceneStrayShare =
    0.02; ///< the same for a whole scene, whose background is full of strays
constexpr double fovAround = 0.6; ///< radians: narrow, so that perspective is mild
constexpr double reachOfPhotos =
    0.6; ///< radians between a camera around a segment and the nearest photo
constexpr double voxelsPerPixel =
    2; ///< no finer than this in the photo that shows a segment largest
constexpr int leastResolution = 32;
constexpr int widestImage = 640;     ///< pixels
constexpr float trustAround = 0.02f; ///< of colours that no photo shows

/// Pixels that the ball around the bounds spans in a view; 0 when its centre is not in the picture.
double pixelsAcross(const Camera& camera, const Bounds& bounds) {
    const auto pixel = camera.project(bounds.center());
    const Intrinsics& lens = camera.intrinsics;
    if (!pixel || pixel->x() < 0 || pixel->y() < 0 || pixel->x() >= lens.width ||
        pixel->y() >= lens.height)
        return 0;
    const double depth = camera.pose.cameraFromWorld(bounds.center()).z();
    return lens.fx * bounds.sizes().maxCoeff() / depth;
}

/// The photos' cameras that see the segment, largest first, at most `count`.
std::vector<Camera> camerasOfPhotos(std::span<const View> views, const Bounds& bounds, int count) {
    std::vector<std::pair<double, const View*>> seen;
    for (const View& view : views)
        if (const double size = pixelsAcross(view.camera, bounds); size > 0)
            seen.emplace_back(size, &view);
    std::stable_sort(
        seen.begin(), seen.end(), [](const auto& a, const auto& b) { return a.first > b.first; });
    std::vector<Camera> cameras;
    for (std::size_t i = 0; i < seen.size() && static_cast<int>(i) < count; ++i)
        cameras.push_back(seen[i].second->camera);
    return cameras;
}

/// Cameras on a sphere around the bounds, in directions that photos look from (all directions when
/// there are none): from where nobody looked, a splat shows its open inside.
std::vector<Camera>
camerasAround(const Bounds& bounds, std::span<const Camera> photos, int count, int imageSize) {
    const double radius = 0.5 * bounds.sizes().norm(), distance = radius / std::sin(fovAround / 2);
    std::vector<Camera> cameras;
    // More directions to choose from when only some of them are near a photo.
    for (const Eigen::Vector3d& direction : directionsAround(photos.empty() ? count : 4 * count)) {
        const auto isNear = [&](const Camera& photo) {
            const Eigen::Vector3d toPhoto =
                (photo.pose.centerInWorld() - bounds.center()).normalized();
            return std::acos(std::clamp(toPhoto.dot(direction), -1.0, 1.0)) < reachOfPhotos;
        };
        if (!photos.empty() && std::none_of(photos.begin(), photos.end(), isNear))
            continue;
        const Eigen::Vector3d up =
            std::abs(direction.y()) < 0.9 ? Eigen::Vector3d(0, -1, 0) : Eigen::Vector3d(0, 0, 1);
        cameras.push_back({lookAt(bounds.center() + distance * direction, bounds.center(), up),
                           pinhole(imageSize, imageSize, fovAround)});
    }
    if (static_cast<int>(cameras.size()) <= count)
        return cameras;
    std::vector<Camera> thinned;
    for (int i = 0; i < count; ++i)
        thinned.push_back(cameras[static_cast<std::size_t>(i) * cameras.size() /
                                  static_cast<std::size_t>(count)]);
    return thinned;
}

/// Colour without the darkness behind half-covered pixels.
Image solidColors(const RenderedView& view) {
    FloatImage color = view.color;
    for (std::size_t i = 0; i < view.alpha.pixels.size(); ++i) {
        const float alpha = view.alpha.pixels[i];
        for (std::size_t c = 0; c < 3; ++c)
            if (alpha > 0)
                color.pixels[3 * i + c] /= alpha;
    }
    return toBytes(color);
}

/// `isPlain`: without changes by direction, which are made up where no photo looked.
void lookFrom(const IsolatedField& part,
              std::span<const Camera> cameras,
              float trust,
              bool isPlain,
              std::vector<DepthView>& views,
              Progress& progress) {
    for (std::size_t i = 0; i < cameras.size(); ++i) {
        const Camera& camera = cameras[i];
        progress.advance(static_cast<std::int64_t>(i), static_cast<std::int64_t>(cameras.size()));
        RenderRequest request;
        request.depth = true;
        request.plainColor = isPlain;
        request.visibility = part.visibilityView();
        RenderedView rendered = renderView(part.field, camera, request);
        Image color = solidColors(rendered);
        views.push_back({camera, std::move(rendered.depth), std::move(color), trust});
    }
}

/// Voxels along the longest side: as asked for, but no finer than the photos can tell.
int resolutionFor(const MeshOptions& options,
                  std::span<const Camera> photos,
                  const Bounds& bounds) {
    double pixels = 0;
    for (const Camera& photo : photos)
        pixels = std::max(pixels, pixelsAcross(photo, bounds));
    if (!(pixels > 0))
        return options.resolution;
    return std::min(options.resolution,
                    std::max(leastResolution, static_cast<int>(voxelsPerPixel * pixels)));
}

TriangleMesh meshIsolated(const IsolatedField& part,
                          std::span<const View> views,
                          const MeshOptions& options,
                          double stray,
                          Progress& progress) {
    const Bounds bounds = robustBounds(part.field, stray, part.visibility);
    if (bounds.isEmpty())
        return {};
    const std::vector<Camera> photos = camerasOfPhotos(views, bounds, options.viewsOfPhotos);
    const int resolution = resolutionFor(options, photos, bounds);
    const int imageSize = std::clamp(static_cast<int>(1.6 * resolution), 64, widestImage);
    const std::vector<Camera> around =
        camerasAround(bounds, photos, options.viewsAround, imageSize);

    Progress looking = progress.part(0, 0.3), lookingAround = progress.part(0.3, 0.6),
             fusing = progress.part(0.6, 0.9);
    std::vector<DepthView> looks;
    lookFrom(part, photos, 1, false, looks, looking);
    lookFrom(part, around, photos.empty() ? 1 : trustAround, !photos.empty(), looks, lookingAround);
    const DistanceVolume volume = fuseDepths(looks, bounds, resolution, fusing);
    TriangleMesh mesh = meshVolume(volume);
    dropSmallPieces(mesh, options.smallestComponent);
    computeNormals(mesh);
    colorFromViews(mesh, looks, 3 * volume.voxelSize);
    progress.advance(1.0);
    return mesh;
}

std::vector<float> weightsOf(const std::vector<std::int32_t>& deepest, SegmentId id) {
    std::vector<float> weights(deepest.size());
    for (std::size_t i = 0; i < deepest.size(); ++i)
        weights[i] = deepest[i] == id.value ? 1.0f : 0.0f;
    return weights;
}

} // namespace

TriangleMesh meshOfPrimitives(const RadianceField& field,
                              std::span<const float> visibility,
                              std::span<const View> views,
                              const MeshOptions& options,
                              Progress& progress) {
    const auto shown =
        std::count_if(visibility.begin(), visibility.end(), [](float value) { return value > 0; });
    const double stray =
        2 * shown > static_cast<std::ptrdiff_t>(visibility.size()) ? sceneStrayShare : strayShare;
    return meshIsolated(isolate(field, visibility), views, options, stray, progress);
}

MeshScene meshSegments(const RadianceField& field,
                       const SegmentTree& tree,
                       std::span<const SegmentId> chosen,
                       std::span<const View> views,
                       const MeshOptions& options,
                       Progress& progress) {
    requireField(field);
    MeshScene scene;
    if (chosen.empty()) {
        const std::vector<float> all(static_cast<std::size_t>(primitiveCount(field)), 1.0f);
        scene.nodes.push_back(
            {"scene", -1, meshOfPrimitives(field, all, views, options, progress)});
        return scene;
    }
    const std::vector<std::int32_t> deepest = deepestSegments(tree, chosen, field);
    std::map<std::int64_t, int> places;
    for (std::size_t i = 0; i < chosen.size(); ++i) {
        const double count = static_cast<double>(chosen.size());
        Progress part =
            progress.part(static_cast<double>(i) / count, static_cast<double>(i + 1) / count);
        const Segment& segment = tree.at(chosen[i]);
        part.detail(tree.path(chosen[i]));
        SegmentId parent = segment.parent;
        while (parent.value != 0 && !places.contains(parent.value))
            parent = tree.at(parent).parent;
        MeshNode node{segment.name, parent.value != 0 ? places[parent.value] : -1, {}};
        node.mesh = meshOfPrimitives(field, weightsOf(deepest, chosen[i]), views, options, part);
        places[chosen[i].value] = static_cast<int>(scene.nodes.size());
        scene.nodes.push_back(std::move(node));
    }
    progress.advance(1.0);
    return scene;
}

} // namespace cleave
