// SPDX-License-Identifier: Apache-2.0
// A tile as blocks of one packet of pixels, 4 wide: small gaussians fill blocks better than rows.
// For *_simd.cpp alone.
#pragma once

#include "kernels/gaussians/rasterize_math.h"
#include "kernels/gaussians/rasterize_schedule.h"
#include "kernels/math/packet.h"

namespace cleave::kernels::CLEAVE_SIMD_TARGET {

namespace {

constexpr int blockWidth = 4, blockHeight = lanes / blockWidth;
constexpr int blocksX = tileSize / blockWidth, blocksY = tileSize / blockHeight;
constexpr int blockCount = blocksX * blocksY; // 16 with 16 lanes, 32 with 8
static_assert(blockCount <= 32);

/// Pairs ahead whose gaussian is called into the cache.
constexpr std::uint32_t pairsAhead = 6;

/// Pixel positions of a tile's blocks relative to the tile's first pixel, and the blocks' corners.
struct BlockGrid {
    alignas(64) float pixelX[blockCount][lanes], pixelY[blockCount][lanes];
    alignas(64) float cornerX[blockCount], cornerY[blockCount];

    constexpr BlockGrid() : pixelX(), pixelY(), cornerX(), cornerY() {
        for (int b = 0; b < blockCount; ++b) {
            cornerX[b] = static_cast<float>(b % blocksX * blockWidth);
            cornerY[b] = static_cast<float>(b / blocksX * blockHeight);
            for (int i = 0; i < lanes; ++i) {
                pixelX[b][i] = cornerX[b] + static_cast<float>(i % blockWidth);
                pixelY[b][i] = cornerY[b] + static_cast<float>(i / blockWidth);
            }
        }
    }
};

constexpr BlockGrid grid;

struct TileFrame {
    int left, top, width, height; ///< first pixel; image size

    TileFrame(int tile, int tilesX, int imageWidth, int imageHeight)
        : left(tile % tilesX * tileSize)
        , top(tile / tilesX * tileSize)
        , width(imageWidth)
        , height(imageHeight) {}

    bool isWhole() const { return left + tileSize <= width && top + tileSize <= height; }

    /// Pixels of the block that lie in the image.
    Mask inside(int block) const {
        return (load(grid.pixelX[block]) < Packet(static_cast<float>(width - left))) &
               (load(grid.pixelY[block]) < Packet(static_cast<float>(height - top)));
    }

    /// Block of a plane [H, W], 0 outside of the image.
    Packet read(const float* plane, int block) const {
        alignas(64) float pixels[lanes] = {};
        const int x = left + block % blocksX * blockWidth, y = top + block / blocksX * blockHeight;
        const int columns = width - x < blockWidth ? width - x : blockWidth;
        for (int r = 0; r < blockHeight && y + r < height; ++r) {
            const float* from = plane + static_cast<std::int64_t>(y + r) * width + x;
            if (columns == blockWidth)
                __builtin_memcpy(pixels + r * blockWidth, from, sizeof(float) * blockWidth);
            else
                for (int i = 0; i < columns; ++i)
                    pixels[r * blockWidth + i] = from[i];
        }
        return load(pixels);
    }

    void write(float* plane, int block, Packet value) const {
        alignas(64) float pixels[lanes];
        store(pixels, value);
        const int x = left + block % blocksX * blockWidth, y = top + block / blocksX * blockHeight;
        const int columns = width - x < blockWidth ? width - x : blockWidth;
        for (int r = 0; r < blockHeight && y + r < height; ++r) {
            float* to = plane + static_cast<std::int64_t>(y + r) * width + x;
            if (columns == blockWidth)
                __builtin_memcpy(to, pixels + r * blockWidth, sizeof(float) * blockWidth);
            else
                for (int i = 0; i < columns; ++i)
                    to[i] = pixels[r * blockWidth + i];
        }
    }
};

CLEAVE_PACKET Ellipse<Packet> ellipseOf(const ProjectedGaussian& g, const TileFrame& frame) {
    return {g.x - static_cast<float>(frame.left),
            g.y - static_cast<float>(frame.top),
            g.quadXX,
            g.quadXY,
            g.quadYY,
            g.logOpacity};
}

/// Bit b: alpha may reach 1/255 somewhere in block b. The largest alpha of a box lies on one of the
/// two edges that face the centre, where it is a clamped parabola; testing all blocks at once costs
/// less than one block's exponentials.
CLEAVE_PACKET std::uint32_t touchedBlocks(const ProjectedGaussian& g, const Ellipse<Packet>& e) {
    constexpr float threshold =
        -7.99435343685885793f - 1e-3f; // log2(1/255), and a margin for rounding
    std::uint32_t bits = 0;
    const Packet slopeX = g.slopeX, slopeY = g.slopeY, zero = 0.0f;
    for (int first = 0; first < blockCount; first += lanes) {
        const Packet x0 = load(grid.cornerX + first) - e.x, y0 = load(grid.cornerY + first) - e.y;
        const Packet x1 = x0 + static_cast<float>(blockWidth - 1),
                     y1 = y0 + static_cast<float>(blockHeight - 1);
        const Packet nearX = maximum(x0, minimum(x1, zero)), nearY = maximum(y0, minimum(y1, zero));
        const Packet bestY = maximum(y0, minimum(y1, slopeY * nearX)),
                     bestX = maximum(x0, minimum(x1, slopeX * nearY));
        const Packet a = nearX * (e.quadXX * nearX + e.quadXY * bestY) + e.quadYY * bestY * bestY;
        const Packet b = bestX * (e.quadXX * bestX + e.quadXY * nearY) + e.quadYY * nearY * nearY;
        bits |= laneBits(maximum(a, b) + e.logOpacity >= Packet(threshold)) << first;
    }
    return bits;
}

} // namespace

} // namespace cleave::kernels::CLEAVE_SIMD_TARGET
