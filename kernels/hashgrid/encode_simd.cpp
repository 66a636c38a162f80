// SPDX-License-Identifier: Apache-2.0
// Forward, samples stand in the lanes and a corner of all of them is gathered at once. Backward, a
// sample's eight corners stand side by side: neighbours along a ray mostly lie in the same cell of
// a coarse level, and their gradients are summed in registers before they go to memory.
#include "kernels/hashgrid/encode_math.h"
#include "kernels/hashgrid/encode_rows.h"
#include "kernels/math/packet.h"

namespace cleave::kernels::CLEAVE_SIMD_TARGET {

namespace {

typedef std::uint32_t Words __attribute__((vector_size(4 * lanes)));
typedef std::int32_t SignedWords __attribute__((vector_size(4 * lanes)));
typedef float Floats __attribute__((vector_size(4 * lanes)));

CLEAVE_PACKET Words wordsOf(std::uint32_t value) {
    return Words{} + value;
}

CLEAVE_PACKET void storeWords(std::uint32_t* p, Words a) {
    __builtin_memcpy(p, &a, sizeof a);
}

CLEAVE_PACKET Words loadWords(const std::uint32_t* p) {
    Words a;
    __builtin_memcpy(&a, p, sizeof a);
    return a;
}

/// One lattice cell per lane.
struct Cells {
    Words corner[3];
    Packet fraction[3];
};

CLEAVE_PACKET Cells cellsOf(const HashLevel& level, const float* const positions[3]) {
    Cells cells;
#pragma GCC unroll 3
    for (int axis = 0; axis < 3; ++axis) {
        const Packet inside = minimum(maximum(load(positions[axis]), 0.0f), 1.0f);
        const Packet place = inside * level.scale + 0.5f;
        const SignedWords corner = __builtin_convertvector((Floats)place.v, SignedWords);
        cells.corner[axis] = (Words)corner;
        cells.fraction[axis] = place - Packet(__builtin_convertvector(corner, Floats));
    }
    return cells;
}

/// What a corner's entry is made of, per axis and side.
struct EntryParts {
    Words x[2], y[2], z[2];
};

template <bool Hashed>
CLEAVE_PACKET EntryParts entryParts(const HashLevel& level, const Cells& cells) {
    EntryParts parts;
    if constexpr (Hashed) {
        parts.x[0] = cells.corner[0];
        parts.y[0] = cells.corner[1] * hashPrime::y;
        parts.z[0] = cells.corner[2] * hashPrime::z;
        parts.x[1] = parts.x[0] + 1;
        parts.y[1] = parts.y[0] + hashPrime::y;
        parts.z[1] = parts.z[0] + hashPrime::z;
    } else {
        const Words last = wordsOf(level.resolution - 1);
        Words upper[3];
        for (int axis = 0; axis < 3; ++axis) {
            const Words next = cells.corner[axis] + 1;
            upper[axis] = next < last ? next : last;
        }
        parts.x[0] = cells.corner[0];
        parts.x[1] = upper[0];
        parts.y[0] = cells.corner[1] * level.resolution;
        parts.y[1] = upper[1] * level.resolution;
        parts.z[0] = cells.corner[2] * (level.resolution * level.resolution);
        parts.z[1] = upper[2] * (level.resolution * level.resolution);
    }
    return parts;
}

template <bool Hashed>
CLEAVE_PACKET Words entriesOf(const EntryParts& parts, int q, Words mask) {
    const Words x = parts.x[q & 1], y = parts.y[q >> 1 & 1], z = parts.z[q >> 2];
    if constexpr (Hashed)
        return (x ^ y ^ z) & mask;
    else
        return x + y + z;
}

/// A feature pair per sample: the first half of the samples, then the second.
struct Pairs {
    Packet low, high;
};

#if defined(__AVX512F__)

CLEAVE_PACKET Pairs gatherPairs(const float* table, Words entries) {
    const __m512i index = (__m512i)entries;
    const __m256i low = _mm512_castsi512_si256(index), high = _mm512_extracti64x4_epi64(index, 1);
    return {_mm512_castpd_ps(_mm512_i32gather_pd(low, table, 8)),
            _mm512_castpd_ps(_mm512_i32gather_pd(high, table, 8))};
}

/// Every lane twice.
CLEAVE_PACKET Pairs doubled(Packet a) {
    const __m512i low = _mm512_set_epi32(7, 7, 6, 6, 5, 5, 4, 4, 3, 3, 2, 2, 1, 1, 0, 0);
    return {_mm512_permutexvar_ps(low, a.v),
            _mm512_permutexvar_ps(_mm512_add_epi32(low, _mm512_set1_epi32(8)), a.v)};
}

#elif defined(__AVX2__)

CLEAVE_PACKET Pairs gatherPairs(const float* table, Words entries) {
    const __m256i index = (__m256i)entries;
    const __m128i low = _mm256_castsi256_si128(index), high = _mm256_extracti128_si256(index, 1);
    // With all lanes wanted; the form without a mask makes g++ 12 warn of its own header.
    const auto* pairs = reinterpret_cast<const double*>(table);
    const __m256d none = _mm256_setzero_pd(), all = _mm256_castsi256_pd(_mm256_set1_epi64x(-1));
    return {(RawFloats)_mm256_castpd_ps(_mm256_mask_i32gather_pd(none, pairs, low, all, 8)),
            (RawFloats)_mm256_castpd_ps(_mm256_mask_i32gather_pd(none, pairs, high, all, 8))};
}

CLEAVE_PACKET Pairs doubled(Packet a) {
    return {
        (RawFloats)_mm256_permutevar8x32_ps((__m256)a.v, _mm256_set_epi32(3, 3, 2, 2, 1, 1, 0, 0)),
        (RawFloats)_mm256_permutevar8x32_ps((__m256)a.v, _mm256_set_epi32(7, 7, 6, 6, 5, 5, 4, 4))};
}

#else

CLEAVE_PACKET Pairs gatherPairs(const float* table, Words entries) {
    Pairs pairs;
    for (int i = 0; i < lanes / 2; ++i) {
        const float* low = table + 2 * std::size_t{entries[i]};
        const float* high = table + 2 * std::size_t{entries[i + lanes / 2]};
        pairs.low.v[2 * i] = low[0];
        pairs.low.v[2 * i + 1] = low[1];
        pairs.high.v[2 * i] = high[0];
        pairs.high.v[2 * i + 1] = high[1];
    }
    return pairs;
}

CLEAVE_PACKET Pairs doubled(Packet a) {
    Pairs pairs;
    for (int i = 0; i < lanes; ++i) {
        pairs.low.v[i] = a.v[i / 2];
        pairs.high.v[i] = a.v[lanes / 2 + i / 2];
    }
    return pairs;
}

#endif

template <bool Hashed>
CLEAVE_PACKET void encodeBlock(const HashLevel& level,
                               const float* table,
                               const float* const positions[3],
                               float* encoded) {
    const Cells cells = cellsOf(level, positions);
    const EntryParts parts = entryParts<Hashed>(level, cells);
    const Words mask = wordsOf(level.size - 1);
    const Packet x = cells.fraction[0], y = cells.fraction[1], z = cells.fraction[2];
    const Packet one = 1.0f, side[2] = {one - x, x};
    const Packet face[4] = {
        (one - y) * (one - z), y * (one - z), (one - y) * z, y * z}; // along y and z
    Pairs sums = {0.0f, 0.0f};
#pragma GCC unroll 8
    for (int q = 0; q < 8; ++q) {
        const Pairs weight = doubled(side[q & 1] * face[q >> 1]);
        const Pairs values = gatherPairs(table, entriesOf<Hashed>(parts, q, mask));
        sums.low += weight.low * values.low;
        sums.high += weight.high * values.high;
    }
    store(encoded, sums.low);
    store(encoded + lanes, sums.high);
}

template <bool Hashed>
void encodeLevel(const EncodeRows& rows) {
    const HashLevel level = rows.level;
    std::int64_t i = rows.begin;
    for (; i + lanes <= rows.end; i += lanes) {
        const float* positions[3] = {
            rows.positions[0] + i, rows.positions[1] + i, rows.positions[2] + i};
        encodeBlock<Hashed>(level, rows.table, positions, rows.encoded + 2 * i);
    }
    if (i == rows.end)
        return;
    const std::int64_t rest = rows.end - i;
    float copies[3][lanes] = {}, encoded[2 * lanes];
    const float* positions[3] = {copies[0], copies[1], copies[2]};
    for (int axis = 0; axis < 3; ++axis)
        for (std::int64_t k = 0; k < rest; ++k)
            copies[axis][k] = rows.positions[axis][i + k];
    encodeBlock<Hashed>(level, rows.table, positions, encoded);
    for (std::int64_t k = 0; k < 2 * rest; ++k)
        rows.encoded[2 * i + k] = encoded[k];
}

typedef float Pair __attribute__((vector_size(8)));

/// The gradient of the cell that consecutive samples lie in: eight corners of two features.
constexpr int cornerVectors = 16 / lanes;

struct CornerSums {
    Packet sums[cornerVectors];
};

/// Offset and sign of (fraction or 1 - fraction) for every lane of eight pairs, along one axis.
struct CornerSide {
    float offset[16], sign[16];
};

constexpr CornerSide cornerSide(int bit) {
    CornerSide side = {};
    for (int lane = 0; lane < 16; ++lane) {
        const bool upper = lane / 2 >> bit & 1;
        side.offset[lane] = upper ? 0.0f : 1.0f;
        side.sign[lane] = upper ? 1.0f : -1.0f;
    }
    return side;
}

constexpr CornerSide cornerSides[3] = {cornerSide(0), cornerSide(1), cornerSide(2)};

#if defined(__AVX512F__)
CLEAVE_PACKET Packet repeatedPair(const float* pair) {
    double bits;
    __builtin_memcpy(&bits, pair, sizeof bits);
    return _mm512_castpd_ps(_mm512_set1_pd(bits));
}
#else
CLEAVE_PACKET Packet repeatedPair(const float* pair) {
    return RawFloats{pair[0], pair[1], pair[0], pair[1], pair[0], pair[1], pair[0], pair[1]};
}
#endif

CLEAVE_PACKET void flush(const CornerSums& cell, const std::uint32_t* entries, float* gradient) {
    alignas(64) float sums[16];
#pragma GCC unroll 2
    for (int v = 0; v < cornerVectors; ++v)
        store(sums + v * lanes, cell.sums[v]);
#pragma GCC unroll 8
    for (int q = 0; q < 8; ++q) {
        float* target = gradient + 2 * std::size_t{entries[q * lanes]};
        Pair value, sum;
        __builtin_memcpy(&value, target, sizeof value);
        __builtin_memcpy(&sum, sums + 2 * q, sizeof sum);
        value += sum;
        __builtin_memcpy(target, &value, sizeof value);
    }
}

/// A block of samples, laid out for the walk over them.
struct BackwardBlock {
    alignas(64) std::uint32_t entries[8][lanes];
    alignas(64) float fraction[3][lanes];
    std::uint32_t same; ///< bit k: sample k lies in the cell of sample k - 1
};

/// `previous`: the cell of the sample before the block, then of the block's last one.
template <bool Hashed>
CLEAVE_PACKET void layOut(const HashLevel& level,
                          const float* const positions[3],
                          std::uint32_t (&previous)[3],
                          BackwardBlock& block) {
    const Cells cells = cellsOf(level, positions);
    const EntryParts parts = entryParts<Hashed>(level, cells);
    const Words mask = wordsOf(level.size - 1);
#pragma GCC unroll 8
    for (int q = 0; q < 8; ++q)
        storeWords(block.entries[q], entriesOf<Hashed>(parts, q, mask));
    Words different = {};
#pragma GCC unroll 3
    for (int axis = 0; axis < 3; ++axis) {
        store(block.fraction[axis], cells.fraction[axis]);
        std::uint32_t shifted[lanes + 1];
        shifted[0] = previous[axis];
        storeWords(shifted + 1, cells.corner[axis]);
        previous[axis] = shifted[lanes];
        different |= loadWords(shifted) ^ cells.corner[axis];
    }
    block.same =
        laneBits(Packet(__builtin_convertvector((SignedWords)different, Floats)) == Packet(0.0f));
}

/// Samples [0, count) of a block. `run` is the cell being summed, its entries in runEntries.
CLEAVE_PACKET void walk(const BackwardBlock& block,
                        const float* gradient,
                        int count,
                        CornerSums& run,
                        std::uint32_t (&runEntries)[8 * lanes],
                        float* tableGradient) {
    for (int k = 0; k < count; ++k) {
        if (!(block.same >> k & 1)) {
            flush(run, runEntries, tableGradient);
            for (int v = 0; v < cornerVectors; ++v)
                run.sums[v] = 0.0f;
            for (int q = 0; q < 8; ++q)
                runEntries[q * lanes] = block.entries[q][k];
        }
        const Packet pair = repeatedPair(gradient + 2 * k);
        const Packet x = block.fraction[0][k], y = block.fraction[1][k], z = block.fraction[2][k];
#pragma GCC unroll 2
        for (int v = 0; v < cornerVectors; ++v) {
            const auto side = [&](int axis, Packet fraction) {
                return load(cornerSides[axis].offset + v * lanes) +
                       load(cornerSides[axis].sign + v * lanes) * fraction;
            };
            run.sums[v] += side(0, x) * side(1, y) * (side(2, z) * pair);
        }
    }
}

template <bool Hashed>
void encodeLevelBackward(const EncodeRows& rows) {
    const HashLevel level = rows.level;
    // Entry 0 takes the zeros that are flushed before the first sample; the corner that no point
    // has starts the first run.
    std::uint32_t previous[3] = {~0u, ~0u, ~0u};
    std::uint32_t runEntries[8 * lanes] = {};
    CornerSums run;
    for (int v = 0; v < cornerVectors; ++v)
        run.sums[v] = 0.0f;
    BackwardBlock block;
    std::int64_t i = rows.begin;
    for (; i + lanes <= rows.end; i += lanes) {
        const float* positions[3] = {
            rows.positions[0] + i, rows.positions[1] + i, rows.positions[2] + i};
        layOut<Hashed>(level, positions, previous, block);
        walk(block, rows.gradient + 2 * i, lanes, run, runEntries, rows.tableGradient);
    }
    if (i < rows.end) {
        const int rest = static_cast<int>(rows.end - i);
        float copies[3][lanes] = {};
        const float* positions[3] = {copies[0], copies[1], copies[2]};
        for (int axis = 0; axis < 3; ++axis)
            for (int k = 0; k < rest; ++k)
                copies[axis][k] = rows.positions[axis][i + k];
        layOut<Hashed>(level, positions, previous, block);
        walk(block, rows.gradient + 2 * i, rest, run, runEntries, rows.tableGradient);
    }
    flush(run, runEntries, rows.tableGradient);
}

} // namespace

void encodeRows(const EncodeRows& rows) {
    if (rows.level.hashed)
        encodeLevel<true>(rows);
    else
        encodeLevel<false>(rows);
}

void encodeRowsBackward(const EncodeRows& rows) {
    if (rows.level.hashed)
        encodeLevelBackward<true>(rows);
    else
        encodeLevelBackward<false>(rows);
}

} // namespace cleave::kernels::CLEAVE_SIMD_TARGET
