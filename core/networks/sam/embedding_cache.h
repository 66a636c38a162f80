// SPDX-License-Identifier: Apache-2.0
// Image embeddings that were computed, kept in memory and in a folder, both bounded: what was used
// longest ago leaves first.
#pragma once

#include "core/base/revision.h"
#include "core/networks/sam/sam.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <list>
#include <memory>
#include <mutex>
#include <string>

namespace cleave {

struct EmbeddingCacheLimits {
    std::filesystem::path folder = {};                ///< empty: in memory only
    std::size_t memoryBytes = std::size_t{256} << 20; ///< about 60 images of SAM
    std::uintmax_t folderBytes = std::uintmax_t{2} << 30;
};

class EmbeddingCache {
public:
    /// `network` tells apart what different checkpoints computed.
    EmbeddingCache(EmbeddingCacheLimits limits, std::uint64_t network);

    /// Null where nothing is kept. A file that is damaged or of another network counts as nothing.
    /// Callable from several threads.
    std::shared_ptr<const SamEmbedding> find(Revision key);
    /// Files that cannot be written are left out: a cache is no promise.
    void insert(Revision key, std::shared_ptr<const SamEmbedding> embedding);

private:
    struct Entry {
        Revision key;
        std::shared_ptr<const SamEmbedding> embedding;
    };

    void keepInMemory(Revision key, std::shared_ptr<const SamEmbedding> embedding);
    std::filesystem::path fileOf(Revision key) const;
    std::shared_ptr<const SamEmbedding> readFileOf(Revision key) const;
    void trimFolder() const;

    EmbeddingCacheLimits limits_;
    std::uint64_t network_;
    std::mutex mutex_;
    std::list<Entry> entries_; ///< latest first
};

} // namespace cleave
