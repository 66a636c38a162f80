// SPDX-License-Identifier: Apache-2.0
#include "kernels/hashgrid/encode.h"

#include "kernels/base/dispatch.h"
#include "kernels/base/parallel_for.h"
#include "kernels/hashgrid/encode_rows.h"

#include <algorithm>
#include <cmath>

namespace cleave::kernels {

namespace {

/// Samples of a chunk: their encoding of one level is a few pages, and a level's table stays in the
/// cache while all chunks of it run.
constexpr std::int64_t grain = 4096;

EncodeRows rowsOf(const HashLevel& level,
                  ArrayView<const float, 2> positions,
                  std::int64_t begin,
                  std::int64_t end) {
    EncodeRows rows = {};
    rows.level = level;
    for (int axis = 0; axis < 3; ++axis)
        rows.positions[axis] = positions.data() + axis * positions.size(1);
    rows.begin = begin;
    rows.end = end;
    return rows;
}

} // namespace

HashEncoding hashEncoding(int levelCount, int log2TableSize, int coarsest, double finest) {
    CLEAVE_ASSERT(levelCount >= 1 && levelCount <= mostHashLevels && log2TableSize >= 3 &&
                  log2TableSize <= 24 && coarsest >= 2 && finest >= coarsest);
    HashEncoding encoding;
    encoding.levelCount = levelCount;
    const double growth =
        levelCount > 1 ? std::exp(std::log(finest / coarsest) / (levelCount - 1)) : 1.0;
    const std::int64_t most = std::int64_t{1} << log2TableSize;
    for (int l = 0; l < levelCount; ++l) {
        HashLevel& level = encoding.levels[l];
        level.scale = static_cast<float>(coarsest * std::pow(growth, l) - 1);
        level.resolution = static_cast<std::uint32_t>(std::ceil(level.scale)) + 1;
        const std::int64_t side = level.resolution, corners = side * side * side;
        level.hashed = corners > most;
        level.size = static_cast<std::uint32_t>(level.hashed ? most : (corners + 7) / 8 * 8);
        level.offset = encoding.entryCount;
        encoding.entryCount += level.size;
    }
    return encoding;
}

void encodePositions(const HashEncoding& encoding,
                     ArrayView<const float, 2> table,
                     ArrayView<const float, 2> positions,
                     ArrayView<float, 3> encoded) {
    requireCpu(deviceOf(table, positions, encoded), "encodePositions");
    const std::int64_t count = positions.size(1);
    requireShape(table, {encoding.entryCount, hashFeatures}, "table");
    requireShape(positions, {3, -1}, "positions");
    requireShape(encoded, {encoding.levelCount, count, hashFeatures}, "encoded");
    const std::int64_t chunks = chunkCount(count, grain);
    forChunks(chunks * encoding.levelCount, 1, [&](std::int64_t job, std::int64_t, std::int64_t) {
        const std::int64_t l = job / chunks, begin = job % chunks * grain;
        const HashLevel& level = encoding.levels[static_cast<std::size_t>(l)];
        EncodeRows rows = rowsOf(level, positions, begin, std::min(count, begin + grain));
        rows.table = table.data() + level.offset * hashFeatures;
        rows.encoded = encoded.data() + l * count * hashFeatures;
        CLEAVE_SIMD_CALL(encodeRows, rows);
    });
}

void encodeLevelBackward(const HashEncoding& encoding,
                         int level,
                         ArrayView<const float, 2> positions,
                         ArrayView<const float, 3> encodedGradient,
                         std::int64_t begin,
                         std::int64_t end,
                         ArrayView<float, 2> levelGradient) {
    requireCpu(deviceOf(positions, encodedGradient, levelGradient), "encodeLevelBackward");
    requireShape(positions, {3, -1}, "positions");
    requireShape(
        encodedGradient, {encoding.levelCount, positions.size(1), hashFeatures}, "encodedGradient");
    CLEAVE_ASSERT(level >= 0 && level < encoding.levelCount && begin >= 0 &&
                  end <= positions.size(1));
    const HashLevel& hashLevel = encoding.levels[static_cast<std::size_t>(level)];
    requireShape(levelGradient, {hashLevel.size, hashFeatures}, "levelGradient");
    EncodeRows rows = rowsOf(hashLevel, positions, begin, end);
    rows.gradient = encodedGradient.row(level).data();
    rows.tableGradient = levelGradient.data();
    CLEAVE_SIMD_CALL(encodeRowsBackward, rows);
}

void encodePositionsBackward(const HashEncoding& encoding,
                             ArrayView<const float, 2> positions,
                             ArrayView<const float, 3> encodedGradient,
                             ArrayView<float, 2> tableGradient) {
    requireShape(tableGradient, {encoding.entryCount, hashFeatures}, "tableGradient");
    forChunks(encoding.levelCount, 1, [&](std::int64_t l, std::int64_t, std::int64_t) {
        const HashLevel& level = encoding.levels[static_cast<std::size_t>(l)];
        encodeLevelBackward(encoding,
                            static_cast<int>(l),
                            positions,
                            encodedGradient,
                            0,
                            positions.size(1),
                            ArrayView<float, 2>(tableGradient.data() + level.offset * hashFeatures,
                                                level.size,
                                                hashFeatures));
    });
}

} // namespace cleave::kernels
