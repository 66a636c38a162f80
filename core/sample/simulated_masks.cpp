// SPDX-License-Identifier: Apache-2.0
#include "core/image/rle.h"
#include "core/sample/id_regions.h"
#include "core/sample/sample_random.h"
#include "core/sample/scene_builder.h"
#include "kernels/base/parallel_for.h"

#include <algorithm>
#include <cmath>

namespace cleave {

namespace {

using sample::Random;
using sample::Region;

constexpr int smallestMask = 16; // pixels

/// One view's simulated generator run: what it emits, in the order of drawing.
class ViewMaskSimulator {
public:
    ViewMaskSimulator(const BuiltScene& scene, std::size_t view, std::uint64_t seed)
        : scene_(scene)
        , objects_(scene.objectIds[view])
        , parts_(scene.partIds[view])
        , random_(seed, view)
        , noiseSeed_(static_cast<double>(Random::mix(seed ^ (view + 1)) % 4096)) {}

    std::vector<Mask> run() {
        for (const SceneObject& object : scene_.objects) {
            if (object.isStuff)
                addSurface(object);
            else
                addObject(object);
        }
        for (int i = 0; i < 2; ++i)
            if (random_.chance(0.8))
                addShadow();
        if (random_.chance(0.7))
            addPatch();
        for (std::size_t i = masks_.size(); i > 1; --i) // no order that would tell anything
            std::swap(masks_[i - 1],
                      masks_[static_cast<std::size_t>(random_.index(static_cast<int>(i)))]);
        return std::move(masks_);
    }

private:
    /// The thresholds are meant for photos of 400 x 300.
    int scaled(int pixels) const {
        return std::max(smallestMask,
                        static_cast<int>(pixels * static_cast<double>(objects_.width) *
                                         objects_.height / 120000));
    }

    bool isThing(int id) const {
        return id > 0 && !scene_.objects[static_cast<std::size_t>(id - 1)].isStuff;
    }

    void addObject(const SceneObject& object) {
        const Region region = sample::regionOf(objects_, object.id);
        if (region.area() < scaled(40))
            return;
        std::vector<int> neighbors;
        for (const int id : sample::touchingIds(objects_, object.id))
            if (isThing(id))
                neighbors.push_back(id);
        double draw = random_.uniform();
        if (neighbors.empty() && draw >= 0.15 && draw < 0.25)
            draw = 0.25 + 7.5 * (draw - 0.15); // merging is for those that touch
        if (draw < 0.15)
            return;
        if (draw < 0.25) {
            Region merged = region;
            merged.add(sample::regionOf(objects_,
                                        neighbors[static_cast<std::size_t>(
                                            random_.index(static_cast<int>(neighbors.size())))]));
            emit(merged, 0.87, 0.97);
            return;
        }
        if (draw < 0.55 || draw >= 0.80)
            addWhole(region);
        if (draw >= 0.55)
            addParts(object);
    }

    /// An object that something in front cuts in pieces comes in fragments half of the time.
    void addWhole(const Region& region) {
        const std::vector<Region> pieces = sample::connectedPieces(region);
        if (pieces.size() > 1 && random_.chance(0.5))
            for (const Region& piece : pieces)
                emit(piece);
        else
            emit(region);
    }

    void addParts(const SceneObject& object) {
        for (const auto& [name, id] : object.parts) {
            const Region part = sample::regionOf(parts_, id);
            if (part.area() >= scaled(25) && random_.chance(0.8))
                emit(part);
        }
        if (object.parts.size() <= 2 || !random_.chance(0.15))
            return;
        const int first = object
                              .parts[static_cast<std::size_t>(
                                  random_.index(static_cast<int>(object.parts.size())))]
                              .second;
        for (const int other : sample::touchingIds(parts_, first)) {
            const bool isSibling =
                std::any_of(object.parts.begin(), object.parts.end(), [&](const auto& part) {
                    return part.second == other;
                });
            if (!isSibling)
                continue;
            Region both = sample::regionOf(parts_, first);
            both.add(sample::regionOf(parts_, other));
            emit(both);
            return;
        }
    }

    void addSurface(const SceneObject& object) {
        if (!random_.chance(0.75))
            return;
        for (const Region& piece : sample::connectedPieces(sample::regionOf(objects_, object.id)))
            if (piece.area() >= scaled(300))
                emit(piece);
    }

    /// A false mask: a dark blob at the foot of an object, on what it stands on.
    void addShadow() {
        const SceneObject& object = scene_.objects[static_cast<std::size_t>(
            random_.index(static_cast<int>(scene_.objects.size())))];
        const Region region = sample::regionOf(objects_, object.id);
        if (object.isStuff || region.area() < scaled(40))
            return;
        const double reach = 0.5 * (region.right - region.left);
        addBlob(random_.uniform(region.left, region.right),
                region.bottom,
                random_.uniform(0.5, 1.0) * reach,
                random_.uniform(0.2, 0.4) * reach);
    }

    /// A false mask: a patch of texture somewhere on the background.
    void addPatch() {
        const double size = 0.05 * objects_.width;
        addBlob(random_.uniform(0, objects_.width),
                random_.uniform(0, objects_.height),
                random_.uniform(0.5, 1.5) * size,
                random_.uniform(0.5, 1.5) * size);
    }

    void addBlob(double centerX, double centerY, double radiusX, double radiusY) {
        Region blob(objects_.width, objects_.height);
        for (int y = 0; y < objects_.height; ++y)
            for (int x = 0; x < objects_.width; ++x) {
                const double dx = (x + 0.5 - centerX) / radiusX, dy = (y + 0.5 - centerY) / radiusY;
                if (dx * dx + dy * dy < 1 && !isThing(*objects_.at(x, y)))
                    blob.insert(x, y);
            }
        emit(blob, 0.86, 0.945);
    }

    /// Adds the region with an uneven border. The stated IoU follows the true one with noise, or is
    /// drawn from a range.
    void emit(const Region& region, double statedLow = 0, double statedHigh = 0) {
        if (region.area() < smallestMask)
            return;
        noiseSeed_ += 17.31;
        const double amplitude = std::clamp(1.6 * objects_.width / 400, 0.8, 1.6); // pixels
        const Region uneven = sample::withUnevenBorder(region, amplitude, noiseSeed_);
        if (uneven.area() < smallestMask)
            return;
        const double iou = sample::intersectionOverUnion(region, uneven);
        Mask mask;
        mask.region = encodeRle(uneven.pixels);
        const double stated = statedHigh > 0 ? random_.uniform(statedLow, statedHigh)
                                             : 0.85 + 0.15 * iou + 0.015 * random_.normal();
        mask.predictedIou = static_cast<float>(std::clamp(stated, 0.86, 1.0));
        const double thinness = uneven.outline() / static_cast<double>(uneven.area());
        mask.stability = static_cast<float>(
            std::clamp(1 - 0.12 * thinness + 0.01 * random_.normal(), 0.85, 0.995));
        masks_.push_back(std::move(mask));
    }

    const BuiltScene& scene_;
    const IdImage& objects_;
    const IdImage& parts_;
    Random random_;
    double noiseSeed_;
    std::vector<Mask> masks_;
};

} // namespace

std::shared_ptr<const MaskSet> simulatedMasks(const BuiltScene& scene, std::uint64_t seed) {
    std::vector<std::shared_ptr<const ViewMasks>> made(scene.dataset.views.size());
    kernels::forChunks(
        static_cast<std::int64_t>(made.size()),
        1,
        [&](std::int64_t begin, std::int64_t end, std::int64_t) {
            for (auto i = static_cast<std::size_t>(begin); i < static_cast<std::size_t>(end); ++i) {
                if (scene.dataset.views[i].isTest)
                    continue;
                auto view = std::make_shared<ViewMasks>();
                view->masks = ViewMaskSimulator(scene, i, seed).run();
                view->hierarchy = buildMaskHierarchy(
                    view->masks, scene.objectIds[i].width, scene.objectIds[i].height);
                made[i] = std::move(view);
            }
        });
    auto set = std::make_shared<MaskSet>();
    set->source = "imported";
    for (std::size_t i = 0; i < made.size(); ++i)
        if (made[i])
            set->views.emplace(scene.dataset.views[i].id, made[i]);
    return set;
}

} // namespace cleave
