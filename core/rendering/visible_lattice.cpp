// SPDX-License-Identifier: Apache-2.0
#include "core/rendering/visible_lattice.h"

#include "core/field/hashgrid_query.h"
#include "kernels/base/parallel_for.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <memory>
#include <utility>
#include <vector>

namespace cleave {

namespace {

constexpr int probes = 4;
/// Corners of a tetrahedron around the middle of a cell, shares of its width.
constexpr float probeOffsets[probes][3] = {
    {0.25f, 0.25f, 0.25f}, {0.75f, 0.75f, 0.25f}, {0.75f, 0.25f, 0.75f}, {0.25f, 0.75f, 0.75f}};
constexpr std::int64_t cellsAtOnce = 4096;
constexpr int coarsest = 64;
/// Cells that hide what is behind them: after two of them less than a hundredth is seen.
constexpr float opaqueAlpha = 0.9f;
constexpr std::int64_t burying = 2;

struct Candidate {
    std::int64_t cell;
    float corner[3]; ///< in the cube
    float width;
};

std::vector<float> cascadeHalfSizes(const HashgridField& field) {
    std::vector<float> halfSizes;
    for (int c = 0; c < field.occupancyView().cascades(); ++c)
        halfSizes.push_back(kernels::cascadeHalfSize(c, field.cube.halfSize));
    return halfSizes;
}

/// Whether the occupancy grid has something at a point, in this cascade or a coarser one: far from
/// the camera rays ask the coarser ones.
bool isOccupied(const kernels::OccupancyView& occupancy, int cascade, const float* point) {
    for (int c = cascade; c < occupancy.cascades(); ++c) {
        const float half = kernels::cascadeHalfSize(c, occupancy.halfSize);
        std::uint32_t at[3];
        for (int axis = 0; axis < 3; ++axis)
            at[axis] = static_cast<std::uint32_t>(std::clamp(
                static_cast<int>((point[axis] + half) / (2 * half) * kernels::occupancySide),
                0,
                kernels::occupancySide - 1));
        if (occupancy.isOccupied(c, kernels::occupancyIndex(at[0], at[1], at[2])))
            return true;
    }
    return false;
}

/// Cells of a cascade that the next finer one does not hold and that are not empty.
std::vector<Candidate>
candidates(const HashgridField& field, const LatticeCells& cells, int cascade) {
    const int n = cells.resolution;
    const float half = cells.halfSizes[static_cast<std::size_t>(cascade)],
                width = 2 * half / static_cast<float>(n),
                inner = cascade > 0 ? cells.halfSizes[static_cast<std::size_t>(cascade) - 1] : 0;
    const kernels::OccupancyView occupancy = field.occupancyView();
    std::vector<std::vector<Candidate>> slices(static_cast<std::size_t>(n));
    kernels::forChunks(n, 1, [&](std::int64_t z, std::int64_t, std::int64_t) {
        for (int y = 0; y < n; ++y)
            for (int x = 0; x < n; ++x) {
                Candidate each{cascade * cells.cellsPerCascade() + x +
                                   n * (y + static_cast<std::int64_t>(n) * z),
                               {static_cast<float>(x) * width - half,
                                static_cast<float>(y) * width - half,
                                static_cast<float>(z) * width - half},
                               width};
                float center[3], farthest = 0;
                for (int axis = 0; axis < 3; ++axis) {
                    center[axis] = each.corner[axis] + 0.5f * width;
                    farthest = std::max(farthest, std::abs(center[axis]) + 0.5f * width);
                }
                if (farthest > inner * 1.0001f && isOccupied(occupancy, cascade, center))
                    slices[static_cast<std::size_t>(z)].push_back(each);
            }
    });
    std::vector<Candidate> all;
    for (const std::vector<Candidate>& slice : slices)
        all.insert(all.end(), slice.begin(), slice.end());
    return all;
}

/// The largest alpha of a cell's width that the probes of each candidate find.
std::vector<float>
alphasOf(const HashgridField& field, const std::vector<Candidate>& cells, Progress& progress) {
    std::vector<float> alphas(cells.size(), 0.0f);
    const auto count = static_cast<std::int64_t>(cells.size());
    for (std::int64_t begin = 0; begin < count; begin += cellsAtOnce) {
        progress.advance(begin, count);
        const std::int64_t here = std::min(cellsAtOnce, count - begin);
        kernels::Array<float, 2> positions(here * probes, 3);
        kernels::Array<float, 1> densities(here * probes);
        for (std::int64_t i = 0; i < here; ++i) {
            const Candidate& cell = cells[static_cast<std::size_t>(begin + i)];
            for (int p = 0; p < probes; ++p)
                for (int axis = 0; axis < 3; ++axis)
                    positions(i * probes + p, axis) =
                        (cell.corner[axis] + probeOffsets[p][axis] * cell.width) /
                            field.cube.scale +
                        field.cube.center[axis];
        }
        densitiesAt(field, positions, false, densities);
        for (std::int64_t i = 0; i < here; ++i) {
            const auto at = static_cast<std::size_t>(begin + i);
            const float width = cells[at].width / field.cube.scale;
            for (int p = 0; p < probes; ++p)
                alphas[at] = std::max(alphas[at], 1 - std::exp(-densities(i * probes + p) * width));
        }
    }
    return alphas;
}

/// Which cells of a cascade hide behind two opaque ones on every side: nobody sees them. opaque
/// [n^3] becomes the answer.
void keepBuried(std::vector<std::uint8_t>& opaque, std::int64_t n) {
    std::vector<std::uint8_t> eroded(opaque.size());
    for (const std::int64_t step : {std::int64_t{1}, n, n * n}) {
        kernels::forChunks(n, 8, [&](std::int64_t begin, std::int64_t end, std::int64_t) {
            for (std::int64_t cell = begin * n * n; cell < end * n * n; ++cell) {
                const std::int64_t place = cell / step % n;
                eroded[static_cast<std::size_t>(cell)] =
                    place >= burying && place + burying < n &&
                    opaque[static_cast<std::size_t>(cell)] &&
                    opaque[static_cast<std::size_t>(cell - step)] &&
                    opaque[static_cast<std::size_t>(cell + step)] &&
                    opaque[static_cast<std::size_t>(cell - 2 * step)] &&
                    opaque[static_cast<std::size_t>(cell + 2 * step)];
            }
        });
        opaque.swap(eroded);
    }
}

struct SeenCells {
    LatticeCells cells;
    std::vector<std::pair<std::int64_t, float>> alphas; ///< of the occupied cells, ascending
};

SeenCells
seenCells(const HashgridField& field, int resolution, float leastAlpha, Progress& progress) {
    SeenCells seen{LatticeCells(resolution, cascadeHalfSizes(field)), {}};
    const auto cascades = static_cast<int>(seen.cells.halfSizes.size());
    for (int c = 0; c < cascades; ++c) {
        Progress part = progress.part(static_cast<double>(c) / cascades, (c + 1.0) / cascades);
        const std::vector<Candidate> cells = candidates(field, seen.cells, c);
        const std::vector<float> alphas = alphasOf(field, cells, part);
        const std::int64_t first = c * seen.cells.cellsPerCascade();
        std::vector<std::uint8_t> buried(static_cast<std::size_t>(seen.cells.cellsPerCascade()));
        for (std::size_t i = 0; i < cells.size(); ++i)
            buried[static_cast<std::size_t>(cells[i].cell - first)] = alphas[i] > opaqueAlpha;
        keepBuried(buried, resolution);
        for (std::size_t i = 0; i < cells.size(); ++i) {
            if (!(alphas[i] > leastAlpha) ||
                buried[static_cast<std::size_t>(cells[i].cell - first)])
                continue;
            seen.cells.occupy(cells[i].cell);
            seen.alphas.emplace_back(cells[i].cell, alphas[i]);
        }
    }
    return seen;
}

/// Each vertex gets the largest alpha of the cells around it.
void setOpacities(const SeenCells& seen, PrimitiveLattice& lattice) {
    kernels::Array<float, 1>& opacities = lattice.opacities();
    opacities.fill(0);
    const kernels::LatticeView view = lattice.view();
    const std::int64_t n = seen.cells.resolution;
    for (const auto& [cell, alpha] : seen.alphas) {
        const std::int64_t in = cell % seen.cells.cellsPerCascade();
        for (int k = 0; k < 8; ++k) {
            const std::int32_t vertex =
                view.vertexAt(static_cast<int>(cell / seen.cells.cellsPerCascade()),
                              static_cast<int>(in % n) + (k & 1),
                              static_cast<int>(in / n % n) + (k >> 1 & 1),
                              static_cast<int>(in / n / n) + (k >> 2));
            opacities(vertex) = std::max(opacities(vertex), alpha);
        }
    }
}

} // namespace

PrimitiveLattice
visibleLattice(const HashgridField& field, const VisibleLatticeParams& params, Progress& progress) {
    // Three quarters between halves: a lattice half as fine has a quarter of the vertices.
    for (int resolution = params.finest;;
         resolution = std::has_single_bit(static_cast<unsigned>(resolution)) ? resolution / 4 * 3
                                                                             : resolution / 3 * 2) {
        progress.check();
        const SeenCells seen = seenCells(field, resolution, params.leastAlpha, progress);
        if (resolution > coarsest && cornerCount(seen.cells) > params.most)
            continue;
        PrimitiveLattice lattice(seen.cells);
        setOpacities(seen, lattice);
        return lattice;
    }
}

HashgridField withPrimitives(HashgridField field, Progress& progress) {
    progress.phase(text(CLEAVE_TR("Training", "Finding the primitives")));
    field.lattice = nullptr;
    field.setLattice(visibleLattice(field, {}, progress));
    field.revision = newRevision();
    return field;
}

} // namespace cleave
