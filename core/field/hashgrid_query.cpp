// SPDX-License-Identifier: Apache-2.0
#include "core/field/hashgrid_query.h"

#include "kernels/base/parallel_for.h"
#include "kernels/base/serial_loops.h"
#include "kernels/base/workspace_pool.h"
#include "kernels/math/sh.h"
#include "kernels/rays/march_math.h"

#include <algorithm>
#include <vector>

namespace cleave {

namespace {

using kernels::Array;
using kernels::ArrayView;

constexpr std::int64_t grain = 2048; ///< points of a chunk
constexpr std::int64_t blockRows = 256;

/// Points of a chunk that have a density, and what is computed of them.
struct Workspace {
    std::vector<std::int64_t> points; ///< their places in the call's arrays
    std::vector<std::int32_t> rows;
    std::vector<float> positions, encoded, densities, colors;
    Array<float, 2> directions{blockRows, kernels::RadianceLayers::direction};
    kernels::RadianceBlock block;
};

kernels::WorkspacePool<Workspace>& workspaces() {
    static kernels::WorkspacePool<Workspace> pool;
    return pool;
}

bool isInside(const HashgridField& field, const Eigen::Vector3f& inCube, bool skipEmpty) {
    const float furthest = inCube.cwiseAbs().maxCoeff();
    if (!(furthest <= field.cube.halfSize))
        return false;
    if (!skipEmpty)
        return true;
    const kernels::OccupancyView occupancy = field.occupancyView();
    const int cascade = kernels::cascadeAt(furthest, 0, occupancy.cascades());
    const float half = kernels::cascadeHalfSize(cascade, field.cube.halfSize);
    std::uint32_t cell[3];
    for (int axis = 0; axis < 3; ++axis)
        cell[axis] = static_cast<std::uint32_t>(
            std::clamp((inCube[axis] / half + 1) * (kernels::occupancySide / 2),
                       0.0f,
                       static_cast<float>(kernels::occupancySide - 1)));
    return occupancy.isOccupied(cascade, kernels::occupancyIndex(cell[0], cell[1], cell[2]));
}

void collectPoints(const HashgridField& field,
                   ArrayView<const float, 2> positions,
                   bool skipEmpty,
                   std::int64_t begin,
                   std::int64_t end,
                   Workspace& work) {
    work.points.clear();
    std::vector<Eigen::Vector3f> inCube;
    for (std::int64_t i = begin; i < end; ++i) {
        const Eigen::Vector3f point = field.cube.cubeFromWorld(
            Eigen::Vector3f(positions(i, 0), positions(i, 1), positions(i, 2)));
        if (isInside(field, point, skipEmpty)) {
            work.points.push_back(i);
            inCube.push_back(point);
        }
    }
    const std::size_t count = inCube.size();
    work.positions.resize(3 * count);
    for (std::size_t k = 0; k < count; ++k)
        for (std::size_t axis = 0; axis < 3; ++axis)
            work.positions[axis * count + k] =
                inCube[k][static_cast<Eigen::Index>(axis)] / (2 * field.cube.halfSize) + 0.5f;
    work.encoded.resize(count * kernels::RadianceLayers::encoded);
    work.densities.resize(count);
    work.colors.resize(3 * static_cast<std::size_t>(blockRows));
    work.rows.resize(static_cast<std::size_t>(blockRows));
}

/// Colours of the block's rows, which are the chunk's points from `first` on.
void writeColors(const HashgridField& field,
                 ArrayView<const float, 2> directions,
                 std::int64_t first,
                 ArrayView<float, 2> colors,
                 Workspace& work) {
    const std::int64_t rows = work.block.rowCount();
    for (std::int64_t k = 0; k < rows; ++k) {
        const std::int64_t point = work.points[static_cast<std::size_t>(first + k)];
        const Eigen::Vector3f direction =
            Eigen::Vector3f(directions(point, 0), directions(point, 1), directions(point, 2))
                .normalized();
        kernels::shBasis(
            3, direction.x(), direction.y(), direction.z(), work.directions.view().row(k).data());
        work.rows[static_cast<std::size_t>(k)] = static_cast<std::int32_t>(k);
    }
    const ArrayView<float, 2> blockColors(work.colors.data(), rows, 3);
    work.block.colors(field.weights,
                      work.directions,
                      ArrayView<const std::int32_t, 1>(work.rows.data(), rows),
                      blockColors);
    for (std::int64_t k = 0; k < rows; ++k)
        for (int c = 0; c < 3; ++c)
            colors(work.points[static_cast<std::size_t>(first + k)], c) = blockColors(k, c);
}

void radianceOfChunk(const HashgridField& field,
                     ArrayView<const float, 2> directions,
                     ArrayView<float, 1> densities,
                     ArrayView<float, 2> colors,
                     Workspace& work) {
    const auto count = static_cast<std::int64_t>(work.points.size());
    if (count == 0)
        return;
    const ArrayView<float, 3> encoded(
        work.encoded.data(), kernels::mostHashLevels, count, kernels::hashFeatures);
    kernels::encodePositions(field.encoding,
                             field.table,
                             ArrayView<const float, 2>(work.positions.data(), 3, count),
                             encoded);
    for (std::int64_t first = 0; first < count; first += blockRows) {
        const std::int64_t rows = std::min(blockRows, count - first);
        work.block.densities(field.weights,
                             encoded,
                             first,
                             ArrayView<float, 1>(work.densities.data() + first, rows));
        if (!colors.empty())
            writeColors(field, directions, first, colors, work);
    }
    for (std::int64_t k = 0; k < count; ++k)
        densities(work.points[static_cast<std::size_t>(k)]) =
            work.densities[static_cast<std::size_t>(k)] * field.cube.scale;
}

void evaluate(const HashgridField& field,
              ArrayView<const float, 2> positions,
              ArrayView<const float, 2> directions,
              bool skipEmpty,
              ArrayView<float, 1> densities,
              ArrayView<float, 2> colors) {
    kernels::requireShape(positions, {-1, 3}, "positions");
    kernels::requireShape(densities, {positions.size(0)}, "densities");
    CLEAVE_ASSERT(field.encoding.levelCount == kernels::mostHashLevels);
    kernels::forChunks(
        positions.size(0), grain, [&](std::int64_t begin, std::int64_t end, std::int64_t) {
            const kernels::SerialLoops serial;
            const auto work = workspaces().take();
            for (std::int64_t i = begin; i < end; ++i) {
                densities(i) = 0;
                for (int c = 0; c < 3 && !colors.empty(); ++c)
                    colors(i, c) = 0;
            }
            collectPoints(field, positions, skipEmpty, begin, end, *work);
            radianceOfChunk(field, directions, densities, colors, *work);
        });
}

} // namespace

void densitiesAt(const HashgridField& field,
                 ArrayView<const float, 2> positions,
                 bool skipEmpty,
                 ArrayView<float, 1> densities) {
    evaluate(field, positions, {}, skipEmpty, densities, {});
}

void radianceAt(const HashgridField& field,
                ArrayView<const float, 2> positions,
                ArrayView<const float, 2> directions,
                bool skipEmpty,
                ArrayView<float, 1> densities,
                ArrayView<float, 2> colors) {
    kernels::requireShape(directions, {positions.size(0), 3}, "directions");
    kernels::requireShape(colors, {positions.size(0), 3}, "colors");
    evaluate(field, positions, directions, skipEmpty, densities, colors);
}

} // namespace cleave
