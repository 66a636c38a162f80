// SPDX-License-Identifier: Apache-2.0
#include "core/training/gaussian_state.h"

#include "core/base/error.h"
#include "kernels/base/parallel_for.h"
#include "kernels/math/morton.h"

#include <algorithm>
#include <cstring>
#include <limits>

namespace cleave {

namespace {

constexpr std::uint32_t stateVersion = 1;

struct Header {
    char magic[4] = {'C', 'L', 'G', 'T'};
    std::uint32_t version = stateVersion;
    std::int64_t count = 0;
    std::int64_t planeCount = 0;
    std::int64_t iteration = 0;
    double seconds = 0;
    double lossSum = 0, lossWeight = 0;
};

/// Order along the Morton curve through the means; far outliers share the curve's ends.
std::vector<std::uint64_t> curveKeys(const GaussianField& field) {
    const auto count = static_cast<std::size_t>(field.count);
    float low[3], high[3];
    for (int axis = 0; axis < 3; ++axis) {
        std::vector<float> sorted(field.plane(axis), field.plane(axis) + count);
        const auto at = [&](std::size_t place) {
            std::nth_element(
                sorted.begin(), sorted.begin() + static_cast<std::ptrdiff_t>(place), sorted.end());
            return sorted[place];
        };
        low[axis] = at(count / 50);
        high[axis] = at(count - 1 - count / 50);
    }
    const float side = std::max({high[0] - low[0], high[1] - low[1], high[2] - low[2], 1e-12f});
    std::vector<std::uint64_t> keys(count);
    for (std::size_t i = 0; i < count; ++i) {
        std::uint32_t cell[3];
        for (int axis = 0; axis < 3; ++axis) {
            const float share = (field.plane(axis)[i] - low[axis]) / side;
            cell[axis] = static_cast<std::uint32_t>(std::clamp(share, 0.0f, 1.0f) * 1023.0f);
        }
        keys[i] = kernels::mortonCode(cell[0], cell[1], cell[2]);
    }
    return keys;
}

kernels::Array<float, 2> gathered(const kernels::Array<float, 2>& from,
                                  const std::vector<GaussianState::Origin>& origins,
                                  bool zeroWhereNew) {
    const auto count = static_cast<std::int64_t>(origins.size());
    kernels::Array<float, 2> to(from.size(0), kernels::gaussianPlaneStride(count));
    kernels::forChunks(from.size(0), 1, [&](std::int64_t p, std::int64_t, std::int64_t) {
        const float* source = from.data() + p * from.size(1);
        float* target = to.data() + p * to.size(1);
        for (std::size_t i = 0; i < origins.size(); ++i)
            target[i] = zeroWhereNew && origins[i].isNew ? 0.0f : source[origins[i].source];
    });
    return to;
}

} // namespace

GaussianState::GaussianState(GaussianField start)
    : field(std::move(start))
    , first(field.planes.size(0), field.planes.size(1))
    , second(field.planes.size(0), field.planes.size(1))
    , statistics(2, field.planes.size(1)) {}

std::vector<GaussianState::Origin> GaussianState::rearrange(std::vector<Origin> origins) {
    CLEAVE_ASSERT(!origins.empty() &&
                  origins.size() <
                      static_cast<std::size_t>(std::numeric_limits<std::int32_t>::max()));
    const std::vector<std::uint64_t> keys = curveKeys(field);
    std::stable_sort(origins.begin(), origins.end(), [&](const Origin& a, const Origin& b) {
        const std::uint64_t keyA = keys[static_cast<std::size_t>(a.source)],
                            keyB = keys[static_cast<std::size_t>(b.source)];
        return keyA != keyB ? keyA < keyB : a.source < b.source;
    });
    field.planes = gathered(field.planes, origins, false);
    field.count = static_cast<std::int64_t>(origins.size());
    kernels::padGaussianPlanes(field.planes, field.count);
    first = gathered(first, origins, true);
    second = gathered(second, origins, true);
    statistics = kernels::Array<float, 2>(2, field.planes.size(1));
    return origins;
}

std::vector<std::byte> saveGaussianState(const GaussianState& state) {
    Header header;
    header.count = state.field.count; // also of a state whose planes have been moved out
    header.planeCount = state.first.size(0);
    header.iteration = state.iteration;
    header.seconds = state.seconds;
    header.lossSum = state.loss.sum;
    header.lossWeight = state.loss.weight;
    const auto rowBytes = static_cast<std::size_t>(header.count) * sizeof(float);
    const auto planes = static_cast<std::size_t>(header.planeCount);
    std::vector<std::byte> bytes(sizeof header + (2 * planes + 2) * rowBytes);
    std::byte* to = bytes.data();
    std::memcpy(to, &header, sizeof header);
    to += sizeof header;
    for (const kernels::Array<float, 2>* array : {&state.first, &state.second, &state.statistics})
        for (std::int64_t p = 0; p < array->size(0); ++p, to += rowBytes)
            std::memcpy(to, array->data() + p * array->size(1), rowBytes);
    return bytes;
}

GaussianState loadGaussianState(const GaussianField& field, std::span<const std::byte> bytes) {
    Header header;
    const char expected[4] = {'C', 'L', 'G', 'T'};
    if (bytes.size() < sizeof header || std::memcmp(bytes.data(), expected, sizeof expected) != 0)
        throw badFile(
            CLEAVE_TR("Training",
                      "The training checkpoint is damaged: its first %1 bytes are no header"),
            sizeof header);
    std::memcpy(&header, bytes.data(), sizeof header);
    if (header.version > stateVersion)
        throw Error(
            ErrorKind::Version,
            text(CLEAVE_TR("Training",
                           "The training checkpoint has version %1; this program reads up to %2"),
                 header.version,
                 stateVersion));
    if (header.count != field.count || header.planeCount != field.planes.size(0))
        throw badFile(CLEAVE_TR("Training",
                                "The training checkpoint holds %1 gaussians of %2 values, but the "
                                "field has %3 of %4"),
                      header.count,
                      header.planeCount,
                      field.count,
                      field.planes.size(0));
    const auto rowBytes = static_cast<std::size_t>(header.count) * sizeof(float);
    const std::size_t size =
        sizeof header + (2 * static_cast<std::size_t>(header.planeCount) + 2) * rowBytes;
    if (bytes.size() != size)
        throw badFile(CLEAVE_TR("Training", "The training checkpoint has %1 bytes; expected %2"),
                      bytes.size(),
                      size);
    GaussianField parameters = field.clone();
    parameters.extras.clear(); // of gaussians that training replaces
    GaussianState state(std::move(parameters));
    const std::byte* from = bytes.data() + sizeof header;
    for (kernels::Array<float, 2>* array : {&state.first, &state.second, &state.statistics})
        for (std::int64_t p = 0; p < array->size(0); ++p, from += rowBytes)
            std::memcpy(array->data() + p * array->size(1), from, rowBytes);
    state.iteration = header.iteration;
    state.seconds = header.seconds;
    state.loss = {header.lossSum, header.lossWeight};
    return state;
}

} // namespace cleave
