// SPDX-License-Identifier: Apache-2.0
#include "core/bench/hashgrid_cases.h"

#include "core/bench/bench_timer.h"
#include "kernels/base/array.h"
#include "kernels/base/parallel_for.h"
#include "kernels/base/serial_loops.h"
#include "kernels/base/workspace_pool.h"
#include "kernels/hashgrid/encode.h"
#include "kernels/math/random.h"
#include "kernels/mlp/radiance_layers.h"
#include "kernels/optim/adam.h"
#include "kernels/rays/march.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

namespace cleave {

namespace {

using kernels::Array;
using kernels::ArrayView;
using Layers = kernels::RadianceLayers;

constexpr std::int64_t blockRows = 256;
constexpr std::int64_t blocksPerChunk = 8;
constexpr int samplesPerLine = 32;

/// Eight corners of two features, their weights and places: per level.
constexpr double encodeOperations = 16 * (8 * 2 * 2 + 30);
constexpr double layerOperations =
    2.0 * (32 * 64 + 64 * 16 + 32 * 64 + 64 * 64 + 64 * 3); // forward
constexpr double encodedBytes = Layers::encoded * sizeof(float);

/// All that a training step on `count` samples touches.
struct HashgridBench {
    std::int64_t count;
    kernels::HashEncoding encoding = kernels::hashEncoding(16, 19, 16, 2048);
    Array<float, 2> table{encoding.entryCount, kernels::hashFeatures}, first, second;
    Array<float, 2> gradient{encoding.entryCount, kernels::hashFeatures};
    Array<float, 2> positions{3, count}, colors{count, 3}, directions{1, Layers::direction};
    Array<float, 3> encoded{16, count, 2}, encodedGradient{16, count, 2};
    Array<float, 1> weights{Layers::weightCount}, transposed{Layers::weightCount}, densities{count};
    std::vector<std::int32_t> directionOfRow = std::vector<std::int32_t>(blockRows, 0);
    Array<float, 2> weightGradients;
    kernels::WorkspacePool<kernels::RadianceBlock> blocks;

    explicit HashgridBench(std::int64_t samples)
        : count(samples)
        , first(encoding.entryCount, kernels::hashFeatures)
        , second(encoding.entryCount, kernels::hashFeatures)
        , weightGradients(kernels::chunkCount(samples, blockRows * blocksPerChunk),
                          Layers::weightCount) {
        for (std::int64_t i = 0; i < table.count(); ++i)
            table.data()[i] = 1e-4f * static_cast<float>(i % 17);
        kernels::initRadianceLayers(1, weights);
        kernels::transposeRadianceLayers(weights, transposed);
        directions.fill(0.3f);
        kernels::RandomStream random(1, 0);
        double origin[3] = {}, step[3] = {};
        for (std::int64_t i = 0; i < count; ++i)
            for (int axis = 0; axis < 3; ++axis) {
                if (i % samplesPerLine == 0) {
                    origin[axis] = random.uniform(0.1, 0.9);
                    step[axis] = random.uniform(-0.005, 0.005);
                }
                positions(axis, i) = static_cast<float>(std::clamp(
                    origin[axis] + static_cast<double>(i % samplesPerLine) * step[axis], 0.0, 1.0));
            }
    }

    void encode() { kernels::encodePositions(encoding, table, positions, encoded); }

    /// Both networks and back, as training does it: block after block.
    void passLayers(bool backward) {
        kernels::forChunks(
            count,
            blockRows * blocksPerChunk,
            [&](std::int64_t begin, std::int64_t end, std::int64_t chunk) {
                const kernels::SerialLoops serial;
                const auto block = blocks.take();
                for (std::int64_t row = begin; row < end; row += blockRows)
                    passBlock(*block, row, std::min(blockRows, end - row), chunk, backward);
            });
    }

    void passBlock(kernels::RadianceBlock& block,
                   std::int64_t row,
                   std::int64_t rows,
                   std::int64_t chunk,
                   bool backward) {
        const ArrayView<float, 1> density(densities.data() + row, rows);
        const ArrayView<float, 2> color(colors.data() + 3 * row, rows, 3);
        block.densities(weights, encoded, row, density);
        block.colors(weights,
                     directions,
                     ArrayView<const std::int32_t, 1>(directionOfRow.data(), rows),
                     color);
        if (!backward)
            return;
        // Any gradient will do: what was computed, made small.
        for (std::int64_t i = 0; i < rows; ++i) {
            density(i) *= 1e-3f;
            for (int c = 0; c < 3; ++c)
                color(i, c) *= 1e-3f;
        }
        block.backward(
            transposed, density, color, row, weightGradients.view().row(chunk), encodedGradient);
    }

    /// Level by level: the gradient of a level, then Adam on it.
    void moveTable() {
        kernels::forChunks(16, 1, [&](std::int64_t l, std::int64_t, std::int64_t) {
            const kernels::HashLevel& level = encoding.levels[static_cast<std::size_t>(l)];
            const std::int64_t begin = level.offset * kernels::hashFeatures,
                               values = std::int64_t{level.size} * kernels::hashFeatures;
            kernels::encodeLevelBackward(
                encoding,
                static_cast<int>(l),
                positions,
                encodedGradient,
                0,
                count,
                ArrayView<float, 2>(gradient.data() + begin, level.size, kernels::hashFeatures));
            kernels::adamSparse({.step = 1000},
                                1e-3f,
                                ArrayView<float, 1>(gradient.data() + begin, values),
                                ArrayView<float, 1>(table.data() + begin, values),
                                ArrayView<float, 1>(first.data() + begin, values),
                                ArrayView<float, 1>(second.data() + begin, values));
        });
    }

    void step() {
        encode();
        passLayers(true);
        moveTable();
    }
};

/// Rays across a shell of occupied cells, as around an object.
void benchMarch(BenchRows& rows, std::int64_t rayCount) {
    Array<std::uint64_t, 2> bits(1, kernels::occupancyCells / 64);
    for (std::uint32_t i = 0; i < kernels::occupancyCells; ++i) {
        const kernels::OccupancyCell cell = kernels::occupancyCell(i);
        const double x = cell.x - 63.5, y = cell.y - 63.5, z = cell.z - 63.5;
        const double radius = std::sqrt(x * x + y * y + z * z);
        if (radius > 30 && radius < 34)
            bits(0, i >> 6) |= std::uint64_t{1} << (i & 63);
    }
    const kernels::OccupancyView occupancy{bits.constView(), 0.5f};
    const kernels::MarchSteps steps = kernels::marchSteps(0.5f, 0);
    Array<float, 2> origins(rayCount, 3), directions(rayCount, 3), spans(rayCount, 2);
    kernels::RandomStream random(2, 0);
    for (std::int64_t r = 0; r < rayCount; ++r) {
        double direction[3], length = 0;
        for (double& d : direction) {
            d = random.normal();
            length += d * d;
        }
        for (int axis = 0; axis < 3; ++axis) {
            const double inwards = direction[axis] / std::sqrt(length);
            directions(r, axis) = static_cast<float>(inwards);
            origins(r, axis) = static_cast<float>(random.uniform(-0.2, 0.2) - 1.5 * inwards);
        }
    }
    const kernels::Rays rays{origins.constView(), directions.constView()};
    Array<std::int32_t, 1> counts(rayCount);
    const auto start = [&] { kernels::raySpans(rays, steps, 0.5f, {}, spans); };
    start();
    kernels::countSamples(occupancy, steps, rays, spans, 1024, counts);
    Array<std::int64_t, 1> starts(rayCount + 1);
    std::partial_sum(counts.begin(), counts.end(), starts.begin() + 1);
    const std::int64_t samples = starts(rayCount);
    Array<float, 1> t(samples), sizes(samples);
    Array<float, 2> positions(3, samples);
    rows.add("march",
             std::to_string(rayCount) + " rays, " + std::to_string(samples) + " samples",
             bestMilliseconds(
                 [&] {
                     kernels::countSamples(occupancy, steps, rays, spans, 1024, counts);
                     kernels::marchRays(
                         occupancy, steps, rays, starts, spans, counts, t, sizes, positions);
                 },
                 start),
             0,
             static_cast<double>(samples) * 5 * sizeof(float),
             static_cast<double>(samples));
}

} // namespace

void benchHashgrid(BenchRows& rows, std::int64_t samples) {
    HashgridBench bench(samples);
    const auto count = static_cast<double>(samples);
    const std::string size = std::to_string(samples) + " samples, tables of 2^19";
    // A corner is a pair of features; neighbours share cache lines, so this is what must be moved.
    const double cornerBytes = 16 * 8 * 2 * sizeof(float);
    rows.add("hash encode",
             size,
             bestMilliseconds([&] { bench.encode(); }),
             encodeOperations * count,
             cornerBytes * count,
             count);
    rows.add("radiance layers",
             size,
             bestMilliseconds([&] { bench.passLayers(false); }),
             layerOperations * count,
             encodedBytes * count,
             count);
    rows.add("radiance layers and back",
             size,
             bestMilliseconds([&] { bench.passLayers(true); }),
             3 * layerOperations * count,
             2 * encodedBytes * count,
             count);
    rows.add("hash encode backward, Adam",
             size,
             bestMilliseconds([&] { bench.moveTable(); }),
             encodeOperations * count,
             cornerBytes * count,
             count);
    rows.add("hash-grid step",
             size,
             bestMilliseconds([&] { bench.step(); }),
             (2 * encodeOperations + 3 * layerOperations) * count,
             (2 * cornerBytes + 3 * encodedBytes) * count,
             count);
    benchMarch(rows, samples / 16);
}

} // namespace cleave
