// SPDX-License-Identifier: Apache-2.0
#include "kernels/gaussians/bin_tiles.h"

#include "kernels/base/parallel_for.h"
#include "kernels/gaussians/depth_sort.h"
#include "kernels/gaussians/project_schedule.h"

#include <algorithm>
#include <bit>
#include <cmath>

namespace cleave::kernels {

namespace {

constexpr std::int64_t maxChunks = 32;
constexpr float log2Of255 = 7.99435343685885793f;
constexpr float slack =
    1e-2f; // pixels; a tile too many costs little, one too few is a wrong picture

/// Keys of all visible gaussians in the order of the planes: depth bits above, place of the record
/// below. Also clears the counts of pairs.
void makeKeys(RasterWorkspace& w) {
    std::uint64_t* keys = w.sortKeys.reserve(w.visibleCount);
    const std::int64_t chunks = chunkCount(w.gaussianCount, projectChunkSize);
    const std::int32_t* visible = w.chunkVisible.data();
    std::vector<std::int64_t> starts(static_cast<std::size_t>(chunks) + 1);
    for (std::int64_t c = 0; c < chunks; ++c)
        starts[c + 1] = starts[c] + visible[c];
    const ProjectedGaussian* projected = w.projected.data();
    std::uint32_t* pairCounts = w.pairStarts.reserve(w.gaussianCount + 1) + 1;
    forChunks(w.gaussianCount,
              projectChunkSize,
              [&](std::int64_t begin, std::int64_t end, std::int64_t chunk) {
                  std::fill(pairCounts + begin, pairCounts + end, 0u);
                  for (std::int64_t i = 0; i < visible[chunk]; ++i)
                      keys[starts[chunk] + i] =
                          std::uint64_t{std::bit_cast<std::uint32_t>(projected[begin + i].depth)}
                              << 32 |
                          static_cast<std::uint64_t>(begin + i);
              });
}

/// Columns of tiles, first to last, that an ellipse meets in one row of tiles.
struct TileSpan {
    int first, last;
};

class EllipseRows {
public:
    explicit EllipseRows(const ProjectedGaussian& g)
        : g_(g)
        , inverse_(-1.0f / g.quadXX)
        , level_(g.logOpacity + log2Of255) {}

    TileSpan row(int tileY) const {
        const float low = static_cast<float>(tileY * tileSize) - g_.y - slack;
        const float high = low + (tileSize - 1) + 2 * slack;
        const float turn =
            g_.slopeY * g_.extentX; // dy of the rightmost point; the leftmost lies opposite
        const float right = reach(std::clamp(turn, low, high), turn, 1.0f);
        const float left = reach(std::clamp(-turn, low, high), -turn, -1.0f);
        if (!(left <= right))
            return {1, 0};
        const int first = static_cast<int>(std::floor((g_.x + left - slack) * (1.0f / tileSize)));
        const int last = static_cast<int>(std::floor((g_.x + right + slack) * (1.0f / tileSize)));
        return {std::max<int>(first, g_.firstTileX), std::min<int>(last, g_.lastTileX)};
    }

private:
    /// Outermost dx at height dy on one side.
    float reach(float dy, float turn, float side) const {
        if (dy == turn)
            return side * g_.extentX;
        const float middle = g_.slopeX * dy;
        // Rounding must not lose a tile of a long thin ellipse, where the two squares nearly
        // cancel.
        const float room =
            middle * middle * (1 + 1e-6f) + (g_.quadYY * dy * dy + level_) * inverse_;
        return room >= 0 ? middle + side * std::sqrt(room) : std::nanf("");
    }

    const ProjectedGaussian& g_;
    float inverse_, level_;
};

/// Lists the tiles of one gaussian, rows first; returns the end of the list.
std::uint32_t* listTiles(const ProjectedGaussian& g, int tilesX, std::uint32_t* out) {
    const bool isNarrow = g.firstTileX == g.lastTileX || g.firstTileY == g.lastTileY;
    const EllipseRows ellipse(g);
    for (int y = g.firstTileY; y <= g.lastTileY; ++y) {
        const TileSpan span = isNarrow ? TileSpan{g.firstTileX, g.lastTileX} : ellipse.row(y);
        for (int x = span.first; x <= span.last; ++x)
            *out++ = static_cast<std::uint32_t>(y * tilesX + x);
    }
    return out;
}

struct Chunks {
    std::int64_t grain, count;
};

/// Records ahead that are called into the cache: depth order jumps about in them.
constexpr std::int64_t lookAhead = 12;

std::uint32_t placeOf(std::uint64_t key) {
    return static_cast<std::uint32_t>(key);
}

/// Copies the records in depth order and notes each one's tiles; counts of pairs per chunk and tile
/// in tileCursors.
void listAllTiles(RasterWorkspace& w, const std::uint64_t* order, Chunks chunks) {
    const std::int64_t tiles = std::int64_t{w.tilesX} * w.tilesY;
    ProjectedGaussian* sorted = w.sorted.reserve(w.visibleCount);
    std::uint32_t* cursors = w.tileCursors.reserve(chunks.count * tiles);
    const ProjectedGaussian* projected = w.projected.data();
    std::uint32_t* pairCounts = w.pairStarts.data() + 1;
    if (static_cast<std::int64_t>(w.touchedTiles.size()) < chunks.count)
        w.touchedTiles.resize(chunks.count);
    forChunks(w.visibleCount,
              chunks.grain,
              [&](std::int64_t begin, std::int64_t end, std::int64_t chunk) {
                  std::uint32_t* histogram = cursors + chunk * tiles;
                  std::fill_n(histogram, tiles, 0u);
                  std::vector<std::uint32_t>& touched = w.touchedTiles[chunk];
                  std::size_t used = 0;
                  for (std::int64_t rank = begin; rank < end; ++rank) {
                      if (rank + lookAhead < end)
                          __builtin_prefetch(projected + placeOf(order[rank + lookAhead]));
                      const ProjectedGaussian& g = sorted[rank] = projected[placeOf(order[rank])];
                      const std::size_t atMost =
                          static_cast<std::size_t>(g.lastTileX - g.firstTileX + 1) *
                          (g.lastTileY - g.firstTileY + 1);
                      if (touched.size() < used + atMost)
                          touched.resize((used + atMost) * 3 / 2 + 1024);
                      std::uint32_t* first = touched.data() + used;
                      std::uint32_t* last = listTiles(g, w.tilesX, first);
                      for (const std::uint32_t* tile = first; tile != last; ++tile)
                          ++histogram[*tile];
                      pairCounts[g.gaussian] = static_cast<std::uint32_t>(last - first);
                      used += static_cast<std::size_t>(last - first);
                  }
              });
}

/// Counts to starts: per gaussian, per tile, and per chunk within a tile.
void scanCounts(RasterWorkspace& w, Chunks chunks) {
    const std::int64_t tiles = std::int64_t{w.tilesX} * w.tilesY;
    std::uint32_t* pairStarts = w.pairStarts.data();
    pairStarts[0] = 0;
    for (std::int64_t g = 0; g < w.gaussianCount; ++g)
        pairStarts[g + 1] += pairStarts[g];
    std::uint32_t* tileStarts = w.tileStarts.reserve(tiles + 1);
    std::uint32_t* cursors = w.tileCursors.data();
    std::uint32_t position = 0;
    for (std::int64_t tile = 0; tile < tiles; ++tile) {
        tileStarts[tile] = position;
        for (std::int64_t chunk = 0; chunk < chunks.count; ++chunk) {
            const std::uint32_t pairs = cursors[chunk * tiles + tile];
            cursors[chunk * tiles + tile] = position;
            position += pairs;
        }
    }
    tileStarts[tiles] = position;
    w.pairCount = position;
}

void fillTileLists(RasterWorkspace& w, Chunks chunks) {
    const std::int64_t tiles = std::int64_t{w.tilesX} * w.tilesY;
    std::uint32_t* pairRanks = w.pairRanks.reserve(w.pairCount);
    std::uint32_t* pairSlots = w.pairSlots.reserve(w.pairCount);
    const std::uint32_t* pairStarts = w.pairStarts.data();
    const ProjectedGaussian* sorted = w.sorted.data();
    forChunks(w.visibleCount,
              chunks.grain,
              [&](std::int64_t begin, std::int64_t end, std::int64_t chunk) {
                  std::uint32_t* cursor = w.tileCursors.data() + chunk * tiles;
                  const std::uint32_t* tile = w.touchedTiles[chunk].data();
                  for (std::int64_t rank = begin; rank < end; ++rank) {
                      if (rank + lookAhead < end)
                          __builtin_prefetch(pairStarts + sorted[rank + lookAhead].gaussian);
                      const std::uint32_t gaussian = sorted[rank].gaussian;
                      for (std::uint32_t slot = pairStarts[gaussian];
                           slot < pairStarts[gaussian + 1];
                           ++slot) {
                          const std::uint32_t position = cursor[*tile++]++;
                          pairRanks[position] = static_cast<std::uint32_t>(rank);
                          pairSlots[position] = slot;
                      }
                  }
              });
}

} // namespace

void binTiles(RasterWorkspace& workspace) {
    workspace.tilesX = (workspace.width + tileSize - 1) / tileSize;
    workspace.tilesY = (workspace.height + tileSize - 1) / tileSize;
    makeKeys(workspace);
    const std::uint64_t* order = sortByUpperHalf(workspace, workspace.visibleCount);
    const std::int64_t grain =
        std::max<std::int64_t>(2048, (workspace.visibleCount + maxChunks - 1) / maxChunks);
    const Chunks chunks{grain, chunkCount(workspace.visibleCount, grain)};
    listAllTiles(workspace, order, chunks);
    scanCounts(workspace, chunks);
    fillTileLists(workspace, chunks);
}

std::size_t RasterWorkspace::bytes() const {
    std::size_t sum = projected.bytes() + chunkVisible.bytes() + sorted.bytes() +
                      pairStarts.bytes() + pairSlots.bytes() + tileStarts.bytes() +
                      pairRanks.bytes() + sortKeys.bytes() + sortScratch.bytes() +
                      sortCounts.bytes() + tileCursors.bytes() + tileEnds.bytes() +
                      pairBlocks.bytes() + pairGradients.bytes() + pairValueGradients.bytes();
    for (const std::vector<std::uint32_t>& list : touchedTiles)
        sum += list.capacity() * sizeof(std::uint32_t);
    return sum;
}

} // namespace cleave::kernels
