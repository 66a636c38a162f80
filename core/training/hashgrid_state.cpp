// SPDX-License-Identifier: Apache-2.0
#include "core/training/hashgrid_state.h"

#include "core/base/error.h"
#include "kernels/base/parallel_for.h"
#include "kernels/math/random.h"

#include <cstring>

namespace cleave {

namespace {

constexpr std::uint32_t stateVersion = 1;
constexpr char stateMagic[4] = {'C', 'L', 'H', 'T'};
constexpr std::uint64_t tableStream = 0x7461626c65;
constexpr float tableBound = 1e-4f; ///< of its first values
constexpr std::int64_t firstRays = 512;

struct Header {
    char magic[4] = {stateMagic[0], stateMagic[1], stateMagic[2], stateMagic[3]};
    std::uint32_t version = stateVersion;
    std::int64_t entryCount = 0;
    std::int64_t cascades = 0;
    std::int64_t rayCount = 0;
    std::int64_t iteration = 0;
    double seconds = 0;
    double lossSum = 0, lossWeight = 0;
};

/// Calls visit(floats, count) for every array of a state, in the order of the file.
template <class State, class Visit>
void forArrays(State& state, Visit&& visit) {
    visit(state.tableFirst.data(), state.tableFirst.count());
    visit(state.tableSecond.data(), state.tableSecond.count());
    visit(state.weightFirst.data(), state.weightFirst.count());
    visit(state.weightSecond.data(), state.weightSecond.count());
    visit(state.occupancyValues.data(), state.occupancyValues.count());
}

std::size_t stateBytes(const HashgridState& state) {
    std::size_t bytes = sizeof(Header);
    forArrays(state, [&](const float*, std::int64_t count) {
        bytes += static_cast<std::size_t>(count) * sizeof(float);
    });
    return bytes;
}

Header readHeader(const HashgridField& field, std::span<const std::byte> bytes) {
    Header header;
    if (bytes.size() < sizeof header ||
        std::memcmp(bytes.data(), stateMagic, sizeof stateMagic) != 0)
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
    if (header.entryCount != field.encoding.entryCount ||
        header.cascades != field.occupancy.size(0))
        throw badFile(CLEAVE_TR("Training",
                                "The training checkpoint holds %1 table entries and %2 cascades, "
                                "but the field has %3 and %4"),
                      header.entryCount,
                      header.cascades,
                      field.encoding.entryCount,
                      field.occupancy.size(0));
    return header;
}

} // namespace

HashgridState::HashgridState(HashgridField start)
    : field(std::move(start))
    , tableFirst(field.table.size(0), field.table.size(1))
    , tableSecond(field.table.size(0), field.table.size(1))
    , weightFirst(field.weights.size(0))
    , weightSecond(field.weights.size(0))
    , occupancyValues(field.occupancy.size(0), kernels::occupancyCells)
    , rayCount(firstRays) {}

HashgridField
initialHashgrid(const SceneCube& cube, const HashgridShape& shape, std::uint64_t seed) {
    HashgridField field(cube, shape);
    kernels::parallelFor<kernels::Device::Cpu>(field.table.count(), [&](std::int64_t i) {
        const double share = kernels::uniformFromBits(
            kernels::randomBits(seed, tableStream, static_cast<std::uint64_t>(i)));
        field.table.data()[i] = tableBound * static_cast<float>(2 * share - 1);
    });
    kernels::initRadianceLayers(seed, field.weights);
    return field;
}

std::vector<std::byte> saveHashgridState(const HashgridState& state) {
    Header header;
    header.entryCount = state.tableFirst.size(0);
    header.cascades = state.occupancyValues.size(0);
    header.rayCount = state.rayCount;
    header.iteration = state.iteration;
    header.seconds = state.seconds;
    header.lossSum = state.loss.sum;
    header.lossWeight = state.loss.weight;
    std::vector<std::byte> bytes(stateBytes(state));
    std::memcpy(bytes.data(), &header, sizeof header);
    std::byte* to = bytes.data() + sizeof header;
    forArrays(state, [&](const float* values, std::int64_t count) {
        std::memcpy(to, values, static_cast<std::size_t>(count) * sizeof(float));
        to += static_cast<std::size_t>(count) * sizeof(float);
    });
    return bytes;
}

HashgridState loadHashgridState(const HashgridField& field, std::span<const std::byte> bytes) {
    const Header header = readHeader(field, bytes);
    HashgridState state(field.clone());
    if (bytes.size() != stateBytes(state))
        throw badFile(CLEAVE_TR("Training", "The training checkpoint has %1 bytes; expected %2"),
                      bytes.size(),
                      stateBytes(state));
    const std::byte* from = bytes.data() + sizeof header;
    forArrays(state, [&](float* values, std::int64_t count) {
        std::memcpy(values, from, static_cast<std::size_t>(count) * sizeof(float));
        from += static_cast<std::size_t>(count) * sizeof(float);
    });
    state.rayCount = header.rayCount;
    state.iteration = header.iteration;
    state.seconds = header.seconds;
    state.loss = {header.lossSum, header.lossWeight};
    return state;
}

} // namespace cleave
