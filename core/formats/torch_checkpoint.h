// SPDX-License-Identifier: Apache-2.0
// Tensors out of files of torch.save (the ZIP form, PyTorch 1.6 and later). The pickle inside is
// read as data by a strict reader that knows tensors, numbers, texts, lists and dictionaries; it
// never runs anything, and refuses everything else.
#pragma once

#include "core/formats/zip_archive.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace cleave {

enum class TensorType : std::uint8_t {
    Float32,
    Float64,
    Float16,
    BFloat16,
    Int64,
    Int32,
    Int16,
    Int8,
    UInt8,
    Bool
};

std::size_t tensorTypeSize(TensorType type);

/// Where a tensor lies in the file.
struct CheckpointEntry {
    std::string name; ///< keys of nested dictionaries and positions in lists, joined by '.'; empty
                      ///< for a file that is one tensor
    TensorType type = TensorType::Float32;
    std::vector<std::int64_t> shape;
    std::string storage;               ///< key of the storage in the archive
    std::int64_t storageCount = 0;     ///< elements the storage is said to hold
    std::int64_t offset = 0;           ///< in elements
    std::vector<std::int64_t> strides; ///< in elements

    std::int64_t count() const;
};

struct CheckpointTensor {
    TensorType type = TensorType::Float32;
    std::vector<std::int64_t> shape; ///< outermost first
    std::vector<std::byte> bytes;    ///< row-major, little-endian

    std::int64_t count() const {
        return static_cast<std::int64_t>(bytes.size() / tensorTypeSize(type));
    }

    /// Any type, widened or narrowed; a bool becomes 0 or 1.
    std::vector<float> floats() const;
};

class TorchCheckpoint {
public:
    /// Reads the list of tensors. Throws Error naming the file when it is missing, cut off, of the
    /// form before PyTorch 1.6, or its pickle asks for a global other than tensors' (named in the
    /// message), or says what cannot be.
    explicit TorchCheckpoint(const std::filesystem::path& path);

    const std::vector<CheckpointEntry>& tensors() const { return entries_; }

    const CheckpointEntry* find(const std::string& name) const;
    /// Throws Error naming file and tensor when its bytes are cut off or damaged.
    CheckpointTensor read(const CheckpointEntry& entry);

private:
    ZipReader zip_;
    std::string folder_; ///< of the archive, with '/'
    std::vector<CheckpointEntry> entries_;
};

} // namespace cleave
