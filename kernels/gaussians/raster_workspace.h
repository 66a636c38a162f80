// SPDX-License-Identifier: Apache-2.0
// The memory that projection, binning, rasterising and their backward hand on to each other. Keep
// one per worker and reuse it: buffers grow and never shrink, so a training loop allocates only in
// its first steps.
#pragma once

#include "kernels/base/array.h"

#include <cstdint>
#include <vector>

namespace cleave::kernels {

/// Pixels of a tile's edge: 16 x 16 pixels are one unit of work.
inline constexpr int tileSize = 16;

/// A visible gaussian in the image, one cache line.
struct ProjectedGaussian {
    float x, y; ///< centre in pixels, where the centre of the first pixel is (0, 0)
    float quadXX, quadXY,
        quadYY;       ///< log2 of alpha = quadXX dx^2 + quadXY dx dy + quadYY dy^2 + logOpacity
    float logOpacity; ///< log2 of the opacity in use (visibility and anti-aliasing included)
    float color[3];   ///< >= 0
    float depth;      ///< z in the camera, scene units
    float slopeX,
        slopeY; ///< dx of the largest alpha is slopeX * dy in a row, dy is slopeY * dx in a column
    std::uint16_t firstTileX, lastTileX, firstTileY,
        lastTileY;          ///< inclusive, of the box where alpha reaches 1/255
    std::uint32_t gaussian; ///< index in the planes
    float extentX;          ///< pixels from the centre to the rightmost point with alpha >= 1/255
};

static_assert(sizeof(ProjectedGaussian) == 64);

/// Buffer that only grows; contents are lost when it does.
template <class T>
class GrowingArray {
public:
    /// At least `count` elements, uninitialised or old.
    T* reserve(std::int64_t count) {
        if (count > memory_.count())
            memory_ = Array<T, 1>(count + count / 4 + 64);
        return memory_.data();
    }

    T* data() { return memory_.data(); }

    const T* data() const { return memory_.data(); }

    std::size_t bytes() const { return memory_.bytes(); }

private:
    Array<T, 1> memory_;
};

/// Gradients of one gaussian within one tile: moments of s = alpha dL/dalpha over the pixels, and
/// colour.
struct PairGradient {
    float moment[6]; ///< sums of s, s dx, s dy, s dx^2, s dx dy, s dy^2, with dx = pixel - centre
    float color[3];
    float depth;
    float spare[2];
};

struct RasterWorkspace {
    // From projectGaussians
    std::int64_t visibleCount = 0; ///< V
    GrowingArray<ProjectedGaussian>
        projected;                           ///< in chunks of gaussians, each filled from its front
    GrowingArray<std::int32_t> chunkVisible; ///< visible gaussians of each chunk
    std::int64_t gaussianCount = 0;          ///< N, visible or not
    int width = 0, height = 0;               ///< pixels

    // From binTiles
    int tilesX = 0, tilesY = 0;
    std::int64_t pairCount = 0;             ///< gaussian-tile pairs
    GrowingArray<ProjectedGaussian> sorted; ///< [V], front to back; ties by gaussian index
    GrowingArray<std::uint32_t>
        pairStarts; ///< [N + 1] slots of a gaussian's pairs; none: not visible
    GrowingArray<std::uint32_t> tileStarts; ///< [tiles + 1] into pairRanks
    GrowingArray<std::uint32_t>
        pairRanks; ///< [pairCount] tile by tile, front to back: index into sorted
    GrowingArray<std::uint32_t>
        pairSlots; ///< [pairCount] beside pairRanks: where the pair lies gaussian by gaussian
    GrowingArray<std::uint64_t> sortKeys, sortScratch;
    GrowingArray<std::uint32_t> sortCounts, tileCursors;
    std::vector<std::vector<std::uint32_t>> touchedTiles; ///< per chunk of sorted gaussians

    // From rasterize
    GrowingArray<std::uint32_t>
        tileEnds; ///< [tiles] end of what was looked at before all pixels were done
    GrowingArray<std::uint32_t>
        pairBlocks; ///< [pairCount] bit per pixel block of the tile that the pair touched

    // From rasterizeBackward
    GrowingArray<PairGradient> pairGradients; ///< [pairCount] by slot: read in the order of the
                                              ///< planes, where waiting would show
    GrowingArray<float> pairValueGradients;   ///< [pairCount, C] by slot

    std::size_t bytes() const;
};

} // namespace cleave::kernels
