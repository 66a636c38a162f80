// SPDX-License-Identifier: Apache-2.0
#include "core/base/error.h"
#include "core/base/log.h"
#include "core/dataset/initial_points.h"
#include "core/dataset/posed_photos.h"

#include <optional>
#include <set>
#include <unordered_set>

namespace cleave::detail {

namespace fs = std::filesystem;

namespace {

bool isFile(const fs::path& path) {
    std::error_code code;
    return fs::is_regular_file(path, code);
}

/// The JSON that holds the training frames.
fs::path mainFile(const fs::path& path) {
    if (path.extension() == ".json")
        return path;
    for (const char* name : {"transforms.json", "transforms_train.json"})
        if (isFile(path / name))
            return path / name;
    return {};
}

/// The JSON beside it that holds the test frames of Blender's layout.
fs::path testFile(const fs::path& main) {
    if (main.filename() != "transforms.json" && main.filename() != "transforms_train.json")
        return {};
    for (const char* name : {"transforms_test.json", "transforms_val.json"})
        if (isFile(main.parent_path() / name))
            return main.parent_path() / name;
    return {};
}

/// The split lists of nerfstudio. What no list names is left out there, and so it is here.
class SplitLists {
public:
    explicit SplitLists(const TransformsFile& file)
        : train_(normalised(file.trainFilenames))
        , test_(normalised(file.testFilenames.empty() ? file.valFilenames : file.testFilenames))
        , validation_(normalised(file.valFilenames)) {}

    PhotoRole role(const std::string& filePath) const {
        if (train_.empty() && test_.empty())
            return PhotoRole::Unsaid;
        const std::string name = fs::path(filePath).lexically_normal().generic_string();
        if (test_.contains(name))
            return PhotoRole::Test;
        if (train_.contains(name))
            return PhotoRole::Train;
        if (train_.empty())
            return validation_.contains(name) ? PhotoRole::Unused : PhotoRole::Train;
        return test_.empty() ? PhotoRole::Test : PhotoRole::Unused;
    }

private:
    static std::unordered_set<std::string> normalised(const std::vector<std::string>& names) {
        std::unordered_set<std::string> result;
        for (const std::string& name : names)
            result.insert(fs::path(name).lexically_normal().generic_string());
        return result;
    }

    std::unordered_set<std::string> train_, test_, validation_;
};

void addFrames(PosedPhotos& found,
               const fs::path& jsonPath,
               const TransformsFile& file,
               std::optional<PhotoRole> role) {
    const SplitLists lists(file);
    std::set<fs::path> known;
    for (const PosedPhoto& photo : found.photos)
        known.insert(photo.path);
    for (const TransformsFrame& frame : file.frames) {
        const PhotoRole use = role ? *role : lists.role(frame.filePath);
        if (use == PhotoRole::Unused)
            continue;
        const fs::path path =
            existingPhoto((jsonPath.parent_path() / frame.filePath).lexically_normal());
        if (path.empty()) {
            found.missing.push_back(frame.filePath);
            continue;
        }
        if (!known.insert(path).second) {
            // In the files of both training and test: held out.
            for (PosedPhoto& photo : found.photos)
                if (photo.path == path && use == PhotoRole::Test)
                    photo.role = use;
            continue;
        }
        found.photos.push_back({path,
                                frame.pose,
                                frame.lens,
                                use,
                                jsonPath.string() + ", frame of " + frame.filePath});
    }
}

} // namespace

bool isTransforms(const fs::path& path) {
    return isFile(mainFile(path));
}

PosedPhotos readTransformsPhotos(const fs::path& path) {
    const fs::path main = mainFile(path);
    if (main.empty())
        throw missing(
            CLEAVE_TR("Dataset", "%1 holds neither transforms.json nor transforms_train.json"),
            path);
    const TransformsFile file = readTransforms(main);
    PosedPhotos found;
    found.format = "transforms";
    found.folder = main.parent_path();
    found.source = main;
    found.lookedIn = found.folder.string();
    const bool hasLists =
        !file.trainFilenames.empty() || !file.testFilenames.empty() || !file.valFilenames.empty();
    const fs::path test = hasLists ? fs::path() : testFile(main);
    addFrames(found, main, file, test.empty() ? std::nullopt : std::optional(PhotoRole::Train));
    if (!test.empty())
        addFrames(found, test, readTransforms(test), PhotoRole::Test);

    const fs::path ply = found.folder / file.plyFilePath;
    const bool isNamed = !file.plyFilePath.empty();
    if (isNamed && !isFile(ply))
        log(LogLevel::Warning,
            text(CLEAVE_TR("Dataset", "%1 names the points %2, which are not there"),
                 main,
                 file.plyFilePath));
    found.points =
        isNamed && isFile(ply) ? readInitialPoints(ply) : findPoints(found.folder, found.photos);
    return found;
}

} // namespace cleave::detail
