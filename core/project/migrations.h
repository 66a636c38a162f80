// SPDX-License-Identifier: Apache-2.0
// How documents of an older project version become documents of this one. Assets are never
// rewritten: a new form of an asset is a new kind.
#pragma once

#include "core/project/project_documents.h"

#include <span>

namespace cleave {

/// From one version to the next.
using Migration = void (*)(Documents&);

/// [i] leads from version i + 1 to i + 2; as many as projectFormatVersion - 1.
std::span<const Migration> migrations();

/// Brings documents of `version` up to date. Throws Error(Version) for a version that is newer than
/// the last step leads to, saying which is needed, and Error(BadFile) for a version below 1. `path`
/// is named in both.
void migrate(Documents& documents,
             int version,
             std::span<const Migration> steps,
             const std::filesystem::path& path);

} // namespace cleave
