// SPDX-License-Identifier: Apache-2.0
#include "core/base/error.h"
#include "core/dataset/posed_photos.h"
#include "core/formats/image_file.h"
#include "core/formats/replica_trajectory.h"

#include <algorithm>
#include <array>
#include <cctype>

namespace cleave::detail {

namespace fs = std::filesystem;

namespace {

/// One way to lay out a rendered sequence.
struct Layout {
    const char* trajectory;
    const char* photos;
    const char* prefix; ///< of the photos' names, before the frame's number
};

constexpr std::array<Layout, 2> layouts = {
    {{"traj_w_c.txt", "rgb", "rgb_"}, {"traj.txt", "results", "frame"}}};

bool isFile(const fs::path& path) {
    std::error_code code;
    return fs::is_regular_file(path, code);
}

const Layout* layoutOf(const fs::path& folder) {
    for (const Layout& layout : layouts)
        if (isFile(folder / layout.trajectory))
            return &layout;
    return nullptr;
}

/// Sequences one level below, for a folder that is a whole room.
std::vector<fs::path> sequencesIn(const fs::path& folder) {
    std::vector<fs::path> sequences;
    std::error_code code;
    for (fs::directory_iterator entry(folder, code), end; !code && entry != end;
         entry.increment(code))
        if (entry->is_directory(code) && layoutOf(entry->path()))
            sequences.push_back(entry->path());
    std::sort(sequences.begin(), sequences.end());
    return sequences;
}

std::vector<std::pair<std::size_t, fs::path>> numberedPhotos(const fs::path& folder,
                                                             const std::string& prefix) {
    std::vector<std::pair<std::size_t, fs::path>> photos;
    for (const fs::path& path : imagesIn(folder)) {
        const std::string stem = path.stem().string();
        if (!stem.starts_with(prefix) || stem.size() == prefix.size() ||
            stem.size() > prefix.size() + 9)
            continue;
        if (!std::all_of(stem.begin() + static_cast<std::ptrdiff_t>(prefix.size()),
                         stem.end(),
                         [](unsigned char c) { return std::isdigit(c); }))
            continue;
        photos.emplace_back(std::stoul(stem.substr(prefix.size())), path);
    }
    std::sort(photos.begin(), photos.end());
    return photos;
}

/// NICE-SLAM keeps the camera beside the sequences; the other layout has none.
Intrinsics lensOf(const fs::path& folder, const Layout& layout, const fs::path& firstPhoto) {
    if (layout.photos == std::string("results"))
        for (const fs::path& place : {folder, folder.parent_path()})
            if (isFile(place / "cam_params.json"))
                return readReplicaCamera(place / "cam_params.json");
    const ImageInfo info = readImageInfo(firstPhoto);
    return replicaDefaultCamera(info.width, info.height);
}

} // namespace

bool isReplica(const fs::path& folder) {
    return layoutOf(folder) || !sequencesIn(folder).empty();
}

PosedPhotos readReplicaPhotos(const fs::path& given) {
    fs::path folder = given;
    if (!layoutOf(folder)) {
        const std::vector<fs::path> sequences = sequencesIn(folder);
        if (sequences.empty())
            throw missing(
                CLEAVE_TR("Dataset", "%1 holds neither traj_w_c.txt nor traj.txt (Replica)"),
                folder);
        std::string names;
        for (const fs::path& sequence : sequences)
            names += (names.empty() ? "" : ", ") + sequence.filename().string();
        if (sequences.size() > 1)
            throw badInput(
                CLEAVE_TR("Dataset",
                          "%1 holds several sequences (%2); give the folder of one of them"),
                folder,
                names);
        folder = sequences[0];
    }
    const Layout& layout = *layoutOf(folder);
    const fs::path trajectory = folder / layout.trajectory;
    const std::vector<Pose> poses = readReplicaTrajectory(trajectory);
    const auto photos = numberedPhotos(folder / layout.photos, layout.prefix);
    PosedPhotos found;
    found.format = "replica";
    found.folder = folder;
    found.source = trajectory;
    found.lookedIn = (folder / layout.photos).string();
    found.isSortedByNumber = true;
    if (photos.empty())
        return found;
    if (photos.back().first >= poses.size())
        throw badFile(CLEAVE_TR("Dataset",
                                "%1 holds %2 poses, but there is a photo number %3 (%4); expected "
                                "one pose per photo, counted from 0"),
                      trajectory,
                      poses.size(),
                      photos.back().first,
                      photos.back().second.filename());
    const Intrinsics lens = lensOf(folder, layout, photos[0].second);
    std::vector<bool> isThere(poses.size(), false);
    for (const auto& [number, path] : photos) {
        isThere[number] = true;
        found.photos.push_back({path,
                                poses[number],
                                lens,
                                PhotoRole::Unsaid,
                                trajectory.string() + ", pose " + std::to_string(number)});
    }
    for (std::size_t i = 0; i < poses.size(); ++i)
        if (!isThere[i])
            found.missing.push_back(std::string(layout.prefix) + std::to_string(i));
    return found;
}

} // namespace cleave::detail
