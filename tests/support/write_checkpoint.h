// SPDX-License-Identifier: Apache-2.0
// Checkpoints as torch.save writes them (a ZIP archive of stored entries), tensor by tensor, so
// that a test can make a full-size state dictionary without holding it in memory.
#pragma once

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <span>
#include <string>
#include <vector>

namespace cleave::tests {

/// A ZIP archive of stored entries, written as it comes. Below 4 GB.
class StoredZipWriter {
public:
    explicit StoredZipWriter(const std::filesystem::path& path) : file_(path, std::ios::binary) {}

    void add(const std::string& name, std::span<const std::byte> bytes);
    /// Writes the directory; nothing may be added after it.
    void finish();

private:
    struct Entry {
        std::string name;
        std::uint32_t crc, size, offset;
    };

    std::ofstream file_;
    std::vector<Entry> entries_;
    std::uint64_t position_ = 0;
};

/// The state dictionary of a module: names and fp32 tensors in the order of adding.
class CheckpointWriter {
public:
    explicit CheckpointWriter(const std::filesystem::path& path) : zip_(path) {}

    /// values: row-major, as many as the shape says.
    void add(const std::string& name,
             const std::vector<std::int64_t>& shape,
             std::span<const float> values);
    /// Seeded normal numbers around `mean`; the same seed and name give the same numbers.
    void addRandom(const std::string& name,
                   const std::vector<std::int64_t>& shape,
                   float deviation,
                   std::uint64_t seed,
                   float mean = 0);
    void finish();

private:
    StoredZipWriter zip_;
    std::string pickle_; ///< of the entries so far
    int count_ = 0;
};

} // namespace cleave::tests
