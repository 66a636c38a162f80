// SPDX-License-Identifier: Apache-2.0
#include "core/project/autosave.h"

#include "core/base/error.h"
#include "core/project/project_store.h"

namespace cleave {

namespace fs = std::filesystem;

fs::path recoveryPath(const fs::path& documentPath) {
    return documentPath.string() + "-recovery";
}

void writeRecovery(const Project& project, const fs::path& documentPath, Progress& progress) {
    saveProject(project, recoveryPath(documentPath), progress);
    // An unchanged file keeps its time, but it does hold the newest state.
    std::error_code code;
    fs::last_write_time(recoveryPath(documentPath), fs::file_time_type::clock::now(), code);
    if (code)
        throw Error(ErrorKind::Permission,
                    text(CLEAVE_TR("Project", "%1 cannot be written: %2"),
                         recoveryPath(documentPath),
                         code.message()));
}

std::optional<Recovery> findRecovery(const fs::path& documentPath) {
    std::error_code code;
    const fs::path path = recoveryPath(documentPath);
    const auto savedAt = fs::last_write_time(path, code);
    if (code)
        return std::nullopt;
    const auto documentTime = fs::last_write_time(documentPath, code);
    if (!code && documentTime >= savedAt)
        return std::nullopt;
    return Recovery{path, savedAt};
}

void discardRecovery(const fs::path& documentPath) {
    for (const char* suffix : {"", "-journal"}) {
        std::error_code code;
        const fs::path path = recoveryPath(documentPath).string() + suffix;
        fs::remove(path, code);
        if (code)
            throw Error(
                ErrorKind::Permission,
                text(CLEAVE_TR("Project", "%1 cannot be removed: %2"), path, code.message()));
    }
}

} // namespace cleave
