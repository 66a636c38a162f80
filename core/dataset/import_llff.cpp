// SPDX-License-Identifier: Apache-2.0
#include "core/base/error.h"
#include "core/dataset/posed_photos.h"
#include "core/formats/llff.h"

namespace cleave::detail {

namespace fs = std::filesystem;

bool isLlff(const fs::path& folder) {
    std::error_code code;
    return fs::is_regular_file(folder / "poses_bounds.npy", code);
}

PosedPhotos readLlffPhotos(const fs::path& folder) {
    const fs::path file = folder / "poses_bounds.npy";
    if (!isLlff(folder))
        throw missing(CLEAVE_TR("Dataset", "%1 holds no poses_bounds.npy (LLFF)"), folder);
    const std::vector<LlffRow> rows = readLlff(file);
    PosedPhotos found;
    found.format = "llff";
    found.folder = folder;
    found.source = file;
    found.lookedIn = (folder / "images").string() + ", images_2 ...";
    // Rows have no names, only an order: a folder with another number of photos cannot be matched.
    std::string counts;
    for (const fs::path& images : imageFolders(folder)) {
        const std::vector<fs::path> paths = imagesIn(images);
        if (paths.size() != rows.size()) {
            counts += (counts.empty() ? "" : ", ") + images.filename().string() + ": " +
                      std::to_string(paths.size());
            continue;
        }
        for (std::size_t i = 0; i < rows.size(); ++i)
            found.photos.push_back({paths[i],
                                    rows[i].pose,
                                    rows[i].intrinsics,
                                    PhotoRole::Unsaid,
                                    file.string() + ", row " + std::to_string(i)});
        break;
    }
    if (found.photos.empty() && !counts.empty())
        throw badFile(CLEAVE_TR("Dataset",
                                "%1 holds %2 poses, but there are other numbers of photos (%3); "
                                "expected one photo per pose"),
                      file,
                      rows.size(),
                      counts);
    if (found.photos.empty())
        throw missing(CLEAVE_TR("Dataset",
                                "%1 holds %2 poses, but there is no folder images or images_2, "
                                "images_4, ... beside it"),
                      file,
                      rows.size());
    found.points = findPoints(folder, found.photos);
    return found;
}

} // namespace cleave::detail
