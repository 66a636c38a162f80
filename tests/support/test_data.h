// SPDX-License-Identifier: Apache-2.0
// Data sets that are not part of the repository: beside the checkout (../shared/data) or where
// CLEAVE_TEST_DATA points.
#pragma once

#include <QTest>

#include <filesystem>
#include <optional>
#include <string>

namespace cleave::tests {

/// The path of a data set or file, if it is there.
std::optional<std::filesystem::path> testData(const std::string& relativePath);

/// Declares `variable` as the path of a data set, or skips the test with a message.
#define CLEAVE_REQUIRE_DATA(variable, relativePath)                                                \
    const auto variable##Found = ::cleave::tests::testData(relativePath);                          \
    if (!variable##Found)                                                                          \
        QSKIP("data set not available: " relativePath);                                            \
    const std::filesystem::path variable = *variable##Found

} // namespace cleave::tests
