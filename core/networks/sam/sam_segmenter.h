// SPDX-License-Identifier: Apache-2.0
// SAM and MobileSAM in the role that methods and the studio ask for.
#pragma once

#include "core/networks/promptable_segmenter.h"
#include "core/networks/sam/embedding_cache.h"

#include <filesystem>
#include <optional>

namespace cleave {

/// Embeddings are computed once for each key and kept within `cache`; different checkpoints never
/// share one.
std::unique_ptr<PromptableSegmenter> makeSamSegmenter(std::shared_ptr<const Sam> sam,
                                                      EmbeddingCacheLimits cache = {});

/// The checkpoint of SAM or MobileSAM that a person has added; the larger network first.
std::optional<std::filesystem::path> installedSam();

} // namespace cleave
