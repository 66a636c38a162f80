// SPDX-License-Identifier: Apache-2.0
// Tensors by name out of the files that networks' weights come in: torch.save's ZIP form and the
// one before PyTorch 1.6, TorchScript archives, and safetensors. The file stays mapped; a tensor's
// numbers are looked at when it is read.
#pragma once

#include "core/base/mapped_file.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <unordered_map>
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

/// A run of bytes in the file that one or several tensors lie in.
struct CheckpointStorage {
    std::string key;         ///< as the file calls it, for messages
    std::uint64_t begin = 0; ///< bytes from the start of the file
    std::uint64_t size = 0;  ///< bytes
    std::uint32_t crc = 0;   ///< of the bytes; 0 where the file has none
};

struct CheckpointEntry {
    std::string name; ///< keys of nested dictionaries and positions in lists, joined by '.'; empty
                      ///< for a file that is one tensor
    TensorType type = TensorType::Float32;
    std::vector<std::int64_t> shape;   ///< outermost first
    std::vector<std::int64_t> strides; ///< in elements, >= 0
    std::int64_t offset = 0;           ///< in elements, from the start of the storage
    std::size_t storage = 0;           ///< position in the file's list

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

class Checkpoint {
public:
    /// Checks everything that is said about the bytes before any is looked at: storages within the
    /// file and apart from each other, tensors within their storages and together no larger than a
    /// few times the file, names only once. Throws Error naming file and tensor. `topKeys`: keys of
    /// the outermost dictionary where none of them is a tensor.
    Checkpoint(std::shared_ptr<const MappedFile> file,
               std::vector<CheckpointStorage> storages,
               std::vector<CheckpointEntry> entries,
               std::vector<std::string> topKeys = {});

    const std::filesystem::path& path() const { return file_->path(); }

    const std::vector<CheckpointEntry>& tensors() const { return entries_; }

    const CheckpointEntry* find(const std::string& name) const;

    /// Throws Error naming file and tensor when its bytes are damaged.
    CheckpointTensor read(const CheckpointEntry& entry) const;
    /// The same as numbers, without a copy between.
    std::vector<float> floats(const CheckpointEntry& entry) const;
    /// The numbers where they lie in the file, as long as file() lives; empty unless fp32,
    /// row-major and aligned.
    std::span<const float> mappedFloats(const CheckpointEntry& entry) const;

    std::shared_ptr<const MappedFile> file() const { return file_; }

    /// The weights alone: where no tensor stands at the top, what is under "model", "state_dict" or
    /// "teacher"; without a "module." or "backbone." that every name has. Throws Error with the
    /// keys there are.
    Checkpoint stateDict() const;

private:
    std::span<const std::byte> bytesOf(const CheckpointEntry& entry) const;
    void requireIntact(const CheckpointEntry& entry) const;

    std::shared_ptr<const MappedFile> file_;
    std::shared_ptr<const std::vector<CheckpointStorage>> storages_;
    std::vector<CheckpointEntry> entries_;
    std::vector<std::string> topKeys_;
    std::unordered_map<std::string, std::size_t> indices_;
    struct Intact;
    std::shared_ptr<Intact> intact_; ///< which storages' checksums are known to be right
};

/// Tells the container by its content. Throws Error naming the file and the offending global, entry
/// or tensor.
Checkpoint readCheckpoint(const std::filesystem::path& path);
/// readCheckpoint(path).stateDict()
Checkpoint readStateDict(const std::filesystem::path& path);

} // namespace cleave
