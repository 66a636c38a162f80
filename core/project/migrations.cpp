// SPDX-License-Identifier: Apache-2.0
#include "core/project/migrations.h"

#include "core/base/error.h"

namespace cleave {

std::span<const Migration> migrations() {
    return {}; // there is one version
}

void migrate(Documents& documents,
             int version,
             std::span<const Migration> steps,
             const std::filesystem::path& path) {
    const int current = static_cast<int>(steps.size()) + 1;
    if (version > current)
        throw Error(ErrorKind::Version,
                    text(CLEAVE_TR("Project",
                                   "%1 was made by a newer Cleave (project format %2); this one "
                                   "reads formats up to %3"),
                         path,
                         version,
                         current));
    if (version < 1)
        throw badFile(CLEAVE_TR("Project", "%1 says project format %2, expected 1 to %3"),
                      path,
                      version,
                      current);
    for (int step = version; step < current; ++step)
        steps[static_cast<std::size_t>(step - 1)](documents);
}

} // namespace cleave
