// SPDX-License-Identifier: Apache-2.0
// NumPy's .npz archives: named arrays; and OmniSeg3D's use of them for the mask hierarchy of one
// photo.
#pragma once

#include "core/formats/npy.h"
#include "core/image/image.h"

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace cleave {

/// By array name (without ".npy"). Throws Error naming the file and the array.
std::map<std::string, NpyArray> readNpz(const std::filesystem::path& path);
/// Compressed, as numpy.savez_compressed.
void writeNpz(const std::filesystem::path& path, const std::map<std::string, NpyArray>& arrays);

/// What OmniSeg3D stores per photo (<scene>/sam/<stem>.npz).
struct OmniSegPatches {
    IdImage indices; ///< [H, W, 1] patch per pixel, [0, patchCount)
    int patchCount = 0;
    std::vector<std::uint16_t>
        correlation; ///< [patchCount, patchCount] masks shared by two patches
    bool operator==(const OmniSegPatches&) const = default;
};

/// `indices` of any whole-number type [H, W], `correlation` [P, P]. Throws Error when one is
/// missing, of another shape, not symmetric, or names patches beyond P.
OmniSegPatches readOmniSegPatches(const std::filesystem::path& path);
/// indices int16 (int32 beyond 32767 patches), correlation uint8 (uint16 where a count is above
/// 255, which uint8 would wrap).
void writeOmniSegPatches(const std::filesystem::path& path, const OmniSegPatches& patches);

} // namespace cleave
