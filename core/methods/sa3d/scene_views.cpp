// SPDX-License-Identifier: Apache-2.0
#include "core/methods/sa3d/scene_views.h"

#include "core/rendering/blend_weights.h"
#include "core/rendering/renderer.h"
#include "kernels/base/parallel_for.h"

#include <algorithm>
#include <cmath>
#include <mutex>

namespace cleave::sa3d {

namespace {

/// Blend weights of thirty to fifty views of 400 x 300 pixels take about this much.
constexpr std::size_t sightBudget = std::size_t{1500} << 20;
constexpr std::size_t votesBudget = std::size_t{512} << 20;
constexpr int graphNeighbors = 16;
constexpr std::int64_t rowGrain = 4096;
/// A point counts as seen when what its pixel shows is not nearer than this share of its depth...
constexpr double depthSlack = 0.02;
/// ... or than this many pixels are wide there.
constexpr double pixelSlack = 4;

std::shared_ptr<const ViewSight>
lookThrough(const RadianceField& field, const PrimitiveCloud& cloud, const Camera& camera) {
    auto sight = std::make_shared<ViewSight>();
    sight->weights = blendWeights(field, camera);
    const kernels::BlendWeights& weights = sight->weights;
    sight->seen.assign(static_cast<std::size_t>(weights.primitiveCount), 0);
    kernels::liftWeights(weights,
                         kernels::ArrayView<float, 1>(sight->seen.data(), weights.primitiveCount));
    std::vector<float> z(static_cast<std::size_t>(cloud.count()));
    const Eigen::Vector3f axis = camera.pose.forward().cast<float>();
    const auto offset = static_cast<float>(camera.pose.translation.z());
    for (std::int64_t i = 0; i < cloud.count(); ++i)
        z[static_cast<std::size_t>(i)] = axis.x() * cloud.positions(i, 0) +
                                         axis.y() * cloud.positions(i, 1) +
                                         axis.z() * cloud.positions(i, 2) + offset;
    const auto rows = static_cast<std::size_t>(weights.rowCount());
    sight->alphas.assign(rows, 0);
    sight->depths.assign(rows, 0);
    kernels::forChunks(
        weights.rowCount(), rowGrain, [&](std::int64_t begin, std::int64_t end, std::int64_t) {
            for (std::int64_t row = begin; row < end; ++row) {
                float alpha = 0, depth = 0;
                const std::int64_t last = weights.rowStarts(row + 1);
                for (std::int64_t e = weights.rowStarts(row); e < last; ++e) {
                    const float weight = weights.weights.data()[e];
                    alpha += weight;
                    depth += weight * z[weights.primitives.data()[e]];
                }
                sight->alphas[static_cast<std::size_t>(row)] = alpha;
                sight->depths[static_cast<std::size_t>(row)] = alpha > 0 ? depth / alpha : 0;
            }
        });
    return sight;
}

/// 8-bit RGB of a render on white, as photos are shown.
std::shared_ptr<const Image> renderedPhoto(const RadianceField& field, const Camera& camera) {
    RenderRequest request;
    request.background = Eigen::Vector3f::Ones();
    const RenderedView rendered = renderView(field, camera, request);
    auto photo = std::make_shared<Image>(camera.intrinsics.width, camera.intrinsics.height, 3);
    for (std::size_t i = 0; i < photo->pixels.size(); ++i)
        photo->pixels[i] = static_cast<std::uint8_t>(
            std::lround(std::clamp(rendered.color.pixels[i], 0.0f, 1.0f) * 255));
    return photo;
}

} // namespace

std::size_t ViewSight::bytes() const {
    return weights.rowStarts.bytes() + weights.primitives.bytes() + weights.weights.bytes() +
           (seen.size() + alphas.size() + depths.size()) * sizeof(float);
}

SceneViews::SceneViews(RadianceField field, const PrimitiveCloud& cloud)
    : field_(std::move(field))
    , cloud_(cloud) {}

std::size_t SceneViews::add(SceneView view) {
    views_.push_back(std::move(view));
    kept_.emplace_back();
    return views_.size() - 1;
}

std::optional<std::size_t> SceneViews::find(ViewId id) const {
    for (std::size_t i = 0; i < views_.size(); ++i)
        if (id.value >= 0 && views_[i].id == id)
            return i;
    return std::nullopt;
}

bool SceneViews::hasPhotos() const {
    return std::any_of(
        views_.begin(), views_.end(), [](const SceneView& view) { return view.id.value >= 0; });
}

void SceneViews::keepFirst(std::size_t count) {
    if (count >= views_.size())
        return;
    views_.resize(count);
    kept_.resize(count);
    if (std::none_of(
            joinedViews_.begin(), joinedViews_.end(), [&](std::size_t v) { return v >= count; }))
        return;
    joined_.reset();
    joinedViews_.clear();
}

std::shared_ptr<const ViewSight> SceneViews::sight(std::size_t index) {
    Kept& kept = kept_[index];
    kept.lastUse = ++uses_;
    if (kept.sight)
        return kept.sight;
    auto sight = lookThrough(field_, cloud_, views_[index].camera);
    // A run looks through all views in turn. Were the one that was not used longest always the one
    // to go, each would be gone when its turn comes again; so the newcomer goes unless others were
    // not used for long.
    const std::uint64_t longAgo = 3 * views_.size() + 16;
    std::size_t total = keptBytes() + sight->bytes();
    while (total > sightBudget) {
        Kept* oldest = nullptr;
        for (Kept& each : kept_)
            if (each.sight && each.lastUse + longAgo < uses_ &&
                (!oldest || each.lastUse < oldest->lastUse))
                oldest = &each;
        if (!oldest)
            return sight;
        total -= oldest->sight->bytes();
        oldest->sight.reset();
    }
    kept.sight = std::move(sight);
    return kept.sight;
}

std::size_t SceneViews::keptBytes() const {
    std::size_t total = 0;
    for (const Kept& each : kept_)
        total += each.sight ? each.sight->bytes() : 0;
    return total;
}

bool SceneViews::hasVotes(std::size_t index, const MaskSet& masks) const {
    const ViewMasks* found = views_[index].id.value >= 0 ? masks.find(views_[index].id) : nullptr;
    const Intrinsics& size = views_[index].camera.intrinsics;
    return found && found->hierarchy.patchCount > 1 &&
           found->hierarchy.patches.width == size.width &&
           found->hierarchy.patches.height == size.height;
}

bool SceneViews::hasVotesReady(std::span<const std::size_t> indices) const {
    return joined_ &&
           std::equal(indices.begin(), indices.end(), joinedViews_.begin(), joinedViews_.end());
}

std::shared_ptr<const MaskVotes> SceneViews::maskVotes(std::span<const std::size_t> indices,
                                                       const MaskSet& masks,
                                                       Progress progress) {
    if (hasVotesReady(indices))
        return joined_;
    std::vector<std::size_t> unread;
    for (const std::size_t index : indices)
        if (!kept_[index].votes)
            unread.push_back(index);
    const std::size_t mostEntries =
        votesBudget / sizeof(ViewVotes::Entry) / std::max<std::size_t>(1, views_.size());
    std::mutex mutex;
    const auto count = static_cast<std::int64_t>(unread.size());
    std::int64_t done = 0;
    kernels::forChunks(count, 1, [&](std::int64_t i, std::int64_t, std::int64_t) {
        progress.check();
        const std::size_t index = unread[static_cast<std::size_t>(i)];
        const SceneView& view = views_[index];
        kept_[index].votes = std::make_shared<const ViewVotes>(
            votesOfView(view.id, view.camera, field_, *masks.find(view.id), mostEntries));
        const std::lock_guard lock(mutex);
        progress.advance(++done, count);
    });
    std::vector<const ViewVotes*> all;
    for (const std::size_t index : indices)
        all.push_back(kept_[index].votes.get());
    joined_ = std::make_shared<const MaskVotes>(joinVotes(cloud_.count(), all));
    joinedViews_.assign(indices.begin(), indices.end());
    return joined_;
}

const PrimitiveGraph& SceneViews::graph() {
    if (graph_.count() == 0)
        graph_ = primitiveGraph(cloud_, graphNeighbors);
    return graph_;
}

SceneView photoView(const MethodInputs& inputs, const View& view) {
    return {.id = view.id,
            .name = view.name,
            .camera = view.camera,
            .image = segmenterImage(inputs.dataset, inputs.photos, view)};
}

SceneView renderedView(const RadianceField& field, const Camera& camera, const std::string& name) {
    const Intrinsics& size = camera.intrinsics;
    return {.id = {},
            .name = name,
            .camera = camera,
            .image = {.key = newRevision(),
                      .view = {},
                      .width = size.width,
                      .height = size.height,
                      .pixels = [field, camera] { return renderedPhoto(field, camera); }}};
}

void addPhotoViews(SceneViews& views, const MethodInputs& inputs) {
    for (const View& view : inputs.dataset->views)
        if (!view.isTest)
            views.add(photoView(inputs, view));
}

std::optional<Eigen::Vector2f>
seenAt(const SceneView& view, const ViewSight& sight, const Eigen::Vector3f& point) {
    const auto position = view.camera.project(point.cast<double>());
    const Intrinsics& lens = view.camera.intrinsics;
    if (!position)
        return std::nullopt;
    const auto x = static_cast<int>(std::floor(position->x()));
    const auto y = static_cast<int>(std::floor(position->y()));
    if (x < 0 || y < 0 || x >= lens.width || y >= lens.height)
        return std::nullopt;
    const std::size_t pixel = static_cast<std::size_t>(y) * static_cast<std::size_t>(lens.width) +
                              static_cast<std::size_t>(x);
    const double depth = view.camera.pose.cameraFromWorld(point.cast<double>()).z();
    const double slack = std::max(depthSlack * depth, pixelSlack * depth / lens.fx);
    if (!(sight.alphas[pixel] >= 0.5f) || !(sight.depths[pixel] >= depth - slack))
        return std::nullopt;
    return position->cast<float>();
}

} // namespace cleave::sa3d
