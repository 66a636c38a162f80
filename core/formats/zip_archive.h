// SPDX-License-Identifier: Apache-2.0
// ZIP archives as .npz and .pt files use them: entries stored or deflated, also beyond 4 GB on
// reading.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <span>
#include <string>
#include <vector>

namespace cleave {

struct ZipEntry {
    std::string name;                 ///< with '/' between folders
    std::uint64_t size = 0;           ///< bytes, expanded
    std::uint64_t compressedSize = 0; ///< bytes in the archive
    std::uint64_t headerOffset = 0;   ///< of the local header
    std::uint32_t crc = 0;
    std::uint16_t method = 0; ///< 0 stored, 8 deflated
};

/// An archive open for reading; entries are read one by one when asked for.
class ZipReader {
public:
    /// Reads the directory at the end of the file. Throws Error naming the file when it is missing,
    /// cut off or no ZIP.
    explicit ZipReader(std::filesystem::path path);

    const std::filesystem::path& path() const { return path_; }

    std::span<const ZipEntry> entries() const { return entries_; }

    const ZipEntry* find(const std::string& name) const;
    /// Throws Error naming file and entry for other compressions, encryption, cut-off data or a
    /// wrong checksum.
    std::vector<std::byte> read(const ZipEntry& entry);

    static bool looksLikeZip(const std::filesystem::path& path);

private:
    std::vector<std::byte> bytesAt(std::uint64_t offset, std::uint64_t count);

    std::filesystem::path path_;
    std::ifstream file_;
    std::uint64_t fileSize_ = 0;
    std::vector<ZipEntry> entries_;
};

struct ZipMember {
    std::string name;
    std::span<const std::byte> bytes;
};

/// Deflated members, below 4 GB together; the same input gives the same bytes. Throws
/// Error(Permission | NoSpace).
void writeZip(const std::filesystem::path& path, std::span<const ZipMember> members);

} // namespace cleave
