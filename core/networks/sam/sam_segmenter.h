// SPDX-License-Identifier: Apache-2.0
// SAM and MobileSAM in the role that methods and the studio ask for.
#pragma once

#include "core/networks/promptable_segmenter.h"
#include "core/networks/sam/embedding_cache.h"

namespace cleave {

/// Embeddings are computed once for each key and kept within `cache`; different checkpoints never
/// share one.
std::unique_ptr<PromptableSegmenter> makeSamSegmenter(std::shared_ptr<const Sam> sam,
                                                      EmbeddingCacheLimits cache = {});

} // namespace cleave
