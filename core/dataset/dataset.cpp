// SPDX-License-Identifier: Apache-2.0
#include "core/dataset/dataset.h"

#include "core/base/error.h"

#include <algorithm>

namespace cleave {

namespace {

namespace fs = std::filesystem;

/// How closely a name fits a view, 0 not at all: 3 the whole relative path, 2 the same without
/// extension, 1 file name alone, with or without.
int fit(const View& view, const fs::path& wanted) {
    const fs::path name = view.name;
    if (wanted == name || wanted == view.path)
        return 3;
    const auto isBare = [&](const fs::path& full) {
        fs::path bare = full;
        return wanted == bare.replace_extension();
    };
    if (isBare(name) || isBare(view.path))
        return 2;
    if (!wanted.has_parent_path() && (wanted == name.filename() || wanted == name.stem()))
        return 1;
    return 0;
}

/// The last resort: a folder that the dataset does not know ("photos/0001.jpg", "mask/0001.png" for
/// images/0001.jpg).
bool fitsByStem(const View& view, const fs::path& wanted) {
    const fs::path name = view.name;
    return wanted.filename() == name.filename() || wanted.stem() == name.stem();
}

template <class Fits>
const View* onlyOne(const std::vector<View>& views, const std::string& name, const Fits& fits) {
    const View* found = nullptr;
    for (const View& view : views) {
        if (!fits(view))
            continue;
        if (found)
            throw badInput(
                CLEAVE_TR("Dataset",
                          "The view name \"%1\" is ambiguous: %2 and %3 fit; give the folder too"),
                name,
                found->name,
                view.name);
        found = &view;
    }
    return found;
}

} // namespace

const View* Dataset::findView(const std::string& name) const {
    const fs::path wanted = fs::path(name).lexically_normal();
    if (wanted.empty())
        return nullptr;
    for (const int closeness : {3, 2, 1})
        if (const View* found = onlyOne(
                views, name, [&](const View& view) { return fit(view, wanted) == closeness; }))
            return found;
    if (!wanted.has_parent_path() && !wanted.has_extension())
        return nullptr;
    return onlyOne(views, name, [&](const View& view) { return fitsByStem(view, wanted); });
}

const View& Dataset::view(ViewId id) const {
    // Identities are positions unless views were taken out later.
    if (id.value >= 0 && id.value < static_cast<int>(views.size()) && views[id.value].id == id)
        return views[id.value];
    const auto found =
        std::find_if(views.begin(), views.end(), [&](const View& view) { return view.id == id; });
    if (found == views.end())
        throw badInput(CLEAVE_TR("Dataset", "The project has no view number %1"), id.value);
    return *found;
}

std::vector<ViewId> Dataset::trainViews() const {
    std::vector<ViewId> ids;
    for (const View& view : views)
        if (!view.isTest)
            ids.push_back(view.id);
    return ids;
}

std::vector<ViewId> Dataset::testViews() const {
    std::vector<ViewId> ids;
    for (const View& view : views)
        if (view.isTest)
            ids.push_back(view.id);
    return ids;
}

double Dataset::cameraExtent() const {
    constexpr double least = 1e-6;
    if (views.empty())
        return least;
    Bounds box;
    Eigen::Vector3d mean = Eigen::Vector3d::Zero();
    for (const View& view : views) {
        box.extend(view.camera.pose.centerInWorld());
        mean += view.camera.pose.centerInWorld();
    }
    mean /= static_cast<double>(views.size());
    // A box around the mean that reaches as far as the farthest camera on each axis.
    const Eigen::Vector3d reach = (box.max() - mean).cwiseMax(mean - box.min());
    return std::max(reach.norm(), least);
}

std::filesystem::path Dataset::photoPath(const View& view) const {
    return view.path.is_absolute() ? view.path : (folder / view.path).lexically_normal();
}

} // namespace cleave
