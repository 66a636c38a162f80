// SPDX-License-Identifier: Apache-2.0
// Masks packed: runs of regions as they are, patches as runs of equal ids in reading order, shared
// counts as runs over the upper triangle. A view of 30 masks at 320 x 240 takes about 10 kB.
#include "core/project/byte_coding.h"
#include "core/project/project_assets.h"

#include <nlohmann/json.hpp>

#include <limits>

namespace cleave {

namespace {

using Json = nlohmann::json;

constexpr std::uint64_t largestSide = 1 << 20;       // pixels
constexpr std::uint64_t largestPatchCount = 1 << 15; // the table of shared masks is square

void packRegion(const Rle& region, ByteWriter& writer) {
    writer.number(static_cast<std::uint64_t>(region.width));
    writer.number(static_cast<std::uint64_t>(region.height));
    writer.number(region.counts.size());
    for (const std::uint32_t run : region.counts)
        writer.number(run);
}

Rle unpackRegion(ByteReader& reader) {
    Rle region;
    region.width = static_cast<int>(reader.number(largestSide));
    region.height = static_cast<int>(reader.number(largestSide));
    const std::uint64_t pixels =
        static_cast<std::uint64_t>(region.width) * static_cast<std::uint64_t>(region.height);
    const std::uint64_t runs = reader.number(pixels + 1);
    std::uint64_t sum = 0;
    for (std::uint64_t i = 0; i < runs; ++i) {
        region.counts.push_back(static_cast<std::uint32_t>(reader.number(pixels - sum)));
        sum += region.counts.back();
    }
    if (sum != pixels)
        throw ByteReader::damaged();
    return region;
}

/// value, run length - 1, ...
template <class Value, class At>
void packRuns(std::size_t count, const At& at, ByteWriter& writer) {
    for (std::size_t i = 0; i < count;) {
        const Value value = at(i);
        std::size_t end = i + 1;
        while (end < count && at(end) == value)
            ++end;
        writer.number(static_cast<std::uint64_t>(value));
        writer.number(end - i - 1);
        i = end;
    }
}

template <class Set>
void unpackRuns(std::size_t count, std::uint64_t largest, const Set& set, ByteReader& reader) {
    for (std::size_t i = 0; i < count;) {
        const std::uint64_t value = reader.number(largest);
        for (std::uint64_t run = reader.number(count - i - 1) + 1; run > 0; --run)
            set(i++, value);
    }
}

std::vector<std::size_t> upperTriangle(std::size_t side) {
    std::vector<std::size_t> places;
    places.reserve(side * (side + 1) / 2);
    for (std::size_t row = 0; row < side; ++row)
        for (std::size_t column = row; column < side; ++column)
            places.push_back(row * side + column);
    return places;
}

void packHierarchy(const MaskHierarchy& hierarchy, ByteWriter& writer) {
    writer.number(static_cast<std::uint64_t>(hierarchy.patches.width));
    writer.number(static_cast<std::uint64_t>(hierarchy.patches.height));
    writer.number(static_cast<std::uint64_t>(hierarchy.patchCount));
    writer.number(hierarchy.correlation.empty() ? 0 : 1);
    packRuns<std::int32_t>(
        hierarchy.patches.pixels.size(),
        [&](std::size_t i) { return hierarchy.patches.pixels[i]; },
        writer);
    if (hierarchy.correlation.empty())
        return;
    const std::vector<std::size_t> places =
        upperTriangle(static_cast<std::size_t>(hierarchy.patchCount));
    packRuns<std::uint16_t>(
        places.size(), [&](std::size_t i) { return hierarchy.correlation[places[i]]; }, writer);
}

MaskHierarchy unpackHierarchy(ByteReader& reader) {
    const int width = static_cast<int>(reader.number(largestSide)),
              height = static_cast<int>(reader.number(largestSide));
    if (static_cast<std::uint64_t>(width) * static_cast<std::uint64_t>(height) > std::uint64_t{1}
                                                                                     << 31)
        throw ByteReader::damaged();
    MaskHierarchy hierarchy;
    hierarchy.patchCount = static_cast<int>(reader.number(largestPatchCount));
    const bool hasCorrelation = reader.number(1) == 1;
    if (width > 0 && height > 0)
        hierarchy.patches = IdImage(width, height, 1);
    const auto largestPatch = static_cast<std::uint64_t>(std::max(1, hierarchy.patchCount) - 1);
    unpackRuns(
        hierarchy.patches.pixels.size(),
        largestPatch,
        [&](std::size_t i, std::uint64_t value) {
            hierarchy.patches.pixels[i] = static_cast<std::int32_t>(value);
        },
        reader);
    if (!hasCorrelation)
        return hierarchy;
    const auto side = static_cast<std::size_t>(hierarchy.patchCount);
    hierarchy.correlation.resize(side * side);
    const std::vector<std::size_t> places = upperTriangle(side);
    unpackRuns(
        places.size(),
        std::numeric_limits<std::uint16_t>::max(),
        [&](std::size_t i, std::uint64_t value) {
            const std::size_t row = places[i] / side, column = places[i] % side;
            hierarchy.correlation[places[i]] = hierarchy.correlation[column * side + row] =
                static_cast<std::uint16_t>(value);
        },
        reader);
    return hierarchy;
}

} // namespace

AssetSource masksAsset(const MaskSet& masks) {
    return {
        {masks.revision,
         "masks",
         Json{{"source", masks.source}, {"views", masks.views.size()}, {"masks", masks.maskCount()}}
             .dump(),
         0},
        {},
        nullptr};
}

void packMasks(const MaskSet& masks, AssetSource& asset) {
    ByteWriter writer;
    for (const auto& [id, view] : masks.views) {
        writer.number(static_cast<std::uint64_t>(id.value));
        writer.number(view->masks.size());
        for (const Mask& mask : view->masks) {
            packRegion(mask.region, writer);
            writer.raw(mask.predictedIou);
            writer.raw(mask.stability);
        }
        packHierarchy(view->hierarchy, writer);
    }
    asset.packed = std::make_shared<const std::vector<std::byte>>(writer.take());
    asset.parts = {*asset.packed};
    asset.header.size = static_cast<std::int64_t>(asset.packed->size());
}

std::shared_ptr<const MaskSet>
readMasks(ProjectFile& file, const AssetHeader& header, Progress& progress) {
    auto set = std::make_shared<MaskSet>();
    set->revision = header.id;
    std::uint64_t viewCount = 0;
    try {
        const Json info = Json::parse(header.info);
        set->source = info.at("source");
        viewCount = info.at("views");
    } catch (const Json::exception&) {
        throw ByteReader::damaged();
    }
    if (header.kind != "masks" || header.size < 0 || header.size > std::int64_t{1} << 36)
        throw ByteReader::damaged();
    std::vector<std::byte> bytes(static_cast<std::size_t>(header.size));
    const std::span<std::byte> part(bytes);
    file.readAsset(header, {&part, 1}, progress);
    ByteReader reader(bytes);
    for (std::uint64_t v = 0; v < viewCount; ++v) {
        const ViewId id{
            static_cast<std::int32_t>(reader.number(std::numeric_limits<std::int32_t>::max()))};
        auto view = std::make_shared<ViewMasks>();
        for (std::uint64_t m = reader.number(); m > 0; --m) {
            Mask mask;
            mask.region = unpackRegion(reader);
            mask.predictedIou = reader.raw<float>();
            mask.stability = reader.raw<float>();
            view->masks.push_back(std::move(mask));
        }
        view->hierarchy = unpackHierarchy(reader);
        set->views.emplace(id, std::move(view));
        progress.check();
    }
    if (!reader.isAtEnd())
        throw ByteReader::damaged();
    return set;
}

} // namespace cleave
