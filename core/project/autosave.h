// SPDX-License-Identifier: Apache-2.0
// A recovery file beside the document: what a crash would have lost. It is a project file itself,
// so writing it again costs only what changed.
#pragma once

#include "core/base/progress.h"
#include "core/project/project.h"

#include <filesystem>
#include <optional>

namespace cleave {

/// name.cleave -> name.cleave-recovery
std::filesystem::path recoveryPath(const std::filesystem::path& documentPath);

/// Throws what saveProject throws.
void writeRecovery(const Project& project,
                   const std::filesystem::path& documentPath,
                   Progress& progress);

struct Recovery {
    std::filesystem::path path;
    std::filesystem::file_time_type savedAt;
};

/// A recovery file that is newer than the document, or whose document is gone; load it with
/// loadProject.
std::optional<Recovery> findRecovery(const std::filesystem::path& documentPath);

/// After a save or when the person declined; harmless where there is none. Throws
/// Error(Permission).
void discardRecovery(const std::filesystem::path& documentPath);

} // namespace cleave
