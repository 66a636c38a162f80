// SPDX-License-Identifier: Apache-2.0
#include "core/dataset/posed_photos.h"

#include <algorithm>
#include <array>
#include <cctype>

namespace cleave::detail {

namespace fs = std::filesystem;

namespace {

constexpr std::array<const char*, 8> extensions = {
    ".jpg", ".png", ".jpeg", ".JPG", ".PNG", ".JPEG", ".webp", ".WEBP"};

bool isFile(const fs::path& path) {
    std::error_code code;
    return fs::is_regular_file(path, code);
}

} // namespace

bool isImageName(const fs::path& path) {
    return std::any_of(extensions.begin(), extensions.end(), [&](const char* extension) {
        return path.extension() == extension;
    });
}

std::vector<fs::path> imagesIn(const fs::path& folder) {
    std::vector<fs::path> images;
    std::error_code code;
    for (fs::directory_iterator entry(folder, code), end; !code && entry != end;
         entry.increment(code))
        if (isImageName(entry->path()) && isFile(entry->path()))
            images.push_back(entry->path());
    std::sort(images.begin(), images.end());
    return images;
}

std::vector<fs::path> imageFolders(const fs::path& root) {
    std::vector<std::pair<int, fs::path>> found;
    std::error_code code;
    for (fs::directory_iterator entry(root, code), end; !code && entry != end;
         entry.increment(code)) {
        const std::string name = entry->path().filename().string();
        constexpr std::string_view prefix = "images_";
        int factor = 0;
        if (name == "images") {
            factor = 1;
        } else if (name.starts_with(prefix) && name.size() > prefix.size() &&
                   name.size() < prefix.size() + 4 &&
                   std::all_of(name.begin() + prefix.size(), name.end(), [](unsigned char c) {
                       return std::isdigit(c);
                   })) {
            factor = std::stoi(name.substr(prefix.size()));
        }
        if (factor > 0 && entry->is_directory(code))
            found.emplace_back(factor, entry->path());
    }
    std::sort(found.begin(), found.end());
    std::vector<fs::path> folders;
    for (auto& [factor, folder] : found)
        folders.push_back(std::move(folder));
    return folders;
}

fs::path existingPhoto(const fs::path& path) {
    if (isFile(path))
        return path;
    for (const char* extension : extensions) {
        // "r_0" gets an extension, "a.JPG" another one; "IMG.0001" is tried both ways.
        fs::path candidate = path;
        candidate += extension;
        if (isFile(candidate))
            return candidate;
        if (isImageName(path) && isFile(candidate = fs::path(path).replace_extension(extension)))
            return candidate;
    }
    return {};
}

} // namespace cleave::detail
