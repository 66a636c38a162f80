// SPDX-License-Identifier: Apache-2.0
// What a pickle of torch.save says about tensors: their names, shapes and places in storages that
// lie elsewhere.
#pragma once

#include "core/formats/checkpoint.h"
#include "core/formats/pickle_reader.h"

#include <map>

namespace cleave {

struct TorchStorage {
    std::size_t index = 0;  ///< what CheckpointEntry::storage holds
    std::int64_t count = 0; ///< elements, as the pickle counts them
    std::uint64_t bytes = 0;
    std::string firstTensor; ///< one that lies in it, for messages
};

struct TorchTensors {
    std::vector<CheckpointEntry> entries;
    std::map<std::string, TorchStorage> storages; ///< by key
    std::vector<std::string>
        topKeys; ///< of the outermost dictionary, where none of them is a tensor
};

/// Throws Error naming file and tensor where one is described wrongly, storages are given two
/// sizes, or there is more or deeper nesting than in any list of tensors.
TorchTensors collectTensors(const PickleDocument& document, const std::filesystem::path& path);

} // namespace cleave
