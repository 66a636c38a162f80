// SPDX-License-Identifier: Apache-2.0
#include "core/base/error.h"
#include "core/dataset/initial_points.h"
#include "core/dataset/posed_photos.h"
#include "core/dataset/split.h"
#include "core/formats/colmap.h"

#include <algorithm>

namespace cleave::detail {

namespace fs = std::filesystem;

namespace {

/// The folder, or those above it when a model's own folder was given.
std::vector<fs::path> rootsFor(const fs::path& folder, const fs::path& model) {
    std::vector<fs::path> roots = {folder};
    if (model == folder)
        for (fs::path above = folder.parent_path(); roots.size() < 3 && above != above.root_path();
             above = above.parent_path())
            roots.push_back(above);
    return roots;
}

/// Where most of the model's photos are; the first of equals.
struct PhotoFolder {
    fs::path root, folder;
    std::size_t count = 0;
};

PhotoFolder findPhotoFolder(const std::vector<fs::path>& roots, const ColmapModel& model) {
    PhotoFolder best{roots[0], roots[0] / "images"};
    for (const fs::path& root : roots) {
        std::vector<fs::path> candidates = imageFolders(root);
        candidates.push_back(root / "input");
        candidates.push_back(root);
        for (const fs::path& candidate : candidates) {
            std::error_code code;
            if (!fs::is_directory(candidate, code))
                continue;
            const auto count = static_cast<std::size_t>(std::count_if(
                model.images.begin(), model.images.end(), [&](const ColmapImage& image) {
                    return !existingPhoto(candidate / image.name).empty();
                }));
            if (count > best.count)
                best = {root, candidate, count};
        }
        if (best.count > 0)
            break; // nearer folders first
    }
    return best;
}

void takeRoles(PosedPhotos& found, const fs::path& testList) {
    const std::vector<std::string> names = readViewNames(testList);
    for (PosedPhoto& photo : found.photos) {
        const bool isTest = std::any_of(names.begin(), names.end(), [&](const std::string& name) {
            return name == photo.path.filename() || name == photo.path.stem() ||
                   photo.path.generic_string().ends_with("/" + name);
        });
        photo.role = isTest ? PhotoRole::Test : PhotoRole::Train;
    }
}

} // namespace

fs::path findColmapModel(const fs::path& folder) {
    for (const fs::path& candidate : {folder / "sparse/0",
                                      folder / "sparse",
                                      folder / "colmap/sparse/0",
                                      folder / "colmap/sparse",
                                      folder})
        if (isColmapModel(candidate))
            return candidate;
    return {};
}

PosedPhotos readColmapPhotos(const fs::path& folder) {
    const fs::path modelFolder = findColmapModel(folder);
    if (modelFolder.empty())
        throw missing(CLEAVE_TR("Dataset",
                                "%1 holds no COLMAP model; looked for cameras and images (.bin or "
                                ".txt) in sparse/0, sparse, "
                                "colmap/sparse/0 and the folder itself"),
                      folder);
    const ColmapModel model = readColmapModel(modelFolder);
    const PhotoFolder photos = findPhotoFolder(rootsFor(folder, modelFolder), model);
    PosedPhotos found;
    found.format = "colmap";
    found.folder = photos.root;
    found.source = modelFolder;
    found.lookedIn = (folder / "images").string() + ", images_2 ...";
    for (const ColmapImage& image : model.images) {
        const fs::path path = existingPhoto(photos.folder / image.name);
        if (path.empty())
            found.missing.push_back(image.name);
        else
            found.photos.push_back({path,
                                    image.pose,
                                    model.camera(image.cameraId)->intrinsics,
                                    PhotoRole::Unsaid,
                                    modelFolder.string() + ", image " + image.name});
    }
    for (const fs::path& list : {modelFolder / "test.txt", photos.root / "test.txt"}) {
        std::error_code code;
        if (!fs::is_regular_file(list, code))
            continue;
        takeRoles(found, list);
        break;
    }
    found.points = initialPoints(model.points);
    return found;
}

} // namespace cleave::detail
