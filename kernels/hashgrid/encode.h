// SPDX-License-Identifier: Apache-2.0
// Multi-resolution hash encoding (Müller et al. 2022): every level looks a point's eight lattice
// corners up in a table of feature pairs and interpolates. Coarse levels address their table
// directly, fine ones by a hash of the corner. Corner numbering and sizes as in tiny-cuda-nn.
#pragma once

#include "kernels/base/array_view.h"

#include <array>
#include <cstdint>

namespace cleave::kernels {

inline constexpr int hashFeatures = 2; ///< a level has so many values per corner
inline constexpr int mostHashLevels = 16;

struct HashLevel {
    float scale = 0;              ///< a point x in [0, 1] lies at lattice position x * scale + 0.5
    std::uint32_t resolution = 0; ///< corners along an axis
    std::int64_t offset = 0;      ///< of its first entry in the table
    std::uint32_t size = 0;       ///< entries
    bool hashed = false;

    bool operator==(const HashLevel&) const = default;
};

struct HashEncoding {
    int levelCount = 0;
    std::array<HashLevel, mostHashLevels> levels;
    std::int64_t entryCount = 0; ///< of all levels together

    bool operator==(const HashEncoding&) const = default;
};

/// Level l has lattice scale coarsest * b^l - 1 with b such that the last level is at `finest`; its
/// table has min(resolution^3 rounded up to 8, 2^log2TableSize) entries. levelCount in [1, 16],
/// log2TableSize in [3, 24], finest >= coarsest >= 2.
HashEncoding hashEncoding(int levelCount, int log2TableSize, int coarsest, double finest);

/// table [entryCount, 2]; positions [3, N] in [0, 1] (what is outside is moved to the border);
/// encoded out [levelCount, N, 2], overwritten.
void encodePositions(const HashEncoding& encoding,
                     ArrayView<const float, 2> table,
                     ArrayView<const float, 2> positions,
                     ArrayView<float, 3> encoded);

/// Adds to tableGradient [entryCount, 2] the gradient of sum(encoded * encodedGradient).
/// encodedGradient [levelCount, N, 2]. Points are added in order, so the result does not depend on
/// the number of threads; levels run concurrently.
void encodePositionsBackward(const HashEncoding& encoding,
                             ArrayView<const float, 2> positions,
                             ArrayView<const float, 3> encodedGradient,
                             ArrayView<float, 2> tableGradient);

/// The same for samples [begin, end) of one level, on the calling thread: its gradient can then go
/// into Adam while it is in the cache. levelGradient [level size, 2], added into.
void encodeLevelBackward(const HashEncoding& encoding,
                         int level,
                         ArrayView<const float, 2> positions,
                         ArrayView<const float, 3> encodedGradient,
                         std::int64_t begin,
                         std::int64_t end,
                         ArrayView<float, 2> levelGradient);

} // namespace cleave::kernels
