// SPDX-License-Identifier: Apache-2.0
// Tensors to files as torch.save writes them (the ZIP form of stored members), for programs that
// read them with torch.load.
#pragma once

#include "core/formats/checkpoint.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

namespace cleave {

/// Opcodes of Python's pickle, protocol 2, without the frame around them: a text; a tensor whose
/// values are the archive's member data/KEY. Float32 or Bool.
std::string pickledText(const std::string& value);
std::string
pickledTensor(TensorType type, const std::string& key, const std::vector<std::int64_t>& shape);

/// A file of one tensor. bytes: row-major, as many as shape and type say, below 4 GB. Throws
/// Error(Permission | NoSpace) naming the file.
void saveTorchTensor(const std::filesystem::path& path,
                     TensorType type,
                     const std::vector<std::int64_t>& shape,
                     std::span<const std::byte> bytes);

} // namespace cleave
