// SPDX-License-Identifier: Apache-2.0
#include "core/export/export_choice.h"

#include "core/base/error.h"
#include "core/export/field_extent.h"

#include <algorithm>

namespace cleave {

namespace {

/// Parts between commas, without surrounding blanks; empty parts are left out.
std::vector<std::string> splitNames(const std::string& text) {
    std::vector<std::string> names;
    std::size_t position = 0;
    while (position <= text.size()) {
        const std::size_t end = std::min(text.find(',', position), text.size());
        std::string name = text.substr(position, end - position);
        name.erase(0, name.find_first_not_of(' '));
        name.erase(name.find_last_not_of(' ') + 1);
        if (!name.empty())
            names.push_back(std::move(name));
        position = end + 1;
    }
    return names;
}

/// What stands for photos in a project without any.
std::vector<View> orbitViews(const RadianceField& field) {
    std::vector<View> views;
    for (const Camera& camera : orbitCameras(field, 8, 640, 480)) {
        View view;
        view.id.value = static_cast<std::int32_t>(views.size());
        view.name = "orbit_" + std::to_string(views.size());
        view.camera = camera;
        view.sourceIntrinsics = camera.intrinsics;
        views.push_back(std::move(view));
    }
    return views;
}

const View&
namedView(const Dataset* dataset, const std::vector<View>& all, const std::string& name) {
    if (dataset) {
        if (const View* view = dataset->findView(name))
            return *view;
    } else {
        for (const View& view : all)
            if (view.name == name)
                return view;
    }
    throw badInput(CLEAVE_TR("Export", "there is no view \"%1\", the first of %2 is \"%3\""),
                   name,
                   all.size(),
                   all.empty() ? "" : all.front().name);
}

} // namespace

std::vector<SegmentId> chooseSegments(const SegmentTree& tree, const std::string& text) {
    std::vector<SegmentId> chosen;
    const std::vector<std::string> names = splitNames(text);
    if (names.empty())
        throw badInput(CLEAVE_TR(
            "Export", "no segment is named, expected \"all\" or names separated by commas"));
    std::vector<SegmentId> named;
    if (text != "all")
        for (const std::string& name : names)
            named.push_back(tree.named(name).id);
    for (const Segment& segment : tree.segments())
        if (text == "all" || std::find(named.begin(), named.end(), segment.id) != named.end())
            chosen.push_back(segment.id);
    return chosen;
}

std::vector<View>
chooseViews(const Dataset* dataset, const RadianceField& field, const std::string& text) {
    const std::vector<View> all = dataset ? dataset->views : orbitViews(field);
    std::vector<View> chosen;
    if (text == "all" || text == "train" || text == "test") {
        for (const View& view : all)
            if (text == "all" || view.isTest == (text == "test"))
                chosen.push_back(view);
    } else {
        for (const std::string& name : splitNames(text))
            chosen.push_back(namedView(dataset, all, name));
    }
    if (chosen.empty())
        throw badInput(CLEAVE_TR("Export",
                                 "there are no views \"%1\", expected train, test, all or names "
                                 "separated by commas"),
                       text);
    return chosen;
}

void requireField(const RadianceField& field) {
    if (!isTrained(field))
        throw missing(CLEAVE_TR(
            "Export", "the project has no radiance field yet; train one or open a splat first"));
}

std::vector<std::int32_t> deepestSegments(const SegmentTree& tree,
                                          std::span<const SegmentId> chosen,
                                          const RadianceField& field) {
    const std::int64_t count = primitiveCount(field);
    std::vector<std::int32_t> deepest(static_cast<std::size_t>(count), 0);
    std::vector<int> depths(static_cast<std::size_t>(count), 0);
    for (SegmentId id : chosen) {
        const Segment& segment = tree.at(id);
        if (!segment.primitives)
            continue;
        if (segment.primitives->fieldRevision() != revisionOf(field) ||
            segment.primitives->primitiveCount() != count)
            throw badInput(CLEAVE_TR("Export",
                                     "segment \"%1\" was made on another field than the present "
                                     "one; select it again"),
                           segment.name);
        int depth = 1;
        for (SegmentId parent = segment.parent; parent.value != 0; parent = tree.at(parent).parent)
            ++depth;
        for (std::int64_t primitive : segment.primitives->indices()) {
            const auto p = static_cast<std::size_t>(primitive);
            if (depth <= depths[p])
                continue;
            depths[p] = depth;
            deepest[p] = static_cast<std::int32_t>(id.value);
        }
    }
    return deepest;
}

std::string fileNameOf(const std::string& name) {
    std::string safe;
    for (const char c : name) {
        const auto byte = static_cast<unsigned char>(c);
        safe += c == '/' || c == '\\' ? '-'
                : byte < 32 || byte == 127 || c == ':' || c == '*' || c == '?' || c == '"' ||
                        c == '<' || c == '>' || c == '|'
                    ? '_'
                    : c;
    }
    if (safe.empty() || safe.front() == '.')
        safe.insert(0, 1, '_');
    return safe;
}

} // namespace cleave
