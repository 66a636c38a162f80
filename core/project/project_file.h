// SPDX-License-Identifier: Apache-2.0
// The SQLite file below a project: named JSON documents and immutable assets in chunks. Knows no
// scenes.
#pragma once

#include "core/base/progress.h"
#include "core/base/revision.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <span>
#include <string>
#include <vector>

namespace cleave {

/// What an asset says about itself.
struct AssetHeader {
    Revision id = 0;
    std::string kind;      ///< field | training | masks | lifted | selection | points
    std::string info;      ///< JSON: shapes and small values
    std::int64_t size = 0; ///< bytes of all chunks
};

enum class ProjectFileAccess {
    Create,  ///< a new file; nothing protects it until it is complete
    Change,  ///< an existing project; changes happen in a transaction
    Read,    ///< undoes a save that was killed, then reads
    Salvage, ///< reads what can be read of a file that SQLite calls malformed
};

/// One open connection; used by the thread that made it. Every failure throws Error naming the
/// file.
class ProjectFile {
public:
    static constexpr std::int64_t chunkBytes = std::int64_t{16} << 20;

    /// Errors name `shownPath` when it is given: a temporary's name tells a person nothing.
    ProjectFile(const std::filesystem::path& path,
                ProjectFileAccess access,
                const std::filesystem::path& shownPath = {});
    ~ProjectFile();
    ProjectFile(const ProjectFile&) = delete;
    ProjectFile& operator=(const ProjectFile&) = delete;

    /// The version in the file's header. Throws Error(BadFile) when the file is no project.
    int formatVersion();
    void setFormatVersion(int version);

    void begin();
    void commit();
    /// Harmless where there is nothing to undo.
    void rollback() noexcept;

    std::map<std::string, std::string> documents();
    /// Leaves equal documents untouched.
    void writeDocuments(const std::map<std::string, std::string>& documents);

    std::map<Revision, AssetHeader> assets();
    /// The bytes are those of the parts, one after the other. Checks `progress` between chunks.
    void writeAsset(const AssetHeader& header,
                    std::span<const std::span<const std::byte>> parts,
                    Progress& progress);
    void removeAsset(Revision id);
    /// Fills the parts, whose sizes sum to the asset's. Throws Error(BadFile) when a chunk is
    /// missing or its checksum differs.
    void readAsset(const AssetHeader& header,
                   std::span<const std::span<std::byte>> parts,
                   Progress& progress);

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

/// Is there a file that starts like any SQLite database?
bool looksLikeDatabase(const std::filesystem::path& path);

} // namespace cleave
