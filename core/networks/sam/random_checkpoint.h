// SPDX-License-Identifier: Apache-2.0
// Checkpoints of SAM at full size with random weights: what they answer means nothing, but they
// take the time and the memory of the published ones, which are not part of the program. For
// benchmarks and tests.
#pragma once

#include <cstdint>
#include <filesystem>
#include <vector>

namespace cleave {

/// Sizes of a network with a ViT image encoder; the defaults are ViT-B's.
struct SamSizes {
    int imageSize = 1024, patch = 16, width = 768, depth = 12, heads = 12, window = 14;
    std::vector<int> globalBlocks = {2, 5, 8, 11};
    int channels = 256, maskChannels = 16, decoderMlp = 2048, iouHidden = 256;
};

SamSizes samVitB();
SamSizes samVitL();
SamSizes samVitH();

/// A file as torch.save writes it, with the published names. The same seed gives the same bytes.
/// Throws Error(Permission | NoSpace).
void writeRandomSam(const std::filesystem::path& path, const SamSizes& sizes, std::uint64_t seed);
/// The same for MobileSAM.
void writeRandomMobileSam(const std::filesystem::path& path, std::uint64_t seed);

} // namespace cleave
