// SPDX-License-Identifier: Apache-2.0
#include "kernels/clustering/hdbscan_simd.h"

namespace cleave::kernels::CLEAVE_SIMD_TARGET {

namespace {

constexpr int lanes = static_cast<int>(pointBlock);

typedef float Vector __attribute__((vector_size(64), aligned(4), may_alias));
typedef std::int32_t Ints __attribute__((vector_size(64), aligned(4), may_alias));

inline Vector blockDistances(const float* block, std::int64_t dimensions, const float* point) {
    Vector even{}, odd{};
    std::int64_t d = 0;
    for (; d + 2 <= dimensions; d += 2, block += 2 * lanes) {
        const Vector a = *reinterpret_cast<const Vector*>(block) - point[d];
        const Vector b = *reinterpret_cast<const Vector*>(block + lanes) - point[d + 1];
        even += a * a;
        odd += b * b;
    }
    if (d < dimensions) {
        const Vector a = *reinterpret_cast<const Vector*>(block) - point[d];
        even += a * a;
    }
    return even + odd;
}

} // namespace

void squaredDistances(const float* blocks,
                      std::int64_t dimensions,
                      const float* point,
                      std::int64_t begin,
                      std::int64_t end,
                      float* out) {
    for (std::int64_t i = begin; i < end; i += lanes)
        *reinterpret_cast<Vector*>(out + i - begin) =
            blockDistances(blocks + i * dimensions, dimensions, point);
}

Nearest reach(const ReachJob& job, std::int64_t begin, std::int64_t end) {
    Vector least = Vector{} + __builtin_inff();
    const Vector pointCore = Vector{} + job.pointCore;
    const Ints pointId = Ints{} + job.pointId;
    for (std::int64_t i = begin; i < end; i += lanes) {
        Vector reached = blockDistances(job.blocks + i * job.dimensions, job.dimensions, job.point);
        const Vector cores = *reinterpret_cast<const Vector*>(job.cores + i);
        Vector& best = *reinterpret_cast<Vector*>(job.best + i);
        Ints& from = *reinterpret_cast<Ints*>(job.from + i);
        reached = reached > cores ? reached : cores;
        reached = reached > pointCore ? reached : pointCore;
        from = reached < best ? pointId : from;
        best = reached < best ? reached : best;
        least = best < least ? best : least;
    }
    float smallest = least[0];
    for (int k = 1; k < lanes; ++k)
        smallest = least[k] < smallest ? least[k] : smallest;
    for (std::int64_t i = begin; i < end; ++i)
        if (job.best[i] == smallest)
            return {smallest, i};
    return {smallest, begin};
}

} // namespace cleave::kernels::CLEAVE_SIMD_TARGET
