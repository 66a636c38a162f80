// SPDX-License-Identifier: Apache-2.0
// What a reader of one format finds in a folder, before the photos themselves are looked at.
// Private to the import.
#pragma once

#include "core/dataset/dataset.h"
#include "core/formats/transforms_json.h"

#include <filesystem>
#include <span>
#include <string>
#include <variant>
#include <vector>

namespace cleave::detail {

/// What the data itself says about the use of a photo.
enum class PhotoRole { Unsaid, Train, Test, Unused };

struct PosedPhoto {
    std::filesystem::path path; ///< of the file that is there
    Pose pose;
    std::variant<Intrinsics, TransformsLens>
        lens; ///< what is left open follows from the photo's size
    PhotoRole role = PhotoRole::Unsaid;
    std::string place; ///< file and frame, for errors
};

struct PosedPhotos {
    std::string format;
    std::filesystem::path folder; ///< the data set's
    std::filesystem::path source; ///< file or folder that named the photos
    std::vector<PosedPhoto> photos;
    std::vector<std::string> missing; ///< photos that are named and not there
    std::string lookedIn;             ///< for the message when none is there
    InitialPoints points;
    bool isSortedByNumber = false; ///< file names carry numbers without leading zeros
};

bool isImageName(const std::filesystem::path& path);
/// Image files of a folder (not of folders in it), sorted by name.
std::vector<std::filesystem::path> imagesIn(const std::filesystem::path& folder);
/// `images`, then `images_2`, `images_4`, ... by number, as far as they are there.
std::vector<std::filesystem::path> imageFolders(const std::filesystem::path& root);
/// The file, or the same with another image extension; empty when there is none.
std::filesystem::path existingPhoto(const std::filesystem::path& path);

/// Folder of a COLMAP model in or under `folder`; empty when there is none.
std::filesystem::path findColmapModel(const std::filesystem::path& folder);
/// The points of a COLMAP model under `folder` when its poses are those of the photos; else of an
/// unnamed points file there when most of them lie in several photos' view. Empty when there is
/// none.
InitialPoints findPoints(const std::filesystem::path& folder, std::span<const PosedPhoto> photos);

/// Where `folder` (or file) is of the format: true, and the read functions below understand it.
bool isTransforms(const std::filesystem::path& path);
bool isReplica(const std::filesystem::path& folder);
bool isLlff(const std::filesystem::path& folder);

PosedPhotos readTransformsPhotos(const std::filesystem::path& path);
PosedPhotos readColmapPhotos(const std::filesystem::path& folder);
PosedPhotos readLlffPhotos(const std::filesystem::path& folder);
PosedPhotos readReplicaPhotos(const std::filesystem::path& folder);

} // namespace cleave::detail
