// SPDX-License-Identifier: Apache-2.0
#include "core/training/occupancy_update.h"

#include "kernels/base/parallel_for.h"
#include "kernels/base/serial_loops.h"
#include "kernels/base/workspace_pool.h"
#include "kernels/math/random.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <vector>

namespace cleave {

namespace {

using kernels::Array;
using kernels::ArrayView;
using kernels::occupancyCells;

// The published code looks at all cells for 256 steps and at half as many later; its steps take
// ten times as many samples as ours.
constexpr std::int64_t warmUpSteps = 256;
constexpr std::int64_t warmUpShare = 4; ///< until then one cell of so many
constexpr std::int64_t share = 16;      ///< later one cell of so many, and as many occupied ones
constexpr double decay = 0.95;          ///< per update, of a cell that is looked at each time
constexpr double fastestDecay = 0.5;
constexpr std::uint64_t cellStream = 0x63656c6c;
constexpr std::int64_t grain = 4096;
constexpr std::int64_t blockRows = 512;
constexpr std::size_t mostCameras = 128; ///< looked through for unseen cells
constexpr float nearCamera = 0.04f;      ///< cube units

/// Density that a step of the shortest length shows as one percent, cube units.
const float densityLimit = 0.01f * 1024 / std::sqrt(3.0f);

struct Workspace {
    Array<float, 2> jitter{grain, 3};
    std::vector<float> positions, encoded;
    kernels::RadianceBlock block;
};

kernels::WorkspacePool<Workspace>& workspaces() {
    static kernels::WorkspacePool<Workspace> pool;
    return pool;
}

/// Every cell, or one at a random place of every `share` ones, ascending: neighbours read the same
/// entries.
std::vector<std::uint32_t>
spreadCells(std::int64_t step, int cascade, std::int64_t every, std::uint64_t seed) {
    std::vector<std::uint32_t> cells(static_cast<std::size_t>(occupancyCells / every));
    for (std::size_t i = 0; i < cells.size(); ++i) {
        const std::uint64_t bits =
            kernels::randomBits(seed,
                                cellStream + static_cast<std::uint64_t>(2 * cascade),
                                static_cast<std::uint64_t>(step) << 32 | i);
        cells[i] = static_cast<std::uint32_t>(i * static_cast<std::size_t>(every) +
                                              bits % static_cast<std::uint64_t>(every));
    }
    return cells;
}

std::vector<std::uint32_t> occupiedCells(const HashgridField& field, int cascade) {
    std::vector<std::uint32_t> cells;
    for (std::uint32_t word = 0; word < occupancyCells / 64; ++word)
        for (std::uint64_t bits = field.occupancy(cascade, word); bits != 0; bits &= bits - 1)
            cells.push_back(word * 64 + static_cast<std::uint32_t>(std::countr_zero(bits)));
    return cells;
}

/// At most `most` of the cells, evenly spread.
std::vector<std::uint32_t> someOf(const std::vector<std::uint32_t>& all,
                                  int cascade,
                                  std::int64_t most,
                                  std::int64_t step,
                                  std::uint64_t seed) {
    const auto count = static_cast<std::int64_t>(all.size());
    if (count <= most)
        return all;
    kernels::RandomStream random(seed,
                                 cellStream + static_cast<std::uint64_t>(2 * cascade + 1),
                                 static_cast<std::uint64_t>(step));
    const double stride = static_cast<double>(count) / static_cast<double>(most);
    std::vector<std::uint32_t> cells(static_cast<std::size_t>(most));
    for (std::size_t i = 0; i < cells.size(); ++i) {
        const double place = (static_cast<double>(i) + random.uniform()) * stride;
        cells[i] =
            all[static_cast<std::size_t>(std::min(static_cast<std::int64_t>(place), count - 1))];
    }
    return cells;
}

/// Cells [begin, end) of the list, at a random place in each.
void densitiesOfChunk(const HashgridField& field,
                      int cascade,
                      const std::vector<std::uint32_t>& cells,
                      std::int64_t begin,
                      std::int64_t end,
                      kernels::RandomStream random,
                      std::vector<float>& densities) {
    const kernels::SerialLoops serial;
    const auto work = workspaces().take();
    const std::int64_t count = end - begin;
    for (std::int64_t i = 0; i < 3 * count; ++i)
        work->jitter.data()[i] = static_cast<float>(random.uniform());
    work->positions.resize(static_cast<std::size_t>(3 * count));
    work->encoded.resize(static_cast<std::size_t>(count * kernels::RadianceLayers::encoded));
    const ArrayView<float, 2> positions(work->positions.data(), 3, count);
    const ArrayView<float, 3> encoded(
        work->encoded.data(), kernels::mostHashLevels, count, kernels::hashFeatures);
    kernels::cellPositions(field.cube.halfSize,
                           cascade,
                           ArrayView<const std::uint32_t, 1>(cells.data() + begin, count),
                           ArrayView<const float, 2>(work->jitter.data(), count, 3),
                           positions);
    kernels::encodePositions(field.encoding, field.table, positions, encoded);
    for (std::int64_t row = 0; row < count; row += blockRows)
        work->block.densities(
            field.weights,
            encoded,
            row,
            ArrayView<float, 1>(densities.data() + begin + row, std::min(blockRows, count - row)));
}

/// Of cells that an update looks at with this probability: as much in the long run as if each did.
float decayOf(double probability) {
    return static_cast<float>(
        std::max(fastestDecay, std::pow(decay, 1 / std::min(1.0, probability))));
}

void lookAt(HashgridState& state,
            int cascade,
            const std::vector<std::uint32_t>& cells,
            float decaying,
            std::uint64_t seed,
            std::uint64_t draw) {
    std::vector<float> densities(cells.size());
    const auto count = static_cast<std::int64_t>(cells.size());
    kernels::forChunks(count, grain, [&](std::int64_t begin, std::int64_t end, std::int64_t chunk) {
        const kernels::RandomStream random(seed,
                                           draw,
                                           static_cast<std::uint64_t>(state.iteration) << 32 |
                                               static_cast<std::uint64_t>(chunk));
        densitiesOfChunk(state.field, cascade, cells, begin, end, random, densities);
    });
    kernels::updateOccupancy(ArrayView<const std::uint32_t, 1>(cells.data(), count),
                             ArrayView<const float, 1>(densities.data(), count),
                             decaying,
                             state.occupancyValues.view().row(cascade));
}

bool isSeen(const Eigen::Vector3f& point, std::span<const Camera> cameras) {
    for (const Camera& camera : cameras) {
        const std::optional<Eigen::Vector2d> pixel = camera.project(point.cast<double>());
        if (pixel && pixel->x() >= 0 && pixel->y() >= 0 && pixel->x() <= camera.intrinsics.width &&
            pixel->y() <= camera.intrinsics.height)
            return true;
    }
    return false;
}

bool isAtCamera(const Eigen::Vector3f& point, std::span<const Camera> cameras, float radius) {
    return std::any_of(cameras.begin(), cameras.end(), [&](const Camera& camera) {
        return (camera.pose.centerInWorld().cast<float>() - point).squaredNorm() < radius * radius;
    });
}

} // namespace

void closeUnseenCells(HashgridState& state, std::span<const Camera> cameras) {
    std::vector<Camera> some;
    const std::size_t step = (cameras.size() + mostCameras - 1) / mostCameras;
    for (std::size_t i = 0; i < cameras.size(); i += std::max<std::size_t>(1, step))
        some.push_back(cameras[i]);
    const SceneCube& cube = state.field.cube;
    for (int cascade = 0; cascade < state.occupancyValues.size(0); ++cascade) {
        const float half = kernels::cascadeHalfSize(cascade, cube.halfSize),
                    cellSize = 2 * half / kernels::occupancySide;
        kernels::parallelFor<kernels::Device::Cpu>(occupancyCells, [&](std::int64_t i) {
            const kernels::OccupancyCell cell =
                kernels::occupancyCell(static_cast<std::uint32_t>(i));
            const Eigen::Vector3f inCube = (Eigen::Vector3f(static_cast<float>(cell.x),
                                                            static_cast<float>(cell.y),
                                                            static_cast<float>(cell.z)) +
                                            Eigen::Vector3f::Constant(0.5f)) *
                                               cellSize -
                                           Eigen::Vector3f::Constant(half);
            const Eigen::Vector3f point = cube.worldFromCube(inCube);
            if (!isSeen(point, some) || isAtCamera(point, some, nearCamera / cube.scale))
                state.occupancyValues(cascade, i) = -1;
        });
    }
}

void updateOccupancyGrid(HashgridState& state, std::uint64_t seed) {
    const std::int64_t step = state.iteration;
    for (int cascade = 0; cascade < state.occupancyValues.size(0); ++cascade) {
        const auto draw = static_cast<std::uint64_t>(0x6a69 + 2 * cascade);
        if (step <= warmUpSteps) {
            const std::int64_t every = step == occupancyUpdateEvery ? 1 : warmUpShare;
            lookAt(state,
                   cascade,
                   spreadCells(step, cascade, every, seed),
                   decayOf(1.0 / static_cast<double>(every)),
                   seed,
                   draw);
            continue;
        }
        const std::vector<std::uint32_t> occupied = occupiedCells(state.field, cascade);
        const std::int64_t most = occupancyCells / share;
        const double probability = static_cast<double>(most) /
                                   static_cast<double>(std::max<std::size_t>(1, occupied.size()));
        const float decaying = decayOf(probability + 1.0 / share);
        lookAt(state, cascade, spreadCells(step, cascade, share, seed), decaying, seed, draw);
        lookAt(
            state, cascade, someOf(occupied, cascade, most, step, seed), decaying, seed, draw + 1);
    }
    kernels::occupancyBits(state.occupancyValues, densityLimit, state.field.occupancy);
}

} // namespace cleave
