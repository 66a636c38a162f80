// SPDX-License-Identifier: Apache-2.0
#include "tests/support/test_data.h"

#include <cstdlib>

namespace cleave::tests {

std::optional<std::filesystem::path> testData(const std::string& relativePath) {
    const char* folder = std::getenv("CLEAVE_TEST_DATA");
    const std::filesystem::path root = folder ? folder : CLEAVE_SOURCE_DIR "/../shared/data";
    std::error_code code;
    const std::filesystem::path path = root / relativePath;
    if (!std::filesystem::exists(path, code))
        return std::nullopt;
    return path.lexically_normal();
}

} // namespace cleave::tests
