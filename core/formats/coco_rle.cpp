// SPDX-License-Identifier: Apache-2.0
#include "core/formats/coco_rle.h"

#include "core/base/error.h"
#include "core/base/safe_file.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <limits>

namespace cleave {

namespace {

using Json = nlohmann::json;

Error badCounts() {
    return badFile(CLEAVE_TR(
        "Formats",
        "the compressed counts of a mask are cut off or hold characters outside COCO's code"));
}

constexpr int maximumSide = 1 << 16;

/// Where a record comes from, for messages.
struct Place {
    const std::filesystem::path& path;
    std::size_t index;
};

Error badRecord(const Place& place, const char* what) {
    return badFile(CLEAVE_TR("Formats", "%1: mask %2: %3"), place.path, place.index, what);
}

std::vector<std::uint32_t> readCounts(const Json& counts, const Place& place) {
    if (counts.is_string()) {
        try {
            return expandCounts(counts.get_ref<const std::string&>());
        } catch (const Error& error) {
            throw badRecord(place, error.what());
        }
    }
    if (!counts.is_array())
        throw badRecord(place, "\"counts\" is neither a list of run lengths nor COCO's text");
    std::vector<std::uint32_t> result;
    result.reserve(counts.size());
    for (const Json& count : counts) {
        if (!count.is_number_unsigned())
            throw badRecord(place, "a run length is not a whole number from 0 on");
        const auto value = count.get<std::uint64_t>();
        if (value > std::numeric_limits<std::uint32_t>::max())
            throw badRecord(place, "a run is longer than any image");
        result.push_back(static_cast<std::uint32_t>(value));
    }
    return result;
}

float readScore(const Json& record, const char* name) {
    const auto found = record.find(name);
    return found != record.end() && found->is_number() ? std::clamp(found->get<float>(), 0.0f, 1.0f)
                                                       : 1.0f;
}

CocoMask readRecord(const Json& record, const Place& place) {
    if (!record.is_object())
        throw badRecord(place, "expected an object with \"segmentation\"");
    const auto segmentation = record.find("segmentation");
    if (segmentation == record.end() || !segmentation->is_object())
        throw badRecord(
            place, "\"segmentation\" is missing or no run-length code (polygons are not read)");
    const auto size = segmentation->find("size");
    if (size == segmentation->end() || !size->is_array() || size->size() != 2 ||
        !(*size)[0].is_number_integer() || !(*size)[1].is_number_integer())
        throw badRecord(place, "\"size\" is not [height, width]");
    const auto height = (*size)[0].get<std::int64_t>(), width = (*size)[1].get<std::int64_t>();
    if (height < 1 || width < 1 || height > maximumSide || width > maximumSide)
        throw badRecord(place, "\"size\" is out of range");
    const auto counts = segmentation->find("counts");
    if (counts == segmentation->end())
        throw badRecord(place, "\"counts\" is missing");

    CocoMask mask;
    mask.region = {static_cast<int>(width), static_cast<int>(height), readCounts(*counts, place)};
    std::int64_t sum = 0;
    for (const std::uint32_t count : mask.region.counts)
        sum += count;
    if (sum != width * height)
        throw badFile(
            CLEAVE_TR("Formats", "%1: mask %2: the runs sum to %3 pixels, expected %4 x %5"),
            place.path,
            place.index,
            sum,
            width,
            height);
    mask.predictedIou = readScore(record, "predicted_iou");
    mask.stability = readScore(record, "stability_score");
    if (const auto name = record.find("name"); name != record.end() && name->is_string())
        mask.name = name->get<std::string>();
    return mask;
}

/// x, y, width - 1, height - 1 of the inside pixels; all 0 for an empty mask.
Json inclusiveBox(const Rle& region) {
    int x0 = region.width, y0 = region.height, x1 = -1, y1 = -1;
    for (const PixelRun run : insideRuns(region)) {
        const int first = static_cast<int>(run.begin / region.height),
                  last = static_cast<int>((run.end - 1) / region.height);
        x0 = std::min(x0, first);
        x1 = std::max(x1, last);
        if (first != last) {
            y0 = 0;
            y1 = region.height - 1;
        } else {
            y0 = std::min(y0, static_cast<int>(run.begin % region.height));
            y1 = std::max(y1, static_cast<int>((run.end - 1) % region.height));
        }
    }
    if (x1 < 0)
        return Json::array({0, 0, 0, 0});
    return Json::array({x0, y0, x1 - x0, y1 - y0});
}

} // namespace

std::string compressCounts(const std::vector<std::uint32_t>& counts) {
    std::string text;
    for (std::size_t i = 0; i < counts.size(); ++i) {
        std::int64_t value = counts[i];
        if (i > 2)
            value -= counts[i - 2];
        for (bool more = true; more;) {
            int digit = static_cast<int>(value & 31);
            value >>= 5;
            // The number ends once the rest is only the sign of what bit 4 already says.
            more = (digit & 16) != 0 ? value != -1 : value != 0;
            if (more)
                digit |= 32;
            text.push_back(static_cast<char>(digit + 48));
        }
    }
    return text;
}

std::vector<std::uint32_t> expandCounts(std::string_view text) {
    std::vector<std::uint32_t> counts;
    for (std::size_t position = 0; position < text.size();) {
        std::int64_t value = 0;
        for (int shift = 0;; shift += 5) {
            if (position == text.size() || shift > 40)
                throw badCounts();
            const int digit = static_cast<unsigned char>(text[position++]) - 48;
            if (digit < 0 || digit > 63)
                throw badCounts();
            value |= static_cast<std::int64_t>(digit & 31) << shift;
            if ((digit & 32) == 0) {
                if ((digit & 16) != 0)
                    value -= std::int64_t{1} << (shift + 5);
                break;
            }
        }
        if (counts.size() > 2)
            value += counts[counts.size() - 2];
        if (value < 0 || value > std::numeric_limits<std::uint32_t>::max())
            throw badCounts();
        counts.push_back(static_cast<std::uint32_t>(value));
    }
    return counts;
}

std::vector<CocoMask> readCocoMasks(const std::filesystem::path& path) {
    const Json json = Json::parse(readTextFile(path), nullptr, false);
    if (json.is_discarded())
        throw badFile(
            CLEAVE_TR("Formats", "%1: is no complete JSON file; expected a list of COCO masks"),
            path);
    const Json* list = &json;
    if (json.is_object()) {
        for (const char* key : {"annotations", "masks"})
            if (const auto found = json.find(key); found != json.end())
                list = &*found;
    }
    if (!list->is_array())
        throw badFile(CLEAVE_TR("Formats", "%1: expected a list of COCO masks"), path);
    std::vector<CocoMask> masks;
    masks.reserve(list->size());
    for (std::size_t i = 0; i < list->size(); ++i)
        masks.push_back(readRecord((*list)[i], {path, i}));
    return masks;
}

void writeCocoMasks(const std::filesystem::path& path,
                    const std::vector<CocoMask>& masks,
                    bool compressed) {
    Json list = Json::array();
    for (const CocoMask& mask : masks) {
        Json segmentation{{"size", {mask.region.height, mask.region.width}}};
        if (compressed)
            segmentation["counts"] = compressCounts(mask.region.counts);
        else
            segmentation["counts"] = mask.region.counts;
        Json record{{"segmentation", std::move(segmentation)},
                    {"area", mask.region.area()},
                    {"bbox", inclusiveBox(mask.region)},
                    {"predicted_iou", mask.predictedIou},
                    {"stability_score", mask.stability}};
        if (!mask.name.empty())
            record["name"] = mask.name;
        list.push_back(std::move(record));
    }
    writeTextFile(path, list.dump());
}

} // namespace cleave
