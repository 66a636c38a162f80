// SPDX-License-Identifier: Apache-2.0
#include "core/formats/npz.h"

#include "core/base/error.h"
#include "core/formats/zip_archive.h"

#include <algorithm>
#include <limits>

namespace cleave {

namespace {

const std::string npySuffix = ".npy";

bool isWholeNumber(NpyType type) {
    return type != NpyType::Float32 && type != NpyType::Float64;
}

const NpyArray& plane(const std::map<std::string, NpyArray>& arrays,
                      const std::string& name,
                      const std::filesystem::path& path) {
    const auto found = arrays.find(name);
    if (found == arrays.end())
        throw badFile(
            CLEAVE_TR("Formats",
                      "%1: has no array \"%2\"; expected OmniSeg3D's indices and correlation"),
            path,
            name);
    if (found->second.shape.size() != 2 || !isWholeNumber(found->second.type))
        throw badFile(CLEAVE_TR("Formats", "%1: \"%2\" is no table of whole numbers"), path, name);
    return found->second;
}

template <class T>
NpyArray table(const auto& values, std::int64_t rows, std::int64_t columns) {
    const std::vector<T> converted(values.begin(), values.end());
    return NpyArray::from<T>(converted, {rows, columns});
}

} // namespace

std::map<std::string, NpyArray> readNpz(const std::filesystem::path& path) {
    ZipReader zip(path);
    std::map<std::string, NpyArray> arrays;
    for (const ZipEntry& entry : zip.entries()) {
        if (!entry.name.ends_with(npySuffix))
            continue;
        const std::string name = entry.name.substr(0, entry.name.size() - npySuffix.size());
        arrays[name] = parseNpy(zip.read(entry), path.string() + ": " + name);
    }
    return arrays;
}

void writeNpz(const std::filesystem::path& path, const std::map<std::string, NpyArray>& arrays) {
    std::vector<std::vector<std::byte>> contents;
    contents.reserve(arrays.size());
    std::vector<ZipMember> members;
    for (const auto& [name, array] : arrays) {
        contents.push_back(formatNpy(array));
        members.push_back({name + npySuffix, contents.back()});
    }
    writeZip(path, members);
}

OmniSegPatches readOmniSegPatches(const std::filesystem::path& path) {
    const auto arrays = readNpz(path);
    const NpyArray& indices = plane(arrays, "indices", path);
    const NpyArray& correlation = plane(arrays, "correlation", path);
    constexpr std::int64_t maximumSide = 1 << 16;
    if (correlation.shape[0] != correlation.shape[1] || correlation.shape[0] < 1 ||
        correlation.shape[0] > maximumSide)
        throw badFile(CLEAVE_TR("Formats", "%1: correlation is %2 x %3; expected a square table"),
                      path,
                      correlation.shape[0],
                      correlation.shape[1]);
    if (indices.shape[0] < 1 || indices.shape[1] < 1 || indices.shape[0] > maximumSide ||
        indices.shape[1] > maximumSide)
        throw badFile(
            CLEAVE_TR("Formats", "%1: indices is %2 x %3; expected the photo's height and width"),
            path,
            indices.shape[0],
            indices.shape[1]);

    OmniSegPatches patches;
    patches.patchCount = static_cast<int>(correlation.shape[0]);
    patches.indices =
        IdImage(static_cast<int>(indices.shape[1]), static_cast<int>(indices.shape[0]), 1);
    patches.indices.pixels = indices.values<std::int32_t>();
    for (const std::int32_t id : patches.indices.pixels)
        if (id < 0 || id >= patches.patchCount)
            throw badFile(
                CLEAVE_TR("Formats", "%1: indices holds patch %2, but correlation knows 0 to %3"),
                path,
                id,
                patches.patchCount - 1);
    const auto count = static_cast<std::size_t>(patches.patchCount);
    const std::vector<std::int32_t> shared = correlation.values<std::int32_t>();
    patches.correlation.resize(shared.size());
    for (std::size_t a = 0; a < count; ++a)
        for (std::size_t b = 0; b < count; ++b) {
            const std::int32_t value = shared[a * count + b];
            if (value < 0 || value > std::numeric_limits<std::uint16_t>::max() ||
                value != shared[b * count + a])
                throw badFile(
                    CLEAVE_TR("Formats",
                              "%1: correlation is not symmetric or out of range at %2, %3"),
                    path,
                    a,
                    b);
            patches.correlation[a * count + b] = static_cast<std::uint16_t>(value);
        }
    return patches;
}

void writeOmniSegPatches(const std::filesystem::path& path, const OmniSegPatches& patches) {
    const std::int64_t height = patches.indices.height, width = patches.indices.width,
                       count = patches.patchCount;
    const auto most = patches.correlation.empty() ? 0
                                                  : *std::max_element(patches.correlation.begin(),
                                                                      patches.correlation.end());
    std::map<std::string, NpyArray> arrays;
    arrays["indices"] = count > std::numeric_limits<std::int16_t>::max()
                            ? table<std::int32_t>(patches.indices.pixels, height, width)
                            : table<std::int16_t>(patches.indices.pixels, height, width);
    arrays["correlation"] = most > std::numeric_limits<std::uint8_t>::max()
                                ? table<std::uint16_t>(patches.correlation, count, count)
                                : table<std::uint8_t>(patches.correlation, count, count);
    writeNpz(path, arrays);
}

} // namespace cleave
