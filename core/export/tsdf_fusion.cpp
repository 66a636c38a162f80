// SPDX-License-Identifier: Apache-2.0
#include "core/export/tsdf_fusion.h"

#include "kernels/base/parallel_for.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace cleave {

namespace {

constexpr int blockSize = DistanceVolume::blockSize;
constexpr float nothing = std::numeric_limits<float>::infinity();

/// A voxel that only says "free" weighs less than one that sees the surface near by: else
/// silhouettes eat into it.
constexpr float freeWeight = 0.3f;
/// Share of the views that must see through a voxel whose surroundings are hidden from all others,
/// before it counts as free: a pinhole between gaussians does not hollow a body out.
constexpr float smallestFreeShare = 0.04f;

/// Nearest and farthest depth below each pixel of coarser and coarser images.
class DepthPyramid {
public:
    explicit DepthPyramid(const FloatImage& depth) {
        Level level{depth.width, depth.height, std::vector<float>(depth.pixels.size()), {}};
        for (std::size_t i = 0; i < depth.pixels.size(); ++i)
            level.nearest[i] = depth.pixels[i] > 0 ? depth.pixels[i] : nothing;
        level.farthest = level.nearest;
        levels_.push_back(std::move(level));
        while (levels_.back().width > 1 || levels_.back().height > 1)
            levels_.push_back(coarser(levels_.back()));
    }

    struct Range {
        float nearest = nothing;
        float farthest = 0;
    };

    /// Over all pixels whose centres lie in the rectangle, and some around it. Pixels beyond the
    /// image do not count.
    Range range(double left, double top, double right, double bottom) const {
        const double size = std::max(right - left, bottom - top);
        std::size_t step = 0;
        while (step + 1 < levels_.size() && size > static_cast<double>(std::size_t{2} << step))
            ++step;
        const Level& level = levels_[step];
        const double scale = 1.0 / static_cast<double>(std::size_t{1} << step);
        const auto clampTo = [](double value, int count) {
            return static_cast<int>(std::clamp(std::floor(value), 0.0, count - 1.0));
        };
        const int x0 = clampTo(left * scale, level.width), x1 = clampTo(right * scale, level.width);
        const int y0 = clampTo(top * scale, level.height),
                  y1 = clampTo(bottom * scale, level.height);
        Range range;
        for (int y = y0; y <= y1; ++y)
            for (int x = x0; x <= x1; ++x) {
                range.nearest = std::min(
                    range.nearest, level.nearest[static_cast<std::size_t>(y) * level.width + x]);
                range.farthest = std::max(
                    range.farthest, level.farthest[static_cast<std::size_t>(y) * level.width + x]);
            }
        return range;
    }

private:
    struct Level {
        int width = 0, height = 0;
        std::vector<float> nearest, farthest;
    };

    static Level coarser(const Level& fine) {
        Level level{(fine.width + 1) / 2, (fine.height + 1) / 2, {}, {}};
        level.nearest.assign(static_cast<std::size_t>(level.width) * level.height, nothing);
        level.farthest.assign(level.nearest.size(), 0.0f);
        for (int y = 0; y < fine.height; ++y)
            for (int x = 0; x < fine.width; ++x) {
                const std::size_t from = static_cast<std::size_t>(y) * fine.width + x;
                const std::size_t to = static_cast<std::size_t>(y / 2) * level.width + x / 2;
                level.nearest[to] = std::min(level.nearest[to], fine.nearest[from]);
                level.farthest[to] = std::max(level.farthest[to], fine.farthest[from]);
            }
        return level;
    }

    std::vector<Level> levels_;
};

/// A view prepared for many projections, in single precision.
struct FusedView {
    const DepthView* view;
    DepthPyramid pyramid;
    Eigen::Matrix3f rotation;
    Eigen::Vector3f translation;
    float fx, fy, cx, cy;

    explicit FusedView(const DepthView& source)
        : view(&source)
        , pyramid(source.depth)
        , rotation(source.camera.pose.rotation.cast<float>())
        , translation(source.camera.pose.translation.cast<float>())
        , fx(static_cast<float>(source.camera.intrinsics.fx))
        , fy(static_cast<float>(source.camera.intrinsics.fy))
        , cx(static_cast<float>(source.camera.intrinsics.cx))
        , cy(static_cast<float>(source.camera.intrinsics.cy)) {}
};

enum class Sight : std::uint8_t { None, Free, Hidden, Near };

/// How a view sees a ball: not at all, well in front of every surface, well behind every surface,
/// or near one.
Sight sightOf(const FusedView& view,
              const Eigen::Vector3f& center,
              float radius,
              float truncation) {
    const Eigen::Vector3f p = view.rotation * center + view.translation;
    const float nearest = p.z() - radius, farthest = p.z() + radius;
    if (farthest <= 0)
        return Sight::None;
    if (nearest <= 0.1f * farthest)
        return Sight::Near;
    const float u = view.fx * p.x() / p.z() + view.cx, v = view.fy * p.y() / p.z() + view.cy;
    // The ball's outline lies within this distance of its centre's pixel; two pixels more for
    // interpolation.
    const float slope = std::sqrt(p.x() * p.x() + p.y() * p.y()) / p.z();
    const float reach = std::max(view.fx, view.fy) * radius * (1 + slope) / nearest + 2;
    const FloatImage& depth = view.view->depth;
    if (u + reach < 0 || v + reach < 0 || u - reach > static_cast<float>(depth.width) ||
        v - reach > static_cast<float>(depth.height))
        return Sight::None;
    const bool isWhole = u - reach >= 0 && v - reach >= 0 &&
                         u + reach <= static_cast<float>(depth.width) &&
                         v + reach <= static_cast<float>(depth.height);
    const DepthPyramid::Range range =
        view.pyramid.range(u - reach, v - reach, u + reach, v + reach);
    if (range.nearest - farthest > truncation)
        return isWhole ? Sight::Free : Sight::Near;
    if (nearest - range.farthest > truncation)
        return isWhole ? Sight::Hidden : Sight::Near;
    return Sight::Near;
}

/// Depth at a pixel position: interpolated on smooth surfaces, that of the pixel itself at edges.
/// Infinite where nothing is.
float depthAt(const FloatImage& depth, float u, float v, float smooth) {
    const int x = static_cast<int>(u), y = static_cast<int>(v);
    const auto at = [&](int column, int row) {
        return depth.pixels[static_cast<std::size_t>(row) * depth.width + column];
    };
    const float own = at(x, y);
    const float a = u - 0.5f, b = v - 0.5f;
    const int x0 = static_cast<int>(std::floor(a)), y0 = static_cast<int>(std::floor(b));
    if (own > 0 && x0 >= 0 && y0 >= 0 && x0 + 1 < depth.width && y0 + 1 < depth.height) {
        const float d00 = at(x0, y0), d10 = at(x0 + 1, y0), d01 = at(x0, y0 + 1),
                    d11 = at(x0 + 1, y0 + 1);
        const float low = std::min(std::min(d00, d10), std::min(d01, d11)),
                    high = std::max(std::max(d00, d10), std::max(d01, d11));
        if (low > 0 && high - low < smooth) {
            const float s = a - static_cast<float>(x0), t = b - static_cast<float>(y0);
            return (1 - t) * ((1 - s) * d00 + s * d10) + t * ((1 - s) * d01 + s * d11);
        }
    }
    return own > 0 ? own : nothing;
}

/// What the views say about the voxels of one block.
class BlockFusion {
public:
    BlockFusion(std::span<const FusedView> views, float voxelSize)
        : views_(views)
        , voxelSize_(voxelSize)
        , truncation_(static_cast<float>(DistanceVolume::truncation) * voxelSize) {}

    /// outside, inside, or 0 where the voxels were fused into `values`. `first`: centre of the
    /// block's first voxel.
    std::int32_t fuse(const Eigen::Vector3f& first, DistanceVolume::Block& values) {
        near_.clear();
        int freeCount = 0, hiddenCount = 0;
        const float half = 0.5f * (blockSize - 1) * voxelSize_;
        for (const FusedView& view : views_) {
            const Sight sight =
                sightOf(view, first + Eigen::Vector3f::Constant(half), half * 1.7321f, truncation_);
            freeCount += sight == Sight::Free;
            hiddenCount += sight == Sight::Hidden;
            if (sight == Sight::Near)
                near_.push_back(&view);
        }
        if (near_.empty())
            return isFree(freeCount, hiddenCount) ? DistanceVolume::outside
                                                  : DistanceVolume::inside;
        std::fill(sums_.begin(), sums_.end(), 0.0f);
        std::fill(weights_.begin(), weights_.end(), 0.0f);
        std::fill(free_.begin(), free_.end(), freeCount);
        std::fill(hidden_.begin(), hidden_.end(), hiddenCount);
        for (const FusedView* view : near_)
            addView(*view, first);
        return settle(values);
    }

private:
    static bool isFree(int freeCount, int hiddenCount) {
        const int seen = freeCount + hiddenCount;
        return seen == 0 || static_cast<float>(freeCount) >=
                                std::max(1.0f, smallestFreeShare * static_cast<float>(seen));
    }

    void addView(const FusedView& view, const Eigen::Vector3f& first) {
        const Eigen::Matrix3f step = view.rotation * voxelSize_;
        const Eigen::Vector3f start = view.rotation * first + view.translation;
        for (int i = 0; i < static_cast<int>(sums_.size()); ++i) {
            const float x = static_cast<float>(i / (blockSize * blockSize)),
                        y = static_cast<float>(i / blockSize % blockSize),
                        z = static_cast<float>(i % blockSize);
            addVoxel(view,
                     start + step.col(0) * x + step.col(1) * y + step.col(2) * z,
                     static_cast<std::size_t>(i));
        }
    }

    void addVoxel(const FusedView& view, const Eigen::Vector3f& p, std::size_t i) {
        if (!(p.z() > voxelSize_))
            return;
        const FloatImage& depth = view.view->depth;
        const float u = view.fx * p.x() / p.z() + view.cx, v = view.fy * p.y() / p.z() + view.cy;
        if (!(u >= 0 && v >= 0 && u < static_cast<float>(depth.width) &&
              v < static_cast<float>(depth.height)))
            return;
        const float distance = depthAt(depth, u, v, truncation_) - p.z();
        if (distance >= truncation_) {
            ++free_[i];
        } else if (distance <= -truncation_) {
            ++hidden_[i];
        } else {
            // Behind the surface trust falls off, else the front of a thin wall would press on its
            // back.
            const float weight = distance >= 0 ? 1.0f : 1 + distance / truncation_;
            sums_[i] += weight * distance;
            weights_[i] += weight;
        }
    }

    std::int32_t settle(DistanceVolume::Block& values) const {
        bool allOutside = true, allInside = true;
        for (std::size_t i = 0; i < values.size(); ++i) {
            const bool free =
                isFree(free_[i], hidden_[i] + static_cast<int>(std::ceil(weights_[i])));
            float value = free ? truncation_ : -truncation_;
            if (weights_[i] > 0) {
                const float freeSum = free ? freeWeight * static_cast<float>(free_[i]) : 0.0f;
                value = (sums_[i] + freeSum * truncation_) / (weights_[i] + freeSum);
            }
            values[i] = value;
            allOutside = allOutside && value >= truncation_;
            allInside = allInside && value <= -truncation_;
        }
        return allOutside ? DistanceVolume::outside : allInside ? DistanceVolume::inside : 0;
    }

    std::span<const FusedView> views_;
    float voxelSize_, truncation_;
    std::vector<const FusedView*> near_;
    DistanceVolume::Block sums_, weights_;
    std::array<int, std::tuple_size_v<DistanceVolume::Block>> free_, hidden_;
};

DistanceVolume emptyVolume(const Bounds& bounds, int resolution) {
    DistanceVolume volume;
    volume.voxelSize = bounds.sizes().maxCoeff() / resolution;
    volume.origin = bounds.min() + Eigen::Vector3d::Constant(0.5 * volume.voxelSize);
    std::size_t count = 1;
    for (int axis = 0; axis < 3; ++axis) {
        const double voxels =
            std::max(1.0, std::ceil(bounds.sizes()[axis] / volume.voxelSize - 1e-6));
        volume.blockCounts[static_cast<std::size_t>(axis)] =
            static_cast<int>(std::ceil(voxels / blockSize));
        count *= static_cast<std::size_t>(volume.blockCounts[static_cast<std::size_t>(axis)]);
    }
    volume.states.assign(count, DistanceVolume::outside);
    return volume;
}

} // namespace

DistanceVolume fuseDepths(std::span<const DepthView> views,
                          const Bounds& bounds,
                          int resolution,
                          Progress& progress) {
    DistanceVolume volume = emptyVolume(bounds, resolution);
    std::vector<FusedView> fused;
    fused.reserve(views.size());
    for (const DepthView& view : views)
        fused.emplace_back(view);

    // One layer of blocks at a time, so that progress is told between layers; rows of a layer in
    // parallel.
    const int rows = volume.blockCounts[1], columns = volume.blockCounts[2];
    for (int x = 0; x < volume.blockCounts[0]; ++x) {
        progress.advance(x, volume.blockCounts[0]);
        std::vector<std::vector<DistanceVolume::Block>> rowBlocks(static_cast<std::size_t>(rows));
        kernels::forChunks(rows, 1, [&](std::int64_t begin, std::int64_t, std::int64_t) {
            const int y = static_cast<int>(begin);
            BlockFusion fusion(fused, static_cast<float>(volume.voxelSize));
            DistanceVolume::Block values;
            for (int z = 0; z < columns; ++z) {
                const Eigen::Vector3d first =
                    volume.origin + Eigen::Vector3d(x, y, z) * (blockSize * volume.voxelSize);
                std::int32_t& state = volume.states[volume.blockIndex(x, y, z)];
                state = fusion.fuse(first.cast<float>(), values);
                if (state < 0)
                    continue;
                state = static_cast<std::int32_t>(rowBlocks[static_cast<std::size_t>(y)].size());
                rowBlocks[static_cast<std::size_t>(y)].push_back(values);
            }
        });
        for (int y = 0; y < rows; ++y) {
            const auto base = static_cast<std::int32_t>(volume.blocks.size());
            for (int z = 0; z < columns; ++z) {
                std::int32_t& state = volume.states[volume.blockIndex(x, y, z)];
                if (state >= 0)
                    state += base;
            }
            const auto& blocks = rowBlocks[static_cast<std::size_t>(y)];
            volume.blocks.insert(volume.blocks.end(), blocks.begin(), blocks.end());
        }
    }
    progress.advance(1.0);
    return volume;
}

} // namespace cleave
