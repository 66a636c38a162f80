// SPDX-License-Identifier: Apache-2.0
#include "kernels/blending/blend_schedule.h"
#include "kernels/math/packet.h"

namespace cleave::kernels::CLEAVE_SIMD_TARGET {

namespace {

/// `Packets` registers of channels at a time stay in registers over a whole row. `Chains` sums run
/// side by side, because one multiply-add has to wait for the last one of its sum; they are added
/// up in a fixed order.
template <int Packets, int Chains>
inline void gatherRow(
    const GatherJob& job, std::int64_t first, std::int64_t last, std::int64_t channel, float* out) {
    Packet sum[Chains][Packets];
    for (int p = 0; p < Packets; ++p) {
        sum[0][p] = job.add ? load(out + p * lanes) : Packet(0.0f);
        for (int chain = 1; chain < Chains; ++chain)
            sum[chain][p] = 0.0f;
    }
    const float* values = job.values + channel;
    const auto addEntry = [&](std::int64_t e, Packet * into) __attribute__((always_inline)) {
        const float* value = values + job.indices[e] * job.channels;
        const Packet weight = job.weights[e];
        for (int p = 0; p < Packets; ++p)
            into[p] += weight * load(value + p * lanes);
    };
    std::int64_t e = first;
    for (; e + Chains <= last; e += Chains)
        for (int chain = 0; chain < Chains; ++chain)
            addEntry(e + chain, sum[chain]);
    for (; e < last; ++e)
        addEntry(e, sum[0]);
    for (int p = 0; p < Packets; ++p) {
        Packet whole = sum[0][p];
        for (int chain = 1; chain < Chains; ++chain)
            whole += sum[chain][p];
        store(out + p * lanes, whole);
    }
}

inline void gatherScalar(
    const GatherJob& job, std::int64_t first, std::int64_t last, std::int64_t channel, float* out) {
    float sum = job.add ? *out : 0.0f;
    for (std::int64_t e = first; e < last; ++e)
        sum += job.weights[e] * job.values[job.indices[e] * job.channels + channel];
    *out = sum;
}

template <int Packets>
inline void scatterRow(const ScatterJob& job,
                       std::int64_t first,
                       std::int64_t last,
                       std::int64_t channel,
                       const float* image) {
    Packet pixel[Packets];
    for (int p = 0; p < Packets; ++p)
        pixel[p] = load(image + p * lanes);
    float* out = job.out + channel;
    for (std::int64_t e = first; e < last; ++e) {
        float* to = out + job.indices[e] * job.channels;
        const Packet weight = job.weights[e];
        for (int p = 0; p < Packets; ++p)
            store(to + p * lanes, load(to + p * lanes) + weight * pixel[p]);
    }
}

} // namespace

void gatherRows(const GatherJob& job, std::int64_t begin, std::int64_t end) {
    for (std::int64_t i = begin; i < end; ++i) {
        const std::int64_t row = job.rows ? job.rows[i] : i;
        const std::int64_t first = job.starts[row], last = job.starts[row + 1];
        float* out = job.out + (job.places ? job.places[i] : i) * job.channels;
        std::int64_t c = 0;
        for (; c + 4 * lanes <= job.channels; c += 4 * lanes)
            gatherRow<4, 2>(job, first, last, c, out + c);
        for (; c + 2 * lanes <= job.channels; c += 2 * lanes)
            gatherRow<2, 2>(job, first, last, c, out + c);
        for (; c + lanes <= job.channels; c += lanes)
            gatherRow<1, 4>(job, first, last, c, out + c);
        for (; c < job.channels; ++c)
            gatherScalar(job, first, last, c, out + c);
    }
}

void scatterRows(const ScatterJob& job, std::int64_t begin, std::int64_t end) {
    for (std::int64_t i = begin; i < end; ++i) {
        const std::int64_t row = job.rows ? job.rows[i] : i;
        const std::int64_t first = job.starts[row], last = job.starts[row + 1];
        const float* image = job.image + i * job.channels;
        std::int64_t c = 0;
        for (; c + 4 * lanes <= job.channels; c += 4 * lanes)
            scatterRow<4>(job, first, last, c, image + c);
        for (; c + 2 * lanes <= job.channels; c += 2 * lanes)
            scatterRow<2>(job, first, last, c, image + c);
        for (; c + lanes <= job.channels; c += lanes)
            scatterRow<1>(job, first, last, c, image + c);
        for (; c < job.channels; ++c)
            for (std::int64_t e = first; e < last; ++e)
                job.out[job.indices[e] * job.channels + c] += job.weights[e] * image[c];
    }
}

} // namespace cleave::kernels::CLEAVE_SIMD_TARGET
