// SPDX-License-Identifier: Apache-2.0
#include "core/jobs/kept_masks.h"

#include "core/base/error.h"
#include "core/base/safe_file.h"
#include "core/formats/coco_rle.h"

#include <algorithm>

namespace cleave {

namespace {

constexpr const char* settingsFile = "settings.txt";

} // namespace

std::filesystem::path keptMasksFolder(const std::filesystem::path& documentPath) {
    std::filesystem::path folder = documentPath;
    folder += "-masks";
    return folder;
}

KeptMasks::KeptMasks(std::filesystem::path folder, const std::string& settings)
    : folder_(std::move(folder)) {
    if (folder_.empty())
        return;
    std::error_code code;
    const std::filesystem::path file = folder_ / settingsFile;
    if (std::filesystem::exists(file, code) && readTextFile(file) == settings)
        return;
    discardKeptMasks(folder_);
    makeFolder(folder_);
    writeTextFile(file, settings);
}

std::filesystem::path KeptMasks::fileOf(const View& view) const {
    return folder_ / (std::to_string(view.id.value) + ".json");
}

std::optional<std::vector<Mask>> KeptMasks::find(const View& view, int width, int height) const {
    std::error_code code;
    if (folder_.empty() || !std::filesystem::exists(fileOf(view), code))
        return std::nullopt;
    try {
        std::vector<Mask> masks;
        for (CocoMask& one : readCocoMasks(fileOf(view)))
            masks.push_back({std::move(one.region), one.predictedIou, one.stability});
        const bool fits = std::all_of(masks.begin(), masks.end(), [&](const Mask& mask) {
            return mask.region.width == width && mask.region.height == height;
        });
        return fits ? std::optional(std::move(masks)) : std::nullopt;
    } catch (const Error&) { // cut off by what stopped the run: the photo is done again
        return std::nullopt;
    }
}

void KeptMasks::keep(const View& view, const std::vector<Mask>& masks) const {
    if (folder_.empty())
        return;
    std::vector<CocoMask> records;
    for (const Mask& mask : masks)
        records.push_back({mask.region, mask.predictedIou, mask.stability, {}});
    writeCocoMasks(fileOf(view), records, true);
}

void discardKeptMasks(const std::filesystem::path& folder) {
    std::error_code code;
    if (!std::filesystem::is_directory(folder, code))
        return;
    // Only what is ours: the name might be somebody else's folder.
    for (const auto& entry : std::filesystem::directory_iterator(folder, code))
        if (entry.path().extension() == ".json" || entry.path().filename() == settingsFile)
            std::filesystem::remove(entry.path(), code);
    std::filesystem::remove(folder, code);
}

} // namespace cleave
