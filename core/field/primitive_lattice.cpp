// SPDX-License-Identifier: Apache-2.0
#include "core/field/primitive_lattice.h"

#include "kernels/base/check.h"

#include <bit>
#include <utility>

namespace cleave {

namespace {

using kernels::latticeBlock;
using kernels::latticeBlockVertices;

/// Blocks of vertices, those of one cascade after those of the one before, x fastest.
class CornerMarks {
public:
    explicit CornerMarks(const LatticeCells& cells)
        : side_(cells.resolution / latticeBlock + 1)
        , places_(cells.halfSizes.size() * static_cast<std::size_t>(side_) * side_ * side_, -1) {
        const int n = cells.resolution;
        for (std::size_t c = 0; c < cells.halfSizes.size(); ++c) {
            const std::int64_t first = static_cast<std::int64_t>(c) * cells.cellsPerCascade();
            for (int z = 0; z < n; ++z)
                for (int y = 0; y < n; ++y)
                    markRow(cells,
                            static_cast<int>(c),
                            first + n * (y + static_cast<std::int64_t>(n) * z),
                            y,
                            z);
        }
    }

    int side() const { return side_; }

    const std::vector<std::int32_t>& places() const { return places_; }

    const std::vector<std::uint8_t>& marks() const { return marks_; }

private:
    void markRow(const LatticeCells& cells, int cascade, std::int64_t first, int y, int z) {
        for (int x = 0; x < cells.resolution; ++x) {
            // Most words of cells are empty.
            const std::uint64_t left =
                cells.bits[static_cast<std::size_t>((first + x) >> 6)] >> ((first + x) & 63);
            if (left == 0) {
                x += static_cast<int>(63 - ((first + x) & 63));
                continue;
            }
            if (!(left & 1))
                continue;
            for (int k = 0; k < 8; ++k)
                mark(cascade, x + (k & 1), y + (k >> 1 & 1), z + (k >> 2));
        }
    }

    void mark(int cascade, int x, int y, int z) {
        std::int32_t& place =
            places_[((static_cast<std::size_t>(cascade) * side_ + z / latticeBlock) * side_ +
                     y / latticeBlock) *
                        side_ +
                    x / latticeBlock];
        if (place < 0) {
            place = static_cast<std::int32_t>(marks_.size() / latticeBlockVertices);
            marks_.resize(marks_.size() + latticeBlockVertices, 0);
        }
        const int inside =
            (z % latticeBlock * latticeBlock + y % latticeBlock) * latticeBlock + x % latticeBlock;
        marks_[static_cast<std::size_t>(place) * latticeBlockVertices +
               static_cast<std::size_t>(inside)] = 1;
    }

    int side_;
    std::vector<std::int32_t> places_; ///< of blocks, in the order in which they were met
    std::vector<std::uint8_t> marks_;
};

} // namespace

LatticeCells::LatticeCells(int cellsPerSide, std::vector<float> cascadeHalfSizes)
    : resolution(cellsPerSide)
    , halfSizes(std::move(cascadeHalfSizes))
    , bits(halfSizes.size() * static_cast<std::size_t>(cellsPerCascade() / 64), 0) {
    CLEAVE_ASSERT(resolution > 0 && resolution % latticeBlock == 0);
    CLEAVE_ASSERT(halfSizes.size() <= static_cast<std::size_t>(kernels::latticeMaxCascades));
}

std::int64_t LatticeCells::occupiedCount() const {
    std::int64_t count = 0;
    for (const std::uint64_t word : bits)
        count += std::popcount(word);
    return count;
}

LatticeCells LatticeCells::halved() const {
    LatticeCells half(resolution / 2, halfSizes);
    for (std::size_t word = 0; word < bits.size(); ++word) {
        for (std::uint64_t left = bits[word]; left; left &= left - 1) {
            const std::int64_t cell = static_cast<std::int64_t>(word) * 64 + std::countr_zero(left);
            const std::int64_t cascade = cell / cellsPerCascade(), in = cell % cellsPerCascade();
            const std::int64_t x = in % resolution, y = in / resolution % resolution,
                               z = in / resolution / resolution;
            half.occupy(cascade * half.cellsPerCascade() + x / 2 +
                        half.resolution * (y / 2 + half.resolution * (z / 2)));
        }
    }
    return half;
}

std::int64_t cornerCount(const LatticeCells& cells) {
    const CornerMarks marks(cells);
    std::int64_t count = 0;
    for (const std::uint8_t mark : marks.marks())
        count += mark;
    return count;
}

PrimitiveLattice::PrimitiveLattice(LatticeCells cells) : cells_(std::move(cells)) {
    const CornerMarks marks(cells_);
    const int side = marks.side();
    blocks_ = kernels::Array<std::int32_t, 1>(marks.places().size());
    vertices_ = kernels::Array<std::int32_t, 2>(marks.marks().size() / latticeBlockVertices,
                                                latticeBlockVertices);
    std::vector<float> positions, spacings;
    std::int32_t place = 0, vertex = 0;
    for (std::int64_t block = 0; block < blocks_.count(); ++block) {
        const std::int32_t marked = marks.places()[static_cast<std::size_t>(block)];
        blocks_(block) = marked < 0 ? -1 : place;
        if (marked < 0)
            continue;
        const std::int64_t cascade = block / side / side / side;
        const std::int64_t corner[3] = {block % side * latticeBlock,
                                        block / side % side * latticeBlock,
                                        block / side / side % side * latticeBlock};
        const float half = cells_.halfSizes[static_cast<std::size_t>(cascade)],
                    spacing = 2 * half / static_cast<float>(cells_.resolution);
        for (int i = 0; i < latticeBlockVertices; ++i) {
            const bool isVertex =
                marks.marks()[static_cast<std::size_t>(marked) * latticeBlockVertices +
                              static_cast<std::size_t>(i)] != 0;
            vertices_(place, i) = isVertex ? vertex++ : -1;
            if (!isVertex)
                continue;
            const int inside[3] = {
                i % latticeBlock, i / latticeBlock % latticeBlock, i / latticeBlock / latticeBlock};
            for (int axis = 0; axis < 3; ++axis)
                positions.push_back(static_cast<float>(corner[axis] + inside[axis]) * spacing -
                                    half);
            spacings.push_back(spacing);
        }
        ++place;
    }
    positions_ = kernels::Array<float, 2>(vertex, 3);
    spacings_ = kernels::Array<float, 1>(vertex);
    opacities_ = kernels::Array<float, 1>(vertex);
    std::copy(positions.begin(), positions.end(), positions_.begin());
    std::copy(spacings.begin(), spacings.end(), spacings_.begin());
}

kernels::LatticeView PrimitiveLattice::view() const {
    kernels::LatticeView view;
    view.resolution = cells_.resolution;
    view.cascadeCount = static_cast<int>(cells_.halfSizes.size());
    std::copy(cells_.halfSizes.begin(), cells_.halfSizes.end(), view.halfSizes);
    view.blocks = blocks_;
    view.vertices = vertices_;
    view.cells = kernels::ArrayView<const std::uint64_t, 1>(cells_.bits.data(), cells_.bits.size());
    view.vertexCount = count();
    return view;
}

} // namespace cleave
