// SPDX-License-Identifier: Apache-2.0
#include "core/networks/promptable_segmenter.h"

#include "core/base/error.h"
#include "core/dataset/photo_store.h"

#include <algorithm>
#include <cmath>

namespace cleave {

namespace {

Eigen::Vector2i pixelOf(const Eigen::Vector2f& position) {
    return {static_cast<int>(std::floor(position.x())), static_cast<int>(std::floor(position.y()))};
}

void requireFinite(const Eigen::Vector2f& position) {
    if (!position.allFinite())
        throw badInput(CLEAVE_TR("Segmenter", "a prompt's position is no number"));
}

} // namespace

SegmenterImage segmenterImage(std::shared_ptr<const Dataset> dataset,
                              std::shared_ptr<PhotoStore> photos,
                              const View& view) {
    const Intrinsics& size = view.camera.intrinsics;
    return {.key = view.contentHash * 31 + static_cast<Revision>(size.width),
            .view = view.id,
            .width = size.width,
            .height = size.height,
            .pixels = [dataset = std::move(dataset), photos = std::move(photos), id = view.id] {
                if (photos)
                    return photos->photo(id);
                return std::make_shared<const Image>(loadPhoto(*dataset, dataset->view(id)));
            }};
}

void checkSegmenterPrompt(const SegmenterPrompt& prompt, int width, int height) {
    const bool hasPositive = std::any_of(prompt.points.begin(),
                                         prompt.points.end(),
                                         [](const SegmenterPoint& p) { return p.isPositive; });
    if (!hasPositive && !prompt.box && prompt.mask.empty())
        throw badInput(CLEAVE_TR(
            "Segmenter",
            "a mask needs at least one prompt that says what to take, not only what to leave out"));
    for (const SegmenterPoint& point : prompt.points) {
        requireFinite(point.pixel);
        const Eigen::Vector2i pixel = pixelOf(point.pixel);
        if (pixel.x() < 0 || pixel.y() < 0 || pixel.x() >= width || pixel.y() >= height)
            throw badInput(
                CLEAVE_TR("Segmenter", "the point %1,%2 lies outside the image of %3 x %4 pixels"),
                pixel.x(),
                pixel.y(),
                width,
                height);
        for (const SegmenterPoint& other : prompt.points)
            if (point.isPositive && !other.isPositive && pixelOf(other.pixel) == pixel)
                throw badInput(CLEAVE_TR("Segmenter",
                                         "the point %1,%2 is both to be taken and to be left out"),
                               pixel.x(),
                               pixel.y());
    }
    if (!prompt.box)
        return;
    requireFinite(prompt.box->a);
    requireFinite(prompt.box->b);
    const Eigen::Vector2f low = prompt.box->a.cwiseMin(prompt.box->b),
                          high = prompt.box->a.cwiseMax(prompt.box->b);
    if (!(high.x() > low.x()) || !(high.y() > low.y()))
        throw badInput(
            CLEAVE_TR("Segmenter", "the box at %1,%2 is empty; expected two different corners"),
            low.x(),
            low.y());
    if (high.x() <= 0 || high.y() <= 0 || low.x() >= static_cast<float>(width) ||
        low.y() >= static_cast<float>(height))
        throw badInput(
            CLEAVE_TR("Segmenter", "the box at %1,%2 lies outside the image of %3 x %4 pixels"),
            low.x(),
            low.y(),
            width,
            height);
}

const SegmenterCandidate* bestCandidate(const std::vector<SegmenterCandidate>& candidates) {
    const auto best =
        std::max_element(candidates.begin(),
                         candidates.end(),
                         [](const SegmenterCandidate& a, const SegmenterCandidate& b) {
                             return a.predictedIou < b.predictedIou;
                         });
    return best == candidates.end() ? nullptr : &*best;
}

} // namespace cleave
