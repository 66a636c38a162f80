// SPDX-License-Identifier: Apache-2.0
#include "core/base/error.h"
#include "core/dataset/content_hash.h"
#include "core/project/project_store.h"

#include <map>

namespace cleave {

namespace {

namespace fs = std::filesystem;

/// All files below a folder by file name.
std::multimap<std::string, fs::path> filesBelow(const fs::path& folder) {
    std::multimap<std::string, fs::path> files;
    std::error_code code;
    for (fs::recursive_directory_iterator
             it(folder, fs::directory_options::skip_permission_denied, code),
         end;
         !code && it != end;
         it.increment(code))
        if (it->is_regular_file(code))
            files.emplace(it->path().filename().string(), it->path());
    return files;
}

bool holdsPhoto(const fs::path& path, const View& view) {
    return view.contentHash == 0 || hashFile(path) == view.contentHash;
}

} // namespace

std::vector<std::string> missingPhotos(const Dataset& dataset) {
    std::vector<std::string> gone;
    std::error_code code;
    for (const View& view : dataset.views)
        if (!fs::is_regular_file(dataset.folder / view.path, code))
            gone.push_back(view.name);
    return gone;
}

Dataset relinkPhotos(const Dataset& dataset, const fs::path& folder) {
    std::error_code code;
    if (!fs::is_directory(folder, code))
        throw missing(CLEAVE_TR("Project", "%1 is no folder"), folder);
    Dataset relinked = dataset;
    relinked.folder = fs::canonical(folder);
    std::multimap<std::string, fs::path> files; // listed when the photos do not lie as they did
    for (View& view : relinked.views) {
        if (view.path.is_relative() && fs::is_regular_file(relinked.folder / view.path, code) &&
            holdsPhoto(relinked.folder / view.path, view))
            continue;
        if (files.empty())
            files = filesBelow(relinked.folder);
        const auto [begin, end] = files.equal_range(view.path.filename().string());
        if (begin == end)
            throw missing(CLEAVE_TR("Project", "%1 holds no photo %2"), folder, view.name);
        auto found = begin;
        while (found != end && !holdsPhoto(found->second, view))
            ++found;
        if (found == end)
            throw badInput(
                CLEAVE_TR("Project", "%1 is not the photo that the project was made with"),
                begin->second);
        view.path = found->second.lexically_relative(relinked.folder);
    }
    return relinked;
}

} // namespace cleave
