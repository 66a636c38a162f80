// SPDX-License-Identifier: Apache-2.0
#include "core/rendering/seen_samples.h"

#include "core/base/error.h"
#include "core/field/primitive_cloud.h"
#include "core/rendering/walk_rays.h"
#include "kernels/base/parallel_for.h"
#include "kernels/blending/blend_samples.h"

#include <algorithm>
#include <atomic>
#include <mutex>
#include <numeric>

namespace cleave {

namespace {

constexpr int tileSide = 16;             ///< pixels: rays close together read the same entries
constexpr std::int64_t raysAtOnce = 256; ///< of pixels that were chosen one by one
constexpr std::int64_t grain = 4096;
/// What is left out adds up to less than a thousandth of a pixel.
constexpr float faintest = 1e-5f;
/// Sixty views of 400 x 300 pixels take about this much.
constexpr std::size_t keptBytes = std::size_t{768} << 20;

/// Rows of the answer that are walked together.
class RowGroups {
public:
    RowGroups(const Camera& camera, std::span<const std::int32_t> pixels)
        : width_(camera.intrinsics.width)
        , height_(camera.intrinsics.height)
        , pixels_(pixels) {}

    std::int64_t rowCount() const {
        return isWhole() ? static_cast<std::int64_t>(width_) * height_
                         : static_cast<std::int64_t>(pixels_.size());
    }

    std::int64_t count() const {
        return isWhole()
                   ? static_cast<std::int64_t>(across()) * ((height_ + tileSide - 1) / tileSide)
                   : kernels::chunkCount(rowCount(), raysAtOnce);
    }

    std::vector<std::int32_t> rows(std::int64_t group) const {
        std::vector<std::int32_t> result;
        if (!isWhole()) {
            const std::int64_t end = std::min(rowCount(), (group + 1) * raysAtOnce);
            for (std::int64_t row = group * raysAtOnce; row < end; ++row)
                result.push_back(static_cast<std::int32_t>(row));
            return result;
        }
        const int x0 = static_cast<int>(group % across()) * tileSide,
                  y0 = static_cast<int>(group / across()) * tileSide;
        for (int y = y0; y < std::min(y0 + tileSide, height_); ++y)
            for (int x = x0; x < std::min(x0 + tileSide, width_); ++x)
                result.push_back(y * width_ + x);
        return result;
    }

    std::vector<std::int32_t> pixelsOf(std::vector<std::int32_t> rows) const {
        for (std::int32_t& row : rows)
            if (!isWhole())
                row = pixels_[static_cast<std::size_t>(row)];
        return rows;
    }

private:
    bool isWhole() const { return pixels_.empty(); }

    int across() const { return (width_ + tileSide - 1) / tileSide; }

    int width_, height_;
    std::span<const std::int32_t> pixels_;
};

/// Samples of a group's rays, in the order in which they were found.
struct GroupSamples {
    std::vector<std::int32_t> rows;
    std::vector<float> distances, weights;
};

/// Sums along the rays of one group.
struct RaySums {
    float color[3] = {};
    float distance = 0, weight = 0;
};

GroupSamples lookThroughGroup(const HashgridField& field,
                              const Camera& camera,
                              const SeenRequest& request,
                              const RowGroups& groups,
                              const std::vector<std::int32_t>& rows,
                              SeenSamples& seen) {
    const WorldRays rays = raysOfPixels(camera, groups.pixelsOf(rows));
    std::vector<RaySums> sums(rows.size());
    std::vector<float> transmittances(rows.size());
    GroupSamples kept;
    SampleRequest sampling;
    sampling.colors = request.color;
    sampling.plainColor = request.plainColor;
    sampling.visibility = request.visibility;
    sampling.leastWeight = faintest;
    const auto visit = [&](const WalkedSamples& found) {
        RaySums& sum = sums[static_cast<std::size_t>(found.ray)];
        for (std::int64_t s = 0; s < found.count; ++s) {
            const float weight = found.weights[s], distance = found.t[s] / field.cube.scale;
            sum.weight += weight;
            sum.distance += weight * distance;
            for (int c = 0; c < 3 && found.colors; ++c)
                sum.color[c] += weight * found.colors[3 * s + c];
            if (!request.samples)
                continue;
            kept.rows.push_back(rows[static_cast<std::size_t>(found.ray)]);
            kept.distances.push_back(distance);
            kept.weights.push_back(weight);
        }
    };
    walkRays(field,
             rays,
             0,
             rays.count(),
             sampling,
             kernels::ArrayView<float, 1>(transmittances.data(), transmittances.size()),
             visit);
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const auto row = static_cast<std::size_t>(rows[i]);
        const float left =
            transmittances[i] > sampling.leastTransmittance ? transmittances[i] : 0.0f;
        seen.alpha[row] = 1 - left;
        seen.depth[row] = sums[i].weight > 0 ? sums[i].distance / sums[i].weight *
                                                   rays.depths(static_cast<std::int64_t>(i))
                                             : 0.0f;
        for (std::size_t c = 0; c < 3 && request.color; ++c)
            seen.color[3 * row + c] = sums[i].color[c];
    }
    return kept;
}

/// The groups' samples, row after row.
void arrange(const std::vector<GroupSamples>& groups, SeenSamples& seen) {
    for (const GroupSamples& group : groups)
        for (const std::int32_t row : group.rows)
            ++seen.starts[static_cast<std::size_t>(row) + 1];
    std::partial_sum(seen.starts.begin(), seen.starts.end(), seen.starts.begin());
    seen.distances.resize(static_cast<std::size_t>(seen.starts.back()));
    seen.weights.resize(seen.distances.size());
    std::vector<std::int64_t> next(seen.starts.begin(), seen.starts.end() - 1);
    for (const GroupSamples& group : groups)
        for (std::size_t i = 0; i < group.rows.size(); ++i) {
            const auto to =
                static_cast<std::size_t>(next[static_cast<std::size_t>(group.rows[i])]++);
            seen.distances[to] = group.distances[i];
            seen.weights[to] = group.weights[i];
        }
}

/// Pixels of rows [begin, end).
std::vector<std::int32_t>
pixelRange(std::span<const std::int32_t> pixels, std::int64_t begin, std::int64_t end) {
    std::vector<std::int32_t> range(static_cast<std::size_t>(end - begin));
    if (pixels.empty())
        std::iota(range.begin(), range.end(), static_cast<std::int32_t>(begin));
    else
        std::copy(pixels.begin() + begin, pixels.begin() + end, range.begin());
    return range;
}

/// The views looked through last.
class SeenViews {
public:
    std::shared_ptr<const SeenSamples>
    find(Revision revision, const Camera& camera, const SeenRequest& request) {
        const std::lock_guard lock(mutex_);
        for (Kept& kept : kept_) {
            const bool hasColor = !request.color || (!kept.seen->color.empty() &&
                                                     kept.plainColor == request.plainColor);
            if (kept.revision != revision || !(kept.camera == camera) || !hasColor)
                continue;
            kept.lastUse = ++uses_;
            return kept.seen;
        }
        return nullptr;
    }

    void keep(Revision revision,
              const Camera& camera,
              const SeenRequest& request,
              std::shared_ptr<const SeenSamples> seen) {
        const std::lock_guard lock(mutex_);
        std::erase_if(kept_, [&](const Kept& kept) {
            return kept.revision == revision && kept.camera == camera;
        });
        kept_.push_back({revision, camera, request.plainColor, std::move(seen), ++uses_});
        std::size_t total = 0;
        for (const Kept& kept : kept_)
            total += kept.seen->bytes();
        while (total > keptBytes && kept_.size() > 1) {
            const auto oldest =
                std::min_element(kept_.begin(), kept_.end(), [](const Kept& a, const Kept& b) {
                    return a.lastUse < b.lastUse;
                });
            total -= oldest->seen->bytes();
            kept_.erase(oldest);
        }
    }

private:
    struct Kept {
        Revision revision;
        Camera camera;
        bool plainColor;
        std::shared_ptr<const SeenSamples> seen;
        std::uint64_t lastUse;
    };

    std::mutex mutex_;
    std::vector<Kept> kept_;
    std::uint64_t uses_ = 0;
};

SeenViews& seenViews() {
    static SeenViews instance;
    return instance;
}

} // namespace

std::size_t SeenSamples::bytes() const {
    return (color.size() + alpha.size() + depth.size() + distances.size() + weights.size()) *
               sizeof(float) +
           starts.size() * sizeof(std::int64_t);
}

SeenSamples look(const HashgridField& field,
                 const Camera& camera,
                 const SeenRequest& request,
                 std::span<const std::int32_t> pixels) {
    const RowGroups groups(camera, pixels);
    const auto rows = static_cast<std::size_t>(groups.rowCount());
    SeenSamples seen;
    seen.alpha.resize(rows);
    seen.depth.resize(rows);
    if (request.color)
        seen.color.resize(3 * rows);
    if (request.samples)
        seen.starts.resize(rows + 1);
    std::vector<GroupSamples> samples(static_cast<std::size_t>(groups.count()));
    std::atomic<bool> isStale = false;
    kernels::forChunks(groups.count(), 1, [&](std::int64_t group, std::int64_t, std::int64_t) {
        if (isStale || (request.isStale && request.isStale())) {
            isStale = true;
            return;
        }
        samples[static_cast<std::size_t>(group)] =
            lookThroughGroup(field, camera, request, groups, groups.rows(group), seen);
    });
    if (isStale)
        throw Cancelled();
    if (request.samples)
        arrange(samples, seen);
    return seen;
}

std::shared_ptr<const SeenSamples> lookOnce(const HashgridField& field,
                                            const Camera& camera,
                                            const SeenRequest& request,
                                            bool mayLook) {
    CLEAVE_ASSERT(request.visibility.empty());
    auto kept = seenViews().find(field.revision, camera, request);
    if (kept || !mayLook)
        return kept;
    SeenRequest whole = request;
    whole.samples = true;
    auto seen = std::make_shared<const SeenSamples>(look(field, camera, whole));
    seenViews().keep(field.revision, camera, request, seen);
    return seen;
}

SeenSamples rowsOf(const SeenSamples& whole, std::span<const std::int32_t> pixels) {
    SeenSamples part;
    part.starts.push_back(0);
    for (const std::int32_t pixel : pixels) {
        const auto first = whole.starts[static_cast<std::size_t>(pixel)],
                   last = whole.starts[static_cast<std::size_t>(pixel) + 1];
        part.distances.insert(
            part.distances.end(), whole.distances.begin() + first, whole.distances.begin() + last);
        part.weights.insert(
            part.weights.end(), whole.weights.begin() + first, whole.weights.begin() + last);
        part.starts.push_back(static_cast<std::int64_t>(part.weights.size()));
    }
    return part;
}

kernels::BlendWeights blendWeightsOf(const HashgridField& field,
                                     const Camera& camera,
                                     const SeenSamples& seen,
                                     std::span<const std::int32_t> pixels) {
    CLEAVE_ASSERT(!seen.starts.empty());
    if (!field.lattice)
        refuseWithoutPrimitives(field);
    const std::int64_t rows = static_cast<std::int64_t>(seen.starts.size()) - 1;
    kernels::Array<float, 2> points(seen.weights.size(), 3);
    kernels::forChunks(rows, grain, [&](std::int64_t begin, std::int64_t end, std::int64_t) {
        const WorldRays rays = raysOfPixels(camera, pixelRange(pixels, begin, end));
        for (std::int64_t row = begin; row < end; ++row) {
            const float* origin = rays.origins.data() + 3 * (row - begin);
            const float* direction = rays.directions.data() + 3 * (row - begin);
            for (std::int64_t s = seen.starts[static_cast<std::size_t>(row)];
                 s < seen.starts[static_cast<std::size_t>(row) + 1];
                 ++s)
                for (int axis = 0; axis < 3; ++axis)
                    points.data()[3 * s + axis] =
                        (origin[axis] +
                         seen.distances[static_cast<std::size_t>(s)] * direction[axis] -
                         field.cube.center[axis]) *
                        field.cube.scale;
        }
    });
    return kernels::blendSamples(
        field.lattice->view(),
        {kernels::ArrayView<const std::int64_t, 1>(seen.starts.data(), seen.starts.size()),
         points,
         kernels::ArrayView<const float, 1>(seen.weights.data(), seen.weights.size())});
}

} // namespace cleave
