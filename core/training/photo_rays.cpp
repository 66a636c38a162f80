// SPDX-License-Identifier: Apache-2.0
#include "core/training/photo_rays.h"

#include "kernels/base/parallel_for.h"
#include "kernels/math/random.h"
#include "kernels/math/sh.h"

#include <algorithm>

namespace cleave {

namespace {

constexpr std::uint64_t rayStream = 0x72617973;
constexpr std::int64_t stepsPerPhoto = 8; ///< a photo is exchanged after so many steps
constexpr std::int64_t grain = 256;

std::size_t bytesPerPhoto(const Dataset& dataset, const std::vector<ViewId>& train) {
    std::size_t most = 1;
    for (ViewId id : train) {
        const Intrinsics& lens = dataset.view(id).camera.intrinsics;
        most = std::max(most, std::size_t{4} * lens.width * lens.height);
    }
    return most;
}

} // namespace

RayBatch::RayBatch(std::int64_t capacity)
    : origins(capacity, 3)
    , directions(capacity, 3)
    , colors(capacity, 3)
    , backgrounds(capacity, 3)
    , jitter(capacity)
    , directionBasis(capacity, kernels::RadianceLayers::direction) {}

PhotoRays::PhotoRays(std::shared_ptr<const Dataset> dataset,
                     PhotoStore& photos,
                     PhotoBackground background,
                     std::uint64_t seed,
                     std::size_t budgetBytes)
    : dataset_(std::move(dataset))
    , photos_(photos)
    , background_(background)
    , seed_(seed)
    , train_(dataset_->trainViews())
    , order_(static_cast<std::int64_t>(train_.size()), seed) {
    const std::size_t fitting =
        std::max<std::size_t>(1, budgetBytes / bytesPerPhoto(*dataset_, train_));
    heldCount_ = static_cast<std::int64_t>(std::min(train_.size(), fitting));
}

std::vector<std::int64_t> PhotoRays::photosAt(std::int64_t step) {
    std::vector<std::int64_t> places(static_cast<std::size_t>(heldCount_));
    const auto all = static_cast<std::int64_t>(train_.size());
    for (std::int64_t i = 0; i < heldCount_; ++i)
        places[static_cast<std::size_t>(i)] =
            heldCount_ == all ? i : order_.at(step / stepsPerPhoto + i);
    return places;
}

void PhotoRays::hold(const std::vector<std::int64_t>& places, Progress& progress) {
    std::erase_if(held_, [&](const auto& entry) {
        return std::find(places.begin(), places.end(), entry.first) == places.end();
    });
    for (std::size_t i = 0; i < places.size(); ++i) {
        if (held_.contains(places[i]))
            continue;
        progress.advance(static_cast<std::int64_t>(i), static_cast<std::int64_t>(places.size()));
        if (i + 1 < places.size() && !held_.contains(places[i + 1]))
            photos_.prefetch(train_[static_cast<std::size_t>(places[i + 1])]);
        const ViewId id = train_[static_cast<std::size_t>(places[i])];
        held_[places[i]] = {photos_.photo(id), loadPhotoAlpha(*dataset_, dataset_->view(id))};
    }
}

void PhotoRays::load(std::int64_t step, Progress& progress) {
    hold(photosAt(step), progress);
}

void PhotoRays::drawRay(std::int64_t step,
                        const SceneCube& cube,
                        const std::vector<std::int64_t>& places,
                        std::int64_t ray,
                        RayBatch& batch) const {
    constexpr std::uint64_t mostRays = std::uint64_t{1} << 24;
    kernels::RandomStream random(seed_,
                                 rayStream,
                                 static_cast<std::uint64_t>(step) * mostRays +
                                     static_cast<std::uint64_t>(ray));
    const std::int64_t place =
        places[static_cast<std::size_t>(random.index(static_cast<std::int64_t>(places.size())))];
    const Photo& photo = held_.at(place);
    const Camera& camera = dataset_->view(train_[static_cast<std::size_t>(place)]).camera;
    const int x = static_cast<int>(random.index(photo.color->width)),
              y = static_cast<int>(random.index(photo.color->height));
    batch.jitter(ray) = static_cast<float>(random.uniform());

    const Intrinsics& lens = camera.intrinsics;
    const Eigen::Vector3d direction =
        camera.pose.rotation.transpose() *
        Eigen::Vector3d((x + 0.5 - lens.cx) / lens.fx, (y + 0.5 - lens.cy) / lens.fy, 1)
            .normalized();
    const Eigen::Vector3f origin = cube.cubeFromWorld(camera.pose.centerInWorld().cast<float>());
    const std::uint8_t* pixel = photo.color->at(x, y);
    const float alpha =
        photo.alpha.empty() ? 1.0f : static_cast<float>(*photo.alpha.at(x, y)) / 255.0f;
    for (int c = 0; c < 3; ++c) {
        batch.origins(ray, c) = origin[c];
        batch.directions(ray, c) = static_cast<float>(direction[c]);
        const bool isWhite = photo.alpha.empty() && background_ == PhotoBackground::White;
        const float background = isWhite ? 1.0f : static_cast<float>(random.uniform());
        batch.backgrounds(ray, c) = background;
        // The photo lies on white where it is transparent.
        batch.colors(ray, c) =
            static_cast<float>(pixel[c]) / 255.0f + (1 - alpha) * (background - 1);
    }
    kernels::shBasis(3,
                     batch.directions(ray, 0),
                     batch.directions(ray, 1),
                     batch.directions(ray, 2),
                     batch.directionBasis.data() + ray * batch.directionBasis.size(1));
}

void PhotoRays::draw(std::int64_t step,
                     const SceneCube& cube,
                     std::int64_t count,
                     RayBatch& batch) {
    CLEAVE_ASSERT(count <= batch.jitter.size(0));
    const std::vector<std::int64_t> places = photosAt(step);
    Progress silent;
    hold(places, silent);
    batch.count = count;
    kernels::parallelFor<kernels::Device::Cpu>(
        count, [&](std::int64_t ray) { drawRay(step, cube, places, ray, batch); }, grain);
}

} // namespace cleave
