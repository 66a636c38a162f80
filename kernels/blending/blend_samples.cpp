// SPDX-License-Identifier: Apache-2.0
#include "kernels/blending/blend_samples.h"

#include "kernels/base/dispatch.h"
#include "kernels/base/parallel_for.h"

#include <algorithm>
#include <vector>

namespace cleave::kernels {

namespace {

constexpr std::int64_t raysPerChunk = 1024;
constexpr std::int64_t pointsPerChunk = 8192;

/// The corners of one ray's samples with their summed weights, in the order of first touch.
class RayRow {
public:
    RayRow() : slots_(slotCount, -1) {}

    void add(std::int32_t vertex, float weight) {
        // Open addressing; a ray meets some hundred vertices, the table is far from full.
        std::size_t slot = hash(vertex);
        while (slots_[slot] >= 0 && vertices[static_cast<std::size_t>(slots_[slot])] != vertex)
            slot = (slot + 1) & (slots_.size() - 1);
        if (slots_[slot] < 0) {
            slots_[slot] = static_cast<std::int32_t>(vertices.size());
            vertices.push_back(vertex);
            weights.push_back(0);
            if (2 * vertices.size() > slots_.size())
                return grow(weight);
        }
        weights[static_cast<std::size_t>(slots_[slot])] += weight;
    }

    void clear() {
        for (const std::int32_t vertex : vertices) {
            std::size_t slot = hash(vertex);
            while (slots_[slot] >= 0) {
                slots_[slot] = -1;
                slot = (slot + 1) & (slots_.size() - 1);
            }
        }
        vertices.clear();
        weights.clear();
    }

    std::vector<std::int32_t> vertices;
    std::vector<float> weights;

private:
    static constexpr std::size_t slotCount = 2048;

    std::size_t hash(std::int32_t vertex) const {
        return (static_cast<std::uint32_t>(vertex) * 2654435761u >> 7) & (slots_.size() - 1);
    }

    void grow(float weight) {
        weights.back() += weight;
        slots_.assign(2 * slots_.size(), -1);
        for (std::size_t i = 0; i < vertices.size(); ++i) {
            std::size_t slot = hash(vertices[i]);
            while (slots_[slot] >= 0)
                slot = (slot + 1) & (slots_.size() - 1);
            slots_[slot] = static_cast<std::int32_t>(i);
        }
    }

    std::vector<std::int32_t> slots_; ///< place in `vertices`, -1: free
};

struct ChunkRows {
    std::vector<std::uint32_t> primitives;
    std::vector<float> weights;
};

void addSample(const LatticeView& lattice, const float* point, float weight, RayRow& row) {
    std::int32_t corners[8];
    float shares[8], sum = 0;
    int count = 0;
    forCorners(lattice, point, [&](std::int32_t vertex, float share) {
        corners[count] = vertex;
        shares[count++] = share;
        sum += share;
    });
    if (!(sum > 0))
        return;
    for (int k = 0; k < count; ++k)
        row.add(corners[k], weight * shares[k] / sum);
}

} // namespace

BlendWeights blendSamples(const LatticeView& lattice, const RaySampleView& samples) {
    requireCpu(deviceOf(samples.starts, samples.points, samples.weights), "blendSamples");
    const std::int64_t rays = samples.starts.count() - 1;
    CLEAVE_ASSERT(rays >= 0);
    requireShape(samples.points, {samples.weights.count(), 3}, "sample points");
    BlendWeights result;
    result.primitiveCount = lattice.vertexCount;
    result.rowStarts = Array<std::int64_t, 1>(rays + 1);
    std::vector<ChunkRows> chunks(
        static_cast<std::size_t>((rays + raysPerChunk - 1) / raysPerChunk));
    forChunks(rays, raysPerChunk, [&](std::int64_t begin, std::int64_t end, std::int64_t chunk) {
        ChunkRows& out = chunks[static_cast<std::size_t>(chunk)];
        RayRow row;
        for (std::int64_t ray = begin; ray < end; ++ray) {
            for (std::int64_t s = samples.starts(ray); s < samples.starts(ray + 1); ++s)
                if (samples.weights.data()[s] > 0)
                    addSample(
                        lattice, samples.points.data() + 3 * s, samples.weights.data()[s], row);
            for (std::size_t i = 0; i < row.vertices.size(); ++i) {
                if (!(row.weights[i] > 0))
                    continue;
                out.primitives.push_back(static_cast<std::uint32_t>(row.vertices[i]));
                out.weights.push_back(row.weights[i]);
            }
            result.rowStarts(ray + 1) = static_cast<std::int64_t>(out.weights.size());
            row.clear();
        }
    });
    std::vector<std::int64_t> firsts(chunks.size() + 1, 0);
    for (std::size_t c = 0; c < chunks.size(); ++c)
        firsts[c + 1] = firsts[c] + static_cast<std::int64_t>(chunks[c].weights.size());
    result.primitives = Array<std::uint32_t, 1>(firsts.back());
    result.weights = Array<float, 1>(firsts.back());
    forChunks(rays, raysPerChunk, [&](std::int64_t begin, std::int64_t end, std::int64_t chunk) {
        const ChunkRows& rows = chunks[static_cast<std::size_t>(chunk)];
        const std::int64_t first = firsts[static_cast<std::size_t>(chunk)];
        std::copy(
            rows.primitives.begin(), rows.primitives.end(), result.primitives.begin() + first);
        std::copy(rows.weights.begin(), rows.weights.end(), result.weights.begin() + first);
        for (std::int64_t ray = begin; ray < end; ++ray)
            result.rowStarts(ray + 1) += first;
    });
    return result;
}

void sampleLattice(const LatticeView& lattice,
                   ArrayView<const float, 1> values,
                   ArrayView<const float, 2> points,
                   ArrayView<float, 1> out) {
    requireShape(values, {lattice.vertexCount}, "lattice values");
    requireShape(points, {out.size(0), 3}, "sample points");
    forChunks(out.size(0), pointsPerChunk, [&](std::int64_t begin, std::int64_t end, std::int64_t) {
        for (std::int64_t s = begin; s < end; ++s) {
            float sum = 0, shares = 0;
            forCorners(lattice, points.data() + 3 * s, [&](std::int32_t vertex, float share) {
                sum += share * values.data()[vertex];
                shares += share;
            });
            out.data()[s] = shares > 0 ? sum / shares : 0.0f;
        }
    });
}

} // namespace cleave::kernels
